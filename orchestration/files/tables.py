"""Tables that people read and fill in: written as CSV or XLSX, read back from either.

Every value is text. A spreadsheet takes a cell that begins with one of some signs for a formula, and names and case
numbers come from files that others wrote: such a cell gets an apostrophe in front, which it loses when it is read.
Nothing in a workbook is run. The same rows give the same bytes.
"""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, reduce
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter

PRIVATE = 0o600
"""Mode of files that name people."""

FORMULA_SIGNS = ("=", "+", "-", "@", "|", "%", "\t", "\r")
"""What a formula of a spreadsheet, or a command hidden in one, can begin with."""

CREATED = datetime(2000, 1, 1)
"""The creation date of every workbook: a clock would change the bytes."""

TEXT_FORMAT = 49
"""The number of XLSX for the format "text"."""

LONGEST_CELL = 32_767
"""Characters that a cell of XLSX can hold; the library leaves a longer value out without a word."""

LARGEST = 512 * 1024 * 1024
"""Bytes a file may have, unpacked: no batch comes near it."""

MOST_CELLS = 32_000_000
"""Cells that the sheets of a workbook may span together, from the first to the last: the reader allocates each of them,
and a file of five kilobytes can name the last cell of a sheet. A million rows of an answer file are half of it."""

CELL_NAME = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,9})["']""")
LETTERS = 26

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

ROWS_BEFORE_THE_HEADER = 10
"""A title may stand above the header of a sheet."""

WORKBOOK_PART = "xl/workbook.xml"
WORKBOOK, OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


_Found = tuple[str, Mapping[str, str], str | None]
"""Where a row stands, its values, and what is wrong with it."""


class TableFileError(ValueError):
    """Nothing of the file can be taken in. The message names the file and what was expected, no value of it."""


@dataclass(frozen=True)
class Row:
    """A row of a file. ``place``: its place among all rows, from 1; ``where``: how a person finds it (line 7).

    ``values``: by column as the header names it. ``wrong``: why the row does not fit its header; then the values that
    are there.
    """

    place: int
    where: str
    values: Mapping[str, str]
    wrong: str | None = None


@dataclass(frozen=True)
class Table:
    """All rows of a file, and its columns in their order."""

    columns: Sequence[str]
    rows: Sequence[Row]


def guard_formula(cell: str) -> str:
    """The value as a spreadsheet shows it and does not compute it."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def format_cell(value: object) -> str:
    """The value on one line, guarded; empty for None."""
    return guard_formula("" if value is None else " ".join(str(value).split()))


def cut_cell(text: str, cut: str) -> str:
    """What a cell of XLSX can hold; a longer value ends with ``cut``."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(cut)] + cut


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a file for systems and spreadsheets: UTF-8 with a byte order mark, CR LF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\r\n", extrasaction="raise")
        writer.writeheader()
        writer.writerows({name: guard_formula(cell) for name, cell in row.items()} for row in rows)


