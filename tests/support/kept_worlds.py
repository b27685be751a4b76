"""Invented runs as they are kept, without a warehouse: a few people, their convictions, and what was determined.

The figures of such a run are counted here by hand, and not by any model.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.determinations.snapshots.countings import FOLDER, VIEWER
from orchestration.determinations.snapshots.store import ABOUT_FILE, LAYOUT_VERSION, KeptRun, read_run

COURT, AUTOMATIC, POLICY, ARREST = "by_court", "automatic", "by_policy", "of_arrests"
REMEDIES = {
    COURT: {"name": "Relief by a court", "unit": "charge", "basis": "statute", "relief_by": "court_order"},
    POLICY: {"name": "Relief by policy", "unit": "charge", "basis": "policy", "relief_by": "court_order"},
    ARREST: {"name": "Relief of arrests", "unit": "arrest", "basis": "statute", "relief_by": "operation_of_law"},
    AUTOMATIC: {"name": "Automatic relief", "unit": "charge", "basis": "statute", "relief_by": "operation_of_law"},
}
LAW = {"parameters years 2020-01-01": "two", "parameters years 2026-07-01": "one", "offense_lists a 1": "listed"}


@dataclass(frozen=True)
class Finding:
    """What one remedy gives to a conviction. ``rows``: rows of the law that decided, by its ground and its own."""

    outcome: str
    on: date | None = None
    rows: tuple[str, ...] = ("offense_lists a 1",)
    own_rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Count:
    """A conviction of ``recorded``: ``case``, ``section`` and ``day`` say which; ``facts`` is all else that is told."""

    recorded: int
    case: int
    section: int = 1
    day: int = 1
    facts: int = 1
    place: str = "ALAMEDA"
    is_felony: bool = True
    is_recent: bool = True
    is_standing: bool = True
    is_conviction: bool = True
    findings: Mapping[str, Finding] = field(default_factory=dict)

    @property
    def key(self) -> int:
        """As a run would make it: of the person as recorded and what a court knows."""
        return ((self.recorded * 1_000 + self.case) * 1_000 + self.section) * 1_000 + self.day

    def stands(self) -> dict[str, str]:
        """What it is before any relief."""
        is_so = {
            "with_felony": self.is_felony, "with_conviction": self.is_standing,
            "with_recent_conviction": self.is_recent,
        }  # fmt: skip
        return {word: "yes" if so else "no" for word, so in is_so.items()}


@dataclass(frozen=True)
class World:
    """A run: its day, law, choices and software, and what the data of that day tell."""

    run_id: str = "aaaa"
    as_of: date = date(2026, 6, 1)
    counts: tuple[Count, ...] = ()
    arrests: tuple[tuple[int, int, int], ...] = ()
    """(recorded, key, facts)"""
    arrests_found: Mapping[int, str] = field(default_factory=dict)
    """Key of an arrest to the outcome of its remedy."""
    persons: Mapping[int, str] = field(default_factory=dict)
    """Recorded to who it is; itself where nothing is said."""
    said: Mapping[int, int] = field(default_factory=dict)
    decided: Mapping[int, int] = field(default_factory=dict)
    dead: frozenset[str] = frozenset()
    law: Mapping[str, str] = field(default_factory=lambda: dict(LAW))
    policies: Mapping[str, str] = field(default_factory=dict)
    code: str = "code"
    version: str = "1"
    sources: tuple[str, ...] = ()

    def but(self, **changes: Any) -> World:
        """The same, another run, with something else."""
        return replace(self, **{"run_id": "bbbb", **changes})

    def person_of(self, recorded: int) -> str:
        """Who a person as recorded is."""
        return self.persons.get(recorded, f"person {recorded}")


def keep(world: World, folder: Path) -> KeptRun:
    """Write the run as a run would, and read it back."""
    target = folder / world.run_id
    target.mkdir(parents=True)
    grounds = {finding.rows: number for number, finding in enumerate(_findings(world), 1)}
    recorded = sorted({count.recorded for count in world.counts} | {who for who, _, _ in world.arrests})
    tables: Mapping[str, tuple[Mapping[str, Any], Sequence[Sequence[Any]]]] = {
        "counts": (
            {"kind": pl.String, "count_key": pl.UInt64, "recorded": pl.UInt64, "person_id": pl.String}
            | {"place": pl.String, "is_deceased": pl.Boolean} | dict.fromkeys(Count(1, 1).stands(), pl.String)
            | {"is_convicted": pl.Boolean, "is_relieved": pl.Boolean},
            [
                (
                    "convictions" if one.is_conviction else "charges", one.key, one.recorded,
                    world.person_of(one.recorded), one.place, world.person_of(one.recorded) in world.dead,
                    *(one.stands().values() if one.is_conviction else (None, None, None)), False, False,
                )
                for one in world.counts
            ]
            + [
                (
                    "arrests", key, who, world.person_of(who), "ALAMEDA", world.person_of(who) in world.dead,
                    None, None, None, False, False,
                )
                for who, key, _ in world.arrests
            ],
        ),
        "findings": (
            {
                "count_key": pl.UInt64, "remedy_id": pl.String, "outcome": pl.String, "relief": pl.String,
                "eligible_on": pl.Date, "ground": pl.UInt64, "rows_of_law": pl.List(pl.String),
            },
            [
                (
                    count.key, remedy, one.outcome, "dismiss" if one.outcome == "eligible" else None, one.on,
                    grounds[one.rows], list(one.own_rows),
                )
                for count in world.counts
                for remedy, one in count.findings.items()
            ]
            + [
                (key, ARREST, outcome, None, None, None, [])
                for _, key, _ in world.arrests
                for outcome in [world.arrests_found.get(key)]
                if outcome is not None
            ],
        ),
        "grounds": (
            {"ground": pl.UInt64, "row_of_law": pl.String},
            [(number, row) for rows, number in grounds.items() for row in rows],
        ),
        "persons": (
            {"recorded": pl.UInt64, "person_id": pl.String, "said": pl.UInt64, "decided": pl.UInt64},
            [(who, world.person_of(who), world.said.get(who, 0), world.decided.get(who, 0)) for who in recorded],
        ),
        "events": (
            {
                "kind": pl.String, "event": pl.UInt64, "recorded": pl.UInt64, "facts": pl.UInt64,
                "first_part": pl.UInt64, "second_part": pl.UInt64, "third_part": pl.UInt64,
            },
            [
                (
                    "conviction" if one.is_conviction else "charge", one.key, one.recorded,
                    one.facts, one.case, one.section, one.day,
                )
                for one in world.counts
            ]
            + [("arrest", key, who, facts, None, None, None) for who, key, facts in world.arrests],
        ),
    }  # fmt: skip
    for table, (schema, rows) in tables.items():
        pl.DataFrame(rows, schema=schema, orient="row").write_parquet(target / f"{table}.parquet")
    write_metrics(determined(world), target)
    about = {
        "layout": LAYOUT_VERSION, "run_id": world.run_id, "as_of_date": str(world.as_of), "version": world.version,
        "code": world.code, "law_version": "law", "allowances": "", "scenario": "county_choices",
        "law_rows": dict(world.law), "policies": dict(world.policies), "sources": list(world.sources),
        "remedies": REMEDIES,
    }  # fmt: skip
    (target / ABOUT_FILE).write_text(json.dumps(about))
    return read_run(target)


@dataclass(frozen=True)
class KeptLine:
    """A line of the ledger about a conviction (or arrest) of ``recorded``, as a counting keeps it."""

    count_key: int
    recorded: int
    is_given: bool = False
    last_event: int = 1
    kind: str = "convictions"


Left = Mapping[str, Mapping[tuple[str, str], str]]
"""Person to what is left of the record, by metric and basis: yes or unknown; what is not told is no."""


def keep_counted(world: World, folder: Path, event: int, lines: Sequence[KeptLine], left: Left) -> KeptRun:
    """Write what was counted of a kept run, and read the run back with it."""
    target = folder / FOLDER / f"{world.run_id}-{event}"
    target.mkdir(parents=True)
    free = [
        (metric, f"{basis}/{VIEWER}", place, who)
        for who, told in left.items()
        for (metric, basis), word in told.items()
        for place in ("STATEWIDE", *places_of(world, who))
        if word == "yes" and who not in world.dead
    ]
    tables: Mapping[str, tuple[Mapping[str, Any], Sequence[Sequence[Any]]]] = {
        "lines": (
            {
                "kind": pl.String, "count_key": pl.UInt64, "recorded": pl.UInt64, "person_id": pl.String,
                "place": pl.String, "is_deceased": pl.Boolean, "is_filed": pl.Boolean, "is_given": pl.Boolean,
                "last_event": pl.Int64,
            },
            [
                (
                    line.kind, line.count_key, line.recorded, world.person_of(line.recorded), "ALAMEDA",
                    world.person_of(line.recorded) in world.dead, True, line.is_given, line.last_event,
                )
                for line in lines
            ],
        ),
        "left": (
            {"metric": pl.String, "variant": pl.String, "place": pl.String, "person_id": pl.String}, free
        ),
    }  # fmt: skip
    for table, (schema, rows) in tables.items():
        pl.DataFrame(rows, schema=schema, orient="row").write_parquet(target / f"{table}.parquet")
    counted = determined(world)
    for line in lines:
        if (who := world.person_of(line.recorded)) not in world.dead:
            for metric in ("filed", "granted") if line.is_given else ("filed",):
                for unit, entity in ((line.kind, str(line.count_key)), ("people", who)):
                    for place in ("STATEWIDE", "ALAMEDA"):
                        counted[metric, "", unit, place].add(entity)
    for metric, variant, place, who in free:
        counted[metric, variant, "people", place].add(who)
    write_metrics(counted, target)
    return read_run(folder / world.run_id, event)


def places_of(world: World, person: str) -> list[str]:
    """The counties in which a person has a conviction or an arrest."""
    places = {one.place for one in world.counts if one.is_conviction and world.person_of(one.recorded) == person}
    return sorted(places | {"ALAMEDA" for who, _, _ in world.arrests if world.person_of(who) == person})


Counted = dict[tuple[str, str, str, str], set[str]]
"""Metric, variant, unit and place to what is counted there."""


def determined(world: World) -> Counted:
    """What the headlines of determinations count, of the living."""
    metrics = {"eligible": "eligible", "review": "in_review"}
    counted: Counted = defaultdict(set)
    for kind, key, who, place, outcome in _outcomes(world):
        if outcome in metrics and who not in world.dead:
            for unit, entity in ((kind, str(key)), ("people", who)):
                for where in ("STATEWIDE", place):
                    counted[metrics[outcome], "", unit, where].add(entity)
    return counted


def write_metrics(counted: Counted, folder: Path) -> None:
    """Write the figures as a run keeps them."""
    rows = [
        {
            "figure_id": "/".join(key), "metric": metric, "unit": unit, "law": "ALL", "variant": variant,
            "place": place, "group_by": "all", "group_code": "all", "status": "living", "count": len(entities),
            "people": len(entities), "not_known": 0, "not_known_people": 0,
        }
        for key, entities in sorted(counted.items())
        for metric, variant, unit, place in [key]
    ]  # fmt: skip
    words = ("figure_id", "metric", "unit", "law", "variant", "place", "group_by", "group_code", "status")
    numbers = ("count", "people", "not_known", "not_known_people")
    schema = dict.fromkeys(words, pl.String) | dict.fromkeys(numbers, pl.Int64)
    pl.DataFrame(rows, schema=schema).write_parquet(folder / "metrics.parquet")


def _outcomes(world: World) -> Iterator[tuple[str, int, str, str, str]]:
    for one in world.counts:
        for finding in one.findings.values():
            kind = "convictions" if one.is_conviction else "charges"
            yield kind, one.key, world.person_of(one.recorded), one.place, finding.outcome
    for recorded, key, _ in world.arrests:
        if key in world.arrests_found:
            yield "arrests", key, world.person_of(recorded), "ALAMEDA", world.arrests_found[key]


def _findings(world: World) -> list[Finding]:
    return [finding for count in world.counts for finding in count.findings.values()]
