"""Which delivery came before: the newest that passed, never one that a gate turned away or that came later."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.ingestion.deliveries.profile import Profile
from orchestration.ingestion.delivery_profiles import Cut, _build_conviction_rows, find_previous_cuts

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
Passed = tuple[str, date, frozenset[str], int, bool]


def cut(day: date, *files: str, county: str = "ALPINE") -> Cut:
    return Cut(county, day, frozenset(files))


def run(one: Cut, number: int, is_passed: bool = True) -> Passed:
    return (one.county, one.data_as_of, one.sha256s, number, is_passed)


NOW = cut(MARCH, "c")


@pytest.mark.parametrize(
    ("set_aside", "of_runs", "before"),
    [
        ([], [], None),
        ([cut(FEBRUARY, "b")], [], cut(FEBRUARY, "b")),
        ([cut(JANUARY, "a"), cut(FEBRUARY, "b")], [], cut(FEBRUARY, "b")),
        ([], [run(cut(JANUARY, "a"), 1), run(cut(FEBRUARY, "b"), 2)], cut(FEBRUARY, "b")),
        ([], [run(cut(FEBRUARY, "b"), 1), run(cut(JANUARY, "a"), 2)], cut(FEBRUARY, "b")),  # a later run of an old cut
        ([cut(FEBRUARY, "b")], [run(cut(JANUARY, "a"), 1)], cut(FEBRUARY, "b")),
        ([], [run(cut(JANUARY, "a"), 1), run(cut(FEBRUARY, "b"), 2, False)], cut(JANUARY, "a")),  # turned away
        ([cut(FEBRUARY, "b")], [run(cut(FEBRUARY, "b"), 1, False)], None),  # lies there, and was turned away
        ([], [run(cut(FEBRUARY, "b"), 1, False), run(cut(FEBRUARY, "b"), 2)], cut(FEBRUARY, "b")),  # allowed later
        ([], [run(NOW, 1)], None),  # itself
        ([], [run(cut(MARCH, "earlier bytes"), 1)], cut(MARCH, "earlier bytes")),  # the same cut, sent again
        ([], [run(cut(MARCH, "x"), 1), run(cut(MARCH, "y"), 2)], cut(MARCH, "y")),
        ([cut(MARCH, "beside it")], [], None),  # of the same cut and never in force
        ([], [run(cut(date(2026, 4, 1), "d"), 1)], None),  # came later
        ([cut(date(2026, 4, 1), "d")], [], None),
        ([cut(FEBRUARY, "b", county="FRESNO")], [], None),  # another county's
        ([], [run(cut(FEBRUARY, "b1", "b2"), 1)], cut(FEBRUARY, "b1", "b2")),  # a cut in two files
    ],
)
def test_the_delivery_before_is_the_newest_that_passed(
    set_aside: list[Cut], of_runs: list[Passed], before: Cut | None
) -> None:
    assert find_previous_cuts([NOW], set_aside, of_runs).get("ALPINE") == before


def test_the_order_of_what_is_known_does_not_matter() -> None:
    known = [run(cut(MARCH, "x"), 1), run(cut(FEBRUARY, "b"), 3), run(cut(MARCH, "y"), 2), run(NOW, 4)]
    assert (
        find_previous_cuts([NOW], [], known)
        == find_previous_cuts([NOW], [], known[::-1])
        == {"ALPINE": cut(MARCH, "y")}
    )


def test_a_year_is_over_where_the_delivery_before_was_made_after_it() -> None:
    counts = (("ALPINE", 2025, 3), ("ALPINE", 2026, 2), ("ALPINE", None, 1))
    profile = Profile(version="1", sha256="a", rows=6, columns={}, convictions=counts)
    rows = _build_conviction_rows([profile], [profile], cut(JANUARY, "a"))
    assert {row["conviction_year"]: row["is_over"] for row in rows} == {2025: True, 2026: False, None: False}