def format_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A list as the bytes of a CSV file: UTF-8, LF, each value on one line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([format_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def write_new_file(path: Path, content: bytes) -> None:
    """Write a new private file, whole or not at all. The same content again is no error.

    Raises:
        FileExistsError: where other content is there.
    """
    if path.exists():
        if path.read_bytes() == content:
            return
        raise FileExistsError(17, "is there with other content", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_name(f".{path.name}.coming")
    coming.unlink(missing_ok=True)
    descriptor = os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
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
    """A new workbook in which no text becomes a number, a link or a formula."""
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
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    book = open_workbook(path, title)
    text = book.add_format({"num_format": TEXT_FORMAT, "valign": "top"})
    day = book.add_format({"num_format": "mmmm d, yyyy", "valign": "top"})
    heading = book.add_format({"num_format": TEXT_FORMAT, "bold": True, "valign": "top", "bottom": 1})
    sheets = (("Lines", 24, [list(columns), *rows]), ("Columns", 60, [["column", "what it holds"], *columns.items()]))
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
    """The table in a file that holds at least the columns ``needed``. Raises ``TableFileError``."""
    if path.stat().st_size > LARGEST:
        raise TableFileError(f"{path.name}: larger than {LARGEST // 1024**2} MiB")
    content = path.read_bytes()
    if content.startswith(OLD_OR_LOCKED):
        raise TableFileError(f"{path.name}: a workbook of an old form or with a password; save it as .xlsx without one")
    if content.startswith(WORKBOOK):
        return _of_workbook(path, content, needed)
    return _of_csv(path, content, needed)


def _of_csv(path: Path, content: bytes, needed: Sequence[str]) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableFileError(f"{path.name}: expected text in UTF-8; save it as CSV UTF-8 or as .xlsx") from None
    if "\0" in text:
        raise TableFileError(f"{path.name}: expected text in UTF-8, found zero bytes")
    first = text.split("\n", 1)[0]
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if sign in first and "," not in first:
            raise TableFileError(f"{path.name}: its columns are parted by {name}; save it with commas, or as .xlsx")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[str, list[str]]] = []
    try:
        lines += ((f"line {reader.line_num}", cells) for cells in reader)
    except csv.Error as error:
        raise TableFileError(f"{path.name}, line {reader.line_num}: no CSV ({error})") from None
    found = _with_header(lines, needed)
    if found is None:
        raise TableFileError(
            f"{path.name}: expected a header with {','.join(needed)}, each once"
            f"{_lacking(lines[:ROWS_BEFORE_THE_HEADER], needed)}"
        )
    columns, rows = found
    return Table(columns, _numbered(rows))


def _of_workbook(path: Path, content: bytes, needed: Sequence[str]) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > LARGEST:
                raise TableFileError(f"{path.name}: larger than {LARGEST // 1024**2} MiB when it is unpacked")
            if WORKBOOK_PART not in archive.namelist():
                raise TableFileError(f"{path.name}: expected a workbook of Excel; save it as .xlsx or as CSV UTF-8")
            if _count_spanned_cells(archive) > MOST_CELLS:
                raise TableFileError(
                    f"{path.name}: a cell far below or beside the table is filled in; delete the rows and columns "
                    "around the table, or save it as CSV UTF-8"
                )
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(name, workbook.get_sheet_by_name(name).to_python(False)) for name in workbook.sheet_names]
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError) as error:
        if isinstance(error, TableFileError):
            raise
        raise TableFileError(f"{path.name}: cannot be read as a workbook; save it as .xlsx or as CSV UTF-8") from None
    columns: list[str] = []
    rows: list[_Found] = []
    for name, cells in sheets:
        numbered = [(f"{name}, row {number}", [_text(cell) for cell in row]) for number, row in enumerate(cells, 1)]
        if found := _with_header(numbered, needed):
            columns += [column for column in found[0] if column not in columns]
            rows += found[1]
    if not columns:
        heads = [row for _, cells in sheets for row in cells[:ROWS_BEFORE_THE_HEADER]]
        of_all = [("", [_text(cell) for cell in row]) for row in heads]
        raise TableFileError(
            f"{path.name}: expected a sheet with the columns {', '.join(needed)}, each once{_lacking(of_all, needed)}"
        )
    return Table(columns, _numbered(rows))


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


def _numbered(rows: Sequence[_Found]) -> list[Row]:
    return [Row(place, where, values, wrong) for place, (where, values, wrong) in enumerate(rows, 1)]


def _with_header(
    lines: Sequence[tuple[str, Sequence[str]]], needed: Sequence[str]
) -> tuple[list[str], list[_Found]] | None:
    """Columns and rows below the first line that has all ``needed`` columns once; None where none has."""
    for number, (_, cells) in enumerate(lines[:ROWS_BEFORE_THE_HEADER]):
        names = [cell.strip().lower() for cell in cells]
        while names and not names[-1]:
            names.pop()
        if all(names.count(column) == 1 for column in needed) and len(set(names)) == len(names):
            return names, list(_rows(lines[number + 1 :], names))
    return None


def _lacking(lines: Sequence[tuple[str, Sequence[str]]], needed: Sequence[str]) -> str:
    """Which of the columns are missing or stand twice in the line that has most of them; nothing where none has."""
    headers = [[cell.strip().lower() for cell in cells] for _, cells in lines]
    best = max(headers, key=lambda names: len({*names} & {*needed}), default=[])
    if not {*best} & {*needed}:
        return ""
    wrong = [column for column in needed if best.count(column) != 1]
    return f"; missing, or there twice: {', '.join(wrong)}" if wrong else "; another column stands there twice"


def _rows(lines: Sequence[tuple[str, Sequence[str]]], names: Sequence[str]) -> Iterator[_Found]:
    for where, cells in lines:
        values = [_plain(cell) for cell in cells]
        if not any(values):
            continue
        wrong = None
        if len(values) < len(names) or any(values[len(names) :]):
            wrong = f"has {len(values)} values where the header has {len(names)}"
        yield where, dict(zip(names, [*values, *[""] * len(names)], strict=False)), wrong


def _plain(cell: str) -> str:
    """The value without the sign that keeps a spreadsheet from taking it for a formula (we write it ourselves)."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_SIGNS else text


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
