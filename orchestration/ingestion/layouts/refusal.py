"""A file that is not taken at all: what we say about it.

What belongs here: the refusal and the exception that carries its sentence. What does not: rejected rows
(``exact_lane``), and the checks that lead to a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Refusal:
    """A file that was refused by name. ``reason`` is one clear sentence, what was expected and what was found; it never
    holds anything that stood in a row of the file."""

    file_name: str
    path: Path
    reason: str


def format_file_name(path: Path) -> str:
    """The file's name for sentences and receipts: what cannot be printed on one line is shown as ``?``."""
    return "".join(letter if letter.isprintable() else "?" for letter in path.name)


class RefusedDeliveryError(Exception):
    """The file cannot be a delivery. ``refusal`` says why; nothing of the file was kept."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{format_file_name(path)}: {reason}")
        self.refusal = Refusal(file_name=format_file_name(path), path=path, reason=reason)
