"""The command ``lookback publish``: counts the figures of run and ledger where nobody did, then writes the release.

What belongs here: arguments, the order of both steps, exit codes, what a person reads at the end. What does not: work.
It lies above both packages: ``publication`` meets neither ledger nor batches, and reads what ``levels`` wrote.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.figure import fail, known_release, say_on_the_site, warehouse
from orchestration.cli.options import Exit, settings_of_command
from orchestration.settings import Settings

_STATE = Annotated[str, typer.Option("--state", help="Lower-case postal code.")]
_HOME = Annotated[Path | None, typer.Option("--home", help="Where everything lies. Default: data/.")]


def publish(
    state: _STATE = "ca",
    home: _HOME = None,
    withdraw: Annotated[int | None, typer.Option("--withdraw", help="Withdraw this release instead.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why it is withdrawn. It is published: name nobody.")
    ] = None,
) -> None:
    """Write the next numbered release of the run at hand: rounded counts, nothing of a person."""
    from orchestration.reporting.releases import folders as places
    from orchestration.reporting.releases import registry as releases

    settings = settings_of_command(home=home, state=state)
    if withdraw is not None:
        if not reason or not reason.strip():
            raise typer.BadParameter("--withdraw needs --reason: readers are told why")
        with known_release():
            try:
                releases.withdraw(settings, withdraw, " ".join(reason.split()))
            except releases.WithdrawnBeforeError as error:
                raise typer.BadParameter(str(error)) from None
        say_on_the_site(settings, withdraw)
        typer.echo(f"release {withdraw} is withdrawn: {places.outside(settings) / 'releases.csv'}")
        return
    if reason is not None:
        raise typer.BadParameter("--reason goes with --withdraw")
    _publish(settings)


def _publish(settings: Settings) -> None:
    from orchestration.files.publish_dir import OtherBytesBefore
    from orchestration.filing.ledger.store import LedgerUnusable
    from orchestration.reporting.metrics.compute import Refused, produce_figures_if_stale
    from orchestration.reporting.metrics.external import ExternalInvalid
    from orchestration.reporting.releases.build import build_release
    from orchestration.reporting.releases.files import write_release
    from orchestration.warehouse.current_run import GatesNotPassed, NoRunAtHand, check_gates_passed
    from orchestration.warehouse.dbt.runner import STAGES
    from orchestration.warehouse.locks import AnotherRun, let_go_of_run_lock, take_run_lock

    try:
        take_run_lock(settings)
        with warehouse(settings) as connection:
            check_gates_passed(connection, ("intake", *STAGES))
        produce_figures_if_stale(settings)
        with warehouse(settings) as connection:
            contents = build_release(connection, settings, version("lookback"))
        folder = write_release(settings, contents)
    except AnotherRun as error:
        fail(str(error), Exit.ANOTHER_RUN)
    except (NoRunAtHand, GatesNotPassed) as error:
        fail(str(error), Exit.STOPPED_AT_A_GATE)
    except (LedgerUnusable, OtherBytesBefore, ExternalInvalid) as error:
        fail(f"nothing was published: {error}", Exit.FAILED)
    except Refused as error:
        fail(f"nothing was published: {error}", Exit.STOPPED_AT_A_GATE)
    finally:
        let_go_of_run_lock(settings)
    facts = contents.facts
    typer.echo(
        f"release {facts['release']}: {folder}\n"
        f"{facts['figures']:,} figures, rounded to 5; {facts['figures_withheld']:,} are withheld or left out"
    )
    if facts["left_out"]:
        typer.echo(
            f"{len(facts['left_out']):,} tables are left out, for sums would give small counts away: see README.md"
        )
    if facts["is_synthetic"]:
        typer.echo("All of it is synthetic, and says so.")
    typer.echo(f"To read it: {folder / 'site' / 'index.html'}")
