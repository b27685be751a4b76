"""Collisions of the run at hand: what two courts of one transferred case tell of perhaps one conviction.

What belongs here: reading ``marts.duplicate_reports``, and which charges belong together. What does not: what a person
decides about them (``ledger.told_twice``), what follows for lines (``filing.told_twice``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

COLLISION_DIGITS = 16


@dataclass(frozen=True)
class Telling:
    """One charge as one court tells it. ``units``: the charge, and the arrests it belongs to."""

    charge_id: str
    county_name: str
    court: str
    case_numbers: str
    count_number: str
    section: str
    charge_text: str
    day: str
    outcome: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Collision:
    """Charges of one person that are perhaps one conviction, by county and charge. The id is a hash of all that is told
    of them: where a word of it is told otherwise, it is another collision."""

    collision_id: str
    person_id: str
    tellings: tuple[Telling, ...]

    @property
    def courts(self) -> list[str]:
        """Their counties, sorted."""
        return sorted({telling.county_name for telling in self.tellings})

    def charge_ids(self) -> list[str]:
        """The charges."""
        return [telling.charge_id for telling in self.tellings]


def collisions_at_hand(connection: duckdb.DuckDBPyConnection, person_id: str | None = None) -> list[Collision]:
    """The collisions of the run at hand, or of one person, by id."""
    condition = "true" if person_id is None else "person_id = ?"
    result = connection.execute(
        f"select * from marts.duplicate_reports where {condition} order by charge_id",
        [] if person_id is None else [person_id],
    )
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    of_charge = {row["charge_id"]: row for row in rows}
    found = []
    for together in _connected({row["charge_id"]: row["told_also_by_charge_ids"] for row in rows}):
        members = sorted((of_charge[id_] for id_ in together), key=lambda row: (row["county_name"], row["charge_id"]))
        told = json.dumps([{**row, "told_also_by_charge_ids": None} for row in members], sort_keys=True, default=str)
        found.append(
            Collision(
                hashlib.sha256(told.encode()).hexdigest()[:COLLISION_DIGITS],
                members[0]["person_id"],
                tuple(_telling(row) for row in members),
            )
        )
    return sorted(found, key=lambda one: one.collision_id)


def _connected(beside: Mapping[str, Sequence[str]]) -> list[set[str]]:
    """Charges that are told twice with each other, however many steps apart."""
    found: list[set[str]] = []
    seen: set[str] = set()
    for first in beside:
        if first in seen:
            continue
        together, waiting = set(), [first]
        while waiting:
            charge_id = waiting.pop()
            if charge_id not in together:
                together.add(charge_id)
                waiting += [other for other in beside[charge_id] if other in beside]
        seen |= together
        found.append(together)
    return found


def _telling(row: Mapping[str, object]) -> Telling:
    def text(name: str) -> str:
        return "" if row[name] is None else str(row[name])

    first, last = text("event_date_earliest"), text("event_date_latest")
    arrests = row["arrest_ids"]
    return Telling(
        text("charge_id"),
        text("county_name"),
        text("agency_name"),
        text("case_numbers"),
        text("count_number"),
        text("section_text"),
        text("charge_text"),
        first if first == last else f"{first} to {last}",
        text("disposition_text"),
        (text("charge_id"), *(arrests if isinstance(arrests, list) else ())),
    )
