"""Days as people type them into files of answers: 2026-03-04, or 3/4/2026 with the month first.

A spreadsheet shows and saves days its own way, and the day-first half of the world writes 4/3/2026. Nothing is guessed:
what can be read two ways goes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

WITH_DASHES = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: \d\d:\d\d:\d\d(?:\.\d+)?)?", re.ASCII)
"""A date cell of a workbook may carry a time of day."""

WITH_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII)
SERIAL_NUMBER = re.compile(r"\d{4,6}(?:\.\d+)?")
DECEMBER = 12
READ_TWO_WAYS = "{column} can be read two ways, because another row of the file has the day before the month"


class UnreadDay(NamedTuple):
    """Why a text is no day, and what to type instead."""

    why: str
    to_type: str


def read_days(
    texts: Iterable[str], *, is_workbook: bool = False, column: str = "answered_on"
) -> dict[str, str | UnreadDay]:
    """Read the days of one file: each text to its day in ISO form, or why its rows go back.

    If any day of the file has the day before the month, every day of it that can be read both ways goes back. In a
    workbook those in date cells do too: where a spreadsheet left 13/04/2026 as text, it took 03/04/2026 for March.
    """
    typed = {text: text.strip() for text in texts}
    has_day_first = any(_is_day_first(text) for text in typed.values())
    days = {text: _read_day(stripped, has_day_first, is_workbook) for text, stripped in typed.items()}
    return {text: day if isinstance(day, str) else _name_column(day, column) for text, day in days.items()}


def _name_column(day: UnreadDay, column: str) -> UnreadDay:
    return UnreadDay(*(text.format(column=column) for text in day))


def _is_day_first(text: str) -> bool:
    found = WITH_SLASHES.fullmatch(text)
    return found is not None and int(found[1]) > DECEMBER >= int(found[2])


def _read_day(text: str, has_day_first: bool, is_workbook: bool) -> str | UnreadDay:
    if found := WITH_DASHES.fullmatch(text):
        year, month, day = found.groups()
        if has_day_first and is_workbook and _can_be_turned(month, day):
            return _refuse_both_readings(year, month, day)
        return _build_day(year, month, day)
    if found := WITH_SLASHES.fullmatch(text):
        first, second, year = found[1], found[2], f"20{found[3]}" if len(found[3]) == 2 else found[3]
        if _is_day_first(text):
            return UnreadDay(
                "{column} has the day before the month",
                f"{{column}}: {second}/{first}/{year}, the month first",
            )
        if has_day_first and _can_be_turned(first, second):
            return _refuse_both_readings(year, first, second)
        return _build_day(year, first, second)
    if SERIAL_NUMBER.fullmatch(text):
        return UnreadDay(
            "{column} is a number; a day must be typed, or stand in a date cell of a workbook",
            "{column}: the day, like 6/1/2026",
        )
    return UnreadDay("{column} must be a day like 6/1/2026 or 2026-06-01", "{column}: the day, like 6/1/2026")


def _can_be_turned(month: str, day: str) -> bool:
    return int(month) != int(day) and int(day) <= DECEMBER


def _refuse_both_readings(year: str, one: str, other: str) -> UnreadDay:
    both = f"{year}-{one:0>2}-{other:0>2} or {year}-{other:0>2}-{one:0>2}"
    return UnreadDay(READ_TWO_WAYS, f"{{column}}: {both} (year-month-day)")


def _build_day(year: str, month: str, day: str) -> str | UnreadDay:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return UnreadDay("{column} is no day of the calendar", "{column}: the day, like 6/1/2026")
