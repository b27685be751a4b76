"""The commands ``lookback file event``, ``destroy-evidence``, ``landed``, ``ageing`` and ``recheck``.

They print file names, line ids and counts, and name nobody.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import (
    AsOfOption,
    ByOption,
    CountyOption,
    CsvOption,
    HomeOption,
    LinesArgument,
    LinesFileOption,
    ReliefOption,
    RemedyOption,
    StateOption,
    build_selection,
    check_file,
    format_selection,
    load_command_settings,
    parse_day,
    parse_signatory,
)
from orchestration.cli.printing import print_current_holds
from orchestration.cli.progress import show_steps
from orchestration.files.steps import report_step
from orchestration.files.tables import format_csv, write_new_file
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.ageing import COLUMNS, find_ageing_lines
from orchestration.filing.monitoring.recheck import format_summary, recheck_lines, write_recheck
from orchestration.filing.monitoring.reconcile_record import (
    STILL_SHOWN,
    WORDS,
    format_list_for_state,
    read_relief_statuses,
    record_relief,
)
from orchestration.filing.responses.orders import OrderEvent, find_lines_to_destroy, read_line_ids, record_order
from orchestration.filing.responses.orders import destroy_evidence as destroy_evidence_of
from orchestration.filing.review.objection_notices import destroy_notices
from orchestration.law.time_zone import read_today


def record_event(
    what: Annotated[str, typer.Argument(help="vacated, reinstated, appealed, corrected, withdrawn, recorded, …")],
    by: ByOption = None,
    lines: LinesArgument = None,
    lines_file: LinesFileOption = None,
    on: Annotated[str, typer.Option("--on", help="Day of the order, like 2026-06-01.")] = "",
    order: Annotated[str, typer.Option("--order", help="Reference of the order. It is stored with the evidence.")] = "",
    ground: Annotated[str, typer.Option("--ground", help="Reason in words. It is stored with the evidence.")] = "",
    notice_on: Annotated[str, typer.Option("--notice-on", help="Day the notice was given.")] = "",
    hearing_on: Annotated[str, typer.Option("--hearing-on", help="Day of the hearing.")] = "",
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Record an order or other event about single lines: for all named lines, or for none."""
    settings = load_command_settings(home=home, state=state)
    days = {"--on": on, "--notice-on": notice_on, "--hearing-on": hearing_on}
    on, notice_on, hearing_on = (parse_day(text, option).isoformat() if text else "" for option, text in days.items())
    if on and date.fromisoformat(on) > read_today(settings):
        raise typer.BadParameter(f"--on is in the future: {on}")
    told = OrderEvent(
        what.lower().replace("-", "_"), parse_signatory(by), on, order.strip(), ground.strip(), notice_on, hearing_on
    )
    named_lines = _read_line_ids(lines, lines_file)
    done = record_order(told, named_lines, ledger=settings.ledger, evidence=settings.evidence, lines_file=lines_file)
    typer.echo(f"{told.kind}: recorded for {done.written:,} lines; {done.known:,} had it before")
    print_current_holds(settings)


