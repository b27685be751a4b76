"""Which deliveries count on the as-of date, and what is wrong with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.deliveries.select_current import UnknownCutError, check_freshness, choose_in_force

AS_OF = date(2026, 7, 1)


def delivery(county: str, cut: date, name: str = "a") -> Delivery:
    return Delivery(Path(name), name, f"{county}{cut}{name}", county, cut, 1)


OLD = delivery("KERN", date(2025, 7, 1))
NEW = delivery("KERN", AS_OF)
FUTURE = delivery("KERN", date(2026, 7, 2))
OTHER = delivery("INYO", date(2024, 1, 1))


def test_the_newest_cut_replaces_older_ones_of_its_county() -> None:
    assert choose_in_force([NEW, OLD, OTHER], AS_OF) == [OTHER, NEW]


def test_a_cut_on_the_as_of_date_is_in_force_and_one_after_is_not() -> None:
    assert choose_in_force([OLD, NEW, FUTURE], AS_OF) == [NEW]
    assert choose_in_force([OLD, NEW, FUTURE], date(2026, 6, 30)) == [OLD]
    assert choose_in_force([FUTURE], AS_OF) == []


def test_files_of_the_same_newest_cut_are_all_in_force() -> None:
    second = delivery("KERN", AS_OF, "b")
    assert choose_in_force([second, OLD, NEW], AS_OF) == [NEW, second]


def test_an_older_cut_can_be_chosen() -> None:
    assert choose_in_force([OLD, NEW, OTHER], AS_OF, {"Kern": OLD.data_as_of}) == [OTHER, OLD]


@pytest.mark.parametrize("county,cut", [("KERN", date(2025, 7, 2)), ("KERN", FUTURE.data_as_of), ("YOLO", AS_OF)])
def test_a_chosen_cut_must_be_there(county: str, cut: date) -> None:
    with pytest.raises(UnknownCutError, match=county):
        choose_in_force([OLD, NEW, FUTURE], AS_OF, {county: cut})


def test_data_is_stale_from_the_day_after_the_maximum_age() -> None:
    assert check_freshness([OLD], AS_OF, 365, []) == []
    (problem,) = check_freshness([OLD], AS_OF, 364, [])
    assert (problem.kind, problem.county) == ("stale", "KERN")
    assert problem.message == "KERN: data of 2025-07-01 is 365 days old on 2026-07-01, more than 364"


def test_stale_data_is_allowed_for_all_or_by_name() -> None:
    both = [OLD, OTHER]
    assert check_freshness(both, AS_OF, 1, [], allow_stale=True) == []
    assert [one.county for one in check_freshness(both, AS_OF, 1, [], allow_stale={"kern"})] == ["INYO"]
    assert [one.county for one in check_freshness(both, AS_OF, 1, [], allow_stale=False)] == ["INYO", "KERN"]


def test_a_county_that_the_last_run_had_is_missed_unless_allowed() -> None:
    (problem,) = check_freshness([NEW], AS_OF, 1, ["KERN", "INYO"])
    assert (problem.kind, problem.county) == ("missing", "INYO")
    assert check_freshness([NEW], AS_OF, 1, ["KERN", "INYO"], allow_missing={"Inyo"}) == []
