"""What counts the dead too, told apart: how many of it are of the living, and what lies beyond these.

What belongs here: the cells of both, which nobody is shown, and what each nearly says in tables that are. What does
not: counting (``levels``, ``funnel``), the tables themselves. Headlines and outcomes are of the living; reports of the
law and the funnel hold the dead, and lines whose count the run does not tell. Whoever sees both subtracts: so the
difference is a count as any other (ADR 0047).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from orchestration.reporting.disclosure.cells import CountTable, Sum, keys_of
from orchestration.reporting.releases.counted_files import LIVING

ALIVE, BEYOND = "living:", "beyond:"
"""Before the name of a cell: of the living, and what it holds beyond these."""


def living_apart(
    frame: pl.DataFrame, dimensions: tuple[str, ...], values: Mapping[str, str], adds_up: frozenset[str]
) -> tuple[list[CountTable], list[Sum]]:
    """The cells of the living and what lies beyond them, of each of ``values`` (column and the name of its cells). Of a
    release that is read from its files both are not known."""
    nothing = pl.lit(None, pl.Int64)
    known = frame.with_columns(
        nothing.alias(f"{column}{LIVING}") for column in values if f"{column}{LIVING}" not in frame.columns
    ).with_columns((pl.col(column) - pl.col(f"{column}{LIVING}")).alias(f"{column}{BEYOND}") for column in values)
    tables, sums = [], []
    for column, key in values.items():
        for which, mark in ((ALIVE, LIVING), (BEYOND, BEYOND)):
            hidden = {f"{column}{mark}": f"{which}{key}"}
            tables.append(CountTable(known, dimensions, hidden, adds_up, is_shown=False))
        sums += [Sum(whole, (ALIVE + whole, BEYOND + whole)) for whole in keys_of(frame, dimensions, key)]
    return tables, sums


Whole = tuple[str, int | None]
"""A cell of a table that counts the dead too, and how many of it are of the living (None: nobody counted them)."""


def same_of_the_living(wholes: Sequence[tuple[Whole, Sequence[tuple[str, int]]]]) -> Iterator[Sum]:
    """Of each whole, where the cells beside it (of the living, with their counts) add up to just its living: the sum.
    Of what counts none there is nothing to protect."""
    for (key, living), parts in wholes:
        if living and parts and sum(count for _, count in parts) == living:
            yield Sum(ALIVE + key, tuple(part for part, _ in parts))


def same_beyond(wholes: Sequence[tuple[str, int, Sequence[tuple[str, int]]]]) -> Iterator[Sum]:
    """Of each whole (its cell, and what lies beyond its living), where the cells of the dead beside it add up to just
    that."""
    for key, beyond, parts in wholes:
        if beyond and parts and sum(count for _, count in parts) == beyond:
            yield Sum(BEYOND + key, tuple(part for part, _ in parts))


def whole_of(key: str, count: int | None, parts: Sequence[tuple[str, int]]) -> Iterator[Sum]:
    """The sum, where the parts that have a row count just as many. Of none there is nothing to protect."""
    if count and parts and sum(part for _, part in parts) == count:
        yield Sum(key, tuple(part for part, _ in parts))
