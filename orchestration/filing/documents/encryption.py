"""Encrypting the files of a batch to a county's public key (age), so that what is handed over opens with its key alone.

What belongs here: reading the key, encrypting, removing the plain files. What does not: keeping keys: a public key is
all we ever see. Nothing plain is removed before everything is encrypted and on the disk.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyrage

ENDING = ".age"


class KeyUnusable(ValueError):
    """The text is no public key of age. Nothing was changed."""


def encrypt_batch(folder: Path, recipient: str) -> list[Path]:
    """Encrypt every file under ``folder`` to ``recipient`` (``age1…``) and remove the plain ones; the files, by name.

    The same again encrypts only what is still plain. Bytes differ each time: age draws a new file key. Raises
    ``KeyUnusable`` for a wrong key and ``OSError`` where a file cannot be written; then all plain files are there.
    """
    try:
        key = pyrage.x25519.Recipient.from_str(recipient.strip())
    except (pyrage.RecipientError, ValueError):
        raise KeyUnusable("the public key is not one of age: it begins with age1 and has 62 letters") from None
    plain = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (ENDING, ".partial"))
    made: list[Path] = []
    try:
        for path in plain:
            partial = path.with_name(f"{path.name}{ENDING}.partial")
            made.append(partial)
            with partial.open("wb") as file:
                file.write(pyrage.encrypt(path.read_bytes(), [key]))
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        for partial in made:
            partial.unlink(missing_ok=True)
        raise
    for partial in made:
        partial.replace(partial.with_suffix(""))
    _to_disk(folder)
    for path in plain:
        path.unlink()
    return sorted(path for path in folder.rglob(f"*{ENDING}") if path.is_file())


def _to_disk(folder: Path) -> None:
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
