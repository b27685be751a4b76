"""The ledger remembers what it read of a file that only grows, and reads what it is asked for, never less."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.store import Ledger, open_ledger

KEYS = [CourtKey("SACRAMENTO", f"00F000{n}", "001", "HS 11357(b)", "2000-09-01", "dismiss_and_seal") for n in range(3)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path) as ledger:
        _propose(ledger, KEYS[:2])
    return path


def _propose(ledger: Ledger, keys: list[CourtKey]) -> None:
    lines = [
        Candidate(
            key, "court_order", "prop64_statutory", key.court, "p", frozenset({"p"}), key.case_number_key, "source"
        )
        for key in keys
    ]
    propose(ledger, lines, {key.count_id for key in KEYS}, by="analyst", run_id="r", law_version="v")


def _approve(ledger: Ledger, line_id: str) -> None:
    with ledger.writing() as writing:
        writing.append([NewEvent("approved", "attorney", line_id=line_id, batch_id="b")])


def test_states_read_before_know_what_this_and_another_command_wrote_since(path: Path) -> None:
    with open_ledger(path) as ledger, open_ledger(path) as other:
        line_ids = sorted(ledger.states())
        assert set(ledger.states().values()) == {"proposed"}
        _approve(ledger, line_ids[0])
        _approve(other, line_ids[1])
        _propose(other, KEYS[2:])
        expected = dict.fromkeys(line_ids, "approved") | {KEYS[2].line_id: "proposed"}
        assert ledger.states() == other.states() == expected


def test_states_read_within_what_was_taken_back_are_forgotten(path: Path) -> None:
    with open_ledger(path) as ledger:
        line_id = min(ledger.states())
        with pytest.raises(RuntimeError), ledger.writing() as writing:
            writing.append([NewEvent("approved", "attorney", line_id=line_id)])
            assert ledger.states()[line_id] == "approved"
            raise RuntimeError
        assert ledger.states()[line_id] == "proposed"
        _approve(ledger, line_id)
        assert ledger.states()[line_id] == "approved"


def test_what_a_reader_makes_of_the_states_changes_nothing_for_the_next(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.states().clear()
        assert len(ledger.states()) == 2


def test_events_are_those_of_a_line_of_kinds_and_of_a_batch_in_their_order(path: Path) -> None:
    with open_ledger(path) as ledger:
        line_id, other = sorted(ledger.states())
        _approve(ledger, other)
        _approve(ledger, line_id)
        every = list(ledger.events())
        for kinds in ((), ("approved",), ("proposed", "approved"), ("filed",)):
            for of_line in (None, line_id):
                for batch_id in (None, "b"):
                    expected = [
                        event
                        for event in every
                        if (not kinds or event.kind in kinds)
                        and of_line in (None, event.line_id)
                        and batch_id in (None, event.batch_id)
                    ]
                    assert list(ledger.events(of_line, kinds=kinds, batch_id=batch_id)) == expected
