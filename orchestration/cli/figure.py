"""The commands ``lookback figure``."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.reporting.releases import folders as places
from orchestration.reporting.releases import registry as releases
from orchestration.reporting.releases.tables import may_be_corrected_to
from orchestration.reporting.releases.verify import NUMBERS, published_figure, why_it_may_differ
from orchestration.reporting.releases.verify import verify as verified
from orchestration.reporting.site.building import write_site_anew
from orchestration.settings import Settings

figure_app = typer.Typer(no_args_is_help=True, help="Verify or correct one published figure.")
_COMPARED = {True: "the same", False: "DIFFERENT", None: "not compared"}


@figure_app.command()
def verify(
    release: Annotated[int, typer.Argument(help="Number of the release.")],
    figure: Annotated[str, typer.Argument(help="Id of the figure (column figure_id or external_id).")],
    state: StateOption = "ca",
    home: HomeOption = None,
) -> None:
    """Compute a published figure again from the current run; say so if the warehouse holds another run."""
    settings = load_command_settings(home=home, state=state)
    published = releases.read_release(settings, release)
    with open_warehouse_of_run(settings) as connection:
        differs = why_it_may_differ(connection, settings, published)
        checked = verified(connection, settings, published, figure)
    for sentence in differs:
        typer.echo(sentence)
    for one in checked:
        if one.is_empty:
            continue  # such a figure has no number there
        said = "withheld" if one.published is None else f"{one.published:,}"
        now = "not said" if one.recomputed is None else f"{one.recomputed:,}"
        typer.echo(f"{one.column}: published {said}, recomputed {now}: {_COMPARED[one.is_equal]}")
    if any(one.is_equal is False for one in checked):
        raise typer.Exit(Exit.FAILED)


@figure_app.command()
def correct(
    release: Annotated[int, typer.Argument(help="Number of the release.")],
    figure: Annotated[str, typer.Argument(help="Id of the figure.")],
    right: Annotated[int, typer.Option("--right", min=0, help="The right value.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it was wrong. The reason is published: name nobody.")],
    column: Annotated[str, typer.Option("--column", help="Column of the figure to correct.")] = "count",
    state: StateOption = "ca",
    home: HomeOption = None,
) -> None:
    """Record in errata.csv that a published figure was wrong, and the right value. The value is withheld if it is small
    or, for a group of people, close to the published one."""
    settings = load_command_settings(home=home, state=state)
    name, row = published_figure(releases.read_release(settings, release), figure)
    if column not in NUMBERS[name]:
        raise typer.BadParameter(f"--column must be one of {', '.join(NUMBERS[name])}, found {column!r}")
    if row[column] is None:
        raise typer.BadParameter(
            f"{column} of {figure} is withheld in release {release}: nothing was said, nothing is wrong"
        )
    releases.add_erratum(
        settings,
        {
            "release": release,
            "figure_id": figure,
            "column": column,
            "published": row[column],
            "right": right if may_be_corrected_to(row, row[column], right) else "withheld",
            "reason": " ".join(reason.split()),
        },
    )
    update_site(settings, release)
    typer.echo(f"{places.outside(settings) / 'errata.csv'}")


def update_site(settings: Settings, number: int) -> None:
    """Write the site of a release again after its errata or status changed, and point ``current`` at the newest release
    that is not withdrawn."""
    write_site_anew(settings, number)
    releases.point_at_the_newest(settings)
