"""Answer files as they come back, whole or broken. What can stand is taken in once; the rest goes back."""

from __future__ import annotations

import csv
import json
import stat
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.files import tables as table_files
from orchestration.files.tables import TableFileError
from orchestration.filing.batches.verify import find_faults
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.responses.import_answers import Imported, import_answers, read_answers
from orchestration.filing.responses.orders import destroy_evidence
from tests.support.filed_lines import (
    COLUMNS,
    CONVICTED_ON,
    FILED_ON,
    LINES,
    evidence_of,
    file_lines,
    ledger_of,
    row,
    write_csv,
    write_sheet,
)

TODAY = date(2026, 6, 1)


def taken(folder: Path, file: Path, **changes: bool) -> Imported:
    return import_answers(
        file, ledger=ledger_of(folder), evidence=evidence_of(folder), by="Cleo Clerk", today=TODAY, **changes
    )


def states(folder: Path) -> Mapping[str, str]:
    with open_ledger(ledger_of(folder)) as ledger:
        return ledger.states()


def last(folder: Path) -> tuple[int, str]:
    with open_ledger(ledger_of(folder)) as ledger:
        return ledger.last()


def going_back(file: Path | None) -> list[dict[str, str]]:
    assert file is not None
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_answers_of_a_csv_are_taken_in_and_the_same_file_again_is_nothing(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    words = ["Granted", "denied", "file destroyed", "already-done", ""]
    rows = [row(batch, line, word, reason="§ 11361.8(b): danger") for line, word in zip(LINES, words, strict=True)]
    file = write_csv(tmp_path / "a.csv", rows)
    done = taken(tmp_path, file)
    assert (done.taken_in, done.known, done.not_answered, done.given_back, done.file) == (4, 0, 1, {}, None)
    found = states(tmp_path)
    assert [found[line] for line in LINES] == ["granted", "denied", "returned", "relieved_elsewhere", "filed"]
    before = last(tmp_path)
    again = taken(tmp_path, file)
    assert (again.taken_in, again.known, again.given_back, last(tmp_path)) == (0, 4, {}, before)
    with open_ledger(ledger_of(tmp_path)) as ledger, open_evidence(evidence_of(tmp_path)) as evidence:
        assert find_faults(ledger, evidence, None) == []
        (denied,) = [event for event in ledger.events() if event.kind == "denied"]
        assert "danger" not in denied.details
        kept = evidence.read(LINES[1], json.loads(denied.details)["reason_hash"])
        assert json.loads(kept or "{}")["reason"] == "§ 11361.8(b): danger"


def test_a_workbook_with_moved_columns_says_the_same_as_the_csv(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    file = write_sheet(
        tmp_path / "a.xlsx",
        [row(batch, LINES[0]) | {"answered_on": datetime(2026, 5, 30), "county": "FRESNO"}],
        ["county", "reason", "answered_on", "batch_id", "line_id", "answered_by", "answer"],
    )
    assert taken(tmp_path, file).taken_in == 1
    assert taken(tmp_path, write_csv(tmp_path / "a.csv", [row(batch, LINES[0])])).known == 1


def test_what_cannot_be_goes_back_with_why_and_the_mended_file_is_taken_in(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    file = write_csv(
        tmp_path / "fresno.csv",
        [
            row(batch, LINES[0], answered_on="2026-06-02"),
            row(batch, LINES[1], batch_id="0" * 16),
            row(batch, LINES[2]),
            row(batch, LINES[2], "denied", reason="no"),
            row(batch, LINES[3], "denied"),
            row(batch, "f" * 32),
            row(batch, LINES[4], answered_on="46172"),
        ],
    )
    done = taken(tmp_path, file)
    assert (done.taken_in, done.known) == (0, 0)
    assert done.file == tmp_path / "fresno.given_back.csv"
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o600
    assert [(line["where"], line["why"]) for line in going_back(done.file)] == [
        ("line 2", "answered_on is in the future"),
        ("line 3", "the line was filed in another batch"),
        ("line 4", "two answers contradict each other"),
        ("line 5", "two answers contradict each other"),
        ("line 6", "denied needs a reason"),
        ("line 7", "no such line was filed"),
        ("line 8", "answered_on is a number; a day must be typed, or stand in a date cell of a workbook"),
    ]
    assert set(states(tmp_path).values()) == {"filed"}
    assert taken(tmp_path, file).file == done.file, "the same rows are the same file"
    mended = [line | {"answered_on": "2026-05-31"} for line in going_back(done.file)[:1]]
    write_csv(done.file, [*mended, *going_back(done.file)[1:2]], [*COLUMNS, "where", "why", "what_to_type"])
    again = taken(tmp_path, done.file)
    assert (again.taken_in, again.file) == (1, tmp_path / "fresno.given_back.2.csv")


def test_an_answer_that_changes_what_was_said_goes_back(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    taken(tmp_path, write_csv(tmp_path / "a.csv", [row(batch, LINES[0], "denied", reason="first")]))
    other = taken(tmp_path, write_csv(tmp_path / "b.csv", [row(batch, LINES[0], "denied", reason="second")]))
    assert other.given_back == {"was answered before with another answer, day, name or reason": 1}
    granted = taken(tmp_path, write_csv(tmp_path / "c.csv", [row(batch, LINES[0])]))
    assert granted.given_back == {"contradicts the ledger: granted cannot follow the state denied": 1}


def test_relief_before_us_is_as_old_as_it_is_but_not_older_than_the_conviction_it_is_of(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    days = dict(zip(LINES, ("2000-12-31", CONVICTED_ON, "2019-03-01"), strict=False))
    file = write_csv(
        tmp_path / "a.csv", [row(batch, line, "already_done", answered_on=day) for line, day in days.items()]
    )
    done = taken(tmp_path, file)
    assert done.given_back == {"the day of that relief is before the conviction or arrest": 1}
    assert (done.taken_in, states(tmp_path)[LINES[0]]) == (2, "filed")
    destroy_evidence(
        [LINES[3]], order="26-118", by="Ruth", on=FILED_ON, ledger=ledger_of(tmp_path), evidence=evidence_of(tmp_path)
    )
    old = write_csv(tmp_path / "b.csv", [row(batch, LINES[3], "already_done", answered_on="2000-12-31")])
    assert taken(tmp_path, old).taken_in == 1, "what was destroyed by order tells no day"


def test_a_repeated_row_is_one_answer(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", [row(batch, LINES[0]), row(batch, LINES[0])]))
    assert (done.taken_in, done.known, done.given_back) == (1, 1, {})


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    file = write_csv(tmp_path / "a.csv", [row(batch, LINES[0])])
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert taken(tmp_path, file).taken_in == 1


@pytest.mark.parametrize("column", ["reason", "line_id"])
def test_one_value_of_any_length_does_not_cost_the_other_answers(tmp_path: Path, column: str) -> None:
    batch = file_lines(tmp_path)
    csv.field_size_limit(131_072)  # Python's own
    rows = [row(batch, LINES[0]), row(batch, LINES[1], "denied", reason="x") | {column: "x" * 200_000}]
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", rows))
    assert (states(tmp_path)[LINES[0]], sum(done.given_back.values())) == ("granted", 1)


def test_cells_that_begin_like_formulas_stay_text_there_and_back(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    formula = '=HYPERLINK("http://x.example","open")'
    future = row(batch, LINES[0], "denied", reason=formula, answered_by="+1 Dept", answered_on="2027-01-01")
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", [future]))
    (line,) = going_back(done.file)
    assert (line["reason"], line["answered_by"]) == ("'" + formula, "'+1 Dept")
    taken(tmp_path, write_csv(tmp_path / "b.csv", [line | {"answered_on": "2026-05-30"}], line))
    with open_ledger(ledger_of(tmp_path)) as ledger, open_evidence(evidence_of(tmp_path)) as evidence:
        (denied,) = [json.loads(event.details) for event in ledger.events() if event.kind == "denied"]
        assert denied["answered_by"] == "+1 Dept"
        assert json.loads(evidence.read(LINES[0], denied["reason_hash"]) or "{}")["reason"] == formula


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{id},{batch},granted,Dept. 12,2026-05-30", "has 5 values where the header has 6"),
        ("{id},{batch},granted,Dept. 12,2026-05-30,,more", "has 7 values where the header has 6"),
        ('{id},{batch},granted,"Dept.\n12",2026-05-30,', "answered_by must be plain text on one line"),
        ("{id},{batch},granted,Dept.\u202e12,2026-05-30,", "answered_by must be plain text on one line"),
        ("{id},{batch},granted," + "x" * 201 + ",2026-05-30,", "answered_by must have at most 200 characters"),
        ("{id},{batch},denied,x,2026-05-30," + "x" * 4001, "reason must have at most 4000 characters"),
        ("{id},{batch},maybe,x,2026-05-30,", "answer must be one of granted, denied, recorded, notified"),
        ("{id},{batch},granted,,2026-05-30,", "answered_by is empty"),
    ],
)
def test_a_row_that_is_no_answer_goes_back_alone(tmp_path: Path, line: str, why: str) -> None:
    batch = file_lines(tmp_path)
    good = ",".join(row(batch, LINES[1]).values())
    file = tmp_path / "a.csv"
    wrong = line.format(id=LINES[0], batch=batch.batch_id)
    file.write_text("\r\n".join([",".join(COLUMNS), wrong, ",,,,,", good, ""]), encoding="utf-8", newline="")
    done = taken(tmp_path, file)
    assert done.taken_in == 1
    assert [given["why"].startswith(why) for given in going_back(done.file)] == [True]


HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "expected a header with line_id,batch_id"),
        (b"line_id,answer\n1,granted\n", "expected a header with line_id,batch_id"),
        ((HEADER + ",answer\n").encode(), "expected a header with line_id,batch_id"),
        (HEADER.replace(",", ";").encode(), "columns are separated by semicolons; save it with commas, or as .xlsx"),
        (HEADER.replace(",", "\t").encode(), "columns are separated by tabs"),
        ((HEADER + "\n").encode("utf-16"), "expected text in UTF-8"),
        ((HEADER + "\n").encode("utf-16-le"), "found zero bytes"),
        ((HEADER + "\n1,2,denied,Peña,2026-05-30,\n").encode("cp1252"), "expected text in UTF-8"),
        ((HEADER + '\n1,2,denied,"x,2026-05-30,\n').encode(), "invalid CSV"),
        (b"\xd0\xcf\x11\xe0 old", "save it as .xlsx"),
        (b"PK\x03\x04 cut off", "cannot be read as a workbook"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(tmp_path: Path, content: bytes, why: str) -> None:
    file_lines(tmp_path)
    before = last(tmp_path)
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(TableFileError, match=r"a\.csv") as refused:
        taken(tmp_path, file)
    assert why in str(refused.value)
    assert last(tmp_path) == before
    assert list(tmp_path.glob("*given_back*")) == []


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file_lines(tmp_path)
    monkeypatch.setattr(table_files, "MAX_FILE_BYTES", 100_000)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 100_001)
    assert (tmp_path / "a.xlsx").stat().st_size < 1_000
    with pytest.raises(TableFileError, match="when unpacked"):
        taken(tmp_path, tmp_path / "a.xlsx")


def test_a_formula_in_a_workbook_is_not_run(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    import xlsxwriter

    workbook = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = workbook.add_worksheet()
    for place, name in enumerate(COLUMNS):
        sheet.write_string(0, place, name)
        sheet.write_string(1, place, row(batch, LINES[0])[name])
    sheet.write_formula(1, 2, '=IF(TRUE,"granted","denied")', None, "")
    workbook.close()
    done = taken(tmp_path, tmp_path / "a.xlsx")
    assert (done.taken_in, done.not_answered) == (0, 1)


def test_nothing_is_taken_in_where_what_goes_back_cannot_be_written(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    (tmp_path / "in").mkdir()
    rows = [row(batch, LINES[0]), row(batch, LINES[1], answered_on="2026-06-02")]
    file = write_csv(tmp_path / "in" / "a.csv", rows)
    (tmp_path / "in" / ".a.given_back.csv.coming").mkdir()
    with pytest.raises(OSError):
        taken(tmp_path, file)
    assert set(states(tmp_path).values()) == {"filed"}


def test_a_dry_run_says_what_would_be_done_and_does_nothing(tmp_path: Path) -> None:
    batch = file_lines(tmp_path)
    before = last(tmp_path)
    rows = [row(batch, LINES[0]), row(batch, LINES[1], "denied")]
    done = taken(tmp_path, write_csv(tmp_path / "a.csv", rows), dry_run=True)
    assert (done.taken_in, done.given_back, done.file) == (1, {"denied needs a reason": 1}, None)
    assert (last(tmp_path), list(tmp_path.glob("*given_back*"))) == (before, [])


def test_answers_of_the_department_follow_its_own_order(tmp_path: Path) -> None:
    batch = file_lines(tmp_path, range(2), "operation_of_law")
    early = taken(tmp_path, write_csv(tmp_path / "a.csv", [row(batch, LINES[0], "notified")]))
    assert early.given_back == {
        "contradicts the ledger: court_notified cannot follow the state sent_to_the_department": 1
    }
    for number, word in enumerate(["recorded", "notified", "acknowledged"]):
        assert taken(tmp_path, write_csv(tmp_path / f"{number}.csv", [row(batch, LINES[0], word)])).taken_in == 1
    granted = taken(tmp_path, write_csv(tmp_path / "g.csv", [row(batch, LINES[1])]))
    assert list(granted.given_back) == [
        "granted does not answer relief by operation of law; allowed are recorded, notified, acknowledged, "
        "file_destroyed, not_our_case, name_differs, already_done"
    ]


def test_a_column_that_was_renamed_is_named(tmp_path: Path) -> None:
    for write, ending in ((write_csv, "csv"), (write_sheet, "xlsx")):
        file = write(tmp_path / f"a.{ending}", [], ["Line ID", *COLUMNS[1:]])
        with pytest.raises(TableFileError, match="missing or repeated: line_id"):
            read_answers(file)
