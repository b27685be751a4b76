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

WAY_OUT = (
    "what is out cannot be taken back: look at the release before, withdraw it where it tells too much (--withdraw), "
    "and publish with --although and the reason, which stands in the release. All else is protected as ever"
)
_STATE = Annotated[str, typer.Option("--state", help="Lower-case postal code.")]
_HOME = Annotated[Path | None, typer.Option("--home", help="Where everything lies. Default: data/.")]


def publish(
    state: _STATE = "ca",
    home: _HOME = None,
    withdraw: Annotated[int | None, typer.Option("--withdraw", help="Withdraw this release instead.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why it is withdrawn. It is published: name nobody.")
    ] = None,
    although: Annotated[
        str | None,
        typer.Option(
            "--although",
            help="Publish although the release before gives counts away that nothing can protect any more: why.",
        ),
    ] = None,
) -> None:
    """Write the next numbered release of the run at hand: aggregates after the cell rules, nothing of a person."""
    from orchestration.reporting.releases import folders as places
    from orchestration.reporting.releases import registry as releases

    settings = settings_of_command(home=home, state=state)
    if withdraw is not None:
        if not reason or not reason.strip():
            raise typer.BadParameter("--withdraw needs --reason: readers are told why")
        if although is not None:
            raise typer.BadParameter("--although is for a new release, not for one that is withdrawn")
        with known_release():
            try:
                releases.withdraw(settings, withdraw, " ".join(reason.split()))
            except releases.WithdrawnBefore as error:
                raise typer.BadParameter(str(error)) from None
        say_on_the_site(settings, withdraw)
        typer.echo(f"release {withdraw} is withdrawn: {places.outside(settings) / 'releases.csv'}")
        return
    if reason is not None:
        raise typer.BadParameter("--reason goes with --withdraw")
    if although is not None and not although.strip():
        raise typer.BadParameter("--although needs a reason: it stands in the release")
    _publish(settings, " ".join((although or "").split()))


def _publish(settings: Settings, although: str) -> None:
    from orchestration.files.publish_dir import OutputConflictError
    from orchestration.filing.ledger.store import LedgerError
    from orchestration.reporting.disclosure.complementary import CannotProtect
    from orchestration.reporting.metrics.compute import Refused, count_where_nobody_did
    from orchestration.reporting.metrics.external import ExternalInvalid
    from orchestration.reporting.releases.build import CanBeWorkedOut, make
    from orchestration.reporting.releases.files import write
    from orchestration.warehouse.current_run import GatesNotPassed, NoRunAtHand, check_gates_passed
    from orchestration.warehouse.dbt.runner import STAGES
    from orchestration.warehouse.locks import AnotherRun, let_go_of_run_lock, take_run_lock

    try:
        take_run_lock(settings)
        with warehouse(settings) as connection:
            check_gates_passed(connection, ("intake", *STAGES))
        with warehouse(settings) as connection:
            count_where_nobody_did(settings, connection)
        with warehouse(settings) as connection:
            made = make(connection, settings, version("lookback"), although)
        folder = write(settings, made)
    except AnotherRun as error:
        fail(str(error), Exit.ANOTHER_RUN)
    except (NoRunAtHand, GatesNotPassed) as error:
        fail(str(error), Exit.STOPPED_AT_A_GATE)
    except (LedgerError, OutputConflictError, ExternalInvalid) as error:
        fail(f"nothing was published: {error}", Exit.FAILED)
    except CannotProtect as error:
        way_out = f"; {WAY_OUT}" if error.given_away and not although else ""
        fail(f"nothing was published: {error}{way_out}", Exit.STOPPED_AT_A_GATE)
    except (CanBeWorkedOut, *Refused) as error:
        fail(f"nothing was published: {error}", Exit.STOPPED_AT_A_GATE)
    finally:
        let_go_of_run_lock(settings)
    given_away = made.facts.get("given_away_before")
    if given_away and given_away["counts"]:
        typer.echo(
            f"{given_away['counts']:,} counts were given away before, and this release says why it comes although"
        )
    whole = made.frames["suppression"].filter(made.frames["suppression"]["table"] == "ALL").row(0, named=True)
    typer.echo(
        f"release {made.facts['release']}: {folder}\n"
        f"{whole['counts']:,} counts, {whole['withheld']:,} withheld ({100 * whole['share_withheld']:.1f} %); "
        "the attack could work out none of them"
        + ("\nAll of it is synthetic, and says so." if made.facts["is_synthetic"] else "")
        + f"\nTo read it: {folder / 'site' / 'index.html'}"
    )
