"""The office's own day: what day it is for the people of a state, and of what day a moment of its ledger was.

What belongs here: the clock of the ledger and of every command that asks for today, and turning a moment into a day, in
the time zone that is handed in (``law.time_zone`` reads the one of a state's offices). What does not: days a file, an
answer or an option tells: they are what they are. The time zone of the machine is asked nowhere: a server keeps UTC,
and what was objected to on an afternoon in California was not objected to on the next day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo


def compute_today(zone: tzinfo) -> date:
    """The day it is in a time zone."""
    return read_now().astimezone(zone).date()


def read_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def convert_to_day(at: str, zone: tzinfo) -> date:
    """The day of a moment that an event carries (in UTC)."""
    return datetime.fromisoformat(at).astimezone(zone).date()
