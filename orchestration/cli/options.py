"""Options and arguments shared by commands."""

from __future__ import annotations

import pwd
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.log import open_log
from orchestration.cli.signed_acts import handle_signature
from orchestration.files.private import close_to_others
from orchestration.people import find_account, find_actor, read_people, simplify_name
from orchestration.settings import HOME_FOLDERS, Settings, find_people_file, list_states, load_settings

if TYPE_CHECKING:  # only commands that select lines import it
    from orchestration.filing.batches.candidates import Selection

StateOption = Annotated[
    str | None,
    typer.Option(
        "--state", help="Lower-case postal code of the state; run, status, figures and publish take several: pa,va."
    ),
]
HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of all data and results. Default: data/.")]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Your name, which the ledger keeps forever. Default: of your account.")
]
CountyOption = Annotated[str | None, typer.Option("--county", help="Only lines of this county.")]
ReliefOption = Annotated[str | None, typer.Option("--relief", help="Only lines with this relief (law table reliefs).")]
RemedyOption = Annotated[str | None, typer.Option("--remedy", help="Only lines of this remedy (law table remedies).")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help="Count up to this day. Default: today.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the changes without making them.")]
CsvOption = Annotated[Path | None, typer.Option("--csv", help="Also write the table as CSV, to a new file.")]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same result.")]
OnePersonOption = Annotated[
    bool, typer.Option("--one-person", help="Let the person who proposed approve too. For demonstrations only.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")]
LinesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[LINE]...", help="Ids of lines.", show_default=False)
]
LinesFileOption = Annotated[
    Path | None, typer.Option("--lines", help="File with a column line_id, such as a notice, instead of LINE.")
]

PATH_OPTIONS = {"--deliveries", "--home", "--out", "--policy"}

COMMAND = re.compile(
    r"\blookback (?:file (?:review|counsel|told-twice) [a-z-]+"
    r"|(?:file|law|review|claims|vocabulary|layout|policy|scenario|research|ledger|respond|applicants|figure|config)"
    r" [a-z-]+"
    r"|[a-z]+)(?![a-z-]|[^`\n]* --home)"
)
"""A command that a text names without ``--home``."""

NEEDED = {
    "applicants list": "--out FILE.csv",
    "file review export": "--out FILE.xlsx",
    "file review import": "FILE",
    "file tell-people": "--out FOLDER",
    "respond import": "FILE",
    "review export": "--out FILE.csv",
    "review import": "FILE",
    "vocabulary add": 'FILE.csv --because "..."',
    "vocabulary unknown": "--out FILE.csv",
}
"""What a command cannot do without, as far as texts name it alone."""
_NAMED_ALONE = re.compile(rf"\blookback ({'|'.join(NEEDED)})(?![a-z-]| (?:--|[A-Z]{{2}}|\S*[./']))")
BARE_RUN = re.compile(r"\blookback run\b(?!-| --as-of)")
"""The command ``run`` that a text names without its day."""

_SETTINGS: list[Settings] = []
_FOUND_ALONE: list[tuple[Path, str]] = []


def load_command_settings(
    *, reads_stopped_run: bool = False, needs_state: bool = True, **overrides: object
) -> Settings:
    """Load the settings of this command.

    If a run is under way, or the last one did not finish, they are those of the last whole run, unless the command
    ``reads_stopped_run``.

    Raises:
        BadParameter: A setting is wrong, the home has no state and none is given, or the state has no models.
    """
    try:
        settings = load_settings(**overrides)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        why = _find_range(str(wrong["loc"][0]), wrong["type"]) or wrong["msg"].removeprefix("Value error, ")
        raise typer.BadParameter(f"setting {'.'.join(map(str, wrong['loc']))}: {why}") from None
    if not needs_state and not settings.state:
        return settings
    check_state(settings)
    _SETTINGS[:] = [settings]
    _FOUND_ALONE[:] = [_find_alone()]
    if people := read_people(find_people_file()):
        people.check_owner(settings.root)
    close_to_others(settings.root / name for name in HOME_FOLDERS)
    open_log(settings)
    handle_signature(settings)
    return settings if reads_stopped_run else _choose_whole_run(settings)


