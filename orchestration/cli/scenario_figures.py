"""The command ``lookback scenario figures``.

What belongs here: arguments, exit codes, what a person reads at the end. What does not: work. It stands here and not in
``scenario``: figures know the ledger, which scenarios do not.
"""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.options import Exit, settings_of_command
from orchestration.cli.scenario import Home, State


def scenario_figures(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Scenarios. Default: all of the run at hand.")
    ] = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Count the headline figures under scenarios, beside those under the law of the run, for compare and publish."""
    from orchestration.cli.scenario_actions import at_work
    from orchestration.filing.ledger.store import LedgerError
    from orchestration.law.scenarios.registry import scenarios_at_hand
    from orchestration.law.scenarios.scenario import CURRENT
    from orchestration.reporting.comparison.scenario_headlines import figures_of
    from orchestration.reporting.comparison.scenario_metrics import count_under
    from orchestration.warehouse.connection import open_warehouse
    from orchestration.warehouse.current_run import check_gates_passed, run_at_hand
    from orchestration.warehouse.run_history import STAGE_ORDER

    settings = settings_of_command(home=home, state=state)
    with at_work(settings), open_warehouse(settings) as connection:
        run = run_at_hand(connection)
        check_gates_passed(connection, STAGE_ORDER)
        here = [about.name for about in scenarios_at_hand(connection) if about.run_id == run.run_id]
        wanted = list(dict.fromkeys(names or here))
        try:
            for name in count_under(settings, connection, wanted):
                typer.echo(f"{name}:")
                told = [one for one in figures_of(connection, CURRENT, name) if one.is_whole and one.change]
                for one in told:
                    typer.echo(f"  {one.says}: {one.before.count:,} now, {one.after.count:,} ({one.change:+,})")
                if not told:
                    typer.echo("  every headline is as it is now")
        except LedgerError as error:
            typer.echo(f"lookback: {error}", err=True)
            raise typer.Exit(Exit.FAILED) from None
    if not wanted:
        typer.echo("no scenario of the run at hand: lookback scenario run FILE")
    else:
        typer.echo(f"Beside each other, with every county and group: lookback scenario compare {CURRENT} {wanted[-1]}")
        typer.echo("Internal: small numbers are shown.")
