"""A submission that was stopped goes on where it was, and freezes anew only what would be other bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.filing.batches.candidates import FilingLine
from orchestration.filing.batches.freeze import FrozenText, prepare_lines
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.law.law_entries import LawNow
from orchestration.law.register import Pack
from orchestration.law.signatures import Signature
from orchestration.law.unsigned_lines import CurrentLaw
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.open_run import RunShown

RUN = RunShown("run 1", date(2026, 6, 1), "v", "law 1", "", (), ())
LAW = CurrentLaw({}, LawNow(Pack("ca", "Ca", "1", "UTC", {}, ()), (), {}, "0"), {}, {}, frozenset(), {})
SIGNATURE = Signature("reasons", "a", "b", "Counsel", "123456", "2026-06-01", "")


def line(number: int) -> FilingLine:
    key = CourtKey("FRESNO", f"F{number}", "1", "HS 11358", "2001-01-01", "dismiss")
    candidate = Candidate(key, "court_order", "prop64_statutory", "FRESNO", f"p{number}", frozenset(), "c", "s")
    return FilingLine(candidate, Held("FRESNO", "r", frozenset(), frozenset()), "charge", "u", f"p{number}", 0, "")


LINES = [line(number) for number in range(5)]


class Freezing:
    """Stands for ``freeze``: what it was asked for, and words that say of what they were made."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.stops_after = len(LINES)

    def __call__(self, _c: Any, _s: str, run: RunShown, lines: Sequence[FilingLine], *_: Any) -> Iterator[FrozenText]:
        self.asked.append(len(lines))
        for place, one in enumerate(lines):
            if place == self.stops_after:
                raise KeyboardInterrupt
            yield FrozenText(one.line_id, f"{one.line_id} of {run.run_id}")


@pytest.fixture
def freezing(monkeypatch: pytest.MonkeyPatch) -> Freezing:
    stands = Freezing()
    monkeypatch.setattr("orchestration.filing.batches.freeze.freeze_lines", stands)
    monkeypatch.setattr("orchestration.filing.batches.freeze.read_valid_decisions", lambda *_: [])
    monkeypatch.setattr("orchestration.filing.ledger.evidence.AT_A_TIME", 1)
    return stands


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings(home=tmp_path)
    with open_ledger(made.ledger) as ledger:
        propose(ledger, [one.candidate for one in LINES], set(), by="Ada", run_id="r", law_version="v")
    return made


@pytest.fixture
def prepared(settings: Settings) -> Callable[..., dict[str, str]]:
    def run(of: RunShown = RUN, law: CurrentLaw = LAW, lines: Sequence[FilingLine] = LINES) -> dict[str, str]:
        with open_ledger(settings.ledger) as ledger:
            return prepare_lines(settings, None, ledger, of, lines, law)  # type: ignore[arg-type]

    return run


Prepared = Callable[..., dict[str, str]]


def kept(settings: Settings) -> int:
    with open_evidence(settings.evidence) as evidence:
        return len(evidence.is_as_it_was_kept())


def test_what_was_frozen_before_it_was_stopped_is_not_frozen_again(prepared: Prepared, freezing: Freezing) -> None:
    freezing.stops_after = 3
    with pytest.raises(KeyboardInterrupt):
        prepared()
    freezing.stops_after = len(LINES)
    assert len(prepared()) == 5 and prepared() == prepared()
    assert freezing.asked == [5, 2, 0, 0]


@pytest.mark.parametrize(
    "other",
    [
        {"of": replace(RUN, run_id="run 2")},
        {"of": replace(RUN, notes=["a gate was asked again"])},
        {"law": replace(LAW, signatures={("reasons", "a", "b"): SIGNATURE})},
    ],
)
def test_of_another_run_or_other_signatures_all_is_frozen_again_and_nothing_is_left_of_the_first(
    prepared: Prepared, freezing: Freezing, settings: Settings, other: dict[str, Any]
) -> None:
    first = prepared()
    second = prepared(**other)
    assert freezing.asked == [5, 5] and kept(settings) == 5
    assert (first == second) == ("run_id" not in str(other) or "run 2" not in str(other))


def test_by_other_software_all_is_frozen_again(
    prepared: Prepared, freezing: Freezing, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared()
    monkeypatch.setattr("orchestration.filing.batches.freeze.compute_software_version", lambda *_: "other")
    prepared()
    assert freezing.asked == [5, 5]


def test_what_the_ledger_names_stays_whatever_is_prepared_later(
    prepared: Prepared, freezing: Freezing, settings: Settings
) -> None:
    first = prepared(lines=LINES[:2])
    named = LINES[0].line_id
    with open_ledger(settings.ledger) as ledger, ledger.writing() as writing:
        writing.append([NewEvent("approved", "Ruth", line_id=named)])
        details = {"evidence_hash": first[named]}
        writing.append([NewEvent("filing_begun", "Ruth", line_id=named, batch_id="b", details=details)])
    prepared(of=replace(RUN, run_id="run 2"), lines=LINES[1:])
    with open_evidence(settings.evidence) as evidence:
        there = evidence.is_as_it_was_kept()
    assert (named, first[named]) in there and (LINES[1].line_id, first[LINES[1].line_id]) not in there
    assert len(there) == 5
