"""Answers that went through a spreadsheet: days, drop-downs, numbers for days, lost zeros and lost ids."""

from __future__ import annotations

import contextlib
import csv
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from orchestration.files.days import UnreadDay, read_days
from orchestration.files.tables import TableFileError, read_table, write_workbook
from orchestration.filing.batches.files.answer_file import COLUMNS as ANSWER_COLUMNS
from orchestration.filing.batches.files.answer_file import MEANINGS
from orchestration.filing.ledger.batch import Batch
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.responses.import_answers import Imported, import_answers
from tests.support.filed_lines import COLUMNS, FILED_ON, LINES, evidence_of, file_lines, ledger_of, row, write_csv

TODAY = date(2026, 6, 1)


def taken(folder: Path, file: Path) -> Imported:
    return import_answers(file, ledger=ledger_of(folder), evidence=evidence_of(folder), by="Cleo Clerk", today=TODAY)


def going_back(done: Imported) -> list[dict[str, str]]:
    assert done.file is not None
    with done.file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def write_cells(path: Path, rows: Sequence[Mapping[str, object]], *, is_1904: bool = False) -> Path:
    """A workbook with cells as a spreadsheet has them: text, numbers, formulas, and days in date cells."""
    book = xlsxwriter.Workbook(path, {"date_1904": is_1904})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "d-mmm-yy"})
    for place, name in enumerate(COLUMNS):
        sheet.write_string(0, place, name)
        for number, values in enumerate(rows, 1):
            value = values[name]
            if isinstance(value, datetime):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, float):
                sheet.write_number(number, place, value)
            else:
                sheet.write_string(number, place, str(value))
    book.close()
    return path


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-30", "2026-05-30"),
        ("2026-5-3", "2026-05-03"),
        ("5/30/2026", "2026-05-30"),
        ("05/03/2026", "2026-05-03"),
        (" 5/3/26 ", "2026-05-03"),
        ("2/29/2024", "2024-02-29"),
        ("2026-05-30 14:05:00", "2026-05-30"),
    ],
)
def test_a_day_with_slashes_has_the_month_first_and_a_short_year_is_of_this_century(text: str, day: str) -> None:
    assert read_days([text]) == {text: day}


@pytest.mark.parametrize(
    "text",
    [
        *("", "46172", "46172.0", "46172.5", "2/29/2026", "2026-02-30", "30.05.2026", "5-30-2026", "May 30"),
        *("13/13/2026", "0/1/2026", "1/0/2026", "5/30/026", "20260530", "2026-W22-6", "5/30", "14:05:00", "٥/٣/2026"),
    ],
)
def test_what_is_no_day_goes_back_with_what_to_type(text: str) -> None:
    (wrong,) = read_days([text]).values()
    assert isinstance(wrong, UnreadDay)
    assert wrong.to_type.startswith("answered_on: the day")


def test_one_day_before_its_month_sends_every_ambiguous_row_back_and_no_other() -> None:
    found = read_days(["13/04/2026", "03/04/2026", "5/5/2026", "4/13/2026", "2026-04-03", "3/4/26", "12/11/2026"])
    back = {text: wrong.to_type for text, wrong in found.items() if isinstance(wrong, UnreadDay)}
    assert back == {
        "13/04/2026": "answered_on: 04/13/2026, the month first",
        "03/04/2026": "answered_on: 2026-03-04 or 2026-04-03 (year-month-day)",
        "3/4/26": "answered_on: 2026-03-04 or 2026-04-03 (year-month-day)",
        "12/11/2026": "answered_on: 2026-12-11 or 2026-11-12 (year-month-day)",
    }
    assert read_days(["12/13/2026", "12/11/2026"])["12/11/2026"] == "2026-12-11"
    assert read_days(["03/04/2026"]) == {"03/04/2026": "2026-03-04"}


