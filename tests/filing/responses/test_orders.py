"""Orders to single lines: what must be said, what may follow, all lines or none; and evidence destroyed by order."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from accounts import acting_as

from orchestration.filing.batches.verify import find_faults
from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import finish_batch
from orchestration.filing.ledger.chain import NewEvent, check_chain
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.life_cycle import RequestError, TransitionError, read_life_cycle
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.responses.import_answers import import_answers
from orchestration.filing.responses.orders import (
    NEEDS,
    OrderEvent,
    WriteCounts,
    destroy_evidence,
    find_lines_of_persons,
    find_lines_to_destroy,
    record_order,
)
from tests.filing.responses.test_import_answers import TODAY, states
from tests.support.filed_lines import FILED_ON, KEYS, LINES, evidence_of, file_lines, ledger_of, row, write_csv
from tests.support.office_days import office_on

ORDER = OrderEvent(
    "vacated", "Ruth Ortega", "2026-06-10", "CR-26-118", "not served", notice_on="2026-05-01", hearing_on="2026-06-09"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    batch = file_lines(tmp_path)
    rows = [row(batch, line) for line in LINES[:3]]
    import_answers(
        write_csv(tmp_path / "a.csv", rows),
        ledger=ledger_of(tmp_path),
        evidence=evidence_of(tmp_path),
        by="x",
        today=TODAY,
    )
    return tmp_path


def told(folder: Path, what: OrderEvent, *line_ids: str) -> WriteCounts:
    return record_order(what, line_ids, ledger=ledger_of(folder), evidence=evidence_of(folder))


def test_an_order_is_told_once_and_its_words_lie_with_the_evidence(folder: Path) -> None:
    assert told(folder, ORDER, *LINES[:2]) == WriteCounts(2, 0)
    assert told(folder, ORDER, *LINES[:2]) == WriteCounts(0, 2)
    assert [states(folder)[line] for line in LINES[:3]] == ["vacated", "vacated", "granted"]
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        (event, _) = [event for event in ledger.events() if event.kind == "vacated"]
        details = json.loads(event.details)
        assert (details["notice_on"], details["hearing_on"]) == ("2026-05-01", "2026-06-09")
        assert "CR-26-118" not in event.details
        kept = json.loads(evidence.read(LINES[0], details["words_hash"]) or "")
        assert (kept["order"], kept["ground"]) == ("CR-26-118", "not served")
        assert find_faults(ledger, evidence, None) == []
    assert told(folder, replace(ORDER, kind="reinstated", order="CR-26-200"), LINES[0]) == WriteCounts(1, 0)
    assert states(folder)[LINES[0]] == "granted"
    assert told(folder, replace(ORDER, order="CR-26-300"), LINES[0]) == WriteCounts(1, 0)


def test_where_one_line_cannot_follow_none_is_written(folder: Path) -> None:
    before = states(folder)
    with pytest.raises(TransitionError, match=f"line {LINES[3]}: vacated cannot follow the state filed"):
        told(folder, ORDER, LINES[0], LINES[3])
    assert states(folder) == before
    with pytest.raises(TransitionError, match="line unknown: no such line in the ledger"):
        told(folder, ORDER, "unknown")


@pytest.mark.parametrize("kind", sorted(NEEDS))
def test_what_must_be_said_is_asked_for(folder: Path, kind: str) -> None:
    with pytest.raises(TransitionError, match=f"{kind} needs {'.* and '.join(sorted(NEEDS[kind]))}"):
        told(folder, OrderEvent(kind, "Ruth Ortega"), LINES[0])
    with pytest.raises(TransitionError, match="person responsible"):
        told(folder, replace(ORDER, kind=kind, by=" "), LINES[0])


def test_what_may_be_told_is_in_the_life_of_both_kinds_of_relief() -> None:
    for relief_by in ("court_order", "operation_of_law"):
        assert set(NEEDS) <= set(read_life_cycle(relief_by))
    with pytest.raises(TransitionError, match="the event must be one of vacated"):
        record_order(replace(ORDER, kind="granted"), [], ledger=Path("none"), evidence=Path("none"))


def test_a_hearing_before_its_notice_is_a_mistake(folder: Path) -> None:
    with pytest.raises(TransitionError, match="the hearing is before its notice"):
        told(folder, replace(ORDER, hearing_on="2026-04-30"), LINES[0])


def destroyed(folder: Path, *line_ids: str, of: Collection[str] = ()) -> WriteCounts:
    return destroy_evidence(
        line_ids,
        order="26-118",
        by="Ruth Ortega",
        on="2026-06-20",
        ledger=ledger_of(folder),
        evidence=evidence_of(folder),
        person_ids=of,
    )


def test_one_persons_evidence_is_destroyed_and_the_chain_still_verifies(folder: Path) -> None:
    told(folder, ORDER, LINES[0])
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        mine = find_lines_of_persons(ledger, evidence, {"p0"})
    assert mine == [LINES[0]]
    assert destroyed(folder, *mine) == WriteCounts(1, 0)
    assert destroyed(folder, *mine) == WriteCounts(0, 1)
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        check_chain(ledger.events())
        assert find_faults(ledger, evidence, None) == []
        for event in ledger.events(LINES[0]):
            for frozen in json.loads(event.details).values():
                assert evidence.read(LINES[0], frozen) is None
        (other,) = [event for event in ledger.events(LINES[1]) if event.kind == "filed"]
        assert evidence.read(LINES[1], json.loads(other.details)["evidence_hash"])
    assert b"CR-26-118" not in evidence_of(folder).read_bytes()


def test_a_line_withdrawn_proposed_anew_and_withdrawn_in_the_same_words_is_withdrawn(folder: Path) -> None:
    withdrawn = OrderEvent("withdrawn", "Ruth Ortega", ground="another law")
    anew = replace(withdrawn, kind="proposed_again")
    for one in (withdrawn, anew, withdrawn, anew):
        assert told(folder, one, LINES[3]) == WriteCounts(1, 0)
        assert told(folder, one, LINES[3]) == WriteCounts(0, 1), "the same again is a replay"
    assert states(folder)[LINES[3]] == "proposed"


def test_an_order_that_is_told_again_after_another_does_not_happen_again(folder: Path) -> None:
    assert told(folder, ORDER, LINES[0]) == WriteCounts(1, 0)
    assert told(folder, replace(ORDER, kind="reinstated", order="CR-26-200"), LINES[0]) == WriteCounts(1, 0)
    assert told(folder, ORDER, LINES[0]) == WriteCounts(0, 1)
    assert states(folder)[LINES[0]] == "granted"


def test_an_order_before_the_relief_it_vacates_is_a_mistake(folder: Path) -> None:
    early = replace(ORDER, on="2026-05-29", notice_on="", hearing_on="")
    with pytest.raises(TransitionError, match="2026-05-29 is before the event it follows, of 2026-05-30"):
        told(folder, early, *LINES[:2])
    assert states(folder)[LINES[0]] == "granted"
    assert told(folder, replace(early, on="2026-05-30"), *LINES[:2]) == WriteCounts(2, 0)


def test_no_order_is_of_a_day_before_this_office_did_what_it_follows(folder: Path) -> None:
    early = OrderEvent("withdrawn", "Ruth Ortega", "2026-05-28", ground="another law")
    with pytest.raises(TransitionError, match=f"2026-05-28 is before the event it follows, of {FILED_ON}"):
        told(folder, early, LINES[3])
    assert told(folder, replace(early, on=FILED_ON), LINES[3]) == WriteCounts(1, 0)
    # What others did before us may be as old as it is; what a delivery shows later says nothing of the day it was.
    elsewhere = replace(early, kind="relieved_elsewhere", on="2000-12-31")
    with pytest.raises(TransitionError, match="the day of that relief is before the conviction or arrest"):
        told(folder, elsewhere, LINES[4])
    assert told(folder, replace(elsewhere, on="2019-03-01"), LINES[4]) == WriteCounts(1, 0)
    with open_ledger(ledger_of(folder)) as ledger, office_on("2026-07-01"), ledger.writing() as writing:
        shown = {"shown_in_delivery_of": "2026-06-05"}
        writing.append([NewEvent("recorded", "x", LINES[0], None, "r", "v", "s", shown)])
    assert told(folder, ORDER, LINES[0]) == WriteCounts(1, 0)


def test_an_objection_is_not_withdrawn_before_it_was_made(tmp_path: Path) -> None:
    key = KEYS[0]
    with open_ledger(ledger_of(tmp_path)) as ledger:
        with office_on("2026-05-20"):
            one = Candidate(key, "court_order", "prop64_statutory", "FRESNO", "p", frozenset({"p"}), "c", "s")
            with acting_as("Ada Analyst"):
                propose(ledger, [one], set(), by="Ada Analyst", run_id="r", law_version="v")
        with office_on("2026-05-25"):
            record_decisions(ledger, [Decision(key.line_id, "object", "Dana", "danger")], about={}, unsigned={})
    withdrawn = OrderEvent("objection_withdrawn", "Dana", "2026-05-24", ground="the file was read")
    with pytest.raises(TransitionError, match="2026-05-24 is before the event it follows, of 2026-05-25"):
        told(tmp_path, withdrawn, key.line_id)
    assert states(tmp_path)[key.line_id] == "objected"
    assert told(tmp_path, replace(withdrawn, on="2026-05-25"), key.line_id) == WriteCounts(1, 0)


def test_an_order_to_destroy_evidence_is_not_of_a_day_to_come(folder: Path) -> None:
    with office_on("2026-06-19"), pytest.raises(RequestError, match="the date is in the future: 2026-06-20"):
        destroyed(folder, LINES[0])
    with open_evidence(evidence_of(folder)) as evidence, open_ledger(ledger_of(folder)) as ledger:
        assert find_faults(ledger, evidence, None) == []


def test_an_order_about_a_person_of_no_line_destroys_nothing_and_says_so(folder: Path) -> None:
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        order = {"order": "26-118", "on": "2026-06-20"}
        with pytest.raises(RequestError, match="the ledger has no line of person 'p9'"):
            find_lines_to_destroy(ledger, evidence, ["p0", "p9"], **order)
        assert find_lines_to_destroy(ledger, evidence, ["p0"], **order) == [LINES[0]]
    destroyed(folder, LINES[1])  # a line that was known as this person's by what was frozen alone
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        assert find_lines_to_destroy(ledger, evidence, ["p9"], **order) == [LINES[1]]


def test_an_order_that_names_several_is_not_done_for_one_since_it_was_for_another(folder: Path) -> None:
    order = {"order": "26-118", "on": "2026-06-20"}
    destroyed(folder, LINES[2], of=["merged"])
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        for persons in (["p9"], ["merged", "p9"]):
            with pytest.raises(RequestError, match="the ledger has no line of person 'p9'"):
                find_lines_to_destroy(ledger, evidence, persons, **order)
        assert find_lines_to_destroy(ledger, evidence, ["merged"], **order) == [LINES[2]], (
            "what told whose it was is gone"
        )
        assert find_lines_to_destroy(ledger, evidence, ["p0"], **order) == [LINES[0]]
        with pytest.raises(RequestError):
            find_lines_to_destroy(ledger, evidence, ["merged"], **(order | {"order": "26-119"}))
        (event,) = [event for event in ledger.events() if event.kind == "evidence_destroyed"]
        assert "merged" not in event.details
    assert destroyed(folder, LINES[2], of=["merged"]) == WriteCounts(0, 1)


def test_evidence_that_an_order_destroyed_and_that_is_there_is_noticed(folder: Path) -> None:
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        (filed,) = ledger.events(LINES[0], kinds=["filed"])
        frozen = evidence.read(LINES[0], json.loads(filed.details)["evidence_hash"])
    destroyed(folder, LINES[0])
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        evidence.keep(LINES[0], str(frozen))
        _, fault = find_faults(ledger, evidence, None)  # of what it was begun with, and of what was filed
        assert "destroyed the evidence of event" in fault
        assert "and it is still there" in fault


def test_a_reason_that_was_destroyed_does_not_come_back_with_the_file(folder: Path) -> None:
    with open_ledger(ledger_of(folder)) as ledger:
        batch_id = next(str(event.batch_id) for event in ledger.events() if event.kind == "filed")
    denied = {"line_id": LINES[4], "batch_id": batch_id, "answer": "denied", "answered_by": "x"}
    file = write_csv(folder / "d.csv", [denied | {"answered_on": "2026-05-30", "reason": "an unusual word"}])
    for expected in (1, 0):
        done = import_answers(file, ledger=ledger_of(folder), evidence=evidence_of(folder), by="x", today=TODAY)
        assert (done.taken_in, done.known) == (expected, 1 - expected)
        destroyed(folder, LINES[4])
        assert b"an unusual word" not in evidence_of(folder).read_bytes()


def test_evidence_is_not_destroyed_without_an_order(folder: Path) -> None:
    with pytest.raises(TransitionError, match="destroying evidence needs an order"):
        destroy_evidence(
            [LINES[0]], order=" ", by="x", on="2026-06-20", ledger=ledger_of(folder), evidence=evidence_of(folder)
        )


def test_what_a_batch_that_was_begun_is_written_from_is_not_destroyed_before_it_is_finished(tmp_path: Path) -> None:
    kept: dict[str, str] = {}

    def begun_only(*_: object, evidence: dict[str, str], **__: object) -> None:
        """As a command that is killed before the batch is filed."""
        kept.update(evidence)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.support.filed_lines.finish_batch", begun_only)
        batch = file_lines(tmp_path)
    assert states(tmp_path)[LINES[0]] == "filing"
    with pytest.raises(TransitionError, match=f"line {LINES[0]} is in a batch that is not finished: finish it first"):
        destroyed(tmp_path, LINES[0])
    with open_ledger(ledger_of(tmp_path)) as ledger, open_evidence(evidence_of(tmp_path)) as evidence:
        assert not list(ledger.events(kinds=["evidence_destroyed"]))
        assert all(evidence.read(line_id, frozen) for line_id, frozen in kept.items())
        finish_batch(ledger, batch, by="x", files={}, evidence=kept)
    assert destroyed(tmp_path, LINES[0]) == WriteCounts(1, 0)
