"""Courts notified of a line after it was filed, because only a later list of transferred cases names them.

A notice is recorded as started, with the hash of its text, before it is written, and as sent afterwards. If a command
is killed in between, the next one finishes it with the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.filing.ledger.batch import MANIFEST_FILE, TemplatesOfBatch
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.holds import Held, find_hold_over, read_holds_in_force
from orchestration.filing.ledger.provenance import NONE, Provenance, hash_hashes
from orchestration.filing.ledger.store import Ledger

COURT_BEGUN, COURT_TOLD = "further_court_begun", "further_court_told"
NOTICES_BEGUN, NOTICES_TOLD = "further_notices_begun", "further_notices_told"

STANDS = frozenset(
    {"sent_to_the_department", "recorded_by_the_department", "court_notified", "acknowledged", "recorded"}
)
"""States in which relief is requested or given. Returned or withdrawn lines are reported to no further court."""


@dataclass(frozen=True)
class FurtherCourt:
    """A court (county) to be notified of a line, and the hash of its notice's text."""

    line_id: str
    court: str
    evidence_hash: str


@dataclass(frozen=True)
class FurtherNotices:
    """Notices published together; the id is a hash of lines and courts."""

    notices_id: str
    courts: tuple[FurtherCourt, ...]
    templates: TemplatesOfBatch


def read_further_courts(ledger: Ledger) -> dict[str, set[str]]:
    """Map line id to the counties of courts whose notice was started or sent."""
    found: dict[str, set[str]] = defaultdict(set)
    for event in ledger.events(kinds=[COURT_BEGUN]):
        found[str(event.line_id)].add(json.loads(event.details)["court"])
    return found


def read_further_courts_notified(ledger: Ledger, line_id: str) -> dict[str, str]:
    """Map the counties of courts notified of the line after its filing to the day."""
    events = ledger.events(line_id, kinds=[COURT_TOLD])
    return {json.loads(event.details)["court"]: ledger.day_of(event).isoformat() for event in events}


def find_started_notices(ledger: Ledger) -> list[FurtherNotices]:
    """Find notices that were started and not sent, by id."""
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
    """Start notices to these courts; None if there are none. Also return the held lines with reasons.

    Courts that another command notified, and lines without relief, are left out. ``about``: hold values of each line.
    """
    with ledger.writing() as writing:
        before = read_further_courts(ledger)
        holds = read_holds_in_force(ledger)
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
        of = Provenance(run_id, law_version, hash_hashes(one.evidence_hash for one in new))
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
    """Record each court as notified, once the files have their final names. A second call records nothing."""
    with ledger.writing() as writing:
        told = {event.batch_id for event in ledger.events(kinds=[NOTICES_TOLD], of_no_line=True)}
        if notices.notices_id in told:
            return
        (began,) = ledger.events(kinds=[NOTICES_BEGUN], batch_id=notices.notices_id)
        of = Provenance(began.run_id or NONE, began.law_version or NONE, files.get(MANIFEST_FILE, NONE))
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
