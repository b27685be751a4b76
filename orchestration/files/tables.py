"""Tables that people read and fill in, as CSV or XLSX. Every CSV file that is handed out is written here.

A spreadsheet computes a cell that begins like a formula, and names and case numbers come from files of others. So text
that begins so is written with an apostrophe in front, which reading strips; numbers are not. No formula or macro of a
workbook is run. The same rows give the same bytes.
"""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, reduce
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl
    import xlsxwriter

PRIVATE_MODE = 0o600
"""File mode for files that name people."""

FORMULA_SIGNS = ("=", "+", "-", "@", "|", "%", "\t", "\r")
"""First characters of a spreadsheet formula, or of a command hidden in one."""

CREATED = datetime(2000, 1, 1)
"""Creation date of every workbook; the current time would change the bytes."""

TEXT_FORMAT = 49
"""XLSX number of the format "text"."""

MAX_CELL_CHARACTERS = 32_767
"""Characters that an XLSX cell can hold; xlsxwriter silently drops a longer value."""

MAX_FILE_BYTES = 512 * 1024 * 1024
"""Largest size of a file in bytes, unpacked; far above any batch."""

MOST_TIMES, ALWAYS_ALLOWED_BYTES = 1_000, 64 << 20
"""A packed file, a delivery too, may unpack to so many times its size, or to so many bytes."""

MOST_CELLS = 32_000_000
"""Cells that the sheets of a workbook may span together, from the first to the last: the reader allocates each of them,
and a file of five kilobytes can name the last cell of a sheet. A million rows of an answer file are half of it."""

CELL_NAME = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,9})["']""")
LETTERS = 26

ABOUT_COLUMNS = ("column", "what it holds")
"""The header of the sheet ``Columns``, which holds no rows of the table."""

NO_CHOICES: Mapping[str, Sequence[str]] = MappingProxyType({})
DAYS_UP_TO_TODAY = {
    "validate": "date",
    "criteria": "between",
    "minimum": date(1900, 1, 1),
    "maximum": "=TODAY()",
    "error_title": "No day, or a day to come",
    "error_message": "Type the day with the month first, like 3/4/2026.",
}
"""What a spreadsheet accepts in a cell for a day."""

MAX_HEADER_ROWS = 10
"""Rows searched for the header, because a sheet can have a title."""

WORKBOOK_PART = "xl/workbook.xml"
WORKBOOK, OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


_ParsedRow = tuple[str, Mapping[str, str], str | None]
"""Location of a row, its values, and its error."""


class TableFileError(ValueError):
    """The file cannot be read. The message names the file and what was expected, and no value."""


@dataclass(frozen=True)
class Row:
    """A row of a file. ``place``: number among all rows, from 1. ``where``: location for a person (line 7).

    ``values``: by column name in the header. ``wrong``: why the row does not match its header; ``values`` is then
    partial.
    """

    place: int
    where: str
    values: Mapping[str, str]
    wrong: str | None = None


@dataclass(frozen=True)
class Table:
    """The rows of a file and its columns in order. ``is_workbook``: a spreadsheet wrote it, and read days before us."""

    columns: Sequence[str]
    rows: Sequence[Row]
    is_workbook: bool = False


def guard_formula(cell: str) -> str:
    """Prefix a value that a spreadsheet would compute with an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def format_cell(value: object) -> str:
    """Format a value on one line, text guarded; empty for None."""
    if isinstance(value, int | float | Decimal):
        return str(value)
    return guard_formula("" if value is None else " ".join(str(value).split()))


def cut_cell(text: str, cut: str) -> str:
    """Shorten a text to what an XLSX cell can hold; a shortened text ends with ``cut``."""
    return text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - len(cut)] + cut


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a CSV file for spreadsheets and other systems: UTF-8 with byte order mark, CRLF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\r\n", extrasaction="raise")
        writer.writeheader()
        writer.writerows({name: guard_formula(cell) for name, cell in row.items()} for row in rows)


def format_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Format rows as the bytes of a CSV file: UTF-8, LF, each value on one line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([format_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def format_csv_line(values: Iterable[object]) -> str:
    """Format one line of CSV without its end, text guarded; None is empty."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(
        [guard_formula(value) if isinstance(value, str) else value for value in values]
    )
    return text.getvalue()


def format_frame(frame: pl.DataFrame) -> str:
    """Format a table as CSV: LF, text guarded."""
    return _guard_frame(frame).write_csv()


def write_frame(frame: pl.DataFrame, path: Path) -> None:
    """Write a table as a CSV file: UTF-8, LF, text guarded."""
    _guard_frame(frame).write_csv(path)


def write_frames(frames: Iterable[pl.DataFrame], path: Path) -> int:
    """Write the rows of several tables with the same columns as one CSV file, as ``write_frame`` does, and return their
    number. Only one of them is in memory at a time."""
    rows = 0
    with path.open("wb") as file:
        for place, frame in enumerate(frames):
            _guard_frame(frame).write_csv(file, include_header=place == 0)
            rows += frame.height
    return rows


