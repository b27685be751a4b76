"""What ties levels of the free to each other: whoever is left without any conviction had at least one, and whoever is
free by what was given is free by all that could be.

What belongs here: these sums, for headlines and their groups. What does not: counting (``levels``), the other sums of
these tables (``headline_counts``, ``grouped_counts``). By county a person can be left free by what was ended elsewhere;
so there only kinds of convictions are tied to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from orchestration.reporting.disclosure.cells import Sum, keys_of

LEVEL = ("measure", "unit", "basis", "viewer")
PEOPLE, CONVICTIONS = "people", "convictions"
FREE = ("felony_free", "conviction_free", "recent_free")
"""Of these each person had a conviction; without a record some are left who had arrests alone."""
AMONG = {"with_felony": "felonies", "with_conviction": "convictions", "with_recent_conviction": "recent_convictions"}
"""What people are counted among, and what their convictions are."""


def ties(levels: pl.DataFrame, where: Sequence[str], *, is_by_person: bool = True) -> Iterator[Sum]:
    """Of rows with the columns of a level, the groups ``where`` and the name of the denominator. ``is_by_person``:
    whether all convictions of a person stand in the person's group."""
    if is_by_person:
        yield from _people(levels, where)
    its = levels.filter(pl.col("unit") == CONVICTIONS, pl.col("measure").is_in(["record_free", "conviction_free"]))
    yield from _pairs(its, where, "measure", {"record_free": "conviction_free"}, "levels/yes")
    bases = levels.filter(pl.col("basis").is_in(["given", "if_all_granted"]))
    yield from _pairs(bases, where, "basis", {"given": "if_all_granted"}, "levels/yes")


def _people(levels: pl.DataFrame, where: Sequence[str]) -> Iterator[Sum]:
    """At most as many people as convictions: counted, perhaps, not counted, and all of them."""
    its = levels.filter(pl.col("measure").is_in(FREE))
    for counts in ("levels/yes", "levels/unknown", "levels/rest"):
        yield from _pairs(its, where, "unit", {PEOPLE: CONVICTIONS}, counts)
    among = ("denominator_name", "unit", *where)
    whole = its.unique(among, maintain_order=True)
    theirs = whole.filter(pl.col("unit") == CONVICTIONS)
    known = set(keys_of(theirs, among, "levels/among"))
    people = whole.filter(pl.col("unit") == PEOPLE)
    as_convictions = people.with_columns(
        pl.col("denominator_name").replace(AMONG), pl.lit(CONVICTIONS).alias("unit")
    ).select(among)
    both = zip(keys_of(people, among, "levels/among"), keys_of(as_convictions, among, "levels/among"), strict=True)
    yield from (Sum(one, (other,), is_at_most=True) for one, other in both if other in known)


def _pairs(
    rows: pl.DataFrame, where: Sequence[str], column: str, less_to_more: dict[str, str], counts: str
) -> Iterator[Sum]:
    """Cells that differ in one column alone, and are at most the other."""
    dimensions = (*LEVEL, *where)
    known = set(keys_of(rows, dimensions, counts))
    less = rows.filter(pl.col(column).is_in(list(less_to_more)))
    more = less.with_columns(pl.col(column).replace(less_to_more))
    for one, other in zip(keys_of(less, dimensions, counts), keys_of(more, dimensions, counts), strict=True):
        if other in known:
            yield Sum(one, (other,), is_at_most=True)
