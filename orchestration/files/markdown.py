"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def format_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a table with one row per line."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(format_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def format_cell(text: str) -> str:
    """Join the text to one line and escape pipes."""
    return " ".join(text.split()).replace("|", "\\|")
