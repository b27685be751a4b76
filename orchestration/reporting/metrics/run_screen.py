"""The screen at the end of ``lookback run``: what came out, in a sentence and a table, where it is, and what is next.

Restricted: small numbers are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import polars as pl
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from orchestration.law.cleared_charges import clears_charges
from orchestration.law.packs import read_pack_status
from orchestration.law.text_age import list_old_texts
from orchestration.reporting.metrics.accepted import format_accepted, read_accepted
from orchestration.reporting.metrics.store import WHOLE, find_answer, list_viewers, read_metrics, read_words
from orchestration.reporting.metrics.summary import FIGURES_FILE, read_summary
from orchestration.reporting.metrics.waiting import list_sentences, read_waiting
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
IF_ALL_GRANTED = "if_all_granted/after_dismissal_and_sealing"
LEFT = {
    (metric, f"if_all_granted/{viewer}" if viewer else IF_ALL_GRANTED): f"{says}, {words}" if viewer else says
    for metric, says in read_words("screen").items()
    for words, viewer in (list_viewers(metric) or {"": ""}).items()
}
"""What people are left without, and for whom."""
WORDINGS_SHOWN = 3
NOTES = {
    "charges_not_parsed": ("charge text could not be parsed", "charge texts could not be parsed"),
    "people_with_identity_conflict": (
        "person has contradictory ids or perhaps a second record",
        "people have contradictory ids or perhaps a second record",
    ),
    "unattributed_lines": (
        "rejected line names nobody who is known, may be anybody's and holds up nobody (lookback rejects)",
        "rejected lines name nobody who is known, may be anybody's and hold up nobody (lookback rejects)",
    ),
    "identity_decisions_unmatched": (
        "identity decision names an unknown id", "identity decisions name an unknown id",
    ),
    "people_in_review": (
        "person waits for somebody to read records; if lookback review export does not ask, the files must be read",
        "people wait for somebody to read records; of whom lookback review export does not ask, the files must be read",
    ),
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
        outcomes = read_outcomes(connection, settings)
        folder = build_run_folder(connection)
        warnings = read_runs(connection)[-1].warnings
        unknown = read_unknown_wordings(connection, settings.state)
        are_invented = is_synthetic(connection)
        accepted = format_accepted(read_accepted(connection))
        waiting = read_waiting(settings, connection)
    console.rule(f"Lookback, {settings.state.upper()}, as of {summary['as_of_date']}")
    for sentence in (format_sentence(records), format_felonies(records), *accepted):
        console.print(sentence, soft_wrap=True)
    as_of = date.fromisoformat(str(summary["as_of_date"]))
    for warning in (
        *(result.sentence() for result in warnings),
        *list_old_texts(settings.models, settings.state, as_of),
    ):
        console.print(complete(f"Warning: {warning}"), markup=False, soft_wrap=True)
    console.print(build_outcomes_table(summary["figures"], outcomes))
    for sentence in list_sentences(waiting):
        console.print(complete(sentence), markup=False, soft_wrap=True)
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
    metrics, variants = (list(dict.fromkeys(names)) for names in zip(*LEFT, strict=True))
    return read_metrics(connection, metric=metrics, unit="people", variant=variants, law="ALL", **WHOLE)


def _find_record(records: pl.DataFrame, metric: str, variant: str) -> Mapping[str, Any]:
    rows = records.filter(pl.col("metric") == metric, pl.col("variant") == variant).rows(named=True)
    return rows[0] if rows else dict.fromkeys(("denominator", "count", "not_known"), 0)


def format_felonies(records: pl.DataFrame) -> str:
    """Format who would be left with no felony as one sentence: an employer and a court see other records."""
    check, priors = (_find_record(records, *left) for left in LEFT if list_viewers(left[0]))
    unknown = [one["not_known"] for one in (check, priors)]
    perhaps = f" For {unknown[0]:,} and {unknown[1]:,} more, the record does not say enough." if any(unknown) else ""
    return (
        f"Of {format_number(check['denominator'], 'person', 'people')} with a felony, {check['count']:,} would be left "
        f"with none on an employer's check, and {priors['count']:,} as a court counts priors.{perhaps}"
    )


def format_sentence(records: pl.DataFrame) -> str:
    """Format the result of a run as one sentence."""
    row = _find_record(records, find_answer(), IF_ALL_GRANTED)
    perhaps = f" For {row['not_known']:,} more, the record does not say enough." if row["not_known"] else ""
    return (
        f"Of {format_number(row['denominator'], 'person', 'people')} with a conviction, {row['count']:,} would be left "
        f"with none if everything the law allows were granted.{perhaps}"
    )


def format_number(count: int, one: str, many: str) -> str:
    """Format a number with its noun."""
    return f"{count:,} {one if count == 1 else many}"


@dataclass(frozen=True)
class Outcomes:
    """What the table of outcomes leaves out: determinations of charges without a conviction by law and outcome, if the
    state's law clears none, and laws that nothing was asked under."""

    without_conviction: Mapping[tuple[str, str], int]
    not_asked: Collection[str]


def read_outcomes(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Outcomes:
    """Read what the table of outcomes leaves out. Policies are not asked if the run has none."""
    without_conviction: dict[tuple[str, str], int] = {}
    if not clears_charges(settings.models, settings.state):
        rows = connection.execute(
            "select remedy_id, outcome, count(*) from marts.determinations where not is_conviction group by all"
        ).fetchall()
        without_conviction = {(remedy, outcome): count for remedy, outcome, count in rows}
    policies = connection.execute(
        "select remedy_id from law.remedies where basis = 'policy' "
        "and (select policy_id from intake.run_parameters) is null"
    ).fetchall()
    return Outcomes(without_conviction, {remedy for (remedy,) in policies})


def build_outcomes_table(figures: Sequence[Mapping[str, Any]], outcomes: Outcomes) -> Table:
    """Build the table of outcomes under each remedy in the state, of living and deceased people alike."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in figures:
        if row["metric"] == "outcome" and row["place"] == WHOLE["place"] and row["law"] not in outcomes.not_asked:
            found[row["law"], row["unit"], row["variant"]] += row["count"]
    for (law, outcome), count in outcomes.without_conviction.items():
        found[law, "determinations", outcome] -= count
    laws = sorted({law for law, _, _ in found} - set(outcomes.not_asked))
    table = Table(title="What the law gives, by remedy", title_justify="left", box=SIMPLE)
    table.add_column("convictions or arrests" if outcomes.without_conviction else "charges or arrests", no_wrap=True)
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
    rows = {(row["metric"], row["variant"]): row for row in records.iter_rows(named=True)}
    for key, says in LEFT.items():
        if key in rows:
            table.add_row(says, *(f"{rows[key][name]:,}" for name in ("denominator", "count", "not_known")))
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
