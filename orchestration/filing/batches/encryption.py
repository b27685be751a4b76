"""Encryption of a filed batch to its county's public key, which ``ledger verify`` can still check.

A plain file is removed only after the ledger holds the hash of its encrypted file. The manifest names no person and
stays plain.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.files.publish_dir import hash_file
from orchestration.filing.batches.files.folder import hash_files_below, list_batch_folders
from orchestration.filing.batches.verify import check_files_of_batch
from orchestration.filing.documents.encryption import encrypt_batch, parse_public_key
from orchestration.filing.ledger.batch import BATCH_FILED, MANIFEST_FILE, find_started_batches
from orchestration.filing.ledger.chain import Event
from orchestration.filing.ledger.encrypted import ENDING, Encrypted, read_encrypted_batches, record_encryption
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.settings import Settings


class WrongBatchError(ValueError):
    """The batch is unknown, not filed yet, or encrypted to another key. The message is one line."""


class ChangedBatchError(RuntimeError):
    """The files differ from those filed; encrypting them would hide that. Nothing was changed."""


@dataclass(frozen=True)
class EncryptionResult:
    """How many files were encrypted, how many had been before, and their folder."""

    now: int
    before: int
    folder: Path


def encrypt_filed_batch(settings: Settings, batch_id: str, recipient: str, *, by: str) -> EncryptionResult:
    """Encrypt the files of a filed batch except its manifest, and remove the plain ones.

    Running it again finishes an interrupted encryption and changes nothing else. If it raises, the plain files remain.

    Raises:
        KeyFileError: The public key is none.
        WrongBatchError: The batch cannot be encrypted to this key.
        ChangedBatchError: The files differ from those filed.
        LedgerError: The ledger cannot be used.
        OSError: A file cannot be written.
    """
    recipient = str(parse_public_key(recipient))
    with open_ledger(settings.ledger, create=False) as ledger:
        filed = _find_filed(ledger, batch_id)
        folder = list_batch_folders(settings.filed).get(batch_id, settings.filed / batch_id)
        told = read_encrypted_batches(ledger).get(batch_id, Encrypted(recipient, {}))
        _check_files(filed, folder, told)
        safe = _find_encrypted_safely(folder, told)
        if safe and told.recipient != recipient:
            raise WrongBatchError(f"batch {batch_id} is encrypted to another key: {told.recipient}")
        for name in safe:
            (folder / name).with_suffix("").unlink(missing_ok=True)

        def note(made: Mapping[str, Path]) -> None:
            hashes = {name: hash_file(path) for name, path in made.items()}
            if hashes:
                record_encryption(ledger, batch_id, Encrypted(recipient, hashes), by=by)

        files = encrypt_batch(folder, recipient, stays_plain=(MANIFEST_FILE,), note=note)
    for left in folder.rglob(f"*{ENDING}.partial"):
        left.unlink()  # an interrupted command left it beside the finished file
    return EncryptionResult(len(files) - len(safe), len(safe), folder)


def _find_filed(ledger: Ledger, batch_id: str) -> Event:
    for event in ledger.events(kinds=[BATCH_FILED], of_no_line=True):
        if event.batch_id == batch_id:
            return event
    if batch_id in {batch.batch_id for batch in find_started_batches(ledger)}:
        raise WrongBatchError(f"batch {batch_id} was started and is not finished: lookback file submit")
    raise WrongBatchError("no filed batch has this id; `lookback file submit` printed it (16 hex digits)")


def _check_files(filed: Event, folder: Path, told: Encrypted) -> None:
    known: dict[str, str] = json.loads(json.loads(filed.details)["files"])
    wrong = list(check_files_of_batch(filed, folder, told))
    there = hash_files_below(folder) if folder.is_dir() else {}
    plain = {name for name in there if not name.endswith((ENDING, f"{ENDING}.partial"))}
    wrong += [f"batch {filed.batch_id}: {name} is not one of its filed files" for name in sorted(plain - known.keys())]
    if wrong:
        raise ChangedBatchError(
            f"{wrong[0]}; {len(wrong):,} faults in all, nothing was encrypted: lookback ledger verify"
        )


def _find_encrypted_safely(folder: Path, told: Encrypted) -> list[str]:
    """Return encrypted files that match the ledger: their plain files may be removed."""
    return [
        name
        for name, sha256 in sorted(told.files.items())
        if (folder / name).is_file() and hash_file(folder / name) == sha256
    ]
