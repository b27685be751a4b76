"""Decisions as people write them into a workbook: words as they come, contradictions, rules that fit nothing."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from accounts import acting_as

from orchestration.files import tables
from orchestration.filing.batches.holds import set_hold
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.life_cycle import TransitionError
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.review.apply_decisions import apply_decisions
from orchestration.filing.review.decisions import ReviewerDecision, WorkbookError, read_decisions
from orchestration.filing.review.workbook import LINES, RULE_COLUMNS, RULES, YOURS
from orchestration.law.law_entries import LawNow
from orchestration.law.questions.decisions import (
    TAKEN_BACK,
    CounselDecision,
    add_decision,
    hash_question,
    list_questions,
)
from orchestration.law.register import Pack
from orchestration.law.tables import read_packs
from orchestration.law.unsigned_lines import CurrentLaw
from orchestration.settings import load_settings

KEY = CourtKey("FRESNO", "00F0001", "001", "PC 484", "2001-01-01", "relieve_conviction")
NO_LAW = CurrentLaw({}, LawNow(Pack("ca", "Ca", "1", "UTC", {}, ()), (), {}, "0"), {}, {}, frozenset(), {})


def said(decision: str, ground: str = "") -> ReviewerDecision:
    return ReviewerDecision(KEY.line_id, decision, ground, "", "Dana Checker", 0)


@pytest.mark.parametrize("first", ["approve", "object"])
def test_a_line_that_is_checked_and_objected_to_in_one_workbook_stays_where_it_is(tmp_path: Path, first: str) -> None:
    """Relief by operation of law: its check is another step of the ledger than an objection."""
    settings = load_settings(home=tmp_path)
    with open_ledger(settings.ledger) as ledger:
        line = Candidate(KEY, "operation_of_law", "conviction_relief", "FRESNO", "p", frozenset({"p"}), "c", "s")
        with acting_as("Ada Analyst"):
            propose(ledger, [line], set(), by="Ada Analyst", run_id="r", law_version="v")
        before = list(ledger.events())
    both = [said("approve"), said("object", "danger")]
    done = apply_decisions(settings, both if first == "approve" else both[::-1], [], NO_LAW)
    assert done.refused == {KEY.line_id: "two decisions contradict each other"}
    assert (done.checked, done.objected) == ([], [])
    with open_ledger(settings.ledger) as ledger:
        assert list(ledger.events()) == before
    assert apply_decisions(settings, [said("approve"), said("approve")], [], NO_LAW).checked == [KEY.line_id]


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (ReviewerDecision(KEY.line_id, "object", "danger", "", "Dana\x1b[31m", 0), "must be plain text"),
        (ReviewerDecision(KEY.line_id, "object", "danger", "", "Dana \u202eretsaM", 0), "must be plain text"),
        (ReviewerDecision(KEY.line_id, "approve", "", "", "D" * 201, 0), "must be plain text"),
        (ReviewerDecision(KEY.line_id, "object", "danger", "x" * 4_001, "Dana", 0), "at most 4,000 characters"),
        (ReviewerDecision(KEY.line_id, "object", "danger", "a\x00b", "Dana", 0), "at most 4,000 characters"),
    ],
)
def test_what_would_stand_in_the_chain_for_ever_is_plain_text(
    tmp_path: Path, hostile: ReviewerDecision, why: str
) -> None:
    settings = load_settings(home=tmp_path)
    with open_ledger(settings.ledger) as ledger:
        line = Candidate(KEY, "operation_of_law", "conviction_relief", "FRESNO", "p", frozenset({"p"}), "c", "s")
        with acting_as("Ada Analyst"):
            propose(ledger, [line], set(), by="Ada Analyst", run_id="r", law_version="v")
        before = list(ledger.events())
    assert why in apply_decisions(settings, [hostile], [], NO_LAW).refused[KEY.line_id]
    with open_ledger(settings.ledger) as ledger:
        assert list(ledger.events()) == before
    assert not settings.evidence.exists() or why not in settings.evidence.read_text("latin-1")
    words = ReviewerDecision(KEY.line_id, "object", "danger", "first line\nsecond", "Dana Peña", 0)
    assert apply_decisions(settings, [words], [], NO_LAW).objected == [KEY.line_id]


def test_two_objections_on_two_grounds_contradict_each_other(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    with open_ledger(settings.ledger) as ledger:
        line = Candidate(KEY, "court_order", "prop64_statutory", "FRESNO", "p", frozenset({"p"}), "c", "s")
        with acting_as("Ada Analyst"):
            propose(ledger, [line], set(), by="Ada Analyst", run_id="r", law_version="v")
    both = [said("object", "danger"), said("object", "other_person")]
    assert apply_decisions(settings, both, [], NO_LAW).refused == {KEY.line_id: "two decisions contradict each other"}


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    monkeypatch.setattr(tables, "MAX_FILE_BYTES", 1_000_000)
    with pytest.raises(WorkbookError, match="larger than 0 MiB"):
        read_decisions(tmp_path / "bomb.xlsx", [])


def test_a_workbook_that_unpacks_to_a_thousand_times_its_size_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    monkeypatch.setattr(tables, "ALWAYS_ALLOWED_BYTES", 1_000_000)
    with pytest.raises(WorkbookError, match="than 1,000 times its size"):
        read_decisions(tmp_path / "bomb.xlsx", [])


def test_a_small_workbook_that_names_the_last_cell_of_a_sheet_is_not_spread_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "far.xlsx")
    for name, header in ((LINES, ["line_id", *YOURS]), (RULES, list(RULE_COLUMNS))):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, header)
        sheet.write_string(1_048_575, 16_383, "x")
    book.close()
    with pytest.raises(WorkbookError, match="a cell far below or beside the table is filled in"):
        read_decisions(tmp_path / "far.xlsx", [])


def test_words_come_as_people_write_them_and_a_rule_that_fits_nothing_is_named(tmp_path: Path) -> None:
    rows = {
        LINES: [["line_id", *YOURS], [KEY.line_id.upper(), *("" for _ in YOURS)]],
        RULES: [list(RULE_COLUMNS), ["" for _ in RULE_COLUMNS], ["" for _ in RULE_COLUMNS]],
    }
    header = rows[LINES][0]
    for column, value in (("decision", " Object "), ("ground", "Other Person"), ("decided_by", "Dana Peña")):
        rows[LINES][1][header.index(column)] = value
    for column, value in (("remedy_id", "nonsense"), ("decision", "Approve"), ("words", "x"), ("decided_by", "Dana")):
        rows[RULES][2][list(RULE_COLUMNS).index(column)] = value
    book = xlsxwriter.Workbook(tmp_path / "decided.xlsx")
    for name, cells in rows.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(cells):
            sheet.write_row(place, 0, row)
    book.close()
    read = read_decisions(tmp_path / "decided.xlsx", [])
    (one,) = read.said
    assert (one.line_id, one.decision, one.ground) == (KEY.line_id, "object", "other_person")
    assert read.idle_rules == ["rule 2"]


@pytest.mark.parametrize(("by_what", "which"), [("person", "p1"), ("county", "narnia"), ("all", "x"), ("court", "x")])
def test_a_hold_that_would_stop_nothing_is_not_set(tmp_path: Path, by_what: str, which: str) -> None:
    settings = load_settings(home=tmp_path)
    with pytest.raises(TransitionError):
        set_hold(settings, by_what, which, reason="x", by="Ruth Ortega")
    assert not settings.ledger.exists()


def test_who_decided_a_question_of_the_law_approves_no_line_that_rests_on_it(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    with open_ledger(settings.ledger) as ledger, acting_as("Ada Analyst"):
        line = Candidate(KEY, "operation_of_law", "conviction_relief", "FRESNO", "p", frozenset({"p"}), "c", "s")
        propose(ledger, [line], set(), by="Ada Analyst", run_id="r", law_version="v")
    question = list_questions(read_packs(settings.models, "ca"))["unfiled_arrest"]
    decision = CounselDecision(
        *("unfiled_arrest", hash_question(question), "six_years", "Dana CHECKER.", "", "2026-05-01", "", "so", "dana")
    )
    add_decision(settings.counsel_decisions, decision)
    done = apply_decisions(settings, [said("approve")], [], NO_LAW)
    assert (done.checked, list(done.refused)) == ([], [KEY.line_id])
    assert "who decided a question of its law" in done.refused[KEY.line_id]
    add_decision(settings.counsel_decisions, replace(decision, decision=TAKEN_BACK))
    assert apply_decisions(settings, [said("approve")], [], NO_LAW).checked == [KEY.line_id]
