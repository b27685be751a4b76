"""Headlines: each figure of the catalogue with its value, the parts it adds up from, and its sentence.

What belongs here: putting values into the catalogue, and refusing a headline that is not the sum of its parts. What
does not: counting (``counting``). A headline counts the living; the dead stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from orchestration.reporting.metrics.catalogue import NONE, Catalogue, Entry
from orchestration.reporting.metrics.counts import Counts, statewide

COUNTED = ("count", "denominator", "not_known")
"""The counts that a sentence names."""


class SumBroken(RuntimeError):
    """A headline is not the sum of its parts: nothing is written."""


@dataclass(frozen=True)
class Sum:
    """The parts of one kind (law, state, year, fact, county, race), largest first, and the sum in figures."""

    part_kind: str
    parts: Mapping[str, int]
    says: str


@dataclass(frozen=True)
class Headline:
    """A figure of the catalogue with its value. ``deceased``: the same of people who died, apart. ``sentence_form``:
    the sentence with its counts left open, for those of its groups."""

    entry: Entry
    count: int
    not_known: int
    denominator_name: str
    denominator: int
    deceased: int
    sums: tuple[Sum, ...]
    sentence: str
    sentence_form: str


def headlines(counts: Counts, catalogue: Catalogue) -> list[Headline]:
    """Every headline, in the order of the catalogue. Raises ``SumBroken``."""
    return [_headline(counts, catalogue, entry) for entry in catalogue.entries]


def _headline(counts: Counts, catalogue: Catalogue, entry: Entry) -> Headline:
    if entry.basis == NONE:
        found = statewide(counts.levels, measure=entry.measure, unit=entry.unit)
    else:
        what = {"measure": entry.measure, "unit": entry.unit, "basis": entry.basis, "viewer": entry.viewer}
        found = statewide(counts.records, **what, laws="ALL")
    living = _row(found.get("living"))
    value = int(living.get("count", 0))
    sums = tuple(_sums(counts.parts, entry))
    check(entry.figure_id, value, sums)
    denominator, not_known = int(living.get("denominator", 0)), int(living.get("not_known", 0))
    facts = counts.facts
    form = catalogue.with_words(
        entry,
        entry.sentence,
        **{name: f"{{{name}}}" for name in COUNTED},
        as_of_date=facts.as_of_date,
        data_as_of_latest=facts.data_as_of_latest,
        event=facts.event,
    )
    return Headline(
        entry,
        value,
        not_known,
        str(living.get("denominator_name", "")),
        denominator,
        int(_row(found.get("deceased")).get("count", 0)),
        sums,
        form.format(count=f"{value:,}", denominator=f"{denominator:,}", not_known=f"{not_known:,}"),
        form,
    )


def _row(frame: pl.DataFrame | None) -> Mapping[str, int | str]:
    return frame.row(0, named=True) if frame is not None else {}


def _sums(parts: pl.DataFrame, entry: Entry) -> Sequence[Sum]:
    its = parts.filter(
        pl.col("measure") == entry.measure,
        pl.col("unit") == entry.unit,
        pl.col("basis") == entry.basis,
        pl.col("viewer") == entry.viewer,
    )
    found = []
    for (kind,), rows in its.group_by(["part_kind"], maintain_order=True):
        ordered = rows.sort(["count", "part"], descending=[True, False])
        of_kind = dict(ordered.select("part", "count").iter_rows())
        found.append(Sum(str(kind), of_kind, in_figures(list(of_kind.values()))))
    return found


def in_figures(parts: Sequence[int]) -> str:
    """``8,132 + 1,230 = 9,362``."""
    return f"{' + '.join(f'{part:,}' for part in parts) or '0'} = {sum(parts):,}"


def check(figure_id: str, value: int, sums: Sequence[Sum]) -> None:
    """Raise ``SumBroken`` where the parts of a kind are not the headline, or a headline has no parts."""
    if value and not sums:
        raise SumBroken(f"{figure_id}: {value:,} has no parts")
    for one in sums:
        if sum(one.parts.values()) != value:
            raise SumBroken(f"{figure_id}: by {one.part_kind} {one.says}, and the headline says {value:,}")
