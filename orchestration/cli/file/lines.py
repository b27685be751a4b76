"""The commands ``lookback file propose``, ``approve``, ``submit``, ``status``, ``hold`` and ``release``."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.file.confirmation import confirm_lines
from orchestration.cli.options import (
    ByOption,
    CountyOption,
    HomeOption,
    OnePersonOption,
    ReliefOption,
    RemedyOption,
    StateOption,
    YesOption,
    add_home,
    build_selection,
    load_command_settings,
    parse_signatory,
)
from orchestration.cli.printing import format_ids, print_current_holds, print_holds, print_next_steps, print_refused
from orchestration.filing.applicants.matches import read_cleared, read_days_asked
from orchestration.filing.batches.further_courts import count_lines_not_notified
from orchestration.filing.batches.holds import release_hold, set_hold
from orchestration.filing.batches.proposals import propose_lines
from orchestration.filing.batches.status import read_status
from orchestration.filing.batches.submission import FiledBatch
from orchestration.filing.batches.submission import submit as submit_lines
from orchestration.filing.batches.submission_lock import lock_submission
from orchestration.filing.ledger.returned_lines import NAME_UNDECIDED
from orchestration.filing.review.approval import approve_lines
from orchestration.settings import Settings
from orchestration.warehouse.current_run import read_current_run
from orchestration.warehouse.open_run import open_warehouse_to_read

BEFORE_AN_APPROVAL = ("lookback file review export", "lookback file event", "lookback file status")
BEFORE_FILING = (*BEFORE_AN_APPROVAL, "lookback file approve")
"""The next commands of lines that the command leaves out because something comes first."""


def propose(
    by: ByOption = None,
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Propose the lines of the current run. A line in the ledger is not proposed again."""
    settings = load_command_settings(home=home, state=state)
    selection = build_selection(settings, county, relief, remedy)
    with open_warehouse_to_read(settings) as connection:
        done = propose_lines(settings, connection, selection, by=parse_signatory(by))
    counts = {**done.counts(), "told_twice": len(done.colliding) - len(done.alike)}
    typer.echo(f"proposed {counts['new']:,} new lines; {counts['known']:,} were known before")
    for name, words in (
        ("replaced", "unfiled lines have changed facts: withdrawn, their new form is proposed"),
        ("changed_after_filing", "filed lines have changed facts: flagged, their new form is not proposed"),
        ("told_twice", "lines are reported by two courts of one case: decide with lookback file told-twice list"),
        (
            "left_to_another_court",
            "lines are filed as another court of the case reports them; not proposed",
        ),
    ):
        if counts[name]:
            typer.echo(f"{counts[name]:,} {words}")
    for units, words in (
        (done.alike, "lines cannot be told apart by a court (same case, count, section, date and relief)"),
        (done.not_findable, "lines have no case number, section or date to find them by"),
    ):
        if units:
            typer.echo(
                f"{len(units):,} {words}; not proposed, look at each with lookback explain ID: {format_ids(units)}"
            )
    if done.under_another_id:
        beside = [f"{charge_id} beside line {line_id}" for charge_id, line_id in dict(done.under_another_id).items()]
        typer.echo(
            f"{len(done.under_another_id):,} lines may be in the ledger already, under another id of the "
            f"person; not proposed, decide who it is (docs/how-to/decide-identity.md): {format_ids(beside)}"
        )
    print_current_holds(settings)


