"""A value of a parameter of the law: what its unit allows, and how the law table writes it.

What belongs here: these checks. What does not: which parameters there are (the law tables).
"""

from __future__ import annotations

from datetime import date, datetime

from orchestration.law.policies.errors import found
from orchestration.law.scenarios.errors import Place

MOST = {"years": 200, "days": 100_000, "convictions": 1_000}
"""What is counted in whole numbers, and up to how many; any other unit but a date and free words lists the choices."""

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2200, 12, 31)


def written_value(place: Place, unit: str, value: object, is_empty_today: bool) -> str | None:
    """``value`` as the law table writes it. ``unit``: ``date``, the choices with ``|`` between, or what is counted.

    Nothing at all is a value only where the law says nothing today. Raises ``ScenarioFileError``.
    """
    if value is None and is_empty_today:
        return None
    if unit == "date":
        return day(place, value).isoformat()
    if unit == "words":
        return place.text(value)
    if unit not in MOST:
        return _choice(place, unit.split("|"), value)
    most = MOST[unit]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise place.fault(f"a whole number of {unit} from 0 to {most:,}", found(value))
    return str(value)


def day(place: Place, value: object) -> date:
    """``value`` as a day, written like 1973-01-01."""
    if isinstance(value, datetime) or not isinstance(value, date) or not FIRST_DAY <= value <= LAST_DAY:
        raise place.fault(f"a date from {FIRST_DAY} to {LAST_DAY}, not in quotes", found(value))
    return value


def _choice(place: Place, choices: list[str], value: object) -> str:
    written = found(value) if isinstance(value, bool) else str(value) if isinstance(value, int | str) else ""
    if written not in choices:
        raise place.fault(f"one of {', '.join(choices)}", found(value))
    return written
