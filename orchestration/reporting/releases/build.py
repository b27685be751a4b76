"""Build a release in memory: figures after disclosure control, with the documents around them. ``files`` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import polars as pl

from orchestration.ingestion.decisions.accepted_gates import hide_accounts
from orchestration.reporting.disclosure.bounds import is_in_tables, leave_out
from orchestration.reporting.disclosure.rule import NUMBERS, round_and_suppress
from orchestration.reporting.metrics import external
from orchestration.reporting.metrics.accepted import describe_accepted, read_accepted
from orchestration.reporting.metrics.store import PUBLISHED, read_facts, read_metrics, read_state_catalogue
from orchestration.reporting.releases.catalogue import describe_published
from orchestration.reporting.releases.coverage import read_coverage
from orchestration.reporting.releases.groups import Groups, merge_groups, read_groups
from orchestration.reporting.releases.quality import summarize_quality
from orchestration.reporting.releases.registry import list_releases, read_kept_counts, read_release
from orchestration.reporting.releases.scenarios import describe_scenarios, read_scenario_figures
from orchestration.reporting.releases.what_changed import Changes, compare_with_last_release
from orchestration.settings import Settings
from orchestration.warehouse.current_run import is_synthetic


@dataclass(frozen=True)
class ReleaseContents:
    """A release before it is written. ``metrics``, ``changes`` and ``documents`` (JSON by file name) are public;
    ``kept`` and ``run_id`` are restricted."""

    facts: Mapping[str, Any]
    metrics: pl.DataFrame
    changes: pl.DataFrame
    documents: Mapping[str, Any]
    kept: pl.DataFrame
    run_id: str


def build_release(connection: duckdb.DuckDBPyConnection, settings: Settings, version: str) -> ReleaseContents:
    """Build the next release of the run in the warehouse."""
    facts = _read_facts(connection)
    run_id = facts.pop("run_id")
    previous = max(list_releases(settings), default=None)
    catalogue = describe_published(read_state_catalogue(settings.models, settings.state))
    before = read_release(settings, previous) if previous is not None else None
    groups = read_groups(settings.models, settings.state, before)
    true = read_figures(connection, settings, groups).sort("figure_id")
    about = {
        "release": (previous or 0) + 1,
        "previous_release": previous,
        "state": settings.state,
        "software": version,
        **facts,
        "ledger_event": true["ledger_event"].max(),
        "accepted": describe_accepted(read_accepted(connection)),
        "coverage": read_coverage(connection, settings),
        "ledger_event_on": _read_day_of_event(connection),
        "groups": groups,
        "metrics": catalogue,
    }
    release = assemble_release(
        about,
        true,
        before=read_kept_counts(settings, previous) if previous is not None else None,
        changes=compare_with_last_release(settings, run_id, about["ledger_event"]),
        documents={
            "quality.json": summarize_quality(connection),
            "scenarios.json": describe_scenarios(connection, settings),
        },
        run_id=run_id,
    )
    compared = external.compare(
        external.read_published(settings), release.metrics, external.read_scope(connection, settings)
    )
    beside = {"figures_of_others.json": external.build_frame(compared).to_dicts()}
    return replace(release, documents={**release.documents, **beside})


def assemble_release(
    facts: Mapping[str, Any],
    true: pl.DataFrame,
    before: pl.DataFrame | None,
    changes: Changes,
    documents: Mapping[str, Any],
    run_id: str,
) -> ReleaseContents:
    """Assemble the release from true figures, counts and shown numbers of the previous release, and its documents."""
    metrics, left_out = protect(true, before)
    figures = metrics["count"].drop_nulls().len()
    told = {
        **facts,
        "figures": figures,
        "figures_withheld": true.height - figures,
        "left_out": left_out.to_dicts(),
        "what_changed": changes.facts,
    }
    shown = metrics.select("figure_id", *(pl.col(name).alias(f"shown_{name}") for name in NUMBERS))
    kept = true.join(shown, on="figure_id", how="left", maintain_order="left")
    kept = kept.with_columns(is_in_tables(left_out).alias("is_left_out"))
    told, documents = _hide_names(told), _hide_names(documents)
    return ReleaseContents(told, metrics, changes.frame, documents, kept, run_id)


def _hide_names(told: Any) -> Any:
    """Leave out of the overrides of every run that a release tells of who accepted them."""
    if isinstance(told, Mapping):
        return {
            name: hide_accounts(value) if name == "allowances" and value else _hide_names(value)
            for name, value in told.items()
        }
    return [_hide_names(one) for one in told] if isinstance(told, list) else told


def read_figures(connection: duckdb.DuckDBPyConnection, settings: Settings, groups: Groups) -> pl.DataFrame:
    """Read the true figures of a release, the same rows whoever is counted: those of the run and of scenarios that were
    compared. Restricted. ``groups``: the published group of each code."""
    figures = merge_groups(read_metrics(connection, table=PUBLISHED), groups)
    return pl.concat([figures, *read_scenario_figures(connection, settings, figures, groups)])


def protect(true: pl.DataFrame, before: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the figures that may be shown, and the tables (``bounds.TABLE``) that are left out."""
    shown = round_and_suppress(true)
    left_out = leave_out(true, shown, before)
    return shown.filter(~is_in_tables(left_out)), left_out


def _read_day_of_event(connection: duckdb.DuckDBPyConnection) -> str | None:
    day = read_facts(connection)["event_on"]
    return None if day is None else str(day)


def _read_facts(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
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
