"""What was determined for arrests (California: Penal Code 851.93): figures for the summary and the terminal.

What belongs here: reading them from ``marts.impact_arrests`` and their table. What does not: figures of convictions
(``figures``). Nobody files relief of arrests, so the terminal shows the state as a whole; counties stand in the file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import duckdb
from rich.table import Table

STATEWIDE = "STATEWIDE"
NOTHING_THERE = (0, 0)


@dataclass(frozen=True)
class ArrestCount:
    """Arrests with one outcome, and people with such an arrest, each once."""

    arrests: int
    people: int


@dataclass(frozen=True)
class ArrestFigures:
    """Arrests in scope in one place, by what was determined. ``not_yet`` is what only waits for a day."""

    place: str
    in_scope: int
    already_relieved: ArrestCount
    eligible: ArrestCount
    not_yet: ArrestCount
    review: ArrestCount
    undeterminable: ArrestCount
    ineligible: ArrestCount


@dataclass(frozen=True)
class ArrestRelief:
    """The arrests of a run: all of them, and those in scope, statewide and by county."""

    arrests: int
    statewide: ArrestFigures
    by_county: tuple[ArrestFigures, ...]


def read_arrest_relief(connection: duckdb.DuckDBPyConnection) -> ArrestRelief:
    """The figures of the run that the warehouse holds."""
    ((arrests,),) = connection.execute("select arrests from marts.run_summary").fetchall()
    counts: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for place, outcome, *count in connection.execute(
        "select place, outcome, arrest_count, person_count from marts.impact_arrests order by place, outcome"
    ).fetchall():
        counts[place][outcome] = tuple(count)
    return ArrestRelief(
        arrests=arrests,
        statewide=_figures(STATEWIDE, counts.pop(STATEWIDE, {})),
        by_county=tuple(_figures(place, of_place) for place, of_place in counts.items()),
    )


def _figures(place: str, counts: dict[str, tuple[int, int]]) -> ArrestFigures:
    def count(outcome: str) -> ArrestCount:
        return ArrestCount(*counts.get(outcome, NOTHING_THERE))

    return ArrestFigures(
        place=place,
        in_scope=sum(arrests for arrests, _ in counts.values()),
        already_relieved=count("already_relieved"),
        eligible=count("eligible"),
        not_yet=count("not_yet"),
        review=count("review"),
        undeterminable=count("undeterminable"),
        ineligible=count("ineligible"),
    )


def arrests_table(relief: ArrestRelief) -> Table:
    """Statewide: what is eligible now and later, what waits for a person, what the record does not tell."""
    statewide = relief.statewide
    table = Table(title="Arrests, automatic relief in the law of this run, statewide", title_justify="left")
    table.add_column("")
    table.add_column("arrests", justify="right")
    table.add_column("people", justify="right")
    for name, count in (
        ("relieved before", statewide.already_relieved),
        ("eligible", statewide.eligible),
        ("eligible later", statewide.not_yet),
        ("to review", statewide.review),
        ("not known", statewide.undeterminable),
        ("not eligible", statewide.ineligible),
    ):
        table.add_row(name, f"{count.arrests:,}", f"{count.people:,}")
    return table
