"""The figures of the three policies: read from the marts, named for people, shaped with polars.

What belongs here: reading ``marts.impact_figures``, the words for measures, and ``figures.csv`` with every cell. What
does not: counting (``models/marts``), drawing (``chart``), printing (``terminal``). Restricted: small numbers are not
suppressed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

FIGURES_FILE = "figures.csv"
STATEWIDE = "STATEWIDE"
MEASURES = {
    ("convictions", "some_relief"): "convictions with any relief",
    ("convictions", "dismiss_and_seal"): "convictions dismissed and sealed",
    ("convictions", "dismiss"): "convictions dismissed",
    ("convictions", "redesignate_infraction"): "convictions made an infraction",
    ("convictions", "redesignate_misdemeanor"): "convictions made a misdemeanor",
    ("convictions", "no_felony"): "felony convictions that are none any more",
    ("convictions", "no_conviction"): "convictions that are none any more",
    ("convictions", "no_recent_conviction"): "recent convictions that are none any more",
    ("people", "some_relief"): "people with any relief",
    ("people", "dismiss_and_seal"): "people with a conviction dismissed and sealed",
    ("people", "dismiss"): "people with a conviction dismissed",
    ("people", "redesignate_infraction"): "people with a conviction made an infraction",
    ("people", "redesignate_misdemeanor"): "people with a conviction made a misdemeanor",
    ("people", "no_felony"): "people left with no felony",
    ("people", "no_conviction"): "people left with no conviction at all",
    ("people", "no_recent_conviction"): "people left with no conviction in the last seven years",
}
DENOMINATORS = {
    "in_scope": "in the scope of the policy",
    "with_felony": "with a felony",
    "with_conviction": "with a conviction",
    "with_recent_conviction": "with a conviction in the last seven years",
}
HEADLINES = tuple(
    (unit, measure)
    for unit, measure in MEASURES
    if measure in ("some_relief", "no_felony", "no_conviction", "no_recent_conviction")
)
"""What a table or chart shows first."""

_COLUMNS = (
    "scenario",
    "scenario_name",
    "place",
    "group_kind",
    "group_code",
    "group_name",
    "vital_status",
    "unit",
    "measure",
    "figure",
    "not_known",
    "denominator_name",
    "denominator",
    "denominator_not_known",
    "as_of_date",
    "data_as_of_earliest",
    "data_as_of_latest",
    "allowances",
)


@dataclass(frozen=True)
class Count:
    """How many, how many perhaps, and both of what it is counted among. What is not known is never added."""

    figure: int = 0
    not_known: int = 0
    denominator: int = 0
    denominator_not_known: int = 0


@dataclass(frozen=True)
class Figure:
    """One measure in one unit (convictions or people), the dead apart."""

    unit: str
    measure: str
    says: str
    among: str
    living: Count
    deceased: Count


@dataclass(frozen=True)
class PolicyFigures:
    """Everything about one policy: statewide, by county, and statewide by group (code as recorded, or age band)."""

    scenario: str
    name: str
    statewide: tuple[Figure, ...]
    by_county: dict[str, tuple[Figure, ...]]
    by_race: dict[str, tuple[Figure, ...]]
    by_sex: dict[str, tuple[Figure, ...]]
    by_age: dict[str, tuple[Figure, ...]]

    def statewide_figure(self, unit: str, measure: str) -> Figure:
        """The statewide figure of a measure; ``KeyError`` where there is none."""
        for figure in self.statewide:
            if (figure.unit, figure.measure) == (unit, measure):
                return figure
        raise KeyError((unit, measure))


def read_figures(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every cell of ``marts.impact_figures``, in a fixed order: statewide first, then counties by name."""
    figures: pl.DataFrame = connection.sql(
        f"""
        select {", ".join(_COLUMNS)}
        from marts.impact_figures
        order by
            scenario_order, place <> '{STATEWIDE}', place, list_position(['all', 'race', 'sex', 'age'], group_kind),
            group_code, vital_status desc, unit, measure_order
        """
    ).pl()
    return figures


def write_figures(figures: pl.DataFrame, folder: Path) -> Path:
    """Write every cell to ``figures.csv`` in ``folder``: the same figures give the same bytes."""
    path = folder / FIGURES_FILE
    figures.write_csv(path)
    return path


def by_policy(figures: pl.DataFrame) -> tuple[PolicyFigures, ...]:
    """The figures of each policy, in the order of the policies."""
    scenarios = figures.select("scenario", "scenario_name").unique(maintain_order=True)
    return tuple(
        _of_policy(figures.filter(pl.col("scenario") == scenario), scenario, name)
        for scenario, name in scenarios.rows()
    )


def _of_policy(figures: pl.DataFrame, scenario: str, name: str) -> PolicyFigures:
    statewide = figures.filter(pl.col("place") == STATEWIDE)
    counties = figures.filter((pl.col("place") != STATEWIDE) & (pl.col("group_kind") == "all"))
    kinds = {kind: dict(_by(statewide.filter(pl.col("group_kind") == kind), "group_code")) for kind in _KINDS}
    return PolicyFigures(
        scenario=scenario,
        name=name,
        statewide=kinds["all"].get("all", ()),
        by_county=dict(_by(counties, "place")),
        by_race=kinds["race"],
        by_sex=kinds["sex"],
        by_age=kinds["age"],
    )


_KINDS = ("all", "race", "sex", "age")


def _by(figures: pl.DataFrame, column: str) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    for (group,), rows in figures.group_by([column], maintain_order=True):
        cells = {
            (str(unit), str(measure), str(vital_status)): (str(among), Count(*counts))
            for unit, measure, vital_status, among, *counts in rows.select(
                "unit",
                "measure",
                "vital_status",
                "denominator_name",
                "figure",
                "not_known",
                "denominator",
                "denominator_not_known",
            ).rows()
        }
        names = {(unit, measure): among for (unit, measure, _), (among, _) in cells.items()}
        nobody = ("", Count())
        yield (
            str(group),
            tuple(
                Figure(
                    unit=unit,
                    measure=measure,
                    says=says,
                    among=DENOMINATORS[names[unit, measure]],
                    living=cells.get((unit, measure, "living"), nobody)[1],
                    deceased=cells.get((unit, measure, "deceased"), nobody)[1],
                )
                for (unit, measure), says in MEASURES.items()
                if (unit, measure) in names
            ),
        )
