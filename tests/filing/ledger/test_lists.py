"""A line on a list goes to a court when nobody took it out: validated, or silent for the days of the law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.filing.batches.list_days import find_due_steps, find_lines_to_order
from orchestration.filing.ledger.answers import Answer, list_answers, record_answers
from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import (
    ORDERING,
    Batch,
    TemplatesOfBatch,
    find_started_batches,
    finish_batch,
    read_frozen_hashes,
    start_batch,
)
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.provenance import Provenance
from orchestration.filing.ledger.store import open_ledger
from orchestration.law.recipients import Recipient
from tests.support.accounts import acting_as
from tests.support.filed_lines import KEYS
from tests.support.office_days import office_on

LISTED_ON = "2026-06-01"
LIST = Recipient("list", "bureau", "the bureau", "state", "month", 30, "goes_on", ("To check.",), ("name",), "1", "V")
OBJECTION = replace(LIST, step="objection", answer_days=15, columns=())
ORDER = replace(LIST, step="order", per="county", answer_days=None, when_silent="")
OF = Provenance("r", "v", "w")
TEMPLATES = TemplatesOfBatch("0" * 64, {"list_cover": "1" * 64})


def file_list(folder: Path, recipients: Sequence[Recipient]) -> tuple[Path, Batch]:
    """Hand over three lines on one list."""
    path = folder / "ledger.sqlite"
    keys = KEYS[:3]
    held = {key.line_id: Held("FRESNO", "sealing", frozenset(), frozenset({key.line_id[:16]})) for key in keys}
    with office_on(LISTED_ON), open_ledger(path) as ledger:
        candidates = [
            Candidate(key, "repository_list", "sealing", "FRESNO", key.line_id[:16], frozenset(), "c", "s")
            for key in keys
        ]
        with acting_as("Ada Analyst"):
            propose(ledger, candidates, set(), by="Ada Analyst", run_id="r", law_version="v")
        with ledger.writing() as writing:
            writing.append([NewEvent("checked", "Chris Checker", line_id=line, **vars(OF)) for line in held])
        decisions = [Decision(line, "approve", "Ruth Ortega") for line in held]
        record_decisions(ledger, decisions, about=held, unsigned={}, of=OF)
        evidence = dict.fromkeys(held, "e" * 64)
        about = {"by": "Ruth Ortega", "run_id": "r", "law_version": "v"}
        batch, _ = start_batch(ledger, held, **about, evidence=evidence, templates=TEMPLATES, recipients=recipients)
        assert batch is not None
        finish_batch(ledger, batch, by="Ruth Ortega", files={"manifest.json": "m"}, evidence=evidence)
    return path, batch


def answer(path: Path, batch: Batch, line_id: str, word: str) -> None:
    """Record an answer to the list, two days after it was handed over."""
    said = Answer(
        0, batch.batch_id, line_id, word, "the bureau", "2026-06-03", "h" if word in ("denied", "name_differs") else ""
    )
    with office_on("2026-06-03"), open_ledger(path) as ledger:
        done = record_answers(ledger, [said], by="Ada Analyst", source_hash="f", today=ledger.today())
    assert done.taken_in == [line_id], done.given_back


@pytest.mark.parametrize(
    ("day", "ready"),
    [("2026-06-16", set[int]()), ("2026-06-17", {0}), ("2026-07-01", {0}), ("2026-07-02", {0, 2})],
)
def test_a_validated_line_waits_for_objections_and_a_silent_one_for_the_answer(
    tmp_path: Path, day: str, ready: set[int]
) -> None:
    path, batch = file_list(tmp_path, [LIST, OBJECTION, ORDER])
    answer(path, batch, KEYS[0].line_id, "validated")
    answer(path, batch, KEYS[1].line_id, "denied")
    with office_on(day), open_ledger(path) as ledger:
        assert find_lines_to_order(ledger) == {KEYS[place].line_id for place in ready}


def test_what_is_due_of_a_list_has_its_day(tmp_path: Path) -> None:
    path, batch = file_list(tmp_path, [LIST, OBJECTION, ORDER])
    answer(path, batch, KEYS[0].line_id, "validated")
    answer(path, batch, KEYS[1].line_id, "name_differs")
    with office_on("2026-06-20"), open_ledger(path) as ledger:
        assert [(str(one.day), one.words, one.command) for one in find_due_steps(ledger)] == [
            (
                "2026-06-17",
                "list to the bureau, lines to hand to a court, the days of the law are over: 1",
                "lookback file submit",
            ),
            (
                "2026-07-01",
                "next list to the bureau, one every month, lines that came back and go on it once mended: 1",
                "lookback file propose",
            ),
            (
                "2026-07-02",
                "list to the bureau, lines to hand to a court, if nobody answers or objects: 1",
                "lookback file submit",
            ),
        ]


@pytest.mark.parametrize(("every", "due"), [("day", "2026-06-02"), ("week", "2026-06-08"), ("year", "2027-06-01")])
def test_the_next_list_is_due_as_often_as_the_law_says(tmp_path: Path, every: str, due: str) -> None:
    path, _ = file_list(tmp_path, [replace(LIST, every=every, when_silent="waits")])
    with open_ledger(path) as ledger:
        days = {one.words: str(one.day) for one in find_due_steps(ledger)}
    assert days[f"next list to the bureau, one every {every}"] == due
    assert days["list to the bureau, lines to be answered until then: 3"] == "2026-07-01"


@pytest.mark.parametrize(("recipients", "word"), [([LIST], "validated"), ([LIST, ORDER], "recorded")])
def test_an_answer_that_leads_nowhere_is_given_back(tmp_path: Path, recipients: list[Recipient], word: str) -> None:
    path, batch = file_list(tmp_path, recipients)
    said = Answer(0, batch.batch_id, KEYS[0].line_id, word, "the bureau", "2026-06-03", "")
    with office_on("2026-06-03"), open_ledger(path) as ledger:
        done = record_answers(ledger, [said], by="Ada Analyst", source_hash="f", today=ledger.today())
    assert not done.taken_in and f"{word} does not answer" in str(done.given_back[0])


@pytest.mark.parametrize(
    ("recipients", "is_ready"),
    [
        ([LIST, ORDER], True),
        ([LIST], False),
        ([replace(LIST, when_silent="waits"), ORDER], False),
        ([replace(LIST, answer_days=None), ORDER], True),
    ],
)
def test_silence_means_what_the_law_says(tmp_path: Path, recipients: list[Recipient], *, is_ready: bool) -> None:
    path, _ = file_list(tmp_path, recipients)
    with office_on("2027-06-01"), open_ledger(path) as ledger:
        assert bool(find_lines_to_order(ledger)) == is_ready


def test_a_batch_for_a_court_that_was_begun_is_finished_with_what_was_listed(tmp_path: Path) -> None:
    path, listed = file_list(tmp_path, [LIST, ORDER])
    with office_on("2026-08-01"), open_ledger(path) as ledger:
        ready = find_lines_to_order(ledger)
        held = {line: Held("FRESNO", "sealing", frozenset(), frozenset()) for line in ready}
        about = {"by": "Ruth Ortega", "run_id": "r", "law_version": "v"}
        evidence = dict.fromkeys(held, "e" * 64)
        begun, _ = start_batch(ledger, held, hand_over=ORDERING, **about, evidence=evidence)
        assert begun is not None and begun.batch_id != listed.batch_id
        assert find_started_batches(ledger) == [begun]
        assert read_frozen_hashes(ledger, begun) == evidence
        finish_batch(ledger, begun, by="Ruth Ortega", files={"manifest.json": "m"}, evidence=evidence)
        assert set(ledger.states().values()) == {"with_the_court"}
        assert find_lines_to_order(ledger) == set()
    granted = Answer(0, begun.batch_id, KEYS[0].line_id, "granted", "Dept. 1", "2026-08-02")
    with office_on("2026-08-03"), open_ledger(path) as ledger:
        record_answers(ledger, [granted], by="Ada Analyst", source_hash="g", today=ledger.today())
        assert ledger.states()[KEYS[0].line_id] == "granted"


def test_the_words_that_answer_follow_from_the_life_cycle() -> None:
    court = ["granted", "denied", "file_destroyed", "not_our_case", "name_differs", "already_done"]
    assert list_answers("court_order", "filed") == court
    assert list_answers("operation_of_law", "filed") == ["recorded", "notified", "acknowledged", *court[2:]]
    assert list_answers("repository_list", "filed") == ["denied", "recorded", "validated", *court[2:]]
    assert list_answers("repository_list", "order_asked") == court
