"""Events cut off at the end and rows changed by hand, by somebody who gets past the triggers, are noticed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest

from orchestration.filing.batches.verify import compare_with_frozen, find_faults, reconcile
from orchestration.filing.ledger.chain import NewEvent, check_chain
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.head import Head, find_head_file, keep_head, read_head
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.store import LedgerError, Line, open_ledger
from orchestration.settings import load_settings

KEY = CourtKey("SACRAMENTO", "00F0001", "001", "HS 11357(b)", "2000-09-01", "dismiss_and_seal")
PERSON = {"relief_by": "court_order", "remedy_id": "prop64_statutory", "county_name": KEY.court, "person_id": "p1"}
ON = {"run_id": "r", "law_version": "v", "source_hash": "s"}
LIFE = ("approved", "filing_begun", "filed")
COLUMNS = [field.name for field in fields(Line)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of one line and four events."""
    path = load_settings(home=tmp_path / "home").ledger
    with open_ledger(path) as ledger:
        one = Candidate(KEY, **PERSON, person_ids=frozenset({"p1"}), charge_id="c1", source_hash="s")
        propose(ledger, [one], set(), by="Ada", run_id="r", law_version="v")
    told(path, *LIFE)
    return path


def told(path: Path, *kinds: str) -> None:
    with open_ledger(path) as ledger, ledger.writing() as writing:
        writing.append([NewEvent(kind, "Ruth", line_id=KEY.line_id, **ON) for kind in kinds])


def by_hand(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"drop trigger {name}")
        connection.execute(statement)
        for _, trigger in triggers:
            connection.execute(trigger)


def faults_of(path: Path) -> list[str]:
    with open_ledger(path) as ledger:
        return find_faults(ledger, None, None)


def refuses_to_write(path: Path) -> str:
    with open_ledger(path) as ledger:
        before = ledger.last()
        with pytest.raises(LedgerError, match="nothing is written; put ledger") as refused, ledger.writing():
            raise AssertionError
        assert ledger.last() == before
    return str(refused.value)


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_events_cut_off_at_the_end_are_missed_and_nothing_is_written_over_them(path: Path, kept: int) -> None:
    assert faults_of(path) == []
    by_hand(path, f"delete from events where event_number > {kept}")
    if not kept:
        by_hand(path, "delete from lines")
    with open_ledger(path) as ledger:
        check_chain(ledger.events())  # the chain alone is whole
    missing = f"events are missing at the end: event 4 was written, the last is {kept}"
    assert missing in faults_of(path) and missing in refuses_to_write(path)


