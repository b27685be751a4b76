"""Events stay as they were written, in their order, and a broken chain is noticed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.filing.ledger.chain import ChainBrokenError, NewEvent, check_chain
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.head import find_head_file
from orchestration.filing.ledger.life_cycle import TransitionError, find_state_after, read_life_cycle
from orchestration.filing.ledger.proposals import Candidate
from orchestration.filing.ledger.store import Ledger, LedgerError, Line, open_ledger

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = CourtKey("SACRAMENTO", "00F0001", "001", "HS 11357(b)", "2000-09-01", "dismiss_and_seal")


def line(key: CourtKey = KEY, person: str = "p1") -> Line:
    return Candidate(key, "court_order", "prop64_statutory", key.court, person, frozenset({person}), "c1", "s").line()


def propose(ledger: Ledger, of: Line | None = None) -> str:
    of = of or line()
    with ledger.writing(AT) as writing:
        writing.propose(of, NewEvent("proposed", "analyst", line_id=of.line_id, run_id="r1"))
    return of.line_id


def append(ledger: Ledger, line_id: str, *kinds: str) -> None:
    with ledger.writing(AT) as writing:
        writing.append([NewEvent(kind, "attorney", line_id=line_id) for kind in kinds])


def test_a_line_goes_its_way_and_its_state_is_what_its_events_make(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l" / "ledger.sqlite") as ledger:
        line_id = propose(ledger)
        append(ledger, line_id, "taken_into_review", "approved", "filing_begun", "filed", "granted", "recorded")
        assert ledger.states() == {line_id: "recorded"}
        assert check_chain(ledger.events()) == ledger.last()[1]
        assert [event.event_number for event in ledger.events()] == list(range(1, 8))
    with open_ledger(tmp_path / "l" / "ledger.sqlite", create=False) as again:
        assert again.states() == {line_id: "recorded"}


def test_a_full_disk_is_said_as_what_it_is_and_nothing_of_the_transaction_stays(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        line_id = propose(ledger)
        ((pages,),) = ledger._connection.execute("pragma page_count").fetchall()
        ledger._connection.execute(f"pragma max_page_count = {pages}")
        many = ["taken_into_review", "objected", "objection_withdrawn", *["objected", "objection_withdrawn"] * 100]
        with pytest.raises(sqlite3.OperationalError, match="full"):
            append(ledger, line_id, *many)
        assert ledger.states() == {line_id: "proposed"}
        ledger._connection.execute(f"pragma max_page_count = {pages * 100}")
        append(ledger, line_id, *many)
        assert check_chain(ledger.events()) == ledger.last()[1]


def test_what_cannot_follow_is_refused_and_nothing_of_its_transaction_stays(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        line_id = propose(ledger)
        with pytest.raises(TransitionError, match="granted cannot follow the state approved"):
            append(ledger, line_id, "approved", "granted")
        assert ledger.states() == {line_id: "proposed"}
        with pytest.raises(TransitionError, match="already in the ledger"):
            propose(ledger)
        with pytest.raises(TransitionError, match="not in the ledger"):
            append(ledger, "unknown", "approved")
        assert len(list(ledger.events())) == 1


@pytest.mark.parametrize("table", ["events", "lines"])
def test_the_file_itself_refuses_change_and_deletion(tmp_path: Path, table: str) -> None:
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path) as ledger:
        propose(ledger)
    connection = sqlite3.connect(path)
    for statement in (f"delete from {table}", f"update {table} set {'by' if table == 'events' else 'relief'} = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("tampering", "message"),
    [
        ("update events set by = 'somebody else' where event_number = 2", "event 2 was changed"),
        ('update events set details = \'{"a":"b"}\' where event_number = 1', "event 1 was changed"),
        ("delete from events where event_number = 2", "event 2 is missing"),
        ("delete from events where event_number = 1", "event 1 is missing"),
        ("update events set previous_hash = 'x' where event_number = 3", "event 3 does not follow"),
    ],
)
def test_a_chain_that_somebody_changed_is_noticed(tmp_path: Path, tampering: str, message: str) -> None:
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path) as ledger:
        append(ledger, propose(ledger), "approved", "filing_begun")
    connection = sqlite3.connect(path)
    for (trigger,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        connection.execute(f"drop trigger {trigger}")
    connection.execute(tampering)
    connection.commit()
    connection.close()
    with open_ledger(path) as ledger, pytest.raises(ChainBrokenError, match=message):
        check_chain(ledger.events())


def test_an_event_that_was_appended_behind_the_last_one_by_hand_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path) as ledger:
        line_id = propose(ledger)
    connection = sqlite3.connect(path)
    connection.execute(
        "insert into events values (2, '2026-06-01', 'granted', 'x', ?, null, null, null, null, '{}', 'p', 'h')",
        (line_id,),
    )
    connection.commit()
    connection.close()
    with open_ledger(path) as ledger, pytest.raises(ChainBrokenError, match="event 2 does not follow"):
        check_chain(ledger.events())


def test_the_file_alone_is_a_whole_copy_after_each_command(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path) as ledger:
        line_id = propose(ledger)
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(path.read_bytes())
    with open_ledger(copy) as ledger:
        assert ledger.states() == {line_id: "proposed"}


def test_one_writes_while_another_waits_and_both_are_heard(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    other = CourtKey("FRESNO", "1", "001", "HS 11358", "2001-01-01", "dismiss")
    with open_ledger(path) as first, open_ledger(path) as second:
        mine = propose(first)
        theirs = propose(second, line(other, "p2"))
        assert first.states() == second.states() == {mine: "proposed", theirs: "proposed"}
        check_chain(first.events())


def test_what_is_no_ledger_is_said_in_one_line(tmp_path: Path) -> None:
    wrong = tmp_path / "ledger.sqlite"
    wrong.write_text("no database, and long enough to be looked at as if it were one " * 20)
    with pytest.raises(LedgerError, match="cannot be used as a ledger"), open_ledger(wrong):
        raise AssertionError
    with pytest.raises(LedgerError, match="propose lines first"), open_ledger(tmp_path / "none", create=False):
        raise AssertionError
    later = tmp_path / "later.sqlite"
    connection = sqlite3.connect(later)
    connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match="another version"), open_ledger(later):
        raise AssertionError


def test_the_key_is_what_the_court_knows_and_no_id_of_ours() -> None:
    assert line(person="p1").line_id == line(person="p2").line_id
    for change in (
        {"court": "FRESNO"},
        {"case_number_key": "00F0002"},
        {"count_number": "002"},
        {"section": "HS 11357(a)"},
        {"conviction_date": "2000-09-02"},
        {"relief": "dismiss"},
    ):
        other = CourtKey(**(vars(KEY) | change))
        assert other.line_id != KEY.line_id
        assert (other.count_id == KEY.count_id) == (set(change) == {"relief"})
    assert KEY.is_complete
    assert not CourtKey("SACRAMENTO", "", "001", "HS 11357(b)", "2000-09-01", "dismiss").is_complete


@pytest.mark.parametrize("relief_by", ["court_order", "operation_of_law"])
def test_every_event_of_a_life_leads_from_states_that_can_be_reached(relief_by: str) -> None:
    steps = read_life_cycle(relief_by)
    reached = {step.to_state for step in steps.values() if step.to_state}
    for step in steps.values():
        assert step.from_states <= reached, step.event
    for state in reached - {"recorded", "relieved_elsewhere"}:
        assert any(state in step.from_states for step in steps.values()), f"{state} is a dead end"


def test_no_kind_of_relief_and_no_first_event_is_invented() -> None:
    with pytest.raises(TransitionError):
        read_life_cycle("magic")
    with pytest.raises(TransitionError, match="first event"):
        find_state_after("court_order", ["approved"])
    with pytest.raises(TransitionError, match="no event"):
        find_state_after("court_order", ["proposed", "court_notified"])


def test_a_backup_that_may_only_be_read_is_read_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "l" / "ledger.sqlite"
    with open_ledger(path) as ledger:
        line_id = propose(ledger)
    before = path.read_bytes()
    monkeypatch.setattr(os, "access", lambda *_: False)  # (root may write everything)
    with open_ledger(path) as ledger:
        assert ledger.states() == {line_id: "proposed"}
        check_chain(ledger.events())
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            append(ledger, line_id, "approved")
        assert ledger.find_head_fault() is None
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, find_head_file(path).name]
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma user_version = 2")
        connection.execute("pragma wal_checkpoint(truncate)")
    with pytest.raises(LedgerError, match="written by another version"), open_ledger(path):
        pass
    path.with_name(f"{path.name}-wal").write_bytes(b"events that were not folded in")
    with pytest.raises(LedgerError, match="not checkpointed: copy both"), open_ledger(path):
        pass
