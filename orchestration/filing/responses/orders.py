"""Events of single lines outside a batch: orders, appeals, corrections, withdrawals, destruction of evidence.

Words and numbers of an order are kept with the evidence; the chain holds their hash and the days.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.files.tables import read_table
from orchestration.filing.ledger.answers import BEFORE_THE_DECISION
from orchestration.filing.ledger.chain import NewEvent, WriteCounts, format_details
from orchestration.filing.ledger.days import BEFORE_US, find_earliest_day, is_day
from orchestration.filing.ledger.evidence import Evidence, hash_evidence, open_evidence
from orchestration.filing.ledger.further_courts import find_started_notices
from orchestration.filing.ledger.life_cycle import RequestError, TransitionError, read_life_cycle
from orchestration.filing.ledger.provenance import Provenance, hash_words
from orchestration.filing.ledger.returned_lines import find_undecided_names
from orchestration.filing.ledger.store import NAME_CONFIRMED, Ledger, Writing, open_ledger
from orchestration.filing.monitoring.current_state import FrozenLines, read_all_lines
from orchestration.filing.responses.import_answers import find_decision_day

NEEDS: dict[str, frozenset[str]] = {
    "vacated": frozenset({"on", "order", "ground"}),
    "reinstated": frozenset({"on", "order", "ground"}),
    "appealed": frozenset({"on", "ground"}),
    "appeal_decided_granted": frozenset({"on", "order"}),
    "appeal_decided_denied": frozenset({"on", "order"}),
    "corrected": frozenset({"on", "ground"}),
    "withdrawn": frozenset({"ground"}),
    "proposed_again": frozenset({"ground"}),
    "recorded": frozenset({"on", "ground"}),
    "relieved_elsewhere": frozenset({"ground"}),
    "objection_withdrawn": frozenset({"on", "ground"}),
    NAME_CONFIRMED: frozenset({"ground"}),
}
"""Events that can be recorded for a line, each with its required values."""


@dataclass(frozen=True)
class OrderEvent:
    """One event. ``on``: day of the order, appeal or correction; ``order``: its number; ``ground``: the reason in
    words; ``notice_on`` and ``hearing_on``: days of notice and hearing. Days are ISO; unknown values are empty."""

    kind: str
    by: str
    on: str = ""
    order: str = ""
    ground: str = ""
    notice_on: str = ""
    hearing_on: str = ""

    def words(self) -> str:
        """Text kept beside the chain; empty if there is none."""
        words = {name: text for name, text in (("order", self.order), ("ground", self.ground)) if text}
        return json.dumps({"kind": self.kind, **words}, sort_keys=True, ensure_ascii=True) if words else ""

    def details(self) -> dict[str, str]:
        """Details of the event."""
        days = {"on": self.on, "notice_on": self.notice_on, "hearing_on": self.hearing_on}
        hashes = {"words_hash": hash_evidence(self.words())} if self.words() else {}
        return {name: day for name, day in days.items() if day} | hashes


def find_lines_of_persons(ledger: Ledger, evidence: Evidence, person_ids: Collection[str]) -> list[str]:
    """Find the lines of these persons: those proposed or frozen under one of the ids."""
    lines = FrozenLines(evidence).known_by(read_all_lines(ledger))
    return [one.line.line_id for one in lines if not one.known.person_ids().isdisjoint(person_ids)]


def find_lines_to_destroy(
    ledger: Ledger, evidence: Evidence, person_ids: Collection[str], *, order: str, on: str
) -> list[str]:
    """Find the lines of these persons, and those whose evidence this order destroyed in an interrupted attempt, since
    the link from line to person may be gone with it.

    Raises:
        RequestError: One of the persons has no line. Nothing is destroyed for the others.
    """
    before = _find_destroyed_by(ledger, order, on)
    found: list[str] = []
    for person_id in dict.fromkeys(person_ids):
        known = hash_words(person_id, order, on)
        of_person = find_lines_of_persons(ledger, evidence, [person_id])
        of_person += sorted(line_id for line_id, named in before.items() if known in named or not named)
        if not of_person:
            raise RequestError(f"the ledger has no line of person {person_id!r}: nothing was destroyed")
        found += of_person
    return found


def _find_destroyed_by(ledger: Ledger, order: str, on: str) -> dict[str, frozenset[str]]:
    """Map lines whose evidence this order destroyed to hashes of the persons it named, if it named persons."""
    found = {}
    for event in ledger.events(kinds=["evidence_destroyed"]):
        said = json.loads(event.details)
        if event.line_id is not None and (said["order"], said["on"]) == (order, on):
            found[event.line_id] = frozenset(said.get("persons", "").split())
    return found


def read_line_ids(line_ids: Iterable[str], file: Path | None = None) -> list[str]:
    """Return the given line ids and those of the file's column ``line_id``.

    Raises:
        TableFileError: The file cannot be used.
        RequestError: There is no line id.
    """
    chosen = [line_id.strip().lower() for line_id in line_ids]
    if file is not None:
        chosen += [row.values["line_id"].lower() for row in read_table(file, ("line_id",)).rows]
    if not chosen:
        raise RequestError("name at least one line: give its id, or a file with --file")
    return chosen


def record_order(
    told: OrderEvent, line_ids: Sequence[str], *, ledger: Path, evidence: Path, lines_file: Path | None = None
) -> WriteCounts:
    """Record the event for every line, or for none. The same event again records nothing while it is the latest.

    ``lines_file``: the file that named lines.

    Raises:
        TransitionError: The event cannot be recorded for one of the lines.
    """
    _check(told)
    details = told.details()
    source = details["words_hash"] if lines_file is None else hashlib.sha256(lines_file.read_bytes()).hexdigest()
    with open_ledger(ledger, create=False) as opened, opened.writing() as writing:
        _check_has_come(opened, told.on)
        known = _find_recorded_and_standing(opened, told.kind, format_details(details))
        new = [line_id for line_id in dict.fromkeys(line_ids) if line_id not in known]
        doubted = find_undecided_names(opened) if told.kind == NAME_CONFIRMED else set()
        for line_id in new:
            try:
                if told.kind == NAME_CONFIRMED and line_id not in doubted and line_id in writing.states:
                    raise TransitionError("did not come back because the name differs, or the name was confirmed since")
                of = _find_provenance(opened, writing, line_id, source)
                if told.kind != BEFORE_US:
                    _check_follows(opened, line_id, told.on)
                elif told.on and told.on < find_decision_day(opened, evidence, line_id):
                    raise TransitionError(BEFORE_THE_DECISION)
                writing.append([NewEvent(told.kind, told.by, line_id=line_id, **vars(of), details=details)])
            except TransitionError as error:
                raise type(error)(f"line {line_id}: {error}") from None
        if new and told.words():
            with open_evidence(evidence) as kept:
                for line_id in new:
                    kept.keep(line_id, told.words())
    return WriteCounts(len(new), len(set(line_ids)) - len(new))


def _check_has_come(ledger: Ledger, on: str) -> None:
    """Check that the day is not in the future.

    Raises:
        RequestError: It is.
    """
    if on > ledger.today().isoformat():
        raise RequestError(f"the date is in the future: {on}")


def _check_follows(ledger: Ledger, line_id: str, on: str) -> None:
    """Check that the day is not before that of the event it follows, as with a mistyped year.

    Raises:
        TransitionError: It is.
    """
    last = find_earliest_day(ledger, ledger.events(line_id), ledger.relief_by()[line_id])
    if on and on < last:
        raise TransitionError(f"{on} is before the event it follows, of {last}")


def _find_recorded_and_standing(ledger: Ledger, kind: str, details: str) -> set[str]:
    """Find lines for which exactly this was recorded. An event without a day (a withdrawal, a new proposal) can recur,
    so it counts only as the line's latest event; an event with a day is recorded once."""
    last = {
        event.line_id: event.event_number
        for event in ledger.events(kinds=[kind])
        if event.line_id is not None and event.said == details
    }
    if "on" in NEEDS[kind]:
        return set(last)
    return {line_id for line_id, number in last.items() if not _is_moved_after(ledger, line_id, number)}


