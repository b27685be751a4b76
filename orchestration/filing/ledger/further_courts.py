"""Courts that are told of a line after it was filed, since only a later list of transferred cases names them.

A notice is begun, with the hash of what it tells, before it is written, and told after: a command that is killed
between is finished by the next, with the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.filing.ledger.batch import MANIFEST_FILE, TemplatesOfBatch
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.holds import HOLD_EVENTS, Held, find_hold_over, find_holds_in_force
from orchestration.filing.ledger.provenance import NONE, RestsOn, hash_hashes
from orchestration.filing.ledger.store import Ledger

COURT_BEGUN, COURT_TOLD = "further_court_begun", "further_court_told"
NOTICES_BEGUN, NOTICES_TOLD = "further_notices_begun", "further_notices_told"

STANDS = frozenset(
    {"sent_to_the_department", "recorded_by_the_department", "court_notified", "acknowledged", "recorded"}
)
"""States in which the relief is under way or given: what came back or was taken back is told to no further court."""


@dataclass(frozen=True)
class FurtherCourt:
    """A court (county) that is to be told of a line, and the hash of what it is told."""

    line_id: str
    court: str
    evidence_hash: str


@dataclass(frozen=True)
class FurtherNotices:
    """Notices that are handed out together: the id is a hash of the lines and courts."""

    notices_id: str
    courts: tuple[FurtherCourt, ...]
    templates: TemplatesOfBatch


def read_further_courts(ledger: Ledger) -> dict[str, set[str]]:
    """Line id to the counties of courts whose notice was begun or told."""
    found: dict[str, set[str]] = defaultdict(set)
    for event in ledger.events(kinds=[COURT_BEGUN]):
        found[str(event.line_id)].add(json.loads(event.details)["court"])
    return found


def read_further_courts_notified(ledger: Ledger, line_id: str) -> dict[str, str]:
    """Counties of the courts that were told of the line later, each with the day it was."""
    events = ledger.events(line_id, kinds=[COURT_TOLD])
    return {json.loads(event.details)["court"]: ledger.day_of(event).isoformat() for event in events}


def find_started_notices(ledger: Ledger) -> list[FurtherNotices]:
    """Notices that were begun and not told, by id."""
    told = {event.batch_id for event in ledger.events(kinds=[NOTICES_TOLD], of_no_line=True)}
    return [
        FurtherNotices(notices_id, tuple(_read_courts(ledger, notices_id)), templates)
        for notices_id, templates in sorted(_read_started(ledger).items())
        if notices_id not in told
    ]


def start_notices(
    ledger: Ledger,
    courts: Sequence[FurtherCourt],
    templates: TemplatesOfBatch,
    *,
    by: str,
    run_id: str,
    law_version: str,
    about: Mapping[str, Held],
) -> tuple[FurtherNotices | None, dict[str, str]]:
    """Begin to tell these courts; those that were begun meanwhile, or whose line stands no more, are left out. None
    where there are none. Beside it, the lines that stand under a hold, each with its reason: of them nothing is told.

    ``about``: what holds ask of each line."""
    with ledger.writing() as writing:
        before = read_further_courts(ledger)
        holds = find_holds_in_force(ledger.events(kinds=HOLD_EVENTS, of_no_line=True))
        held_up = {line_id: hold.reason for line_id, held in about.items() if (hold := find_hold_over(held, holds))}
        new = [
            one
            for one in sorted(set(courts), key=lambda one: (one.line_id, one.court))
            if one.court not in before.get(one.line_id, ()) and writing.states.get(one.line_id) in STANDS
            if one.line_id not in held_up
        ]
        if not new:
            return None, held_up
        text = "\n".join(f"{one.line_id} {one.court}" for one in new)
        notices_id = hashlib.sha256(text.encode()).hexdigest()[:16]
        hashes = json.dumps(dict(sorted(templates.hashes.items())))
        details = {"template_set": templates.template_set, "templates": hashes}
        of = RestsOn(run_id, law_version, hash_hashes(one.evidence_hash for one in new))
        writing.append([NewEvent(NOTICES_BEGUN, by, batch_id=notices_id, **vars(of), details=details)])
        writing.append(
            [
                NewEvent(
                    COURT_BEGUN,
                    by,
                    line_id=one.line_id,
                    batch_id=notices_id,
                    run_id=run_id,
                    law_version=law_version,
                    source_hash=one.evidence_hash,
                    details={"court": one.court, "evidence_hash": one.evidence_hash},
                )
                for one in new
            ]
        )
        return FurtherNotices(notices_id, tuple(new), templates), held_up


def finish_notices(ledger: Ledger, notices: FurtherNotices, *, by: str, files: Mapping[str, str]) -> None:
    """The files lie under their final names: each court is told. Again, it writes nothing."""
    with ledger.writing() as writing:
        told = {event.batch_id for event in ledger.events(kinds=[NOTICES_TOLD], of_no_line=True)}
        if notices.notices_id in told:
            return
        (began,) = ledger.events(kinds=[NOTICES_BEGUN], batch_id=notices.notices_id)
        of = RestsOn(began.run_id or NONE, began.law_version or NONE, files.get(MANIFEST_FILE, NONE))
        writing.append(
            [
                NewEvent(
                    COURT_TOLD,
                    by,
                    line_id=one.line_id,
                    batch_id=notices.notices_id,
                    **vars(of),
                    details={"court": one.court, "evidence_hash": one.evidence_hash},
                )
                for one in notices.courts
            ]
        )
        details = {"files": json.dumps(dict(sorted(files.items()))), "courts": str(len(notices.courts))}
        writing.append([NewEvent(NOTICES_TOLD, by, batch_id=notices.notices_id, **vars(of), details=details)])


def _read_started(ledger: Ledger) -> dict[str, TemplatesOfBatch]:
    found = {}
    for event in ledger.events(kinds=[NOTICES_BEGUN], of_no_line=True):
        said = json.loads(event.details)
        found[str(event.batch_id)] = TemplatesOfBatch(said["template_set"], json.loads(said["templates"]))
    return found


def _read_courts(ledger: Ledger, notices_id: str) -> list[FurtherCourt]:
    found = []
    for event in ledger.events(kinds=[COURT_BEGUN], batch_id=notices_id):
        said = json.loads(event.details)
        found.append(FurtherCourt(str(event.line_id), said["court"], said["evidence_hash"]))
    return found
