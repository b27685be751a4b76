"""Virginia: only what 19.2-390(A)(1) names is reported, and only that counts against sealing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.support.pack_findings import Charge, decide

AS_OF = date(2026, 11, 1)
OLD, NEW = date(2015, 1, 5), date(2018, 1, 5)


def _charge(section: str | None, grade: str | None = "1", level: str = "misdemeanor", **said: Any) -> Charge:
    day = said.pop("on", NEW)
    return {
        **{"level": level, "grade": grade, "code_book": "Va. Code", "section": section, "disposition": "conviction"},
        **{"case_id": "other", "days": {"disposition": day, "offense": day}, **said},
    }


LARCENY = _charge("18.2-96", on=OLD, case_id="own")
NOT_PROSECUTED = _charge("18.2-137", on=OLD, case_id="own", disposition="nolle_prosequi")
# name: what the person was convicted of beside it, whether it is reported
CONVICTED: dict[str, tuple[Charge, str]] = {
    "of Title 18.2, class 1": (_charge("18.2-57"), "yes"),
    "of Title 18.2, class 2": (_charge("18.2-57", "2"), "yes"),
    "of Title 18.2, class 3": (_charge("18.2-388", "3"), "no"),
    "of Title 18.2, class 4": (_charge("18.2-388", "4"), "no"),
    "of Title 18.2, of no class": (_charge("18.2-250.1", None), "unknown"),
    "of Title 18.2, unclassified": (_charge("18.2-250.1", "U"), "unknown"),
    "of Title 19.2": (_charge("19.2-128"), "yes"),
    "of Title 46.2": (_charge("46.2-862"), "no"),
    "of Title 46.2, named": (_charge("46.2-817"), "yes"),
    "of Title 46.2, named, of no class": (_charge("46.2-341.24", None), "yes"),
    "of Title 4.1": (_charge("4.1-305"), "no"),
    "of Title 4.1, named": (_charge("4.1-309.1"), "yes"),
    "of Title 29.1": (_charge("29.1-738"), "no"),
    "of Title 54.1": (_charge("54.1-111"), "yes"),
    "of 20-61": (_charge("20-61"), "yes"),
    "of 16.1-253.2": (_charge("16.1-253.2"), "yes"),
    "a felony of Title 29.1": (_charge("29.1-530", None, "felony"), "yes"),
    "a traffic infraction of a named section": (_charge("46.2-817", None, "traffic_infraction"), "no"),
    "of a section that nobody can read": (_charge(None, is_text_in_doubt=True), "unknown"),
}
COMES_TO = {"yes": "ineligible", "unknown": "review", "no": "eligible"}


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[str, str], str]:
    people: dict[str, Sequence[Charge]] = {
        f"{kind} {name}": [own, other]
        for name, (other, _) in CONVICTED.items()
        for kind, own in {"conviction": LARCENY, "charge": NOT_PROSECUTED}.items()
    }
    people["elsewhere"] = [LARCENY, _charge("46.2-862", jurisdiction="elsewhere")]
    people["never convicted elsewhere"] = [NOT_PROSECUTED, _charge("46.2-862", jurisdiction="elsewhere")]
    people["charged lately, reported"] = [
        NOT_PROSECUTED,
        _charge("18.2-57", on=date(2025, 1, 1), disposition="dismissal"),
    ]
    people["charged lately, not reported"] = [
        NOT_PROSECUTED, _charge("46.2-862", on=date(2025, 1, 1), disposition="dismissal"),
    ]  # fmt: skip
    return decide("va", AS_OF, people)


@pytest.mark.parametrize("name", CONVICTED)
def test_only_what_is_reported_counts_against_the_seven_years(outcomes: dict[tuple[str, str], str], name: str) -> None:
    assert outcomes[f"conviction {name}", "sealing_of_convictions"] == COMES_TO[CONVICTED[name][1]]


@pytest.mark.parametrize("name", CONVICTED)
def test_only_what_is_reported_counts_as_a_conviction(outcomes: dict[tuple[str, str], str], name: str) -> None:
    assert outcomes[f"charge {name}", "yearly_sealing"] == COMES_TO[CONVICTED[name][1]]


def test_a_conviction_elsewhere_counts_against_the_seven_years_whatever_it_is_of(
    outcomes: dict[tuple[str, str], str],
) -> None:
    assert outcomes["elsewhere", "sealing_of_convictions"] == "ineligible"
    assert outcomes["never convicted elsewhere", "yearly_sealing"] == "eligible"


def test_only_a_charge_that_is_reported_makes_the_person_wait(outcomes: dict[tuple[str, str], str]) -> None:
    assert outcomes["charged lately, reported", "yearly_sealing"] == "not_yet"
    assert outcomes["charged lately, not reported", "yearly_sealing"] == "eligible"
