"""The rows of a release never depend on the people: two attacks that read who is there from what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import polars as pl
import pytest
from metric_rows import metrics, row

from orchestration.reporting.metrics.store import PUBLISHED, STATEWIDE, read_metrics, read_state_catalogue
from orchestration.reporting.releases.build import protect
from orchestration.reporting.releases.groups import merge_groups
from orchestration.reporting.releases.registry import read_release
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

AMONG = {"denominator_name": "in_scope", "not_known": 0}
KEY = ["metric", "unit", "law", "variant", "place", "group_by", "group_code", "status"]


@pytest.fixture
def connection(copied_release: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(copied_release) as opened:
        yield opened


@pytest.fixture
def rows(copied_release: Settings, connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return merge_groups(read_metrics(connection, table=PUBLISHED), read_release(copied_release, 1).facts["groups"])


def count_people(**small: tuple[str, str, str]) -> pl.DataFrame:
    """Two counties and the state, and one person for each small group (place, group_by, group_code)."""
    big = [row(count, place=place, denominator=count + 40, **AMONG)
           for place, count in ((STATEWIDE, 301), ("KERN", 141), ("KINGS", 160))]  # fmt: skip
    of_race = [row(count, place=place, group_by="race", group_code="W", denominator=count + 40, **AMONG)
               for place, count in ((STATEWIDE, 300), ("KERN", 140), ("KINGS", 160))]  # fmt: skip
    few = [row(1, place=place, group_by=group_by, group_code=code, denominator=1, **AMONG)
           for place, group_by, code in small.values()]  # fmt: skip
    return metrics(*big, *of_race, *few)


WORLDS = {
    "one in Kern": {"state": (STATEWIDE, "race", "I"), "county": ("KERN", "race", "I")},
    "one in Kings": {"state": (STATEWIDE, "race", "I"), "county": ("KINGS", "race", "I")},
    "one in Alpine": {"state": (STATEWIDE, "race", "I"), "county": ("ALPINE", "race", "I")},
    "of a third sex": {"state": (STATEWIDE, "sex", "X"), "county": ("KERN", "sex", "X")},
    "of an unlisted code": {"state": (STATEWIDE, "race", "QQ"), "county": ("KERN", "race", "QQ")},
}


@pytest.fixture
def show(
    copied_release: Settings, connection: duckdb.DuckDBPyConnection
) -> Iterator[Callable[[pl.DataFrame], tuple[pl.DataFrame, pl.DataFrame]]]:
    """What is shown, and the tables left out, if the figures of a warehouse are those."""
    groups = read_release(copied_release, 1).facts["groups"]

    def publish(counted: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        connection.execute("delete from marts.metrics")
        connection.register("counted", counted.to_arrow())
        connection.execute("insert into marts.metrics by name select * from counted")
        true = read_metrics(connection, table=PUBLISHED, metric=["eligible", "in_scope"])
        return protect(merge_groups(true, groups).sort("figure_id"), None)

    connection.execute("begin")
    yield publish
    connection.execute("rollback")


def test_neither_a_missing_row_nor_a_table_left_out_says_who_is_there(
    show: Callable[[pl.DataFrame], tuple[pl.DataFrame, pl.DataFrame]],
) -> None:
    """Whoever is in the small group, wherever: the same rows, the same numbers, the same tables left out."""
    nobody = show(count_people())
    for small in WORLDS.values():
        somebody = show(count_people(**small))
        there = somebody[0].filter(metric="eligible", place="KERN", unit="people", group_by="race")
        assert {"I", "W", "not understood"} <= set(there["group_code"])
        for shown, other in zip(somebody, nobody, strict=True):
            assert shown.equals(other)


def test_the_attack_finds_somebody_if_rows_are_of_those_who_are_counted() -> None:
    shown, _ = protect(count_people(**WORLDS["one in Alpine"]), None)
    assert shown.filter(place="ALPINE")["group_code"].to_list() == ["I"]


def test_a_row_that_counts_nobody_is_withheld_as_any_small_one(
    show: Callable[[pl.DataFrame], tuple[pl.DataFrame, pl.DataFrame]],
) -> None:
    shown, _ = show(count_people())
    here = shown.filter(metric="eligible", unit="people", law="ALL", place="KERN", group_by="race", status="living")
    told = {code: (count, withheld) for code, count, withheld in here.select("group_code", "count", "withheld").rows()}
    assert told["W"] == (140, "not_known")
    assert told["I"] == told["X"] == told["not recorded"] == (None, "count denominator not_known")


def test_nothing_by_county_is_of_sex_year_or_offense(rows: pl.DataFrame) -> None:
    assert set(rows.filter(pl.col("place") != STATEWIDE)["group_by"]) == {"all", "race", "age"}
    assert rows.select(KEY).is_unique().all() and rows["figure_id"].is_unique().all()


def test_the_catalogue_and_the_list_publish_the_same(copied_release: Settings, rows: pl.DataFrame) -> None:
    catalogue = read_state_catalogue(copied_release.models, copied_release.state)
    described = {(name, unit) for name, one in catalogue.items() if one["published"] for unit in one["units"]}
    assert set(rows.select("metric", "unit").iter_rows()) == described
    variants = {(name, variant) for name, one in catalogue.items() if one["published"] for variant in one["variants"]}
    assert variants <= set(rows.select("metric", "variant").iter_rows())


def test_published_rows_are_those_of_the_warehouse_and_what_is_not_published_is_known(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Of the living in the whole state only years and months out of range are not published."""
    published, figures = read_metrics(connection, table=PUBLISHED), read_metrics(connection)
    same = figures.join(published, on=KEY, suffix="_published")
    assert same.height > 20_000
    for name in ("figure_id", "count", "people", "denominator_name", "denominator", "value"):
        assert same.filter(pl.col(name).ne_missing(pl.col(f"{name}_published"))).is_empty(), name
    event = pl.col("ledger_event").is_null() != pl.col("ledger_event_published").is_null()
    assert same.filter(
        event | (pl.col("not_known").fill_null(0) != pl.col("not_known_published").fill_null(0))
    ).is_empty()
    units = published.select("metric", "unit").unique()
    missing = figures.join(units, on=["metric", "unit"]).join(published, on=KEY, how="anti")
    is_of_time = pl.col("group_by").is_in(["year", "year_due"]) | (pl.col("metric") == "calendar")
    of_counties = (pl.col("place") != STATEWIDE) & (
        pl.col("group_by").is_in(["sex", "offense_group", "race", "age"]) | pl.col("metric").str.starts_with("policy_")
    )
    reports = pl.col("metric").str.ends_with("_in_year") | (pl.col("metric") == "progress")
    assert missing.filter(~is_of_time, pl.col("status") != "deceased", ~of_counties, ~reports).is_empty()


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
