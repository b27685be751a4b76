"""Tables keep every value as it was recorded: text, zeros and signs, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

import orchestration
from orchestration.files.tables import (
    MAX_CELL_CHARACTERS,
    format_csv,
    format_frame,
    read_table,
    write_csv,
    write_frame,
    write_workbook,
)

HOSTILE = [
    ("0012345", "=1+1"),
    ("1E5", '=HYPERLINK("http://example.org")'),
    ("03/04", "+SUM(A1)"),
    ("12345678901234567890", "-2"),
    ("TRUE", "@cmd"),
    ("", 'ÑANDÚ,Ö <&> "quoted"'),
    ("2001-01-01", "line\nbreak"),
]
COLUMNS = {"case_numbers": "every case number", "name": "name as recorded"}


def test_a_workbook_holds_text_alone_and_is_read_as_it_was_recorded(tmp_path: Path) -> None:
    write_workbook(tmp_path / "lines.xlsx", COLUMNS, HOSTILE, "invented")
    with zipfile.ZipFile(tmp_path / "lines.xlsx") as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
    sheets = CalamineWorkbook.from_path(str(tmp_path / "lines.xlsx"))
    assert sheets.get_sheet_by_name("Lines").to_python() == [list(COLUMNS), *map(list, HOSTILE)]
    assert sheets.get_sheet_by_name("Columns").to_python()[1:] == [list(item) for item in COLUMNS.items()]
    assert (tmp_path / "lines.xlsx").stat().st_mode & 0o077 == 0


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(tmp_path / name, COLUMNS, HOSTILE, "invented")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_value_that_no_cell_can_hold_is_cut_and_says_so(tmp_path: Path) -> None:
    write_workbook(tmp_path / "lines.xlsx", COLUMNS, [("1" * 40_000, "2" * MAX_CELL_CHARACTERS)], "invented")
    (_, (cut, whole)) = CalamineWorkbook.from_path(str(tmp_path / "lines.xlsx")).get_sheet_by_name("Lines").to_python()
    assert len(cut) == MAX_CELL_CHARACTERS and cut.endswith("1 … (too long)")
    assert whole == "2" * MAX_CELL_CHARACTERS


def test_no_cell_of_a_csv_file_is_a_formula_and_what_is_read_back_is_what_was_written(tmp_path: Path) -> None:
    rows = [dict(zip(COLUMNS, values, strict=True)) for values in HOSTILE]
    write_csv(tmp_path / "lines.csv", tuple(COLUMNS), rows)
    with (tmp_path / "lines.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell[:1] in ("=", "+", "-", "@", "|", "%")]
    read = read_table(tmp_path / "lines.csv", tuple(COLUMNS)).rows
    assert [dict(row.values) for row in read] == rows
    listed = format_csv(tuple(COLUMNS), HOSTILE).decode()
    assert "'=1+1" in listed and "line break" in listed


def test_a_table_has_no_formulas_and_its_numbers_stay_numbers(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "name": ["=1+1", "+1 Dept", "-2", "@cmd", "\tx", "\rx", "ANN", None],
            "place": pl.Series(["-A", "B"] * 4, dtype=pl.Enum(["-A", "B"])),
            "share": [-1.5] * 8,
            "change": [-2] * 8,
        }
    )
    write_frame(frame, tmp_path / "frame.csv")
    assert (tmp_path / "frame.csv").read_bytes() == format_frame(frame).encode()
    rows = list(csv.DictReader(io.StringIO(format_frame(frame), newline="")))
    assert [row["name"] for row in rows] == ["'=1+1", "'+1 Dept", "'-2", "'@cmd", "'\tx", "'\rx", "ANN", ""]
    assert [tuple(row.values())[1:] for row in rows[:2]] == [("'-A", "-1.5", "-2"), ("B", "-1.5", "-2")]
    assert format_csv(("change",), [[-2], ["-2"]]) == b"change\n-2\n'-2\n"


WRITE_THEIR_OWN = {
    "files/tables.py",
    # files that this program alone reads again, or that are an input of it
    *("determinations/explanations/access_log.py", "ingestion/decisions/csv_lines.py"),
    *("law/questions/decisions.py", "law/signing.py"),
    *("filing/documents/kept_templates.py", "reporting/research/outbox.py"),
    "reporting/site/shapes_from_atlas.py",
    "ingestion/synthetic/ca/other_files.py",
    *("ingestion/synthetic/standard/generate.py", "ingestion/extracts.py"),
}


def test_every_csv_file_that_is_handed_out_has_one_writer() -> None:
    folder = Path(orchestration.__file__).parent
    writes = re.compile(r"\.(write_csv|sink_csv)\(|csv\.(writer|DictWriter)\(|\(format csv", re.IGNORECASE)
    found = {str(path.relative_to(folder)) for path in folder.rglob("*.py") if writes.search(path.read_text())}
    assert found == WRITE_THEIR_OWN
