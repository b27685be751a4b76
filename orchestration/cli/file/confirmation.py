"""Confirmation of an approval or a filing that covers several counties, or more lines than one person looks at."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from orchestration.cli.errors import Exit
from orchestration.filing.batches.candidates import FilingLine

MOST_LINES_UNASKED = 1_000
"""Most lines of one county that are approved or filed without a question: at half a minute a line, a day's reading."""

PARTICIPLES = {"approve": "approved", "file": "filed"}


def confirm_lines(verb: str, lines: Sequence[FilingLine], context: typer.Context, *, yes: bool) -> None:
    """Print the lines by county and relief, and ask, if they are of several counties or very many.

    Args:
        verb: one of ``PARTICIPLES``.
        context: of the command; its object is the words that were typed.
        yes: whether the answer was given as an option.

    Raises:
        TyperException: There is no terminal to ask at; the message is the command to type.
        Exit: The answer is no.
    """
    counties = {line.candidate.county_name for line in lines}
    if len(counties) <= 1 and len(lines) <= MOST_LINES_UNASKED:
        return
    for row in format_table(lines):
        typer.echo(row)
    if yes:
        return
    places = f"{len(counties):,} {'county' if len(counties) == 1 else 'counties'}"
    if not sys.stdin.isatty():
        raise TyperException(
            f"{len(lines):,} lines of {places} are not {PARTICIPLES[verb]} without a confirmation, and there is no "
            f"terminal to ask at: {shlex.join(['lookback', *(context.find_root().obj or ()), '--yes'])}"
        )
    if not typer.confirm(f"{verb.capitalize()} {len(lines):,} lines of {places}?"):
        typer.echo(f"none of these lines was {PARTICIPLES[verb]}")
        raise typer.Exit(Exit.FAILED)


def format_table(lines: Sequence[FilingLine]) -> list[str]:
    """Format the number of lines of each county, with the number of each relief."""
    reliefs: dict[str, Counter[str]] = {}
    for line in lines:
        reliefs.setdefault(line.candidate.county_name or "county unknown", Counter())[line.candidate.key.relief] += 1
    width = max(map(len, ("county", *reliefs)))
    total = sum(reliefs.values(), Counter[str]())
    return [
        f"{'lines':>9}  {'county':{width}}  by relief",
        *(_format_row(county, reliefs[county], width) for county in sorted(reliefs)),
        _format_row("all", total, width),
    ]


def _format_row(county: str, reliefs: Counter[str], width: int) -> str:
    by_relief = ", ".join(f"{relief} {count:,}" for relief, count in sorted(reliefs.items()))
    return f"{reliefs.total():>9,}  {county:{width}}  {by_relief}"
