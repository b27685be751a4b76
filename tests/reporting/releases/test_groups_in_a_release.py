"""Groups, gap, disparity, calendar and reports in a release: what is read, tied, and said of what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.cells import assemble
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases import derived_tables as told_beside
from orchestration.reporting.releases.calendar import calendar_tables, read_calendar
from orchestration.reporting.releases.counted_tables import nothing_counted
from orchestration.reporting.releases.disparity import read_disparity, with_rates_shown
from orchestration.reporting.releases.gap import COUNTS, gap_keys, gap_tables, read_gap, with_shares_shown
from orchestration.reporting.releases.groups import group_keys, grouped_tables, read_grouped
from orchestration.reporting.releases.reports import read_reports, report_tables

LEVEL = {"measure": "eligible", "basis": "none", "viewer": "none", "vital_status": "living", "not_known": 0}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the figures of a run of June 2026 lie."""
    made = tmp_path / "2026-06-01" / "run-0"
    (made / "reports").mkdir(parents=True)
    return made


def written(folder: Path, name: str, *rows: Mapping[str, object]) -> None:
    pl.DataFrame(list(rows), infer_schema_length=None).write_csv(folder / name)


def level(trait: str, group: str, count: int, among: int, *, second: str = "none", **more: object) -> dict[str, object]:
    told = f"levels/eligible/people/{trait}={group}"
    return {
        **LEVEL, "figure_id": told, "unit": "people", "trait_1": trait, "group_1": group, "trait_2": second,
        "count": count, "denominator_name": "in_scope", "denominator": among, **more,
    }  # fmt: skip


def headline(count: int, among: int) -> pl.DataFrame:
    whole = {"figure_id": "levels/eligible/people", "unit": "people", "place": "STATEWIDE", "group_kind": "all"}
    counts = {"group_code": "all", "count": count, "denominator_name": "in_scope", "denominator": among}
    return pl.DataFrame([{**LEVEL, **whole, **counts}])


def test_groups_come_one_at_a_time_and_of_the_living(folder: Path) -> None:
    written(
        folder,
        counted_files.LEVELS,
        level("race", "B", 40, 90), level("county", "LOS ANGELES", 60, 100), level("all", "all", 99, 190),
        level("race", "B", 20, 30, second="sex"), level("race", "W", 5, 9, vital_status="deceased"),
        level("race", "W", 7, 9, measure="became_eligible"),
    )  # fmt: skip
    read = read_grouped(folder, headline(99, 190))["levels_by_group"]
    assert read.select("figure_id", "place", "group_kind", "group_code", "count").rows() == [
        ("levels/eligible/people/county=los-angeles", "LOS ANGELES", "all", "all", 60),
        ("levels/eligible/people/race=b", "STATEWIDE", "race", "B", 40),
    ]


def test_a_small_group_cannot_be_worked_out_from_its_headline(folder: Path) -> None:
    written(
        folder, counted_files.LEVELS, level("race", "B", 4, 60), level("race", "W", 96, 300), level("race", "H", 50, 90)
    )
    frames = {**nothing_counted(), "levels": headline(150, 450)}
    frames = {**frames, **read_grouped(folder, frames["levels"])}
    cells = assemble(*grouped_tables(frames))
    found = protect(cells)
    keys = group_keys("levels_by_group", frames["levels_by_group"])["count"]
    assert [found.is_key_withheld(key) for key in keys] == [True, True, False]
    alone = np.array([key == keys[0] for key in cells.keys])
    assert too_narrow(known_from(cells, alone), alone).any(), "150 - 96 - 50"


