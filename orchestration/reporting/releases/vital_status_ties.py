"""What tables that hold the dead nearly say in tables of the living: ties of cells that nobody is shown.

What belongs here: which cells of the living, and of the dead, stand beside a report of the law or a step of the funnel.
What does not: the cells themselves (``living_and_dead``), ties that hold whatever the counts. No rule says that lines
are determinations; where they are as many, whoever sees both supposes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, Sum
from orchestration.reporting.metrics.funnel_steps import OF_OUTCOME
from orchestration.reporting.releases import funnel_counts
from orchestration.reporting.releases import groups as grouped_counts
from orchestration.reporting.releases import headlines as headline_counts
from orchestration.reporting.releases import reports as report_counts
from orchestration.reporting.releases.counted_files import LIVING
from orchestration.reporting.releases.vital_status import same_beyond, same_of_the_living, whole_of

Frames = Mapping[str, pl.DataFrame]
Cell = tuple[str, int]
"""A cell and its count."""
STATEWIDE = "STATEWIDE"
_VITAL = ("living", "deceased")
_OUTCOMES: Mapping[str, str] = {
    **{step: outcome for outcome, step in OF_OUTCOME.items()},
    "eligible": "eligible",
    "in_scope": TOTAL,
}
"""What a conviction at a step was nearly always determined to be."""


def same_with_the_dead(frames: Frames, outcomes: pl.DataFrame, outcome_keys: Sequence[str]) -> Iterator[Sum]:
    """Every such tie of these counts."""
    determined = _determined(outcomes, outcome_keys)
    yield from _identified(frames, determined)
    yield from _granted(frames)
    yield from _steps(frames, determined)
    yield from _states(frames)


Determined = Mapping[tuple[str, str, str, str], Cell]
"""Determinations by whether the people live, outcome, law and place."""


def _determined(outcomes: pl.DataFrame, keys: Sequence[str]) -> Determined:
    keyed = outcomes.with_columns(pl.Series("key", keys, dtype=pl.String)).filter(
        pl.col("unit") == "determinations", pl.col("group_kind") == "all"
    )
    rows = keyed.select("vital_status", "outcome", "remedy_id", "place", "key", "count").iter_rows()
    return {(vital, outcome, law, place): (key, count) for vital, outcome, law, place, key, count in rows}


def _found(determined: Determined, vital: str, outcome: str, laws: Sequence[str], place: str) -> list[Cell]:
    wanted = (determined.get((vital, outcome, law, place)) for law in laws)
    return [cell for cell in wanted if cell is not None]


def _of_all(
    determined: Determined, outcome: str, laws: Sequence[str], place: str, key: str, count: int
) -> Iterator[Sum]:
    """The whole beside what was determined of living and dead: who has no row counts none, as anybody can read. Under
    all laws together, and under each: a conviction that two laws speak of stands at one step."""
    for which in dict.fromkeys((tuple(laws), *((law,) for law in laws))):
        parts = [cell for vital in _VITAL for cell in _found(determined, vital, outcome, which, place)]
        yield from whole_of(key, count, parts)


def _identified(frames: Frames, determined: Determined) -> Iterator[Sum]:
    """What was identified under a law is what is eligible under it, of the living and of the dead."""
    frame = frames[report_counts.PROGRESS]
    keys = report_counts.report_keys(report_counts.PROGRESS, frame)
    parts = frames["level_parts"].filter(pl.col("part_kind") == "state", pl.col("part") == "not in the ledger")
    waits = dict(
        zip(
            parts.filter(pl.col("measure") == "eligible")["unit"].to_list(),
            _cells_of_parts(parts.filter(pl.col("measure") == "eligible")),
            strict=True,
        )
    )
    alone = _laws_alone(frames)
    for column in ("identified", "not_in_the_ledger"):
        rows = list(zip(frame.iter_rows(named=True), keys[column], strict=True))
        for row, key in rows:
            living, count = row[f"{column}{LIVING}"], row[column]
            here = [row["law"]], row["place"]
            yield from same_of_the_living([((key, living), _found(determined, "living", "eligible", *here))])
            yield from _of_all(determined, "eligible", *here, key, count)
            if living is not None:
                yield from same_beyond([(key, count - living, _found(determined, "deceased", "eligible", *here))])
            unit = alone.get(row["law"])
            if column == "not_in_the_ledger" and row["place"] == STATEWIDE and unit in waits:
                yield from same_of_the_living([((key, living), [waits[unit]])])


def _laws_alone(frames: Frames) -> Mapping[str, str]:
    """Laws that are the only one of what they speak of: arrests have one, and all their lines are its lines."""
    units = _units_of_laws(frames)
    counted = defaultdict(list)
    for law, unit in units.items():
        counted[unit].append(law)
    return {laws[0]: unit for unit, laws in counted.items() if len(laws) == 1}


def _units_of_laws(frames: Frames) -> Mapping[str, str]:
    rows = frames[grouped_counts.NAME].filter(
        pl.col("group_kind") == "remedy", pl.col("unit").is_in(["arrests", "convictions"])
    )
    return dict(rows.select("group_code", "unit").unique(maintain_order=True).iter_rows())


def _granted(frames: Frames) -> Iterator[Sum]:
    """Lines that were granted are the convictions or arrests that were; where a law is the only one of its kind, by
    county too."""
    grouped = frames[grouped_counts.NAME].filter(pl.col("measure") == "granted")
    cells: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    keys = grouped_counts.group_keys(grouped_counts.NAME, grouped)["count"]
    alone = {unit: law for law, unit in _laws_alone(frames).items()}
    what = grouped.select("unit", "place", "group_kind", "group_code", "count").iter_rows()
    for (unit, place, kind, code, count), key in zip(what, keys, strict=True):
        if kind == "remedy" and unit != headline_counts.PEOPLE:
            cells[code, STATEWIDE].append((key, count))
        if kind == "all" and unit in alone:
            cells[alone[unit], place].append((key, count))
    by_year = frames[report_counts.BY_YEAR].filter(pl.col("year") == "ALL", pl.col("answer") == "granted")
    progress = frames[report_counts.PROGRESS]
    for name, frame, column in (
        (report_counts.BY_YEAR, by_year, "count"),
        (report_counts.PROGRESS, progress, "processed"),
    ):
        wholes = report_counts.report_keys(name, frame)[column]
        where = frame.select("law", "place", f"{column}{LIVING}").iter_rows()
        for (law, place, living), key in zip(where, wholes, strict=True):
            yield from same_of_the_living([((key, living), cells.get((law, place), []))])


def _steps(frames: Frames, determined: Determined) -> Iterator[Sum]:
    """Who stands at a step was determined so under the remedies of the way, of the living and of the dead."""
    frame = frames[funnel_counts.NAME]
    keys = funnel_counts.funnel_keys(frame)["count"]
    for row, key in zip(frame.iter_rows(named=True), keys, strict=True):
        outcome, living = _OUTCOMES.get(row["step"]), row[f"count{LIVING}"]
        if outcome is None or living is None:
            continue
        here = outcome, row["remedies"].split(funnel_counts.BETWEEN), row["place"]
        yield from _of_all(determined, *here, key, row["count"])
        yield from same_of_the_living([((key, living), _found(determined, "living", *here))])
        yield from same_beyond([(key, row["count"] - living, _found(determined, "deceased", *here))])


def _states(frames: Frames) -> Iterator[Sum]:
    """Who stands at a step of the ledger are the convictions whose lines are in the states of that step."""
    parts = frames["level_parts"].filter(
        pl.col("part_kind") == "state", pl.col("unit") == "convictions", pl.col("measure").is_in(["eligible", "filed"])
    )
    # (What was filed speaks for a state of which both tell.)
    its = parts.sort("measure")
    by_state = dict(zip(its["part"].to_list(), _cells_of_parts(its), strict=True))
    frame = frames[funnel_counts.NAME]
    keys = funnel_counts.funnel_keys(frame)["count"]
    for row, key in zip(frame.iter_rows(named=True), keys, strict=True):
        if row["place"] == STATEWIDE:
            beside = [by_state[word] for word in (row[f"states{LIVING}"] or "").split() if word in by_state]
            yield from same_of_the_living([((key, row[f"count{LIVING}"]), beside)])


def _cells_of_parts(parts: pl.DataFrame) -> list[Cell]:
    keys = headline_counts.level_keys("level_parts", parts)["count"]
    return list(zip(keys, parts["count"].to_list(), strict=True))
