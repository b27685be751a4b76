"""How many people are between two counts of one run: those behind the one alone, and those behind the other alone.

What belongs here: asking this of the research database of the run. What does not: which counts are compared, and what
follows (``differencing``). Both are selects that list people (``understood.people_of``, ``published_counts``), asked in
a process of their own, as questions are. What cannot be asked is not known, and then the numbers alone decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import polars as pl

from orchestration.reporting.research.differencing import Between, Counts, Near
from orchestration.reporting.research.run_query import NotAnswered, rows_of


def between_in(folder: Path, threads: int) -> Between:
    """What is known between counts of a run whose database lies in the folder of research."""

    def people_between(found: Sequence[Near]) -> list[pl.DataFrame | None]:
        runs = {near.answer.run_id for near in found}
        (run_id,) = runs if len(runs) == 1 else [""]
        path = folder / f"{run_id}.duckdb"
        asked = [at for at, near in enumerate(found) if path.is_file() and _is_known(near, run_id)]
        parts = [part for at in asked for part in _parts(at, found[at])]
        try:
            told = rows_of(path, "\nunion all by name\n".join(parts), threads) if parts else None
        except NotAnswered:
            told = None
        return [_of(told, at, near) if told is not None and at in asked else None for at, near in enumerate(found)]

    return people_between


def _is_known(near: Near, run_id: str) -> bool:
    both = ((near.answer, near.count), (near.other, near.theirs))
    return all(counts.run_id == run_id and counts.people.get(name) for counts, name in both)


def _parts(at: int, near: Near) -> list[str]:
    """A select for each pair of tables with people: number of the pair, its groups, people of the one and the other."""
    return [_select(at, near, ours, theirs) for ours, theirs in _pairs(near)]


def _pairs(near: Near) -> list[tuple[str, str]]:
    return list(product(near.answer.people[near.count], near.other.people[near.theirs]))


def _select(at: int, near: Near, ours: str, theirs: str) -> str:
    keys = "".join(f"k{number}, " for number in range(len(near.kept)))
    both = " union all by name ".join(
        f"select {_keys(counts, near.kept)}unnest(people) as person, {is_ours} as is_ours "
        f"from ({people}) as listed({_columns(counts)})"
        for counts, people, is_ours in ((near.answer, ours, "true"), (near.other, theirs, "false"))
    )
    return (
        f"(select {at} as pair, {keys}count(*) filter (where is_ours and not is_theirs) as alone, "
        "count(*) filter (where is_theirs and not is_ours) as other_alone from ("
        f"select {keys}person, bool_or(is_ours) as is_ours, bool_or(not is_ours) as is_theirs "
        f"from ({both}) group by all) group by all)"
    )


def _keys(counts: Counts, kept: Sequence[str]) -> str:
    places = [counts.groups.index(group) for group in kept]
    return "".join(f"coalesce(cast(g{place} as varchar), '(null)') as k{at}, " for at, place in enumerate(places))


def _columns(counts: Counts) -> str:
    return ", ".join([*(f"g{number}" for number in range(len(counts.groups))), "people"])


def _of(told: pl.DataFrame, at: int, near: Near) -> pl.DataFrame:
    """The least of all pairs of tables, of the groups that each pair has."""
    names = {f"k{number}": group for number, group in enumerate(near.kept)}
    rows = told.filter(pl.col("pair") == at).select(*names, "alone", "other_alone").rename(names)
    least = (pl.col("alone").min(), pl.col("other_alone").min(), pl.len().alias("pairs"))
    found = rows.group_by(list(near.kept)).agg(least) if near.kept else rows.select(least)
    return found.filter(pl.col("pairs") == len(_pairs(near))).drop("pairs")
