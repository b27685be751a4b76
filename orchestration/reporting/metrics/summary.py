"""The summary of a run: as a file, and on a terminal at the end of ``lookback run``.

What belongs here: choosing figures and facts of the run, and their form. What does not: counting. Restricted: small
numbers are not suppressed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table

from orchestration.law.packs import read_pack_status
from orchestration.reporting.metrics.store import WHOLE, read_metrics
from orchestration.reporting.quality.runs import read_runs
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.wordings import HOW_TO_ADD, UnknownWording, read_unknown_wordings
from orchestration.warehouse.row_counts import build_run_folder

SUMMARY_FILE, FIGURES_FILE = "summary.json", "figures.csv"
OUTCOMES = {
    "eligible": "eligible", "not_yet": "later", "review": "review", "undeterminable": "not known",
    "ineligible": "not eligible", "already_relieved": "relieved before",
}  # fmt: skip
LEFT = {
    "felony_free": "a felony", "recent_free": "a conviction in the last seven years", "conviction_free": "a conviction",
    "record_free": "a conviction or arrest",
}  # fmt: skip
WORDINGS_SHOWN = 5
IF_ALL_GRANTED = "if_all_granted/after_dismissal_and_sealing"

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
    (select count(*) from marts.review_questions) as open_questions
from marts.run_summary as run_summary
cross join decisions
cross join claims
"""


