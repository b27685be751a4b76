"""The delivered file as a stream of plain bytes, hashed as delivered and counted as read.

What belongs here: opening, decompressing, hashing, counting line ends, cutting at line ends. What does not: fields,
quotes, headers, anything that looks inside a line.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

import zstandard

from orchestration.intake.refusal import NotADelivery

LONGEST_LINE = 1_000_000
"""Bytes of a line that are kept; a longer line is rejected, and only its first bytes go into the rejects."""

_READ_BYTES = 1 << 20
_COMPRESSED_READ_BYTES = 1 << 16


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _HashingFile(io.RawIOBase):
    """Reads a file front to back; every byte goes into ``sha256`` once."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("rb", buffering=0)
        self.sha256 = hashlib.sha256()
        self.bytes_read = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self.sha256.update(data)
        self.bytes_read += len(data)
        return data

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()


class _ZstdReader:
    """Unpacks frame after frame, and knows when the last one was cut short (the library's reader does not say)."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._frame_is_open = False
        self._waiting = b""

    def read(self, size: int, /) -> bytes:
        parts: list[bytes] = []
        have = 0
        while have < size:
            packed = self._waiting or self._source.read(_COMPRESSED_READ_BYTES)
            self._waiting = b""
            if not packed:
                if self._frame_is_open:
                    raise EOFError("the last zstd frame is cut short")
                break
            part = self._frame.decompress(packed)
            self._frame_is_open = not self._frame.eof
            if self._frame.eof:
                self._waiting = self._frame.unused_data
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            parts.append(part)
            have += len(part)
        return b"".join(parts)


class ByteStream:
    """A delivery's bytes, decompressed by the ending of its name (``.gz``, ``.zst``).

    After the last byte: ``sha256`` (of the file as delivered), ``line_ends`` and ``physical_lines`` (a last line
    without a line end counts; nothing after the last line end does not).
    Raises NotADelivery when the file cannot be opened or unpacked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = _HashingFile(path)
        except OSError as error:
            raise NotADelivery(path, f"expected a readable file, found: {error.strerror}") from None
        name = path.name.lower()
        self._source: _Source = self._file
        self.packing = "gzip" if name.endswith(".gz") else "zstd" if name.endswith(".zst") else ""
        if self.packing == "gzip":
            self._source = gzip.GzipFile(fileobj=io.BufferedReader(self._file, _READ_BYTES), mode="rb")
        elif self.packing == "zstd":
            self._source = _ZstdReader(self._file)
        self.line_ends = 0
        self._last_byte = b"\n"

    @property
    def bytes_read(self) -> int:
        """Bytes of the delivered file read so far."""
        return self._file.bytes_read

    @property
    def sha256(self) -> str:
        """Hash of the delivered bytes read so far; of the whole file once ``read`` has given nothing."""
        return self._file.sha256.hexdigest()

    @property
    def physical_lines(self) -> int:
        """Lines read so far."""
        return self.line_ends + (self._last_byte != b"\n")

    def read(self, size: int) -> bytes:
        """Up to ``size`` plain bytes (a little more from zstd), nothing at the end."""
        try:
            data = self._source.read(size)
        except OSError as error:
            what = f"a damaged {self.packing} file" if self.packing else str(error.strerror)
            raise NotADelivery(self._path, f"expected a readable file, found {what}") from None
        except EOFError:
            raise NotADelivery(
                self._path, f"expected a whole {self.packing} file, found one that is cut short"
            ) from None
        except (zlib.error, zstandard.ZstdError):
            raise NotADelivery(self._path, f"expected a {self.packing} file, found damaged or other bytes") from None
        if data:
            self.line_ends += data.count(b"\n")
            self._last_byte = data[-1:]
        return data

    def blocks(self, block_bytes: int) -> Iterator[bytes]:
        """The bytes in pieces that end at a line end (but for a last line without one), the same pieces every time.

        A line beyond LONGEST_LINE that does not fit into its piece keeps its first LONGEST_LINE + 1 bytes, so that memory
        stays bounded and the line is still seen to be too long.
        """
        pending = b""
        while chunk := self.read(block_bytes):
            cut = chunk.rfind(b"\n") + 1
            if not cut:
                pending = (pending + chunk)[: LONGEST_LINE + 1]
                continue
            start = chunk.find(b"\n") if len(pending) > LONGEST_LINE else 0
            yield pending + chunk[start:cut] if pending else chunk[:cut]
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
    """SHA-256 (hex) of the file's bytes as delivered. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()
