"""The commands ``lookback file propose | approve | submit | status | hold | release``.

What belongs here: arguments and what a person reads at the end. What does not: work (``filing``). Imports happen
inside: somebody waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from orchestration.cli.file_counsel import counsel_app
from orchestration.cli.file_encrypt import encrypt_app
from orchestration.cli.file_review import review_app
from orchestration.cli.file_tell_courts import further_courts_app
from orchestration.cli.file_told_twice import told_twice_app
from orchestration.cli.filing_options import (
    MOST_NAMED,
    By,
    County,
    Home,
    Relief,
    Remedy,
    State,
    holds_now,
    in_one_line,
    named,
    print_holds,
    print_where_to_sign,
    selection_of,
)
from orchestration.cli.options import Exit, settings_of_command
from orchestration.settings import Settings

file_app = typer.Typer(no_args_is_help=True, help="Lines proposed, reviewed, approved and filed, each once for ever.")
file_app.add_typer(review_app, name="review")
file_app.add_typer(further_courts_app)
file_app.add_typer(told_twice_app, name="told-twice")
file_app.add_typer(counsel_app, name="counsel")
file_app.add_typer(encrypt_app)


@file_app.command()
def propose(
    by: By, county: County = None, relief: Relief = None, remedy: Remedy = None, state: State = "ca", home: Home = None
) -> None:
    """Give the lines of the run at hand to the ledger; what is known there is not proposed again."""
    from orchestration.filing.batches.proposals import propose_lines
    from orchestration.warehouse.open_run import warehouse_to_read

    settings = settings_of_command(home=home, state=state)
    selection = selection_of(settings, county, relief, remedy)
    with in_one_line(), warehouse_to_read(settings) as connection:
        done = propose_lines(settings, connection, selection, by=named(by))
    counts = {**done.counts(), "told_twice": len(done.colliding) - len(done.alike)}
    typer.echo(f"proposed {counts['new']:,} new lines; {counts['known']:,} were known")
    for name, words in (
        ("replaced", "lines were told otherwise before they were filed: withdrawn, their new form is proposed"),
        ("changed_after_filing", "are told otherwise now and their first form was filed: flagged, not proposed"),
        ("told_twice", "are told by two courts of one case: a person must look (lookback file told-twice list)"),
        (
            "left_to_another_court",
            "are told by another court of the case too, and a person chose that one; not proposed",
        ),
    ):
        if counts[name]:
            typer.echo(f"{counts[name]:,} {words}")
    for units, words in (
        (done.alike, "cannot be told apart by what a court knows (case, count, section, day, relief)"),
        (done.not_findable, "have no case number, section or day to be found by"),
    ):
        if units:
            typer.echo(
                f"{len(units):,} {words}; not proposed, a person must look (lookback explain ID): {_some(units)}"
            )
    if done.under_another_id:
        beside = [f"{charge_id} beside line {line_id}" for charge_id, line_id in dict(done.under_another_id).items()]
        typer.echo(
            f"{len(done.under_another_id):,} are perhaps in the ledger already, told of the same person under another "
            f"id; not proposed, a person must say who it is (docs/how-to/decide-identity.md): {_some(beside)}"
        )
    print_holds(holds_now(settings))


def _some(ids: Sequence[str]) -> str:
    """Some of the charges or arrests, one after the other; the rest are counted."""
    more = f" and {len(ids) - MOST_NAMED:,} more" if len(ids) > MOST_NAMED else ""
    return f"{', '.join(ids[:MOST_NAMED])}{more}"


@file_app.command()
def approve(
    by: By,
    line: Annotated[list[str] | None, typer.Option("--line", help="Only this line; may be given often.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why all that are meant are approved at once.")] = "",
    silence: Annotated[
        bool, typer.Option("--silence", help="Only lines about which no reviewer spoke, where the law allows that.")
    ] = False,
    one_person: Annotated[
        bool, typer.Option("--one-person", help="For demonstrations: who proposed may approve.")
    ] = False,
    county: County = None,
    relief: Relief = None,
    remedy: Remedy = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Approve lines for filing: none under a hold, none on law that nobody signed, none by who proposed it."""
    from orchestration.filing.batches.approval import approve_lines
    from orchestration.warehouse.open_run import warehouse_to_read

    settings, name = settings_of_command(home=home, state=state), named(by)
    selection = selection_of(settings, county, relief, remedy)
    if not (line or silence or reason.strip()):
        raise typer.BadParameter(
            "--reason must say why all that are meant are approved at once; or name each by --line"
        )
    with in_one_line(), warehouse_to_read(settings) as connection:
        found = approve_lines(
            settings,
            connection,
            selection,
            by=name,
            line_ids=line or (),
            reason=reason,
            silence=silence,
            one_person=one_person,
        )
    done = found.outcome
    typer.echo(f"approved {len(done.approved):,} of {found.waiting:,} lines that wait for an approval")
    if done.known:
        typer.echo(f"{len(done.known):,} were approved already")
    for why, count in done.reasons():
        typer.echo(f"{count:,} not: {why}")
    print_where_to_sign(done.reasons())
    if one_person:
        typer.echo("one person proposed and approved: for demonstrations only")
    print_holds(holds_now(settings))
    if done.refused:
        raise typer.Exit(Exit.SOME_REFUSED)


