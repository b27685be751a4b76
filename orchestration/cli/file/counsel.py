"""The commands ``lookback file counsel``. They name lines by id, counsel by name, and no person on record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import (
    ByOption,
    HomeOption,
    StateOption,
    add_home,
    check_file,
    load_command_settings,
    parse_day,
    parse_signatory,
)
from orchestration.cli.printing import print_current_holds
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.counsel import close_matters, read_counsel_decisions

counsel_app = typer.Typer(
    no_args_is_help=True, help="Show and record counsel's decisions about relief that the current run would not give."
)


@counsel_app.command(name="list")
def show(state: StateOption = None, home: HomeOption = None) -> None:
    """List counsel's decisions by matter, with the state of each line."""
    settings = load_command_settings(home=home, state=state)
    with open_ledger(settings.ledger, create=False) as ledger:
        found, states = read_counsel_decisions(ledger), ledger.states()
    for line_id, decisions in sorted(found.items()):
        for one in decisions:
            counts = "" if one.counts else "; no longer valid: the relief was given again"
            stands = states[line_id].replace("_", " ")
            typer.echo(f"{line_id}  {one.matter}  {one.in_words()}; state: {stands}{counts}")
    told = f"{sum(map(len, found.values())):,} decisions about {len(found):,} lines"
    typer.echo(add_home(f"{told}. Open matters: lookback file recheck", settings))
    print_current_holds(settings)


@counsel_app.command(name="close")
def close(
    report: Annotated[Path, typer.Option("--report", help="The report_to_counsel.csv with the matters.")],
    decision: Annotated[str, typer.Option("--decision", help="leave-as-it-is or ask-the-court.")],
    on: Annotated[str, typer.Option("--on", help="Day of the decision, like 2026-06-01.")],
    reason: Annotated[str, typer.Option("--reason", help="Reason in words. It is stored with the evidence.")],
    by: ByOption = None,
    lines: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LINE]...", help="Lines of the report. Default: all.", show_default=False),
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Record counsel's decision. The matter stays closed until a run reports other facts about the line."""
    settings = load_command_settings(home=home, state=state)
    check_file(report, "--report")
    done = close_matters(
        report,
        lines or (),
        decision=decision.strip().lower().replace("-", "_"),
        by=parse_signatory(by),
        on=parse_day(on, "--on").isoformat(),
        reason=" ".join(reason.split()),
        ledger=settings.ledger,
        evidence=settings.evidence,
    )
    typer.echo(f"closed {done.written:,} matters; {done.known:,} were closed before")
    print_current_holds(settings)
