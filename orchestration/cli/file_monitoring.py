"""The commands of ``lookback file`` that come after filing: orders, what landed, what waits.

What belongs here: arguments and what a person reads at the end. What does not: work (the modules beside this one), the
commands before filing, ``recheck`` (it builds laws: ``filing_commands.recheck``).
What is printed names files, lines by id and counts, and nobody.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.filing_options import (
    By,
    County,
    Home,
    Relief,
    Remedy,
    State,
    holds_now,
    in_a_name,
    named,
    print_holds,
    selection_of,
)
from orchestration.cli.options import check_file, settings_of_command
from orchestration.cli.respond import day, in_one_line
from orchestration.law.time_zone import today

after_filing_app = typer.Typer()

Lines = Annotated[list[str] | None, typer.Argument(metavar="[LINE]...", help="Ids of lines.", show_default=False)]
LinesFile = Annotated[Path | None, typer.Option("--lines", help="A file with a column line_id, like a notice.")]
Persons = Annotated[list[str] | None, typer.Option("--person", help="A person's id (16 hex digits): all their lines.")]


@after_filing_app.command(name="event")
def tell_event(
    what: Annotated[str, typer.Argument(help="vacated, reinstated, appealed, corrected, withdrawn, recorded, …")],
    by: By,
    lines: Lines = None,
    lines_file: LinesFile = None,
    on: Annotated[str, typer.Option("--on", help="Day of the order, like 2026-06-01.")] = "",
    order: Annotated[str, typer.Option("--order", help="How the order is known; lies with the evidence.")] = "",
    ground: Annotated[str, typer.Option("--ground", help="Why, in words; lies with the evidence.")] = "",
    notice_on: Annotated[str, typer.Option("--notice-on", help="Day the notice was given.")] = "",
    hearing_on: Annotated[str, typer.Option("--hearing-on", help="Day of the hearing.")] = "",
    state: State = "ca",
    home: Home = None,
) -> None:
    """Tell the ledger what came to single lines outside a batch: for all that are named, or for none."""
    from orchestration.filing.responses.orders import OrderEvent, record_order

    settings = settings_of_command(home=home, state=state)
    days = {"--on": on, "--notice-on": notice_on, "--hearing-on": hearing_on}
    on, notice_on, hearing_on = (day(text, option).isoformat() if text else "" for option, text in days.items())
    if on and date.fromisoformat(on) > today(settings):
        raise typer.BadParameter(f"--on lies in the future: {on}")
    told = OrderEvent(
        what.lower().replace("-", "_"), named(by), on, order.strip(), ground.strip(), notice_on, hearing_on
    )
    with in_one_line():
        named_lines = _line_ids(lines, lines_file)
        done = record_order(
            told, named_lines, ledger=settings.ledger, evidence=settings.evidence, lines_file=lines_file
        )
    typer.echo(f"{told.kind}: written for {done.written:,} lines, told before for {done.known:,}")
    print_holds(holds_now(settings))


@after_filing_app.command(name="destroy-evidence")
def destroy(
    by: By,
    order: Annotated[str, typer.Option("--order", help="How the order is known; stays in the ledger, names nobody.")],
    on: Annotated[str, typer.Option("--on", help="Day of the order, like 2026-06-01.")],
    lines: Lines = None,
    lines_file: LinesFile = None,
    persons: Persons = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Destroy what is frozen of lines, by order. The chain of the ledger still verifies afterwards."""
    from orchestration.filing.documents.objection_notices import destroy_notices
    from orchestration.filing.ledger.evidence import open_evidence
    from orchestration.filing.ledger.store import open_ledger
    from orchestration.filing.responses.orders import destroy_evidence, find_lines_to_destroy

    settings = settings_of_command(home=home, state=state)
    with in_one_line():
        chosen = _line_ids(lines, lines_file, may_be_none=bool(persons))
        told, of_day = " ".join(order.split()), day(on, "--on").isoformat()
        whom = [person.strip().lower() for person in persons or ()]
        if whom:
            with open_ledger(settings.ledger, create=False) as ledger, open_evidence(settings.evidence) as evidence:
                chosen += find_lines_to_destroy(ledger, evidence, whom, order=told, on=of_day)
        done = destroy_evidence(
            chosen,
            order=told,
            by=named(by),
            on=of_day,
            ledger=settings.ledger,
            evidence=settings.evidence,
            person_ids=whom,
        )
        notices = destroy_notices(settings, chosen)
    typer.echo(f"evidence destroyed: {done.written:,} lines by this order now, {done.known:,} before")
    if notices:
        typer.echo(f"notices of objections destroyed: of {notices:,} lines")
    print_holds(holds_now(settings))
    typer.echo(
        f"Not reached by this: batches handed out ({settings.filed}), notices to further courts "
        f"({settings.further_notices}), lists of what landed ({settings.ledger.parent / 'landed'}), workbooks of "
        "reviewers, lists of public defenders, answer files, results of runs, backups."
    )


