"""The proof that the ledger is what was written, and that evidence and handed-out files agree with it.

A finding names lines by id and files by name, never a person.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from orchestration.filing.ledger.batch import BATCH_FILED
from orchestration.filing.ledger.chain import LINE_HASH, ChainBrokenError, Event, check_chain
from orchestration.filing.ledger.encrypted import ENDING, Encrypted, read_encrypted_batches
from orchestration.filing.ledger.evidence import Evidence
from orchestration.filing.ledger.life_cycle import FIRST, TransitionError, find_state_after
from orchestration.filing.ledger.provenance import COLUMNS, NONE, find_missing_columns, read_kinds
from orchestration.filing.ledger.store import Ledger


def find_faults(ledger: Ledger, evidence: Evidence | None, filings: Path | None) -> list[str]:
    """What does not agree, one sentence each; empty where everything does.

    ``filings``: folder under which the files of filed batches lie, named by their batch id; None: not looked at.
    """
    try:
        check_chain(ledger.events())
    except ChainBrokenError as broken:
        return [str(broken)]
    cut = ledger.against_its_head()
    found = [*([cut] if cut else []), *_check_lives(ledger), *_check_lines(ledger), *_check_provenance(ledger)]
    if evidence is not None:
        found += _check_evidence(ledger, evidence)
    if filings is not None:
        found += _check_files(ledger, filings)
    return found


def _check_lives(ledger: Ledger) -> Iterator[str]:
    lines = {line.line_id: line for line in ledger.lines()}
    kinds: dict[str, list[str]] = defaultdict(list)
    for event in ledger.events():
        if event.line_id is not None:
            kinds[event.line_id].append(event.kind)
    for line_id, line in lines.items():
        try:
            find_state_after(line.relief_by, kinds[line_id])
        except TransitionError as wrong:
            yield f"line {line_id}: {wrong}"
    yield from (
        f"line {line_id} has events and is not in the ledger" for line_id in sorted(kinds.keys() - lines.keys())
    )


def _check_lines(ledger: Ledger) -> Iterator[str]:
    """The row of each line is what its first event named; versions before 2026-11-28 named nothing."""
    lines = {line.line_id: line for line in ledger.lines()}
    for event in ledger.events(kinds=[FIRST]):
        named = json.loads(event.details).get(LINE_HASH)
        if named is not None and event.line_id in lines and lines[event.line_id].hash != named:
            yield f"line {event.line_id}: its row is not what event {event.event_number} proposed"


WHOLE_BEFORE = frozenset({"proposed", "changed_after_filing", "withdrawn", "approved", "checked", "objected"})
"""Kinds of events that versions before 2026-11-26 wrote with run, law and source, some of them or all."""


def _check_provenance(ledger: Ledger) -> Iterator[str]:
    """Every event says run, law and source, or that there is none; in a ledger that an earlier version began, those
    from the first event on that no earlier version could have written."""
    is_of_now = False
    for event in ledger.events():
        said = {column: getattr(event, column) for column in COLUMNS}
        is_whole = all(said.values())
        is_of_now = is_of_now or NONE in said.values() or (is_whole and event.kind not in WHOLE_BEFORE)
        if event.kind not in read_kinds():
            yield f"event {event.event_number}: nobody says what {event.kind} rests on"
        elif is_of_now and (missing := find_missing_columns(event.kind, said)):
            yield f"event {event.event_number} ({event.kind}) does not say its {', '.join(missing)}"


FROZEN = ("evidence_hash", "reason_hash", "words_hash")
"""Details of an event that name what is kept beside the chain."""


def _check_evidence(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """What events name is kept as it was frozen; only where an order destroyed it, it is gone, and then it is."""
    destroyed = {event.line_id: event.event_number for event in ledger.events(kinds=["evidence_destroyed"])}
    kept = evidence.is_as_it_was_kept()
    for event in ledger.events():
        details = json.loads(event.details)
        for frozen in (details[name] for name in FROZEN if name in details):
            if event.line_id is None:
                continue
            is_whole = kept.get((event.line_id, frozen))
            by_order = destroyed.get(event.line_id, 0)
            if is_whole is None and not by_order:
                yield f"line {event.line_id}: the evidence of event {event.event_number} is gone, and no order says why"
            if is_whole is False:
                yield f"line {event.line_id}: the evidence is not what event {event.event_number} froze"
            if is_whole is not None and event.event_number < by_order:
                yield (
                    f"line {event.line_id}: event {by_order} destroyed the evidence of event {event.event_number}, "
                    "and it is there"
                )


def _check_files(ledger: Ledger, filings: Path) -> Iterator[str]:
    """Each file of a filed batch is there with the bytes it had; its hashes stand in the event that filed the batch."""
    encrypted = read_encrypted_batches(ledger)
    for event in ledger.events(kinds=[BATCH_FILED], of_no_line=True):
        yield from check_files_of_batch(event, filings, encrypted.get(str(event.batch_id)))


def check_files_of_batch(event: Event, filings: Path, encrypted: Encrypted | None) -> Iterator[str]:
    """What is missing or changed of the files that ``event`` filed. A file that was encrypted counts by the hash that
    the ledger has of it then; one that merely bears the ending counts for nothing."""
    hashes_then = encrypted.files if encrypted is not None else {}
    for name, sha256 in json.loads(json.loads(event.details)["files"]).items():
        path = filings / str(event.batch_id) / name
        hidden = f"{name}{ENDING}"
        if path.is_file():
            if _sha256(path) != sha256:
                yield f"batch {event.batch_id}: {name} has other bytes than were filed"
        elif hidden not in hashes_then:
            yield f"batch {event.batch_id}: {name} is not there"
        elif not path.with_name(f"{path.name}{ENDING}").is_file():
            yield f"batch {event.batch_id}: {hidden} is not there"
        elif _sha256(path.with_name(f"{path.name}{ENDING}")) != hashes_then[hidden]:
            yield f"batch {event.batch_id}: {hidden} has other bytes than were encrypted"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
