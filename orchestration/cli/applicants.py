"""The commands ``lookback applicants``. They print file names, line numbers and counts, and name nobody."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import DryRunOption, HomeOption, StateOption, add_home, check_file, load_command_settings
from orchestration.files.tables import write_new_file
from orchestration.filing.applicants.follow_up import count_lines, find_days_asked, read_petitions
from orchestration.filing.applicants.lists import format_applicants, format_legal_aid_lists
from orchestration.filing.applicants.matches import read_cleared, read_matches, read_notation
from orchestration.filing.applicants.store import import_applicants
from orchestration.law.time_zone import read_today
from orchestration.warehouse.open_run import open_warehouse_to_read

applicants_app = typer.Typer(no_args_is_help=True, help="Import and list people who applied for relief.")


@applicants_app.command(name="import")
def import_applicants_file(
    file: Annotated[Path, typer.Argument(help="CSV or workbook (docs/how-to/people-who-asked.md).")],
    dry_run: DryRunOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Import applicants. The list shows who matches a person of the run exactly, and who needs review."""
    settings = load_command_settings(home=home, state=state)
    check_file(file, "FILE")
    done = import_applicants(file, settings.applicants, read_notation(settings), read_today(settings), dry_run=dry_run)
    typer.echo(
        f"{'would add' if dry_run else 'added'} {done.added:,} people to {settings.applicants}; "
        f"{done.known:,} were known before"
    )
    if not dry_run:
        typer.echo(add_home("Match them with the record: lookback applicants list --out FILE", settings))


@applicants_app.command(name="list")
def list_applicants(
    out: Annotated[Path, typer.Option("--out", help="New file that only you can read. It names people.")],
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write all applicants with their match on record and their relief."""
    settings = load_command_settings(home=home, state=state)
    with open_warehouse_to_read(settings) as connection:
        matches = read_matches(settings, connection)
        people = sorted({match.person_id for match in matches if match.person_id})
        lines = count_lines(connection, people)
        write_new_file(out, format_applicants(matches, lines, read_petitions(connection, people)))
    cleared = read_cleared(settings, find_days_asked(matches))
    for word, count in sorted(Counter(match.word for match in matches).items()):
        typer.echo(f"{count:>8,}  {word}")
    typer.echo(f"{len(lines):,} of {len(people):,} applicants with an exact match have a line in the current run")
    if cleared is not None:
        typer.echo(cleared.sentence)
    typer.echo(f"wrote {out}")


@applicants_app.command(name="legal-aid")
def write_legal_aid(
    out: Annotated[Path, typer.Option("--out", help="New folder that only you can read. Its files name people.")],
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write, for each county, applicants' entries that only a petition can clear."""
    settings = load_command_settings(home=home, state=state)
    if out.exists():
        raise typer.BadParameter(f"--out must be a new folder, found {out}")
    with open_warehouse_to_read(settings) as connection:
        matches = read_matches(settings, connection)
        people = sorted({match.person_id for match in matches if match.person_id})
        petitions = read_petitions(connection, people)
        for name, content in format_legal_aid_lists(matches, petitions).items():
            write_new_file(out / name, content)
    reached = {one["person_id"] for one in petitions}
    typer.echo(f"{len(petitions):,} entries of {len(reached):,} people for legal aid, in {out}")
    typer.echo("Give each list to its county's legal aid, with the consent of the people on it.")
