"""Who is waited for, and how long."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orchestration.filing.batches.candidates import Selection
from orchestration.filing.ledger.answers import Answer, record_answers
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.life_cycle import read_life_cycle
from orchestration.filing.ledger.proposals import Candidate
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.ageing import TABLE, Waiting, find_ageing_lines, find_next_steps, read_waits_on
from tests.support.filed_lines import FILED_ON, LINES, file_lines, ledger_of


@pytest.mark.parametrize("relief_by", ["court_order", "operation_of_law"])
def test_every_state_of_a_line_says_whom_it_waits_on(relief_by: str) -> None:
    states = {step.to_state for step in read_life_cycle(relief_by).values()} - {None}
    assert {state for by, state in read_waits_on() if by == relief_by} == states
    dead_ends = states - {state for step in read_life_cycle(relief_by).values() for state in step.from_states}
    assert all(not read_waits_on()[relief_by, str(state)] for state in dead_ends)


def test_days_are_counted_from_the_event_that_made_the_state(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        for number, day in enumerate([1, 3, 11], 1):
            key = CourtKey("YOLO", f"00F{number}", "001", "HS 11358", "2001-01-01", "dismiss")
            line = Candidate(key, "court_order", "prop64", "YOLO", "p", frozenset({"p"}), "c", "s").line()
            with ledger.writing(datetime(2026, 6, day, 23, 59, tzinfo=UTC)) as writing:
                writing.propose(line, NewEvent("proposed", "x", line_id=line.line_id))
        with ledger.writing(datetime(2026, 6, 12, tzinfo=UTC)) as writing:
            writing.append([NewEvent("changed_after_filing", "x", line_id=line.line_id)])
        proposed = Waiting("proposed", "YOLO", "prop64", "the prosecutor's review", 3, 18.0, 20)
        assert find_ageing_lines(ledger, date(2026, 6, 21)) == [proposed]
        with ledger.writing(datetime(2026, 6, 20, tzinfo=UTC)) as writing:
            writing.append([NewEvent("approved", "x", line_id=line.line_id)])
        assert find_ageing_lines(ledger, date(2026, 6, 21)) == [
            Waiting("proposed", "YOLO", "prop64", "the prosecutor's review", 2, 19.0, 20),
            Waiting("approved", "YOLO", "prop64", "us (submit)", 1, 1.0, 1),
        ]
        with ledger.writing() as writing:
            writing.append([NewEvent("withdrawn", "x", line_id=line.line_id)])
        assert [one.state for one in find_ageing_lines(ledger, date(2026, 6, 21))] == ["proposed"]


def test_a_day_before_the_event_is_no_negative_age(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        line = Candidate(
            CourtKey("YOLO", "1", "1", "HS 1", "2001-01-01", "dismiss"),
            "court_order",
            "r",
            "YOLO",
            "p",
            frozenset("p"),
            "c",
            "s",
        ).line()
        with ledger.writing(datetime(2026, 6, 2, tzinfo=UTC)) as writing:
            writing.propose(line, NewEvent("proposed", "x", line_id=line.line_id))
        (one,) = find_ageing_lines(ledger, date(2026, 6, 1))
        assert (one.median_days, one.oldest_days) == (0.0, 0)


def test_the_next_step_of_what_is_meant_is_named_and_others_are_not_counted(tmp_path: Path) -> None:
    batch = file_lines(tmp_path, range(3))
    with open_ledger(ledger_of(tmp_path)) as ledger:
        answers = [Answer(1, batch.batch_id, LINES[0], "not_our_case", "x", FILED_ON)]
        answers += [Answer(2, batch.batch_id, LINES[1], "name_differs", "x", FILED_ON, "h")]
        record_answers(ledger, answers, by="x", source_hash="h", today=date.fromisoformat(FILED_ON))
        came_back = [
            "1 line waits for the answer of a court: lookback respond import",
            "1 line came back (another court's case): lookback file review export",
            "1 line came back (the name differs): lookback file status",
        ]
        assert [step.format_line() for step in find_next_steps(ledger, Selection("FRESNO"))] == came_back
        with ledger.writing() as writing:
            writing.append([NewEvent("taken_into_review", "x", line_id=LINES[1])])
        assert [step.format_line() for step in find_next_steps(ledger, Selection("FRESNO"))] == came_back
        with ledger.writing() as writing:
            writing.append([NewEvent("name_confirmed", "x", line_id=LINES[1])])
        assert [step.format_line() for step in find_next_steps(ledger, Selection("FRESNO"))] == [
            "1 line waits for an approval: lookback file approve",
            *came_back[:2],
        ]
        assert find_next_steps(ledger, Selection("YOLO")) == []


@pytest.mark.parametrize("relief_by", ["court_order", "operation_of_law"])
def test_lines_are_counted_by_the_states_that_their_events_make(tmp_path: Path, relief_by: str) -> None:
    batch = file_lines(tmp_path, range(4), relief_by)
    word = {"court_order": "granted", "operation_of_law": "recorded"}[relief_by]
    with open_ledger(ledger_of(tmp_path)) as ledger:
        answers = [Answer(1, batch.batch_id, LINES[0], word, "x", FILED_ON)]
        answers += [Answer(2, batch.batch_id, LINES[1], "not_our_case", "x", FILED_ON)]
        record_answers(ledger, answers, by="x", source_hash="h", today=date.fromisoformat(FILED_ON))
        with ledger.writing() as writing:
            writing.append([NewEvent("changed_after_filing", "x", line_id=LINES[0], details={"told_now_as": "y"})])
        came_back = {LINES[1]: "not_our_case"}
        states = Counter(
            (line.relief_by, ledger.states()[line.line_id], came_back.get(line.line_id, "")) for line in ledger.lines()
        )
        assert ledger.count_states() == states and len(states) == 3
        assert ledger.count_states(county_name="FRESNO", relief=None) == states
        assert ledger.count_states(county_name="YOLO") == {}


def test_whatever_waits_on_somebody_has_a_next_command() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert bool(row["waits_on"]) == bool(row["words"]) == bool(row["command"])
