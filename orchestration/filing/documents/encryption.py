"""Encrypt the files of a batch to a county's public key (age), so that only the county can open them.

Plain files are removed only after every encrypted file is on disk and the caller has recorded it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import pyrage

from orchestration.files.atomic import PARTIAL_SUFFIX, sync_to_disk
from orchestration.filing.ledger.encrypted import ENDING


class KeyFileError(ValueError):
    """The text is no public age key. Nothing was changed."""


def parse_public_key(recipient: str) -> pyrage.x25519.Recipient:
    """Parse a county's public key. The error does not repeat the text, which may be a secret key.

    Raises:
        KeyFileError: The text is no public age key.
    """
    try:
        return pyrage.x25519.Recipient.from_str(recipient.strip())
    except (pyrage.RecipientError, ValueError):
        raise KeyFileError("not a public age key: one begins with age1 and has 62 characters") from None


def encrypt_batch(
    folder: Path,
    recipient: str,
    *,
    stays_plain: Collection[str] = (),
    note: Callable[[Mapping[str, Path]], None] = lambda made: None,
) -> list[Path]:
    """Encrypt every file under ``folder`` to ``recipient`` (``age1…``), remove the plain ones, and return them by name.

    ``stays_plain``: names of files to leave as they are. ``note`` gets every encrypted file by its name in the folder,
    on disk, before a plain one is removed; if it raises, all plain files remain and no encrypted one. A second call
    encrypts only what is still plain. Bytes differ each time, since age draws a new file key.

    Raises:
        KeyFileError: The key is wrong.
        OSError: A file cannot be written.
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
        _sync_folders(folder)
        note({partial.with_suffix("").relative_to(folder).as_posix(): partial.with_suffix("") for partial in made})
    except BaseException:
        for partial in made:
            partial.unlink(missing_ok=True)
            partial.with_suffix("").unlink(missing_ok=True)
        raise
    for path in plain:
        path.unlink()
    return sorted(path for path in folder.rglob(f"*{ENDING}") if path.is_file())


def _sync_folders(folder: Path) -> None:
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        sync_to_disk(path)
