"""The commands ``lookback vocabulary``: unknown wordings out as a CSV, and back with their meanings."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import CommandError
from orchestration.cli.options import (
    HomeOption,
    StateOption,
    add_home,
    load_command_settings,
    parse_reason,
    read_account_name,
)
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.files.tables import Table, format_csv, read_table, write_new_file
from orchestration.ingestion.decisions.vocabulary import AddedWording, Vocabulary, VocabularyFileError, add_wordings
from orchestration.law.time_zone import read_today
from orchestration.warehouse.quality_gates.wordings import name_wordings_table

FILLED_IN = ("kind", "wording", "meaning")
COLUMNS = ("kind", "county_name", "delivery_id", "file_name", "wording", "row_count", "meaning", "possible_meanings")

vocabulary_app = typer.Typer(no_args_is_help=True, help="Export wordings that the vocabulary lacks, and add them.")


@vocabulary_app.command("unknown")
def export_unknown(
    out: Annotated[Path, typer.Option("--out", help="New file to write. Only you can read it.")],
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write the unknown wordings of the last run as a CSV to fill in, the most frequent first."""
    settings = load_command_settings(home=home, state=state, reads_stopped_run=True)
    vocabulary = Vocabulary(settings.models, settings.state)
    table = name_wordings_table(settings.state)
    with open_warehouse_of_run(settings) as connection:
        if not connection.execute(
            "select 1 from duckdb_tables() where schema_name || '.' || table_name = ?", [table]
        ).fetchall():
            raise CommandError("no run has read wordings yet: run `lookback run` first")
        found = connection.execute(
            f"select kind, county_name, delivery_id, file_name, wording, row_count from {table} "
            "where not is_known order by row_count desc, kind, county_name, delivery_id, wording"
        ).fetchall()
    rows = [(*row, "", " | ".join(vocabulary.list_meanings(row[0]))) for row in found if row[4] is not None]
    write_new_file(out, format_csv(COLUMNS, rows))
    wordings = len({(row[0], row[4]) for row in rows})
    typer.echo(
        f"wrote {out}: {wordings:,} wordings in {len(rows):,} lines. Fill in the column meaning, then: ", nl=False
    )
    typer.echo(add_home(f'lookback vocabulary add {shlex.quote(str(out))} --because "..."', settings))
    if unnamed := sum(row[5] for row in found if row[4] is None):
        typer.echo(f"{unnamed:,} rows have a charge without a code book: no word can be added for them.")


@vocabulary_app.command("add")
def add(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The filled-in CSV or XLSX.")
    ],
    because: Annotated[str, typer.Option("--because", help="Who said what the wordings mean, or where it is written.")],
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Add the wordings of FILE whose meaning is filled in, under your account: the next run reads them so."""
    settings = load_command_settings(home=home, state=state, reads_stopped_run=True)
    vocabulary = Vocabulary(settings.models, settings.state)
    why, account, today = parse_reason(because, "--because"), read_account_name(), read_today(settings)
    wordings = [
        AddedWording(kind, wording, meaning, account, today, why)
        for (kind, wording), meaning in _read_meanings(file, read_table(file, FILLED_IN), vocabulary).items()
    ]
    added = add_wordings(settings.added_wordings, vocabulary, wordings)
    typer.echo(
        f"{added:,} of {len(wordings):,} wordings were added to {settings.added_wordings}. Run again to read them."
    )


def _read_meanings(file: Path, table: Table, vocabulary: Vocabulary) -> dict[tuple[str, str], str]:
    """Read which wording means what; lines without a meaning are left out.

    Raises:
        VocabularyFileError: a line is wrong, or two say different meanings of one wording.
    """
    meanings: dict[tuple[str, str], str] = {}
    for row in table.rows:
        kind, wording, meaning = (row.values.get(column, "").strip() for column in FILLED_IN)
        if not meaning and not row.wrong:
            continue
        problem = row.wrong or vocabulary.find_problem(kind, wording, meaning)
        if not problem and meanings.setdefault((kind, wording), meaning) != meaning:
            problem = "the wording has another meaning in a line before"
        if problem:
            raise VocabularyFileError(f"{file.name}, {row.where}: {problem}; nothing was added")
    if not meanings:
        raise VocabularyFileError(f"{file.name}: no meaning is filled in")
    return meanings