def test_other_events_in_the_place_of_those_that_were_cut_off_are_noticed(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite"
    shutil.copy(path, elsewhere)
    by_hand(elsewhere, "delete from events where event_number > 1")
    told(elsewhere, "taken_into_review", "approved", "filing_begun")
    with open_ledger(elsewhere) as ledger:
        check_chain(ledger.events())
    shutil.copy(elsewhere, path)
    assert faults_of(path) == ["event 4 differs from the one that was written"]
    refuses_to_write(path)


def test_a_head_that_a_kill_left_behind_is_no_fault_and_goes_on(path: Path) -> None:
    before = find_head_file(path).read_bytes()
    told(path, "granted")
    find_head_file(path).write_bytes(before)
    assert faults_of(path) == []
    told(path, "recorded")
    with open_ledger(path) as ledger:
        assert ledger.head() == Head(*ledger.last()) == read_head(path)
    keep_head(path, Head(2, "of a slower command"), 1)
    assert read_head(path) == Head(6, read_head(path).hash)  # type: ignore[union-attr]


def test_a_ledger_that_is_gone_is_not_begun_anew_and_a_head_that_cannot_be_read_is_said(path: Path) -> None:
    whole = find_head_file(path).read_bytes()
    find_head_file(path).write_bytes(b"no head, and long enough to be looked at as if it were one " * 99)
    assert "cannot be read" in faults_of(path)[0] and "cannot be read" in refuses_to_write(path)
    find_head_file(path).write_bytes(whole)
    path.unlink()
    with pytest.raises(LedgerError, match="the ledger is missing but its head exists"), open_ledger(path):
        raise AssertionError
    assert not path.exists()


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_of_a_line_that_was_changed_by_hand_is_noticed(path: Path, column: str) -> None:
    value = "operation_of_law" if column == "relief_by" else "changed"
    by_hand(path, f"update lines set {column} = '{value}'")
    assert any(KEY.line_id in fault for fault in faults_of(path))
    settings = load_settings(home=path.parents[2])
    assert any(KEY.line_id in fault for fault in reconcile(settings).faults), "it is said, not stumbled over"


def test_a_line_that_was_deleted_by_hand_is_noticed(path: Path) -> None:
    by_hand(path, "delete from lines")
    settings = load_settings(home=path.parents[2])
    assert f"line {KEY.line_id} has events and is not in the ledger" in reconcile(settings).faults


def test_a_hash_that_was_noted_elsewhere_is_looked_for(path: Path) -> None:
    """What no file beside the ledger tells: somebody who changes all of it."""
    settings = load_settings(home=path.parents[2])
    noted = reconcile(settings).last_hash
    told(path, "granted")
    assert not any("was noted" in fault for fault in reconcile(settings, noted).faults)
    by_hand(path, "delete from events where event_number > 3")
    find_head_file(path).unlink()
    found = reconcile(settings, noted)
    assert any("was noted" in fault for fault in found.faults)
    assert any(note.startswith("the ledger has no head file") for note in found.notes)


@pytest.fixture
def of_an_earlier_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Path, Path]]:
    """A ledger whose first events name no hash of their line: one line filed, with what was frozen, one not."""
    monkeypatch.setattr("orchestration.filing.ledger.store.LINE_HASH", "nothing")
    row = {
        "unit": "charge", "county_name": KEY.court, "case_number_key": KEY.case_number_key, "relief": KEY.relief,
        "count_number": KEY.count_number, "section_text": KEY.section, "conviction_date": KEY.conviction_date,
        "relief_by": "court_order", "remedy_id": "prop64_statutory", "recorded_person_id": "p1",
    }  # fmt: skip

    def made() -> tuple[Path, Path]:
        path, evidence_path = tmp_path / "ledger.sqlite", tmp_path / "evidence.sqlite"
        frozen = FrozenLine(KEY.line_id, "ca", "r", "v", "", row, [], {})
        with open_ledger(path) as ledger, open_evidence(evidence_path) as evidence:
            other = replace(KEY, case_number_key="00F0002")
            both = [
                Candidate(key, **PERSON, person_ids=frozenset({"p1"}), charge_id=key.line_id, source_hash="s")
                for key in (KEY, other)
            ]
            propose(ledger, both, {KEY.count_id, other.count_id}, by="Ada", run_id="r", law_version="v")
            details = {"evidence_hash": evidence.keep(KEY.line_id, frozen.as_text())}
            with ledger.writing() as writing:
                for kind in LIFE:
                    writing.append([NewEvent(kind, "Ruth", line_id=KEY.line_id, details=details)])
        return path, evidence_path

    return made


@pytest.mark.parametrize("column", sorted(set(COLUMNS) - {"line_id", "remedy_id"}))
def test_a_line_of_an_earlier_version_is_held_against_what_was_frozen_of_it(
    of_an_earlier_version: Callable[[], tuple[Path, Path]], column: str
) -> None:
    path, evidence_path = of_an_earlier_version()
    with open_ledger(path) as ledger, open_evidence(evidence_path) as evidence:
        assert (compare_with_frozen(ledger, evidence).faults, compare_with_frozen(ledger, evidence).not_compared) == (
            [],
            1,
        )
    by_hand(path, f"update lines set {column} = 'changed' where line_id = '{KEY.line_id}'")
    with open_ledger(path) as ledger, open_evidence(evidence_path) as evidence:
        assert compare_with_frozen(ledger, evidence).faults == [
            f"line {KEY.line_id}: {column} differ from its frozen text"
        ]


def test_a_trigger_that_was_removed_or_replaced_is_noticed(path: Path) -> None:
    assert faults_of(path) == []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("drop trigger events_stay")
    missing = "the trigger events_stay is missing: events and lines can be changed"
    assert faults_of(path) == [missing]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("drop trigger lines_stay")
        connection.execute("create trigger lines_stay before update on lines begin select 1; end")
        connection.execute("create trigger mine after insert on events begin select 1; end")
    assert faults_of(path) == [missing, *(f"the trigger {name} is not Lookback's" for name in ("lines_stay", "mine"))]
