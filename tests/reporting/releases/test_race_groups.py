"""Race groups of releases: merged by one list, kept from release to release, unknown apart."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from metric_rows import metrics, row

from orchestration.reporting.releases.race_groups import merge_race_groups, read_race_groups
from orchestration.reporting.releases.registry import Release

GROUPS = {"C": "Asian", "V": "Asian"}


def of_race(code: str, count: int, group_by: str = "race", **other: object) -> dict[str, object]:
    kind = {"race": f"race={code.lower()}", "race and sex": f"race={code[0].lower()}/sex=f"}.get(
        group_by, "race-possibly/c"
    )
    return row(count, group_by=group_by, group_code=code, figure_id=f"levels/eligible/people/{kind}", **other)


def test_merged_groups_are_added_up_and_all_others_stay() -> None:
    figures = metrics(
        row(64), of_race("B", 40, denominator=50), of_race("X", 7, denominator=9), of_race("C", 9, denominator=11),
        of_race("V", 8, denominator=20), of_race("C, F", 3, "race and sex"), of_race("V, F", 4, "race and sex"),
    )  # fmt: skip
    merged = merge_race_groups(figures, GROUPS).sort("figure_id")
    found = {one["figure_id"]: one for one in merged.iter_rows(named=True)}
    assert set(merged.filter(pl.col("group_by") == "race")["group_code"]) == {"B", "X", "Asian"}, "unknown stays apart"
    asian = found["levels/eligible/people/race=asian"]
    assert (asian["count"], asian["people"], asian["denominator"], asian["not_known"]) == (17, 17, 31, None)
    assert found["levels/eligible/people/race=asian/sex=f"]["group_code"] == "Asian, F"
    assert found["levels/eligible/people/race=asian/sex=f"]["count"] == 7
    assert merged.filter(pl.col("group_by") == "race")["count"].sum() == 64


def test_people_who_are_counted_beside_each_of_their_races_are_not_added_up() -> None:
    figures = metrics(of_race("C", 5, "race possibly"))
    assert merge_race_groups(figures, GROUPS).height == 0
    assert merge_race_groups(figures, {}).equals(figures)


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ({"metrics": {}, "race_groups": {"C": "Asian"}}, {"C": "Asian"}),  # another list would give away a difference
        ({"metrics": {}}, {}),  # a release with each code as recorded
    ],
)
def test_the_list_of_the_release_before_is_kept(facts: dict[str, object], kept: dict[str, str]) -> None:
    assert read_race_groups("ca", Release(Path(), facts)) == kept


def test_the_first_release_takes_the_list_of_the_state() -> None:
    groups = read_race_groups("ca", None)
    assert groups["C"] == groups["F"] == "Asian or Pacific Islander"
    assert not {"X", "B", "W", "H"} & set(groups)
    assert read_race_groups("ca", Release(Path(), {})) == groups, "a release under earlier rules shows exact counts"
    assert read_race_groups("zz", None) == {}, "a state without a list merges nothing"
