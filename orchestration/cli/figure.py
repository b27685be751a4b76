"""The commands ``lookback figure``."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.reporting.disclosure.rule import format_count, round_one
from orchestration.reporting.releases import folders as places
from orchestration.reporting.releases import registry as releases
from orchestration.reporting.releases.verify import CORRECTED, explain_difference, find_figure, verify_figure
from orchestration.reporting.site.building import rewrite_site
from orchestration.reporting.site.states import write_states_site
from orchestration.settings import Settings

figure_app = typer.Typer(no_args_is_help=True, help="Verify or correct one published figure.")


@figure_app.command()
def verify(
    release: Annotated[int, typer.Argument(help="Number of the release.")],
    figure: Annotated[str, typer.Argument(help="Id of the figure (column figure_id).")],
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Recompute a published figure from the current run, and say if the warehouse holds another run."""
    settings = load_command_settings(home=home, state=state)
    published = releases.read_release(settings, release)
    find_figure(published, figure)
    with open_warehouse_of_run(settings) as connection:
        differs = explain_difference(connection, settings, published)
        checked = verify_figure(connection, settings, published, figure)
    for sentence in differs:
        typer.echo(sentence)
    for one in checked:
        told = f"published {format_count(one.published)}, recomputed {format_count(one.recomputed)}"
        typer.echo(f"{one.column}: {told}: {'the same' if one.is_equal else 'DIFFERENT'}")
    if not all(one.is_equal for one in checked):
        raise typer.Exit(Exit.FAILED)


@figure_app.command()
def correct(
    release: Annotated[int, typer.Argument(help="Number of the release.")],
    figure: Annotated[str, typer.Argument(help="Id of the figure.")],
    right: Annotated[int, typer.Option("--right", min=0, help="The right value.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it was wrong. The reason is published: name nobody.")],
    column: Annotated[str, typer.Option("--column", help="Column of the figure to correct.")] = "count",
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Record a wrong published figure and the right value, rounded, in errata.csv."""
    settings = load_command_settings(home=home, state=state)
    name, row = find_figure(releases.read_release(settings, release), figure)
    if column not in CORRECTED[name]:
        raise typer.BadParameter(f"--column must be one of {', '.join(CORRECTED[name])}, found {column!r}")
    if row[column] is None:
        raise typer.BadParameter(f"{column} of {figure} is withheld in release {release}: there is nothing to correct")
    if round_one(right) == row[column]:
        raise typer.BadParameter(f"--right {right} equals the value of release {release} after rounding to 5")
    releases.add_erratum(
        settings,
        {
            "release": release,
            "figure_id": figure,
            "column": column,
            "published": row[column],
            "right": format_count(round_one(right)),
            "reason": " ".join(reason.split()),
        },
    )
    update_site(settings, release)
    typer.echo(f"{places.find_public_folder(settings) / 'errata.csv'}")


def update_site(settings: Settings, number: int) -> None:
    """Write a release's site again after its errata or status changed, and point ``current`` to the newest valid
    release."""
    rewrite_site(settings, number)
    releases.point_at_the_newest(settings)
    write_states_site(settings)
