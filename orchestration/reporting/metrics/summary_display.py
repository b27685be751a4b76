"""What a person reads at the end of a run.

What belongs here: the closing summary on a terminal. What does not: the figures (``summary``).
"""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.table import Table

from orchestration.law.packs import rule_pack_of
from orchestration.reporting.metrics.arrest_figures import arrests_table
from orchestration.reporting.metrics.figures_chart import CHART_FILE
from orchestration.reporting.metrics.policy_figures import FIGURES_FILE, HEADLINES, Count, PolicyFigures
from orchestration.reporting.metrics.remedy_figures import SOURCES, automatic_relief_table
from orchestration.reporting.metrics.summary import SUMMARY_FILE, RunSummary, read_summary
from orchestration.reporting.metrics.waiting_questions import Waiting
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.row_counts import run_folder


def print_summary(console: Console, settings: Settings, as_of_date: date, refused: int = 0) -> None:
    """Print what was read, what was found, what is eligible by county, and where everything lies. ``refused``: how many
    files were."""
    with open_warehouse(settings) as connection:
        summary = read_summary(connection)
        folder = run_folder(connection)
    console.rule(f"Lookback, {settings.state.upper()}, as of {as_of_date}")
    console.print(
        f"Read {summary.deliveries} deliveries "
        f"(data as of {_span(summary.data_as_of_earliest, summary.data_as_of_latest)}): "
        f"{summary.physical_lines:,} lines, {summary.accepted_rows:,} accepted "
        f"(with {summary.repaired_lines:,} repairs), {summary.rejected_lines:,} rejected, "
        f"{summary.physical_lines - summary.accepted_rows - summary.rejected_lines:,} headers."
    )
    if summary.other_deliveries:
        console.print(_beside_histories(summary))
    if refused:
        console.print(
            f"Refused {refused:,} {'file' if refused == 1 else 'files'}: each is named above with the reason."
        )
    console.print(
        f"Found {summary.people:,} people with {summary.charges:,} charges, "
        f"{summary.convictions:,} of them convictions. "
        f"{summary.charges_not_parsed:,} charges have a text that was not understood; "
        f"{summary.juvenile_charges_kept_apart:,} juvenile adjudications are kept apart; "
        f"ids of {summary.people_with_identity_conflict:,} people contradict each other."
    )
    if summary.sentence_parts_of_no_charge:
        console.print(
            f"{summary.sentence_parts_of_no_charge:,} parts of sentences stand in steps that name no charge: "
            "a term of theirs that may still run holds the person up."
        )
    if summary.identity_decisions:
        console.print(_decided(summary))
    if summary.allowances:
        console.print(f"Allowed for this run: {summary.allowances}.")
    table = Table(title="Charges under Proposition 64 in the law of this run, by county", title_justify="left")
    for heading in ("county", "in scope", "by statute", "by policy", "to review", "people eligible"):
        table.add_column(heading, justify="left" if heading == "county" else "right")
    for county in summary.by_county:
        table.add_row(
            county.county_name,
            f"{county.in_scope + county.in_scope_without_conviction:,}",
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
    arrests = summary.arrest_relief
    console.print(arrests_table(arrests))
    console.print(
        f"Relief of arrests comes by operation of law: nobody files it. {arrests.statewide.in_scope:,} of "
        f"{arrests.arrests:,} arrests are in scope (of adults, in this state). Later: only time is missing. Not known: "
        "the record does not tell. A person with two arrests can stand in two rows."
    )
    if summary.policies:
        console.print(policies_table(summary.policies))
        console.print(
            "Each number stands beside those it could be true of; +n? is how many more it may be true of, where the "
            "record does not tell. Review is no relief. What is left is counted on the whole record, of all counties "
            "and states, after all relief of the state. Recent: in the last seven years before the as-of date."
        )
    if (automatic := automatic_relief_table(summary.remedies)) is not None:
        console.print(automatic)
        decided = {source: sum(remedy.decided_by[source] for remedy in summary.remedies) for source in SOURCES}
        console.print(
            "Of all determinations, by the source that decided: "
            + ", ".join(f"{count:,} {source.replace('_', ' ')}" for source, count in decided.items())
            + ". Where only the Supervised Release File is missing, the conviction would be eligible were the file at "
            "hand and silent of the person."
        )
    _print_waiting(console, summary.waiting)
    rule_pack = rule_pack_of(settings.models, settings.state, settings.signatures)
    console.print(f"These batches are {rule_pack['use']} (lookback law status).")
    console.print(f"Batches for the counties: {settings.filings / folder}", soft_wrap=True)
    console.print(f"Results for reviewers:    {settings.results / folder}", soft_wrap=True)
    console.print(f"Figures:                  {settings.results / folder / SUMMARY_FILE}", soft_wrap=True)
    console.print(f"  each group and county:  {settings.results / folder / FIGURES_FILE}", soft_wrap=True)
    console.print(f"  as a chart:             {settings.results / folder / CHART_FILE}", soft_wrap=True)
    console.print(f"Warehouse:                {settings.warehouse}", soft_wrap=True)
    console.print("`current` beside each folder of a run points at the last run of its day.", soft_wrap=True)
    console.print(
        f"To see lineage, gates and runs: {_ui_command(settings)}, then http://127.0.0.1:3000", soft_wrap=True
    )


def _print_waiting(console: Console, waiting: Waiting) -> None:
    if waiting.open_questions:
        console.print(
            f"{waiting.open_questions:,} questions wait for a person (lookback review export). The first of the queue:"
        )
        for question in waiting.first_questions:
            console.print(f"  {question.in_words()}", soft_wrap=True)
    if waiting.open_claims:
        console.print(
            f"{waiting.open_claims:,} claims about records are open, {waiting.overdue_claims:,} of them overdue "
            "(lookback claims list)."
        )
    if waiting.claims_about_nothing:
        console.print(
            f"{waiting.claims_about_nothing:,} claims are about nothing of this run (intermediate.int_claims says why)."
        )


HEADLINES_IN_SHORT = {
    ("convictions", "some_relief"): "any relief",
    ("convictions", "no_felony"): "felony no more",
    ("convictions", "no_conviction"): "conviction no more",
    ("convictions", "no_recent_conviction"): "recent one no more",
    ("people", "some_relief"): "any relief",
    ("people", "no_felony"): "no felony left",
    ("people", "no_conviction"): "no conviction left",
    ("people", "no_recent_conviction"): "no recent one left",
}


def policies_table(policies: tuple[PolicyFigures, ...]) -> Table:
    """The headlines of the living, and of the dead how many get any relief, under each policy."""
    table = Table(
        title="Relief by orders of courts under three policies, statewide, the dead apart", title_justify="left"
    )
    table.add_column("", no_wrap=True)
    for policy in policies:
        table.add_column(policy.name, justify="right")
    for unit in ("convictions", "people"):
        table.add_row(unit, style="bold")
        for headline in HEADLINES:
            if headline[0] == unit:
                living = (policy.statewide_figure(*headline).living for policy in policies)
                table.add_row(f" {HEADLINES_IN_SHORT[headline]}", *(_count(count) for count in living))
        deceased = (policy.statewide_figure(unit, "some_relief").deceased for policy in policies)
        table.add_row(" the dead: any relief", *(_count(count) for count in deceased))
        table.add_section()
    return table


def _count(count: Count) -> str:
    perhaps = f" +{count.not_known:,}?" if count.not_known else ""
    return f"{count.figure:,} of {count.denominator:,}{perhaps}"


def _ui_command(settings: Settings) -> str:
    is_default = settings.root == (PROJECT_ROOT / "data").resolve()
    return "make ui" if is_default else f"lookback ui --home {settings.root}"


def _beside_histories(summary: RunSummary) -> str:
    """What came in beside the histories, and what it changed."""
    supervised = summary.supervised_release_data_as_of
    return (
        f"Beside the histories {summary.other_deliveries:,} other deliveries: courts completed "
        f"{summary.charges_completed_by_courts:,} charges, added {summary.convictions_added_by_courts:,} convictions "
        f"and disagree about {summary.charges_courts_disagree_about:,}; "
        f"{summary.petitions - summary.petitions_unmatched:,} of {summary.petitions:,} petitions to prohibit relief "
        "are about a conviction on record; "
        f"{summary.case_transfers - summary.case_transfers_unmatched:,} of {summary.case_transfers:,} transfers of "
        "cases are of a case on record; "
        + (
            f"{summary.people_under_supervision:,} people are under supervision as of {supervised}."
            if supervised
            else "no Supervised Release File was supplied."
        )
    )


def _decided(summary: RunSummary) -> str:
    """How many decisions on who is who were applied; one that names an id of nobody is never passed over."""
    unmatched = summary.identity_decisions_unmatched
    lost = (
        f"{unmatched:,} of them name an id that nobody in the deliveries has, and change nothing" if unmatched else ""
    )
    return f"Decisions on who is who: {summary.identity_decisions:,}{'; ' + lost if lost else ''}."


def _span(earliest: date, latest: date) -> str:
    return str(earliest) if earliest == latest else f"{earliest} to {latest}"
