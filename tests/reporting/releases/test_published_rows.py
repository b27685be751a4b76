"""The rows of a release never depend on the people: two attacks that read who is there from what is there."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from metric_rows import metrics, row

from orchestration.reporting.metrics.store import STATEWIDE, read_catalogue, read_metrics
from orchestration.reporting.releases.build import protect
from orchestration.reporting.releases.groups import merge_groups, read_groups
from orchestration.reporting.releases.published_rows import KEY, Lists, fill_rows, list_rows, read_lists
from orchestration.reporting.releases.registry import read_release
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

AS_OF = date(2026, 6, 1)
AMONG = {"denominator_name": "in_scope", "not_known": 0}


@pytest.fixture(scope="module")
def lists() -> Lists:
    settings = load_settings()
    return read_lists(settings, read_groups(settings.models, "ca", None), AS_OF)


@pytest.fixture(scope="module")
def rows(lists: Lists) -> pl.DataFrame:
    return list_rows(lists)


def count_people(**small: tuple[str, str, str]) -> pl.DataFrame:
    """Two counties and the state, and one person for each small group (place, group_by, group_code)."""
    settings = load_settings()
    big = [row(count, place=place, denominator=count + 40, **AMONG)
           for place, count in ((STATEWIDE, 301), ("KERN", 141), ("KINGS", 160))]  # fmt: skip
    of_race = [row(count, place=place, group_by="race", group_code="W", denominator=count + 40, **AMONG)
               for place, count in ((STATEWIDE, 300), ("KERN", 140), ("KINGS", 160))]  # fmt: skip
    few = [row(1, place=place, group_by=group_by, group_code=code, denominator=1, **AMONG)
           for place, group_by, code in small.values()]  # fmt: skip
    figures = metrics(*big, *of_race, *few)
    return merge_groups(figures, read_groups(settings.models, "ca", None))


WORLDS = {
    "one in Kern": {"state": (STATEWIDE, "race", "I"), "county": ("KERN", "race", "I")},
    "one in Kings": {"state": (STATEWIDE, "race", "I"), "county": ("KINGS", "race", "I")},
    "one in Alpine": {"state": (STATEWIDE, "race", "I"), "county": ("ALPINE", "race", "I")},
    "of a third sex": {"state": (STATEWIDE, "sex", "X"), "county": ("KERN", "sex", "X")},
    "of an unlisted code": {"state": (STATEWIDE, "race", "QQ"), "county": ("KERN", "race", "QQ")},
}


@pytest.fixture(scope="module")
def attacked(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the metric that the attacks read, and of what it is counted among."""
    return rows.filter(pl.col("metric").is_in(["eligible", "in_scope"]))


@pytest.fixture(scope="module")
def nobody(attacked: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is shown, and the tables left out, if nobody is in a small group."""
    return protect(fill_rows(count_people(), attacked), None)


@pytest.mark.parametrize("world", WORLDS)
def test_neither_a_missing_row_nor_a_table_left_out_says_who_is_there(
    world: str, nobody: tuple[pl.DataFrame, pl.DataFrame], attacked: pl.DataFrame
) -> None:
    """Whoever is in the small group, wherever: the same rows, the same numbers, the same tables left out."""
    somebody = protect(fill_rows(count_people(**WORLDS[world]), attacked), None)
    there = somebody[0].filter(pl.col("metric") == "eligible", pl.col("place") == "KERN", pl.col("unit") == "people")
    assert {"I", "W", "not understood"} <= set(there.filter(group_by="race")["group_code"])
    for shown, other in zip(somebody, nobody, strict=True):
        assert shown.equals(other)


def test_the_attack_finds_somebody_if_rows_are_of_those_who_are_counted() -> None:
    shown, _ = protect(count_people(**WORLDS["one in Alpine"]), None)
    assert shown.filter(place="ALPINE")["group_code"].to_list() == ["I"]


def test_a_row_that_counts_nobody_is_withheld_as_any_small_one(nobody: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    shown, _ = nobody
    here = shown.filter(metric="eligible", unit="people", law="ALL", place="KERN", group_by="race", status="living")
    told = {code: (count, withheld) for code, count, withheld in here.select("group_code", "count", "withheld").rows()}
    assert told["W"] == (140, "not_known")
    assert told["I"] == told["X"] == told["not recorded"] == (None, "count denominator not_known")


def test_nothing_by_county_is_of_sex_year_or_offense(rows: pl.DataFrame) -> None:
    assert set(rows.filter(pl.col("place") != STATEWIDE)["group_by"]) == {"all", "race", "age"}
    assert rows.select(KEY).is_unique().all() and rows["figure_id"].is_unique().all()


def test_ids_are_those_of_the_warehouse_and_what_is_not_published_is_known(
    copied_release: Settings, rows: pl.DataFrame
) -> None:
    """Of the living in the whole state only years and months out of range are not published."""
    told = {f"{name} {unit}" for name, one in read_catalogue().items() if one["published"] for unit in one["units"]}
    with open_warehouse(copied_release) as connection:
        figures = read_metrics(connection).filter(pl.concat_str("metric", pl.lit(" "), "unit").is_in(list(told)))
    merged = merge_groups(figures, read_release(copied_release, 1).facts["groups"])
    both = merged.join(rows, on=KEY, how="left", suffix="_of_the_rows")
    listed = both.filter(pl.col("figure_id_of_the_rows").is_not_null())
    same = listed.filter(pl.col("figure_id").is_not_null())
    assert same.height > 20_000
    assert same.filter(pl.col("figure_id") != pl.col("figure_id_of_the_rows")).is_empty()
    assert listed.filter(pl.col("denominator_name").ne_missing(pl.col("denominator_name_of_the_rows"))).is_empty()
    assert listed.filter(pl.col("ledger_event").is_not_null() != pl.col("rests_on_ledger")).is_empty()
    assert listed.filter(~pl.col("may_be_unknown"), pl.col("not_known") > 0).is_empty()
    is_of_time = pl.col("group_by").is_in(["year", "year_due"]) | (pl.col("metric") == "calendar")
    missing = both.filter(pl.col("figure_id_of_the_rows").is_null(), ~is_of_time, pl.col("status") != "deceased")
    of_counties = (pl.col("place") != STATEWIDE) & (
        pl.col("group_by").is_in(["sex", "offense_group"]) | pl.col("metric").str.starts_with("policy_")
    )
    reports = pl.col("metric").str.ends_with("_in_year") | (pl.col("metric") == "progress")
    assert missing.filter(~of_counties, ~reports).is_empty()


def test_a_release_of_the_sample_has_every_row_of_the_list_but_whole_tables(
    copied_release: Settings, rows: pl.DataFrame
) -> None:
    release = read_release(copied_release, 1)
    shown, left_out = release.read_table("metrics"), release.facts["left_out"]
    assert {one["places"] for one in left_out} <= {STATEWIDE, "COUNTIES"}, "no county is named"
    gone = rows.join(shown, on="figure_id", how="anti")
    tables = {tuple(one.values()) for one in left_out}
    places = pl.when(pl.col("place") == STATEWIDE).then("place").otherwise(pl.lit("COUNTIES"))
    found = set(gone.select("metric", "unit", places.alias("places"), "group_by").iter_rows())
    assert found == {table for table in tables if not table[0].startswith("scenario_")}
    assert shown.join(rows, on="figure_id", how="anti").is_empty()
