"""A release before it is written: the run at hand after the cell rules, with the attack asked once more.

What belongs here: putting counts, rules and the release before together. What does not: files (``writing``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import duckdb
import numpy as np
import polars as pl

from orchestration.reporting.disclosure.attack import Unsettled, known_from, known_of, too_narrow
from orchestration.reporting.disclosure.before import Before, movement, together
from orchestration.reporting.disclosure.cells import Booleans, Cells, Floats
from orchestration.reporting.disclosure.complementary import Suppression, given_away_before, how_many, protect
from orchestration.reporting.disclosure.rule import is_small
from orchestration.reporting.releases import derived_tables as told_beside
from orchestration.reporting.releases import disparity as disparity_counts
from orchestration.reporting.releases import funnel_counts, ranges
from orchestration.reporting.releases import gap as gap_counts
from orchestration.reporting.releases.counted_files import LIVING, newest_folder
from orchestration.reporting.releases.counted_tables import Frames, read_counted
from orchestration.reporting.releases.headlines import without_telling_sentences
from orchestration.reporting.releases.ranged_tables import (
    QUALITY_FILE,
    SCENARIOS_FILE,
    compared_scenarios,
    quality_of_runs,
)
from orchestration.reporting.releases.ranges_beside_figures import BesideFigures
from orchestration.reporting.releases.registry import (
    event_of,
    kept_worlds,
    last_shown,
    numbers,
    read_release,
    true_counts,
)
from orchestration.reporting.releases.tables import COUNTS, DESCRIBES, cell_keys, cells_of, read_counts, same_counts
from orchestration.reporting.releases.what_changed import NAME as CHANGES
from orchestration.reporting.releases.what_changed import what_changed
from orchestration.settings import Settings

Array = TypeVar("Array", Booleans, Floats)
SUPPRESSION = "suppression"
SYNTHETIC_NAME = "SYNTH"
"""What the names of the sample generator begin with: where all do, the people are invented, and the release says so."""


class CanBeWorkedOut(RuntimeError):
    """The attack narrowed down a count that the release withholds: nothing may be published."""


@dataclass(frozen=True)
class Made:
    """A release in memory. ``frames`` and ``in_ranges`` (by file) are what anybody may see, ``found`` what stands
    behind."""

    facts: Mapping[str, Any]
    frames: Frames
    found: Suppression
    run_id: str
    in_ranges: Mapping[str, Any]


def make(connection: duckdb.DuckDBPyConnection, settings: Settings, version: str, although: str = "") -> Made:
    """The next release from the run at hand. ``although``: why somebody publishes it though the release before gives
    counts away that nothing can protect any more; all others are protected. Raises ``CannotProtect``,
    ``CanBeWorkedOut``."""
    facts_of_the_run = _facts_of_the_run(connection)
    counts = read_counts(connection, read_counted(settings, facts_of_the_run["run_id"]))
    supposed = same_counts(counts)
    cells = cells_of(counts, also=supposed)
    earlier = numbers(settings)
    facts = {
        "release": max(earlier, default=0) + 1,
        "previous_release": max(earlier, default=None),
        "state": settings.state,
        "software": version,
        **facts_of_the_run,
    }
    run_id = facts.pop("run_id")
    before = before_of(settings, facts["previous_release"], cells, facts)
    given_away = given_away_before(cells, before) if before is not None and although else None
    found = protect(cells, before, given_away=given_away)
    if before is not None and given_away is not None:
        facts["given_away_before"] = {"counts": how_many(cells, before, given_away), "although": although}
    frames = {name: after_the_rules(name, frame, found) for name, frame in counts.items()}
    beside = beside_figures_of(cells_of(frames, also=supposed), found, before, given_away)
    attacked(beside)
    facts["largest_movement"] = before.movement if before is not None else None
    frames[SUPPRESSION] = shares_withheld(frames)
    folder = newest_folder(settings, run_id)
    frames[told_beside.RATES] = told_beside.rates(folder, frames)
    frames[told_beside.EXTERNAL] = told_beside.external(folder, frames, is_synthetic=bool(facts["is_synthetic"]))
    changed = what_changed(settings, run_id, frames)
    frames[CHANGES], facts["what_changed"] = changed.frame, changed.facts
    in_ranges: dict[str, Any] = {
        QUALITY_FILE: quality_of_runs(connection),
        SCENARIOS_FILE: compared_scenarios(connection, settings, beside, event_of(counts)),
    }
    frames[ranges.NAME] = ranges.table(in_ranges[QUALITY_FILE], in_ranges[SCENARIOS_FILE])
    return Made(facts, frames, found, run_id, in_ranges)


def beside_figures_of(
    published: Cells, found: Suppression, before: Before | None, given_away: Booleans | None
) -> BesideFigures:
    """The figures as the attack sees them, built from the files and from what somebody may suppose of them; and the
    worlds that show them to be safe, which count for nothing where they do not fit."""
    counted = found.cells
    known = together(known_from(published, published.is_shown & False), before)
    places = np.array([published.place_of[key] for key in counted.keys], dtype=np.int64)
    let_go = np.zeros(len(known.cells.values), dtype=bool)
    if given_away is not None:
        let_go = _as_published(given_away, places)
    return BesideFigures(known, counted, let_go, tuple(_as_published(world, places) for world in found.worlds))


def _as_published(of_counted: Array, places: np.ndarray) -> Array:
    """What there is of each counted cell, then of the release before, in the order of the published cells."""
    ordered = of_counted.copy()
    ordered[places] = of_counted[: len(places)]
    return ordered


def _facts_of_the_run(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    ((day, law, run_id, allowances, oldest, newest),) = connection.execute(
        "select as_of_date, law_version, run_id, allowances, data_as_of_earliest, data_as_of_latest "
        "from marts.run_summary"
    ).fetchall()
    return {
        "as_of_date": str(day),
        "data_as_of_earliest": str(oldest),
        "data_as_of_latest": str(newest),
        "law_version": law,
        "allowances": allowances,
        "is_synthetic": is_synthetic(connection),
        "run_id": run_id,
    }


def is_synthetic(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether every name of the run is one of the sample generator's: nobody in it is real."""
    ((is_so,),) = connection.execute(
        "select coalesce(bool_and(starts_with(person_name, ?)), false) from intermediate.int_people "
        "where person_name is not null",
        [SYNTHETIC_NAME],
    ).fetchall()
    return bool(is_so)


