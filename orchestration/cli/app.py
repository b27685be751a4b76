"""The command ``lookback``: the table of its commands, and ``main``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from orchestration.cli.errors import Exit, report_error
from orchestration.cli.lazy import Target, build_lazy_group
from orchestration.cli.options import find_command_home, find_empty_path, load_command_settings
from orchestration.settings import PROJECT_ROOT

COMMANDS = {
    "run": Target("run:run", "Read deliveries, apply the law, and write county batches, determinations and figures."),
    "sample": Target("sample:sample", "Write synthetic deliveries of invented people, and the truth about them."),
    "explain": Target("explain:explain", "Explain each determination of a person, down to file and line."),
    "petition": Target("documents:petition", "Write the petitions that one person could file."),
    "notice": Target("documents:notice", "Write a notice in plain words for one person."),
    "policy": Target("policy:policy_app", "Check and import the policies of county prosecutors beyond the statute."),
    "law": Target("law:law_app", "Show which law is implemented and what counsel has yet to sign."),
    "review": Target("review:review_app", "Export questions that wait for a person, and import the answers."),
    "claims": Target("review:claims_app", "Import and list what people, or their lawyers, claim about their records."),
    "file": Target("file:file_app", "Propose, review, approve and file lines; each line is filed once."),
    "respond": Target("respond:respond_app", "Import the answers of courts and departments to filed batches."),
    "ledger": Target("ledger:ledger_app", "Verify the ledger of proposals, approvals, filings and answers."),
    "applicants": Target("applicants:applicants_app", "Import and list people who applied for relief."),
    "figures": Target("figures:figures", "Compute the figures of the run and the ledger."),
    "figure": Target("figure:figure_app", "Verify or correct one published figure."),
    "funnel": Target("funnel:funnel", "Show how far convictions are on the way to relief, and how long they wait."),
    "compare": Target("compare:compare", "Explain why each headline changed from one run to another, by cause."),
    "scenario": Target("scenario:scenario_app", "Apply a changed law to the same facts. Scenarios file nothing."),
    "publish": Target("publish:publish", "Write the next numbered release, or withdraw one."),
    "research": Target("research:research_app", "Answer research questions with rounded counts."),
    "quality": Target("warehouse:quality", "Write a page with the results of the quality gates over all runs."),
    "hash": Target("warehouse:print_hashes", "Print the content hash of every warehouse table."),
    "docs": Target("docs:docs", "Write the data dictionary and the page of the state's law."),
    "ui": Target("ui:ui", "Serve the Dagster UI on this machine only (127.0.0.1), until interrupted."),
}

app = typer.Typer(
    cls=build_lazy_group(COMMANDS), add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from orchestration.law.software import format_versions

        typer.echo(format_versions(PROJECT_ROOT, load_command_settings()))
        raise typer.Exit(Exit.DONE)


@app.callback()
def lookback(
    _: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Show the version and commit of the software and the version of the law.",
        ),
    ] = False,
) -> None:
    """Clear every eligible record of a state: from the state's raw history files to county filing batches."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code.

    Output names people, so files are readable by owner and group only, whatever the machine's default.
    """
    os.umask(os.umask(0o077) | 0o007)
    words = list(sys.argv[1:] if arguments is None else arguments)
    if empty := find_empty_path(words):
        typer.echo(f"lookback: {empty} is empty, perhaps an unset variable; write . for the current folder", err=True)
        sys.exit(Exit.WRONG_USE)
    try:
        code = app(args=words, standalone_mode=False)
    except Exception as error:
        code = report_error(error, find_command_home)
    sys.exit(code or Exit.DONE)
