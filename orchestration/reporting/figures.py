"""Figures of the current run and the ledger: build the tables, compare with published figures, write one folder.

``models/marts/metrics`` counts, and dbt tests with the tag ``metrics`` check the sums.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration.determinations.snapshots.countings import write_counting
from orchestration.files.publish_dir import publish_dir
from orchestration.files.tables import write_frame
from orchestration.reporting.disclosure.rule import add_shares
from orchestration.reporting.metrics import external
from orchestration.reporting.metrics.accepted import format_accepted, read_accepted
from orchestration.reporting.metrics.ledger_tables import copy_ledger, read_last_event
from orchestration.reporting.metrics.residents import Population, compute_rates
from orchestration.reporting.metrics.store import (
    WHOLE,
    Catalogue,
    describe,
    format_sentence,
    format_text,
    read_facts,
    read_metrics,
    read_state_catalogue,
    read_words,
    select_headlines,
)
from orchestration.reporting.releases.registry import list_events
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.runner import rebuild_tagged
from orchestration.warehouse.run_errors import NoWarehouseError
from orchestration.warehouse.run_history import STAGE_ORDER
from orchestration.warehouse.shards.build import check_shards

TAG = "metrics"
METRICS_FILE, HEADLINES_FILE = "metrics.csv", "headlines.json"


@dataclass(frozen=True)
class Figures:
    """The written figures: ``headlines`` in catalogue order with their sentences, provenance (``facts``), published
    figures beside ours, and what was accepted of deliveries, in sentences."""

    folder: Path
    facts: Mapping[str, Any]
    headlines: Sequence[Mapping[str, Any]]
    compared: Sequence[external.ComparedFigure]
    accepted: Sequence[str]


def refresh_metrics(settings: Settings) -> None:
    """Copy the ledger into the warehouse and build the tables that depend on it. The caller holds the run's lock.

    Raises:
        LedgerError: The ledger cannot be read.
        StageFailedError: A table could not be built, or figures do not add up.
        DamagedFileError: A file of the run is not as the run wrote it.
    """
    with open_warehouse(settings) as connection:
        _check_version(settings, connection)
        check_shards(settings, connection)
        copy_ledger(settings, connection)
    rebuild_tagged(settings, TAG, "figures")


def _check_version(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Check that this version of Lookback built the warehouse.

    Raises:
        NoWarehouseError: It did not.
    """
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = 'marts' and table_name = 'published_metrics'"
    ).fetchall()
    if not found:
        raise NoWarehouseError(
            f"{settings.warehouse} holds no complete run of this version of Lookback: run `lookback run` again"
        )


def produce_figures(settings: Settings, population: Population | None = None) -> Figures:
    """Refresh the metrics and write the figures. The caller holds the run's lock.

    Raises:
        StageFailedError: Figures do not add up, or contradict the ledger.
        ExternalFileError: The file of published figures cannot be used.
        LedgerError: The ledger cannot be read.
    """
    refresh_metrics(settings)
    catalogue = read_state_catalogue(settings.models, settings.state)
    with open_warehouse(settings) as connection:
        facts = read_facts(connection)
        figures = add_shares(read_metrics(connection))
        scope = external.read_scope(connection, settings)
        accepted = format_accepted(read_accepted(connection))
        compared = external.compare(external.read_published(settings), figures, scope)
        headlines = [
            _build_headline(row, figures, catalogue, facts)
            for row in select_headlines(figures, catalogue).iter_rows(named=True)
        ]
        files = {METRICS_FILE: figures, "external.csv": external.build_frame(compared)}
        if population is not None:
            files[f"rates_{population.sha256[:12]}.csv"] = compute_rates(figures, population)
        folder = settings.figures / facts["as_of_date"].isoformat() / f"{facts['run_id']}-{facts['event']}"
        with publish_dir(folder) as building:
            about = {"state": settings.state, **facts, "gates_passed": STAGE_ORDER, "accepted": accepted}
            text = json.dumps({"about": about, "figures": headlines}, indent=2, default=str) + "\n"
            (building / HEADLINES_FILE).write_text(text, encoding="utf-8")
            for name, frame in files.items():
                # overrides are on every row, since rows are copied without their page
                allowed = frame.with_columns(pl.lit(facts["allowances"]).alias("allowances"))
                if "ledger_event" in frame.columns:
                    day = pl.when(pl.col("ledger_event").is_not_null()).then(pl.lit(facts["event_on"], dtype=pl.Date))
                    allowed = allowed.with_columns(day.alias("ledger_event_on"))
                write_frame(allowed, building / name)
        write_counting(settings, connection, facts["run_id"], facts["event"], list_events(settings, facts["run_id"]))
    return Figures(folder, facts, headlines, compared, accepted)


def produce_figures_if_stale(settings: Settings) -> None:
    """Produce the figures unless those of this run and the ledger's last event exist.

    Raises:
        StageFailedError, UnexplainedDifferenceError, ExternalFileError, LedgerError: As for ``produce_figures``.
    """
    with open_warehouse(settings) as connection:
        _check_version(settings, connection)
        facts = read_facts(connection)
    folder = settings.figures / facts["as_of_date"].isoformat() / f"{facts['run_id']}-{read_last_event(settings)}"
    if facts["event"] != read_last_event(settings) or not (folder / METRICS_FILE).is_file():
        produce_figures(settings)


def _build_headline(
    row: Mapping[str, Any], figures: pl.DataFrame, catalogue: Catalogue, facts: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Build a headline's page values: catalogue text, row, sentence, and parts."""
    words = describe(row["metric"], row["unit"], catalogue)
    same = figures.filter(
        *(pl.col(name) == row[name] for name in ("metric", "unit", "variant")), pl.col("law") == "ALL"
    )
    deceased = same.filter(pl.col("figure_id") == f"{row['figure_id']}/deceased")["count"].sum()
    parts = same.filter(
        pl.col("group_by").is_in(words["parts"]), *(pl.col(name) == WHOLE[name] for name in ("place", "status"))
    ).sort("group_by", "count", "group_code", descending=[False, True, False])
    return {
        **{name: row[name] for name in ("figure_id", "metric", "unit", "variant")},
        "name": words["name"],
        "unit_is": read_words("units")[row["unit"]],
        "definition": words["definition"],
        "numerator_is": format_text(words["numerator"], row, catalogue, facts),
        "denominator_is": format_text(words["denominator"], row, catalogue, facts),
        "does_not_mean": words["does_not_mean"],
        **{name: row[name] for name in ("count", "not_known", "denominator_name", "denominator")},
        "deceased": int(deceased),
        "sentence": format_sentence(row, catalogue, facts),
        "sums": [
            {"by": str(kind), "parts": dict(of_kind.select("group_code", "count").iter_rows())}
            for (kind,), of_kind in parts.group_by(["group_by"], maintain_order=True)
        ],
    }
