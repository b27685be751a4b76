"""Pennsylvania: what bars a case bars no qualifying offense; money without a case number; grades are of a state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.support.pack_findings import Charge, decide

AS_OF = date(2026, 11, 1)
EIGHT_YEARS_AGO = date(2018, 10, 1)
THEFT = {"code_book": "18 Pa.C.S.", "section": "3929"}
DRUGS = {"code_book": "35 P.S.", "section": "780-113"}


def _conviction(grade: str | None = None, **said: Any) -> Charge:
    days = {"disposition": EIGHT_YEARS_AGO, "offense": EIGHT_YEARS_AGO}
    plain = {
        "level": "misdemeanor",
        "grade": grade,
        "disposition": "conviction",
        "case_id": "k",
        "jurisdiction": "here",
    }
    return {**plain, **THEFT, "days": days, **said}


def _drugs(**said: Any) -> Charge:
    return _conviction(max_days=365, imposed_min_days=0, imposed_max_days=30, **DRUGS, **said)


GRAVER = _conviction("M1", max_days=1825, tracking="t")

# name: the charges (the first is asked about), what it comes to
CASES: dict[str, tuple[Sequence[Charge], str]] = {
    "a theft of the second degree alone": ([_conviction("M2")], "eligible"),
    "a theft beside one of the first degree in its case": ([_conviction("M2", tracking="t"), GRAVER], "ineligible"),
    "a qualifying misdemeanor beside one of the first degree": ([_drugs(tracking="t"), GRAVER], "eligible"),
    "a theft that owes restitution": ([_conviction("M2", owed={"restitution": 1})], "not_yet"),
    "a theft without a case number that owes restitution": (
        [_conviction("M2", case_id=None, owed={"restitution": 1})],
        "not_yet",
    ),
    "a theft without a case number that owes nothing": (
        [_conviction("M2", case_id=None, owed={"restitution": 0})],
        "eligible",
    ),
    "a theft without a case number beside another that owes": (
        [_conviction("M2", case_id=None), _conviction("M2", case_id=None, owed={"restitution": 1})],
        "eligible",
    ),
    "a theft beside a grade of another state": (
        [_conviction("M2", tracking="t"), _conviction("M1", tracking="t", jurisdiction="elsewhere")],
        "review",
    ),
}


@pytest.mark.parametrize(("charges", "outcome"), CASES.values(), ids=CASES.keys())
def test_what_bars_the_case(charges: Sequence[Charge], outcome: str) -> None:
    assert decide("pa", AS_OF, {"a": charges})["a", "limited_access"] == outcome
