"""Close folders of an earlier version to other accounts. What is made now is its owner's alone, by the umask."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077
"""Permissions of group and others."""


def close_to_others(folders: Iterable[Path]) -> None:
    """Take the permissions of group and others from folders that have them, and from everything below these.

    What another account owns is left as it is, and so are links.
    """
    for folder in folders:
        with suppress(OSError):  # not there, or of another account
            if not folder.is_symlink() and folder.stat().st_mode & OTHERS:
                for path in (*folder.rglob("*"), folder):  # the folder last: if this is killed, it is done again
                    _close(path)


def _close(path: Path) -> None:
    with suppress(OSError):
        status = path.lstat()
        if not path.is_symlink() and status.st_uid == os.geteuid() and status.st_mode & OTHERS:
            path.chmod(status.st_mode & ~OTHERS & 0o7777)
