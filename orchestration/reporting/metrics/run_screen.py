"""The screen at the end of ``lookback run``: what came out, in a sentence and a table, where it is, and what is next.

Restricted: small numbers are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import polars as pl
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from orchestration.law.packs import read_pack_status
from orchestration.law.text_age import list_old_texts
from orchestration.reporting.metrics.accepted import format_accepted, read_accepted
from orchestration.reporting.metrics.store import WHOLE, read_metrics
from orchestration.reporting.metrics.summary import FIGURES_FILE, read_summary
from orchestration.reporting.quality.runs import read_runs
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.current_run import is_synthetic
from orchestration.warehouse.quality_gates.wordings import HOW_TO_ADD, UnknownWording, read_unknown_wordings
from orchestration.warehouse.row_counts import build_run_folder

OUTCOMES = {
    "eligible": "eligible", "not_yet": "later", "review": "review", "undeterminable": "not known",
    "ineligible": "not eligible", "already_relieved": "relieved before",
}  # fmt: skip
LEFT = {
    "felony_free": "a felony", "recent_free": "a conviction in the last seven years", "conviction_free": "a conviction",
    "record_free": "a conviction or arrest",
}  # fmt: skip
WORDINGS_SHOWN = 3
IF_ALL_GRANTED = "if_all_granted/after_dismissal_and_sealing"
NOTES = {
    "charges_not_parsed": ("charge text could not be parsed", "charge texts could not be parsed"),
    "people_with_identity_conflict": ("person has contradictory ids", "people have contradictory ids"),
    "identity_decisions_unmatched": (
        "identity decision names an unknown id", "identity decisions name an unknown id",
    ),
    "people_in_review": ("person waits for a reader of records", "people wait for readers of records"),
    "overdue_claims": ("claim about a record is overdue", "claims about records are overdue"),
    "added_wordings": ("wording was added to the vocabulary", "wordings were added to the vocabulary"),
    "claims_about_nothing": ("claim matches no record of this run", "claims match no record of this run"),
}  # fmt: skip


def print_run(console: Console, settings: Settings, refused: int = 0, complete: Callable[[str], str] = str) -> None:
    """Print what a run found, what a person has to look at, where the files are and what is next.

    Args:
        refused: how many files were refused.
        complete: completes the commands that a line names.
    """
    with open_warehouse(settings) as connection:
        summary = read_summary(connection)
        records = read_records(connection)
        folder = build_run_folder(connection)
        warnings = read_runs(connection)[-1].warnings
        unknown = read_unknown_wordings(connection, settings.state)
        are_invented = is_synthetic(connection)
        accepted = format_accepted(read_accepted(connection))
    console.rule(f"Lookback, {settings.state.upper()}, as of {summary['as_of_date']}")
    for sentence in (format_sentence(records), *accepted):
        console.print(sentence, soft_wrap=True)
    as_of = date.fromisoformat(str(summary["as_of_date"]))
    for warning in (
        *(result.sentence() for result in warnings),
        *list_old_texts(settings.models, settings.state, as_of),
    ):
        console.print(complete(f"Warning: {warning}"), markup=False, soft_wrap=True)
    console.print(build_outcomes_table(summary["figures"]))
    lines = ["All of it is synthetic: every person is invented."] if are_invented else []
    lines += [*_format_run(summary, refused), *_format_unknown(unknown)]
    use = read_pack_status(settings.models, settings.state, settings.signatures)["use"]
    lines.append(f"The batches {'are ' if use.startswith('for ') else ''}{use}.")
    lines += [
        f"Batches: {settings.filings / folder}",
        f"Results: {settings.results / folder} ({FIGURES_FILE} has each figure; lookback figures prints tables)",
        f"Next: lookback status {settings.options}",
    ]
    for line in lines:
        console.print(complete(line), markup=False, soft_wrap=True)


def read_records(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Read what would be left of the records of the living in the state if everything eligible were granted."""
    return read_metrics(connection, metric=list(LEFT), unit="people", variant=IF_ALL_GRANTED, law="ALL", **WHOLE)


