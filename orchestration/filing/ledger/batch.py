"""File a batch in two steps, so that a crash between them neither files twice nor loses anything.

A started batch is finished with exactly its lines before another one starts.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.holds import Held, find_hold_over, read_holds_in_force
from orchestration.filing.ledger.life_cycle import TransitionError
from orchestration.filing.ledger.provenance import NONE, Provenance, hash_hashes
from orchestration.filing.ledger.store import Ledger
from orchestration.law.recipients import Recipient, format_recipients, parse_recipients

BATCH_BEGUN, BATCH_FILED = "batch_begun", "batch_filed"
MANIFEST_FILE = "manifest.json"
"""File of a batch or of further notices that lists all other files with their hashes."""


@dataclass(frozen=True)
class HandOver:
    """A hand-over of lines: the states in which a line is ready, the state meanwhile, and the events of both ends."""

    ready: frozenset[str]
    begun: str
    meanwhile: str
    done: str


FILING = HandOver(frozenset({"approved"}), "filing_begun", "filing", "filed")
ORDERING = HandOver(frozenset({"listed", "validated"}), "order_begun", "asking_the_court", "order_asked")
"""A court is asked for the order of lines that stayed on a list."""
HAND_OVERS = (FILING, ORDERING)
BEGUN, DONE = tuple(one.begun for one in HAND_OVERS), tuple(one.done for one in HAND_OVERS)


@dataclass(frozen=True)
class Batch:
    """A batch: its lines, its id, a hash of the sorted line ids and of how often they were filed before, and which
    hand-over it is."""

    batch_id: str
    line_ids: tuple[str, ...]
    hand_over: HandOver = FILING


@dataclass(frozen=True)
class TemplatesOfBatch:
    """Templates of a batch's documents: hash of the set, and SHA-256 of each template by id."""

    template_set: str
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Position of a batch (``number`` of ``count``) among those of one submission for one recipient.

    ``submission``: hash of all these batches. ``rest``: hash of those after this one, empty for the last; an
    interrupted submission continues its numbering if they are what remains (``filing.batches.submission``).
    """

    number: int
    count: int
    submission: str
    rest: str

    def details(self) -> dict[str, str]:
        """Details of the event."""
        return {name: str(value) for name, value in vars(self).items()}


def identify_batch(line_ids: Iterable[str], again: int = 0) -> Batch:
    """Build the batch of these lines. ``again``: how often exactly these lines were filed and returned before.

    Raises:
        TransitionError: There are no lines.
    """
    ordered = tuple(sorted(set(line_ids)))
    if not ordered:
        raise TransitionError("a batch has at least one line")
    told = "\n".join([*ordered, *([f"again {again}"] if again else [])])
    return Batch(hashlib.sha256(told.encode()).hexdigest()[:16], ordered)


def identify_next_batch(ledger: Ledger, line_ids: Iterable[str]) -> Batch:
    """Build the batch of these lines under an id that was never filed."""
    ordered, filed = sorted(set(line_ids)), _read_filed_ids(ledger)
    return next(batch for again in count() if (batch := identify_batch(ordered, again)).batch_id not in filed)


def is_id_of(ledger: Ledger, batch_id: str, line_ids: Iterable[str]) -> bool:
    """Return whether the id is that of these lines, filed once or again."""
    ordered = sorted(set(line_ids))
    return any(identify_batch(ordered, again).batch_id == batch_id for again in range(len(_read_filed_ids(ledger)) + 1))


def _read_filed_ids(ledger: Ledger) -> set[str]:
    return {str(event.batch_id) for event in ledger.events(kinds=[BATCH_FILED], of_no_line=True)}


def find_started_batches(ledger: Ledger) -> list[Batch]:
    """Find batches that were started and not filed, by id."""
    states = ledger.states()
    found = []
    for hand_over in HAND_OVERS:
        # a returned line was started in an earlier batch too: the last one counts
        last = {
            line_id: str(event.batch_id)
            for line_id in sorted(line_id for line_id, stands in states.items() if stands == hand_over.meanwhile)
            for event in ledger.events(line_id, kinds=[hand_over.begun])
        }
        of_batch: dict[str, list[str]] = defaultdict(list)
        for line_id, batch_id in last.items():
            of_batch[batch_id].append(line_id)
        found += [Batch(batch_id, tuple(sorted(ids)), hand_over) for batch_id, ids in of_batch.items()]
    return sorted(found, key=lambda batch: batch.batch_id)


def read_frozen_hashes(ledger: Ledger, batch: Batch) -> dict[str, str]:
    """Map line id to the hash of its frozen text when the batch was started."""
    found: dict[str, str] = {}
    for event in ledger.events(kinds=BEGUN, batch_id=batch.batch_id):
        if event.line_id is not None:
            found[event.line_id] = json.loads(event.details)["evidence_hash"]
    return found


def read_templates_of_batch(ledger: Ledger, batch: Batch) -> TemplatesOfBatch | None:
    """Read the templates of the batch; None for batches started by a version before 2026-11-26."""
    return dict(read_templates_of_batches(ledger)).get(batch.batch_id)


def read_templates_of_batches(ledger: Ledger) -> Iterator[tuple[str, TemplatesOfBatch]]:
    """Yield each batch with its templates, in ledger order."""
    for event in ledger.events(kinds=[BATCH_BEGUN], of_no_line=True):
        details = json.loads(event.details)
        yield str(event.batch_id), TemplatesOfBatch(details["template_set"], json.loads(details["templates"]))


def read_places_of_batches(ledger: Ledger) -> Iterator[tuple[str, Place]]:
    """Yield each batch with its place, in ledger order. Batches of earlier versions have none."""
    for event in ledger.events(kinds=[BATCH_BEGUN], of_no_line=True):
        said = json.loads(event.details)
        if "submission" in said:
            place = Place(int(said["number"]), int(said["count"]), said["submission"], said["rest"])
            yield str(event.batch_id), place


def read_recipients_of_batches(ledger: Ledger) -> Iterator[tuple[str, tuple[Recipient, ...]]]:
    """Yield each batch of relief by list with its recipients, in ledger order."""
    for event in ledger.events(kinds=[BATCH_BEGUN], of_no_line=True):
        if text := json.loads(event.details).get("recipients"):
            yield str(event.batch_id), parse_recipients(text)


def start_batch(
    ledger: Ledger,
    wanted: Mapping[str, Held],
    *,
    hand_over: HandOver = FILING,
    by: str,
    run_id: str,
    law_version: str,
    evidence: Mapping[str, str] | None = None,
    templates: TemplatesOfBatch | None = None,
    place: Place | None = None,
    recipients: Sequence[Recipient] = (),
) -> tuple[Batch | None, Mapping[str, str]]:
    """Start a batch of the lines in ``wanted`` that are ready; None if there are none. Also return the held lines with
    reasons.

    Args:
        evidence: Line id to the hash of its frozen text. A batch finished later, perhaps after another run, is written
            from that text.
        templates: Templates that the batch keeps, even if they are edited later.
        place: Position of the batch in its submission.
        recipients: Of relief by list: who receives what, as the law says on this day.

    Raises:
        TransitionError: Another batch was started and is not finished.
    """
    with ledger.writing() as writing:
        if open_ones := find_started_batches(ledger):
            raise TransitionError(
                f"batch {open_ones[0].batch_id} was started and is not finished: finish it first (lookback file submit)"
            )
        holds = read_holds_in_force(ledger)
        ready = hand_over.ready
        approved = {line_id: held for line_id, held in wanted.items() if writing.states.get(line_id) in ready}
        held_up = {line_id: hold.reason for line_id, held in approved.items() if (hold := find_hold_over(held, holds))}
        line_ids = sorted(set(approved) - set(held_up))
        if not line_ids:
            return None, held_up
        batch = replace(identify_next_batch(ledger, line_ids), hand_over=hand_over)
        if templates is not None:
            hashes = json.dumps(dict(sorted(templates.hashes.items())))
            details = {"template_set": templates.template_set, "templates": hashes}
            details |= place.details() if place is not None else {}
            details |= {"recipients": format_recipients(recipients)} if recipients else {}
            source = hash_hashes(evidence[line_id] for line_id in batch.line_ids) if evidence is not None else NONE
            of = Provenance(run_id, law_version, source)
            writing.append([NewEvent(BATCH_BEGUN, by, batch_id=batch.batch_id, **vars(of), details=details)])
        writing.append(
            [
                NewEvent(
                    hand_over.begun,
                    by,
                    line_id=line_id,
                    batch_id=batch.batch_id,
                    run_id=run_id,
                    law_version=law_version,
                    source_hash=evidence[line_id] if evidence is not None else NONE,
                    details={"evidence_hash": evidence[line_id]} if evidence is not None else {},
                )
                for line_id in batch.line_ids
            ]
        )
        return batch, held_up


def finish_batch(
    ledger: Ledger, batch: Batch, *, by: str, files: Mapping[str, str], evidence: Mapping[str, str]
) -> None:
    """Record all lines of the batch as filed, once its files have their final names. A second call records nothing.

    ``files``: name to SHA-256. ``evidence``: line id to the hash of its frozen text.
    """
    with ledger.writing() as writing:
        open_lines = [line_id for line_id in batch.line_ids if writing.states.get(line_id) == batch.hand_over.meanwhile]
        if not open_lines:
            return
        if open_lines != list(batch.line_ids):
            raise TransitionError(f"batch {batch.batch_id}: not all of its lines are being filed")
        of = replace(
            ledger.run_of_batch(batch.batch_id), source_hash=files.get(MANIFEST_FILE, hash_hashes(files.values()))
        )
        writing.append(
            [
                NewEvent(
                    batch.hand_over.done,
                    by,
                    line_id=line_id,
                    batch_id=batch.batch_id,
                    **vars(of),
                    details={"evidence_hash": evidence[line_id]},
                )
                for line_id in batch.line_ids
            ]
        )
        details = {"files": json.dumps(dict(sorted(files.items()))), "lines": str(len(batch.line_ids))}
        writing.append([NewEvent(BATCH_FILED, by, batch_id=batch.batch_id, **vars(of), details=details)])
