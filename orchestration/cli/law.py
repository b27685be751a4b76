"""The commands ``lookback law``."""

from __future__ import annotations

from datetime import UTC
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import (
    HomeOption,
    StateOption,
    YesOption,
    add_home,
    load_command_settings,
    parse_day,
    parse_reason,
    parse_signatory,
)
from orchestration.clock import compute_today
from orchestration.law import status as law_status
from orchestration.law import unsigned_rows as law_waiting
from orchestration.law.demonstration import COUNSEL, check_demonstration, is_demonstration
from orchestration.law.law_hash import hash_law
from orchestration.law.pack_files.checked import check_pack_files
from orchestration.law.pack_files.page import format_page_beside
from orchestration.law.packs import read_pack_status
from orchestration.law.register import Pack, read_pack
from orchestration.law.signatures import (
    PROVISIONS,
    Signature,
    read_all_signatures,
    read_installation_signatures,
    select_outdated,
    select_unsigned,
)
from orchestration.law.signing import add_signatures, list_signable
from orchestration.law.signing import choose as choose_signable
from orchestration.law.tables import LawRow, read_law_rows
from orchestration.law.text_age import list_old_texts
from orchestration.law.time_zone import read_today
from orchestration.law.usage import read_usage_counts
from orchestration.law.version import compute_law_version
from orchestration.people import find_actor
from orchestration.settings import PROJECT_ROOT, Settings, find_people_file

law_app = typer.Typer(
    no_args_is_help=True, help="Show which law is implemented, list what counsel has yet to sign, and sign it."
)


class StatusForm(StrEnum):
    """Output formats of the status."""

    TEXT = "text"
    JSON = "json"


