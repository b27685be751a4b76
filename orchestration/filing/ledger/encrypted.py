"""That the files of a filed batch were encrypted: to which public key, and the hash of each encrypted file.

What is encrypted can be opened with the county's key alone; its hash is how a missing or changed file is still noticed
here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from orchestration.filing.ledger.batch import BATCH_FILED, MANIFEST_FILE
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.provenance import NONE
from orchestration.filing.ledger.store import Ledger

BATCH_ENCRYPTED = "batch_encrypted"
ENDING = ".age"


@dataclass(frozen=True)
class Encrypted:
    """Of one batch: the public key, and SHA-256 by name of each encrypted file (``lines.csv.age``)."""

    recipient: str
    files: Mapping[str, str]


def record_encryption(ledger: Ledger, batch_id: str, encrypted: Encrypted, *, by: str) -> None:
    """Write the event: the encrypted files are on the disk, the plain ones still there."""
    details = {"recipient": encrypted.recipient, "files": json.dumps(dict(sorted(encrypted.files.items())))}
    with ledger.writing() as writing:
        of = replace(ledger.run_of_batch(batch_id), source_hash=_read_manifest_hash(ledger, batch_id))
        writing.append([NewEvent(BATCH_ENCRYPTED, by, batch_id=batch_id, **vars(of), details=details)])


def _read_manifest_hash(ledger: Ledger, batch_id: str) -> str:
    for event in ledger.events(kinds=[BATCH_FILED], batch_id=batch_id):
        return str(json.loads(json.loads(event.details)["files"]).get(MANIFEST_FILE, NONE))
    return NONE


def read_encrypted_batches(ledger: Ledger) -> dict[str, Encrypted]:
    """Every batch that was encrypted, by its id; where that was done in several goes, what was said last of a file."""
    found: dict[str, Encrypted] = {}
    for event in ledger.events(kinds=[BATCH_ENCRYPTED], of_no_line=True):
        if event.batch_id is not None:
            details = json.loads(event.details)
            before = found[event.batch_id].files if event.batch_id in found else {}
            found[event.batch_id] = Encrypted(details["recipient"], {**before, **json.loads(details["files"])})
    return found
