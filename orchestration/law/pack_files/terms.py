"""Terms and days as a law says them ("more than 2 years", "from 1986-01-01"), as numbers of days and as days.

A year of imprisonment is 365 days and a month 30, so that no way of counting months lets a longer term pass.
"""

from __future__ import annotations

import re

_DAYS = {"day": 1, "month": 30, "year": 365}
_TERM = re.compile(r"(at least|more than|at most|below) (?:(\d+) (day|month|year)s?|([a-z][a-z0-9_]*))")
_SPAN = re.compile(r"(?:from (?P<start>\S+?))? ?(?:before (?P<end>\S+))?")
_LENGTH = re.compile(r"(\d+) (day|month|year)s?")


def read_length(text: str) -> int:
    """Read a length ("20 years") as days.

    Raises:
        ValueError: It is none.
    """
    if not (found := _LENGTH.fullmatch(text)):
        raise ValueError("expected a length (20 years, 6 months, 90 days)")
    return int(found[1]) * _DAYS[found[2]]


def read_term(text: str) -> tuple[int | str | None, int | str | None]:
    """Read a term as its least and its greatest number of days; a parameter stays its name.

    Raises:
        ValueError: It is none.
    """
    least: int | str | None = None
    most: int | str | None = None
    for part in text.split(" and "):
        found = _TERM.fullmatch(part)
        if not found or (found[4] and found[1] not in ("at least", "at most")):
            raise ValueError("expected a term (at least 1 year, more than 2 years, at most 92 days, below 30 months)")
        number: int | str = found[4] or int(found[2]) * _DAYS[found[3]]
        step = {"more than": 1, "below": -1}.get(found[1], 0)
        number = number + step if isinstance(number, int) else number
        is_least = found[1] in ("at least", "more than")
        if (least if is_least else most) is not None:
            raise ValueError("expected one least and one greatest term")
        least, most = (number, most) if is_least else (least, number)
    return least, most


def read_span(text: str) -> tuple[str | None, str | None]:
    """Read days as the first of them and the first after them, each as written.

    Raises:
        ValueError: They are none.
    """
    found = _SPAN.fullmatch(text)
    if not found or not any(found.groups()):
        raise ValueError("expected days (from 1986-01-01, before 2011-10-01)")
    return found["start"], found["end"]
