"""Filing a batch in two steps, so that a crash between them files nothing twice and loses nothing.

A batch that was begun is finished first, with exactly its lines, before another one begins.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.holds import HOLD_EVENTS, Held, find_hold_over, find_holds_in_force
from orchestration.filing.ledger.life_cycle import TransitionError
from orchestration.filing.ledger.provenance import NONE, RestsOn, hash_hashes
from orchestration.filing.ledger.store import Ledger

BATCH_BEGUN, BEGUN, FILED, BATCH_FILED = "batch_begun", "filing_begun", "filed", "batch_filed"
MANIFEST_FILE = "manifest.json"
"""The file of a batch, or of further notices, that names all others with their hashes."""


@dataclass(frozen=True)
class Batch:
    """A batch: its id (a hash of its sorted line ids, and of how often these were filed before) and its lines."""

    batch_id: str
    line_ids: tuple[str, ...]


@dataclass(frozen=True)
class TemplatesOfBatch:
    """What the documents of a batch are set with: the hash of the set, and SHA-256 of each template by its id."""

    template_set: str
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Which of the batches (``number`` of ``count``) that one submission has for one recipient a batch is.

    ``submission``: hash of all of these batches. ``rest``: of those that come after it; empty where none does: a
    submission that was stopped goes on counting where they are what is left (``filing.counted_batches``).
    """

    number: int
    count: int
    submission: str
    rest: str

    def details(self) -> dict[str, str]:
        """What the event says."""
        return {name: str(value) for name, value in vars(self).items()}


def identify_batch(line_ids: Iterable[str], again: int = 0) -> Batch:
    """The batch of these lines; ``again``: how often just these were filed before (all of them came back, and were
    mended). Raises ``TransitionError`` where there are none."""
    ordered = tuple(sorted(set(line_ids)))
    if not ordered:
        raise TransitionError("a batch has at least one line")
    told = "\n".join([*ordered, *([f"again {again}"] if again else [])])
    return Batch(hashlib.sha256(told.encode()).hexdigest()[:16], ordered)


def identify_next_batch(ledger: Ledger, line_ids: Iterable[str]) -> Batch:
    """The batch of these lines under an id that was never filed."""
    ordered, filed = sorted(set(line_ids)), _read_filed_ids(ledger)
    return next(batch for again in count() if (batch := identify_batch(ordered, again)).batch_id not in filed)


def is_id_of(ledger: Ledger, batch_id: str, line_ids: Iterable[str]) -> bool:
    """Whether the id is that of these lines, filed once or again."""
    ordered = sorted(set(line_ids))
    return any(identify_batch(ordered, again).batch_id == batch_id for again in range(len(_read_filed_ids(ledger)) + 1))


def _read_filed_ids(ledger: Ledger) -> set[str]:
    return {str(event.batch_id) for event in ledger.events(kinds=[BATCH_FILED], of_no_line=True)}


def find_started_batches(ledger: Ledger) -> list[Batch]:
    """Batches that were begun and not filed, by id."""
    states = ledger.states()
    # (A line that came back and is filed again was begun before, in another batch: the last one counts.)
    last = {
        line_id: str(event.batch_id)
        for line_id in sorted(line_id for line_id, stands in states.items() if stands == "filing")
        for event in ledger.events(line_id, kinds=[BEGUN])
    }
    of_batch: dict[str, list[str]] = defaultdict(list)
    for line_id, batch_id in last.items():
        of_batch[batch_id].append(line_id)
    return [Batch(batch_id, tuple(sorted(line_ids))) for batch_id, line_ids in sorted(of_batch.items())]


def read_frozen_hashes(ledger: Ledger, batch: Batch) -> dict[str, str]:
    """Line id to the hash of what was frozen of it when the batch was begun."""
    found: dict[str, str] = {}
    for event in ledger.events(kinds=[BEGUN], batch_id=batch.batch_id):
        if event.line_id is not None:
            found[event.line_id] = json.loads(event.details)["evidence_hash"]
    return found


def read_templates_of_batch(ledger: Ledger, batch: Batch) -> TemplatesOfBatch | None:
    """What the batch was begun with; None where the ledger does not say (begun by a version before 2026-11-26)."""
    return dict(read_templates_of_batches(ledger)).get(batch.batch_id)


def read_templates_of_batches(ledger: Ledger) -> Iterator[tuple[str, TemplatesOfBatch]]:
    """What batches were begun with, by batch, in the order of the ledger."""
    for event in ledger.events(kinds=[BATCH_BEGUN], of_no_line=True):
        details = json.loads(event.details)
        yield str(event.batch_id), TemplatesOfBatch(details["template_set"], json.loads(details["templates"]))


def read_places_of_batches(ledger: Ledger) -> Iterator[tuple[str, Place]]:
    """The place that each batch was begun with, by batch, in the order of the ledger; of batches that a version before
    this began the ledger does not say."""
    for event in ledger.events(kinds=[BATCH_BEGUN], of_no_line=True):
        said = json.loads(event.details)
        if "submission" in said:
            place = Place(int(said["number"]), int(said["count"]), said["submission"], said["rest"])
            yield str(event.batch_id), place


def start_batch(
    ledger: Ledger,
    wanted: Mapping[str, Held],
    *,
    by: str,
    run_id: str,
    law_version: str,
    evidence: Mapping[str, str] | None = None,
    templates: TemplatesOfBatch | None = None,
    place: Place | None = None,
) -> tuple[Batch | None, Mapping[str, str]]:
    """Begin a batch of the approved lines among ``wanted``; None where there are none. Beside it, the approved lines
    that stand under a hold, each with its reason.

    ``evidence``: line id to the hash of what was frozen of it before: a batch that is finished later, after another run
    perhaps, is written from that, and set with ``templates``, whatever they say by then. ``place``: which batch of the
    submission it is. Raises ``TransitionError`` where a batch is begun and not finished.
    """
    with ledger.writing() as writing:
        if open_ones := find_started_batches(ledger):
            raise TransitionError(f"batch {open_ones[0].batch_id} was begun and is not finished: finish it first")
        holds = find_holds_in_force(ledger.events(kinds=HOLD_EVENTS, of_no_line=True))
        approved = {line_id: held for line_id, held in wanted.items() if writing.states.get(line_id) == "approved"}
        held_up = {line_id: hold.reason for line_id, held in approved.items() if (hold := find_hold_over(held, holds))}
        line_ids = sorted(set(approved) - set(held_up))
        if not line_ids:
            return None, held_up
        batch = identify_next_batch(ledger, line_ids)
        if templates is not None:
            hashes = json.dumps(dict(sorted(templates.hashes.items())))
            details = {"template_set": templates.template_set, "templates": hashes}
            details |= place.details() if place is not None else {}
            source = hash_hashes(evidence[line_id] for line_id in batch.line_ids) if evidence is not None else NONE
            of = RestsOn(run_id, law_version, source)
            writing.append([NewEvent(BATCH_BEGUN, by, batch_id=batch.batch_id, **vars(of), details=details)])
        writing.append(
            [
                NewEvent(
                    BEGUN,
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
    """The files of the batch lie under their final names: each of its lines is filed, all at once.

    ``files``: name to SHA-256. ``evidence``: line id to the hash of what was frozen. Again, it writes nothing.
    """
    with ledger.writing() as writing:
        open_lines = [line_id for line_id in batch.line_ids if writing.states.get(line_id) == "filing"]
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
                    FILED,
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
