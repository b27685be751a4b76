"""The tables of a release that come from ``lookback figures``: all of them read, and their cells as one list.

What belongs here: which modules there are, and what their cells nearly say. What does not: a table (its module), the
tables of the warehouse (``tables``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum
from orchestration.reporting.releases import calendar as calendar_counts
from orchestration.reporting.releases import disparity as disparity_counts
from orchestration.reporting.releases import free_levels as levels_of_the_free
from orchestration.reporting.releases import funnel_counts
from orchestration.reporting.releases import gap as gap_counts
from orchestration.reporting.releases import groups as grouped_counts
from orchestration.reporting.releases import headlines as headline_counts
from orchestration.reporting.releases import reports as report_counts
from orchestration.reporting.releases.counted_files import newest_folder
from orchestration.reporting.releases.headlines import PEOPLE
from orchestration.reporting.releases.ties import told
from orchestration.reporting.releases.vital_status import whole_of
from orchestration.reporting.releases.vital_status_ties import same_with_the_dead
from orchestration.settings import Settings

COUNTS: Mapping[str, tuple[str, ...]] = {
    **headline_counts.COUNTS,
    **grouped_counts.COUNTS,
    **disparity_counts.COUNTS,
    **gap_counts.COUNTS,
    **calendar_counts.COUNTS,
    **report_counts.COUNTS,
    **funnel_counts.COUNTS,
}
TRAITS = ("offense_group", "year")
"""Groups that describe people, beside those of the tables of the warehouse: what moved a little there is withheld."""

Frames = Mapping[str, pl.DataFrame]


def nothing_counted() -> Frames:
    """The tables without a row: of a run whose figures nobody counted."""
    return read_folder(None)


def read_counted(settings: Settings, run_id: str) -> Frames:
    """What ``lookback figures`` last counted of the run. Restricted."""
    return read_folder(newest_folder(settings, run_id))


def read_folder(folder: Path | None) -> Frames:
    """What ``lookback figures`` wrote there; tables without a row where there is no folder. Restricted."""
    headlines = headline_counts.read_headlines(folder)
    return {
        **headlines,
        **grouped_counts.read_grouped(folder, headlines["levels"]),
        **disparity_counts.read_disparity(folder),
        **gap_counts.read_gap(folder),
        **calendar_counts.read_calendar(folder),
        **report_counts.read_reports(folder),
        **funnel_counts.read_funnel(folder),
    }


def counted_cells(
    frames: Frames, outcomes: grouped_counts.OutcomeGroups, outcome_keys: list[str]
) -> tuple[list[CountTable], list[Sum]]:
    """The cells of all of them but the funnel and headlines' ties to outcomes. Groups come before headlines: how broad
    a cell is says the first table that has it."""
    tables: list[CountTable] = []
    sums: list[Sum] = []
    for more, its in (
        grouped_counts.grouped_tables(frames),
        headline_counts.level_tables(frames),
        disparity_counts.disparity_tables(frames),
        gap_counts.gap_tables(frames),
        calendar_counts.calendar_tables(frames),
        report_counts.report_tables(frames),
        funnel_counts.funnel_tables(frames[funnel_counts.NAME], frames["outcomes"], outcome_keys),
    ):
        tables += more
        sums += its
    return tables, [*sums, *grouped_counts.ties_to_outcomes(frames[grouped_counts.NAME], outcomes)]


def counted_keys(name: str, frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count of a table, row by row."""
    if name in headline_counts.COUNTS:
        return headline_counts.level_keys(name, frame)
    if name in grouped_counts.COUNTS:
        return grouped_counts.group_keys(name, frame)
    if name in report_counts.COUNTS:
        return report_counts.report_keys(name, frame)
    return {
        disparity_counts.NAME: disparity_counts.disparity_keys,
        gap_counts.NAME: gap_counts.gap_keys,
        calendar_counts.NAME: calendar_counts.calendar_keys,
        funnel_counts.NAME: funnel_counts.funnel_keys,
    }[name](frame)


def told_by_counted(frames: Frames) -> Iterator[pl.DataFrame]:
    """What the cells of these tables nearly say."""
    yield from headline_counts.told_by_levels(frames)
    grouped = frames[grouped_counts.NAME]
    for column, keys in grouped_counts.group_keys(grouped_counts.NAME, grouped).items():
        measure = pl.col("denominator_name" if column == "denominator" else "measure")
        yield told(grouped, keys, column, column=column, measure=measure)
    for name in ("levels", grouped_counts.NAME):
        yield _became_eligible(name, frames[name])
        yield from _all_granted(name, frames[name])
    yield _all_that_stood(grouped)
    effects = frames[grouped_counts.EFFECTS].with_columns(pl.lit("all").alias("group_code"))
    for column, keys in grouped_counts.group_keys(grouped_counts.EFFECTS, effects).items():
        named = effects.with_columns(pl.concat_str("measure", "law", separator="/").alias("measure"))
        yield told(named, keys, column, column="law")
    yield from _by_stage(frames[disparity_counts.NAME])
    yield from _possibly(frames[disparity_counts.NAME])
    gap = frames[gap_counts.NAME]
    # (A law that names no day gives all who have none.)
    for column in ("became_eligible", "eligible_and_not_cleared", "day_not_known"):
        yield told(gap, gap_counts.gap_keys(gap)[column], column, column="count", measure="eligible")
    yield from _by_day(frames[calendar_counts.NAME])


