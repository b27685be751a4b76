"""Recognize the kind of a delivered file from its first lines, or refuse it with what was expected and found."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from orchestration.ingestion.deliveries.column_map import ColumnMap, ColumnMapError, format_column_name, propose_map
from orchestration.ingestion.deliveries.sidecar import SIDECAR_ENDING
from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError, format_file_name
from orchestration.ingestion.parsing.byte_stream import ByteStream
from orchestration.ingestion.parsing.strict import (
    BLANK,
    CONTROL_BYTES,
    is_header,
    parse_header_names,
    parse_line,
    split_strictly,
)

_LOOK_BYTES = 1 << 20
_LINES_TO_JUDGE = 1_000
_LINES_BEFORE_A_HEADER = 5
"""Number of lines before a header that are not blank (a title, a broken line); they are parsed as rows."""
_CR_IN_THE_HEADER = "has carriage returns in its header, which were left out"
_CR_BEHIND_THE_HEADER = "has a carriage return alone behind its header: the row joined to it was rejected as line"
_TAR_SIGN_AT = 257
_OTHER_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SIGNS_OF_OTHER_FILES = {
    b"\x1f\x8b": "gzip bytes under a name that does not end with .gz",
    b"\x28\xb5\x2f\xfd": "zstd bytes under a name that does not end with .zst",
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet or document",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    codecs.BOM_UTF16_LE: "UTF-16 text",
    codecs.BOM_UTF16_BE: "UTF-16 text",
    b"SQLite format 3": "a SQLite database",
}


@dataclass(frozen=True)
class Recognised:
    """The beginning of a file: bytes of a byte order mark (0 or 3), header line (from 0) or None, and the layout of the
    file: that of its kind, with its column map applied. ``oddity``: what was odd about the header and is read."""

    mark_bytes: int
    header_line: int | None
    layout: Layout
    oddity: str = ""


def recognize_file(path: Path, layout: Layout, column_map: ColumnMap | None = None) -> Recognised:
    """Recognize a delivered file as ``recognize_stream`` does.

    Raises:
        RefusedDeliveryError: It is no delivery.
    """
    with ByteStream(path) as stream:
        return recognize_stream(stream, layout, _LOOK_BYTES, column_map)


def recognize_stream(
    stream: ByteStream, layout: Layout, read_bytes: int, column_map: ColumnMap | None = None
) -> Recognised:
    """Recognize an unread stream from its first unpacked bytes, read in steps of ``read_bytes``.

    A header must have the layout's columns in order, or with a column map the columns that the map names; blank and a
    few other lines can precede it. Carriage returns are no part of its names; the row behind one that ends the header
    is a reject. Without a header, which a map needs, most of the first 1,000 lines must parse as rows. Kinds other than
    the history (``layout.others``) are recognized by header.

    Raises:
        RefusedDeliveryError: The file is no delivery.
    """
    return _recognize_beginning(stream.path, stream.look(_LOOK_BYTES, read_bytes)[:_LOOK_BYTES], layout, column_map)


def _recognize_beginning(path: Path, beginning: bytes, layout: Layout, column_map: ColumnMap | None) -> Recognised:
    wanted = f"expected a file of {layout.field_count} columns that begin with {layout.columns[0]}"
    if not beginning:
        raise RefusedDeliveryError(path, f"{wanted}, found an empty file")
    for sign, what in _SIGNS_OF_OTHER_FILES.items():
        if beginning.startswith(sign):
            raise RefusedDeliveryError(path, f"{wanted}, found {what}")
    if beginning[_TAR_SIGN_AT:].startswith(b"ustar"):
        raise RefusedDeliveryError(path, f"{wanted}, found a tar archive")
    mark_bytes = len(codecs.BOM_UTF8) if beginning.startswith(codecs.BOM_UTF8) else 0
    is_whole_file = len(beginning) < _LOOK_BYTES
    lines = beginning[mark_bytes:].split(b"\n")
    if not is_whole_file and len(lines) > 1:
        lines.pop()  # cut off in the middle
    filled = (number for number, line in enumerate(lines) if line.translate(None, CONTROL_BYTES).strip(b" \t"))
    first_lines = list(islice(filled, _LINES_BEFORE_A_HEADER + 1))
    if not first_lines:
        raise RefusedDeliveryError(path, f"{wanted}, found blank lines only")
    for number in first_lines:
        header, _, joined = lines[number].rstrip(b"\r").partition(b"\r")
        if joined and len(first_lines) > 1 and (of_file := _match_joined_header(path, header, layout, column_map)):
            return Recognised(mark_bytes, None, of_file, f"{_CR_BEHIND_THE_HEADER} {number + 1}")
        kind = _match_layout(path, lines[number], layout, column_map)
        if of_file := _match_header(path, lines[number], kind, column_map):
            if is_whole_file and len(first_lines) == 1 and not kind.may_be_empty:
                called = "file" if kind is layout else kind.called
                columns = f"{kind.field_count} columns that begin with {kind.columns[0]}"
                raise RefusedDeliveryError(
                    path, f"expected a {called} of {columns} and at least one row, found a header only"
                )
            return Recognised(mark_bytes, number, of_file, _CR_IN_THE_HEADER if joined else "")
    if layout.must_have_header or column_map:
        raise RefusedDeliveryError(path, f"{wanted}, found no header among the first lines")
    _judge_rows(path, lines[first_lines[0] : first_lines[0] + _LINES_TO_JUDGE], layout)
    return Recognised(mark_bytes, None, layout)


def _match_joined_header(path: Path, header: bytes, layout: Layout, column_map: ColumnMap | None) -> Layout | None:
    try:
        return _match_header(path, header, _match_layout(path, header, layout, column_map), column_map)
    except RefusedDeliveryError:  # (part of a header)
        return None


def _match_layout(path: Path, line: bytes, layout: Layout, column_map: ColumnMap | None) -> Layout:
    """Return the layout with most columns named in a line; in a tie that of the file's name, else the given one."""
    if not layout.others:
        return layout
    names = set(_translate(parse_header_names(_split_header(line, layout)[0]), column_map))
    words = re.sub(r"[\s_-]+", " ", path.name.lower())
    return max(
        (layout, *layout.others),
        key=lambda one: (len(names.intersection(one.columns)), bool(one.name_words) and one.name_words in words),
    )