def test_what_is_left_between_three_years_and_five_is_a_count_too(folder: Path) -> None:
    same = {
        "unit": "people", "law": "ALL", "trait": "all", "group_code": "all", "became_eligible": 200, "day_not_known": 0,
        "eligible_and_not_cleared": 120, "given_on_an_unknown_day": 0,
    }  # fmt: skip
    years = [(1, 20, 180, 60), (3, 60, 140, 60), (5, 63, 137, 60)]
    written(
        folder,
        counted_files.GAP,
        *({**same, "years": y, "too_early_to_tell": early, "could_have_been_given": could, "given_in_time": given}
          for y, early, could, given in years),
    )  # fmt: skip
    frames = read_gap(folder)
    cells = assemble(*gap_tables(frames))
    assert (np.abs(cells.equal @ cells.values) == 0).all()
    found = protect(cells)
    keys = gap_keys(frames["gap"])["could_have_been_given"]
    assert found.is_key_withheld(keys[1]) or found.is_key_withheld(keys[2]), "140 - 137 tells of three"
    shown = frames["gap"].with_columns(
        pl.when(pl.Series([not found.is_key_withheld(key) for key in keys[column]])).then(pl.col(column)).alias(column)
        for keys in [gap_keys(frames["gap"])]
        for column in COUNTS["gap"]
    )
    rates = with_shares_shown(shown)
    for row in rates.to_dicts():
        is_told = None not in (row["given_in_time"], row["could_have_been_given"])
        assert (row["uptake"] is not None) == is_told
    assert rates["current_gap"].to_list() == [0.6] * 3


def at_stage(group: str, count: int | None, among: int | None, stage: str = "eligible") -> dict[str, object]:
    return {
        "law": "ALL", "trait": "race", "group_code": group, "stage": stage, "among": "in_scope", "count": count,
        "denominator": among, "people_with_several_races": 0, "at_the_stage_with_several_races": 0,
    }  # fmt: skip


def test_the_reference_is_the_largest_group_of_those_that_are_shown(folder: Path) -> None:
    by_sex = {**at_stage("F", 100, 300), "trait": "sex"}
    written(folder, counted_files.DISPARITY, at_stage("W", 80, 200), at_stage("B", 20, 100), by_sex)
    read = read_disparity(folder)["disparity"]
    (whole,) = read.filter(pl.col("group_kind") == "all").to_dicts()
    assert (whole["count"], whole["denominator"]) == (100, 300)
    (row,) = with_rates_shown(read).filter(pl.col("group_code") == "B").to_dicts()
    assert (row["reference_group"], row["share"], row["rate_ratio"], row["difference"]) == ("W", 0.2, 0.5, -0.2)
    assert (row["share_of_stage"], row["share_of_denominator"]) == (0.2, 0.3333)
    hidden = read.with_columns(pl.when(pl.col("group_code") != "W").then(pl.col("denominator")).alias("denominator"))
    (row,) = with_rates_shown(hidden).filter(pl.col("group_code") == "B").to_dicts()
    assert (row["reference_group"], row["rate_ratio"]) == ("B", None), "that White people are more may not be told"
    (row,) = with_rates_shown(hidden).filter(pl.col("group_code") == "W").to_dicts()
    assert [row[name] for name in ("share", "rate_ratio", "difference")] == [None] * 3


def later(place: str, unit: str, month: str, count: int) -> dict[str, object]:
    year = month[:4] if month != "not known" else month
    return {
        "remedy_id": "relief", "place": place, "unit": unit, "eligible_year": year, "eligible_month": month,
        "count": count,
    }  # fmt: skip


def test_a_calendar_has_years_and_the_months_of_this_year_and_the_next(folder: Path) -> None:
    months = {"2026-07": 20, "2026-09": 30, "2027-01": 40, "2031-02": 50, "not known": 15}
    rows = [
        later(place, unit, month, count * (2 if place == "STATEWIDE" else 1))
        for place in ("STATEWIDE", "KERN", "YOLO")
        for unit in ("determinations", "people")
        for month, count in months.items()
    ]
    written(folder, counted_files.ELIGIBLE_LATER, *rows)
    frames = {**nothing_counted(), **read_calendar(folder), "outcomes": no_outcomes()}
    its = frames["eligible_later"].filter(pl.col("place") == "KERN", pl.col("unit") == "people")
    assert dict(its.select(pl.concat_str("eligible_year", "eligible_month", separator=" "), "count").iter_rows()) == {
        "ALL ALL": 155, "2026 ALL": 50, "2027 ALL": 40, "2031 ALL": 50, "not known ALL": 15, "2026 2026-07": 20,
        "2026 2026-09": 30, "2027 2027-01": 40,
    }  # fmt: skip
    cells = assemble(*calendar_tables(frames))
    assert (np.abs(cells.equal @ cells.values) == 0).all() and (cells.at_most @ cells.values <= 0).all()
    assert "outcomes/determinations/remedy_id=relief/vital_status=living/place=KERN/outcome=not_yet" in cells.keys
    hidden = np.array([key.endswith("eligible_month=2026-07") and "place=" in key for key in cells.keys])
    assert too_narrow(known_from(cells, hidden), hidden).any(), "a year less its other month"


