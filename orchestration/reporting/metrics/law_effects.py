"""What each law gives: alone, after the others, and all together, with what they share.

What belongs here: these four numbers of each measure. What does not: counting (``queries/record_levels.sql``).
The laws alone add up to the whole, what they share counted twice; ``shared`` is what is counted too often.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from orchestration.reporting.metrics.counts import Counts

COLUMNS = ("measure", "unit", "basis", "viewer", "law", "alone", "after_the_others", "together", "shared_by_laws")
_SCHEMA = dict.fromkeys(COLUMNS[:5], pl.String) | dict.fromkeys(COLUMNS[5:], pl.Int64)


def law_effects(counts: Counts) -> pl.DataFrame:
    """One row per measure and law. ``shared_by_laws`` is that of the measure, the same in each of its rows: the laws
    alone added up, less what they give together. Below nothing: only several laws together leave people free."""
    rows = [*_of_determinations(counts), *_of_records(counts)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort(COLUMNS[:5])


def _of_determinations(counts: Counts) -> Iterator[tuple[object, ...]]:
    parts = counts.parts.filter(
        pl.col("measure").is_in(["eligible", "granted"]), pl.col("part_kind") == "law", pl.col("basis") == "none"
    )
    for (measure, unit), rows in parts.group_by(["measure", "unit"], maintain_order=True):
        by_laws = {frozenset(str(part).split(" and ")): int(count) for part, count in rows["part", "count"].iter_rows()}
        together = sum(by_laws.values())
        laws = sorted({law for several in by_laws for law in several})
        alone = {law: sum(count for several, count in by_laws.items() if law in several) for law in laws}
        shared = sum(alone.values()) - together
        for law in laws:
            after = by_laws.get(frozenset({law}), 0)
            yield measure, unit, "none", "none", law, alone[law], after, together, shared


def _of_records(counts: Counts) -> Iterator[tuple[object, ...]]:
    whole = counts.records.filter(pl.col("trait_1") == "all", pl.col("vital_status") == "living")
    what = ["measure", "unit", "basis", "viewer"]
    for (measure, unit, basis, viewer), rows in whole.group_by(what, maintain_order=True):
        found = {(laws, law): int(count) for laws, law, count in rows["laws", "law", "count"].iter_rows()}
        together = found["ALL", "ALL"]
        alone = {law: count for (laws, law), count in found.items() if laws == "ALONE"}
        shared = sum(alone.values()) - together
        for law, count in alone.items():
            yield measure, unit, basis, viewer, law, count, together - found["WITHOUT", law], together, shared
