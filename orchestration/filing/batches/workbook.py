"""The workbook of a batch: the lines of the machine file for people, every cell typed as text.

What belongs here: the form of the .xlsx. What does not: which lines (``lines``), their rows (``sheet_rows``). No cell
can lose its zeros or run as a formula; the bytes depend on the lines alone: a fixed creation date, and the archive is
stored, not compressed, since compression differs between builds of zlib.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import xlsxwriter

from orchestration.files.xlsx_rows import rows_as_xml

MADE = datetime(2000, 1, 1)
"""The creation date every workbook carries: a clock would change the bytes."""

TEXT = 49
"""The format's own number for "text"."""

ROWS_OF_A_SHEET = 1_048_575
"""Lines one sheet can hold below its heading (the format's limit)."""

_PROPERTIES, _BOOK = "docProps/core.xml", "xl/workbook.xml"
_TITLE = b"(title)"
"""Stands for the title until it is known; it stands there once."""

WIDE = {
    "name": 28,
    "also_recorded_as": 28,
    "section_as_recorded": 40,
    "reason": 60,
    "citation": 40,
    "source_rows": 30,
    "sentence": 28,
}


def write_workbook(path: Path, lines: pl.DataFrame, columns: Mapping[str, str], title: str) -> None:
    """Write ``lines`` (all text) to ``path``: sheets ``Lines`` (``Lines 2`` … where one is full) and ``Columns``.

    ``columns``: what each column holds, by its name and in its order. ``title`` stands in the file's properties.
    """
    parts = [lines.slice(first, ROWS_OF_A_SHEET) for first in range(0, max(lines.height, 1), ROWS_OF_A_SHEET)]
    contents = dict(_around_the_lines(tuple(columns.items()), len(parts), bool(lines.height)))
    contents[_PROPERTIES] = contents[_PROPERTIES].replace(_TITLE, escape(title).encode())
    if lines.height:
        for number, part in enumerate(parts, start=1):
            sheet = f"xl/worksheets/sheet{number}.xml"
            contents[sheet] = _with_lines(contents[sheet].decode(), part, list(columns))
            contents[_BOOK] = _with_last_row(contents[_BOOK].decode(), number, part.height)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as written:
        for name, content in contents.items():
            stored = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            stored.create_system = 3
            written.writestr(stored, content)


@lru_cache(maxsize=16)
def _around_the_lines(columns: Sequence[tuple[str, str]], sheets: int, has_lines: bool) -> Mapping[str, bytes]:
    """The files of a workbook, by name, with one blank line in each sheet that stands for its lines. All batches of a
    state have the same columns, and for a small one the library takes longer than its lines do (measured)."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"title": _TITLE.decode(), "created": MADE})
    text = workbook.add_format({"num_format": TEXT, "valign": "top"})
    heading = workbook.add_format({"num_format": TEXT, "bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    last = len(columns) - 1
    for number in range(1, sheets + 1):
        sheet = workbook.add_worksheet("Lines" if number == 1 else f"Lines {number}")
        for place, (name, _) in enumerate(columns):
            sheet.set_column(place, place, WIDE.get(name, 18), text)
            sheet.write_string(0, place, name, heading)
        if has_lines:
            sheet.write_blank(1, last, None, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, int(has_lines), last)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    meaning = workbook.add_worksheet("Columns")
    meaning.set_column(0, 0, 24, text)
    meaning.set_column(1, 1, 90, text)
    for row_number, (name, what) in enumerate([("column", "what it holds"), *columns]):
        meaning.write_string(row_number, 0, name, heading if row_number == 0 else text)
        meaning.write_string(row_number, 1, what, heading if row_number == 0 else text)
    workbook.close()
    with zipfile.ZipFile(buffer) as read:
        return {name: read.read(name) for name in sorted(read.namelist())}


def _with_lines(sheet: str, part: pl.DataFrame, names: Sequence[str]) -> bytes:
    """The sheet with its lines in the place of the one blank cell that stands for them, and as many rows as they are:
    in its size and in what can be filtered."""
    stand_in = re.search(r'<row r="2"[^>]*><c r="([A-Z]+)2" s="(\d+)"/></row>', sheet)
    if stand_in is None:
        raise LookupError("the sheet has no row that stands for its lines")
    rows = rows_as_xml(part, names, first_row=2, style=int(stand_in[2]))
    whole, all_of_them = f' ref="A1:{stand_in[1]}2"', f' ref="A1:{stand_in[1]}{part.height + 1}"'
    before, behind = sheet[: stand_in.start()], sheet[stand_in.end() :]
    return "".join((before.replace(whole, all_of_them), rows, behind.replace(whole, all_of_them))).encode()


def _with_last_row(book: str, number: int, lines: int) -> bytes:
    """The list of sheets, where what can be filtered of sheet ``number`` ends with its last line."""
    filtered = rf'(<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" [^<]*\$)2(?=<)'
    return re.sub(filtered, rf"\g<1>{lines + 1}", book).encode()
