"""Approval, filing in two steps, answers: what may not happen does not, and a repeated command changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from accounts import acting_as

from orchestration.filing.batches.verify import find_faults
from orchestration.filing.ledger.answers import Answer, AnswersImported, record_answers
from orchestration.filing.ledger.approvals import ApprovalResult, Decision, record_decisions, take_into_review
from orchestration.filing.ledger.batch import (
    Batch,
    find_started_batches,
    finish_batch,
    identify_batch,
    is_id_of,
    start_batch,
)
from orchestration.filing.ledger.chain import check_chain
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.holds import Held, build_hold_event, build_lift_event, read_holds_in_force
from orchestration.filing.ledger.life_cycle import TransitionError
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.provenance import Provenance
from orchestration.filing.ledger.store import Ledger, open_ledger
from tests.support.office_days import office_on

TODAY = date(2026, 6, 1)
FILED_ON = "2026-05-29"
KEYS = [CourtKey("FRESNO", f"00F000{number}", "001", "HS 11358", "2001-01-01", "dismiss") for number in (1, 2, 3)]
LINES = [key.line_id for key in KEYS]
MANIFEST = hashlib.sha256(b"{}").hexdigest()
HELD = {
    key.line_id: Held("FRESNO", "prop64_statutory", frozenset({"ca_reasons prop64_58_1"}), frozenset({f"p{place}"}))
    for place, key in enumerate(KEYS)
}


@pytest.fixture(autouse=True)
def the_day_of_filing() -> Iterator[None]:
    with office_on(FILED_ON):
        yield


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        candidates = [
            Candidate(key, "court_order", "prop64_statutory", "FRESNO", f"p{place}", frozenset({f"p{place}"}), "c", "s")
            for place, key in enumerate(KEYS)
        ]
        with acting_as("Ada Analyst"):
            propose(ledger, candidates, set(), by="Ada Analyst", run_id="r", law_version="v")
        yield ledger
        check_chain(ledger.events())


def approve(ledger: Ledger, *line_ids: str, by: str = "Ruth Ortega", **changes: object) -> ApprovalResult:
    settings = {"about": HELD, "unsigned": {}, "of": Provenance("r", "v", "w")} | changes
    return record_decisions(ledger, [Decision(line_id, "approve", by) for line_id in line_ids], **settings)  # type: ignore[arg-type]


def file(ledger: Ledger, **files: str) -> Batch:
    batch, _ = start_batch(ledger, HELD, by="Ruth Ortega", run_id="r", law_version="v")
    assert batch is not None
    finish_batch(ledger, batch, by="Ruth Ortega", files=files, evidence=dict.fromkeys(batch.line_ids, "e"))
    return batch


def answered(ledger: Ledger, *answers: Answer) -> AnswersImported:
    return record_answers(ledger, answers, by="clerk", source_hash="h", today=TODAY)


def answer(batch: Batch, line_id: str, word: str, place: int = 1, **changes: str) -> Answer:
    return replace(Answer(place, batch.batch_id, line_id, word, "Dept. 12", "2026-05-30"), **changes)


def test_two_people_stand_behind_a_line_unless_somebody_switches_that_off(ledger: Ledger) -> None:
    refused = approve(ledger, LINES[0], by=" ada  ANALYST ")
    assert refused.refused == {LINES[0]: "the person who proposed it cannot approve it"}
    assert approve(ledger, LINES[0], by="Ada Analyst", one_person_may_do_both=True).approved == [LINES[0]]
    assert approve(ledger, LINES[0]).known == [LINES[0]]


def test_a_line_on_law_that_nobody_signed_is_not_approved(ledger: Ledger) -> None:
    done = approve(ledger, *LINES, unsigned={LINES[1]: ["ca_parameters x", "ca_elements y"]})
    assert done.refused == {
        LINES[1]: "rests on law that nobody has signed as it is now: ca_elements y, ca_parameters x"
    }
    assert sorted(done.approved) == sorted([LINES[0], LINES[2]])


def test_a_line_that_the_run_no_longer_finds_is_not_approved(ledger: Ledger) -> None:
    assert approve(ledger, LINES[0], about={}).refused == {LINES[0]: "not eligible in the current run"}


@pytest.mark.parametrize(
    ("by_what", "which", "stands"),
    [
        ("all", "", set(LINES)),
        ("county", "FRESNO", set(LINES)),
        ("county", "YOLO", set()),
        ("remedy", "prop64_statutory", set(LINES)),
        ("law_row", "ca_reasons prop64_58_1", set(LINES)),
        ("law_row", "ca_reasons other", set()),
        ("person", "p1", {LINES[1]}),
    ],
)
def test_a_hold_stops_approval_and_filing_until_it_is_lifted(
    ledger: Ledger, by_what: str, which: str, stands: set[str]
) -> None:
    approve(ledger, *LINES)
    with ledger.writing() as writing:
        writing.append([build_hold_event(by_what, which, "counsel asks", "Ruth Ortega")])
    (hold,) = read_holds_in_force(ledger)
    batch, held_up = start_batch(ledger, HELD, by="x", run_id="r", law_version="v")
    assert set(held_up) == stands
    assert set(batch.line_ids if batch else ()) == set(LINES) - stands
    with ledger.writing() as writing:
        writing.append([build_lift_event(hold.hold_id, "answered", "Ruth Ortega")])
    assert read_holds_in_force(ledger) == []


def test_a_hold_stops_an_approval_that_comes_after_it(ledger: Ledger) -> None:
    with ledger.writing() as writing:
        writing.append([build_hold_event("county", "FRESNO", "counsel asks", "Ruth Ortega")])
    assert approve(ledger, LINES[0]).refused == {LINES[0]: "held: counsel asks"}
    with pytest.raises(TransitionError, match="needs a reason"):
        build_hold_event("all", "", " ", "x")
    with pytest.raises(TransitionError, match="a hold must be by one of"):
        build_hold_event("court", "x", "y", "x")


def test_an_objection_has_a_ground_and_silence_is_no_approval(ledger: Ledger) -> None:
    decisions = [
        Decision(LINES[0], "object", "DA"),
        Decision(LINES[1], "object", "DA", "danger", "hash of words"),
        Decision(LINES[2], "later", "DA"),
        Decision("unknown", "approve", "DA"),
    ]
    done = record_decisions(ledger, decisions, about=HELD, unsigned={})
    assert done.refused[LINES[0]].startswith("an objection needs a ground: not_eligible, danger")
    assert (done.objected, done.later) == ([LINES[1]], [LINES[2]])
    assert done.refused["unknown"] == "no such line in the ledger"
    assert ledger.states() == {LINES[0]: "proposed", LINES[1]: "objected", LINES[2]: "proposed"}
    both = [Decision(LINES[0], "approve", "A"), Decision(LINES[0], "object", "B", "danger")]
    assert record_decisions(ledger, both, about=HELD, unsigned={}).refused == {
        LINES[0]: "two decisions contradict each other"
    }


def test_a_batch_that_was_begun_is_finished_first_and_once(ledger: Ledger) -> None:
    approve(ledger, LINES[0], LINES[1])
    batch, _ = start_batch(ledger, HELD, by="x", run_id="r", law_version="v")
    assert batch == identify_batch([LINES[0], LINES[1]])
    approve(ledger, LINES[2])  # after a crash: more was approved meanwhile
    with pytest.raises(TransitionError, match="was started and is not finished"):
        start_batch(ledger, HELD, by="x", run_id="r", law_version="v")
    assert find_started_batches(ledger) == [batch]
    for _ in range(2):
        finish_batch(ledger, batch, by="x", files={"a.csv": "h"}, evidence=dict.fromkeys(batch.line_ids, "e"))
    assert find_started_batches(ledger) == []
    assert sorted(ledger.states().values()) == ["approved", "filed", "filed"]
    assert [event.kind for event in ledger.events()].count("filed") == 2
    assert [event.kind for event in ledger.events()].count("batch_filed") == 1


def test_lines_that_came_back_are_filed_again_in_a_batch_of_their_own_whatever_stopped_it(ledger: Ledger) -> None:
    def sent_back_and_approved(batch: Batch, *line_ids: str) -> None:
        answers = [answer(batch, line_id, "file_destroyed", place) for place, line_id in enumerate(line_ids, 1)]
        assert len(answered(ledger, *answers).taken_in) == len(line_ids)
        take_into_review(ledger, line_ids, by="Ruth Ortega")
        assert len(approve(ledger, *line_ids).approved) == len(line_ids)

    approve(ledger, LINES[0], LINES[1])
    first = file(ledger)
    sent_back_and_approved(first, LINES[0])
    begun_again, _ = start_batch(ledger, HELD, by="x", run_id="r2", law_version="v")
    assert begun_again == identify_batch([LINES[0]])
    assert find_started_batches(ledger) == [begun_again], "the batch it was in before is filed and stays so"
    finish_batch(ledger, begun_again, by="x", files={}, evidence={LINES[0]: "e2"})
    # All lines of a batch come back: the same lines are another batch then, or its folder would be in the way.
    sent_back_and_approved(begun_again, LINES[0])
    third, _ = start_batch(ledger, HELD, by="x", run_id="r3", law_version="v")
    assert third == identify_batch([LINES[0]], again=1)
    assert third.batch_id != begun_again.batch_id and find_started_batches(ledger) == [third]
    finish_batch(ledger, third, by="x", files={}, evidence={LINES[0]: "e3"})
    assert all(is_id_of(ledger, one.batch_id, one.line_ids) for one in (first, begun_again, third))
    assert not is_id_of(ledger, first.batch_id, third.line_ids)
    late = answered(ledger, answer(begun_again, LINES[0], "granted"))
    assert late.given_back[1].why == "the line was filed in another batch"


def test_answers_are_taken_in_once_and_a_replay_changes_nothing(ledger: Ledger) -> None:
    approve(ledger, *LINES)
    batch = file(ledger)
    answers = [
        answer(batch, LINES[0], "granted"),
        answer(batch, LINES[1], "denied", 2, reason_hash="h"),
        answer(batch, LINES[2], "", 3),
    ]
    first = answered(ledger, *answers)
    assert (sorted(first.taken_in), first.not_answered, first.given_back) == (sorted(LINES[:2]), 1, {})
    before = ledger.last()
    again = answered(ledger, *answers)
    assert (again.taken_in, sorted(again.known), ledger.last()) == ([], sorted(LINES[:2]), before)
    other = answered(ledger, answer(batch, LINES[0], "denied", reason_hash="h"))
    assert other.given_back[1].why == "contradicts the ledger: denied cannot follow the state granted"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"answer": "yes"}, "answer must be one of granted, denied"),
        ({"line_id": "unknown"}, "no such line was filed"),
        ({"batch_id": "another"}, "the line was filed in another batch"),
        ({"answered_by": " "}, "answered_by is empty"),
        ({"answered_on": "1 June"}, "answered_on must be a date"),
        ({"answered_on": "20260530"}, "answered_on must be a date"),
        ({"answered_on": "2026-W22-6"}, "answered_on must be a date"),
        ({"answered_on": "2026-06-02"}, "answered_on is in the future"),
        ({"answered_on": "2026-05-28"}, "answered_on is before the event it answers, of 2026-05-29"),
        ({"answer": "denied"}, "denied needs a reason"),
        (
            {"answer": "recorded"},
            "recorded does not answer relief by court order; allowed are granted, denied",
        ),
    ],
)
def test_an_answer_that_cannot_be_goes_back_with_why_and_the_others_stand(
    ledger: Ledger, changes: dict[str, str], why: str
) -> None:
    approve(ledger, *LINES)
    batch = file(ledger)
    done = answered(
        ledger, replace(answer(batch, LINES[0], "granted"), **changes), answer(batch, LINES[1], "granted", 2)
    )
    assert done.taken_in == [LINES[1]]
    assert why in done.given_back[1].why


def test_a_court_answers_on_the_day_of_filing_or_later_and_what_was_done_before_us_on_any(ledger: Ledger) -> None:
    approve(ledger, *LINES)
    batch = file(ledger)
    days = {"denied": FILED_ON, "already_done": "2019-03-01", "granted": "2026-05-28"}
    answers = [
        answer(batch, line_id, word, place, answered_on=day, reason_hash="h" if word == "denied" else "")
        for place, (line_id, (word, day)) in enumerate(zip(LINES, days.items(), strict=True), 1)
    ]
    done = answered(ledger, *answers)
    assert done.taken_in == LINES[:2]
    why, to_type = done.given_back[3]
    assert why == f"answered_on is before the event it answers, of {FILED_ON}"
    the_day = f"answered_on: the day of the answer, from {FILED_ON} to {TODAY}"
    assert to_type == f"{the_day}; if the relief was given before, answer: already_done"
    destroyed = answered(ledger, answer(batch, LINES[2], "file_destroyed", answered_on="2019-03-01"))
    assert destroyed.given_back[1].to_type == the_day
    assert answered(ledger, *answers[:2]).known == LINES[:2], "what was told before stands, however old"


def test_an_answer_follows_the_day_on_which_the_line_came_back(ledger: Ledger) -> None:
    approve(ledger, LINES[0])
    batch = file(ledger)
    returned = answer(batch, LINES[0], "not_our_case", answered_on="2026-05-31")
    assert answered(ledger, returned).taken_in == [LINES[0]]
    early = answered(ledger, answer(batch, LINES[0], "granted"))
    assert early.given_back[1].why == "answered_on is before the event it answers, of 2026-05-31"
    assert answered(ledger, answer(batch, LINES[0], "granted", answered_on="2026-05-31")).taken_in == [LINES[0]]


def test_two_answers_in_one_file_that_contradict_each_other_both_go_back(ledger: Ledger) -> None:
    approve(ledger, *LINES)
    batch = file(ledger)
    done = answered(ledger, answer(batch, LINES[0], "granted"), answer(batch, LINES[0], "not_our_case", 2))
    assert {one.why for one in done.given_back.values()} == {"two answers contradict each other"}
    assert ledger.states()[LINES[0]] == "filed"


def test_evidence_can_be_destroyed_by_order_and_the_chain_still_verifies(ledger: Ledger, tmp_path: Path) -> None:
    approve(ledger, *LINES)
    with open_evidence(tmp_path / "evidence.sqlite") as evidence:
        kept = {line_id: evidence.keep(line_id, f'{{"why": "{line_id}"}}') for line_id in LINES}
        batch, _ = start_batch(ledger, HELD, by="x", run_id="r", law_version="v", evidence=kept)
        assert batch is not None
        folder = tmp_path / "filed" / batch.batch_id
        folder.mkdir(parents=True)
        (folder / "a.csv").write_bytes(b"lines")
        (folder / "manifest.json").write_bytes(b"{}")
        sha256 = "7be2b9b5e5f5f9d2c9ea0d5a9f9b1b0b9a8e4d1f4f5a6f4b6f2b5a7e6f1d2c3b"
        finish_batch(ledger, batch, by="x", files={"a.csv": sha256, "manifest.json": MANIFEST}, evidence=kept)
        (fault,) = find_faults(ledger, evidence, tmp_path / "filed")
        assert fault == f"batch {batch.batch_id}: a.csv differs from the file that was filed"
        assert evidence.destroy([LINES[0]]) == 1
        assert find_faults(ledger, evidence, None) == [
            f"line {LINES[0]}: the evidence of event {number} is gone without an order" for number in (7, 10)
        ]
        from orchestration.filing.ledger.chain import NewEvent

        with ledger.writing() as writing:
            writing.append(
                [NewEvent("evidence_destroyed", "court", LINES[0], None, "r", "v", "o", {"order": "26-118"})]
            )
        assert find_faults(ledger, evidence, None) == []
        evidence._connection.execute("update evidence set content = '{}' where line_id = ?", (LINES[1],))
        changed = find_faults(ledger, evidence, None)
        assert len(changed) == 2, "of what it was begun and filed with"
        assert all(f"line {LINES[1]}: the evidence differs from what event" in one for one in changed)
