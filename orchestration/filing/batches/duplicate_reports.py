"""Convictions that two courts of a transferred case may both report, and the decision which of them is filed.

A decision applies to a collision as it was reported that day: the collision's id is a hash of everything compared, so
different facts make a different collision. Without a decision no line of a collision is proposed or filed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from orchestration.determinations.explanations.model import Explanation, TimelineEvent
from orchestration.filing.batches.candidates import FilingLine, build_court_key
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.life_cycle import RequestError, TransitionError
from orchestration.filing.ledger.proposals import BEFORE_FILING, OVER
from orchestration.filing.ledger.provenance import NONE, NOTHING_KNOWN, Provenance
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.settings import Settings
from orchestration.warehouse.connection import fetch_dicts
from orchestration.warehouse.open_run import read_run_shown

COLLISION_DIGITS = 16


@dataclass(frozen=True)
class CourtReport:
    """One charge as one court reports it. ``units``: the charge, and the arrests it belongs to."""

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
    """Charges of one person that may be one conviction, by county and charge. The id is a hash of everything the courts
    report about them."""

    collision_id: str
    person_id: str
    tellings: tuple[CourtReport, ...]

    @property
    def courts(self) -> list[str]:
        """The reporting counties, sorted."""
        return sorted({telling.county_name for telling in self.tellings})

    def charge_ids(self) -> list[str]:
        """The ids of the charges."""
        return [telling.charge_id for telling in self.tellings]


def read_collisions(connection: duckdb.DuckDBPyConnection, person_id: str | None = None) -> list[Collision]:
    """Read the collisions of the current run, or of one person, by id."""
    condition = "true" if person_id is None else "person_id = ?"
    rows = fetch_dicts(
        connection,
        f"select * from marts.duplicate_reports where {condition} order by charge_id",
        [] if person_id is None else [person_id],
    )
    of_charge = {row["charge_id"]: row for row in rows}
    found = []
    for together in _find_connected({row["charge_id"]: row["told_also_by_charge_ids"] for row in rows}):
        members = sorted((of_charge[id_] for id_ in together), key=lambda row: (row["county_name"], row["charge_id"]))
        told = json.dumps([{**row, "told_also_by_charge_ids": None} for row in members], sort_keys=True, default=str)
        found.append(
            Collision(
                hashlib.sha256(told.encode()).hexdigest()[:COLLISION_DIGITS],
                members[0]["person_id"],
                tuple(_build_court_report(row) for row in members),
            )
        )
    return sorted(found, key=lambda one: one.collision_id)


def _find_connected(beside: Mapping[str, Sequence[str]]) -> list[set[str]]:
    """Group charges that are linked by duplicate reports, directly or not."""
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


def _build_court_report(row: Mapping[str, object]) -> CourtReport:
    def text(name: str) -> str:
        return "" if row[name] is None else str(row[name])

    first, last = text("event_date_earliest"), text("event_date_latest")
    arrests = row["arrest_ids"]
    return CourtReport(
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


DECIDED, TAKEN_BACK = "told_twice_decided", "told_twice_taken_back"
TOLD_TWICE_EVENTS = (DECIDED, TAKEN_BACK)
EACH = ""
"""In place of a court: the charges are separate convictions, and each is filed."""


@dataclass(frozen=True)
class Decision:
    """``court``: the county whose report is filed, or ``EACH``. ``charge_ids`` lets a decision be shown after the
    collision has changed. ``of``: the run that reported both, and its law."""

    collision_id: str
    court: str
    charge_ids: tuple[str, ...]
    reason: str
    decided_by: str
    decided_on: str
    of: Provenance = NOTHING_KNOWN


def build_decided_event(
    collision_id: str, court: str, charge_ids: Sequence[str], *, reason: str, by: str, of: Provenance = NOTHING_KNOWN
) -> NewEvent:
    """Build the event of a decision. ``of``: the run that reports both, and its law.

    Raises:
        RequestError: Name or reason is missing.
    """
    if not reason.strip() or not by.strip():
        raise RequestError("a decision needs a reason (--reason) and a name (--by)")
    about = {"collision_id": collision_id, "court": court, "charge_ids": " ".join(sorted(charge_ids))}
    return _build_event(DECIDED, by, collision_id, of, {**about, "reason": reason})


def build_taken_back_event(collision_id: str, *, reason: str, by: str, of: Provenance = NOTHING_KNOWN) -> NewEvent:
    """Build the event that takes a decision back. ``of``: the run and law it rested on.

    Raises:
        RequestError: Name or reason is missing.
    """
    if not reason.strip() or not by.strip():
        raise RequestError("taking a decision back needs a reason (--reason) and a name (--by)")
    return _build_event(TAKEN_BACK, by, collision_id, of, {"collision_id": collision_id, "reason": reason})


def _build_event(kind: str, by: str, collision_id: str, of: Provenance, details: Mapping[str, str]) -> NewEvent:
    return NewEvent(kind, by, run_id=of.run_id, law_version=of.law_version, source_hash=collision_id, details=details)


def read_decisions_in_force(ledger: Ledger) -> dict[str, Decision]:
    """Read the latest decision of each collision, unless it was taken back."""
    found: dict[str, Decision] = {}
    for event in ledger.events(kinds=TOLD_TWICE_EVENTS, of_no_line=True):
        said = json.loads(event.details)
        if event.kind == DECIDED:
            found[said["collision_id"]] = Decision(
                said["collision_id"],
                said["court"],
                tuple(said["charge_ids"].split()),
                said["reason"],
                event.by,
                ledger.day_of(event).isoformat(),
                Provenance(event.run_id or NONE, event.law_version or NONE),
            )
        else:
            found.pop(said["collision_id"], None)
    return found


@dataclass(frozen=True)
class DecisionEffects:
    """Effect of the decisions on charges and arrests: ``free`` are filed as usual; ``left_to`` are filed by the court
    of another county. All others wait for a decision."""

    free: frozenset[str]
    left_to: Mapping[str, str]


def weigh_decisions(collisions: Iterable[Collision], decisions: Mapping[str, Decision]) -> DecisionEffects:
    """Compute the effect. A charge or arrest of several collisions is free only if every collision frees it."""
    waiting: set[str] = set()
    free: set[str] = set()
    left_to: dict[str, str] = {}
    for collision in collisions:
        decision = decisions.get(collision.collision_id)
        chosen = [
            telling for telling in collision.tellings if decision and decision.court in (EACH, telling.county_name)
        ]
        here = {unit for telling in chosen for unit in telling.units}
        others = {unit for telling in collision.tellings for unit in telling.units} - here
        free |= here
        if decision is None:
            waiting |= others
        else:
            left_to |= dict.fromkeys(others, decision.court)
    return DecisionEffects(
        frozenset(free - waiting - left_to.keys()), {unit: to for unit, to in left_to.items() if unit not in waiting}
    )


def apply_decisions(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, lines: Sequence[FilingLine]
) -> list[FilingLine]:
    """Apply the decisions to the lines: a line that no longer waits is not marked as a duplicate report."""
    if not any(line.candidate.is_told_twice for line in lines):
        return list(lines)
    standing = weigh_decisions(read_collisions(connection), read_decisions_in_force(ledger))
    return [
        replace(
            line,
            candidate=replace(
                line.candidate,
                is_told_twice=line.unit_id not in standing.free,
                left_to_court=standing.left_to.get(line.unit_id, ""),
            ),
        )
        if line.candidate.is_told_twice
        else line
        for line in lines
    ]


def read_valid_decisions(connection: duckdb.DuckDBPyConnection, ledger: Ledger) -> list[Decision]:
    """Read the decisions whose collisions are unchanged, by id."""
    decisions = read_decisions_in_force(ledger)
    if not decisions:
        return []
    known = {collision.collision_id for collision in read_collisions(connection)}
    return [decision for id_, decision in sorted(decisions.items()) if id_ in known]


def find_invalid_decisions(collisions: Iterable[Collision], decisions: Mapping[str, Decision]) -> list[Decision]:
    """Return decisions whose collision has changed or is gone."""
    known = {collision.collision_id for collision in collisions}
    return [decision for id_, decision in sorted(decisions.items()) if id_ not in known]


def decide_collision(
    settings: Settings, connection: duckdb.DuckDBPyConnection, collision_id: str, court: str, *, reason: str, by: str
) -> bool:
    """Record that the report of ``court`` is filed (a county, or ``EACH``); False if that was decided before.

    Raises:
        TransitionError: The collision or court is unknown, another decision is in force, or the line of another court
            is already filed.
    """
    collision = next((one for one in read_collisions(connection) if one.collision_id == collision_id), None)
    if collision is None:
        raise RequestError(f"the current run has no collision {collision_id!r}: lookback file told-twice list")
    if court != EACH and court not in collision.courts:
        raise RequestError(f"this collision's courts are {', '.join(collision.courts)}, not {court!r}")
    run = read_run_shown(connection)
    of = Provenance(run.run_id, run.law_version)
    event = build_decided_event(collision_id, court, collision.charge_ids(), reason=reason, by=by, of=of)
    with open_ledger(settings.ledger) as ledger, ledger.writing() as writing:
        before = read_decisions_in_force(ledger).get(collision_id)
        if before is not None:
            if before.court == court:
                return False
            raise TransitionError(f"another decision is in force: lookback file told-twice take-back {collision_id}")
        if court != EACH and (filed := _find_filed_elsewhere(connection, ledger, collision, court)):
            raise TransitionError(
                f"line {filed[0]} of another court is already filed; this would file the conviction twice"
            )
        writing.append([event])
    return True


def take_back_decision(settings: Settings, collision_id: str, *, reason: str, by: str) -> None:
    """Take the decision back: its lines wait again.

    Raises:
        TransitionError: No decision is in force.
    """
    with open_ledger(settings.ledger, create=False) as ledger, ledger.writing() as writing:
        decision = read_decisions_in_force(ledger).get(collision_id)
        if decision is None:
            raise RequestError(f"collision {collision_id!r} has no decision in force: lookback file told-twice list")
        writing.append([build_taken_back_event(collision_id, reason=reason, by=by, of=decision.of)])


def _find_filed_elsewhere(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, collision: Collision, court: str
) -> list[str]:
    """Return lines of the other courts' reports that are filed or answered."""
    here = {unit for one in collision.tellings if one.county_name == court for unit in one.units}
    others = {unit for one in collision.tellings for unit in one.units} - here
    counts = _read_count_ids(connection, others)
    states = ledger.states()
    return [
        line.line_id
        for line in ledger.lines()
        if line.count_id in counts and states[line.line_id] not in BEFORE_FILING | OVER
    ]


