"""Groups of releases: codes of race and sex, merged by one list, kept from release to release, unknown apart."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from metric_rows import metrics, row

from orchestration.reporting.releases.groups import list_published, merge_groups, read_groups
from orchestration.reporting.releases.registry import Release
from orchestration.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
GROUPS = {
    "race": {"B": "B", "X": "X", "C": "Asian", "V": "Asian", "not understood": "not understood"},
    "sex": {"F": "F", "X": "X or several", "several recorded": "X or several", "not understood": "not understood"},
}
PEOPLE = "levels/eligible/people"


def of(group_by: str, code: str, count: int, **other: object) -> dict[str, object]:
    return row(count, group_by=group_by, group_code=code, figure_id=f"{PEOPLE}/{group_by}={code}", **other)


def test_merged_groups_are_added_up_and_all_others_stay() -> None:
    figures = metrics(
        row(64), of("race", "B", 40, denominator=50), of("race", "X", 7, denominator=9),
        of("race", "C", 9, denominator=11), of("race", "V", 8, denominator=20), of("race and sex", "C, F", 3),
        of("race and sex", "V, F", 4), of("sex", "X", 5), of("sex", "several recorded", 2),
        of("race and age", "V, 18", 1), of("county_set", "KERN", 12),
    )  # fmt: skip
    merged = merge_groups(figures, GROUPS)
    found = {(one["group_by"], one["group_code"]): one for one in merged.iter_rows(named=True)}
    assert set(merged.filter(group_by="race")["group_code"]) == {"B", "X", "Asian"}, "unknown stays apart"
    asian = found["race", "Asian"]
    assert (asian["count"], asian["people"], asian["denominator"], asian["not_known"]) == (17, 17, 31, None)
    assert (found["race and sex", "Asian, F"]["count"], found["sex", "X or several"]["count"]) == (7, 7)
    assert found["race and age", "Asian, 18"]["count"] == 1
    assert merged.filter(group_by="race")["count"].sum() == 64
    assert found["race", "B"]["figure_id"] == f"{PEOPLE}/race=B"
    assert found["county_set", "KERN"]["count"] == 12


def test_a_code_on_no_list_is_not_understood() -> None:
    merged = merge_groups(metrics(of("sex", "Q", 3), of("sex", "not understood", 2)), GROUPS)
    assert merged.select("group_code", "count").rows() == [("not understood", 5)]


def test_people_who_are_counted_beside_each_of_their_races_are_not_added_up() -> None:
    merged = merge_groups(metrics(of("race possibly", "C", 5), of("race possibly", "B", 4)), GROUPS)
    assert merged["group_code"].to_list() == ["B"]


def test_the_list_of_the_release_before_is_kept() -> None:
    """Another list would give away a difference."""
    assert read_groups(MODELS, "ca", Release(Path(), {"metrics": {}, "groups": GROUPS})) == GROUPS


@pytest.mark.parametrize(("facts", "c"), [({"race_groups": {"C": "Asian"}}, "Asian"), ({}, "C")])
def test_a_release_of_before_keeps_its_race_groups_and_each_code_of_sex(facts: dict[str, object], c: str) -> None:
    groups = read_groups(MODELS, "ca", Release(Path(), {"metrics": {}, **facts}))
    assert (groups["race"]["C"], groups["sex"]["X"]) == (c, "X")


def test_the_first_release_takes_the_list_of_the_state() -> None:
    groups = read_groups(MODELS, "ca", None)
    assert groups["race"]["C"] == groups["race"]["F"] == "Asian or Pacific Islander"
    assert list_published(groups, "race") == [
        "Asian or Pacific Islander", "B", "H", "I", "O", "W", "X", "several recorded", "not recorded", "not understood",
    ]  # fmt: skip
    assert list_published(groups, "sex") == ["F", "M", "X or several recorded", "not recorded", "not understood"]
    assert read_groups(MODELS, "ca", Release(Path(), {})) == groups, "a release under earlier rules shows exact counts"
    assert set(read_groups(MODELS, "zz", None)["sex"]) == {"several recorded", "not recorded", "not understood"}, (
        "a state without a list merges nothing"
    )


def test_every_code_of_the_vocabulary_has_a_group() -> None:
    names = pl.read_csv(MODELS / "staging" / "ca" / "vocabulary" / "ca_group_names.csv")
    groups = read_groups(MODELS, "ca", None)
    assert not [(kind, code) for kind, code, *_ in names.iter_rows() if code not in groups[kind]]
