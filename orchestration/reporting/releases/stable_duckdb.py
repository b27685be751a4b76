"""The same tables as a DuckDB file give the same bytes.

What belongs here: the one thing in such a file that chance decides. What does not: its tables (``files``). DuckDB
gives every file an identifier drawn at random, which tells its own log from another file's; a closed file has no log.
It stands in the main header, under a checksum (DuckDB's ``MainHeader`` and ``Checksum``; seen by comparing two files of
the same tables: nothing else differs).
"""

from __future__ import annotations

import struct
from pathlib import Path

HEADER = 4096
IDENTIFIER = slice(124, 140)
_START, _FACTOR, _WORD = 5381, 0xBF58476D1CE4E5B9, (1 << 64) - 1


class DatabaseHeaderError(RuntimeError):
    """The file does not begin as those of the DuckDB that this was written for."""


def give_identifier(path: Path, identifier: bytes) -> None:
    """Give a closed database an identifier of 16 bytes instead of that drawn by chance. Raises
    ``DatabaseHeaderError``."""
    with path.open("r+b") as file:
        header = bytearray(file.read(HEADER))
        if len(header) != HEADER or header[8:12] != b"DUCK" or _read_checksum(header) != _compute_checksum(header):
            raise DatabaseHeaderError(f"{path.name}: expected the header of a DuckDB file")
        header[IDENTIFIER] = identifier.ljust(16, b"\0")[:16]
        header[:8] = struct.pack("<Q", _compute_checksum(header))
        file.seek(0)
        file.write(header)


def _read_checksum(header: bytearray) -> int:
    (told,) = struct.unpack_from("<Q", header)
    return int(told)


def _compute_checksum(header: bytearray) -> int:
    """DuckDB's, over everything behind the checksum itself."""
    found = _START
    for (word,) in struct.iter_unpack("<Q", header[8:]):
        found ^= (word * _FACTOR) & _WORD
    return found
