"""What a person reads at the end of a run.

What belongs here: the closing summary on a terminal. What does not: the figures (``summary``).
"""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.table import Table

from orchestration.impact.summary import SUMMARY_FILE, read_summary
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.counts import run_folder
from orchestration.warehouse.packs import rule_pack_of


def print_summary(console: Console, settings: Settings, as_of_date: date) -> None:
    """Print what was read, what was found, what is eligible by county, and where everything lies."""
    with open_warehouse(settings) as connection:
        summary = read_summary(connection)
        folder = run_folder(connection)
    console.rule(f"Lookback, {settings.state.upper()}, as of {as_of_date}")
    console.print(
        f"Read {summary.deliveries} deliveries "
        f"(data as of {_span(summary.data_as_of_earliest, summary.data_as_of_latest)}): "
        f"{summary.physical_lines:,} lines, {summary.accepted_rows:,} accepted, {summary.rejected_lines:,} rejected."
    )
    console.print(
        f"Found {summary.people:,} people with {summary.charges:,} charges, "
        f"{summary.convictions:,} of them convictions. "
        f"{summary.charges_not_parsed:,} charges have a text that was not understood; "
        f"{summary.juvenile_charges_kept_apart:,} juvenile adjudications are kept apart; "
        f"ids of {summary.people_with_identity_conflict:,} people contradict each other."
    )
    if summary.allowances:
        console.print(f"Allowed for this run: {summary.allowances}.")
    table = Table(title="Charges under the law of this run, by county", title_justify="left")
    for heading in ("county", "in scope", "by statute", "by policy", "to review", "people eligible"):
        table.add_column(heading, justify="left" if heading == "county" else "right")
    for county in summary.by_county:
        table.add_row(
            county.county_name,
            f"{county.in_scope:,}",
            f"{county.eligible_by_statute:,}",
            f"{county.eligible_by_policy:,}",
            f"{county.review:,}",
            f"{county.people_eligible:,}",
        )
    table.add_section()
    table.add_row(
        "all",
        f"{summary.in_scope + summary.in_scope_without_conviction:,}",
        f"{summary.eligible - summary.eligible_by_policy_alone:,}",
        f"{summary.eligible_by_policy_alone:,}",
        f"{summary.review:,}",
        f"{summary.people_eligible:,}",
    )
    console.print(table)
    console.print(
        "By statute: what Proposition 64 gives. By policy: what the prosecutor of the county chose beyond it. "
        f"{summary.in_scope_without_conviction:,} of the charges in scope have no conviction on record. "
        "People are counted once; a person eligible in two counties stands in both rows and once in the total."
    )
    rule_pack = rule_pack_of(settings.models, settings.state)
    console.print(f"These batches are {rule_pack['use']} (models/rules/packs.yml).")
    console.print(f"Batches for the counties: {settings.filings / folder}", soft_wrap=True)
    console.print(f"Results for reviewers:    {settings.results / folder}", soft_wrap=True)
    console.print(f"Figures:                  {settings.results / folder / SUMMARY_FILE}", soft_wrap=True)
    console.print(f"Warehouse:                {settings.warehouse}", soft_wrap=True)
    console.print("`current` beside each folder of a run points at the last run of its day.", soft_wrap=True)
    console.print(
        f"To see lineage, gates and runs: {_ui_command(settings)}, then http://127.0.0.1:3000", soft_wrap=True
    )


def _ui_command(settings: Settings) -> str:
    is_default = settings.root == (PROJECT_ROOT / "data").resolve()
    return "make ui" if is_default else f"lookback ui --home {settings.root}"


def _span(earliest: date, latest: date) -> str:
    return str(earliest) if earliest == latest else f"{earliest} to {latest}"