def _guard_frame(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl
    from polars import selectors as cs

    text = (cs.string() | cs.categorical() | cs.enum()).as_expr()
    begins_like_one = text.cast(pl.String).str.contains(f"^[{re.escape(''.join(FORMULA_SIGNS))}]")
    return frame.with_columns(
        pl.when(begins_like_one).then("'" + text.cast(pl.String)).otherwise(text.cast(pl.String)).name.keep()
    )


def write_new_file(path: Path, content: bytes) -> None:
    """Write a new private file atomically. Writing the same content again does nothing.

    Raises:
        FileExistsError: The file exists with different content.
    """
    if path.exists():
        if path.read_bytes() == content:
            return
        raise FileExistsError(17, "exists with different content", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_name(f".{path.name}.coming")
    coming.unlink(missing_ok=True)
    descriptor = os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        coming.replace(path)
    except BaseException:
        coming.unlink(missing_ok=True)
        raise


def open_workbook(path: Path, title: str) -> xlsxwriter.Workbook:
    """Create a workbook in which no text becomes a number, link or formula."""
    import xlsxwriter

    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": title, "created": CREATED})
    return book


def write_workbook(
    path: Path,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[str]],
    title: str,
    *,
    choices: Mapping[str, Sequence[str]] = NO_CHOICES,
    day_columns: Collection[str] = (),
) -> None:
    """Write a private workbook: the rows on the sheet ``Lines``, what each of ``columns`` holds on ``Columns``.

    ``choices``: words that a cell of a column is chosen from. ``day_columns``: columns of empty cells in which a
    spreadsheet takes a day, up to today, and shows it in words.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE))
    book = open_workbook(path, title)
    text = book.add_format({"num_format": TEXT_FORMAT, "valign": "top"})
    day = book.add_format({"num_format": "mmmm d, yyyy", "valign": "top"})
    heading = book.add_format({"num_format": TEXT_FORMAT, "bold": True, "valign": "top", "bottom": 1})
    sheets = (("Lines", 24, [list(columns), *rows]), ("Columns", 60, [ABOUT_COLUMNS, *columns.items()]))
    for name, width, cells in sheets:
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(cells[0]) - 1, width, text)
        sheet.freeze_panes(1, 0)
        for row, values in enumerate(cells):
            for place, value in enumerate(values):
                sheet.write_string(row, place, cut_cell(value, " … (too long)"), text if row else heading)
        if name == "Lines":
            last = max(len(cells) - 1, 1)
            for place, column in enumerate(columns):
                if column in choices:
                    sheet.data_validation(1, place, last, place, _build_choice(choices[column]))
                if column in day_columns:
                    sheet.data_validation(1, place, last, place, DAYS_UP_TO_TODAY)
                    for row in range(1, last + 1):
                        sheet.write_blank(row, place, None, day)
    book.close()


def _build_choice(words: Sequence[str]) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(words),
        "error_title": "Not one of the answers",
        "error_message": "Choose a word from the list.",
    }


def read_table(path: Path, needed: Sequence[str]) -> Table:
    """Read the table in a file that has at least the columns ``needed``.

    Raises:
        TableFileError: The file is too large, is no CSV or XLSX, or lacks a column.
    """
    content = _read_content(path)
    if content.startswith(WORKBOOK):
        return _read_workbook(path, content, needed)
    return _read_csv(path, content, needed)


def _read_csv(path: Path, content: bytes, needed: Sequence[str]) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableFileError(f"{path.name}: expected text in UTF-8; save it as CSV UTF-8 or as .xlsx") from None
    if "\0" in text:
        raise TableFileError(f"{path.name}: expected text in UTF-8, found zero bytes")
    first = text.split("\n", 1)[0]
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if sign in first and "," not in first:
            raise TableFileError(f"{path.name}: columns are separated by {name}; save it with commas, or as .xlsx")
    limit = csv.field_size_limit(MAX_FILE_BYTES)  # else one long value refuses the whole file
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[str, list[str]]] = []
    try:
        lines += ((f"line {reader.line_num}", cells) for cells in reader)
    except csv.Error as error:
        raise TableFileError(f"{path.name}, line {reader.line_num}: invalid CSV ({error})") from None
    finally:
        csv.field_size_limit(limit)
    found = _split_at_header(lines, needed)
    if found is None:
        raise TableFileError(
            f"{path.name}: expected a header with {','.join(needed)}, each once"
            f"{_describe_missing(lines[:MAX_HEADER_ROWS], needed)}"
        )
    columns, rows = found
    return Table(columns, _number_rows(rows))


def read_sheets(path: Path) -> dict[str, list[list[object]]]:
    """Read the cells of each sheet of a workbook, within the limits of a file that is handed in.

    Raises:
        TableFileError: The file is too large, or no workbook.
    """
    return _read_sheets(path, _read_content(path))


def _read_content(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise TableFileError(f"{path.name}: larger than {MAX_FILE_BYTES // 1024**2} MiB")
    content = path.read_bytes()
    if content.startswith(OLD_OR_LOCKED):
        raise TableFileError(f"{path.name}: an old or password-protected workbook; save it as .xlsx without a password")
    return content


def _read_sheets(path: Path, content: bytes) -> dict[str, list[list[object]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > min(MAX_FILE_BYTES, max(ALWAYS_ALLOWED_BYTES, MOST_TIMES * len(content))):
                raise TableFileError(
                    f"{path.name}: larger than {MAX_FILE_BYTES // 1024**2} MiB, or than {MOST_TIMES:,} times its size, "
                    "when unpacked"
                )
            if WORKBOOK_PART not in archive.namelist():
                raise TableFileError(f"{path.name}: expected a workbook of Excel; save it as .xlsx or as CSV UTF-8")
            if _count_spanned_cells(archive) > MOST_CELLS:
                raise TableFileError(
                    f"{path.name}: a cell far below or beside the table is filled in; delete the rows and columns "
                    "around the table, or save it as CSV UTF-8"
                )
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: [list[object](row) for row in workbook.get_sheet_by_name(name).to_python(False)]
            for name in workbook.sheet_names
        }
    except (zipfile.BadZipFile, zlib.error, CalamineError, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, TableFileError):
            raise
        raise TableFileError(f"{path.name}: cannot be read as a workbook; save it as .xlsx or as CSV UTF-8") from None


def _read_workbook(path: Path, content: bytes, needed: Sequence[str]) -> Table:
    sheets = _read_sheets(path, content)
    columns: list[str] = []
    rows: list[_ParsedRow] = []
    for name, cells in sheets.items():
        if cells and tuple(cells[0]) == ABOUT_COLUMNS:
            continue
        numbered = [
            (f"{name}, row {number}", [_convert_cell(cell) for cell in row]) for number, row in enumerate(cells, 1)
        ]
        if found := _split_at_header(numbered, needed):
            columns += [column for column in found[0] if column not in columns]
            rows += found[1]
    if not columns:
        heads = [row for cells in sheets.values() for row in cells[:MAX_HEADER_ROWS]]
        missing = _describe_missing([("", [_convert_cell(cell) for cell in row]) for row in heads], needed)
        raise TableFileError(f"{path.name}: expected a sheet with the columns {', '.join(needed)}, each once{missing}")
    return Table(columns, _number_rows(rows), is_workbook=True)


def _count_spanned_cells(archive: zipfile.ZipFile) -> int:
    """Count the cells between the first and the last of each part, by the names of its cells and rows."""
    spanned = 0
    for part in archive.infolist():
        last_row = last_column = 0
        for letters, number in CELL_NAME.findall(archive.read(part)):
            last_row = max(last_row, int(number))
            last_column = max(last_column, _number_column(letters))
        spanned += last_row * last_column
    return spanned


@cache
def _number_column(letters: bytes) -> int:
    """``b"A"`` → 1, ``b"AA"`` → 27; 0 for the name of a row."""
    return reduce(lambda number, letter: number * LETTERS + letter - ord("A") + 1, letters.upper(), 0)


def _number_rows(rows: Sequence[_ParsedRow]) -> list[Row]:
    return [Row(place, where, values, wrong) for place, (where, values, wrong) in enumerate(rows, 1)]


def _split_at_header(
    lines: Sequence[tuple[str, Sequence[str]]], needed: Sequence[str]
) -> tuple[list[str], list[_ParsedRow]] | None:
    """Return columns and rows below the first line that has each of ``needed`` once; None if no line has."""
    for number, (_, cells) in enumerate(lines[:MAX_HEADER_ROWS]):
        names = [cell.strip().lower() for cell in cells]
        while names and not names[-1]:
            names.pop()
        if all(names.count(column) == 1 for column in needed) and len(set(names)) == len(names):
            return names, list(_parse_rows(lines[number + 1 :], names))
    return None


def _describe_missing(lines: Sequence[tuple[str, Sequence[str]]], needed: Sequence[str]) -> str:
    """List the ``needed`` columns that are missing or repeated in the best matching line; empty if no line has any."""
    headers = [[cell.strip().lower() for cell in cells] for _, cells in lines]
    best = max(headers, key=lambda names: len({*names} & {*needed}), default=[])
    if not {*best} & {*needed}:
        return ""
    wrong = [column for column in needed if best.count(column) != 1]
    return f"; missing or repeated: {', '.join(wrong)}" if wrong else "; another column is repeated"


def _parse_rows(lines: Sequence[tuple[str, Sequence[str]]], names: Sequence[str]) -> Iterator[_ParsedRow]:
    for where, cells in lines:
        values = [strip_guard(cell) for cell in cells]
        if not any(values):
            continue
        wrong = None
        if len(values) < len(names) or any(values[len(names) :]):
            wrong = f"has {len(values)} values where the header has {len(names)}"
        yield where, dict(zip(names, [*values, *[""] * len(names)], strict=False)), wrong


def strip_guard(cell: str) -> str:
    """Strip the apostrophe that ``guard_formula`` adds."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_SIGNS else text


def _convert_cell(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
