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
from pathlib import Path

import polars as pl
import xlsxwriter

from orchestration.filing.sheet_rows import rows_as_xml

MADE = datetime(2000, 1, 1)
"""The creation date every workbook carries: a clock would change the bytes."""

TEXT = 49
"""The format's own number for "text"."""

ROWS_OF_A_SHEET = 1_048_575
"""Lines one sheet can hold below its heading (the format's limit)."""

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
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"title": title, "created": MADE})
    text = workbook.add_format({"num_format": TEXT, "valign": "top"})
    heading = workbook.add_format({"num_format": TEXT, "bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    names = list(columns)
    parts: list[pl.DataFrame] = []
    for number, first in enumerate(range(0, max(lines.height, 1), ROWS_OF_A_SHEET), start=1):
        sheet = workbook.add_worksheet("Lines" if number == 1 else f"Lines {number}")
        part = lines.slice(first, ROWS_OF_A_SHEET)
        parts.append(part)
        for place, name in enumerate(names):
            sheet.set_column(place, place, WIDE.get(name, 18), text)
            sheet.write_string(0, place, name, heading)
        if part.height:  # stands for all lines until they are put in its place
            sheet.write_blank(part.height, len(names) - 1, None, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, part.height, len(names) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    meaning = workbook.add_worksheet("Columns")
    meaning.set_column(0, 0, 24, text)
    meaning.set_column(1, 1, 90, text)
    for row_number, (name, what) in enumerate([("column", "what it holds"), *columns.items()]):
        meaning.write_string(row_number, 0, name, heading if row_number == 0 else text)
        meaning.write_string(row_number, 1, what, heading if row_number == 0 else text)
    workbook.close()
    _store(buffer, path, parts, names)


def _store(archive: io.BytesIO, path: Path, parts: Sequence[pl.DataFrame], names: Sequence[str]) -> None:
    sheets = {f"xl/worksheets/sheet{number}.xml": part for number, part in enumerate(parts, start=1) if part.height}
    with zipfile.ZipFile(archive) as read:
        contents = {name: read.read(name) for name in sorted(read.namelist())}
    contents |= {name: _with_lines(contents[name].decode(), part, names) for name, part in sheets.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as written:
        for name, content in contents.items():
            stored = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            stored.create_system = 3
            written.writestr(stored, content)


def _with_lines(sheet: str, part: pl.DataFrame, names: Sequence[str]) -> bytes:
    """The sheet with its lines in the place of the one blank cell that stands for them."""
    stand_in = re.search(rf'<row r="{part.height + 1}"[^>]*><c r="[A-Z]+\d+" s="(\d+)"/></row>', sheet)
    if stand_in is None:
        raise LookupError("the sheet has no row that stands for its lines")
    rows = rows_as_xml(part, names, first_row=2, style=int(stand_in[1]))
    return (sheet[: stand_in.start()] + rows + sheet[stand_in.end() :]).encode()
