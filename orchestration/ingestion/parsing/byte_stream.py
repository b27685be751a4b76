"""A delivered file as a stream of unpacked bytes: hashed as delivered, line ends counted, cut into blocks of lines."""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from backports import zstd

from orchestration.files.tables import ALWAYS_ALLOWED_BYTES, MOST_TIMES
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError
from orchestration.ingestion.parsing.byte_positions import count_line_feeds

LONGEST_LINE = 1_000_000
"""Bytes kept of a line; a longer line is rejected, and the rejects have only its first bytes."""

_READ_BYTES = 1 << 20
_PACKED_READ_BYTES = 1 << 16
_LARGEST_WINDOW_LOG = 27
"""128 MiB, the memory that ``zstd --long`` and every zstd program allow for."""


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _HashingFile:
    """Reads a file once from front to back and hashes every byte."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("rb", buffering=0)
        self.sha256 = hashlib.sha256()
        self.bytes_read = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self.sha256.update(data)
        self.bytes_read += len(data)
        return data

    def close(self) -> None:
        self._file.close()


class _Unpacker(Protocol):
    """One gzip member or one zstd frame."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _GzipMember:
    """zlib's object with the interface that those of zstd, bz2 and lzma share."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def eof(self) -> bool:
        return self._member.eof

    @property
    def needs_input(self) -> bool:
        return not self._member.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._member.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._member.decompress(self._member.unconsumed_tail + data, max_length)


class _Unpacking:
    """Unpacks member after member, never more than is asked for, and detects a truncated one."""

    def __init__(self, source: _Source, new_unpacker: Callable[[], _Unpacker]) -> None:
        self._from = source
        self._new_unpacker = new_unpacker
        self._unpacker = new_unpacker()
        self._is_within = False
        self._waiting = b""
        self.padding_bytes = 0

    def read(self, size: int, /) -> bytes:
        parts: list[bytes] = []
        have = 0
        while have < size:
            packed = b""
            if self._unpacker.needs_input:
                packed = self._waiting or self._from.read(_PACKED_READ_BYTES)
                self._waiting = b""
                if not packed:
                    if self._is_within:
                        raise EOFError
                    break
                if not self._is_within:
                    packed = self._strip_padding(packed)
                    if not packed:
                        continue
            parts.append(self._unpacker.decompress(packed, size - have))
            have += len(parts[-1])
            self._is_within = not self._unpacker.eof
            if self._unpacker.eof:
                self._waiting = self._unpacker.unused_data
                self._unpacker = self._new_unpacker()
        return b"".join(parts)

    def _strip_padding(self, packed: bytes) -> bytes:
        bare = packed.lstrip(b"\0")
        self.padding_bytes += len(packed) - len(bare)
        return bare


def _open_zstd_frame() -> _Unpacker:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW_LOG})


_UNPACKERS: dict[str, tuple[str, Callable[[], _Unpacker]]] = {
    ".gz": ("gzip", _GzipMember),
    ".zst": ("zstd", _open_zstd_frame),
}


class ByteStream:
    """A delivery's bytes, unpacked by file ending (``.gz``, ``.zst``).

    After the last byte, ``sha256`` is that of the delivered file; ``line_ends`` and ``physical_lines`` are complete. A
    last line without a line end counts.

    Raises:
        RefusedDeliveryError: The file cannot be opened or unpacked.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ahead: deque[bytes] = deque()
        try:
            self._file = _HashingFile(path)
        except OSError as error:
            raise RefusedDeliveryError(path, f"expected a readable file, found: {error.strerror}") from None
        self._source: _Source = self._file
        self._packing = ""
        if path.suffix.lower() in _UNPACKERS:
            self._packing, new_unpacker = _UNPACKERS[path.suffix.lower()]
            self._source = _Unpacking(self._file, new_unpacker)
        self._bytes_unpacked = 0
        self.line_ends = 0
        self._last_byte = b"\n"

    @property
    def padding_bytes(self) -> int:
        """NUL bytes skipped so far before, between and after packed parts."""
        return self._source.padding_bytes if isinstance(self._source, _Unpacking) else 0

    @property
    def bytes_read(self) -> int:
        """Bytes of the delivered file read so far."""
        return self._file.bytes_read

    @property
    def sha256(self) -> str:
        """Hash of the delivered bytes read so far; of the whole file after ``read`` returned nothing."""
        return self._file.sha256.hexdigest()

    @property
    def physical_lines(self) -> int:
        """Lines read so far."""
        return self.line_ends + (self._last_byte != b"\n")

    def look(self, least: int, size: int) -> bytes:
        """Return at least the first ``least`` bytes, read in steps of ``size``, without consuming them. Call it first.

        Raises:
            RefusedDeliveryError: The file cannot be read or unpacked.
        """
        while sum(map(len, self._ahead)) < least and (data := self._next(size)):
            self._ahead.append(data)
        return b"".join(self._ahead) if len(self._ahead) != 1 else self._ahead[0]

    def read(self, size: int) -> bytes:
        """Read about ``size`` unpacked bytes; empty at the end.

        Raises:
            RefusedDeliveryError: The file cannot be read or unpacked.
        """
        data = self._ahead.popleft() if self._ahead else self._next(size)
        if data:
            self.line_ends += count_line_feeds(data)
            self._last_byte = data[-1:]
        return data

    def _next(self, size: int) -> bytes:
        try:
            data = self._source.read(size)
            self._bytes_unpacked += len(data)
            if self._bytes_unpacked > max(ALWAYS_ALLOWED_BYTES, MOST_TIMES * self.bytes_read):
                raise RefusedDeliveryError(
                    self.path, f"expected a file that unpacks to at most {MOST_TIMES:,} times its size, found another"
                )
            return data
        except OSError as error:
            raise RefusedDeliveryError(self.path, f"expected a readable file, found: {error.strerror}") from None
        except EOFError:
            raise RefusedDeliveryError(
                self.path, f"expected a whole {self._packing} file, found one that is cut short"
            ) from None
        except (zlib.error, zstd.ZstdError):
            raise RefusedDeliveryError(
                self.path, f"expected a {self._packing} file, found damaged or other bytes"
            ) from None

    def blocks(self, block_bytes: int) -> Iterator[bytes]:
        """Yield the bytes in blocks that end at a line end (except for a last line without one), always the same
        blocks.

        A line beyond LONGEST_LINE that does not fit its block is cut to LONGEST_LINE + 1 bytes: memory stays bounded
        and the line is still recognized as too long.
        """
        pending = b""
        while chunk := self.read(block_bytes):
            cut = chunk.rfind(b"\n") + 1
            if not cut:
                pending = (pending + chunk)[: LONGEST_LINE + 1]
                continue
            start = chunk.find(b"\n") if len(pending) > LONGEST_LINE else 0
            is_block = not pending and cut == len(chunk)
            yield chunk if is_block else b"".join((pending, memoryview(chunk)[start:cut]))
            pending = chunk[cut:]
        if pending:
            yield pending

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def hash_file(path: Path) -> str:
    """Return the SHA-256 (hex) of a file as delivered.

    Raises:
        OSError: The file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()
