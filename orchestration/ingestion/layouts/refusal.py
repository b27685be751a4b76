"""The refusal of a whole file, and the exception that carries it. Single rows are rejected, not refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Refusal:
    """A file refused by name. ``reason`` is one sentence of what was expected and found, without content of a row."""

    file_name: str
    path: Path
    reason: str


def format_file_name(path: Path) -> str:
    """Format the file's name for messages and receipts; characters that cannot be printed become ``?``."""
    return "".join(letter if letter.isprintable() else "?" for letter in path.name)


class RefusedDeliveryError(Exception):
    """The file is no valid delivery. ``refusal`` has the reason; nothing of the file was kept."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{format_file_name(path)}: {reason}")
        self.refusal = Refusal(file_name=format_file_name(path), path=path, reason=reason)