def _became_eligible(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Where nothing was filed, who became eligible is so now."""
    its = frame.filter(pl.col("denominator_name") == "became_eligible")
    return told(its, counted_keys(name, its)["denominator"], "denominator", column="count", measure="eligible")


def _all_granted(name: str, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Where nothing was granted yet, relief if all were granted is what is eligible now."""
    its = frame.filter(pl.col("measure") == "some_relief", pl.col("basis") == "if_all_granted")
    keys = counted_keys(name, its)
    for column in ("count", "not_known"):
        yield told(its, keys[column], column, column=column, measure="eligible")


def _all_that_stood(grouped: pl.DataFrame) -> pl.DataFrame:
    """The felonies of a group of felonies are its convictions, those of the last seven years of a year in them too."""
    its = grouped.filter(
        pl.col("denominator_name").is_in(list(levels_of_the_free.AMONG.values())),
        pl.col("group_kind").is_in(["offense_group", "year"]),
    )
    keys = grouped_counts.group_keys(grouped_counts.NAME, its)["denominator"]
    return told(its, keys, "denominator", column="denominator", measure="all_that_stood")


def _by_day(calendar: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The years as parts of headlines call them; a determination may be of a conviction or of an arrest."""
    later = calendar.with_columns(
        pl.lit("all").alias("group_code"), ("eligible_later/year/" + pl.col("eligible_year")).alias("measure")
    )
    keys = calendar_counts.calendar_keys(later)["count"]
    is_whole, is_year = later["eligible_year"] == TOTAL, later["eligible_month"] == TOTAL
    for unit in (PEOPLE, "convictions", "arrests"):
        is_of_unit = (later["unit"] == PEOPLE) == (unit == PEOPLE)
        its = later.with_columns(pl.lit(unit).alias("unit"))
        yield told(its, keys, "count", column="count").filter(is_year & ~is_whole & is_of_unit)
        yield told(its, keys, "count", column="count", measure="eligible_later").filter(is_whole & is_of_unit)


_STAGES: Mapping[str, tuple[str, str]] = {
    "eligible": ("count", "eligible"),
    "in_scope": ("denominator", "in_scope"),
    "filed": ("count", "filed"),
    "granted": ("count", "granted"),
    "in_review": ("count", "in_review"),
    "undeterminable": ("count", "undeterminable"),
}


def _by_stage(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    keys = disparity_counts.disparity_keys(frame)
    for column, count in (("stage", "count"), ("among", "denominator")):
        for stage, (kind, measure) in _STAGES.items():
            cells = told(frame, keys[count], count, column=kind, measure=measure)
            yield cells.filter(frame[column] == stage)


def _possibly(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Who is possibly of a race at a stage: under one law and under any they may be the same."""
    keys = disparity_counts.disparity_keys(frame)
    for stage, column in (("stage", "possible_count"), ("among", "possible_denominator")):
        yield told(frame, keys[column], column, column="possibly", measure=pl.col(stage))


def same_in_reports(frames: Frames, outcomes: pl.DataFrame, outcome_keys: list[str]) -> Iterator[Sum]:
    """Reports that are in these counts what the funnel or the outcomes say of the place."""
    funnel = frames[funnel_counts.NAME]
    steps = funnel.select("relief_by", "place", "step").iter_rows()
    cells = zip(funnel["count"].to_list(), funnel_counts.funnel_keys(funnel)["count"], strict=True)
    yield from report_counts.same_as_others(frames, dict(zip(steps, cells, strict=True)))
    yield from same_with_the_dead(frames, outcomes, outcome_keys)
    yield from grouped_counts.same_as_parts(frames)
    for name in ("levels", grouped_counts.NAME):
        yield from _undecided(name, frames[name])


def _undecided(name: str, frame: pl.DataFrame) -> Iterator[Sum]:
    """Of whom it is not known whether they are eligible, that waits in review or for a fact."""
    keys, where = counted_keys(name, frame), ("unit", "place", "group_kind", "group_code")
    found = {
        (measure, *at): (key, count)
        for (measure, *at, count), key in zip(
            frame.select("measure", *where, "count").iter_rows(), keys["count"], strict=True
        )
    }
    not_known = zip(frame.select("measure", *where, "not_known").iter_rows(), keys["not_known"], strict=True)
    for (measure, *at, count), key in not_known:
        if measure == "eligible":
            parts = [found[word, *at] for word in ("in_review", "undeterminable") if (word, *at) in found]
            yield from whole_of(key, count, parts)
