"""Build a release in memory: figures after disclosure control, with the documents around them. ``files`` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import polars as pl

from orchestration.reporting.disclosure.bounds import leave_out
from orchestration.reporting.disclosure.rule import NUMBERS, round_and_suppress
from orchestration.reporting.metrics import external
from orchestration.reporting.metrics.store import list_reliefs, read_catalogue, read_metrics
from orchestration.reporting.releases.catalogue import describe_published
from orchestration.reporting.releases.quality import summarize_quality
from orchestration.reporting.releases.race_groups import merge_race_groups, read_race_groups
from orchestration.reporting.releases.registry import list_releases, read_kept_counts, read_release
from orchestration.reporting.releases.scenarios import describe_scenarios, read_scenario_figures
from orchestration.reporting.releases.what_changed import Changes, compare_with_last_release
from orchestration.settings import Settings
from orchestration.warehouse.current_run import is_synthetic

TABLE = ["metric", "place", "group_by"]


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
    catalogue = describe_published(read_catalogue(list_reliefs(settings.models, settings.state)))
    groups = read_race_groups(settings.state, read_release(settings, previous) if previous is not None else None)
    true = read_figures(connection, settings, catalogue, groups)
    about = {
        "release": (previous or 0) + 1,
        "previous_release": previous,
        "state": settings.state,
        "software": version,
        **facts,
        "ledger_event": true["ledger_event"].max(),
        "race_groups": groups,
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
    told = {
        **facts,
        "figures": metrics.height,
        "figures_withheld": true.height - metrics.filter(pl.col("count").is_not_null()).height,
        "left_out": left_out.to_dicts(),
        "what_changed": changes.facts,
    }
    shown = metrics.select("figure_id", *(pl.col(name).alias(f"shown_{name}") for name in NUMBERS))
    kept = true.join(shown, on="figure_id", how="left", maintain_order="left").with_columns(
        pl.struct(TABLE).is_in(left_out.to_struct().implode()).alias("is_left_out")
    )
    return ReleaseContents(told, metrics, changes.frame, documents, kept, run_id)


def read_figures(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Mapping[str, Any],
    groups: Mapping[str, str],
) -> pl.DataFrame:
    """The true figures that a release may tell of: published metrics, and scenarios that were compared. Restricted.

    Args:
        connection: The warehouse of the run.
        settings: Where scenarios are.
        catalogue: The published metrics.
        groups: The group of each race code that is merged.
    """
    units = [f"{name} {unit}" for name, metric in catalogue.items() for unit in metric["units"]]
    is_published = pl.concat_str("metric", pl.lit(" "), "unit").is_in(units)
    figures = add_zero_rows(read_metrics(connection).filter(is_published))
    is_never_unknown = (pl.col("not_known") == 0).all().over("metric", "unit")
    figures = figures.with_columns(pl.when(~is_never_unknown).then("not_known").alias("not_known"))
    every = pl.concat([figures, read_scenario_figures(connection, settings, figures)], how="vertical")
    return merge_race_groups(every, groups).sort("figure_id")


def add_zero_rows(figures: pl.DataFrame) -> pl.DataFrame:
    """Add zero rows for variants that others of the same place and group count: the presence of a row would reveal that
    somebody is affected."""
    kind, where = ["metric", "unit", "law", "group_by", "status"], ["place", "group_code", "denominator_name"]
    siblings = figures.filter(pl.col("denominator").is_not_null()).unique([*kind, *where], maintain_order=True)
    known = figures.filter(pl.col("denominator").is_not_null()).select(*kind, pl.col("variant").alias("new")).unique()
    there = figures.select(*kind, *where, pl.col("variant").alias("new"))
    missing = siblings.join(known, on=kind).join(there, on=[*kind, *where, "new"], how="anti", nulls_equal=True)
    ids = [_replace_word(*words) for words in missing.select("figure_id", "variant", "new").iter_rows()]
    zeros = missing.with_columns(
        pl.Series("figure_id", ids, dtype=pl.String),
        pl.col("new").alias("variant"),
        *(pl.lit(0, dtype=pl.Int64).alias(name) for name in ("count", "people")),
        *(pl.col(name) * 0 for name in ("not_known", "not_known_people")),
        pl.lit(None, dtype=pl.Float64).alias("value"),
    ).select(figures.columns)
    return pl.concat([figures, zeros]).unique("figure_id", keep="first").sort("figure_id")


def _replace_word(figure_id: str, old: str, new: str) -> str:
    """Return a figure's id with another variant."""
    then, now = (word.lower().replace(" ", "-") for word in (old, new))
    return f"{figure_id}/".replace(f"/{then}/", f"/{now}/", 1).removesuffix("/")


def protect(true: pl.DataFrame, before: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the figures that may be shown, and the tables (metric, place, group_by) that are left out.

    A row without any shown number is left out too, so that it cannot be told from a row that counts nothing.
    """
    shown = round_and_suppress(true)
    left_out = leave_out(true, shown, before)
    kept = shown.join(left_out, on=TABLE, how="anti", maintain_order="left")
    return kept.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in NUMBERS)), left_out


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
