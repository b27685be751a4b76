"""The command ``lookback``: the table of its commands, and ``main``."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import Exit, report_error
from orchestration.cli.lazy import Target, build_lazy_group
from orchestration.cli.log import close_log, find_command_name, log_end, open_log
from orchestration.cli.options import (
    add_home,
    find_command_home,
    find_command_settings,
    find_empty_path,
    load_command_settings,
)
from orchestration.cli.several_states import find_states, run_for_each_state
from orchestration.cli.signed_acts import drop_options, note_signing
from orchestration.settings import PROJECT_ROOT, find_lack_of_memory

RUN, PEOPLE, LAW = "Run", "People and their records", "Law"
FILE, PUBLISH, DATA = "File with courts", "Figures and releases", "Data and its quality"
COMMANDS = {
    "run": Target("run:run", "Read deliveries, apply the law, and write county batches and figures.", RUN),
    "accept": Target("accept:accept", "Accept what a gate found in one delivery, and say why.", RUN),
    "sample": Target("sample:sample", "Write synthetic deliveries of invented people, and the truth about them.", RUN),
    "status": Target("status:status", "Show the last run, what waits for whom, and the next command.", RUN),
    "config": Target("config:config_app", "Show the settings and where each comes from.", RUN),
    "ui": Target("ui:ui", "Serve the Dagster UI on this machine only (127.0.0.1), until interrupted.", RUN),
    "explain": Target("explain:explain", "Explain each determination of a person, down to file and line.", PEOPLE),
    "determinations": Target(
        "determinations:determinations", "Write each county's charges and arrests with each outcome and reason.", PEOPLE
    ),
    "find": Target("find:find", "Find the ids of people by name and birth date. Each search is logged.", PEOPLE),
    "review": Target("review:review_app", "Export questions that wait for a person, and import the answers.", PEOPLE),
    "claims": Target(
        "review:claims_app", "Import and list what people, or their lawyers, claim about their records.", PEOPLE
    ),
    "petition": Target("documents:petition", "Write the petitions that one person could file.", PEOPLE),
    "notice": Target("documents:notice", "Write a notice in plain words for one person.", PEOPLE),
    "applicants": Target("applicants:applicants_app", "Import and list people who applied for relief.", PEOPLE),
    "law": Target("law:law_app", "Show which law is implemented, list what counsel has yet to sign, and sign it.", LAW),
    "policy": Target("policy:policy_app", "Check and import the policies of county prosecutors.", LAW),
    "scenario": Target("scenario:scenario_app", "Apply a changed law to the same facts. Scenarios file nothing.", LAW),
    "file": Target("file:file_app", "Propose, review, approve and file lines; each line is filed once.", FILE),
    "respond": Target("respond:respond_app", "Import the answers of courts and departments to filed batches.", FILE),
    "ledger": Target("ledger:ledger_app", "Verify the ledger of proposals, approvals, filings and answers.", FILE),
    "figures": Target("figures:figures", "Compute the figures of the run and the ledger.", PUBLISH),
    "figure": Target("figure:figure_app", "Verify or correct one published figure.", PUBLISH),
    "funnel": Target(
        "funnel:funnel", "Show how far convictions are on the way to relief, and how long they wait.", PUBLISH
    ),
    "compare": Target(
        "compare:compare", "Explain why each headline changed from one run to another, by cause.", PUBLISH
    ),
    "publish": Target("publish:publish", "Write the next numbered release, or withdraw one.", PUBLISH),
    "research": Target("research:research_app", "Answer research questions with rounded counts.", PUBLISH),
    "quality": Target("warehouse:quality", "Write a page with the results of the quality gates over all runs.", DATA),
    "rejects": Target("rejects:rejects", "List the lines of the last run that could not be read, and why.", DATA),
    "vocabulary": Target(
        "vocabulary:vocabulary_app", "Export wordings that the vocabulary lacks, and add them with a reason.", DATA
    ),
    "layout": Target(
        "layout:layout_app", "Describe the standard layout, check files of it, and map a state's extract to it.", DATA
    ),
    "retain": Target(
        "retain:retain",
        "Delete old rows of deliveries, results, figures and proposed batches, nothing filed.",
        DATA,
    ),
    "hash": Target("warehouse:print_hashes", "Print the content hash of every warehouse table.", DATA),
    "docs": Target("docs:docs", "Write the data dictionary and the page of the state's law.", DATA),
}

EXAMPLES = """
Examples:

lookback sample --state STATE --people 2000 --seed 7 --out deliveries

lookback run --state STATE --as-of 2026-06-01 --deliveries deliveries

lookback help file
"""

app = typer.Typer(cls=build_lazy_group(COMMANDS), no_args_is_help=True, pretty_exceptions_enable=False, epilog=EXAMPLES)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from orchestration.law.software import format_versions

        typer.echo(format_versions(PROJECT_ROOT, load_command_settings(needs_state=False)))
        raise typer.Exit(Exit.DONE)


@app.callback()
def lookback(
    context: typer.Context,
    _: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Show the version and commit of the software and the version of the law.",
        ),
    ] = False,
    to_sign: Annotated[
        bool, typer.Option("--to-sign", help="Print the text of the command that follows, to sign it, and end.")
    ] = False,
    signature: Annotated[
        Path | None, typer.Option("--signature", help="Act as who signed that text: ssh-keygen -Y sign -n lookback.")
    ] = None,
) -> None:
    """Clear every eligible record of a state: from the state's raw history files to county filing batches."""
    note_signing(context.obj or (), to_sign=to_sign, signature=signature)


def _complete(message: str) -> str:
    settings = find_command_settings()
    return add_home(message, settings) if settings else message


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code.

    Output names people, so files are readable by their owner only, whatever the machine's default.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of the memory would hold people's records
    words = list(sys.argv[1:] if arguments is None else arguments)
    if empty := find_empty_path(words):
        typer.echo(f"lookback: {empty} is empty, perhaps an unset variable; write . for the current folder", err=True)
        sys.exit(Exit.WRONG_USE)
    if lack := find_lack_of_memory():
        typer.echo(f"lookback: {lack}", err=True)
        sys.exit(Exit.FAILED)
    started, failure = time.monotonic(), ""
    try:
        if states := find_states(words):
            code = run_for_each_state(words, states)
        else:
            code = app(args=words, prog_name="lookback", standalone_mode=False, obj=words) or Exit.DONE
    except Exception as error:
        failure, code = type(error).__name__, report_error(error, find_command_home, _complete)
    if settings := find_command_settings():
        open_log(settings)
        log_end(
            find_command_name(typer.main.get_command(app), drop_options(words)),
            int(code),
            failure,
            time.monotonic() - started,
        )
        close_log()
    sys.exit(code)
