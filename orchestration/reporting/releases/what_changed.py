"""Changes since the previous release: headlines before and after, by cause, after disclosure control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from orchestration.determinations.snapshots.store import UnknownRunError, read_run
from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.compare_runs import Comparison, Side, compare_runs, compare_with_run_before
from orchestration.reporting.comparison.disclose import SCHEMA, build_rows, round_comparison
from orchestration.reporting.releases.registry import find_last_standing, read_event, run_behind
from orchestration.settings import Settings

COLUMNS = ("figure_id", "figure", "says", "unit", "step", "gains", "losses", "count", "not_known")
NOTHING_BEFORE = "This is the first release, so there is no earlier one to compare it with."
NOT_KEPT = "Neither the previous release's run nor any earlier run is kept, so nothing can be compared."


@dataclass(frozen=True)
class Changes:
    """The rows of the changes, and their facts for the release."""

    frame: pl.DataFrame
    facts: Mapping[str, Any]


def compare_with_last_release(settings: Settings, run_id: str, event: int | None) -> Changes:
    """Compare this run with that of the last release that is not withdrawn, or, if not kept, with the run before."""
    number = find_last_standing(settings)
    comparison = _compare(settings, number, run_id, event) if number is not None else None
    of_release = number if comparison is not None else None
    if comparison is None and number is not None:
        comparison = _compare(settings, None, run_id, event)
    if comparison is None:
        because = NOTHING_BEFORE if number is None else NOT_KEPT
        nothing = pl.DataFrame(schema={name: SCHEMA[name] for name in COLUMNS})
        return Changes(nothing, {"release": None, "nothing_because": because})
    told = {"from": _describe(comparison.first), "to": _describe(comparison.second), "nothing_because": ""}
    return Changes(_build_table(comparison), {"release": of_release, **told})


def compare_runs_behind(settings: Settings, before: int | None, run_id: str, event: int | None) -> pl.DataFrame | None:
    """Compute the rows again, from the run of release ``before`` (None: the run before); None if one is not kept."""
    comparison = _compare(settings, before, run_id, event)
    return None if comparison is None else _build_table(comparison)


def _compare(settings: Settings, before: int | None, run_id: str, event: int | None) -> Comparison | None:
    try:
        if before is None:
            return compare_with_run_before(settings, run_id, event)
        first, second = (settings.kept / name for name in (run_behind(settings, before), run_id))
        if not (first.is_dir() and second.is_dir()):
            return None
        return compare_runs(settings.state, read_run(first, read_event(settings, before)), read_run(second, event))
    except UnknownRunError:
        return None


def _build_table(comparison: Comparison) -> pl.DataFrame:
    """Build the rows: of each headline before, after, and every cause, whether it counts anybody or not."""
    rows = build_rows(round_comparison(comparison))
    steps = pl.DataFrame({"step": ["before", *CAUSES, "after"]})
    headlines = rows.select("figure", "says", "unit").unique(maintain_order=True)
    every = headlines.join(steps, how="cross", maintain_order="left_right").join(
        rows.drop("says", "unit", "figure_id"), on=["figure", "step"], how="left", maintain_order="left"
    )
    figure_id = pl.concat_str(pl.lit("changes"), "figure", "step", separator="/")
    return every.with_columns(figure_id.alias("figure_id")).select(COLUMNS)


def _describe(side: Side) -> Mapping[str, str]:
    """Describe a run without its id, which stays internal."""
    return {
        "as_of_date": str(side.as_of_date),
        "law_version": side.law_version,
        "software": side.version,
        "allowances": side.allowances,
    }
