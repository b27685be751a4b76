"""Compare granted relief with the state's newest delivery, and find relief there that is not ours.

A count that is gone from the deliveries may be sealed or lost: nothing follows from it until a person records it
(``lookback file event recorded``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from orchestration.files.tables import format_csv
from orchestration.filing.batches.candidates import EVERYTHING, Selection
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.life_cycle import read_life_cycle
from orchestration.filing.ledger.provenance import NOTHING_KNOWN, Provenance, hash_hashes
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.monitoring.current_state import (
    FOUND_BY,
    NAMED_BY,
    NOT_TOLD,
    TOLD_OTHERWISE,
    CurrentRecord,
    FrozenLines,
    LedgerLine,
    find_current_records,
    list_match_columns,
    list_name_columns,
    read_all_lines,
)
from orchestration.settings import Settings
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown

DAYS = 60
"""Days after which the state's delivery should show the relief (an office's expectation, no statute's)."""

GIVEN = frozenset({"granted", "recorded_by_the_department", "court_notified", "acknowledged"})
GIVEN_BY = frozenset({"granted", "recorded_by_the_department", "reinstated", "appeal_decided_granted"})
WITH_OTHERS = frozenset({"filed", "sent_to_the_department", "listed", "validated", "with_the_court"})

COURT_WAITS = frozenset({"recorded_by_the_department", "court_notified"})
"""The record shows the relief but the court of the case has not acknowledged it: the line keeps waiting."""

STILL_SHOWN, LANDED, GONE, TOO_EARLY = "still_shown", "landed", "gone", "too_early"
COURT_NOT_TOLD = "landed_court_waits"
ELSEWHERE, NOT_ANSWERED = "relieved_elsewhere", "shown_but_not_answered"
WORDS = {
    STILL_SHOWN: "granted long ago but missing in the newest delivery",
    LANDED: "the newest delivery shows the relief",
    COURT_NOT_TOLD: "the newest delivery shows it; the court of the case has not acknowledged it yet",
    GONE: "the count is gone or changed in the newest delivery: a reviewer must say whether that is the relief",
    TOO_EARLY: "not shown yet, but no delivery is late enough",
    ELSEWHERE: "relieved there, never filed by us: not ours",
    NOT_ANSWERED: "relieved there, filed by us and unanswered: ask whose relief it is",
}
COLUMNS = ("line_id", "batch_id", *FOUND_BY, *NAMED_BY, "given_on", "shown_in_delivery_of", "days")


@dataclass(frozen=True)
class ReliefStatus:
    """Result for a line. ``given_on``: day of the order or note; ``days``: from it to the delivery's cut."""

    of: LedgerLine
    word: str
    given_on: str
    shown_in: date | None
    days: int | None


def read_given_days(ledger: Ledger) -> dict[str, str]:
    """Map line id to the day its relief was given, by the last answer or order that gave it."""
    given: dict[str, str] = {}
    for event in ledger.events(kinds=GIVEN_BY):
        if event.line_id is not None:
            details = json.loads(event.details)
            given[event.line_id] = details.get("answered_on") or details.get("on") or ledger.day_of(event).isoformat()
    return given


def find_relief_status(of: LedgerLine, today: CurrentRecord, given_on: str, after_days: int) -> ReliefStatus | None:
    """Compare a line with the run; None if nothing follows."""
    is_relieved = today.outcome == "already_relieved"
    if of.state in GIVEN:
        days = (today.data_as_of - date.fromisoformat(given_on)).days if today.data_as_of else None
        if is_relieved:
            word = COURT_NOT_TOLD if of.state in COURT_WAITS else LANDED
        elif today.outcome in (NOT_TOLD, TOLD_OTHERWISE) or days is None:
            word = GONE
        else:
            word = STILL_SHOWN if days >= after_days else TOO_EARLY
        return ReliefStatus(of, word, given_on, today.data_as_of, days)
    if is_relieved and of.state in read_life_cycle(of.line.relief_by)["relieved_elsewhere"].from_states:
        return ReliefStatus(of, NOT_ANSWERED if of.state in WITH_OTHERS else ELSEWHERE, "", today.data_as_of, None)
    return None


def record_relief(landings: Sequence[ReliefStatus], ledger: Path, by: str, of: Provenance = NOTHING_KNOWN) -> int:
    """Record in one transaction the relief that deliveries prove, ours and others', and return the number of events.

    A second call records nothing. ``of``: run, law, and the hash of its deliveries.
    """
    kinds = {LANDED: "recorded", ELSEWHERE: "relieved_elsewhere"}
    events = []
    for one in landings:
        if one.word in kinds:
            details = {"shown_in_delivery_of": one.shown_in.isoformat() if one.shown_in else ""}
            event = NewEvent(kinds[one.word], by, line_id=one.of.line.line_id, **vars(of), details=details)
            events.append((event, one.of.state))
    written = 0
    with open_ledger(ledger, create=False) as opened, opened.writing() as writing:
        for event, state in events:
            if writing.states[str(event.line_id)] == state:  # unchanged since it was read
                writing.append([event])
                written += 1
    return written


def format_list_for_state(landings: Sequence[ReliefStatus]) -> bytes:
    """Format the list of relief not shown yet, with names for the state repository. Restricted."""
    shown = sorted((one for one in landings if one.word == STILL_SHOWN), key=lambda one: one.of.line.line_id)
    return format_csv(COLUMNS, (_build_row(one) for one in shown))


def _build_row(one: ReliefStatus) -> list[object]:
    ids = (one.of.line.line_id, one.of.batch_id)
    return [
        *ids,
        *list_match_columns(one.of.known),
        *list_name_columns(one.of.known),
        one.given_on,
        one.shown_in,
        one.days,
    ]


@dataclass(frozen=True)
class ReliefStatuses:
    """Results for lines. ``at_hand``: run and ledger event, as a name; ``of``: the run, its law, and the hash of its
    deliveries."""

    at_hand: str
    landings: Sequence[ReliefStatus]
    of: Provenance


def read_relief_statuses(settings: Settings, after_days: int, meant: Selection = EVERYTHING) -> ReliefStatuses:
    """Compare every line that has relief, here or in the delivery."""
    with (
        open_ledger(settings.ledger, create=False) as ledger,
        open_evidence(settings.evidence) as evidence,
        open_warehouse_to_read(settings) as connection,
    ):
        run = read_run_shown(connection)
        lines = [one for one in read_all_lines(ledger) if meant.means(one.line)]
        frozen = FrozenLines(evidence)
        today = find_current_records(connection, lines, frozen)
        given = read_given_days(ledger)
        found = (
            find_relief_status(one, today[one.line.line_id], given.get(one.line.line_id, ""), after_days)
            for one in lines
        )
        landings = [one for one in found if one is not None]
        shown = iter(frozen.known_by(one.of for one in landings if one.word == STILL_SHOWN))
        told = [replace(one, of=next(shown)) if one.word == STILL_SHOWN else one for one in landings]
        deliveries = connection.execute("select sha256 from intake.deliveries").fetchall()
        of = Provenance(run.run_id, run.law_version, hash_hashes(sha256 for (sha256,) in deliveries))
        return ReliefStatuses(f"{run.run_id}-{ledger.last()[0]}", told, of)
