"""Verify the ledger's chain, and that evidence, batch files and warehouse agree with it.

A finding names lines and batches by id and files by name, never a person. Nothing is repaired.
"""

from __future__ import annotations

import csv
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.determinations.snapshots.store import read_manifest_hash
from orchestration.files.atomic import PARTIAL_SUFFIX
from orchestration.files.publish_dir import hash_file
from orchestration.filing.batches.candidates import ARREST, Selection, build_court_key, read_filing_lines
from orchestration.filing.batches.files.answer_file import ANSWER_FILE
from orchestration.filing.batches.files.folder import list_batch_folders, list_files_below, read_batch_id
from orchestration.filing.documents.kept_templates import find_faults_of_set
from orchestration.filing.ledger.batch import (
    BATCH_FILED,
    BEGUN,
    DONE,
    MANIFEST_FILE,
    find_started_batches,
    is_id_of,
    read_templates_of_batches,
)
from orchestration.filing.ledger.chain import LINE_HASH, ChainBrokenError, Event, check_chain
from orchestration.filing.ledger.encrypted import ENDING, Encrypted, read_encrypted_batches
from orchestration.filing.ledger.evidence import Evidence, open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_without_reasons
from orchestration.filing.ledger.further_courts import NOTICES_TOLD, find_started_notices
from orchestration.filing.ledger.head import HeadError, find_head_file, read_manifests
from orchestration.filing.ledger.life_cycle import FIRST, TransitionError, find_state_after
from orchestration.filing.ledger.proposals import BEFORE_FILING
from orchestration.filing.ledger.provenance import COLUMNS, NONE, find_missing_columns, read_kinds
from orchestration.filing.ledger.store import Ledger, Line, open_ledger
from orchestration.settings import Settings
from orchestration.warehouse.current_run import read_current_run
from orchestration.warehouse.damaged_file import DamagedFileError
from orchestration.warehouse.open_run import open_warehouse_to_read
from orchestration.warehouse.run_errors import ExplanationError
from orchestration.warehouse.shards.build import check_shards, find_manifest_hash


def find_faults(ledger: Ledger, evidence: Evidence | None, filings: Path | None) -> list[str]:
    """Return everything that does not agree, one sentence each.

    ``filings``: folder under which the files of filed batches lie, a folder each; None: not looked at.
    """
    try:
        check_chain(ledger.events())
    except ChainBrokenError as broken:
        return [str(broken)]
    cut = ledger.find_head_fault()
    found = [*ledger.find_trigger_faults(), *([cut] if cut else [])]
    found += [*_check_life_cycles(ledger), *_check_lines(ledger), *_check_provenance(ledger)]
    if evidence is not None:
        found += _check_evidence(ledger, evidence)
    if filings is not None:
        found += _check_files(ledger, filings)
    return found


def _check_life_cycles(ledger: Ledger) -> Iterator[str]:
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
    """Check each line's row against its first event. Versions before 2026-11-28 did not record the hash."""
    lines = {line.line_id: line for line in ledger.lines()}
    for event in ledger.events(kinds=[FIRST]):
        named = json.loads(event.details).get(LINE_HASH)
        if named is not None and event.line_id in lines and lines[event.line_id].hash != named:
            yield f"line {event.line_id}: its row differs from the one that event {event.event_number} proposed"


WHOLE_BEFORE = frozenset({"proposed", "changed_after_filing", "withdrawn", "approved", "checked", "objected"})
"""Kinds of events that versions before 2026-11-26 wrote with some or all of run, law and source."""


def _check_provenance(ledger: Ledger) -> Iterator[str]:
    """Check that every event names run, law and source, or none. A ledger of an earlier version is checked from the
    first event that no earlier version could have written."""
    is_of_now = False
    for event in ledger.events():
        said = {column: getattr(event, column) for column in COLUMNS}
        is_whole = all(said.values())
        is_of_now = is_of_now or NONE in said.values() or (is_whole and event.kind not in WHOLE_BEFORE)
        if event.kind not in read_kinds():
            yield f"event {event.event_number}: the kind {event.kind} is not in the table of event sources"
        elif is_of_now and (missing := find_missing_columns(event.kind, said)):
            yield f"event {event.event_number} ({event.kind}) lacks its {', '.join(missing)}"


NOT_PROPOSED = "not that of its proposals: it was changed, or made in other shards and not proposed again"
FROZEN = ("evidence_hash", "reason_hash", "words_hash")
"""Event details that name content kept beside the chain."""