def test_a_file_with_the_day_first_stays_unread_after_only_its_plain_row_was_mended(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    days = ("30/05/2026", "06/01/2026", "05/31/2026")
    rows = [row(batch, line, answered_on=day) for line, day in zip(LINES, days, strict=False)]
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", rows))
    assert (done.taken_in, done.days) == (1, {date(2026, 5, 31): 1})
    back = going_back(done)
    mended = [line | {"answered_on": "5/30/2026"} if line["where"] == "line 2" else line for line in back]
    again = taken(tmp_path, write_csv(tmp_path / "b.csv", mended, mended[0]))
    assert (again.taken_in, [line["where"] for line in going_back(again)]) == (1, ["line 3"])


def test_date_cells_beside_a_day_that_a_spreadsheet_left_as_text_may_be_turned_round(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    days = ("30/05/2026", datetime(2026, 6, 1), datetime(2026, 5, 30), datetime(2026, 6, 6))
    rows = [{**row(batch, line), "answered_on": day} for line, day in zip(LINES, days, strict=False)]
    done = taken(tmp_path, write_cells(tmp_path / "a.xlsx", rows))
    assert [(line["where"], line["answered_on"], line["what_to_type"]) for line in going_back(done)] == [
        ("Sheet1, row 2", "30/05/2026", "answered_on: 05/30/2026, the month first"),
        ("Sheet1, row 3", "", "answered_on: 2026-06-01 or 2026-01-06 (year-month-day)"),
        ("Sheet1, row 5", "2026-06-06", f"answered_on: a day up to {TODAY}"),
    ]
    assert done.days == {date(2026, 5, 30): 1}


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_day_in_a_date_cell_is_that_day_in_both_systems_and_a_number_or_text_is_none(
    tmp_path: Path, is_1904: bool
) -> None:
    batch = file_lines(tmp_path)
    days = (datetime(2026, 5, 30), datetime(2026, 5, 30, 16, 45), 46172.0, "46172", 44710.0)
    rows = [{**row(batch, line), "answered_on": day} for line, day in zip(LINES, days, strict=True)]
    done = taken(tmp_path, write_cells(tmp_path / "a.xlsx", rows, is_1904=is_1904))
    assert (done.taken_in, done.days) == (2, {date(2026, 5, 30): 2})
    assert [(line["answered_on"], line["why"].split(";")[0]) for line in going_back(done)] == [
        (text, "answered_on is a number") for text in ("46172", "46172", "44710")
    ]


def test_the_day_is_one_from_filing_to_today(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    days = ("5/28/2026", "5/29/2026", "6/1/2026", "6/2/2026", "6/1/98")
    rows = [row(batch, line, answered_on=day) for line, day in zip(LINES, days, strict=True)]
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", rows))
    assert list(done.days) == [date(2026, 5, 29), date(2026, 6, 1)]
    assert [line["what_to_type"] for line in going_back(done)] == [
        f"answered_on: the day of the answer, from {FILED_ON} to {TODAY}"
        "; if the relief was given before, answer: already_done",
        f"answered_on: a day up to {TODAY}",
        f"answered_on: a day up to {TODAY}",
    ]


def test_each_row_that_goes_back_says_what_to_type(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    rows = [
        row(batch, LINES[0], "maybe"),
        row(batch, LINES[1], batch_id="8.92736E+15"),
        row(batch, LINES[2], answered_by=" "),
        row(batch, LINES[3], "denied"),
        row(batch, LINES[4], "recorded"),
        row(batch, "0" * 32),
    ]
    typed = [line["what_to_type"] for line in going_back(taken(tmp_path, write_csv(tmp_path / "a.csv", rows)))]
    assert typed[0].startswith("answer: one of granted, denied")
    assert typed[1] == f"batch_id: {batch.batch_id}"
    assert [text.split(":")[0] for text in typed[2:]] == ["answered_by", "reason", "answer", "line_id"]
    taken(tmp_path, write_csv(tmp_path / "b.csv", [row(batch, LINES[0], "denied", reason="no")]))
    (after,) = going_back(taken(tmp_path, write_csv(tmp_path / "c.csv", [row(batch, LINES[0])])))
    assert after["what_to_type"].startswith("nothing")


def test_the_workbook_of_a_batch_has_a_choice_of_words_and_date_cells_and_is_read_back(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    about = {name: MEANINGS[name] for name in ANSWER_COLUMNS}
    cells = [[line, batch.batch_id, *[""] * (len(about) - 2)] for line in LINES]
    path = tmp_path / "answers.xlsx"
    write_workbook(
        path, about, cells, "Answers", choices={"answer": ("granted", "denied")}, day_columns=["answered_on"]
    )
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<formula1>"granted,denied"</formula1>' in sheet and 'sqref="C2:C6"' in sheet
    assert 'type="date"' in sheet and 'sqref="E2:E6"' in sheet
    for needed in (COLUMNS, ("line_id",)):
        assert [line.values["line_id"] for line in read_table(path, needed).rows] == LINES
    assert taken(tmp_path, path).not_answered == len(LINES)
    again = tmp_path / "again.xlsx"
    write_workbook(
        again, about, cells, "Answers", choices={"answer": ("granted", "denied")}, day_columns=["answered_on"]
    )
    assert again.read_bytes() == path.read_bytes()


def test_a_formula_is_what_was_saved_of_it_and_is_not_run(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "m/d/yyyy"})
    for place, name in enumerate(COLUMNS):
        sheet.write_string(0, place, name)
        for number in (1, 2):
            sheet.write_string(number, place, row(batch, LINES[number - 1])[name])
    sheet.write_formula(1, 4, "=TODAY()", day, 46172)
    sheet.write_formula(2, 4, "=DATE(2026,5,30)", day, "#NAME?")
    book.close()
    done = taken(tmp_path, tmp_path / "a.xlsx")
    assert (done.taken_in, list(done.days)) == (1, [date(2026, 5, 30)])
    assert [line["where"] for line in going_back(done)] == ["Sheet1, row 3"]


@pytest.mark.parametrize("place", [(1_048_575, 16_383), (1_048_575, 60)])
def test_a_small_file_that_spans_a_whole_sheet_is_refused_before_memory_is_taken(
    tmp_path: Path, place: tuple[int, int]
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    for number, name in enumerate(COLUMNS):
        sheet.write_string(0, number, name)
    sheet.write_string(*place, "x")
    book.close()
    assert (tmp_path / "a.xlsx").stat().st_size < 10_000
    with pytest.raises(TableFileError, match="far below or beside"):
        read_table(tmp_path / "a.xlsx", COLUMNS)


def test_a_workbook_that_is_damaged_or_locked_within_is_refused_in_words(tmp_path: Path) -> None:
    file_lines(tmp_path)
    write_cells(tmp_path / "a.xlsx", [])
    content = (tmp_path / "a.xlsx").read_bytes()
    for number, place in enumerate(range(60, len(content) - 60, len(content) // 40)):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(
            content[:place] + bytes([content[place] ^ 0xFF, content[place + 1] ^ 1]) + content[place + 2 :]
        )
        with contextlib.suppress(TableFileError):
            read_table(path, COLUMNS)


def test_a_table_of_another_office_program_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", '<table:table-cell table:number-columns-repeated="16384"/>')
    with pytest.raises(TableFileError, match=r"save it as \.xlsx"):
        read_table(tmp_path / "a.ods", COLUMNS)


def in_words(batch: Batch, line_id: str, case: str, count: str, section: str = "HS 11358") -> dict[str, str]:
    return row(batch, line_id) | {"case_numbers": case, "section": section, "count_number": count}


def test_a_line_whose_id_was_lost_is_found_by_case_and_count_with_or_without_zeros(tmp_path: Path) -> None:
    batch = file_lines(tmp_path, range(3), counts={0: "001", 1: "010", 2: "002"})
    rows = [
        in_words(batch, "", "00F0001", "1"),
        in_words(batch, "1.2E+30", "00f-0002", "010"),
        in_words(batch, "", "00F0003", "20"),
        in_words(batch, "", "00F0003", "2", section="PC 459"),
        in_words(batch, "", "", "2"),
        in_words(batch, "0" * 32, "00F0003", "2"),
    ]
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", rows, rows[0]))
    with open_ledger(ledger_of(tmp_path)) as ledger:
        assert [ledger.states()[line] for line in LINES[:3]] == ["granted", "granted", "filed"]
    assert [line["where"] for line in going_back(done)] == [f"line {number}" for number in range(4, 8)]


def test_a_count_without_its_zeros_that_two_lines_can_be_meant_by_goes_back(tmp_path: Path) -> None:
    batch = file_lines(tmp_path, range(2), counts={0: "001", 1: "1"}, case="00F0001")
    rows = [in_words(batch, "", "00F0001", count) for count in ("1", "001")]
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", rows, rows[0]))
    assert (done.taken_in, len(going_back(done))) == (0, 2)


def test_another_batch_is_not_searched_for_a_lost_id(tmp_path: Path) -> None:
    batch = file_lines(tmp_path, range(1), counts={0: "001"})
    lost = in_words(batch, "", "00F0001", "1", "HS 11358") | {"batch_id": "0" * 16}
    assert taken(tmp_path, write_csv(tmp_path / "a.csv", [lost], lost)).taken_in == 0


def test_the_days_of_a_workbook_are_shown_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"answered_on": "day"}, [[""]], "x", day_columns=["answered_on"])
    with zipfile.ZipFile(path) as archive:
        assert 'formatCode="mmmm d, yyyy"' in archive.read("xl/styles.xml").decode()
    assert CalamineWorkbook.from_path(str(path)).sheet_names == ["Lines", "Columns"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"case_numbers": "00F0002"}, "case_numbers"),
        ({"section": "PC 459"}, "section"),
        ({"count_number": "2"}, "count_number"),
        ({}, ""),
        ({"count_number": "1", "case_numbers": "00f 0001"}, ""),
        ({"count_number": "1000"}, ""),
        ({"case_numbers": "", "section": "", "count_number": ""}, ""),
    ],
)
def test_a_row_that_says_another_case_than_its_line_goes_back(
    tmp_path: Path, change: dict[str, str], wrong: str
) -> None:
    batch = file_lines(tmp_path, range(2), counts={0: "001000", 1: "002000"})
    rows = [in_words(batch, LINES[0], "00F0001", "001000") | change]
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", rows, rows[0]))
    assert done.taken_in == (not wrong)
    if wrong:
        (back,) = going_back(done)
        assert back["why"].startswith(wrong) and "line_id" in back["what_to_type"]


def test_ids_that_were_sorted_apart_from_their_cases_change_nothing(tmp_path: Path) -> None:
    batch = file_lines(tmp_path, range(2), counts={0: "001", 1: "002"})
    rows = [in_words(batch, LINES[1], "00F0001", "001"), in_words(batch, LINES[0], "00F0002", "002")]
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", rows, rows[0]))
    with open_ledger(ledger_of(tmp_path)) as ledger:
        assert [ledger.states()[line] for line in LINES[:2]] == ["filed", "filed"]
    assert (done.taken_in, len(going_back(done))) == (0, 2)
