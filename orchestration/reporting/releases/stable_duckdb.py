"""Make DuckDB files reproducible: equal tables give equal bytes.

DuckDB gives every file a random identifier, which ties a write-ahead log to its file; a closed file has no log. The
identifier is in the main header, under a checksum (DuckDB's ``MainHeader`` and ``Checksum``). Two files of the same
tables differ in nothing else (compared byte by byte).
"""

from __future__ import annotations

import struct
from pathlib import Path

HEADER = 4096
IDENTIFIER = slice(124, 140)
_START, _FACTOR, _WORD = 5381, 0xBF58476D1CE4E5B9, (1 << 64) - 1


class DatabaseHeaderError(RuntimeError):
    """The file's header is not that of the DuckDB version this was written for."""


def give_identifier(path: Path, identifier: bytes) -> None:
    """Replace the random identifier of a closed database with the given 16 bytes.

    Raises:
        DatabaseHeaderError: The file has an unexpected header.
    """
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
    """Compute DuckDB's checksum of everything after the checksum itself."""
    found = _START
    for (word,) in struct.iter_unpack("<Q", header[8:]):
        found ^= (word * _FACTOR) & _WORD
    return found
