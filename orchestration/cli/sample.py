"""The command ``lookback sample``."""

from __future__ import annotations

import shlex
import time
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import SeedOption, parse_day
from orchestration.ingestion.synthetic import HARD, USUAL, list_states, load_generator, load_rates, read_day


def sample(
    people: Annotated[int, typer.Option("--people", min=1, help="Number of invented people.")],
    seed: SeedOption,
    out: Annotated[Path, typer.Option("--out", help="New or empty folder to write to.")],
    county: Annotated[list[str] | None, typer.Option("--county", help="Only this county; repeatable.")] = None,
    data_as_of: Annotated[
        str | None, typer.Option("--data-as-of", help="Cut date of the files. Default: of the state.")
    ] = None,
    state: Annotated[str | None, typer.Option("--state", help="State of the files.")] = None,
    rates: Annotated[
        str,
        typer.Option(
            "--rates", help=f"{USUAL}; {HARD}: also other states, namesakes, odd days and words, as in real files."
        ),
    ] = USUAL,
) -> None:
    """Write synthetic deliveries of invented people as the state writes them, and the truth about them."""
    started = time.monotonic()
    cut = None if data_as_of is None else parse_day(data_as_of, "--data-as-of")
    with end_with(Exit.WRONG_USE, ValueError, FileExistsError, LookupError):
        if state is None:
            raise typer.BadParameter(f"--state must be one of {', '.join(list_states())}")
        summary = load_generator(state).write_sample(
            people=people,
            seed=seed,
            out=out,
            counties=[name.upper() for name in county or []] or None,
            with_others=True,
            hard=load_rates(rates, state),
            **({"cut_date": cut} if cut else {}),
        )
        day = max(filter(None, (cut, read_day(state))))
    seconds = max(time.monotonic() - started, 1e-9)
    typer.echo(
        f"{summary.rows:,} rows of {people:,} invented people in {summary.files} files under {out} "
        f"({summary.rows / seconds:,.0f} rows/s). All of it is synthetic."
    )
    typer.echo(f"Next: lookback run --state {state} --as-of {day} --deliveries {shlex.quote(str(out))}")
