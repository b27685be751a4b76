"""Every event says run, law and source, or that there is none; what an earlier version wrote stays and stands."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path

import pytest

from orchestration.filing.batches.duplicate_reports import TOLD_TWICE_EVENTS
from orchestration.filing.batches.verify import find_faults
from orchestration.filing.ledger.answers import OF_ANOTHER_COURT, Answer, record_answers
from orchestration.filing.ledger.batch import BATCH_BEGUN, BATCH_FILED
from orchestration.filing.ledger.chain import Event, NewEvent, check_chain, link_event
from orchestration.filing.ledger.encrypted import BATCH_ENCRYPTED
from orchestration.filing.ledger.further_courts import NOTICES_BEGUN, NOTICES_TOLD
from orchestration.filing.ledger.holds import HOLD_EVENTS, build_lift_event, read_holds_in_force
from orchestration.filing.ledger.life_cycle import TransitionError, read_life_cycle
from orchestration.filing.ledger.provenance import COLUMNS, NONE, find_missing_columns, hash_words, read_kinds
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.law.relief_ways import read_relief_ways

OLD = Path(__file__).parents[2] / "golden" / "ledger_of_an_earlier_version.sql"
OF_NO_LINE = {BATCH_BEGUN, BATCH_FILED, BATCH_ENCRYPTED, NOTICES_BEGUN, NOTICES_TOLD, *HOLD_EVENTS, *TOLD_TWICE_EVENTS}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger that the version of 2026.11.0 wrote: lines filed, granted and vacated, one waiting, a hold."""
    path = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(OLD.read_text(encoding="utf-8"))
    connection.close()
    return path


def events(ledger: Ledger, *chosen: str) -> list[Event]:
    return list(ledger.events(kinds=chosen))


def test_the_table_knows_every_kind_and_says_something_of_each() -> None:
    of_lines = {event for way in read_relief_ways() for event in read_life_cycle(way)}
    assert set(read_kinds()) == OF_NO_LINE | of_lines
    assert OF_ANOTHER_COURT in read_kinds()
    assert all(words.strip() for of_kind in read_kinds().values() for words in of_kind.values())


def test_an_event_says_something_or_the_word_none(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "new.sqlite") as ledger, ledger.writing() as writing:
        for column in COLUMNS:
            with pytest.raises(TransitionError, match="or the word none"):
                writing.append([NewEvent("held", "x", **{column: ""})])


@pytest.mark.parametrize("nobody", ["", "  ", "Ruth  Ortega", "Ruth\nOrtega", "R" * 201])
def test_an_event_says_who_answers_for_it_on_one_line(nobody: str, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "new.sqlite") as ledger:
        with pytest.raises(TransitionError, match="person responsible"), ledger.writing() as writing:
            writing.append([NewEvent("held", nobody)])
        assert list(ledger.events()) == []


def test_a_kind_that_must_name_its_run_may_not_say_none() -> None:
    whole = {"run_id": "r", "law_version": "v", "source_hash": "s"}
    assert find_missing_columns("filed", whole) == []
    assert find_missing_columns("filed", whole | {"source_hash": NONE}) == ["source_hash"]
    assert find_missing_columns("held", whole | {"run_id": NONE}) == [], "a hold waits for no run"
    assert find_missing_columns("held", whole | {"source_hash": None}) == ["source_hash"]


def test_what_an_earlier_version_wrote_is_read_and_verified_and_goes_on_whole(old: Path) -> None:
    with open_ledger(old, create=False) as ledger:
        before = events(ledger)
        assert any(event.source_hash is None for event in before if event.kind == "filed")
        assert find_faults(ledger, None, None) == []
        (waiting,) = [line_id for line_id, stands in ledger.states().items() if stands == "filed"]
        (batch_id,) = {str(event.batch_id) for event in before if event.kind == "filed"}
        answer = Answer(1, batch_id, waiting, "granted", "Dept. 12", "2026-11-26")
        record_answers(ledger, [answer], by="clerk", source_hash="file", today=date(2026, 11, 30))
        (hold,) = read_holds_in_force(ledger)
        with ledger.writing() as writing:
            writing.append([build_lift_event(hold.hold_id, "answered", "Ruth Ortega", "v2")])
        *same, granted, lifted = events(ledger)
        assert same == before and check_chain(ledger.events()) == lifted.hash
        assert (granted.run_id, granted.law_version, granted.source_hash) == ("r", "v", "file")
        words = hash_words(hold.hold_id, "answered")
        assert (lifted.run_id, lifted.law_version, lifted.source_hash) == (NONE, "v2", words)
        assert find_faults(ledger, None, None) == []


def test_an_event_that_says_nothing_is_a_fault_once_events_do(old: Path) -> None:
    with open_ledger(old, create=False) as ledger:
        with ledger.writing() as writing:
            writing.append([build_lift_event("h", "x", "y", "v")])
        last = events(ledger)[-1]
        vacated = next(str(event.line_id) for event in ledger.events(kinds=["vacated"]))
        bare = NewEvent("reinstated", "x", vacated, None, None, "v", "s")  # type: ignore[arg-type]
        event = link_event(last.event_number + 1, last.at, bare, last.hash)
        names, marks = ", ".join(field.name for field in fields(Event)), ", ".join("?" * len(fields(Event)))
        ledger._connection.execute(f"insert into events ({names}) values ({marks})", astuple(event))
        assert find_faults(ledger, None, None) == [f"event {event.event_number} (reinstated) lacks its run_id"]
