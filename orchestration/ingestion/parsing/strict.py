"""Strict CSV parsing of one physical line: the definition of a row. ``vectorized`` gives the same rows faster."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.parsing.byte_stream import LONGEST_LINE

BLANK = "blank"
FIELD_COUNT = "field_count"
OPEN_QUOTE = "open_quote"
LINE_TOO_LONG = "line_too_long"
REPEATED_HEADER = "repeated_header"
REASONS = (BLANK, FIELD_COUNT, OPEN_QUOTE, LINE_TOO_LONG, REPEATED_HEADER)

TRAILING_COMMA = "trailing_comma"
CONTROL_BYTE = "control_byte"
LATIN1 = "latin1"
REPAIRS = (TRAILING_COMMA, CONTROL_BYTE, LATIN1)

CONTROL_BYTES = bytes([*range(0x09), *range(0x0A, 0x20), 0x7F])
"""Bytes stripped from values: ASCII control bytes except the tab, which is white space."""

Values = tuple[str | None, ...]


@dataclass
class ExactRows:
    """Strictly parsed lines: rows, repairs by kind, and rejects. The caller numbers the lines."""

    lines: list[int] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    repaired: Counter[str] = field(default_factory=Counter)
    rejects: list[tuple[int, str, str]] = field(default_factory=list)

    def read(self, number: int, line: bytes, layout: Layout) -> None:
        """Parse one line (without its line feed) and add it to the rows or to the rejects (number, reason, Latin-1
        text)."""
        verdict = parse_line(line, layout)
        if isinstance(verdict, str):
            self.rejects.append((number, verdict, line[:LONGEST_LINE].decode("latin-1")))
            return
        fields, repairs = verdict
        self.lines.append(number)
        self.values.append(tuple(fields[position] or None for position in layout.kept_positions))
        self.repaired.update(repairs)


def parse_line(line: bytes, layout: Layout) -> tuple[list[str], list[str]] | str:
    """Parse one physical line; return its fields and kinds of repair, or the reason why it is no row.

    ``line`` has no line feed; a carriage return at its end belongs to the line end. Fields are not trimmed. A line that
    is not UTF-8 is read as Latin-1. Columns that the file lacks are empty fields at the end.
    """
    if len(line) > LONGEST_LINE:
        return LINE_TOO_LONG
    repairs: list[str] = []
    bare = line[:-1] if line.endswith(b"\r") else line
    kept = bare.translate(None, CONTROL_BYTES)
    if not kept.strip(b" \t"):
        return BLANK
    if len(kept) != len(bare):
        repairs.append(CONTROL_BYTE)
    try:
        text = kept.decode("utf-8")
    except UnicodeDecodeError:
        text = kept.decode("latin-1")
        repairs.append(LATIN1)
    fields = split_strictly(text, layout.delimiter, layout.quote)
    if fields is None:
        return OPEN_QUOTE
    if len(fields) == layout.field_count + 1 and not fields[-1] and layout.may_have_trailing_comma:
        fields.pop()
        repairs.append(TRAILING_COMMA)
    if len(fields) != layout.field_count:
        return FIELD_COUNT
    if is_header(fields, layout):
        return REPEATED_HEADER
    return fields + [""] * (len(layout.columns) - len(fields)), repairs


def is_header(fields: list[str], layout: Layout) -> bool:
    """Return whether the fields are the names of the layout's header, in order."""
    return normalize_name(fields[0]) == layout.header[0] and parse_header_names(fields) == layout.header


def parse_header_names(fields: list[str]) -> tuple[str, ...]:
    """Convert fields to column names: upper case, without surrounding spaces or byte order mark."""
    return tuple(normalize_name(name) for name in fields)


def normalize_name(text: str) -> str:
    """The name of a column, as headers are compared."""
    name = text.strip(" \t\ufeff")
    return name.upper() if name.isascii() else name


def split_strictly(text: str, delimiter: str, quote: str) -> list[str] | None:
    """Split one line into fields; None if a quote is in an unquoted field, text follows a closing quote, or a quote is
    open."""
    pieces = text.split(quote)
    if len(pieces) == 1:
        return text.split(delimiter)
    if len(pieces) % 2 == 0:
        return None
    before, last = pieces[0], len(pieces) - 1
    if before and not before.endswith(delimiter):
        return None
    fields = before[:-1].split(delimiter) if before else []
    position = 1
    while True:  # pieces[position] is within quotes, the next one outside
        quoted, outside = pieces[position], pieces[position + 1]
        while not outside and position + 1 < last:  # a doubled quote
            position += 2
            quoted, outside = f"{quoted}{quote}{pieces[position]}", pieces[position + 1]
        fields.append(quoted)
        if outside and not outside.startswith(delimiter):
            return None
        if position + 1 == last:
            return fields + outside[1:].split(delimiter) if outside else fields
        if not outside.endswith(delimiter):
            return None
        if outside != delimiter:
            fields += outside[1:-1].split(delimiter)
        position += 2
