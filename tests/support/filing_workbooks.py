"""A reviewer's workbook filled in as a person would: decisions beside lines, rules for many.

What belongs here: reading what was exported and writing it again with cells filled in. What does not: expectations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

Sheet = list[list[str]]


def sheets_of(path: Path) -> dict[str, Sheet]:
    """Every sheet as rows of text."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


def lines_of(path: Path) -> list[dict[str, str]]:
    """The lines of the sheet Lines, without the row that says how many are folded."""
    header, *rows = sheets_of(path)["Lines"]
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    return [line for line in lines if line["line_id"]]


def filled_in(
    path: Path, out: Path, decisions: Mapping[str, Mapping[str, str]], rules: Sequence[Mapping[str, str]] = ()
) -> Path:
    """Write ``path`` to ``out`` with ``decisions`` by line id, and ``rules``."""
    sheets = sheets_of(path)
    lines, rule_rows = sheets["Lines"], sheets["Rules"]
    for row in lines[1:]:
        for column, value in decisions.get(row[lines[0].index("line_id")], {}).items():
            row[lines[0].index(column)] = value
    for row, rule in zip(rule_rows[1:], rules, strict=False):
        for column, value in rule.items():
            row[rule_rows[0].index(column)] = value
    book = xlsxwriter.Workbook(str(out), {"strings_to_urls": False, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(place, column, value)
    book.close()
    return out