def _read_count_ids(connection: duckdb.DuckDBPyConnection, units: Collection[str]) -> set[str]:
    rows = fetch_dicts(
        connection,
        "select * from marts.records_by_court_key where unit_id in (select unnest(?::varchar[]))",
        [sorted(units)],
    )
    return {build_court_key(row, relief="").count_id for row in rows}


KIND = "decision"


def show_decisions(
    explanation: Explanation, decisions: Iterable[Decision], still_valid: Collection[str]
) -> Explanation:
    """Add the decisions about the explanation's charges to its timeline.

    ``still_valid``: ids of the collisions that are unchanged; other decisions are shown as no longer valid.
    """
    charges = {id_ for happening in explanation.timeline for id_ in happening.charge_ids}
    timeline = list(explanation.timeline)
    about = (one for one in decisions if charges & set(one.charge_ids))
    for decision in sorted(about, key=lambda one: (one.decided_on, one.collision_id)):
        shown = _build_happening(decision, is_valid=decision.collision_id in still_valid)
        days = [one.date_earliest for one in timeline]
        place = sum(day is not None and day <= date.fromisoformat(decision.decided_on) for day in days)
        timeline.insert(place, shown)
    return explanation if len(timeline) == len(explanation.timeline) else replace(explanation, timeline=timeline)


def _build_happening(decision: Decision, *, is_valid: bool) -> TimelineEvent:
    day = date.fromisoformat(decision.decided_on)
    what = "separate convictions, each filed"
    if decision.court != EACH:
        what = f"one conviction reported by two courts, filed as {decision.court} reports it"
    holds = "" if is_valid else "; NO LONGER VALID: the reports have changed"
    return TimelineEvent(
        kind=KIND,
        date_earliest=day,
        date_latest=day,
        date_precision="day",
        words=what,
        details=f"decided by {decision.decided_by}: {decision.reason}{holds}",
        county=decision.court or None,
        case_numbers=None,
        fact_id=decision.collision_id,
        charge_ids=list(decision.charge_ids),
        sources=[],
    )
