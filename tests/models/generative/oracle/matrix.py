"""The remedies of Proposition 64 by former section, level, day and age: one row per path.

What belongs here: the rows of the rule book's matrix and which of them a section matches. What does not: elements.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LAST_OLD_LAW_DAY = date(2016, 11, 8)
MARIJUANA_SECTIONS = frozenset({"11357", "11358", "11359", "11360"})
DISMISS, INFRACTION, MISDEMEANOR = "dismiss_and_seal", "redesignate_infraction", "redesignate_misdemeanor"
RELIEF_ORDER = {DISMISS: 0, INFRACTION: 1, MISDEMEANOR: 2}
F, M, I = "felony", "misdemeanor", "infraction"  # noqa: E741 -- the matrix's own letters


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``subdivision`` None is any; no levels, days or ages are all of them."""

    row_id: str
    code_book: str
    sections: tuple[str, ...]
    subdivision: str | None
    outcome: str
    relief: str | None
    levels: frozenset[str] = frozenset()
    first_day: date | None = None
    last_day: date | None = None
    youngest: int | None = None
    oldest: int | None = None
    fact: str | None = None
    fact_wanted: bool = True
    is_fact_presumed: bool = False
    is_fact_to_be_proven: bool = False
    """It keeps the offense what it was: nothing else gives way to it, and nothing presumes it (11361.8(b),(f))."""
    disqualifiers: str | None = None  # absent | present
    asks_the_record_only: bool = False
    asks_nothing_of_the_offense: bool = False

    @property
    def reason_code(self) -> str:
        """The reason where this row decides."""
        return "prop64_" + self.row_id.removeprefix("P64-").lower().replace("-", "_")


def _former(
    row_id: str,
    section: str,
    levels: tuple[str, ...],
    years: tuple[int | None, int | None],
    relief: str,
    *,
    since: date = date(1976, 1, 1),
    until: date = LAST_OLD_LAW_DAY,
    fact: tuple[str, bool] | None = None,
    presumed: bool = False,
    to_be_proven: bool = False,
    disqualifiers: str | None = None,
) -> Row:
    """A row of the four sections: eligible with its relief, or ineligible because nothing lighter exists."""
    number, bracket, subdivision = section.partition("(")
    return Row(
        row_id=f"P64-{row_id}",
        code_book="HS",
        sections=(number,),
        subdivision=bracket + subdivision,
        outcome="ineligible" if relief == "no_change" else "eligible",
        relief=relief,
        levels=frozenset(levels),
        first_day=since,
        last_day=until,
        youngest=years[0],
        oldest=years[1],
        fact=fact[0] if fact else None,
        fact_wanted=fact[1] if fact else True,
        is_fact_presumed=presumed,
        is_fact_to_be_proven=to_be_proven,
        disqualifiers=disqualifiers,
    )


_CONCENTRATE, _PLANTS = "concentrate_at_most_8_grams", "at_most_six_plants"
_GIFT = "transport_or_gift_of_at_most_28_grams"
_ADULT, _FULL, _YOUNG, _MINOR = (18, None), (21, None), (18, 20), (None, 17)
_SCHOOL, _PLANT, _SALE, _TRANSPORT = date(1983, 1, 1), date(1977, 1, 1), date(1977, 7, 1), date(1973, 10, 1)


def _many_plants(row_id: str, relief: str, disqualifiers: str) -> Row:
    """More than six plants: 11358(c) and (d) begin there. A number nobody established is taken to be one of (c)."""
    return _former(
        row_id,
        "11358",
        (F,),
        _ADULT,
        relief,
        since=_PLANT,
        fact=(_PLANTS, False),
        presumed=disqualifiers == "absent",
        to_be_proven=disqualifiers == "present",
        disqualifiers=disqualifiers,
    )


