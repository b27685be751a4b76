"""Verify a published figure against the run in the warehouse, under the same disclosure rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from orchestration.reporting.disclosure.rule import NUMBERS, round_and_suppress
from orchestration.reporting.metrics.store import read_metrics
from orchestration.reporting.releases.build import read_figures
from orchestration.reporting.releases.groups import merge_groups, read_groups
from orchestration.reporting.releases.registry import Release, UnknownReleaseError, read_event, run_behind
from orchestration.reporting.releases.what_changed import compare_runs_behind
from orchestration.settings import Settings
from orchestration.warehouse.current_run import read_current_run

CORRECTED = {"metrics": NUMBERS, "changes": ("gains", "losses", "count", "not_known")}
"""Numbers of each table that can be recomputed and corrected."""


class NotComputableError(LookupError):
    """The sources of the figure are gone."""


@dataclass(frozen=True)
class VerifiedNumber:
    """One number of a figure: as published, and as computed now (None: withheld)."""

    column: str
    published: int | None
    recomputed: int | None

    @property
    def is_equal(self) -> bool:
        """Whether both are equal."""
        return self.published == self.recomputed


def find_figure(release: Release, figure_id: str) -> tuple[str, Mapping[str, Any]]:
    """Find the table and row of a figure.

    Raises:
        UnknownReleaseError: The release has no such figure.
        EarlierRulesError: An earlier version made the release.
    """
    for name in CORRECTED:
        found = release.read_table(name).filter(pl.col("figure_id") == figure_id)
        if found.height:
            return name, found.row(0, named=True)
    raise UnknownReleaseError(f"release {release.number} has no figure {figure_id!r}, or its table is left out")


def verify_figure(
    connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release, figure_id: str
) -> list[VerifiedNumber]:
    """Compute each number of the figure again, under the same rule.

    Raises:
        UnknownReleaseError: The release has no such figure.
        EarlierRulesError: An earlier version made the release.
        NotComputableError: A compared run is no longer kept.
    """
    name, row = find_figure(release, figure_id)
    if name == "metrics":
        groups = read_groups(settings.models, settings.state, release)
        # An earlier version published rows that this one does not.
        every = merge_groups(read_metrics(connection, metric=row["metric"]), groups)
        true = pl.concat([read_figures(connection, settings, groups), every])
        now = round_and_suppress(true.filter(figure_id=figure_id).head(1))
    else:
        now = _compare_again(settings, release).filter(pl.col("figure_id") == figure_id)
    again = now.row(0, named=True) if now.height else dict.fromkeys(CORRECTED[name])
    return [
        VerifiedNumber(column, row[column], again[column])
        for column in CORRECTED[name]
        if row[column] is not None or again[column] is not None or column in (row.get("withheld") or "").split()
    ]


def _compare_again(settings: Settings, release: Release) -> pl.DataFrame:
    before = release.facts["what_changed"]["release"]
    run_id, event = run_behind(settings, release.number), release.facts["ledger_event"]
    changes = compare_runs_behind(settings, before, run_id, event)
    if changes is None:
        raise NotComputableError("the compared runs are no longer kept")
    return changes


def explain_difference(connection: duckdb.DuckDBPyConnection, settings: Settings, release: Release) -> list[str]:
    """List reasons why the warehouse may differ from the release without a mistake, one sentence each."""
    if read_current_run(connection).run_id != run_behind(settings, release.number):
        return [f"the warehouse holds another run than that of release {release.number}: a difference may be correct"]
    ((now,),) = connection.execute("select max(ledger_event) from marts.metrics").fetchall()
    then = read_event(settings, release.number)
    if now == then:
        return []
    return [
        f"release {release.number} counts the ledger up to event {then}, the warehouse up to event "
        f"{now}: a difference may be correct"
    ]