def no_outcomes() -> pl.DataFrame:
    names = ("unit", "outcome", "vital_status", "group_kind", "remedy_id", "place")
    return pl.DataFrame(schema={**dict.fromkeys(names, pl.String), "count": pl.Int64})


def test_what_no_delivery_tells_is_in_no_report_and_totals_add_up(folder: Path) -> None:
    written(
        folder,
        counted_files.BY_YEAR,
        {"law": "conviction_relief", "county": "KERN", "year": "2025", "granted": 30, "prohibited": 12},
        {"law": "conviction_relief", "county": "YOLO", "year": "2026", "granted": 20, "prohibited": 0},
        {"law": "arrest_relief", "county": "KERN", "year": "2026", "granted": 11, "prohibited": None},
    )
    parts = {"processed": 50, "challenged": 0, "outstanding": 20, "not_pursued": 0, "not_in_the_ledger": 30}
    progress = {"law": "conviction_relief", **parts, "identified": 100, "ever_challenged": 15}
    written(
        folder,
        counted_files.PROGRESS["operation_of_law"],
        {**progress, "county": "ALL"}, {**progress, "county": "KERN"},
    )  # fmt: skip
    frames = read_reports(folder)
    by_year = frames["relief_by_year"]
    assert by_year.filter(pl.col("law") == "arrest_relief", pl.col("answer") == "prohibited").height == 0
    whole = by_year.filter(
        pl.col("place") == "STATEWIDE", pl.col("year") == "ALL", pl.col("law") == "conviction_relief"
    )
    assert dict(whole.select("answer", "count").iter_rows()) == {"granted": 50, "prohibited": 12}
    cells = assemble(*report_tables(frames))
    assert (np.abs(cells.equal @ cells.values) == 0).all() and (cells.at_most @ cells.values <= 0).all()
    assert "relief_progress/never_challenged/law=conviction_relief/place=KERN" in cells.keys


def test_rates_and_figures_of_others_say_nothing_that_is_withheld(folder: Path) -> None:
    written(
        folder,
        "rates_abc.csv",
        *(
            {"measure": "eligible", "trait_1": "race", "group_1": code, "trait_2": "none", "residents": 4_000}
            for code in "BW"
        ),
    )
    shown = nothing_counted()
    group = headline(40, 90).with_columns(pl.lit("race").alias("group_kind"))
    groups = pl.concat([
        group.with_columns(pl.lit("B").alias("group_code"), pl.lit("levels/eligible/people/race=b").alias("figure_id")),
        group.with_columns(
            pl.lit("W").alias("group_code"), pl.lit("levels/eligible/people/race=w").alias("figure_id"),
            pl.lit(None, dtype=pl.Int64).alias("count"),
        ),
    ])  # fmt: skip
    gap = with_shares_shown(shown["gap"])
    outcomes = pl.DataFrame(schema={"figure_id": pl.String, "count": pl.Int64})
    shown = {**shown, "levels": headline(99, 190), "levels_by_group": groups, "gap": gap, "outcomes": outcomes}
    rates = told_beside.rates(folder, shown)
    assert rates.select("group_code", "per_1000_residents", "residents_file").rows() == [
        ("B", 10.0, "abc"),
        ("W", None, "abc"),
    ]
    same = {
        "says": "x", "published": 45.0, "kind": "count", "published_on": "", "source": "y", "tolerance": 0.1,
        "applies_to": "z", "explanation": "they count otherwise", "verdict": "miss",
    }  # fmt: skip
    written(
        folder,
        counted_files.EXTERNAL,
        {**same, "external_id": "a", "our_figure": "levels/eligible/people/race=B"},
        {**same, "external_id": "b", "our_figure": "levels/eligible/people/race=W"},
    )
    told = told_beside.external(folder, shown, is_synthetic=False)
    assert told.select("ours", "our_figure_id", "verdict", "explanation").rows() == [
        (40.0, "levels/eligible/people/race=b", "miss", "they count otherwise"),
        (None, "levels/eligible/people/race=w", "not_in_this_release", ""),
    ]
    assert told_beside.external(folder, shown, is_synthetic=True)["verdict"].to_list() == ["miss", "miss"]
