"""Accounts of the operating system that people act by: each name its own, as if through ``sudo -u``.

What belongs here: becoming somebody for a while. What does not: expectations.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def account_of(name: str) -> str:
    """The number of the account, which no machine knows by name."""
    return str(1_000_000 + zlib.crc32(name.encode()) % 1_000_000)


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Act by the account of ``name``."""
    with acting_by(["--by", name]):
        yield


@contextmanager
def acting_by(arguments: Sequence[object]) -> Iterator[None]:
    """Act by the account of who gives this command, if it names somebody."""
    before = os.environ.get("SUDO_UID")
    os.environ.update(account_of_arguments(arguments))
    try:
        yield
    finally:
        os.environ.pop("SUDO_UID", None)
        if before is not None:
            os.environ["SUDO_UID"] = before


def account_of_arguments(arguments: Sequence[object]) -> dict[str, str]:
    """The environment of who gives a command: the account of its ``--by``; that of this process without one."""
    words = [str(word) for word in arguments]
    return {"SUDO_UID": account_of(words[words.index("--by") + 1])} if "--by" in words[:-1] else {}