def read_run_figures(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The figures of the run alone: those that rest on no ledger."""
    return read_metrics(connection).filter(pl.col("ledger_event").is_null()).drop("ledger_event")


def read_summary(connection: duckdb.DuckDBPyConnection, figures: pl.DataFrame | None = None) -> dict[str, Any]:
    """What the run read, found and determined: facts of the run, and under ``figures`` every figure that is broken down
    by nothing, statewide and by county."""
    result = connection.execute(_FACTS)
    names = [column[0] for column in result.description or []]
    (row,) = result.fetchall()
    every = read_run_figures(connection) if figures is None else figures
    whole = every.filter(pl.col("group_by") == "all").drop("group_by", "group_code", "value", "value_unit")
    return {**dict(zip(names, row, strict=True)), "figures": whole.rows(named=True)}


def read_policies(connection: duckdb.DuckDBPyConnection, state: str) -> dict[str, str]:
    """The names of the policies by their ids, in their order."""
    rows = connection.execute(f"select scenario, scenario_name from rules.{state}_scenarios order by scenario_order")
    return dict(rows.fetchall())


def write_summary(connection: duckdb.DuckDBPyConnection, folder: Path, state: str) -> dict[str, Any]:
    """Write ``summary.json``, and every figure of the run as ``figures.csv``. Returns the summary."""
    figures = read_run_figures(connection)
    unknown = [asdict(one) for one in read_unknown_wordings(connection, state)]
    summary = {**read_summary(connection, figures), "unknown_wordings": unknown}
    text = json.dumps(summary, indent=2, sort_keys=True, default=str) + "\n"
    (folder / SUMMARY_FILE).write_text(text, encoding="utf-8")
    figures.with_columns(pl.lit(summary["allowances"] or "").alias("allowances")).write_csv(folder / FIGURES_FILE)
    return summary


def print_summary(console: Console, settings: Settings, refused: int = 0) -> None:
    """Print what was read and determined, what would be left of records, and where the files are. ``refused``: how many
    files were."""
    with open_warehouse(settings) as connection:
        summary = read_summary(connection)
        records = read_metrics(connection, metric=list(LEFT), unit="people", variant=IF_ALL_GRANTED, law="ALL", **WHOLE)
        folder = build_run_folder(connection)
        warnings = read_runs(connection)[-1].warnings
        unknown = read_unknown_wordings(connection, settings.state)
    console.rule(f"Lookback, {settings.state.upper()}, as of {summary['as_of_date']}")
    console.print(_format_run(summary, refused))
    for line in (*_format_unknown(unknown), *(f"Warning: {result.sentence()}" for result in warnings)):
        console.print(line, markup=False, soft_wrap=True)
    console.print(build_outcomes_table(summary["figures"]))
    console.print(build_records_table(records))
    use = read_pack_status(settings.models, settings.state, settings.signatures)["use"]
    console.print(f"These batches are {use} (lookback law status).")
    for name, path in {
        "Batches": settings.filings / folder,
        "Results": settings.results / folder,
        "Figures": settings.results / folder / FIGURES_FILE,
        "Warehouse": settings.warehouse,
    }.items():
        console.print(f"{name + ':':<11}{path}", soft_wrap=True)
    console.print(f"Lineage, gates and runs: lookback ui --home {settings.root}", soft_wrap=True)


def build_outcomes_table(figures: list[Mapping[str, Any]]) -> Table:
    """What was determined under each remedy in the state, of the living and the dead, and of how many people."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in figures:
        if row["metric"] == "outcome" and row["place"] == WHOLE["place"]:
            found[row["law"], row["unit"], row["variant"]] += row["count"]
    laws = sorted({law for law, _, _ in found})
    table = Table(title="What the law gives, by remedy", title_justify="left")
    table.add_column("", no_wrap=True)
    for law in laws:
        table.add_column(law.replace("_", " "), justify="right")
    for outcome, says in {"all": "determined", **OUTCOMES}.items():
        table.add_row(says, *(f"{found[law, 'determinations', outcome]:,}" for law in laws))
    table.add_row("people eligible", *(f"{found[law, 'people', 'eligible']:,}" for law in laws))
    return table


def build_records_table(records: pl.DataFrame) -> Table:
    """What would be left of the records of the living if everything eligible were granted."""
    table = Table(title="People's records, if all that is eligible is granted", title_justify="left")
    for heading, justify in (("people with", "left"), ("before", "right"), ("left with none", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    rows = {row["metric"]: row for row in records.iter_rows(named=True)}
    for metric, says in LEFT.items():
        if metric in rows:
            row = rows[metric]
            perhaps = f" +{row['not_known']:,}?" if row["not_known"] else ""
            table.add_row(says, f"{row['denominator']:,}", f"{row['count']:,}{perhaps}")
    return table


def _format_run(summary: Mapping[str, Any], refused: int) -> str:
    """What was read and found, and what a person has to look at: one line each, only where there is something."""
    told = {name: f"{value:,}" if isinstance(value, int) else value for name, value in summary.items()}
    days = " to ".join(dict.fromkeys(str(summary[f"data_as_of_{end}"]) for end in ("earliest", "latest")))
    lines = [
        "Read {deliveries} deliveries (data as of {days}) and {other_deliveries} others: {accepted_rows} of "
        "{physical_lines} lines accepted, {rejected_lines} rejected.",
        "Found {people} people, {charges} charges ({convictions} convictions), {arrests} arrests.",
    ]
    notes = {
        "charges_not_parsed": "{charges_not_parsed} charges have a text that was not understood.",
        "people_with_identity_conflict": "Ids of {people_with_identity_conflict} people contradict each other.",
        "identity_decisions_unmatched": "{identity_decisions_unmatched} decisions on who is who name an id of nobody.",
        "open_questions": "{open_questions} questions wait for a person (lookback review export).",
        "overdue_claims": "{overdue_claims} claims about records are overdue (lookback claims list).",
        "claims_about_nothing": "{claims_about_nothing} claims are about nothing of this run.",
        "allowances": "Allowed for this run: {allowances}.",
    }
    lines += [text for name, text in notes.items() if summary[name]]
    if refused:
        lines.append(f"{refused:,} files were refused: each is named above with the reason.")
    return "\n".join(line.format(**{**told, "days": days}) for line in lines)


def _format_unknown(unknown: Sequence[UnknownWording]) -> list[str]:
    """What the vocabulary lacks, the most frequent first, and how to add it."""
    if not unknown:
        return []
    shown = [f"{one.wording} ({one.kind}, {one.file_name}: {one.row_count:,})" for one in unknown if one.wording]
    named = f", most often {', '.join(shown[:WORDINGS_SHOWN])}" if shown else ""
    rows = sum(one.row_count for one in unknown)
    return [f"Not in the vocabulary: wordings of {rows:,} rows{named}. {HOW_TO_ADD}"]
