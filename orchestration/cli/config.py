"""The commands ``lookback config``."""

from __future__ import annotations

import os

import typer

from orchestration.cli.options import HomeOption, load_command_settings
from orchestration.people import find_actor
from orchestration.settings import HOME_FILE, Settings, find_people_file, find_user_file, read_settings_file

config_app = typer.Typer(no_args_is_help=True, help="Show the settings and where each comes from.")


@config_app.callback()
def about() -> None:
    """Show the settings and where each comes from."""


@config_app.command()
def show(home: HomeOption = None) -> None:
    """Show each setting, its value and where it comes from: option, environment, user's file, home's file, default."""
    settings = load_command_settings(home=home, reads_stopped_run=True, needs_state=False)
    sources = {
        "--home": set() if home is None else {"home"},
        "environment": {name for name in Settings.model_fields if f"LOOKBACK_{name.upper()}" in os.environ},
        str(find_user_file()): set(read_settings_file(find_user_file())),
        str(settings.root / HOME_FILE): set(read_settings_file(settings.root / HOME_FILE)),
    }
    for name, value in settings.model_dump(mode="json").items():
        source = next((source for source, names in sources.items() if name in names), "default")
        typer.echo(f"{name:<14}{value!s:<40}  {source}")
    actor = find_actor(find_people_file())
    roles = ", ".join(sorted(actor.person.roles)) if actor.person else ""
    who = f"{actor.person.name}: {roles or 'no role'}" if actor.person else f"nobody in {find_people_file()}"
    typer.echo(f"account       {actor.account:<40}  {who if actor.people else 'no file of people: may do everything'}")
