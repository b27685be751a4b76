"""Days are those of the state's offices, whatever the time zone of the machine: around midnight in UTC and there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

import pytest

from orchestration import clock as office
from orchestration.clock import convert_to_day
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.life_cycle import RequestError
from orchestration.filing.ledger.proposals import Candidate
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.ageing import find_ageing_lines
from orchestration.filing.responses.orders import OrderEvent, record_order
from orchestration.law.time_zone import read_today, read_zone
from orchestration.settings import load_settings

CALIFORNIA = read_zone("ca")


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Tokyo"], autouse=True)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that keeps another time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def now_is(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.fromisoformat(moment).astimezone(tz)

    monkeypatch.setattr(office, "datetime", Clock)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-02T01:30:00Z", "2026-06-01"),
        ("2026-06-02T06:59:59Z", "2026-06-01"),
        ("2026-06-02T07:00:00Z", "2026-06-02"),  # summer: seven hours
        ("2026-12-02T07:59:59Z", "2026-12-01"),
        ("2026-12-02T08:00:00Z", "2026-12-02"),  # winter: eight
        ("2026-01-01T00:00:00Z", "2025-12-31"),
    ],
)
def test_a_moment_is_of_the_day_it_was_in_california(moment: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(convert_to_day(moment, CALIFORNIA)) == day
    now_is(monkeypatch, moment)
    assert str(read_today(load_settings(state="ca"))) == day


def test_a_ledger_keeps_the_days_of_the_state_in_whose_folder_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = datetime(2026, 6, 2, 1, 30, tzinfo=UTC)
    ledger = tmp_path / "ledger" / "ca" / "ledger.sqlite"
    key = CourtKey("YOLO", "00F1", "001", "HS 11358", "2001-01-01", "dismiss")
    line = Candidate(key, "court_order", "prop64", "YOLO", "p", frozenset({"p"}), "c", "s").line()
    with open_ledger(ledger) as opened:
        with opened.writing(evening) as writing:
            writing.propose(line, NewEvent("proposed", "Ada", line_id=line.line_id))
        assert str(opened.day_of(next(iter(opened.events())))) == "2026-06-01"
        (waiting,) = find_ageing_lines(opened, date(2026, 6, 3))
        assert waiting.oldest_days == 2
    # An order of tomorrow, by the calendar in the office, is not told yet: in London it is tomorrow already.
    now_is(monkeypatch, "2026-06-02T01:30:00Z")
    told = OrderEvent("vacated", "Ruth", "2026-06-02", "26-118", "fraud", "", "")
    with pytest.raises(RequestError, match="is in the future: 2026-06-02"):
        record_order(told, [line.line_id], ledger=ledger, evidence=tmp_path / "evidence.sqlite")
    with open_ledger(tmp_path / "copy.sqlite") as elsewhere:
        with elsewhere.writing(evening) as writing:
            writing.propose(line, NewEvent("proposed", "Ada", line_id=line.line_id))
        assert str(elsewhere.day_of(next(iter(elsewhere.events())))) == "2026-06-02"
