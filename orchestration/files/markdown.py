"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def format_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table, each row on a line."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(format_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def format_cell(text: str) -> str:
    """Without breaks, and without a sign that ends a cell."""
    return " ".join(text.split()).replace("|", "\\|")
