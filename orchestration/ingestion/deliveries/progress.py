"""Progress of reading files: file name, bytes, rows, rate. It shows no content of a row."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

_SECONDS_BETWEEN_LINES = 5.0


class FileProgress(Protocol):
    """Receives the progress of one file."""

    def advance(self, total_bytes_read: int, total_rows: int) -> None:
        """Report the bytes and rows read since the start of the file."""

    def finish(self) -> None:
        """Report that the file is read or given up."""


class Progress(Protocol):
    """Receives the files as they are read, several at a time."""

    def start(self, file_name: str, total_bytes: int) -> FileProgress:
        """Report that reading a file of this delivered size begins."""


class NoProgress:
    """Shows nothing."""

    def start(self, file_name: str, total_bytes: int) -> NoProgress:
        return self

    def advance(self, total_bytes_read: int, total_rows: int) -> None:
        pass

    def finish(self) -> None:
        pass


class BarProgress:
    """A context manager that shows a bar per file being read on a terminal, with rows and rows per second."""

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s"),
            TimeRemainingColumn(),
            console=console,
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def start(self, file_name: str, total_bytes: int) -> _Bar:
        return _Bar(self._bars, file_name, total_bytes)


class _Bar:
    def __init__(self, bars: Bars, file_name: str, total_bytes: int) -> None:
        self._bars = bars
        self._started = time.monotonic()
        self._task = bars.add_task(file_name, total=total_bytes, rows=0, rate=0.0)

    def advance(self, total_bytes_read: int, total_rows: int) -> None:
        rate = total_rows / max(time.monotonic() - self._started, 1e-3)
        self._bars.update(self._task, completed=total_bytes_read, rows=total_rows, rate=rate)

    def finish(self) -> None:
        self._bars.remove_task(self._task)


class LineProgress:
    """A context manager that prints a line every few seconds while a file is read, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def start(self, file_name: str, total_bytes: int) -> _Lines:
        return _Lines(self._console, file_name, total_bytes)


class _Lines:
    def __init__(self, console: Console, file_name: str, total_bytes: int) -> None:
        self._console = console
        self._file_name, self._total_bytes, self._bytes, self._rows = file_name, total_bytes, 0, 0
        self._started = self._last_line = time.monotonic()

    def advance(self, total_bytes_read: int, total_rows: int) -> None:
        self._bytes, self._rows = total_bytes_read, total_rows
        if time.monotonic() - self._last_line >= _SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self._say()

    def finish(self) -> None:
        if time.monotonic() - self._started >= _SECONDS_BETWEEN_LINES:
            self._say()

    def _say(self) -> None:
        share = 100 if not self._total_bytes else 100 * self._bytes // self._total_bytes
        rate = self._rows / max(time.monotonic() - self._started, 1e-3)
        line = f"{self._file_name}: {share} %, {self._rows:,} rows, {rate:,.0f} rows/s"
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def create_progress(console: Console) -> BarProgress | LineProgress:
    """Create bars for a terminal, plain lines otherwise."""
    return BarProgress(console) if console.is_terminal else LineProgress(console)
