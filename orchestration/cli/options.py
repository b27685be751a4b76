"""What every command shares: its exit codes, its settings, the files it is given, where wrong ones are wrong use, and
paths that were given no name.

What belongs here: these. What does not: the commands (``cli`` and the package of each), reading the environment
(``settings``).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

import typer
from pydantic import ValidationError

from orchestration.settings import Settings, load_settings


class Exit(IntEnum):
    """Exit codes, for scripts. What each means of which command: ``docs/reference/exit_codes.md``."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    SOME_REFUSED = 3
    STOPPED_AT_A_GATE = 4
    ANOTHER_RUN = 75


_HOMES: list[Path] = []


def home_of_command() -> Path:
    """The home that this command's settings named last; that of the environment where it asked for none."""
    return _HOMES[-1] if _HOMES else load_settings().root


def settings_of_command(**overrides: object) -> Settings:
    """Settings of this command. Wrong ones, and a state we have no models of, are wrong use."""
    try:
        settings = load_settings(**overrides)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        why = wrong["msg"].removeprefix("Value error, ")  # (pydantic's, before what we say ourselves)
        raise typer.BadParameter(f"setting {'.'.join(map(str, wrong['loc']))}: {why}") from None
    if not (settings.models / "staging" / settings.state).is_dir():
        known = sorted(folder.name for folder in (settings.models / "staging").iterdir() if folder.is_dir())
        raise typer.BadParameter(f"--state must be one of {', '.join(known)}, found {settings.state!r}")
    _HOMES[:] = [settings.root]
    return settings


PATH_OPTIONS = {"--deliveries", "--home", "--out", "--policy"}


def named_without_a_name(arguments: Sequence[str]) -> str:
    """What was given an empty name. It would be this folder, whatever lies in it: a shell writes it for a variable that
    is not set."""
    for before, word in zip(["", *arguments], arguments, strict=False):
        option, equals, value = word.partition("=")
        if word == "" and (before in PATH_OPTIONS or not before.startswith("-")):
            return before if before in PATH_OPTIONS else "a path"
        if equals and not value and option in PATH_OPTIONS:
            return option
    return ""


def check_file(path: Path, option: str) -> None:
    """Raise wrong use unless there is a file."""
    if not path.is_file():
        raise typer.BadParameter(f"{option} must be a file, found none at {str(path)!r}")