def format_sentence(records: pl.DataFrame) -> str:
    """Format the result of a run as one sentence."""
    row = next(row for row in records.iter_rows(named=True) if row["metric"] == "conviction_free")
    perhaps = f" For {row['not_known']:,} more, the record does not say enough." if row["not_known"] else ""
    return (
        f"Of {format_number(row['denominator'], 'person', 'people')} with a conviction, {row['count']:,} would be left "
        f"with none if everything the law allows were granted.{perhaps}"
    )


def format_number(count: int, one: str, many: str) -> str:
    """Format a number with its noun."""
    return f"{count:,} {one if count == 1 else many}"


def build_outcomes_table(figures: Sequence[Mapping[str, Any]]) -> Table:
    """Build the table of outcomes under each remedy in the state, of living and deceased people alike."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in figures:
        if row["metric"] == "outcome" and row["place"] == WHOLE["place"]:
            found[row["law"], row["unit"], row["variant"]] += row["count"]
    laws = sorted({law for law, _, _ in found})
    table = Table(title="What the law gives, by remedy", title_justify="left", box=SIMPLE)
    table.add_column("charges or arrests", no_wrap=True)
    for law in laws:
        table.add_column(law.replace("_", " "), justify="right")
    for outcome, says in OUTCOMES.items():
        table.add_row(says, *(f"{found[law, 'determinations', outcome]:,}" for law in laws))
    table.add_row("people eligible", *(f"{found[law, 'people', 'eligible']:,}" for law in laws))
    return table


def build_records_table(records: pl.DataFrame) -> Table:
    """Build the table of what would be left of living people's records if everything eligible were granted."""
    table = Table(title="Records of living people if all eligible relief is granted", title_justify="left", box=SIMPLE)
    table.add_column("people with")
    for heading in ("before", "left with none", "not known"):
        table.add_column(heading, justify="right")
    rows = {row["metric"]: row for row in records.iter_rows(named=True)}
    for metric, says in LEFT.items():
        if metric in rows:
            table.add_row(says, *(f"{rows[metric][name]:,}" for name in ("denominator", "count", "not_known")))
    return table


def _format_run(summary: Mapping[str, Any], refused: int) -> list[str]:
    """What was read and found, and what a person has to look at: one line each, only where there is something."""
    days = " to ".join(dict.fromkeys(str(summary[f"data_as_of_{end}"]) for end in ("earliest", "latest")))
    deliveries = format_number(summary["deliveries"], "delivery", "deliveries")
    people = format_number(summary["people"], "person", "people")
    lines = [
        f"Read {deliveries} (data as of {days}) and {summary['other_deliveries']:,} others: "
        f"{summary['accepted_rows']:,} of {summary['physical_lines']:,} lines accepted, "
        f"{summary['rejected_lines']:,} rejected.",
        f"Found {people}, {format_number(summary['charges'], 'charge', 'charges')} "
        f"({format_number(summary['convictions'], 'conviction', 'convictions')}), "
        f"{format_number(summary['arrests'], 'arrest', 'arrests')}.",
    ]
    lines += [f"{format_number(summary[name], *words)}." for name, words in NOTES.items() if summary[name]]
    if summary["allowances"]:
        lines.append(f"Overrides and refused files of this run: {summary['allowances']}.")
    if refused:
        lines.append(f"{format_number(refused, 'file was', 'files were')} refused: the lines above say why.")
    return lines


def _format_unknown(unknown: Sequence[UnknownWording]) -> list[str]:
    """What the vocabulary lacks, the most frequent first, and how to add it."""
    if not unknown:
        return []
    shown = [f"{one.wording} ({one.kind}, {one.file_name}: {one.row_count:,})" for one in unknown if one.wording]
    named = f", most often {', '.join(shown[:WORDINGS_SHOWN])}" if shown else ""
    rows = format_number(sum(one.row_count for one in unknown), "row", "rows")
    return [f"Not in the vocabulary: wordings of {rows}{named}. {HOW_TO_ADD}"]
