"""The commands ``lookback file counsel list | close``.

What belongs here: arguments and what a person reads. What does not: what a matter is and what a decision does
(``after_filing.counsel``). The list names lines by id, counsel by name, and no person on record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.filing_options import By, Home, State, holds_now, named, print_holds
from orchestration.cli.options import check_file, settings_of_command

counsel_app = typer.Typer(
    no_args_is_help=True, help="Relief that was given and that the run would not give: what counsel decided of each."
)


@counsel_app.command(name="list")
def show(state: State = "ca", home: Home = None) -> None:
    """Show what counsel decided, matter by matter, and where each line stands now."""
    from orchestration.cli.filing_options import in_one_line
    from orchestration.filing.ledger.store import open_ledger
    from orchestration.filing.monitoring.counsel import read_counsel_decisions

    settings = settings_of_command(home=home, state=state)
    with in_one_line(), open_ledger(settings.ledger, create=False) as ledger:
        found, states = read_counsel_decisions(ledger), ledger.states()
    for line_id, decisions in sorted(found.items()):
        for one in decisions:
            counts = "" if one.counts else "; counts no more: the relief was given again"
            stands = states[line_id].replace("_", " ")
            typer.echo(f"{line_id}  {one.matter}  {one.in_words()}; it stands: {stands}{counts}")
    typer.echo(
        f"{sum(map(len, found.values())):,} decisions about {len(found):,} lines; what waits for one: "
        "lookback file recheck"
    )
    print_holds(holds_now(settings))


@counsel_app.command(name="close")
def close(
    by: By,
    report: Annotated[Path, typer.Option("--report", help="The report_to_counsel.csv that counsel decided on.")],
    decision: Annotated[str, typer.Option("--decision", help="leave-as-it-is or ask-the-court.")],
    on: Annotated[str, typer.Option("--on", help="Day of the decision, like 2026-06-01.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in words; lies with the evidence.")],
    lines: Annotated[
        list[str] | None, typer.Argument(metavar="[LINE]...", help="Lines of it. Default: all.", show_default=False)
    ] = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Say what counsel decided: the matter stays closed until the run tells something else of the line."""
    from orchestration.cli.respond import day, in_one_line
    from orchestration.filing.monitoring.counsel import close_matters

    settings = settings_of_command(home=home, state=state)
    check_file(report, "--report")
    with in_one_line():
        done = close_matters(
            report,
            lines or (),
            decision=decision.strip().lower().replace("-", "_"),
            by=named(by),
            on=day(on, "--on").isoformat(),
            reason=" ".join(reason.split()),
            ledger=settings.ledger,
            evidence=settings.evidence,
        )
    typer.echo(f"closed: {done.written:,} matters now, {done.known:,} before")
    print_holds(holds_now(settings))
