"""Michigan: over a year makes a felony; deferrals and convictions of other states are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.support.pack_findings import Charge, decide

AS_OF = date(2026, 11, 1)
OLD, NEW = date(2015, 1, 5), date(2018, 1, 5)
DRUGS = {"code_book": "MCL", "section": "333.7403"}
PENAL = {"code_book": "MCL", "section": "750.479"}
FORGERY = {"code_book": "MCL", "section": "750.249"}
AIMED = {"code_book": "MCL", "section": "750.233"}
VULNERABLE = {"code_book": "MCL", "section": "750.174a", "subdivision_path": "(2)"}
NO_SECTION = {"section": None, "is_text_in_doubt": True}
ASSAULT = {"code_book": "MCL", "section": "750.81"}


def _charge(max_days: int | None, level: str | None = "misdemeanor", **said: Any) -> Charge:
    day = said.pop("on", OLD)
    return {
        **{"level": level, "max_days": max_days, "disposition": "conviction", **DRUGS},
        **{"days": {"disposition": day, "sentence": day}, **said},
    }


def _deferred(day: date = NEW, **said: Any) -> Charge:
    return _charge(93, disposition="deferred_dismissed", on=day, case_id="other", **said)


def _elsewhere(level: str | None = "misdemeanor", day: date = NEW, **said: Any) -> Charge:
    return _charge(None, level, jurisdiction="elsewhere", code_book=None, on=day, case_id="other", **said)


def _make_others(number: int, max_days: int | None) -> list[Charge]:
    """Make convictions that are never set aside without an application: they take no place of the two."""
    said = {**FORGERY, "facts": {"assaultive_crime": "no"}}
    return [_charge(max_days, on=date(1990, 1, day), case_id=f"case {day}", **said) for day in range(1, number + 1)]


def _make_elsewhere(counts: str, days: Sequence[int] = (1, 2, 3), **said: Any) -> list[Charge]:
    facts = {"assaultive_crime": "no", "felony_elsewhere_counts": counts}
    return [_elsewhere("felony", date(1990, 1, day), facts=facts, **said) for day in days]


# name: the charges (the first is asked about), what it comes to
CASES: dict[str, tuple[Sequence[Charge], str]] = {
    "of 92 days, after seven years": ([_charge(92, on=date(2019, 11, 1))], "eligible"),
    "of 93 days, after seven years": ([_charge(93, on=date(2019, 11, 1))], "eligible"),
    "of a year, after seven years": ([_charge(365, on=date(2019, 11, 1))], "eligible"),
    "of over a year, after seven years": ([_charge(366, on=date(2019, 11, 1))], "not_yet"),
    "of two years, a day before ten years": ([_charge(730, on=date(2016, 11, 2))], "not_yet"),
    "of two years, after ten years": ([_charge(730, on=date(2016, 11, 1))], "eligible"),
    "of two years, released from prison later": (
        [_charge(730, days={"disposition": OLD, "sentence": OLD, "prison_release": date(2017, 1, 1)})],
        "not_yet",
    ),
    "of an unknown term": ([_charge(None, on=date(2019, 11, 1))], "review"),
    "of two years, of the penal code": ([_charge(730, **PENAL)], "review"),
    "of a year, of the penal code": ([_charge(365, **PENAL)], "eligible"),
    "of two years, a crime of dishonesty": ([_charge(730, **FORGERY)], "ineligible"),
    "of 93 days, a firearm aimed": ([_charge(93, **AIMED)], "ineligible"),
    "of 93 days, an attempt to aim a firearm": ([_charge(93, charge_prefix="attempt", **AIMED)], "ineligible"),
    "of 93 days, a conspiracy to aim a firearm": ([_charge(93, charge_prefix="conspiracy", **AIMED)], "review"),
    "of 93 days, a firearm discharged: that entry was not read": (
        [_charge(93, code_book="MCL", section="750.234")],
        "review",
    ),
    "of 93 days, between two sections that the definition names": (
        [_charge(93, code_book="MCL", section="750.145b")],
        "eligible",
    ),
    "of 92 days, entry without permission": ([_charge(92, code_book="MCL", section="750.115")], "eligible"),
    **{
        f"of 93 days, embezzlement from a vulnerable adult before 2024, {fact}": (
            [_charge(93, facts={"crime_of_dishonesty": "no", "serious_misdemeanor": fact}, **VULNERABLE)],
            outcome,
        )
        for fact, outcome in (("unknown", "review"), ("yes", "ineligible"), ("no", "eligible"))
    },
    "two years beside two forgeries of two years": ([_charge(730), *_make_others(2, 730)], "eligible"),
    "two years beside three forgeries of two years": ([_charge(730), *_make_others(3, 730)], "ineligible"),
    "two years beside three forgeries of a year": ([_charge(730), *_make_others(3, 365)], "eligible"),
    "two years beside three forgeries of an unknown term": ([_charge(730), *_make_others(3, None)], "review"),
    "two years beside three felonies elsewhere": ([_charge(730), *_make_elsewhere("unknown")], "review"),
    "two years beside three felonies elsewhere that count": ([_charge(730), *_make_elsewhere("yes")], "ineligible"),
    "two years beside three felonies elsewhere that do not": ([_charge(730), *_make_elsewhere("no")], "eligible"),
    **{
        f"two years beside two forgeries and a felony elsewhere of no section, {counts}": (
            [_charge(730), *_make_others(2, 730), *_make_elsewhere(counts, (9,), **NO_SECTION)],
            outcome,
        )
        for counts, outcome in (("unknown", "review"), ("yes", "ineligible"), ("no", "eligible"))
    },
    **{
        f"a conviction elsewhere in the time of no section, {fact}": (
            [_charge(93), _elsewhere(facts={"in_state_police_database": fact}, **NO_SECTION)],
            outcome,
        )
        for fact, outcome in (("unknown", "review"), ("yes", "ineligible"), ("no", "eligible"))
    },
    "a deferral in the time": ([_charge(93), _deferred()], "review"),
    "a deferral in the time, of 621(2)": (
        [_charge(93), _deferred(facts={"deferred_under_621_2": "yes"})],
        "ineligible",
    ),
    "a deferral in the time, of no such law": (
        [_charge(93), _deferred(facts={"deferred_under_621_2": "no"})],
        "eligible",
    ),
    "a deferral before": ([_charge(93), _deferred(date(2010, 1, 1))], "eligible"),
    "a deferral beside 92 days": ([_charge(92), _deferred()], "eligible"),
    "a plain dismissal in the time": (
        [_charge(93), _charge(93, disposition="dismissal", on=NEW, case_id="other")],
        "eligible",
    ),
    "an assault deferred beside an assault": (
        [_charge(93), _charge(93, on=date(2000, 1, 1), case_id="a", **ASSAULT), _deferred(date(2001, 1, 1), **ASSAULT)],
        "review",
    ),
    "a conviction elsewhere in the time": ([_charge(93), _elsewhere()], "review"),
    "a conviction elsewhere that the database has": (
        [_charge(93), _elsewhere(facts={"in_state_police_database": "yes"})],
        "ineligible",
    ),
    "a conviction elsewhere that the database lacks": (
        [_charge(93), _elsewhere(facts={"in_state_police_database": "no"})],
        "eligible",
    ),
    "a conviction elsewhere before": ([_charge(93), _elsewhere(day=date(2010, 1, 1))], "eligible"),
    "two convictions elsewhere before, perhaps assaults": (
        [_charge(93), _elsewhere(day=date(2010, 1, 1)), _elsewhere(day=date(2011, 1, 1))],
        "review",
    ),
    "two convictions elsewhere before, no assaults": (
        [_charge(93), *(_elsewhere(day=date(2010, 1, day), facts={"assaultive_crime": "no"}) for day in (1, 2))],
        "eligible",
    ),
}


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[str, str], str]:
    return decide("mi", AS_OF, {name: charges for name, (charges, _) in CASES.items()})


@pytest.mark.parametrize("name", CASES)
def test_it_comes_out_as_the_statute_says(outcomes: dict[tuple[str, str], str], name: str) -> None:
    assert outcomes.get((name, "setting_aside"), "ineligible") == CASES[name][1]
