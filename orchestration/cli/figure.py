"""The command ``lookback figure``, and what it has in common with ``lookback publish``.

What belongs here: arguments, exit codes, what a person reads at the end. What does not: work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from orchestration.cli.options import Exit, settings_of_command
from orchestration.files.disk_full import is_full
from orchestration.settings import Settings

if TYPE_CHECKING:
    import duckdb

figure_app = typer.Typer(no_args_is_help=True, help="One figure of a release: recomputed, or said to be wrong.")
_STATE = Annotated[str, typer.Option("--state", help="Lower-case postal code.")]
_HOME = Annotated[Path | None, typer.Option("--home", help="Where everything lies. Default: data/.")]


@figure_app.command()
def verify(
    release: Annotated[int, typer.Argument(help="Number of the release.")],
    figure: Annotated[str, typer.Argument(help="Id of the figure (column figure_id).")],
    state: _STATE = "ca",
    home: _HOME = None,
) -> None:
    """Compute a published figure again from the warehouse at hand, or say that the warehouse holds another run."""
    from orchestration.reporting.disclosure.rule import format_count
    from orchestration.reporting.releases import registry as releases
    from orchestration.reporting.releases.verify import (
        NotComputableError,
        explain_difference,
        find_figure,
        verify_figure,
    )

    settings = settings_of_command(home=home, state=state)
    with known_release():
        published = releases.read_release(settings, release)
        find_figure(published, figure)
        with warehouse(settings) as connection:
            differs = explain_difference(connection, settings, published)
            try:
                checked = verify_figure(connection, settings, published, figure)
            except NotComputableError as error:
                fail(str(error.args[0]), Exit.FAILED)
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
    reason: Annotated[str, typer.Option("--reason", help="Why it was wrong. It is published: name nobody.")],
    column: Annotated[str, typer.Option("--column", help="Which count of the figure.")] = "count",
    state: _STATE = "ca",
    home: _HOME = None,
) -> None:
    """Say in errata.csv that a published figure was wrong, and the right value, rounded as every count is."""
    from orchestration.reporting.disclosure.rule import format_count, round_one
    from orchestration.reporting.releases import folders as places
    from orchestration.reporting.releases import registry as releases
    from orchestration.reporting.releases.verify import CORRECTED, find_figure

    settings = settings_of_command(home=home, state=state)
    with known_release():
        name, row = find_figure(releases.read_release(settings, release), figure)
    if column not in CORRECTED[name]:
        raise typer.BadParameter(f"--column must be one of {', '.join(CORRECTED[name])}, found {column!r}")
    if row[column] is None:
        raise typer.BadParameter(
            f"{column} of {figure} is withheld in release {release}: nothing was said, nothing is wrong"
        )
    if round_one(right) == row[column]:
        raise typer.BadParameter(f"--right {right} is what release {release} says: counts are rounded to 5")
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
    say_on_the_site(settings, release)
    typer.echo(f"{places.outside(settings) / 'errata.csv'}")


def say_on_the_site(settings: Settings, number: int) -> None:
    """The site of the release anew, after something was said of it; ``current`` is the newest release that stands."""
    from orchestration.reporting.releases import registry as releases
    from orchestration.reporting.site.building import rewrite_site

    rewrite_site(settings, number)
    releases.point_at_the_newest(settings)


@contextmanager
def known_release() -> Iterator[None]:
    """A release that is not there, or cannot be read any more, is a mistake of whoever asked."""
    from orchestration.reporting.releases.registry import EarlierRulesError, UnknownReleaseError

    try:
        yield
    except (UnknownReleaseError, EarlierRulesError) as error:
        raise typer.BadParameter(str(error.args[0])) from None


@contextmanager
def warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, opened to be read; the command ends where it cannot be."""
    import duckdb

    from orchestration.warehouse.connection import open_warehouse

    if not settings.warehouse.exists():
        fail(f"no warehouse at {settings.warehouse}: run `lookback run` first", Exit.FAILED)
    try:
        with open_warehouse(settings) as connection:
            yield connection
    except duckdb.IOException as error:
        if is_full(error, settings.root):
            raise
        fail(f"{settings.warehouse} cannot be opened: a run or another program has it", Exit.FAILED)


def fail(message: str, code: Exit) -> NoReturn:
    """Say why, and end."""
    typer.echo(f"lookback: {message}", err=True)
    raise typer.Exit(code)
