"""The command ``lookback publish``. It computes the figures if needed, then writes the release."""

from __future__ import annotations

import shlex
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from typer.exceptions import TyperException

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.figure import update_site
from orchestration.cli.options import HomeOption, StateOption, YesOption, load_command_settings
from orchestration.cli.progress import show_steps
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.files.publish_dir import OutputConflictError
from orchestration.files.steps import report_step
from orchestration.filing.ledger.store import LedgerError
from orchestration.reporting.figures import produce_figures_if_stale
from orchestration.reporting.metrics.external import ExternalFileError
from orchestration.reporting.releases import folders as places
from orchestration.reporting.releases import registry as releases
from orchestration.reporting.releases.build import build_release
from orchestration.reporting.releases.coverage import format_coverage, is_partial, read_coverage
from orchestration.reporting.releases.files import write_release
from orchestration.reporting.site.building import write_site
from orchestration.reporting.site.states import write_states_site
from orchestration.settings import DISTRIBUTION, Settings
from orchestration.warehouse.current_run import NoCurrentRunError, check_gates_passed
from orchestration.warehouse.dbt.runner import STAGES, StageFailedError
from orchestration.warehouse.locks import acquire_run_lock, release_run_lock


def publish(
    context: typer.Context,
    state: StateOption = None,
    home: HomeOption = None,
    withdraw: Annotated[int | None, typer.Option("--withdraw", help="Withdraw this release instead.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why it is withdrawn. The reason is published: name nobody.")
    ] = None,
    yes: YesOption = False,
) -> None:
    """Write the next numbered release of the current run, with rounded counts and no personal data."""
    settings = load_command_settings(home=home, state=state)
    if withdraw is not None:
        if not reason or not reason.strip():
            raise typer.BadParameter("--withdraw needs --reason, which readers see")
        releases.withdraw(settings, withdraw, " ".join(reason.split()))
        update_site(settings, withdraw)
        typer.echo(f"release {withdraw} is withdrawn: {places.find_public_folder(settings) / 'releases.csv'}")
        return
    if reason is not None:
        raise typer.BadParameter("--reason goes with --withdraw")
    try:
        acquire_run_lock(settings)
        with open_warehouse_of_run(settings) as connection, end_with(Exit.STOPPED_AT_A_GATE, NoCurrentRunError):
            check_gates_passed(connection, ("intake", *STAGES))
            coverage = read_coverage(connection, settings)
        if is_partial(coverage) and not yes:
            _confirm(context, format_coverage({"coverage": coverage}))
        with show_steps(settings, "figures", "release", "site"):
            _publish(settings)
    finally:
        release_run_lock(settings)


def _confirm(context: typer.Context, words: str) -> None:
    """Ask whether a release of a part of the state is meant.

    Raises:
        TyperException: There is no terminal to ask at; the message is the command to type.
        Exit: The answer is no.
    """
    typer.echo(f"This is a part of the state: {words}. Every page says so.")
    if not sys.stdin.isatty():
        raise TyperException(
            "nothing was published: a part of the state asks for a confirmation, and there is no terminal to ask at: "
            f"{shlex.join(['lookback', *(context.find_root().obj or ()), '--yes'])}"
        )
    if not typer.confirm("Publish it?"):
        typer.echo("nothing was published")
        raise typer.Exit(Exit.FAILED)


def _publish(settings: Settings) -> None:
    nothing = "nothing was published: "
    with (
        end_with(Exit.FAILED, LedgerError, OutputConflictError, ExternalFileError, prefix=nothing),
        end_with(Exit.STOPPED_AT_A_GATE, StageFailedError, prefix=nothing),
    ):
        with report_step("figures"):
            produce_figures_if_stale(settings)
        with report_step("release"), open_warehouse_of_run(settings) as connection:
            contents = build_release(connection, settings, version(DISTRIBUTION))
        with report_step("site"):
            folder = write_release(settings, contents, write_site)
            over_states = write_states_site(settings)
    facts = contents.facts
    typer.echo(
        f"release {facts['release']}: {folder}\n"
        f"{facts['figures']:,} figures, rounded to 5; {facts['figures_withheld']:,} are withheld or left out"
    )
    if facts["left_out"]:
        typer.echo(
            f"{len(facts['left_out']):,} tables are left out, since sums would reveal small counts; the site names them"
        )
    if facts["is_synthetic"]:
        typer.echo("The release is synthetic and marked as such.")
    typer.echo(f"To read it: {folder / 'site' / 'index.html'}\nOver all states: {over_states}")