def _translate(names: Sequence[str], column_map: ColumnMap | None) -> Sequence[str]:
    return column_map.translate(names) if column_map else names


def _match_header(path: Path, line: bytes, layout: Layout, column_map: ColumnMap | None) -> Layout | None:
    """Return the layout of the file whose header a line is; None if it is no header.

    Raises:
        RefusedDeliveryError: It is another header, or the column map does not match it.
    """
    fields, is_readable = _split_header(line, layout)
    if layout.may_have_trailing_comma and not fields[-1]:
        fields.pop()
    names = parse_header_names(fields)
    known = sum(name in layout.columns for name in _translate(names, column_map))
    looks_like_one = layout.columns[0] in names[0][: 2 * len(layout.columns[0])] if names else False
    if not looks_like_one and known * 2 <= len(names):
        return None
    whose = f" of a {layout.called}, " if layout.must_have_header else " of "
    expected = f"expected a header{whose}{layout.field_count} columns from {layout.columns[0]} to {layout.columns[-1]}"
    if is_readable and not column_map and is_header(fields, layout):
        return layout
    if is_readable and not column_map and layout.may_lack_columns:
        return _match_columns(path, line, names, layout)
    if b"\r" in line.rstrip(b"\r") and len(names) > layout.field_count:
        raise RefusedDeliveryError(
            path, f"{expected} on a line of its own, found lines that end with carriage returns only"
        )
    if not is_readable:
        raise RefusedDeliveryError(path, f"{expected}, found one with unbalanced quotes")
    if column_map:
        try:
            return column_map.apply(names, layout)
        except ColumnMapError as error:
            raise RefusedDeliveryError(path, f"{expected} or of its column map; {error}") from None
    for delimiter, called in _OTHER_DELIMITERS.items():
        if delimiter != layout.delimiter and line.count(delimiter.encode()) >= layout.field_count - 1:
            raise RefusedDeliveryError(path, f"{expected}, found {called} between the columns")
    found = f"one of {len(names)} columns"
    for position, (column, name) in enumerate(zip(layout.columns, names, strict=False), start=1):
        if column != name:
            called = name if name in layout.columns else "another name"
            found = f"{called} instead of {column} as column {position}"
            break
    raise RefusedDeliveryError(path, f"{expected}, found {found}{_format_proposal(path, names, layout)}")


