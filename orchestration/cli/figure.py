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
_COMPARED = {True: "the same", False: "DIFFERENT", None: "not compared"}
_STATE = Annotated[str, typer.Option("--state", help="Lower-case postal code.")]
_HOME = Annotated[Path | None, typer.Option("--home", help="Where everything lies. Default: data/.")]


@figure_app.command()
def verify(
    release: Annotated[int, typer.Argument(help="Number of the release.")],
    figure: Annotated[str, typer.Argument(help="Id of the figure (column figure_id, or external_id).")],
    state: _STATE = "ca",
    home: _HOME = None,
) -> None:
    """Compute a published figure again from the warehouse at hand, or say that the warehouse holds another run."""
    from orchestration.reporting.releases import registry as releases
    from orchestration.reporting.releases.verify import NotComputable, why_it_may_differ
    from orchestration.reporting.releases.verify import verify as verified

    settings = settings_of_command(home=home, state=state)
    with known_release():
        published = releases.read_release(settings, release)
        with warehouse(settings) as connection:
            differs = why_it_may_differ(connection, settings, published)
            try:
                checked = verified(connection, settings, published, figure)
            except NotComputable as error:
                fail(str(error.args[0]), Exit.FAILED)
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
    reason: Annotated[str, typer.Option("--reason", help="Why it was wrong. It is published: name nobody.")],
    column: Annotated[str, typer.Option("--column", help="Which count of the figure.")] = "count",
    state: _STATE = "ca",
    home: _HOME = None,
) -> None:
    """Say in errata.csv that a published figure was wrong, and the right value. It is withheld where it is small or, of
    a group of people, a few away from what was published."""
    from orchestration.reporting.releases import folders as places
    from orchestration.reporting.releases import registry as releases
    from orchestration.reporting.releases.tables import may_be_corrected_to
    from orchestration.reporting.releases.verify import NUMBERS, published_figure

    settings = settings_of_command(home=home, state=state)
    with known_release():
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
    say_on_the_site(settings, release)
    typer.echo(f"{places.outside(settings) / 'errata.csv'}")


def say_on_the_site(settings: Settings, number: int) -> None:
    """The site of the release anew, after something was said of it; ``current`` is the newest release that stands."""
    from orchestration.reporting.releases import registry as releases
    from orchestration.reporting.site.building import write_site_anew

    write_site_anew(settings, number)
    releases.point_at_the_newest(settings)


@contextmanager
def known_release() -> Iterator[None]:
    """A release that is not there is a mistake of whoever asked."""
    from orchestration.reporting.releases.registry import NoSuchRelease

    try:
        yield
    except NoSuchRelease as error:
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
