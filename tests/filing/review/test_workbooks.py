"""Lines go into one workbook where they fit, else into those of each county: each line once, none behind the last row
that the format has."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
from filing_workbooks import lines_of, sheets_of
from xlsxwriter.utility import xl_col_to_name

from orchestration.files.tables import MAX_CELL_CHARACTERS
from orchestration.filing.review import workbooks
from orchestration.filing.review.review_lines import COLUMNS, ReviewLine
from orchestration.filing.review.workbook import CUT, YOURS, write_review_workbook
from orchestration.filing.review.workbooks import MOST_TIMELINE_ROWS, divide_lines, write_review_workbooks
from orchestration.law.demonstration import SAYS
from tests.filing.batches.test_county_batches import line

OUT = Path("book.xlsx")
ROWS_OF_A_SHEET = 1_048_576
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def review_line(county: str, case: str, count: str, person: str, marks: int = 0) -> ReviewLine:
    cells = dict.fromkeys(COLUMNS, "") | {"county": county}
    return ReviewLine(line(case, count, person, county), ["x"] * marks, cells)


LINES = [
    review_line("YOLO", "Y1", "1", "p1", marks=1),
    review_line("FRESNO", "A", "1", "p2", marks=1),
    review_line("FRESNO", "B", "1", "p3"),
    review_line("FRESNO", "C", "1", "p2"),
    review_line("FRESNO", "C", "2", "p2"),
    review_line("FRESNO", "D", "1", "p4"),
]


def divided(max_lines: int, timeline_rows: dict[str, int] | None = None, **limits: int) -> dict[str, list[str]]:
    parts = divide_lines(OUT, LINES, timeline_rows or {}, max_lines=max_lines, **limits)
    return {part.path.name: [one.line.unit_id for one in part.lines] for part in parts}


def test_where_all_fits_there_is_one_workbook_under_the_name_that_was_given() -> None:
    assert divided(6) == {"book.xlsx": [one.line.unit_id for one in LINES]}
    assert len(divided(5)) > 1


def test_a_person_stays_in_one_workbook_of_a_county_in_the_order_of_the_lines() -> None:
    assert divided(4) == {
        "book_fresno.xlsx": ["A 1", "B 1", "C 1", "C 2"],
        "book_fresno_2.xlsx": ["D 1"],
        "book_yolo.xlsx": ["Y1 1"],
    }


def test_a_person_with_more_lines_than_fit_is_divided_and_loses_none() -> None:
    parts = divided(2)
    assert all(len(units) <= 2 for units in parts.values())
    assert sorted(unit for units in parts.values() for unit in units) == sorted(one.line.unit_id for one in LINES)


def test_long_timelines_divide_where_few_lines_would_not() -> None:
    assert MOST_TIMELINE_ROWS < ROWS_OF_A_SHEET
    parts = divided(6, {"p2": 50, "p3": 40, "p4": 5}, max_rows=100)
    assert parts["book_fresno.xlsx"] == ["A 1", "B 1", "C 1", "C 2"]
    assert parts["book_fresno_2.xlsx"] == ["D 1"]


def test_a_value_that_no_cell_can_hold_is_cut_and_says_so(tmp_path: Path) -> None:
    long = ReviewLine(
        LINES[0].line,
        [],
        {**LINES[0].cells, "line_id": "l1", "case_numbers": "CR1; " * 10_000, "charge": "x" * MAX_CELL_CHARACTERS},
    )
    event = dict.fromkeys(("kind", "details", "county_name", "case_numbers", "date_earliest"), "") | {
        "date_precision": "day",
        "words": "w" * (MAX_CELL_CHARACTERS + 1),
    }
    write_review_workbook(tmp_path / OUT, [long], {"p1": [event]})
    (told,) = lines_of(tmp_path / OUT)
    assert told["case_numbers"].endswith(CUT) and len(told["case_numbers"]) == MAX_CELL_CHARACTERS
    assert told["charge"] == "x" * MAX_CELL_CHARACTERS
    timeline = sheets_of(tmp_path / OUT)["Timelines"]
    assert timeline[2][2].startswith("www") and timeline[2][2].endswith(CUT)


@pytest.mark.parametrize("is_synthetic", [True, False])
def test_a_workbook_of_invented_people_says_so_on_each_line_and_page(tmp_path: Path, is_synthetic: bool) -> None:
    two = [replace(one, cells={**one.cells, "line_id": "l"}) for one in LINES[:2]]
    write_review_workbook(tmp_path / OUT, two, {}, is_synthetic=is_synthetic)
    said = [line.get("demonstration") for line in lines_of(tmp_path / OUT)]
    assert said == (["DEMONSTRATION", "DEMONSTRATION"] if is_synthetic else [None, None])
    assert (sheets_of(tmp_path / OUT)["How to"][0] == [SAYS]) == is_synthetic
    with zipfile.ZipFile(tmp_path / OUT) as book:
        pages = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert {SAYS in book.read(page).decode() for page in pages} == {is_synthetic}


def test_what_is_longer_than_its_column_is_read_without_opening_the_cell(tmp_path: Path) -> None:
    """Its cell wraps; the line above the folded ones and that above a timeline do not, and run on over empty cells."""
    wordy = replace(LINES[2], cells={**LINES[2].cells, "reason": "because " * 30, "name": "SYNTHOAK,IVY"})
    write_review_workbook(tmp_path / OUT, [wordy], {})
    with zipfile.ZipFile(tmp_path / OUT) as book:
        styles = ElementTree.fromstring(book.read("xl/styles.xml"))
        sheets = [ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")) for number in (1, 2)]
    formats = styles.find(f"{SHEET}cellXfs") or ()
    wraps = [style.find(f"{SHEET}alignment[@wrapText='1']") is not None for style in formats]
    style_of = {cell.get("r"): int(cell.get("s") or 0) for sheet in sheets for cell in sheet.iter(f"{SHEET}c")}
    reason = xl_col_to_name(len(YOURS) + list(COLUMNS).index("reason"))
    assert wraps[style_of[f"{reason}3"]] and not wraps[style_of[f"{xl_col_to_name(len(YOURS))}2"]]
    assert not wraps[style_of["A2"]], "the person above a timeline"


def test_where_one_cannot_be_written_none_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute(
        "create table marts.timelines (person_id varchar, date_earliest date, date_latest date, date_precision varchar,"
        " kind varchar, words varchar, details varchar, county_name varchar, case_numbers varchar, place integer,"
        " fact_id varchar)"
    )
    connection.execute(
        "create table marts.metrics (metric varchar, unit varchar, law varchar, variant varchar, place varchar,"
        " count bigint, people bigint)"
    )
    written: list[Path] = []

    def write(path: Path, *_: Any, **__: Any) -> None:
        if len(written) == 2:
            raise OSError("no space left on device")
        path.touch()
        written.append(path)

    monkeypatch.setattr(workbooks, "write_review_workbook", write)
    with pytest.raises(OSError, match="no space"), write_review_workbooks(connection, tmp_path / OUT, LINES, 4):
        pass
    assert len(written) == 2 and not list(tmp_path.iterdir())
    monkeypatch.setattr(workbooks, "write_review_workbook", lambda path, *_, **__: path.touch())
    with pytest.raises(ZeroDivisionError), write_review_workbooks(connection, tmp_path / OUT, LINES, 4) as parts:
        assert [part.path.exists() for part in parts] == [True] * 3
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())
    (tmp_path / "book_yolo.xlsx").write_text("decided")
    with (
        pytest.raises(FileExistsError, match="book_yolo"),
        write_review_workbooks(connection, tmp_path / OUT, LINES, 4),
    ):
        pass
    assert (tmp_path / "book_yolo.xlsx").read_text() == "decided"
