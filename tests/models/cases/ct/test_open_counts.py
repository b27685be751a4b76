"""Connecticut: while a count of the case is open, the others wait (54-142a(i)(1)(A)): they are not refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.support.pack_findings import Charge, decide

AS_OF = date(2026, 11, 1)
OLD = date(2015, 1, 5)


def _count(disposition: str | None, **said: Any) -> Charge:
    days = {} if disposition in ("pending", "diversion") else {"disposition": OLD, "sentence_end": OLD}
    return {
        **{"level": "misdemeanor", "disposition": disposition, "case_id": "one", "code_book": "C.G.S."},
        **{"section": "53a-125b", "days": {**days, "offense": OLD}, "facts": {"family_violence_crime": "no"}, **said},
    }


# name: the counts (the first is asked about), what it comes to
CASES: dict[str, tuple[Sequence[Charge], str]] = {
    "dismissed": ([_count("dismissal")], "eligible"),
    "dismissed beside an open one": ([_count("dismissal"), _count("pending")], "not_yet"),
    "nolled beside an open one": ([_count("nolle_prosequi"), _count("pending")], "not_yet"),
    "dismissed beside one in a program": ([_count("dismissal"), _count("diversion")], "not_yet"),
    "dismissed beside an open one of another case": (
        [_count("dismissal"), _count("pending", case_id="two")],
        "eligible",
    ),
    "dismissed beside one that nobody understands": ([_count("dismissal"), _count(None)], "review"),
    "dismissed beside one that is dismissed": ([_count("dismissal"), _count("dismissal")], "eligible"),
    "dismissed beside a felony that is never erased": (
        [_count("dismissal"), _count("conviction", level="felony", grade="FA", section="53a-54a")],
        "ineligible",
    ),
    "that felony and an open one": (
        [_count("dismissal"), _count("pending"), _count("conviction", level="felony", grade="FA", section="53a-54a")],
        "ineligible",
    ),
    "convicted beside an open one": ([_count("conviction"), _count("pending")], "not_yet"),
    "convicted beside a dismissed one": ([_count("conviction"), _count("dismissal")], "eligible"),
    "open": ([_count("pending"), _count("dismissal")], "ineligible"),
}


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[str, str], str]:
    return decide("ct", AS_OF, {name: counts for name, (counts, _) in CASES.items()})


@pytest.mark.parametrize("name", CASES)
def test_it_comes_out_as_the_statute_says(outcomes: dict[tuple[str, str], str], name: str) -> None:
    assert outcomes.get((name, "erasure"), "ineligible") == CASES[name][1]