def load_settings_of_states(home: Path | None, state: str | None) -> Iterator[Settings]:
    """Load the settings of the named state, or of each state that the home holds, one after the other.

    Raises:
        BadParameter: As for ``load_command_settings``.
    """
    settings = load_command_settings(home=home, state=state, needs_state=False)
    if settings.state:
        yield settings
    else:
        held: list[str | None] = [*list_states(settings.root)]
        for one in held or [None]:
            yield load_command_settings(home=home, state=one)


def check_state(settings: Settings) -> None:
    """Check that the settings name a state that this software knows.

    Raises:
        BadParameter: They do not.
    """
    states = sorted(folder.name for folder in (settings.models / "staging").glob("[a-z][a-z]"))
    if settings.state not in states:
        held = [] if settings.state else list_states(settings.root)
        why = f"{settings.root} has several" if held else f"{settings.root} has no state of its own yet"
        found = f"found {settings.state!r}" if settings.state else why
        raise typer.BadParameter(f"--state must be one of {', '.join(held or states)}, {found}")


def _find_range(setting: str, fault: str) -> str:
    """Return the range of a setting whose value is outside it."""
    if fault not in ("greater_than_equal", "less_than_equal"):
        return ""
    bounds = {name: value for one in Settings.model_fields[setting].metadata for name, value in asdict(one).items()}
    return f"must be from {bounds['ge']} to {bounds['le']}"


def _choose_whole_run(settings: Settings) -> Settings:
    if not settings.last_warehouse.exists():  # (before DuckDB is imported)
        return settings
    from orchestration.warehouse.current_run import read_current_run
    from orchestration.warehouse.last_run import choose_whole_run
    from orchestration.warehouse.open_run import open_warehouse_to_read

    chosen = choose_whole_run(settings)
    if chosen is not settings:
        with open_warehouse_to_read(chosen) as connection:
            run = read_current_run(connection)
        typer.echo(
            f"lookback: a later run is under way or did not finish: this is run {run.run_id} of {run.as_of_date}",
            err=True,
        )
    return chosen


def find_command_settings() -> Settings | None:
    """Find the settings that this command loaded, if it loaded any."""
    return _SETTINGS[-1] if _SETTINGS else None


def find_command_home() -> Path:
    """Find the home of the command's settings, or the default home if the command loaded none."""
    if settings := find_command_settings():
        return settings.root
    try:
        return load_settings().root
    except ValueError:  # (the settings themselves are wrong)
        return Path(Settings.model_fields["home"].default).absolute()


def add_home(text: str, settings: Settings) -> str:
    """Add ``--home``, and of several states ``--state``, to each command that a text names, unless it needs neither;
    and what the command cannot do without."""
    text = _add_day(_NAMED_ALONE.sub(lambda found: f"{found[0]} {NEEDED[found[1]]}", text), settings)
    own = find_command_settings()
    is_own = own is not None and (own.root, own.state) == (settings.root, settings.state)
    if (settings.root, settings.state) == (_FOUND_ALONE[-1] if is_own else _find_alone()):
        return text
    return COMMAND.sub(lambda found: f"{found[0]} {settings.options}", text)


def _add_day(text: str, settings: Settings) -> str:
    """Add the day of the last run, and a word for the deliveries, which no run keeps by their path."""
    if not BARE_RUN.search(text):
        return text
    from orchestration.warehouse.last_run import find_last_day

    deliveries = "" if settings.deliveries.exists() else " --deliveries FOLDER"
    return BARE_RUN.sub(f"lookback run --as-of {find_last_day(settings) or 'DAY'}{deliveries}", text)


def _find_alone() -> tuple[Path, str]:
    """Find the home and state of a command without options. A run exports its own to the environment: ask before."""
    try:
        found = load_settings()
    except ValueError:  # (what is set elsewhere is wrong, and an option of the command right)
        return Path(), ""
    return found.root, found.state