def _is_moved_after(ledger: Ledger, line_id: str, number: int) -> bool:
    steps = read_life_cycle(ledger.relief_by()[line_id])
    later = (event for event in ledger.events(line_id) if event.event_number > number)
    return any(steps[event.kind].to_state is not None for event in later)


def destroy_evidence(
    line_ids: Sequence[str],
    *,
    order: str,
    by: str,
    on: str,
    ledger: Path,
    evidence: Path,
    person_ids: Collection[str] = (),
) -> WriteCounts:
    """Destroy by order all that is kept about these lines; the chain records it first, and still verifies afterwards.

    Args:
        order: Reference of the order, which stays in the chain and must name nobody.
        person_ids: Persons the order names, if any; the chain keeps their hashes.

    A second call destroys what is left.

    Raises:
        RequestError: Reference, day or name is missing.
        TransitionError: A started batch or notice still needs the evidence. Nothing was destroyed.
    """
    if not order.strip() or not by.strip() or not on:
        raise RequestError("destroying evidence needs an order (--order), its date (--on) and a name (--by)")
    details = {"order": order, "on": on}
    if person_ids:
        details["persons"] = " ".join(sorted({hash_words(person_id, order, on) for person_id in person_ids}))
    with open_ledger(ledger, create=False) as opened, opened.writing() as writing:
        _check_has_come(opened, on)
        known = _find_destroyed_by(opened, order, on)
        new = [line_id for line_id in dict.fromkeys(line_ids) if line_id not in known]
        _check_none_is_being_written(opened, writing.states, line_ids)
        for line_id in new:
            of = _find_provenance(opened, writing, line_id, hash_words(order, on))
            writing.append([NewEvent("evidence_destroyed", by, line_id=line_id, **vars(of), details=details)])
    with open_evidence(evidence) as kept:
        kept.destroy(dict.fromkeys(line_ids))
    return WriteCounts(len(new), len(set(line_ids)) - len(new))


