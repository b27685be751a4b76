"""Record of encrypted batches: the public key, and the hash of each encrypted file.

Only the county's key opens an encrypted file; by its hash a missing or changed file is still noticed.
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
    """One encrypted batch: the public key, and each encrypted file (``lines.csv.age``) with its SHA-256."""

    recipient: str
    files: Mapping[str, str]


def record_encryption(ledger: Ledger, batch_id: str, encrypted: Encrypted, *, by: str) -> None:
    """Write the event once the encrypted files are on disk and before the plain ones are removed."""
    details = {"recipient": encrypted.recipient, "files": json.dumps(dict(sorted(encrypted.files.items())))}
    with ledger.writing() as writing:
        of = replace(ledger.run_of_batch(batch_id), source_hash=_read_manifest_hash(ledger, batch_id))
        writing.append([NewEvent(BATCH_ENCRYPTED, by, batch_id=batch_id, **vars(of), details=details)])


def _read_manifest_hash(ledger: Ledger, batch_id: str) -> str:
    for event in ledger.events(kinds=[BATCH_FILED], batch_id=batch_id):
        return str(json.loads(json.loads(event.details)["files"]).get(MANIFEST_FILE, NONE))
    return NONE


def read_encrypted_batches(ledger: Ledger) -> dict[str, Encrypted]:
    """Read every encrypted batch by id. If it took several attempts, the last record of a file counts."""
    found: dict[str, Encrypted] = {}
    for event in ledger.events(kinds=[BATCH_ENCRYPTED], of_no_line=True):
        if event.batch_id is not None:
            details = json.loads(event.details)
            before = found[event.batch_id].files if event.batch_id in found else {}
            found[event.batch_id] = Encrypted(details["recipient"], {**before, **json.loads(details["files"])})
    return found
