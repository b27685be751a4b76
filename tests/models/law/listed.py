"""Says in plain Python whether a charge is on an offense list, as an independent check of compiled law.

It was written from the meaning of the lines (docs/reference/law_packs.md, Offense lists), one charge and one line at a
time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
Span = tuple[date | None, date | None]
NO, UNKNOWN, YES = 0, 1, 2
ANSWERS = {"no": NO, "unknown": UNKNOWN, "yes": YES}
_WIDTHS = {"range": 2, "chapter": 3, "needs_fact": 4}
_READABLE = re.compile(r"\d{1,8}[a-z]{0,8}([.:-]\d{1,8}[a-z]{0,8})*")


def find_answer(
    lines: Sequence[Row],
    books: Collection[str],
    unit: Row,
    level: str | None,
    day: Span,
    find_fact: Callable[[str], str | None],
) -> int:
    """Answer whether a charge is on a list.

    Args:
        lines: Lines of the list.
        books: Code books that lines of any list of the state name.
        unit: The charge.
        level: Its level, or the one supposed.
        day: First and last day that the offense can be of.
        find_fact: Finds the answer of a fact about the charge; None where there is none.
    """
    if unit["unit"] == "charge" and unit.get("section") is None and not asks_no_section(lines):
        return UNKNOWN
    if unit["unit"] != "charge" and unit.get("section") is None:
        return NO
    fitting = []
    for line in lines:
        is_placed = _is_placed(line, unit, books)
        if is_placed == NO:
            continue
        is_in_time = _is_in_time(line, day)
        is_so = ANSWERS[find_fact(line.get("fact_needed") or "") or "unknown"] if _needs_fact(line) else UNKNOWN
        says_none = line.get("membership") == "not_member"
        if is_in_time == NO or (_needs_fact(line) and is_so == NO):
            continue
        if is_placed == UNKNOWN and says_none:
            continue
        order = (
            -is_placed,
            _WIDTHS.get(line["match_mode"], 1),
            -len(line.get("subdivision") or ""),
            not says_none,
            is_in_time != YES,
            is_so != YES,
            not _needs_fact(line),
        )
        fitting.append((order, line, is_placed, is_in_time, is_so))
    if not fitting:
        return NO
    _, line, is_placed, is_in_time, is_so = min(fitting, key=lambda one: one[0])
    if line.get("membership") == "not_member":
        return NO
    is_so = is_so if _needs_fact(line) else YES
    return min(is_placed, is_in_time, is_so, _is_of_prefix(line, unit), _is_of_level(line, level))


def asks_no_section(lines: Sequence[Row]) -> bool:
    """Tell whether a charge is on the list by facts alone, whatever its section is."""
    return bool(lines) and all((line["code_book"], line["match_mode"]) == ("*", "needs_fact") for line in lines)


def _needs_fact(line: Row) -> bool:
    return line.get("membership") == "needs_fact"


def _is_placed(line: Row, unit: Row, books: Collection[str]) -> int:
    book, section, path = unit.get("code_book"), unit.get("section"), unit.get("subdivision_path") or ""
    mode, said = line["match_mode"], line.get("subdivision") or ""
    if mode not in _WIDTHS:
        if (book, section) != (line["code_book"], line["section"]):
            return NO
        if mode == "section" or path == said or (mode == "subdivision" and path.startswith(said)):
            return YES
        return UNKNOWN if mode == "subdivision" and said.startswith(path) else NO
    if line["code_book"] == "other":
        if book in books:
            return NO
    elif line["code_book"] != "*":
        if book is None and unit.get("jurisdiction") == "elsewhere":
            return NO
        if book not in (None, line["code_book"]):
            return NO
    if book is None and line["code_book"] != "*":
        return UNKNOWN
    if mode == "needs_fact" or section is None:  # (only lines of every code are asked of it)
        return YES
    return _is_in_chapter(section, line["section"]) if mode == "chapter" else _is_in_range(section, line["section"])


def _is_in_chapter(section: str, chapter: str) -> int:
    kind, _, number = chapter.lower().partition(" ")
    if kind == "ch.":
        found = re.fullmatch(r"(\d+)\d\d\.?\d*[a-z]*", section.lower())
    elif kind == "art.":
        found = re.fullmatch(r"(\d+[a-z]*)\.\d+[a-z]*", section.lower())
    else:
        found = None
    if found is None:
        return UNKNOWN
    return YES if found[1] == number else NO


def _is_in_range(section: str, ends: str) -> int:
    first, _, last = ends.lower().partition(" to ")
    if not all(_READABLE.fullmatch(text) for text in (section.lower(), first, last)):
        return UNKNOWN
    readings = {
        _order(first, is_fraction) <= _order(section.lower(), is_fraction) <= _order(last, is_fraction)
        for is_fraction in (False, True)
    }
    return UNKNOWN if len(readings) == 2 else YES if True in readings else NO


def _order(section: str, is_fraction: bool) -> list[tuple[int, Fraction, str]]:
    """Order of a section; a number after a point is a fraction or a whole number."""
    parts = []
    for point, digits, letters in re.findall(r"(\.?)(\d+)|([a-z]+)", section):
        if letters:
            parts.append((1, Fraction(len(letters)), letters))
        else:
            scale = 10 ** len(digits) if point and is_fraction else 1
            parts.append((0, Fraction(int(digits), scale), ""))
    return parts


def _is_in_time(line: Row, day: Span) -> int:
    first, last = (_read_day(line.get(name)) for name in ("offense_from", "offense_to"))
    if not first and not last:
        return YES
    if (day[1] and first and day[1] < first) or (day[0] and last and day[0] > last):
        return NO
    is_since = not first or (day[0] is not None and day[0] >= first)
    is_till = not last or (day[1] is not None and day[1] <= last)
    return YES if is_since and is_till and None not in day else UNKNOWN


def _read_day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _is_of_level(line: Row, level: str | None) -> int:
    if line.get("felony_only") not in (True, "true"):
        return YES
    return UNKNOWN if level is None else YES if level == "felony" else NO


def _is_of_prefix(line: Row, unit: Row) -> int:
    prefix = unit.get("charge_prefix")
    counts = [ANSWERS[line.get(name) or "yes"] for name in ("attempt_counts", "conspiracy_counts")]
    if prefix is None:
        return YES
    return {"attempt": counts[0], "conspiracy": counts[1]}.get(prefix, min(counts))
