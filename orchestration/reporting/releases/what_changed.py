"""What changed since the release before: headlines before and after, cause by cause, after the rule for counts.

What belongs here: which run this one is compared with. What does not: comparing and its rows (``comparison``), the page
(``site``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from orchestration.determinations.snapshots.store import UnknownRunError, read_run
from orchestration.reporting.comparison.compare_runs import (
    Comparison,
    Side,
    compare_runs,
    compare_with_run_before,
)
from orchestration.reporting.comparison.disclose import build_rows, round_comparison
from orchestration.reporting.releases.registry import event_of, last_standing, run_behind
from orchestration.settings import Settings

SCHEMA = {
    "figure_id": pl.String, "figure": pl.String, "says": pl.String, "unit": pl.String, "step": pl.String,
    "gains": pl.Int64, "losses": pl.Int64, "count": pl.Int64, "not_known": pl.Int64,
}  # fmt: skip
NOTHING_BEFORE = "This is the first release: there is nothing before it that it could be compared with."
NOT_KEPT = "The run of the release before is not kept any more, nor one before this run: nothing can be compared."


@dataclass(frozen=True)
class Changes:
    """The rows, and what the facts of the release say of them."""

    frame: pl.DataFrame
    facts: Mapping[str, Any]


def compare_with_last_release(settings: Settings, run_id: str, event: int | None) -> Changes:
    """From the run of the last release that stands, or else the run before, to this one."""
    number = last_standing(settings)
    if number is None:
        return _nothing(NOTHING_BEFORE)
    comparison = _compare(settings, number, run_id, event)
    of_release = number if comparison is not None else None
    comparison = comparison or _compare(settings, None, run_id, event)
    if comparison is None:
        return _nothing(NOT_KEPT)
    told = {"from": _describe(comparison.first), "to": _describe(comparison.second), "nothing_because": ""}
    return Changes(_tabulate(comparison), {"release": of_release, **told})


def compare_runs_behind(settings: Settings, before: int | None, run_id: str, event: int | None) -> pl.DataFrame | None:
    """The rows again, from the run behind the release ``before`` (None: the run before); None where one is not kept."""
    comparison = _compare(settings, before, run_id, event)
    return None if comparison is None else _tabulate(comparison)


def _compare(settings: Settings, before: int | None, run_id: str, event: int | None) -> Comparison | None:
    try:
        if before is None:
            return compare_with_run_before(settings, run_id, event)
        first, second = (settings.kept / name for name in (run_behind(settings, before), run_id))
        if not (first.is_dir() and second.is_dir()):
            return None
        return compare_runs(settings.state, read_run(first, event_of(settings, before)), read_run(second, event))
    except UnknownRunError:
        return None


def _tabulate(comparison: Comparison) -> pl.DataFrame:
    ids = pl.concat_str(pl.lit("changes"), "figure", "step", separator="/").alias("figure_id")
    return build_rows(round_comparison(comparison)).with_columns(ids).select(list(SCHEMA))


def _nothing(because: str) -> Changes:
    return Changes(pl.DataFrame(schema=SCHEMA), {"release": None, "nothing_because": because})


def _describe(side: Side) -> Mapping[str, str]:
    """What a run rests on, without its id: that stays inside."""
    return {
        "as_of_date": str(side.as_of_date),
        "law_version": side.law_version,
        "software": side.version,
        "allowances": side.allowances,
    }