@file_app.command()
def submit(
    by: By,
    max_lines: Annotated[int, typer.Option("--max-lines", min=1, help="At most so many lines in a batch.")] = 10_000,
    only_asked: Annotated[
        bool,
        typer.Option("--only-asked", help="Only lines of people who asked by themselves, before all others."),
    ] = False,
    county: County = None,
    relief: Relief = None,
    remedy: Remedy = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """File what was approved: write a batch per court (or for the state repository), then say so in the ledger."""
    from orchestration.filing.applicants.matches import read_days_asked
    from orchestration.filing.batches.further_courts import count_lines_not_notified
    from orchestration.filing.batches.submission import FiledBatch
    from orchestration.filing.batches.submission import submit as submit_lines
    from orchestration.filing.batches.submission_lock import lock_submission
    from orchestration.warehouse.open_run import warehouse_to_read

    settings, name = settings_of_command(home=home, state=state), named(by)
    selection = selection_of(settings, county, relief, remedy)

    def told(batch: FiledBatch) -> None:
        whom = " ".join(filter(None, [batch.county_name, batch.agency])) or "the state repository"
        again = " (begun before)" if batch.was_begun_before else ""
        typer.echo(f"filed batch {batch.batch_id}: {batch.lines:,} lines, {batch.relief}, for {whom}{again}")

    with in_one_line(), lock_submission(settings), warehouse_to_read(settings) as connection:
        asked = read_days_asked(settings, connection)
        done = submit_lines(
            settings, connection, selection, by=name, max_lines=max_lines, asked=asked, only_asked=only_asked, told=told
        )
        not_told = count_lines_not_notified(settings, connection)
    lines = sum(batch.lines for batch in done.batches)
    typer.echo(f"{lines:,} lines filed in {len(done.batches):,} batches under {settings.filed}")
    for why, count in sorted(done.left.items()):
        typer.echo(f"{count:,} approved lines not: {why}")
    if not_told:
        typer.echo(
            f"{not_told:,} lines that were filed before are of cases that a list says went to further courts: "
            "lookback file tell-courts"
        )
    print_holds(holds_now(settings))
    if done.refused:
        raise typer.Exit(Exit.SOME_REFUSED)


@file_app.command()
def status(
    county: County = None, relief: Relief = None, remedy: Remedy = None, state: State = "ca", home: Home = None
) -> None:
    """Say where the lines stand, which holds are in force and which batches were begun and not finished."""
    from orchestration.filing.batches.status import read_status

    settings = settings_of_command(home=home, state=state)
    with in_one_line():
        found = read_status(settings, selection_of(settings, county, relief, remedy))
    typer.echo(f"as of ledger event {found.events:,}")
    width = max((len(place) for place, *_ in found.counts), default=0)
    for (place, its_remedy, its_relief, its_state), count in found.counts.items():
        typer.echo(f"{count:>9,}  {place:{width}}  {its_remedy:18}  {its_relief:24}  {its_state}")
    for batch_id in found.begun:
        typer.echo(f"batch {batch_id} was begun and is not finished: lookback file submit")
    if settings.applicants.exists() and settings.warehouse.exists():
        _print_cleared(settings)
    print_holds(found.holds)


def _print_cleared(settings: Settings) -> None:
    from orchestration.filing.applicants.matches import read_cleared, read_days_asked
    from orchestration.warehouse.open_run import warehouse_to_read

    with in_one_line(), warehouse_to_read(settings) as connection:
        cleared = read_cleared(settings, read_days_asked(settings, connection))
    if cleared is not None and cleared.people:
        typer.echo(f"statewide: {cleared.sentence}")


@file_app.command()
def hold(
    by: By,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is shown wherever the hold stops something.")],
    county: Annotated[str | None, typer.Option("--county", help="All lines of this county.")] = None,
    law_row: Annotated[
        str | None, typer.Option("--law-row", help="Lines that this row decided, like 'reasons prop64_58_1'.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Lines of the person with this id (pseudonym).")
    ] = None,
    remedy: Annotated[str | None, typer.Option("--remedy", help="All lines of this remedy.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All lines.")] = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Stop approvals and filing of lines at once, until it is released."""
    from orchestration.filing.batches.holds import set_hold

    settings = settings_of_command(home=home, state=state)
    given = {
        "county": county,
        "law_row": law_row,
        "person": person,
        "remedy": remedy,
        "all": "" if everything else None,
    }
    chosen = [(kind, which) for kind, which in given.items() if which is not None]
    if len(chosen) != 1:
        raise typer.BadParameter("name one of --county, --law-row, --person, --remedy, --all")
    ((kind, which),) = chosen
    selection_of(settings, county, None, remedy)
    name = named(by)
    with in_one_line():
        _, is_new = set_hold(settings, kind, which, reason=reason, by=name)
    if not is_new:
        typer.echo("this hold was in force already")
    print_holds(holds_now(settings))


@file_app.command()
def release(
    hold_id: Annotated[str, typer.Argument(help="Id of the hold, as `lookback file status` shows it.")],
    by: By,
    reason: Annotated[str, typer.Option("--reason", help="Why it need not stand any longer.")],
    state: State = "ca",
    home: Home = None,
) -> None:
    """Release a hold: what it stopped goes its way again."""
    from orchestration.filing.batches.holds import release_hold

    settings, name = settings_of_command(home=home, state=state), named(by)
    with in_one_line():
        is_new = release_hold(settings, hold_id, reason=reason, by=name)
    typer.echo(f"released {hold_id.strip().lower()}{'' if is_new else ' (that stood already)'}")
    print_holds(holds_now(settings))
