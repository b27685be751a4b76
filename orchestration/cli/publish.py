"""The command ``lookback publish``.

It computes the figures of run and ledger if nobody did, then writes the release.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from orchestration.cli.errors import CommandError, Exit, end_with
from orchestration.cli.figure import update_site
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.files.publish_dir import OutputConflictError
from orchestration.filing.ledger.store import LedgerError
from orchestration.reporting.disclosure.complementary import CannotProtect
from orchestration.reporting.metrics.compute import Refused, count_where_nobody_did
from orchestration.reporting.metrics.external import ExternalInvalid
from orchestration.reporting.releases import folders as places
from orchestration.reporting.releases import registry as releases
from orchestration.reporting.releases.build import CanBeWorkedOut, make
from orchestration.reporting.releases.files import write
from orchestration.settings import Settings
from orchestration.warehouse.current_run import NoRunAtHand, check_gates_passed
from orchestration.warehouse.dbt.runner import STAGES
from orchestration.warehouse.locks import let_go_of_run_lock, take_run_lock

WAY_OUT = (
    "what is out cannot be taken back: look at the release before, withdraw it where it tells too much (--withdraw), "
    "and publish with --although and the reason, which stands in the release. All else is protected as ever"
)


def publish(
    state: StateOption = "ca",
    home: HomeOption = None,
    withdraw: Annotated[int | None, typer.Option("--withdraw", help="Withdraw this release instead.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why it is withdrawn. The reason is published: name nobody.")
    ] = None,
    although: Annotated[
        str | None,
        typer.Option(
            "--although",
            help="Why to publish although the release before discloses counts that nothing can protect any more.",
        ),
    ] = None,
) -> None:
    """Write the next numbered release of the current run: protected aggregates, no data of a person."""
    settings = load_command_settings(home=home, state=state)
    if withdraw is not None:
        if not reason or not reason.strip():
            raise typer.BadParameter("--withdraw needs --reason: readers are told why")
        if although is not None:
            raise typer.BadParameter("--although is for a new release, not for one that is withdrawn")
        releases.withdraw(settings, withdraw, " ".join(reason.split()))
        update_site(settings, withdraw)
        typer.echo(f"release {withdraw} is withdrawn: {places.outside(settings) / 'releases.csv'}")
        return
    if reason is not None:
        raise typer.BadParameter("--reason goes with --withdraw")
    if although is not None and not although.strip():
        raise typer.BadParameter("--although needs a reason: it stands in the release")
    _publish(settings, " ".join((although or "").split()))


def _publish(settings: Settings, although: str) -> None:
    nothing = "nothing was published: "
    try:
        take_run_lock(settings)
        with open_warehouse_of_run(settings) as connection, end_with(Exit.STOPPED_AT_A_GATE, NoRunAtHand):
            check_gates_passed(connection, ("intake", *STAGES))
        with (
            end_with(Exit.FAILED, LedgerError, OutputConflictError, ExternalInvalid, prefix=nothing),
            end_with(Exit.STOPPED_AT_A_GATE, CanBeWorkedOut, *Refused, prefix=nothing),
        ):
            with open_warehouse_of_run(settings) as connection:
                count_where_nobody_did(settings, connection)
            with open_warehouse_of_run(settings) as connection:
                made = make(connection, settings, version("lookback"), although)
            folder = write(settings, made)
    except CannotProtect as error:
        way_out = f"; {WAY_OUT}" if error.given_away and not although else ""
        raise CommandError(f"{nothing}{error}{way_out}", Exit.STOPPED_AT_A_GATE) from error
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
