"""The commands ``lookback policy``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import StateOption, load_command_settings
from orchestration.law.policies.clear_my_record import read_clear_my_record
from orchestration.law.policies.describe import policy_in_words
from orchestration.law.policies.policy_file import county_names, known_county, read_policy, written_policy

policy_app = typer.Typer(no_args_is_help=True, help="Check and import what prosecutors chose beyond the statute.")


@policy_app.command(name="import")
def import_policy(
    file: Annotated[Path, typer.Argument(help="Options saved by Clear My Record (eligibilityConfig_….json).")],
    county: Annotated[str, typer.Option("--county", help="County that chose these options.")],
    state: StateOption = "ca",
) -> None:
    """Print options of Clear My Record as a policy file."""
    name = known_county(county, _county_names(state))
    if name is None:
        raise typer.BadParameter(f"--county must be a county of the state, found {county!r}")
    policy = read_clear_my_record(file, name)
    typer.echo(written_policy(policy, f"From Clear My Record, {file.name}."), nl=False)


@policy_app.command(name="check")
def check_policy(
    file: Annotated[Path, typer.Argument(help="A policy file.")],
    state: StateOption = "ca",
) -> None:
    """Check a policy file, and say in plain sentences what each county chose."""
    for line in policy_in_words(read_policy(file, _county_names(state))):
        typer.echo(line)


def _county_names(state: str) -> Collection[str]:
    return county_names(load_command_settings(state=state).models, state)
