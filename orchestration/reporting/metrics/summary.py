"""Summary of a run, as a file and on a terminal at the end of ``lookback run``. Restricted: it shows small numbers."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration.files.tables import write_frame
from orchestration.reporting.metrics.accepted import read_accepted
from orchestration.reporting.metrics.store import read_metrics
from orchestration.reporting.metrics.waiting import read_waiting
from orchestration.settings import Settings
from orchestration.warehouse.quality_gates.wordings import read_unknown_wordings

SUMMARY_FILE, FIGURES_FILE = "summary.json", "figures.csv"

_FACTS = """
with on_record as (
    select 'state:' || unnest(state_ids) as id_key from intermediate.int_people
    union
    select 'issuer:' || unnest(issuer_person_ids) as id_key from intermediate.int_people
),
decisions as (
    select
        count(*) as identity_decisions,
        count(*) filter (where not (
            id_key in (select id_key from on_record) and other_id_key in (select id_key from on_record)
        )) as identity_decisions_unmatched
    from intake.identity_decisions
),
claims as (
    select
        count(*) filter (where is_open) as open_claims,
        count(*) filter (where is_overdue) as overdue_claims,
        count(*) filter (where unmatched_reason is not null) as claims_about_nothing
    from intermediate.int_claims
)
select
    run_summary.* exclude (version, law_version, run_id),
    (
        select cast(coalesce(sum(repaired_lines), 0) as bigint)
        from intake.deliveries
        where delivery_kind = 'history'
    ) as repaired_lines,
    decisions.*,
    claims.*,
    (
        select count(distinct person_id)
        from (
            select person_id, outcome from marts.determinations
            union all
            select person_id, outcome from marts.arrest_determinations
        )
        where outcome = 'review'
    ) as people_in_review,
    (select count(*) from intake.added_wordings) as added_wordings,
    (select count(*) from intermediate.int_unattributed_lines) as unattributed_lines
from marts.run_summary as run_summary
cross join decisions
cross join claims
"""


def read_run_figures(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Read the figures of the run that need no ledger."""
    return read_metrics(connection).filter(pl.col("ledger_event").is_null()).drop("ledger_event")


def read_summary(connection: duckdb.DuckDBPyConnection, figures: pl.DataFrame | None = None) -> dict[str, Any]:
    """Read the facts of the run, and under ``figures`` every figure without a breakdown, statewide and by county."""
    result = connection.execute(_FACTS)
    names = [column[0] for column in result.description or []]
    (row,) = result.fetchall()
    every = read_run_figures(connection) if figures is None else figures
    whole = every.filter(pl.col("group_by") == "all").drop("group_by", "group_code", "value", "value_unit")
    return {**dict(zip(names, row, strict=True)), "figures": whole.rows(named=True)}


def read_policies(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Map the ids of the policies to their names, in order."""
    rows = connection.execute("select scenario, scenario_name from law.scenarios order by scenario_order")
    return dict(rows.fetchall())


def read_policy_subject(connection: duckdb.DuckDBPyConnection) -> str:
    """Read the law that policies go beyond, as the name of their remedy begins; empty if the state has no policies."""
    found = connection.execute("select min(remedy_name) from law.remedies where basis = 'policy'").fetchone()
    return str(found[0]).partition(":")[0] if found and found[0] else ""


def write_summary(connection: duckdb.DuckDBPyConnection, folder: Path, settings: Settings) -> dict[str, Any]:
    """Write ``summary.json``, and every figure of the run as ``figures.csv``, and return the summary."""
    figures = read_run_figures(connection)
    unknown = [asdict(one) for one in read_unknown_wordings(connection, settings.state)]
    accepted = [asdict(one) for one in read_accepted(connection)]
    summary = {**read_summary(connection, figures), "unknown_wordings": unknown, "accepted": accepted}
    summary["waiting"] = read_waiting(settings, connection)
    text = json.dumps(summary, indent=2, sort_keys=True, default=str) + "\n"
    (folder / SUMMARY_FILE).write_text(text, encoding="utf-8")
    write_frame(figures.with_columns(pl.lit(summary["allowances"] or "").alias("allowances")), folder / FIGURES_FILE)
    return summary