def find_empty_path(arguments: Sequence[str]) -> str:
    """Find an option with an empty path, as an unset shell variable leaves it; it would mean the current folder."""
    for before, word in zip(["", *arguments], arguments, strict=False):
        option, equals, value = word.partition("=")
        if word == "" and (before in PATH_OPTIONS or not before.startswith("-")):
            return before if before in PATH_OPTIONS else "a path"
        if equals and not value and option in PATH_OPTIONS:
            return option
    return ""


def check_file(path: Path, option: str) -> None:
    """Check that the file exists.

    Raises:
        BadParameter: It does not.
    """
    if not path.is_file():
        raise typer.BadParameter(f"{option} must be a file, found none at {str(path)!r}")


def parse_day(text: str, option: str) -> date:
    """Parse a date from the command line.

    Raises:
        BadParameter: The text is no date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} must be a date like 2026-06-01, found {text!r}") from None


def parse_county(settings: Settings, text: str, option: str) -> str:
    """Parse a county as deliveries name it.

    Raises:
        BadParameter: The state has no such county.
    """
    from orchestration.ingestion.layouts.layout import load_layout

    name = load_layout(settings.state).match_county(text)
    if name is None:
        raise typer.BadParameter(f"{option} must be a county of the state, found {text!r}")
    return name


def build_selection(settings: Settings, county: str | None, relief: str | None, remedy: str | None) -> Selection:
    """Build the selection of lines from the options.

    Raises:
        BadParameter: The state has no such county, remedy or relief.
    """
    from orchestration.filing.batches.candidates import Selection
    from orchestration.law.tables import read_table

    name = None if county is None else parse_county(settings, county, "--county")
    known = sorted(row["remedy_id"] for row in read_table(settings.models, settings.state, "remedies"))
    if remedy is not None and remedy not in known:
        raise typer.BadParameter(f"--remedy must be one of {', '.join(known)}, found {remedy!r}")
    reliefs = sorted(
        row["relief"] for row in read_table(settings.models, settings.state, "reliefs") if row["relief_by"]
    )
    if relief is not None and relief not in reliefs:
        raise typer.BadParameter(f"--relief must be one of {', '.join(reliefs)}, found {relief!r}")
    return Selection(name, relief, remedy)


def format_selection(selection: Selection) -> str:
    """Format a selection as the end of a file name: ``-san_joaquin-<relief>``; empty if it selects all lines."""
    chosen = [value for value in vars(selection).values() if value is not None]
    return "".join(f"-{'_'.join(value.lower().split())}" for value in chosen)


def parse_signatory(by: str | None) -> str:
    """Parse the name that the ledger keeps forever; without one, it is the name of who acts: in the file of people, or
    of the operating system's account.

    Raises:
        CommandError: there is no name, or it is no plain text, or of somebody else than who acts, or it is one of a
            demonstration and the run is not.
    """
    from orchestration.filing.ledger.life_cycle import RequestError, check_name
    from orchestration.law.demonstration import NotSyntheticError, check_demonstration, is_demonstration

    with end_with(Exit.WRONG_USE, RequestError, NotSyntheticError, prefix="--by: "):
        actor = find_actor(find_people_file())
        own = read_account_name() if actor.person is None else actor.person.name
        name = check_name(own if by is None else by)
        check_demonstration(find_command_settings() or load_settings(), [name])
        if actor.person is None or is_demonstration([name]):
            return name
        if simplify_name(name) != simplify_name(own):
            raise RequestError(f"{name} is not who acts: {own}")
        return own


def read_account_name() -> str:
    """Read the full name of the account that acts, or its login name."""
    account = find_account()
    try:
        return pwd.getpwnam(account).pw_gecos.partition(",")[0].strip() or account
    except KeyError:  # an account that this machine does not know by name
        return account


def parse_reason(reason: str, option: str = "--reason") -> str:
    """Check a reason, which the ledger keeps forever.

    Raises:
        BadParameter: The reason has no letter or digit, like the "..." of a printed command, or is no plain text.
    """
    why = " ".join(reason.split())
    if not any(one.isalnum() for one in why) or not why.isprintable():
        raise typer.BadParameter(f"{option} must say why, in plain text")
    return why
