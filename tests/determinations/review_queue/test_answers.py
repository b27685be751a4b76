"""A reviewer's file comes back into the facts file as it was meant, once, and can be taken out again to the byte."""

from __future__ import annotations

import csv
import io
import stat
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from orchestration.determinations.review_queue.answers import (
    AnswerFileError,
    ImportedAnswers,
    compute_question_id,
    import_answers,
    withdraw_answers,
)
from orchestration.determinations.review_queue.questions import HEADER, write_questions
from orchestration.files.tables import format_cell
from orchestration.ingestion.decisions.csv_lines import write_private
from orchestration.ingestion.decisions.facts import COLUMNS, read_established_facts
from orchestration.ingestion.layouts.layout import load_layout

TODAY = date(2026, 2, 1)
KNOWN = {"at_most_six_plants": "charge", "duty_ended": "person", "proceedings_initiated": "arrest"}
NOTATION = replace(load_layout("ca").notation, counties={"SAN JOAQUIN", "ALPINE"})
GOOD = {
    "id": "state:777123",
    "county": "SAN JOAQUIN",
    "case_number": "0001 00F",
    "section": "11358(a)",
    "fact": "at_most_six_plants",
    "value": "yes",
    "established_by": "Q. Doe",
    "established_on": "2026-02-01",
    "why": "file 7",
}


def answers(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = HEADER, name: str = "answers.csv") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def taken_in(path: Path, facts: Path, *, dry_run: bool = False) -> ImportedAnswers:
    return import_answers(path, facts, KNOWN, NOTATION, TODAY, dry_run=dry_run)


def refusal(path: Path, facts: Path) -> str:
    before = facts.read_bytes() if facts.exists() else None
    with pytest.raises(AnswerFileError) as raised:
        taken_in(path, facts)
    assert (facts.read_bytes() if facts.exists() else None) == before
    message = str(raised.value)
    for private in ("777123", "Doe", "0001", "secret", "\n"):
        assert private not in message
    return message


def test_answered_lines_are_added_and_the_others_wait(tmp_path: Path) -> None:
    facts = tmp_path / "decisions" / "facts.csv"
    path = answers(
        tmp_path, GOOD, GOOD | {"section": "11358(b)", "value": " "}, GOOD | {"case_number": "9", "value": "No"}
    )
    assert taken_in(path, facts) == ImportedAnswers(2, 0, 1)
    assert {(fact.case_number_key, fact.value) for fact in read_established_facts(facts, KNOWN, NOTATION)} == {
        ("0001+00F", "yes"),
        ("9", "no"),
    }
    assert stat.S_IMODE(facts.stat().st_mode) == 0o600


def test_the_apostrophe_before_a_formula_is_no_part_of_an_answer(tmp_path: Path) -> None:
    facts, path = tmp_path / "facts.csv", answers(tmp_path, GOOD | {"why": format_cell("=the register, page 7")})
    assert "'=the register" in path.read_text()
    assert taken_in(path, facts) == ImportedAnswers(1, 0, 0)
    assert ",=the register" in facts.read_text().replace('"', "")


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    facts, path = tmp_path / "facts.csv", answers(tmp_path, GOOD, GOOD)
    assert taken_in(path, facts) == ImportedAnswers(1, 1, 0)
    once = facts.read_bytes()
    assert taken_in(path, facts) == ImportedAnswers(0, 2, 0)
    assert facts.read_bytes() == once


def test_a_dry_run_says_what_would_be_done_and_does_nothing(tmp_path: Path) -> None:
    facts, path = tmp_path / "facts.csv", answers(tmp_path, GOOD)
    assert taken_in(path, facts, dry_run=True) == ImportedAnswers(1, 0, 0)
    assert not facts.exists()
    taken_in(path, facts)
    once = facts.read_bytes()
    assert withdraw_answers(path, facts, KNOWN, NOTATION, dry_run=True) == ImportedAnswers(1, 0, 0)
    assert facts.read_bytes() == once


@pytest.mark.parametrize("ending", ["", "\n"])
def test_what_was_imported_is_taken_out_again_and_nothing_else_changes(tmp_path: Path, ending: str) -> None:
    facts = tmp_path / "facts.csv"
    by_hand = (
        f'{",".join(COLUMNS)}\n"state:777123",ALPINE,7,11358,at_most_six_plants,no,"Doe, Q.",2026-01-01,"two\nlines"'
    )
    facts.write_text(by_hand + ending, encoding="utf-8")
    path = answers(tmp_path, GOOD, GOOD | {"fact": "duty_ended", "county": "", "case_number": "", "section": ""})
    assert taken_in(path, facts) == ImportedAnswers(2, 0, 0)
    assert len(read_established_facts(facts, KNOWN, NOTATION)) == 3
    assert withdraw_answers(path, facts, KNOWN, NOTATION) == ImportedAnswers(2, 0, 0)
    assert facts.read_text(encoding="utf-8") == by_hand + "\n"
    assert withdraw_answers(path, facts, KNOWN, NOTATION) == ImportedAnswers(0, 2, 0)


