"""A notice of an objection says the last day or that none is set; the defender gets lines and what is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from repository import ROOT

from orchestration.filing.documents.defenders import write_defender_list
from orchestration.filing.documents.objections import read_answer_days, write_objection_notices

from .invented import LINE, many, text_of
from .of_a_person import DEFENDER, OBJECTION

HEADER = "parameter,value,unit,effective_from,effective_to,citation,verified\n"


def test_where_the_law_sets_no_day_the_notice_says_so_and_makes_none_up(tmp_path: Path) -> None:
    write_objection_notices(OBJECTION, tmp_path)
    for addressee in ("court", "public_defender"):
        words = text_of(tmp_path / f"objection_{addressee}_{LINE.line_id[:12]}.pdf")
        assert "not set. No law that this system knows sets a day" in words
        for told in ("CR000001; MCR-17", "unreasonable risk of danger", "Words of who objects.", "C. Prosecutor"):
            assert told in words
        assert words.count("2026") == words.count("June 10, 2026") + words.count("2026.11.1")


def test_where_the_law_sets_days_the_last_one_is_named_with_its_citation(tmp_path: Path) -> None:
    write_objection_notices(replace(OBJECTION, answer_days=30, answer_citation="Invented Code 1"), tmp_path)
    for path in tmp_path.glob("*.pdf"):
        assert "July 10, 2026 (30 days; Invented Code 1)" in text_of(path)
        assert "not set" not in text_of(path)


def test_the_days_are_a_parameter_of_the_law_with_days_of_their_own(tmp_path: Path) -> None:
    table = tmp_path / "parameters.csv"
    table.write_text(
        HEADER
        + "objection_answer_days,,days,1850-01-01,2026-12-31,none yet,inference\n"
        + "objection_answer_days,20,days,2027-01-01,,Invented Code 1,M\n"
    )
    assert read_answer_days(table, date(2026, 12, 31)) == (None, "none yet")
    assert read_answer_days(table, date(2027, 1, 1)) == (20, "Invented Code 1")
    table.write_text(HEADER)
    assert read_answer_days(table, date(2027, 1, 1)) == (None, "")


def test_california_sets_no_day_today() -> None:
    days, why = read_answer_days(ROOT / "models/rules/ca/law/ca_parameters.csv", date(2026, 6, 1))
    assert days is None and why


def test_no_file_is_called_after_a_person(tmp_path: Path) -> None:
    for path in write_objection_notices(OBJECTION, tmp_path):
        assert "SYNTH" not in path.name and "CR000001" not in path.name


def test_the_public_defender_gets_every_line_and_what_is_to_come(tmp_path: Path) -> None:
    files = write_defender_list(replace(DEFENDER, lines=many(6)), tmp_path, lines_per_list=4)
    assert [path.name for path in files] == ["public_defender_list_001.pdf", "public_defender_list_002.pdf"]
    first, second = (text_of(path) for path in files)
    assert "February 2028 2 2" in first and "the day is not known 85 32" in first
    assert "Lines 1 to 4 of 6" in first and "Lines 5 to 6 of 6" in second
    assert "CR000000" in first and "CR000002" in second
    assert "The prosecutor gets the same lines on the same day" in first


def test_a_county_without_lines_gets_a_list_that_says_so(tmp_path: Path) -> None:
    (file,) = write_defender_list(replace(DEFENDER, lines=(), later=()), tmp_path)
    words = text_of(file)
    assert "There is no line for this county." in words and "Nobody, as far as the record tells." in words