def approve(
    context: typer.Context,
    by: ByOption = None,
    line: Annotated[list[str] | None, typer.Option("--line", help="Only this line; repeatable.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why all selected lines are approved at once.")] = "",
    silence: Annotated[
        bool, typer.Option("--silence", help="Only lines past their review period, undecided, if the law allows it.")
    ] = False,
    one_person: OnePersonOption = False,
    yes: YesOption = False,
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Approve lines for filing, except lines on hold, under unsigned law, or proposed by the same person.

    Asks first if the lines are of several counties, or very many; not about lines named with --line.
    """
    settings, name = load_command_settings(home=home, state=state), parse_signatory(by)
    selection = build_selection(settings, county, relief, remedy)
    if not (line or silence or reason.strip()):
        raise typer.BadParameter("approve all selected lines with --reason, or name each with --line")
    with open_warehouse_to_read(settings) as connection:
        found = approve_lines(
            settings,
            connection,
            selection,
            by=name,
            line_ids=line or (),
            reason=reason,
            silence=silence,
            one_person=one_person,
            confirm=lambda waiting: None if line else confirm_lines("approve", waiting, context, yes=yes),
        )
        allowances = read_current_run(connection).allowances
    done = found.outcome
    typer.echo(f"approved {len(done.approved):,} of {found.waiting:,} lines waiting for approval")
    if allowances:
        typer.echo(f"Overrides of this run: {allowances}.")
    if done.known:
        typer.echo(f"{len(done.known):,} were approved before")
    print_refused(settings, done.refused)
    print_next_steps(settings, selection, BEFORE_AN_APPROVAL)
    if one_person:
        typer.echo("one person proposed and approved: only for demonstrations")
    print_current_holds(settings)
    if done.refused:
        raise typer.Exit(Exit.SOME_REFUSED)


def submit(
    context: typer.Context,
    by: ByOption = None,
    max_lines: Annotated[int, typer.Option("--max-lines", min=1, help="Most lines in a batch.")] = 10_000,
    only_asked: Annotated[
        bool,
        typer.Option("--only-asked", help="Only lines of people who applied for relief."),
    ] = False,
    yes: YesOption = False,
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """File approved lines: write a batch per court or for the state repository, and record it in the ledger.

    Asks first if the lines are of several counties, or very many. Batches that were started before are finished.
    """
    settings, name = load_command_settings(home=home, state=state), parse_signatory(by)
    selection = build_selection(settings, county, relief, remedy)

    courts = {county.casefold(): takes for county, takes in settings.courts.items()}

    def print_batch(batch: FiledBatch) -> None:
        whom = ", ".join(filter(None, [batch.whom, " ".join(filter(None, [batch.county_name, batch.agency]))]))
        whom = whom or "the state repository"
        again = " (started before)" if batch.was_begun_before else ""
        takes_it = courts.get(batch.county_name.casefold())
        hand_over = f"; the court takes it by: {takes_it}" if takes_it else ""
        typer.echo(f"filed batch {batch.batch_id}: {batch.lines:,} lines, {batch.relief}, for {whom}{again}{hand_over}")

    with lock_submission(settings), open_warehouse_to_read(settings) as connection:
        asked = read_days_asked(settings, connection)
        done = submit_lines(
            settings,
            connection,
            selection,
            by=name,
            max_lines=max_lines,
            asked=asked,
            only_asked=only_asked,
            told=print_batch,
            confirm=lambda going: confirm_lines("file", going, context, yes=yes),
        )
        not_told = count_lines_not_notified(settings, connection)
    lines = sum(batch.lines for batch in done.batches)
    typer.echo(f"{lines:,} lines filed in {len(done.batches):,} batches under {settings.filed}")
    for why, count in sorted(done.left.items()):
        typer.echo(f"{count:,} approved lines not filed: {add_home(why, settings)}")
    print_next_steps(settings, selection, BEFORE_FILING)
    if not_told:
        typer.echo(
            f"{not_told:,} filed lines are of cases that went to further courts: notify them with "
            "lookback file tell-courts"
        )
    print_current_holds(settings)
    if done.refused:
        raise typer.Exit(Exit.SOME_REFUSED)


def status(
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Show the states of lines, the holds in force, and batches that were started and not finished."""
    settings = load_command_settings(home=home, state=state)
    found = read_status(settings, build_selection(settings, county, relief, remedy))
    typer.echo(f"ledger event {found.events:,}")
    width = max((len(place) for place, *_ in found.counts), default=0)
    for (place, its_remedy, its_relief, its_state), count in found.counts.items():
        typer.echo(f"{count:>9,}  {place:{width}}  {its_remedy:18}  {its_relief:24}  {its_state}")
    for batch_id in found.begun:
        typer.echo(add_home(f"batch {batch_id} was started and is not finished: lookback file submit", settings))
    for line_id in found.undecided_names:
        typer.echo(add_home(f"line {line_id} {NAME_UNDECIDED}".replace("LINE", line_id), settings))
    if settings.applicants.exists() and settings.warehouse.exists():
        _print_cleared(settings)
    print_holds(found.holds)


def _print_cleared(settings: Settings) -> None:
    with open_warehouse_to_read(settings) as connection:
        cleared = read_cleared(settings, read_days_asked(settings, connection))
    if cleared is not None and cleared.people:
        typer.echo(f"statewide: {cleared.sentence}")


def hold(
    reason: Annotated[str, typer.Option("--reason", help="Reason, shown wherever the hold stops something.")],
    by: ByOption = None,
    county: Annotated[str | None, typer.Option("--county", help="All lines of this county.")] = None,
    law_row: Annotated[
        str | None, typer.Option("--law-row", help="Lines that this law row decided, like 'parameters NAME'.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Lines of the person with this id (a pseudonym).")
    ] = None,
    remedy: Annotated[str | None, typer.Option("--remedy", help="All lines of this remedy.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All lines.")] = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Stop approvals and filing of lines at once, until the hold is released."""
    settings = load_command_settings(home=home, state=state)
    given = {
        "county": county,
        "law_row": law_row,
        "person": person,
        "remedy": remedy,
        "all": "" if everything else None,
    }
    chosen = [(kind, which) for kind, which in given.items() if which is not None]
    if len(chosen) != 1:
        raise typer.BadParameter("give one of --county, --law-row, --person, --remedy, --all")
    ((kind, which),) = chosen
    build_selection(settings, county, None, remedy)
    name = parse_signatory(by)
    _, is_new = set_hold(settings, kind, which, reason=reason, by=name)
    if not is_new:
        typer.echo("this hold was already in force")
    print_current_holds(settings)


def release(
    hold_id: Annotated[str, typer.Argument(help="Id of the hold, as `lookback file status` prints it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is no longer needed.")],
    by: ByOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Release a hold. Its lines can be approved and filed again."""
    settings, name = load_command_settings(home=home, state=state), parse_signatory(by)
    is_new = release_hold(settings, hold_id, reason=reason, by=name)
    typer.echo(f"released {hold_id.strip().lower()}{'' if is_new else ' (it was released before)'}")
    print_current_holds(settings)
