"""Encrypting the files of a batch to a county's public key (age), so that what is handed over opens with its key alone.

Nothing plain is removed before everything is encrypted and on the disk, and whoever asked has noted it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import pyrage

from orchestration.files.atomic import PARTIAL_SUFFIX, sync_to_disk
from orchestration.filing.ledger.encrypted import ENDING


class KeyFileError(ValueError):
    """The text is no public key of age. Nothing was changed."""


def parse_public_key(recipient: str) -> pyrage.x25519.Recipient:
    """The key that a county gave. Raises ``KeyFileError``, without repeating the text: it may be a secret key."""
    try:
        return pyrage.x25519.Recipient.from_str(recipient.strip())
    except (pyrage.RecipientError, ValueError):
        raise KeyFileError("the public key is not one of age: it begins with age1 and has 62 letters") from None


def encrypt_batch(
    folder: Path,
    recipient: str,
    *,
    stays_plain: Collection[str] = (),
    note: Callable[[Mapping[str, Path]], None] = lambda made: None,
) -> list[Path]:
    """Encrypt every file under ``folder`` to ``recipient`` (``age1…``) and remove the plain ones; the files, by name.

    ``stays_plain``: names of files that are left as they are. ``note`` is given every encrypted file by its name in the
    folder, on the disk, before anything plain is removed. The same again encrypts only what is still plain. Bytes
    differ each time: age draws a new file key. Raises ``KeyFileError`` for a wrong key, ``OSError`` where a file cannot
    be written, and what ``note`` raises; then all plain files are there, and none that is encrypted.
    """
    key = parse_public_key(recipient)
    plain = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix not in (ENDING, PARTIAL_SUFFIX)
        and path.relative_to(folder).as_posix() not in stays_plain
    )
    made: list[Path] = []
    try:
        for path in plain:
            partial = path.with_name(f"{path.name}{ENDING}{PARTIAL_SUFFIX}")
            made.append(partial)
            with partial.open("wb") as file:
                file.write(pyrage.encrypt(path.read_bytes(), [key]))
                file.flush()
                os.fsync(file.fileno())
        for partial in made:
            partial.replace(partial.with_suffix(""))
        _to_disk(folder)
        note({partial.with_suffix("").relative_to(folder).as_posix(): partial.with_suffix("") for partial in made})
    except BaseException:
        for partial in made:
            partial.unlink(missing_ok=True)
            partial.with_suffix("").unlink(missing_ok=True)
        raise
    for path in plain:
        path.unlink()
    return sorted(path for path in folder.rglob(f"*{ENDING}") if path.is_file())


def _to_disk(folder: Path) -> None:
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        sync_to_disk(path)
