"""Today in the time zone of a state's offices, and the day of a ledger event there.

The caller passes the time zone (``law.time_zone``). The machine's own is never used: a server runs on UTC, and an
objection made late on an afternoon belongs to that day. Dates in files, answers and options are used as given.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo


def compute_today(zone: tzinfo) -> date:
    """Return today's date in a time zone."""
    return read_now().astimezone(zone).date()


def read_now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)


def convert_to_day(at: str, zone: tzinfo) -> date:
    """Convert the UTC timestamp of an event to a date in a time zone."""
    return datetime.fromisoformat(at).astimezone(zone).date()