def destroy_evidence(
    order: Annotated[str, typer.Option("--order", help="Reference of the order. The ledger keeps it: name nobody.")],
    on: Annotated[str, typer.Option("--on", help="Day of the order, like 2026-06-01.")],
    by: ByOption = None,
    lines: LinesArgument = None,
    lines_file: LinesFileOption = None,
    persons: Annotated[
        list[str] | None, typer.Option("--person", help="Id of a person (16 hex digits): all their lines.")
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Destroy the frozen evidence of lines, by order. The chain of the ledger still verifies afterwards."""
    settings = load_command_settings(home=home, state=state)
    chosen = _read_line_ids(lines, lines_file, may_be_none=bool(persons))
    told, of_day = " ".join(order.split()), parse_day(on, "--on").isoformat()
    whom = [person.strip().lower() for person in persons or ()]
    if whom:
        with open_ledger(settings.ledger, create=False) as ledger, open_evidence(settings.evidence) as evidence:
            chosen += find_lines_to_destroy(ledger, evidence, whom, order=told, on=of_day)
    done = destroy_evidence_of(
        chosen,
        order=told,
        by=parse_signatory(by),
        on=of_day,
        ledger=settings.ledger,
        evidence=settings.evidence,
        person_ids=whom,
    )
    notices = destroy_notices(settings, chosen)
    typer.echo(f"evidence destroyed for {done.written:,} lines; {done.known:,} by this order before")
    if notices:
        typer.echo(f"notices of objections destroyed for {notices:,} lines")
    print_current_holds(settings)
    typer.echo(
        f"Delete by hand, if the order covers them: filed batches ({settings.filed}), notices to further courts "
        f"({settings.further_notices}), lists for the state ({settings.ledger.parent / 'landed'}), workbooks of "
        "reviewers, public defenders' lists, answer files, results of runs, backups."
    )


def landed(
    days: Annotated[
        int, typer.Option("--days", min=0, help="Days after which a delivery should show the relief.")
    ] = 60,
    by: Annotated[
        str | None,
        typer.Option("--by", help="Your name, to record relief that deliveries show. Without it nothing is recorded."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="List to write. Default: <home>/ledger/<state>/landed.")
    ] = None,
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """List relief that the state's newest delivery does not show yet, and record relief that it shows."""
    settings = load_command_settings(home=home, state=state)
    selection = build_selection(settings, county, relief, remedy)
    found = read_relief_statuses(settings, days, selection)
    landings, count = found.landings, Counter(one.word for one in found.landings)
    path = out or settings.ledger.parent / "landed" / f"{found.at_hand}-{days}-days{format_selection(selection)}.csv"
    if count[STILL_SHOWN]:
        write_new_file(path, format_list_for_state(landings))
    taken = record_relief(landings, settings.ledger, parse_signatory(by), found.of) if by is not None else None
    for word, words in WORDS.items():
        typer.echo(f"{count[word]:>10,}  {word:22}  {words}")
    if count[STILL_SHOWN]:
        typer.echo(f"List for the state: {path}")
    typer.echo("nothing recorded: add --by NAME to record it" if taken is None else f"recorded {taken:,} lines")
    print_current_holds(settings)


def print_ageing(
    as_of: AsOfOption = None,
    out: CsvOption = None,
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Show how long lines have waited, and for whom, by state of the line, county and remedy."""
    settings = load_command_settings(home=home, state=state)
    until = parse_day(as_of, "--as-of") if as_of else read_today(settings)
    selection = build_selection(settings, county, relief, remedy)
    with open_ledger(settings.ledger, create=False) as ledger:
        waiting = find_ageing_lines(ledger, until, selection)
        if out is not None:
            write_new_file(out, format_csv(COLUMNS, (list(vars(one).values()) for one in waiting)))
    typer.echo(f"{'lines':>9} {'median':>7} {'oldest':>7}  state, county, remedy, waits for (days until {until})")
    for one in waiting:
        where = f"{one.state}, {one.county_name}, {one.remedy_id}, {one.waits_on}"
        typer.echo(f"{one.lines:>9,} {one.median_days:>7,.1f} {one.oldest_days:>7,}  {where}")
    print_current_holds(settings)


def recheck(
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to. Default: <home>/ledger/<state>/rechecks.")
    ] = None,
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Compare every filed or withheld line with the current run, and say what changed. No line is withdrawn."""
    settings = load_command_settings(home=home, state=state)
    selection = build_selection(settings, county, relief, remedy)
    with show_steps(settings, "recheck"), report_step("recheck"):
        name, verdicts = recheck_lines(settings, selection)
    folder = out or settings.ledger.parent / "rechecks" / f"{name}{format_selection(selection)}"
    files = write_recheck(verdicts, folder)
    for line in format_summary(verdicts):
        typer.echo(line)
    typer.echo(f"Files: {folder} ({', '.join(files)})")
    print_current_holds(settings)


def _read_line_ids(lines: list[str] | None, file: Path | None, *, may_be_none: bool = False) -> list[str]:
    """Read the ids on the command line or in the file."""
    if file is not None:
        check_file(file, "--lines")
    elif not lines:
        if may_be_none:
            return []
        raise typer.BadParameter("give a line id, or --lines FILE")
    return read_line_ids(lines or (), file)