def _find_provenance(ledger: Ledger, writing: Writing, line_id: str, source: str) -> Provenance:
    """Return the run the line was filed from, with ``source``: hash of the order's words or file."""
    if line_id not in writing.states:
        raise RequestError(ledger.explain_unknown(line_id))
    return replace(ledger.run_of_line(line_id), source_hash=source)


def _check_none_is_being_written(ledger: Ledger, states: Mapping[str, str], line_ids: Iterable[str]) -> None:
    begun = {court.line_id for notices in find_started_notices(ledger) for court in notices.courts}
    for line_id in line_ids:
        if states.get(line_id) == "filing":
            raise TransitionError(
                f"line {line_id} is in a batch that is not finished: finish it first (lookback file submit)"
            )
        if line_id in begun:
            raise TransitionError(
                f"line {line_id} is in unfinished notices: finish them first (lookback file tell-courts)"
            )


def _check(told: OrderEvent) -> None:
    needs = NEEDS.get(told.kind)
    if needs is None:
        raise RequestError(f"the event must be one of {', '.join(NEEDS)}, not {told.kind!r}")
    if not told.by.strip():
        raise RequestError("give the name of the person responsible (--by)")
    if missing := sorted(name for name in needs if not getattr(told, name).strip()):
        raise RequestError(f"{told.kind} needs {' and '.join(missing)}")
    for name in ("on", "notice_on", "hearing_on"):
        _check_day(name, getattr(told, name))
    if told.notice_on and told.hearing_on and told.hearing_on < told.notice_on:
        raise RequestError("the hearing is before its notice")


def _check_day(name: str, text: str) -> None:
    if text and not is_day(text):
        raise RequestError(f"{name} must be a date like 2026-06-01")
