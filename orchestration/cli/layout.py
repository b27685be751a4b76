"""The commands ``lookback layout``: the standard layout, what files of it lack, and a state's extract mapped to it."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import CommandError, Exit, end_with
from orchestration.cli.options import HomeOption, StateOption, add_home, load_command_settings, parse_day
from orchestration.files.tables import format_csv
from orchestration.ingestion.extracts import NoMappingError, map_extract
from orchestration.ingestion.layout_check import LayoutCheck, check_files
from orchestration.ingestion.layouts.layout import list_standard_columns, load_layout
from orchestration.ingestion.layouts.needs import list_facts, list_remedies_by_column
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError
from orchestration.settings import Settings

COLUMNS = ("file", "column", "required", "form", "needed_by", "instructions")

layout_app = typer.Typer(
    no_args_is_help=True, help="Describe the standard layout, check files of it, and map a state's extract to it."
)
FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, help="Files, or folders of them.")]


class Form(StrEnum):
    """Output formats of the description."""

    TEXT = "text"
    CSV = "csv"


@layout_app.command()
def describe(
    file: Annotated[str | None, typer.Option("--file", help="Only this file: charges, people, sentences ...")] = None,
    form: Annotated[Form, typer.Option("--format", help="text or csv.")] = Form.TEXT,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Show the columns of the standard layout: which are required, what to put in, which remedies need them."""
    settings = load_command_settings(home=home, state=state)
    needed = list_remedies_by_column(settings.models, settings.state)
    facts = f" Facts of this state: {', '.join(list_facts(settings.models, settings.state)) or 'none'}."
    rows = [
        (
            row["file"],
            row["column"],
            "required" if row["is_required"] == "true" else "",
            row["form"],
            " ".join(needed.get((row["file"], row["column"]), [])),
            row["instructions"] + (facts if row["column"] == "offense_flags" else ""),
        )
        for row in list_standard_columns(file or "")
    ]
    if not rows:
        files = dict.fromkeys(row["file"] for row in list_standard_columns())
        raise typer.BadParameter(f"--file must be one of {', '.join(files)}")
    if form is Form.CSV:
        typer.echo(format_csv(COLUMNS, rows).decode(), nl=False)
        return
    of_file = ""
    for name, column, required, written, remedies, instructions in rows:
        if name != of_file:
            typer.echo(f"{name} (<place or statewide>_{name}_<cut date>.csv)")
            of_file = name
        marks = ", ".join(filter(None, [required, written, f"needed by {remedies}" if remedies else ""]))
        typer.echo(f"  {column} ({marks}): {instructions}")


@layout_app.command()
def check(
    files: FilesArgument,
    data_as_of: Annotated[str | None, typer.Option("--data-as-of", help="Cut date of files that name none.")] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Say what is missing or odd in files of the standard layout, and which remedies they can decide."""
    settings = _load_settings(home, state)
    cut = parse_day(data_as_of, "--data-as-of") if data_as_of else None
    found = check_files(files, settings.models, settings.state, cut)
    for line in _format_check(found):
        typer.echo(line)
    if found.refusals or not found.columns:
        raise typer.Exit(Exit.FAILED)


def _format_check(found: LayoutCheck) -> list[str]:
    lines = [f"refused {refusal.file_name}: {refusal.reason}" for refusal in found.refusals]
    for name, rejected in found.rejected.items():
        told = ", ".join(f"{count:,} {reason}" for reason, count in rejected.items())
        lines.append(f"rejected lines of {name}: {told}")
    of_file = ""
    for one in found.columns:
        if one.file != of_file:
            lines.append(f"{one.file}: {one.rows:,} rows")
            of_file = one.file
        state = f"filled in {one.filled:,}" if one.filled else "empty" if one.is_there else "not in the file"
        lines.append(f"  {one.column:<24} {'; '.join([state, *one.findings])}")
    lines += list(found.across_files)
    for remedy in dict.fromkeys(path.remedy for path in found.paths):
        paths = [path for path in found.paths if path.remedy == remedy]
        decided = [path.path for path in paths if not path.lacks]
        told = (
            "can be decided"
            if len(decided) == len(paths)
            else "cannot be decided whole"
            if decided
            else "cannot be decided"
        )
        lines.append(f"{remedy}: {told}")
        lines += [f"  {path.path}: not without {'; '.join(path.lacks)}" for path in paths if path.lacks]
    return lines


@layout_app.command(name="map")
def map_files(
    files: FilesArgument,
    out: Annotated[Path, typer.Option("--out", help="New or empty folder for the files of the standard layout.")],
    data_as_of: Annotated[str, typer.Option("--data-as-of", help="Cut date: the last day of records in the extract.")],
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Everybody in the extract is invented.")] = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Map a state's own extract (layouts/STATE/mapping.yml) to files of the standard layout, for `lookback run`."""
    settings = _load_settings(home, state)
    paths = [inner for path in files for inner in (sorted(path.iterdir()) if path.is_dir() else [path])]
    paths = [path for path in paths if path.is_file() and path.suffix in (".csv", ".txt", ".gz", ".zst")]
    with end_with(Exit.FAILED, NoMappingError, RefusedDeliveryError, FileExistsError):
        made = map_extract(paths, settings.state, parse_day(data_as_of, "--data-as-of"), out, synthetic)
    for one in made.files:
        rejected = "".join(f", {count:,} lines rejected: {reason}" for reason, count in one.rejected.items())
        typer.echo(f"{one.file_name} ({one.kind}): {one.accepted:,} rows read{rejected}")
    for file, rows in made.rows.items():
        typer.echo(f"{file}: {rows:,} rows")
    typer.echo(f"{made.people:,} people, of whom {made.kept_apart:,} are kept apart. {made.person_key.strip()}")
    for column, count in made.unmapped.items():
        typer.echo(f"not in its value table, kept as it is: {column} in {count:,} rows")
    typer.echo(add_home(f"wrote {out}. Next: lookback layout check {shlex.quote(str(out))}", settings))


def _load_settings(home: Path | None, state: str | None) -> Settings:
    settings = load_command_settings(home=home, state=state)
    if not load_layout(settings.state).may_lack_columns:
        raise CommandError(f"{settings.state} delivers in a layout of its own, not in the standard layout")
    return settings
