"""The commands ``lookback policy``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import StateOption, load_command_settings
from orchestration.law.policies import load_policies
from orchestration.law.policies.counties import find_county, read_counties

policy_app = typer.Typer(no_args_is_help=True, help="Check and import the policies of prosecutors beyond the statute.")


@policy_app.command(name="import")
def import_policy(
    file: Annotated[Path, typer.Argument(help="Options saved by Clear My Record (eligibilityConfig_….json).")],
    county: Annotated[str, typer.Option("--county", help="County that chose these options.")],
    state: StateOption = None,
) -> None:
    """Convert options of Clear My Record to a policy file, and print it."""
    counties, policies = _load_counties(state)
    name = find_county(county, counties)
    if name is None:
        raise typer.BadParameter(f"--county must be a county of the state, found {county!r}")
    policy = policies.read_clear_my_record(file, name)
    typer.echo(policies.format_policy(policy, f"From Clear My Record, {file.name}."), nl=False)


@policy_app.command(name="check")
def check_policy(
    file: Annotated[Path, typer.Argument(help="A policy file.")],
    state: StateOption = None,
) -> None:
    """Check a policy file, and print each county's choices in plain sentences."""
    counties, policies = _load_counties(state)
    for line in policies.describe_policy(policies.read_policy(file, counties)):
        typer.echo(line)


def _load_counties(state: str | None) -> tuple[Collection[str], ModuleType]:
    """Load the counties of the state, and what reads their policies."""
    settings = load_command_settings(state=state)
    with end_with(Exit.WRONG_USE, LookupError):
        return read_counties(settings.models, settings.state), load_policies(settings.state)