def test_answers_that_contradict_each_other_or_the_facts_file_are_refused_by_line(tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    both = answers(tmp_path, GOOD, GOOD | {"value": "no", "section": "11358"})
    about = "contradict each other about the same count"
    assert refusal(both, facts) == f"answers.csv line 2 and answers.csv line 3 {about}"
    taken_in(answers(tmp_path, GOOD), facts)
    other = answers(tmp_path, GOOD | {"value": "no"}, name="other.csv")
    assert refusal(other, facts) == f"facts.csv line 2 and other.csv line 2 {about}"


@pytest.mark.parametrize(
    "change",
    [
        {"case_number": "1 00F"},
        {"case_number": "1.00E+01"},
        {"id": "state:77712"},
        {"section": "11358"},
        {"county": "ALPINE"},
    ],
    ids=str,
)
def test_a_number_that_a_spreadsheet_changed_is_noticed(tmp_path: Path, change: dict[str, str]) -> None:
    facts = tmp_path / "facts.csv"
    taken_in(answers(tmp_path, GOOD), facts)
    (fact,) = read_established_facts(facts, KNOWN, NOTATION)
    asked = {"question_id": compute_question_id(fact)}
    assert taken_in(answers(tmp_path, GOOD | asked), facts).changed == 0
    changed = answers(tmp_path, GOOD | asked | change)
    assert refusal(changed, facts).startswith("answers.csv, line 2: ")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"value": "perhaps"}, "the value must be yes or no"),
        ({"id": "777123"}, "an id must be written state:<number> or issuer:<number>"),
        ({"why": ""}, "established_by and why must be filled in"),
        ({"why": "secret\x01"}, "why must be plain text on one line"),
        ({"established_by": "secret\nsecret"}, "established_by must be plain text on one line"),
        ({"established_on": "01.02.2026"}, "established_on must be a day like 6/1/2026 or 2026-06-01"),
        ({"established_on": "2026-02-02"}, "established_on is after today (2026-02-01)"),
        ({"established_on": "13/1/2026"}, "established_on has the day before the month"),
    ],
    ids=str,
)
def test_a_wrong_answer_is_named_and_nothing_is_taken_in(tmp_path: Path, change: dict[str, str], what: str) -> None:
    path = answers(tmp_path, GOOD | {"case_number": "8"}, GOOD | change)
    assert refusal(path, tmp_path / "facts.csv").endswith(f": {what}")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"id,county\n",
        ",".join([*COLUMNS, "id"]).encode() + b"\n",
        b"\xff\xfe\x00",
        ",".join(COLUMNS).encode() + b'\n"open',
    ],
    ids=lambda part: str(part)[:30],
)
def test_what_is_no_file_of_answers_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    assert refusal(path, tmp_path / "facts.csv").startswith("answers.csv")


def test_a_day_with_the_month_first_is_kept_as_the_day_it_is(tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    assert taken_in(answers(tmp_path, GOOD | {"established_on": "2/1/2026"}), facts).changed == 1
    assert taken_in(answers(tmp_path, GOOD | {"established_on": "02/01/2026"}), facts).unchanged == 1
    assert taken_in(answers(tmp_path, GOOD), facts).unchanged == 1
    (fact,) = read_established_facts(facts, KNOWN, NOTATION)
    assert fact.established_on == date(2026, 2, 1)


def test_a_workbook_of_questions_comes_back_with_its_answers_and_its_days(tmp_path: Path) -> None:
    facts, path = tmp_path / "facts.csv", tmp_path / "answers.xlsx"
    asked = GOOD | {"case_number": "0012", "value": "", "established_on": ""}
    write_questions(path, [[asked.get(column, "") for column in HEADER]] * 2)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert taken_in(path, facts) == ImportedAnswers(0, 0, 2)
    book = xlsxwriter.Workbook(tmp_path / "filled.xlsx")
    sheet, day = book.add_worksheet("Lines"), book.add_format({"num_format": "mm/dd/yyyy"})
    for place, column in enumerate(HEADER):
        sheet.write_string(0, place, column)
        sheet.write_string(1, place, (GOOD | {"case_number": "0012"}).get(column, ""))
    sheet.write_datetime(1, HEADER.index("established_on"), datetime(2026, 2, 1), day)
    book.close()
    assert taken_in(tmp_path / "filled.xlsx", facts) == ImportedAnswers(1, 0, 0)
    (fact,) = read_established_facts(facts, KNOWN, NOTATION)
    assert (fact.case_number_key, fact.established_on) == ("0012", date(2026, 2, 1))
    with pytest.raises(FileExistsError):
        write_questions(path, [])


def test_a_line_too_short_or_too_long_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    for line in ("state:777123,ALPINE", ",".join([*GOOD.values(), "secret"])):
        path.write_text(f"{','.join(COLUMNS)}\n{line}\n", encoding="utf-8")
        assert refusal(path, tmp_path / "facts.csv") == "answers.csv, line 2: expected 9 values"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", " =", "|", "%"])
def test_no_cell_of_an_exported_file_is_a_formula(begin: str) -> None:
    assert format_cell(f"{begin}cmd|' /C calc'!A0")[0] == "'"


def test_a_new_file_is_for_its_owner_alone_and_no_file_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    write_private(path, ("a", "b"), [("1", "2")])
    assert path.read_text() == "a,b\n1,2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_private(path, ("a",), [])
    assert path.read_text() == "a,b\n1,2\n"
