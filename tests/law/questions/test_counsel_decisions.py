"""What counsel decides of a question: kept, applied to the numbers of the law, lapsed, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from command_line import in_this_process

from orchestration.law.pack_files.checks import check_packs
from orchestration.law.pack_files.files import read_pack_file
from orchestration.law.pack_files.source import PackError
from orchestration.law.questions.decisions import (
    TAKEN_BACK,
    CounselDecision,
    DecisionFileError,
    add_decision,
    apply_decisions,
    find_deciders,
    find_lapse,
    hash_question,
    list_questions,
    read_decisions,
    read_in_force,
)
from orchestration.law.questions.effects import Asked, Questions
from orchestration.law.questions.terminal import format_questions
from orchestration.law.tables import read_packs, read_table
from orchestration.law.version import compute_run_law
from orchestration.settings import Settings, load_settings

DAY = date(2026, 6, 1)
QUESTION = "unfiled_arrest"


def decide(settings: Settings, **changes: str) -> CounselDecision:
    """The decision of a counsel about the question of arrests, with changes."""
    question = list_questions(read_packs(settings.models, settings.state))[QUESTION]
    made = CounselDecision(
        QUESTION, hash_question(question), "six_years", "Ruth Ortega", "123", "2026-05-01", "", "read so", "ruth"
    )
    return replace(made, **changes)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path, state="ca")


def test_a_decision_changes_the_number_and_its_citation_and_the_version_of_the_law(settings: Settings) -> None:
    before = compute_run_law(settings, None)
    assert read_in_force(settings, DAY) == {}
    add_decision(settings.counsel_decisions, decide(settings))
    assert compute_run_law(settings, None).startswith(f"{before}.decided.")
    in_force = read_in_force(settings, DAY)
    plain = read_table(settings.models, "ca", "parameters")
    decided = apply_decisions(plain, list_questions(read_packs(settings.models, "ca")), in_force, DAY)
    changed = [(old, new) for old, new in zip(plain, decided, strict=True) if old != new]
    ((old, new),) = changed
    assert (old["parameter"], old["value"], new["value"]) == ("unfiled_arrest_pending_years", "", "6")
    assert "decided by Ruth Ortega (bar number 123) on 2026-05-01: read so" in new["citation"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"until": "2026-05-31"}, "it was decided until 2026-05-31"),
        ({"until": "2026-06-01"}, ""),
        ({"question_hash": "0" * 16}, "the question changed since"),
        ({"option": "ninety_years"}, "the question changed since"),
        ({"question": "of_yesterday"}, "the law asks this no more"),
    ],
)
def test_a_decision_lapses_by_its_day_and_with_its_question(
    settings: Settings, changes: dict[str, str], why: str
) -> None:
    add_decision(settings.counsel_decisions, decision := decide(settings, **changes))
    assert find_lapse(decision, list_questions(read_packs(settings.models, "ca")), DAY) == why
    assert bool(read_in_force(settings, DAY)) == (not why)


def test_of_several_decisions_the_last_stands_and_one_taken_back_is_none(settings: Settings) -> None:
    path = settings.counsel_decisions
    add_decision(path, decide(settings))
    add_decision(path, decide(settings, option="three_years"))
    assert read_in_force(settings, DAY)[QUESTION].option == "three_years"
    assert find_deciders(settings) == {"conviction_relief": {"ruthortega", "ruth"}}
    add_decision(path, decide(settings, decision=TAKEN_BACK))
    assert (read_in_force(settings, DAY), find_deciders(settings)) == ({}, {})
    assert ".decided." not in compute_run_law(settings, None)
    assert len(read_decisions(path)) == 3


@pytest.mark.parametrize("fault", [{"why": ""}, {"decision": "perhaps"}, {"until": "soon"}, {"decided_on": "1.5.2026"}])
def test_a_line_that_is_no_decision_stops_and_is_named(settings: Settings, fault: dict[str, str]) -> None:
    add_decision(settings.counsel_decisions, decide(settings, **fault))
    with pytest.raises(DecisionFileError, match=r"counsel\.csv, line 2: "):
        read_decisions(settings.counsel_decisions)
    with pytest.raises(DecisionFileError):
        compute_run_law(settings, None)


def test_a_question_says_that_a_decision_about_it_lapsed(settings: Settings) -> None:
    question = list_questions(read_packs(settings.models, "ca"))[QUESTION]
    lapsed = f"it was decided until 2026-05-31: {decide(settings).describe()}"
    text = format_questions(Questions([Asked(QUESTION, question, None, lapsed, findings=1, people=1)]))
    assert "LAPSED, it was decided until 2026-05-31: unfiled_arrest: six_years, decided by Ruth Ortega" in text
    assert text.startswith("unfiled_arrest: 1 person waits with 1 determination\n")


def test_a_file_that_is_no_text_is_refused_in_one_sentence(settings: Settings) -> None:
    settings.counsel_decisions.parent.mkdir(parents=True)
    settings.counsel_decisions.write_bytes(b"question,option\n\x00\xff\xfe,x\n")
    words = ("--state", "ca", "--home", settings.root, "--by", "Ruth Ortega", "--why", "read so", "--yes")
    refused = in_this_process("law", "decide", QUESTION, "six_years", *words)
    expected = f"lookback: Invalid value: {settings.counsel_decisions}: expected a CSV file in UTF-8"
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert refused.err.startswith(expected)


def test_the_command_keeps_a_decision_and_refuses_what_the_law_does_not_ask(settings: Settings) -> None:
    words = ("--state", "ca", "--home", settings.root, "--by", "Ruth Ortega", "--why", "read so", "--yes")
    for question, option in (("no_question", "six_years"), (QUESTION, "ninety_years")):
        refused = in_this_process("law", "decide", question, option, *words)
        assert (refused.code != 0, settings.counsel_decisions.exists()) == (True, False)
        assert "expected" in refused.err
    demonstration = (*words[:5], "demo-counsel", *words[6:])
    assert in_this_process("law", "decide", QUESTION, "six_years", *demonstration).code != 0
    kept = in_this_process("law", "decide", QUESTION, "six_years", *words)
    assert (kept.code, kept.err) == (0, "")
    assert "decided by Ruth Ortega" in kept.out
    assert read_in_force(settings, DAY)[QUESTION].option == "six_years"
    assert in_this_process("law", "decide", QUESTION, "--take-back", *words).code == 0
    assert read_in_force(settings, DAY) == {}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("    default: six_years\n", "    default: seven_years\n", "expected one of its options as `default`"),
        ("{unfiled_arrest_pending_years: 6}", "{unfiled_arrest_years: 6}", "expected a number of an entry"),
        (
            "{unfiled_arrest_pending_years: 6}",
            "{conviction_relief_felony_wait_years: 6}",
            "a number that the statute does not give",
        ),
        ("conditions: [not_serving_a_sentence]", "conditions: [not_serving]", "expected a condition of an entry"),
    ],
)
def test_a_question_sets_only_numbers_that_the_statute_leaves_open(
    settings: Settings, tmp_path: Path, before: str, after: str, expected: str
) -> None:
    text = (settings.models / "rules" / "ca" / "pc_1203_425.law").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "pc_1203_425.law"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(PackError, match=expected):
        others = [file for file in read_packs(settings.models, "ca") if file.pack.pack != "pc_1203_425"]
        check_packs([read_pack_file(path), *others], {"parameters": (), "facts": ()})
