"""One physical line, parsed alone, by strict CSV rules: the definition of what a row is.

What belongs here: the verdict on one line. What does not: speed (``fast_lane`` gives the same rows faster), files,
headers of files, Parquet.
"""

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
"""What is stripped from values: ASCII control bytes but for the tab, which is white space and stays."""

Values = tuple[str | None, ...]


@dataclass
class ExactRows:
    """What the exact lane made of some lines: rows, repairs by kind, and rejects. Lines are numbered by the caller."""

    lines: list[int] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    repaired: Counter[str] = field(default_factory=Counter)
    rejects: list[tuple[int, str, str]] = field(default_factory=list)

    def read(self, number: int, line: bytes, layout: Layout) -> None:
        """Takes one line (without its line feed) and files it under rows or rejects (number, reason, Latin-1 text)."""
        verdict = parse_line(line, layout)
        if isinstance(verdict, str):
            self.rejects.append((number, verdict, line[:LONGEST_LINE].decode("latin-1")))
            return
        fields, repairs = verdict
        self.lines.append(number)
        self.values.append(tuple(fields[position] or None for position in layout.kept_positions))
        self.repaired.update(repairs)


def parse_line(line: bytes, layout: Layout) -> tuple[list[str], list[str]] | str:
    """All fields of one physical line and the kinds of repair it took, or the reason why it is no row.

    Empty fields for columns that the file lacks are behind those of the line.
    ``line`` comes without its line feed; one carriage return at its end belongs to the line end. A field is never
    trimmed. A line that is not UTF-8 is read as Latin-1.
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
    """Whether the fields are the header's names, in its order."""
    return normalize_name(fields[0]) == layout.header[0] and parse_header_names(fields) == layout.header


def parse_header_names(fields: list[str]) -> tuple[str, ...]:
    """Fields as column names: upper case, without spaces or a byte order mark around them."""
    return tuple(normalize_name(name) for name in fields)


def normalize_name(text: str) -> str:
    """The name of a column, as headers are compared."""
    name = text.strip(" \t\ufeff")
    return name.upper() if name.isascii() else name


def split_strictly(text: str, delimiter: str, quote: str) -> list[str] | None:
    """The fields of one line, or None where a quote stands in an unquoted field, text follows a closing quote, or a
    quote is still open at the end."""
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
    while True:  # pieces[position] stands within quotes, the next one outside
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
