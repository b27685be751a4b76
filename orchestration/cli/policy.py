"""The commands ``lookback policy …``: what a policy file asks, and one of Clear My Record as one of ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import settings_of_command

if TYPE_CHECKING:
    from orchestration.law.policies.choices import Policy

policy_app = typer.Typer(no_args_is_help=True, help="What the prosecutor of a county chose beyond the statute.")


def policy_in(path: Path, state: str, county: str | None = None) -> Policy:
    """Read a file of ours or, with a county, one of Clear My Record. A wrong one is wrong use."""
    from orchestration.law.input_files import InputFileError
    from orchestration.law.policies.clear_my_record import read_clear_my_record
    from orchestration.law.policies.policy_file import find_county, read_counties, read_policy

    counties = read_counties(settings_of_command(state=state).models, state)
    try:
        if county is None:
            return read_policy(path, counties)
        name = find_county(county, counties)
        if name is None:
            raise typer.BadParameter(f"--county must be a county of the state, found {county!r}")
        return read_clear_my_record(path, name)
    except InputFileError as error:
        raise typer.BadParameter(str(error)) from None


@policy_app.command(name="import")
def import_policy(
    file: Annotated[Path, typer.Argument(help="The options Clear My Record saved (eligibilityConfig_….json).")],
    county: Annotated[str, typer.Option("--county", help="The county that chose them.")],
    state: Annotated[str, typer.Option("--state")] = "ca",
) -> None:
    """Print the policy file that says what the options of Clear My Record say."""
    from orchestration.law.policies.policy_file import format_policy

    policy = policy_in(file, state, county)
    typer.echo(format_policy(policy, f"From Clear My Record, {file.name}."), nl=False)


@policy_app.command(name="check")
def check_policy(
    file: Annotated[Path, typer.Argument(help="A policy file.")],
    state: Annotated[str, typer.Option("--state")] = "ca",
) -> None:
    """Say in plain sentences what a policy file asks, county by county."""
    from orchestration.law.policies.describe import describe_policy

    for line in describe_policy(policy_in(file, state)):
        typer.echo(line)
