"""Invented runs as they are kept, without a warehouse: a few people, their convictions, and what was determined.

What belongs here: writing such a run. What does not: what a comparison of two must say. What follows from convictions
for a person is worked out here anew, by hand, and not by any model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.determinations.snapshots.store import ABOUT, LAYOUT, KeptRun, read_run
from orchestration.reporting.comparison.ledger_counts import BASES, FOLDER, LEFT, VIEWERS, column

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

    def answers(self) -> dict[str, str]:
        """What becomes of it by orders of courts."""
        outcomes = {self.findings[remedy].outcome for remedy in (COURT, POLICY) if remedy in self.findings}
        is_gone = "eligible" in outcomes
        relief = "yes" if is_gone else "unknown" if outcomes & {"review", "undeterminable"} else "no"
        told = {"some_relief": relief}
        for word, is_so in (("felony", self.is_felony), ("conviction", True), ("recent_conviction", self.is_recent)):
            told[f"no_{word}"] = "yes" if is_gone and is_so else "no"
            told[f"keeps_{word}"] = "yes" if is_so and not is_gone else "no"
        return told


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
        "convictions": (
            {"count_key": pl.UInt64, "recorded": pl.UInt64, "person_id": pl.String, "place": pl.String}
            | dict.fromkeys([*Count(1, 1).answers(), *Count(1, 1).stands()], pl.String),
            [
                (
                    count.key, count.recorded, world.person_of(count.recorded), count.place,
                    *count.answers().values(), *count.stands().values(),
                )
                for count in world.counts
                if count.is_conviction
            ],
        ),
        "others": (
            {
                "kind": pl.String, "count_key": pl.UInt64, "recorded": pl.UInt64, "person_id": pl.String,
                "place": pl.String, "is_deceased": pl.Boolean, "is_convicted": pl.Boolean, "is_relieved": pl.Boolean,
            },
            [
                ("arrests", key, who, world.person_of(who), "ALAMEDA", world.person_of(who) in world.dead, False, False)
                for who, key, _ in world.arrests
            ]
            + [
                (
                    "charges", one.key, one.recorded, world.person_of(one.recorded), one.place,
                    world.person_of(one.recorded) in world.dead, False, False,
                )
                for one in world.counts
                if not one.is_conviction
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
        "people": (
            {"person_id": pl.String, "place": pl.String, "vital_status": pl.String}
            | dict.fromkeys(("some_relief", "no_felony", "no_conviction", "no_recent_conviction"), pl.String),
            people_of(world),
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
    about = {
        "layout": LAYOUT, "run_id": world.run_id, "as_of_date": str(world.as_of), "version": world.version,
        "code": world.code, "law_version": "law", "allowances": "", "scenario": "county_choices",
        "law_rows": dict(world.law), "policies": dict(world.policies), "sources": list(world.sources),
        "remedies": REMEDIES,
    }  # fmt: skip
    (target / ABOUT).write_text(json.dumps(about))
    return read_run(target)


@dataclass(frozen=True)
class KeptLine:
    """A line of the ledger about a conviction (or arrest) of ``recorded``, as a counting keeps it."""

    count_key: int
    recorded: int
    is_given: bool = False
    last_event: int = 1
    kind: str = "convictions"


def keep_counted(
    world: World, folder: Path, event: int, lines: Sequence[KeptLine], left: Mapping[str, Mapping[str, str]]
) -> KeptRun:
    """Write what was counted of a kept run, and read the run back with it. ``left``: person to what is left of the
    record, by column; of what is not told it is no."""
    target = folder / FOLDER / f"{world.run_id}-{event}"
    target.mkdir(parents=True)
    words = [column(measure, basis, viewer) for measure in LEFT for basis in BASES for viewer in VIEWERS]
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
        "records": (
            {"person_id": pl.String, "is_deceased": pl.Boolean} | dict.fromkeys(words, pl.String),
            [(who, who in world.dead, *(told.get(word, "no") for word in words)) for who, told in left.items()],
        ),
    }  # fmt: skip
    assert all(word in words for told in left.values() for word in told)
    for table, (schema, rows) in tables.items():
        pl.DataFrame(rows, schema=schema, orient="row").write_parquet(target / f"{table}.parquet")
    return read_run(folder / world.run_id, event)


def people_of(world: World) -> list[tuple[str, ...]]:
    """What orders of courts do for each person: statewide and in each county with a conviction of the person."""
    rows = []
    convictions = [count for count in world.counts if count.is_conviction]
    for person in sorted({world.person_of(count.recorded) for count in convictions}):
        whole = [count for count in convictions if world.person_of(count.recorded) == person]
        left = []
        for word in ("felony", "conviction", "recent_conviction"):
            ended = any(count.answers()[f"no_{word}"] == "yes" for count in whole)
            kept = any(count.answers()[f"keeps_{word}"] == "yes" for count in whole)
            left.append("yes" if ended and not kept else "no")
        for place in ["STATEWIDE", *sorted({count.place for count in whole})]:
            words = {count.answers()["some_relief"] for count in whole if place in ("STATEWIDE", count.place)}
            relief = next(word for word in ("yes", "unknown", "no") if word in words)
            rows.append((person, place, "deceased" if person in world.dead else "living", relief, *left))
    return rows


def _findings(world: World) -> list[Finding]:
    return [finding for count in world.counts for finding in count.findings.values()]