def _check_evidence(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """Check that content named by events is unchanged, or gone if, and only if, an order destroyed it."""
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
                yield f"line {event.line_id}: the evidence of event {event.event_number} is gone without an order"
            if is_whole is False:
                yield f"line {event.line_id}: the evidence differs from what event {event.event_number} froze"
            if is_whole is not None and event.event_number < by_order:
                yield (
                    f"line {event.line_id}: event {by_order} destroyed the evidence of event {event.event_number}, "
                    "and it is still there"
                )


def _check_files(ledger: Ledger, filings: Path) -> Iterator[str]:
    """Check that each file of a filed batch has the bytes that the filing event names."""
    encrypted, folders = read_encrypted_batches(ledger), list_batch_folders(filings)
    for event in ledger.events(kinds=[BATCH_FILED], of_no_line=True):
        batch_id = str(event.batch_id)
        yield from check_files_of_batch(event, folders.get(batch_id, filings / batch_id), encrypted.get(batch_id))


def check_files_of_batch(event: Event, folder: Path, encrypted: Encrypted | None) -> Iterator[str]:
    """What is missing or changed of the files that ``event`` filed in ``folder``. A file that was encrypted counts by
    the hash that the ledger has of it then; one that merely bears the ending counts for nothing."""
    hashes_then = encrypted.files if encrypted is not None else {}
    for name, sha256 in json.loads(json.loads(event.details)["files"]).items():
        path = folder / name
        hidden = f"{name}{ENDING}"
        if path.is_file():
            if hash_file(path) != sha256:
                yield f"batch {event.batch_id}: {name} differs from the file that was filed"
        elif hidden not in hashes_then:
            yield f"batch {event.batch_id}: {name} is missing"
        elif not path.with_name(f"{path.name}{ENDING}").is_file():
            yield f"batch {event.batch_id}: {hidden} is missing"
        elif hash_file(path.with_name(f"{path.name}{ENDING}")) != hashes_then[hidden]:
            yield f"batch {event.batch_id}: {hidden} differs from the file that was encrypted"


@dataclass
class FrozenComparison:
    """Differences, one sentence each, and the number of lines without frozen text."""

    faults: list[str] = field(default_factory=list)
    not_compared: int = 0


def compare_with_frozen(ledger: Ledger, evidence: Evidence) -> FrozenComparison:
    """Compare line rows that no event names with the line's last frozen text."""
    found = FrozenComparison()
    unnamed = {event.line_id for event in ledger.events(kinds=[FIRST]) if LINE_HASH not in json.loads(event.details)}
    if not unnamed:
        return found
    begun = {event.line_id: json.loads(event.details) for event in ledger.events(kinds=BEGUN)}
    for line in ledger.lines():
        if line.line_id not in unnamed:
            continue
        try:
            text = evidence.read(line.line_id, begun.get(line.line_id, {}).get("evidence_hash", ""))
            frozen = read_without_reasons(text) if text is not None else None
        except (ValueError, zlib.error):
            frozen = None  # find_faults reports changed evidence
        if frozen is None:
            found.not_compared += 1
        elif differing := _find_differing(line, frozen):
            found.faults.append(f"line {line.line_id}: {', '.join(differing)} differ from its frozen text")
    return found


def _find_differing(line: Line, frozen: FrozenLine) -> list[str]:
    """Return the columns that differ. The remedy may have changed since the proposal, and so may an arrest's
    charges."""
    row = frozen.line
    is_arrest = row["unit"] == ARREST
    key = build_court_key({**row, "known_day": row["arrest_date" if is_arrest else "conviction_date"]}, row["relief"])
    case_hash, section_hash, date_hash = key.hash_parts()
    then = {
        "line_id": key.line_id,
        "relief_by": row["relief_by"],
        "county_name": row["county_name"],
        "relief": row["relief"],
        "count_id": key.count_id,
        "case_hash": case_hash,
        "section_hash": line.section_hash if is_arrest else section_hash,
        "date_hash": date_hash,
        "first_person_id": row["recorded_person_id"],
    }
    return [name for name, value in then.items() if getattr(line, name) != value]


@dataclass
class Reconciliation:
    """Disagreements (``find_faults``), remarks (``notes``), the last event, and the hash of the manifest of each run of
    which lines were proposed."""

    events: int = 0
    last_hash: str = ""
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    manifests: dict[str, str] = field(default_factory=dict)


def reconcile(settings: Settings, noted: str = "") -> Reconciliation:
    """Compare everything. ``noted``: the hash of an event, noted elsewhere, that the ledger must have.

    Raises:
        LedgerError: There is no ledger.
    """
    found = Reconciliation()
    with open_ledger(settings.ledger, create=False) as ledger:
        found.events, found.last_hash = ledger.last()
        if noted and not any(event.hash == noted for event in ledger.events()):
            found.faults.append(f"no event has the hash that was noted ({noted}): events were cut off or changed")
        with open_evidence(settings.evidence) as evidence:
            found.faults += find_faults(ledger, evidence, settings.filed)
            try:
                states = ledger.states()
            except (TransitionError, KeyError):
                found.notes.append("files beside the ledger are compared once its own faults are repaired")
                return found
            compared = compare_with_frozen(ledger, evidence)
        found.faults += compared.faults
        if compared.not_compared:
            found.notes.append(
                f"{compared.not_compared:,} lines were proposed by an earlier version and have no frozen text: "
                "their rows are compared with the current run only"
            )
        if found.events and not find_head_file(settings.ledger).exists():
            found.notes.append(
                "the ledger has no head file: only batches show whether its last events were cut off; the next "
                "command that writes creates one"
            )
        found.faults += _check_further_notices(settings.further_notices, ledger)
        found.faults += _check_folders(settings.filed, ledger)
        found.faults += _check_templates(settings, ledger)
        found.notes += _note_encrypted(settings.filed, ledger)
        found.notes += [
            f"batch {batch.batch_id} was started and is not finished" for batch in find_started_batches(ledger)
        ]
        found.notes += [
            f"notices {notices.notices_id} were started and are not finished: lookback file tell-courts"
            for notices in find_started_notices(ledger)
        ]
        lines = {line.line_id: line for line in ledger.lines()}
        flagged = ledger.events(kinds=["changed_after_filing"])
        told_otherwise = {str(json.loads(event.details)["told_now_as"]) for event in flagged}
    with suppress(HeadError):  # (find_head_fault says so)
        found.manifests = read_manifests(settings.ledger)
    for run_id, manifest in found.manifests.items():
        if (recorded := read_manifest_hash(settings, run_id)) not in (None, manifest):
            found.faults.append(f"run {run_id}: its record has the manifest {recorded}, {NOT_PROPOSED}")
    try:
        _compare_with_warehouse(settings, lines, states, told_otherwise, found)
    except ExplanationError as error:
        found.notes.append(f"not compared with the warehouse: {error}")
    return found


def _check_folders(filed: Path, ledger: Ledger) -> Iterator[str]:
    """Check that every folder is a known batch with no other files, and that its answer file has the batch's lines."""
    lines: dict[str, list[str]] = defaultdict(list)
    encrypted = read_encrypted_batches(ledger)
    known: dict[str, Collection[str]] = {}
    seen: dict[str, str] = {}
    for event in ledger.events(kinds=(*BEGUN, *DONE)):
        if event.line_id is not None:
            lines[str(event.batch_id)].append(event.line_id)
    for event in ledger.events(kinds=[BATCH_FILED], of_no_line=True):
        known[str(event.batch_id)] = json.loads(json.loads(event.details)["files"]).keys()
    for folder in sorted(filed.iterdir()) if filed.is_dir() else ():
        if folder.name.endswith(PARTIAL_SUFFIX):
            continue  # left by an interrupted command; the next one writes it again
        batch_id = read_batch_id(folder)
        if batch_id not in lines:
            yield f"{folder.name}: the ledger has no such batch"
            continue
        if batch_id in seen:
            yield f"batch {batch_id}: two folders bear its id, {seen[batch_id]} and {folder.name}"
        seen[batch_id] = folder.name
        manifest = folder / MANIFEST_FILE
        told = encrypted.get(batch_id)
        is_hidden = told is not None and f"{ANSWER_FILE}{ENDING}" in told.files
        if not manifest.is_file() or not ((folder / ANSWER_FILE).is_file() or is_hidden):
            yield f"batch {batch_id}: {MANIFEST_FILE} or {ANSWER_FILE} is missing"
            continue
        if (folder / ANSWER_FILE).is_file():
            with (folder / ANSWER_FILE).open(encoding="utf-8-sig", newline="") as file:
                written = {row["line_id"] for row in csv.DictReader(file)}
        else:
            written = set(lines[batch_id])  # encrypted here; check_files_of_batch checks its bytes
        if written != set(lines[batch_id]) or not is_id_of(ledger, batch_id, written):
            yield f"batch {batch_id}: {ANSWER_FILE} has other lines than the ledger"
        if batch_id in known:
            yield from _find_unknown_files(batch_id, known[batch_id], folder, told)


def _check_further_notices(folder: Path, ledger: Ledger) -> Iterator[str]:
    """Check that the notices to further courts are as written, and that there are no others."""
    told = {str(event.batch_id): event for event in ledger.events(kinds=[NOTICES_TOLD], of_no_line=True)}
    begun = {notices.notices_id for notices in find_started_notices(ledger)}
    for event in told.values():
        yield from check_files_of_batch(event, folder / str(event.batch_id), None)
    for there in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not there.name.endswith(PARTIAL_SUFFIX) and there.name not in told.keys() | begun:
            yield f"{there.name}: the ledger has no such notices"


def _find_unknown_files(batch_id: str, known: Collection[str], folder: Path, told: Encrypted | None) -> Iterator[str]:
    there = set(list_files_below(folder))
    for name in sorted(there - set(known)):
        is_told = told is not None and name in told.files
        is_begun = (
            _find_plain_name(name) in known and _find_plain_name(name) in there
        )  # unfinished encryption is a note
        if not is_told and not is_begun:
            yield f"batch {batch_id}: {name} is not one of its filed files"


def _check_templates(settings: Settings, ledger: Ledger) -> Iterator[str]:
    """Check that the kept templates of each batch are unchanged."""
    for batch_id, told in read_templates_of_batches(ledger):
        for fault in find_faults_of_set(settings.kept_templates, told, settings.state):
            yield f"batch {batch_id}: {fault}"


def _note_encrypted(filed: Path, ledger: Ledger) -> Iterator[str]:
    """Note encrypted files, which cannot be read here, and batches whose encryption is unfinished."""
    told = read_encrypted_batches(ledger)
    for folder in sorted(filed.iterdir()) if filed.is_dir() else ():
        names = set(list_files_below(folder))
        batch_id = read_batch_id(folder)
        hidden = names & told[batch_id].files.keys() if batch_id in told else set()
        if hidden:
            yield f"batch {batch_id}: {len(hidden):,} files are encrypted and not readable here"
        if any(_find_plain_name(name) in names for name in names):
            yield f"batch {batch_id}: encryption was begun and is not finished: lookback file encrypt"


def _find_plain_name(name: str) -> str | None:
    """Return the plain name of an encrypted file, complete or partial; None for any other file."""
    whole = name.removesuffix(PARTIAL_SUFFIX)
    return whole.removesuffix(ENDING) if whole.endswith(ENDING) else None


def _check_shards(
    settings: Settings, connection: duckdb.DuckDBPyConnection, manifests: Mapping[str, str]
) -> Iterator[str]:
    """Check that the files of the run in the warehouse are those of which lines were proposed."""
    try:
        check_shards(settings, connection)
    except DamagedFileError as error:
        yield str(error)
    run_id = read_current_run(connection).run_id
    manifest = find_manifest_hash(settings, connection)
    if run_id in manifests and manifest != manifests[run_id]:
        yield f"run {run_id}: its shards have the manifest {manifest}, {NOT_PROPOSED}"


def _compare_with_warehouse(
    settings: Settings,
    lines: Mapping[str, Line],
    states: Mapping[str, str],
    told_otherwise: Collection[str],
    found: Reconciliation,
) -> None:
    """Compare lines that ledger and warehouse share, and count those that only one has.

    Lines that would not be proposed do not count: those a court cannot tell apart, and ``told_otherwise``, other forms
    of filed lines.
    """
    with open_warehouse_to_read(settings) as connection:
        found.faults += _check_shards(settings, connection, found.manifests)
        told = read_filing_lines(connection, Selection())
    of_warehouse = {line.line_id: line for line in told}
    times = Counter(line.line_id for line in told)
    for line_id in sorted(lines.keys() & of_warehouse.keys()):
        known, now = lines[line_id], of_warehouse[line_id].candidate.line()
        # Another remedy may give the same relief by now, and an arrest may have further charges.
        names = ["relief_by", "county_name", "relief", "count_id", "case_hash", "date_hash"]
        names += ["section_hash"] if of_warehouse[line_id].unit != ARREST else []
        differing = [name for name in names if getattr(known, name) != getattr(now, name)]
        if differing:
            found.faults.append(f"line {line_id}: {', '.join(differing)} differ between ledger and warehouse")
    gone = [line_id for line_id in lines if line_id not in of_warehouse]
    waiting = sum(states.get(line_id) in BEFORE_FILING for line_id in gone)
    if waiting:
        found.notes.append(f"{waiting:,} lines wait in the ledger but are not eligible in the current run")
    new = [
        line_id
        for line_id, line in of_warehouse.items()
        if line_id not in lines
        and line_id not in told_otherwise
        and line.candidate.key.is_complete
        and not line.candidate.is_told_twice
        and times[line_id] == 1
    ]
    if new:
        found.notes.append(f"{len(new):,} lines of the current run are not in the ledger: lookback file propose")