@after_filing_app.command(name="landed")
def landed(
    days: Annotated[int, typer.Option("--days", min=0, help="After so many days a delivery should show it.")] = 60,
    by: Annotated[
        str | None, typer.Option("--by", help="Who takes in what deliveries show; without it nothing is taken in.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The list. Default: <home>/ledger/<state>/landed.")] = None,
    county: County = None,
    relief: Relief = None,
    remedy: Remedy = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """List for the state what was given and is still shown without it; take in what the newest delivery shows."""
    from orchestration.files.tables import write_new_file
    from orchestration.filing.monitoring.reconcile_record import (
        STILL_SHOWN,
        WORDS,
        format_list_for_state,
        read_landings,
        take_in,
    )

    settings = settings_of_command(home=home, state=state)
    selection = selection_of(settings, county, relief, remedy)
    with in_one_line():
        found = read_landings(settings, days, selection)
        landings, count = found.landings, Counter(one.word for one in found.landings)
        path = out or settings.ledger.parent / "landed" / f"{found.at_hand}-{days}-days{in_a_name(selection)}.csv"
        if count[STILL_SHOWN]:
            write_new_file(path, format_list_for_state(landings))
        taken = take_in(landings, settings.ledger, named(by), found.of) if by is not None else None
    for word, words in WORDS.items():
        typer.echo(f"{count[word]:>10,}  {word:22}  {words}")
    if count[STILL_SHOWN]:
        typer.echo(f"List for the state: {path}")
    typer.echo("nothing was taken in: say --by who does" if taken is None else f"taken in: {taken:,} lines")
    print_holds(holds_now(settings))


@after_filing_app.command(name="ageing")
def ageing_of_lines(
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day to count to. Default: today.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write it as CSV too, to a new file.")] = None,
    county: County = None,
    relief: Relief = None,
    remedy: Remedy = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Say what waits, for how long, and on whom: by state of the line, county and remedy."""
    from orchestration.files.tables import format_csv, write_new_file
    from orchestration.filing.ledger.store import open_ledger
    from orchestration.filing.monitoring.ageing import COLUMNS, find_ageing_lines

    settings = settings_of_command(home=home, state=state)
    until = day(as_of, "--as-of") if as_of else today(settings)
    selection = selection_of(settings, county, relief, remedy)
    with in_one_line(), open_ledger(settings.ledger, create=False) as ledger:
        waiting = find_ageing_lines(ledger, until, selection)
        if out is not None:
            write_new_file(out, format_csv(COLUMNS, (list(vars(one).values()) for one in waiting)))
    typer.echo(f"{'lines':>9} {'median':>7} {'oldest':>7}  state, county, remedy, waits on (days until {until})")
    for one in waiting:
        where = f"{one.state}, {one.county_name}, {one.remedy_id}, {one.waits_on}"
        typer.echo(f"{one.lines:>9,} {one.median_days:>7,.1f} {one.oldest_days:>7,}  {where}")
    print_holds(holds_now(settings))


def _line_ids(lines: list[str] | None, file: Path | None, *, may_be_none: bool = False) -> list[str]:
    """Lines that were named, on the command line or in a file. None is wrong use."""
    from orchestration.filing.responses.orders import read_line_ids

    if file is not None:
        check_file(file, "--lines")
    elif not lines:
        if may_be_none:
            return []
        raise typer.BadParameter("name a line, or --lines FILE")
    return read_line_ids(lines or (), file)