SAME = ("as_of_date", "data_as_of_earliest", "data_as_of_latest", "law_version", "allowances")


def before_of(settings: Settings, number: int | None, cells: Cells, facts: Mapping[str, Any]) -> Before | None:
    """The release before, for who protects the next one."""
    if number is None:
        return None
    release = read_release(settings, number)
    counts = true_counts(settings, number)
    known = known_of(release.known(), counts)
    values = np.array([counts[key] for key in known.cells.keys])
    is_same = all(release.facts[name] == facts[name] for name in SAME)
    moved = movement(cells, replace(known.cells, values=values), is_same=is_same)
    worlds = kept_worlds(settings, number, known.cells.keys)
    return Before(known, moved, frozenset(DESCRIBES), values, worlds, last_shown(settings, number))


def after_the_rules(name: str, frame: pl.DataFrame, found: Suppression) -> pl.DataFrame:
    """The table with null for what is withheld, and rates only where both counts are shown."""
    withheld = {
        column: pl.Series([found.is_key_withheld(key) for key in keys], dtype=pl.Boolean)
        for column, keys in cell_keys(name, frame).items()
    }
    shown = frame.with_columns(
        pl.when(~mask).then(pl.col(column)).otherwise(None).alias(column) for column, mask in withheld.items()
    )
    shown = shown.drop(column for column in shown.columns if column.endswith(LIVING))
    if name in _DERIVED:
        return nothing_beneath(_DERIVED[name](shown))
    return nothing_beneath(with_rates(name, without_telling_sentences(shown) if name == "levels" else shown))