ROWS = (
    _former("57A-1", "11357(a)", (F, M), _FULL, DISMISS, fact=(_CONCENTRATE, True), presumed=True),
    _former("57A-2", "11357(a)", (F, M), _YOUNG, INFRACTION, fact=(_CONCENTRATE, True), presumed=True),
    _former("57A-3", "11357(a)", (F, M), _MINOR, INFRACTION),
    _former("57A-4", "11357(a)", (F,), _ADULT, MISDEMEANOR, fact=(_CONCENTRATE, False)),
    _former("57B-1", "11357(b)", (M, I), _FULL, DISMISS),
    _former("57B-2", "11357(b)", (M,), _YOUNG, INFRACTION, until=date(2010, 12, 31)),
    _former("57B-3", "11357(b)", (I,), _YOUNG, "no_change", since=date(2011, 1, 1)),
    _former("57C-1", "11357(c)", (M,), _ADULT, "no_change"),
    _former("57C-2", "11357(c)", (M,), _MINOR, INFRACTION),
    _former("57D-1", "11357(d)", (M,), _ADULT, "no_change", since=_SCHOOL),
    _former("57E-1", "11357(e)", (M,), _MINOR, INFRACTION, since=_SCHOOL),
    # The record names no subdivision, and of its level the section had but one.
    _former("57A-1", "11357", (F,), _FULL, DISMISS, fact=(_CONCENTRATE, True), presumed=True),
    _former("57A-2", "11357", (F,), _YOUNG, INFRACTION, fact=(_CONCENTRATE, True), presumed=True),
    _former("57A-3", "11357", (F,), _MINOR, INFRACTION),
    _former("57A-4", "11357", (F,), _ADULT, MISDEMEANOR, fact=(_CONCENTRATE, False)),
    _former("57B-1", "11357", (I,), _FULL, DISMISS, since=date(2011, 1, 1)),
    _former("57B-3", "11357", (I,), _YOUNG, "no_change", since=date(2011, 1, 1)),
    _former("60A-1", "11360", (F,), _ADULT, MISDEMEANOR, since=_TRANSPORT, disqualifiers="absent"),
    _former("60A-2", "11360", (F,), _FULL, DISMISS, since=_TRANSPORT, until=date(2015, 12, 31), fact=(_GIFT, True)),
    _former("60A-3", "11360", (F,), _ADULT, "no_change", since=_TRANSPORT, disqualifiers="present"),
    _former("60A-4", "11360", (F,), _MINOR, INFRACTION, since=_TRANSPORT),
    _former("60B-1", "11360", (M,), _FULL, DISMISS, fact=("gift_to_persons_of_21_or_over", True), presumed=True),
    _former("60B-2", "11360", (M,), (None, 20), INFRACTION),
    # A misdemeanor already: nothing lighter, unless it would be less than that today.
    _former("58-6", "11358", (M,), _ADULT, "no_change", since=_PLANT, fact=(_PLANTS, False), to_be_proven=True),
    _former("59-5", "11359", (M,), _ADULT, "no_change", since=_SALE),
    _former("60A-5", "11360(a)", (M,), _ADULT, "no_change", since=_TRANSPORT, fact=(_GIFT, False), to_be_proven=True),
    _former("58-1", "11358", (F, M), _FULL, DISMISS, since=_PLANT, fact=(_PLANTS, True)),
    _former("58-2", "11358", (F, M), _YOUNG, INFRACTION, since=_PLANT, fact=(_PLANTS, True)),
    _many_plants("58-3", MISDEMEANOR, disqualifiers="absent"),
    _many_plants("58-4", "no_change", disqualifiers="present"),
    _former("58-5", "11358", (F, M), _MINOR, INFRACTION, since=_PLANT),
    _former(
        "59-1",
        "11359",
        (F,),
        _ADULT,
        MISDEMEANOR,
        since=_SALE,
        fact=("employed_person_under_21", False),
        presumed=True,
        disqualifiers="absent",
    ),
    _former("59-2", "11359", (F,), _ADULT, "no_change", since=_SALE, disqualifiers="present"),
    _former("59-3", "11359", (F,), _FULL, "no_change", since=_SALE, fact=("employed_person_under_21", True)),
    _former("59-4", "11359", (F, M), _MINOR, INFRACTION, since=_SALE),
    _former("60A-1", "11360(a)", (F,), _ADULT, MISDEMEANOR, since=_TRANSPORT, disqualifiers="absent"),
    _former(
        "60A-2",
        "11360(a)",
        (F, M),
        _FULL,
        DISMISS,
        since=_TRANSPORT,
        until=date(2015, 12, 31),
        fact=(_GIFT, True),
    ),
    _former("60A-3", "11360(a)", (F,), _ADULT, "no_change", since=_TRANSPORT, disqualifiers="present"),
    _former("60A-4", "11360(a)", (F, M), _MINOR, INFRACTION, since=_TRANSPORT),
    _former("60B-1", "11360(b)", (M,), _FULL, DISMISS, fact=("gift_to_persons_of_21_or_over", True), presumed=True),
    _former("60B-2", "11360(b)", (M,), (None, 20), INFRACTION),
    Row(
        "P64-57X",
        "HS",
        ("11357",),
        "",
        "review",
        None,
        frozenset((M,)),
        first_day=date(1976, 1, 1),
        last_day=LAST_OLD_LAW_DAY,
    ),
    Row(
        "P64-115",
        "HS",
        ("11530", "11530.1", "11530.5", "11531", "11532"),
        None,
        "review",
        None,
        last_day=date(1972, 12, 31),
    ),
    Row(
        "P64-POST",
        "HS",
        tuple(sorted(MARIJUANA_SECTIONS)),
        None,
        "ineligible",
        None,
        first_day=date(2016, 11, 9),
        asks_the_record_only=True,
    ),
    Row("P64-61", "HS", ("11361",), None, "ineligible", None, first_day=date(1976, 1, 1), asks_the_record_only=True),
    Row("P64-575", "HS", ("11357.5",), None, "ineligible", None, asks_the_record_only=True),
    Row(
        "P64-4573",
        "PC",
        ("4573", "4573.5", "4573.6", "4573.8", "4573.9"),
        None,
        "ineligible",
        None,
        asks_the_record_only=True,
    ),
)
CONSPIRACY_BY_COMMENT = Row("P64-182", "PC", ("182",), None, "review", None, asks_nothing_of_the_offense=True)
ACCESSORY = Row("P64-32", "PC", ("32",), None, "review", None, asks_nothing_of_the_offense=True)

_BY_SECTION: dict[tuple[str, str], list[Row]] = {}
for _row in ROWS:
    for _section in _row.sections:
        _BY_SECTION.setdefault((_row.code_book, _section), []).append(_row)


def rows_of(code_book: str | None, section: str | None, subdivision_path: str | None) -> list[Row]:
    """The rows whose section and subdivision these parts match, exactly."""
    if code_book is None or section is None:
        return []
    path = subdivision_path or ""
    return [row for row in _BY_SECTION.get((code_book, section), ()) if row.subdivision in (None, path)]