class RowsForm(StrEnum):
    """Output formats of a list of rows."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@law_app.command()
def status(
    state: StateOption = None,
    home: HomeOption = None,
    form: Annotated[StatusForm, typer.Option("--format", help="text or json.")] = StatusForm.TEXT,
) -> None:
    """Show which provisions are complete and who signed them."""
    settings = load_command_settings(home=home, state=state)
    pack, rows, signatures, law_hash = _read_law(settings)
    found = law_status.LawStatus(
        pack,
        read_pack_status(settings.models, settings.state, settings.signatures)["use"],
        rows,
        select_unsigned(rows, signatures),
        select_outdated(rows, signatures, pack.provisions, law_hash),
        signatures,
        law_hash,
        list_old_texts(settings.models, settings.state, read_today(settings)),
    )
    text = add_home(law_status.format_text(found), settings)
    typer.echo(text if form is StatusForm.TEXT else law_status.format_json(found))


@law_app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A pack (.law), or a folder of them.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Day whose values parameters have, YYYY-MM-DD; by default today.")
    ] = None,
) -> None:
    """Validate a law pack, name the subdivisions that it leaves out, and print its page: statute and reading side by side."""
    day = parse_day(as_of, "--as-of") if as_of else compute_today(UTC)
    for file in check_pack_files(path, day):
        typer.echo(format_page_beside(file, PROJECT_ROOT / "models"))


@law_app.command(name="compile")
def compile_law(
    states: Annotated[
        list[str] | None, typer.Argument(metavar="[ST]...", help="States; by default those that have compiled models.")
    ] = None,
) -> None:
    """Write the SQL of a state's packs: the dbt models that decide, the facts they read, and their contracts.

    The models are committed beside the packs (models/rules/<st>/rule_<st>__<remedy>.sql) and read like the statute:
    what each charge is, what is counted, what each element says, what each path comes to. Write them again after a
    change of a pack: a run stops where they are of another one. A key that is not compiled is refused with its file and
    line.
    """
    from orchestration.law.compiler.files import list_compiled_states, write_state

    models = Settings().models
    for state in states or list_compiled_states(models):
        for name in write_state(models, state):
            typer.echo(f"models/rules/{state}/{name}")


@law_app.command(name="unsigned")
def unsigned_rows(
    state: StateOption = None,
    home: HomeOption = None,
    form: Annotated[RowsForm, typer.Option("--format", help="text, json or csv.")] = RowsForm.TEXT,
    shows_all: Annotated[bool, typer.Option("--all", help="Also show rows that decided nothing.")] = False,
) -> None:
    """List the rows of the law that wait for counsel, the most needed first."""
    settings = load_command_settings(home=home, state=state)
    pack, rows, signatures, law_hash = _read_law(settings)
    found = law_waiting.rank_unsigned(
        select_unsigned(rows, signatures),
        select_outdated(rows, signatures, pack.provisions, law_hash),
        read_usage_counts(settings),
        compute_law_version(settings.models, settings.state, None),
    )
    if form is RowsForm.TEXT:
        typer.echo(law_waiting.format_text(found, shows_all=shows_all))
    else:
        typer.echo(
            law_waiting.format_json(found) + "\n" if form is RowsForm.JSON else law_waiting.format_csv(found), nl=False
        )


@law_app.command()
def sign(
    by: Annotated[
        str | None, typer.Option("--by", help="Who signs: counsel, or the office. Default: the name of your account.")
    ] = None,
    because: Annotated[str, typer.Option("--because", help="Why it may be relied on, in words.")] = "",
    bar_number: Annotated[str, typer.Option("--bar-number", help="Number at the state's bar.")] = "",
    on: Annotated[str | None, typer.Option("--on", help="Day of the signature. Default: today.")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Only this table or 'TABLE KEY', as law unsigned shows them; repeatable."),
    ] = None,
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Sign for demonstration accounts alone; synthetic deliveries only.")
    ] = False,
    yes: YesOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Sign rows and provisions of the law in this installation, as they stand now."""
    settings = load_command_settings(home=home, state=state)
    path = settings.demonstration_signatures if demonstration else settings.signatures
    if demonstration:
        check_demonstration(settings, [COUNSEL])
        by, because = COUNSEL, because or "demonstration"
    elif by is not None and is_demonstration([by]):
        raise typer.BadParameter(f"{by} signs for demonstrations alone: say --demonstration in place of --by")
    name, why = parse_signatory(by), parse_reason(because, "--because")
    if not demonstration:
        find_actor(find_people_file()).check_role({"counsel"}, "signing the law")
    today = read_today(settings)
    day = today if on is None else parse_day(on, "--on")
    if day > today:
        raise typer.BadParameter(f"--on lies in the future: {day}")
    pack, rows, signatures, law_hash = _read_law(settings)
    if demonstration:
        signatures = [*signatures, *read_installation_signatures(path)]
    chosen = choose_signable(list_signable(pack, rows, signatures, law_hash), only or ())
    if not chosen:
        typer.echo("nothing of the law waits for a signature")
        return
    for one in chosen:
        typer.echo(f"{one.name}: {one.words or 'see its table'} ({one.verified})")
    provisions = sum(one.law_table == PROVISIONS for one in chosen)
    typer.echo(f"{len(chosen) - provisions:,} rows and {provisions:,} provisions; signed by {name} on {day}: {why}")
    if not (yes or typer.confirm("Sign them, as they stand above?")):
        typer.echo("nothing was signed")
        raise typer.Exit(Exit.FAILED)
    signed = [
        Signature(one.law_table, one.row_key, one.row_hash, name, bar_number.strip(), str(day), why) for one in chosen
    ]
    add_signatures(path, signed)
    typer.echo(f"signed; kept in {path}")
    left = len(list_signable(pack, rows, [*signatures, *signed], law_hash))
    typer.echo(f"{left:,} wait for a signature" if left else add_home("Next: lookback file approve", settings))


def _read_law(settings: Settings) -> tuple[Pack, list[LawRow], list[Signature], str]:
    with end_with(Exit.FAILED, LookupError):
        pack = read_pack(settings.models, settings.state)
        signatures = read_all_signatures(settings.models, settings.state, settings.signatures)
    rows = read_law_rows(settings.models, settings.state, pack.row_keys)
    return pack, rows, signatures, hash_law(settings.models, settings.state)
