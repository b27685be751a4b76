"""The commands ``lookback policy``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import StateOption, load_command_settings
from orchestration.law.policies.clear_my_record import read_clear_my_record
from orchestration.law.policies.describe import describe_policy
from orchestration.law.policies.policy_file import find_county, format_policy, read_counties, read_policy

policy_app = typer.Typer(no_args_is_help=True, help="Check and import the policies of prosecutors beyond the statute.")


@policy_app.command(name="import")
def import_policy(
    file: Annotated[Path, typer.Argument(help="Options saved by Clear My Record (eligibilityConfig_….json).")],
    county: Annotated[str, typer.Option("--county", help="County that chose these options.")],
    state: StateOption = None,
) -> None:
    """Convert options of Clear My Record to a policy file, and print it."""
    name = find_county(county, _load_counties(state))
    if name is None:
        raise typer.BadParameter(f"--county must be a county of the state, found {county!r}")
    policy = read_clear_my_record(file, name)
    typer.echo(format_policy(policy, f"From Clear My Record, {file.name}."), nl=False)


@policy_app.command(name="check")
def check_policy(
    file: Annotated[Path, typer.Argument(help="A policy file.")],
    state: StateOption = None,
) -> None:
    """Check a policy file, and print each county's choices in plain sentences."""
    for line in describe_policy(read_policy(file, _load_counties(state))):
        typer.echo(line)


def _load_counties(state: str | None) -> Collection[str]:
    settings = load_command_settings(state=state)
    return read_counties(settings.models, settings.state)