def nothing_beneath(frame: pl.DataFrame) -> pl.DataFrame:
    """The same table without what a null may hide: where a value is taken out, its bytes stay in memory beneath the
    null, and whoever writes them out as they lie would hand them out."""
    return pl.DataFrame([pl.Series(one.name, one.to_list(), dtype=one.dtype) for one in frame.get_columns()])


_DERIVED: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    funnel_counts.NAME: funnel_counts.with_safe_days,
    disparity_counts.NAME: disparity_counts.with_rates_shown,
    gap_counts.NAME: gap_counts.with_shares_shown,
}
"""What a table says beside its counts, from those that are shown."""


def with_rates(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A share of what it is among: of all outcomes, or of the denominator."""
    if name != "outcomes" and "denominator" not in frame.columns:
        return frame
    if name == "outcomes":
        what = [column for column in frame.columns if column not in ("figure_id", "outcome", "count")]
        whole = frame.filter(pl.col("outcome") == "ALL").select(*what, pl.col("count").alias("of_all"))
        frame = frame.join(whole, on=what, how="left", maintain_order="left")
    among = pl.col("of_all" if name == "outcomes" else "denominator")
    share = pl.when(among > 0).then((pl.col("count") / among).round(4)).otherwise(None).alias("share")
    return frame.with_columns(share).drop("of_all", strict=False)


def attacked(beside: BesideFigures) -> None:
    """Ask the attack about what will stand in the files; but of what the release before gives away by itself
    (``let_go``) nothing can be kept. Raises ``CanBeWorkedOut``."""
    known = beside.known
    watched = np.isnan(known.cells.values) & known.cells.is_shown & ~beside.let_go
    try:
        is_broken = bool(too_narrow(known, watched, is_one_enough=True, worlds=beside.worlds).any())
    except Unsettled as error:
        raise CanBeWorkedOut(f"whether withheld counts can be worked out could not be settled: {error}") from error
    small = is_small(known.cells.values[: len(beside.counted.values)])  # what is left over, wherever both counts stand
    if is_broken or small.any():
        raise CanBeWorkedOut(f"withheld counts can be worked out, or small ones stand there ({int(small.sum())})")


def shares_withheld(frames: Frames) -> pl.DataFrame:
    """How many counts of each table and breakdown are withheld: what the protection costs is published too."""
    parts = []
    for name, columns in COUNTS.items():
        area = pl.when(pl.col("place") == "STATEWIDE").then(pl.lit("statewide")).otherwise(pl.lit("county"))
        parts.append(
            frames[name]
            .group_by(pl.lit(name).alias("table"), area.alias("area"), "group_kind", "unit")
            .agg(
                pl.sum_horizontal(pl.col(column).len() for column in columns).cast(pl.Int64).alias("counts"),
                pl.sum_horizontal(pl.col(column).null_count() for column in columns).cast(pl.Int64).alias("withheld"),
            )
        )
    every = pl.concat(parts)
    total = every.select(
        pl.lit("ALL").alias("table"), pl.lit("ALL").alias("area"), pl.lit("ALL").alias("group_kind"),
        pl.lit("ALL").alias("unit"), pl.col("counts").sum(), pl.col("withheld").sum(),
    )  # fmt: skip
    return (
        pl.concat([every, total])
        .with_columns(
            pl.concat_str([pl.lit(SUPPRESSION), "table", "area", "group_kind", "unit"], separator="/")
            .str.to_lowercase()
            .alias("figure_id"),
            (pl.col("withheld") / pl.col("counts")).round(4).alias("share_withheld"),
        )
        .sort("table", "area", "group_kind", "unit")
    )