def _match_columns(path: Path, line: bytes, names: Sequence[str], layout: Layout) -> Layout:
    """Return the layout of a file whose columns come in any order and may lack those that are not required.

    Raises:
        RefusedDeliveryError: A required column is missing, or one is there twice or not known.
    """
    expected = f"expected a header of columns of a {layout.called}"
    most = max(len(names), len(layout.required) - 1)
    for delimiter, called in _OTHER_DELIMITERS.items():
        if delimiter != layout.delimiter and line.count(delimiter.encode()) >= most:
            raise RefusedDeliveryError(path, f"{expected}, found {called} between the columns")
    unknown = [name for name in names if name not in layout.columns]
    ignored = tuple(dict.fromkeys(unknown)) if layout.may_have_more_columns else ()
    twice = [name for name in layout.columns if names.count(name) > 1]
    lacking = [name for name in layout.columns if name in layout.required and name not in names]
    for what, which in (("no", lacking), ("twice", twice), ("unknown columns", unknown if not ignored else [])):
        if which:
            shown = ", ".join(format_column_name(name).lower() for name in which)
            raise RefusedDeliveryError(path, f"{expected} (lookback layout describe), found {what} {shown}")
    absent = tuple(name for name in layout.columns if name not in names)
    return ColumnMap(ignored=ignored, absent=absent).apply(names, layout)


def _format_proposal(path: Path, names: Sequence[str], layout: Layout) -> str:
    proposed = propose_map(names, layout)
    if not proposed:
        return ""
    return (
        f"; to read it as it is, check this map of its columns and write it into {format_file_name(path)}"
        f"{SIDECAR_ENDING} beside it: {proposed}"
    )


def _split_header(line: bytes, layout: Layout) -> tuple[list[str], bool]:
    """Split a possible header into fields, and return whether its quotes are balanced."""
    text = line.translate(None, CONTROL_BYTES).decode("latin-1").strip(" \t\xef\xbb\xbf")
    fields = split_strictly(text, layout.delimiter, layout.quote)
    if fields is None:
        return text.replace(layout.quote, "").split(layout.delimiter), False
    return fields, True


def _judge_rows(path: Path, lines: Sequence[bytes], layout: Layout) -> None:
    """Check that most lines that are not blank are plausible rows.

    Raises:
        RefusedDeliveryError: They are not.
    """
    verdicts = [verdict for line in lines if (verdict := parse_line(line, layout)) != BLANK]
    rows = [verdict[0] for verdict in verdicts if not isinstance(verdict, str)]
    plausible = sum(_is_plausible(fields, layout) for fields in rows)
    expected = f"expected a header or rows of {layout.field_count} columns"
    if len(rows) * 2 <= len(verdicts):
        what = "binary data" if any(b"\0" in line for line in lines[:50]) else "no header"
        raise RefusedDeliveryError(
            path, f"{expected}, found {what} and {len(rows)} such rows among the first {len(verdicts)} lines"
        )
    if plausible * 2 <= len(verdicts):
        raise RefusedDeliveryError(
            path,
            f"{expected} with {layout.mark} at the segment separators or {layout.count_order_digits} digits in "
            f"{layout.columns[layout.count_order_position]}, found {plausible} such rows among the first "
            f"{len(verdicts)} lines",
        )


def _is_plausible(fields: Sequence[str], layout: Layout) -> bool:
    if any(fields[position].strip() == layout.mark for position in layout.mark_positions):
        return True
    order = fields[layout.count_order_position].strip()
    return len(order) == layout.count_order_digits and order.isdecimal()
