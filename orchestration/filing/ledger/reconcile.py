"""Whether ledger, evidence, batch files and warehouse agree.

A fault names lines and batches by id, never a person.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.files.atomic import PARTIAL
from orchestration.filing.batches.candidates import ARREST, Selection, read_filing_lines
from orchestration.filing.batches.files.answer_file import ANSWER_FILE
from orchestration.filing.batches.files.folder import list_files_below
from orchestration.filing.documents.kept_templates import faults_of_set
from orchestration.filing.ledger.batch import (
    BATCH_FILED,
    MANIFEST_FILE,
    find_started_batches,
    is_id_of,
    read_templates_of_batches,
)
from orchestration.filing.ledger.encrypted import ENDING, Encrypted, read_encrypted_batches
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.further_courts import NOTICES_TOLD, find_started_notices
from orchestration.filing.ledger.head import find_head_file
from orchestration.filing.ledger.life_cycle import TransitionError
from orchestration.filing.ledger.proposals import BEFORE_FILING
from orchestration.filing.ledger.store import Ledger, Line, open_ledger
from orchestration.filing.ledger.verify import check_files_of_batch, find_faults
from orchestration.filing.ledger.verify_lines import compare_with_frozen
from orchestration.settings import Settings
from orchestration.warehouse.open_run import warehouse_to_read
from orchestration.warehouse.run_errors import NotExplained


@dataclass
class Agreement:
    """What does not agree (``find_faults``), what a person may want to know (``notes``), and the last event."""

    events: int = 0
    last_hash: str = ""
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def reconcile(settings: Settings, noted: str = "") -> Agreement:
    """Compare everything. ``noted``: the hash of an event that somebody wrote down elsewhere; the ledger must have it.
    Raises ``LedgerError`` where there is no ledger."""
    found = Agreement()
    with open_ledger(settings.ledger, create=False) as ledger:
        found.events, found.last_hash = ledger.last()
        if noted and not any(event.hash == noted for event in ledger.events()):
            found.faults.append(f"no event has the hash that was noted ({noted}): it was cut off, or changed")
        with open_evidence(settings.evidence) as evidence:
            found.faults += find_faults(ledger, evidence, settings.filed)
            try:
                states = ledger.states()
            except (TransitionError, KeyError):
                found.notes.append("what lies beside the ledger is compared when its own faults are mended")
                return found
            compared = compare_with_frozen(ledger, evidence)
        found.faults += compared.faults
        if compared.not_compared:
            found.notes.append(
                f"{compared.not_compared:,} lines were proposed by an earlier version and nothing is frozen of them: "
                "of their rows in the ledger only what the run at hand tells is compared"
            )
        if found.events and not find_head_file(settings.ledger).exists():
            found.notes.append(
                "no head lies beside the ledger: events cut off at its end are noticed by batches alone; the next "
                "command that writes keeps one"
            )
        found.faults += _check_further_notices(settings.further_notices, ledger)
        found.faults += _check_folders(settings.filed, ledger)
        found.faults += _check_templates(settings, ledger)
        found.notes += _note_encrypted(settings.filed, ledger)
        found.notes += [
            f"batch {batch.batch_id} was begun and is not finished" for batch in find_started_batches(ledger)
        ]
        found.notes += [
            f"notices {notices.notices_id} were begun and are not finished: lookback file tell-courts"
            for notices in find_started_notices(ledger)
        ]
        lines = {line.line_id: line for line in ledger.lines()}
        flagged = ledger.events(kinds=["changed_after_filing"])
        told_otherwise = {str(json.loads(event.details)["told_now_as"]) for event in flagged}
    try:
        _compare_with_warehouse(settings, lines, states, told_otherwise, found)
    except NotExplained as error:
        found.notes.append(f"not compared with the warehouse: {error}")
    return found


def _check_folders(filed: Path, ledger: Ledger) -> Iterator[str]:
    """Every folder is a batch the ledger knows, holds nothing else, and its answer file has the lines of the batch."""
    lines: dict[str, list[str]] = defaultdict(list)
    encrypted = read_encrypted_batches(ledger)
    known: dict[str, Collection[str]] = {}
    for event in ledger.events(kinds=("filing_begun", "filed")):
        if event.line_id is not None:
            lines[str(event.batch_id)].append(event.line_id)
    for event in ledger.events(kinds=[BATCH_FILED], of_no_line=True):
        known[str(event.batch_id)] = json.loads(json.loads(event.details)["files"]).keys()
    for folder in sorted(filed.iterdir()) if filed.is_dir() else ():
        if folder.name.endswith(PARTIAL):
            continue  # a command that was stopped left it; the next one writes it anew
        if folder.name not in lines:
            yield f"{folder.name}: the ledger knows no such batch"
            continue
        manifest = folder / MANIFEST_FILE
        told = encrypted.get(folder.name)
        is_hidden = told is not None and f"{ANSWER_FILE}{ENDING}" in told.files
        if not manifest.is_file() or not ((folder / ANSWER_FILE).is_file() or is_hidden):
            yield f"batch {folder.name}: {MANIFEST_FILE} or {ANSWER_FILE} is not there"
            continue
        if (folder / ANSWER_FILE).is_file():
            with (folder / ANSWER_FILE).open(encoding="utf-8-sig", newline="") as file:
                written = {row["line_id"] for row in csv.DictReader(file)}
        else:
            written = set(lines[folder.name])  # it cannot be read here: the manifest's bytes are what was filed
        if written != set(lines[folder.name]) or not is_id_of(ledger, folder.name, written):
            yield f"batch {folder.name}: {ANSWER_FILE} has other lines than the ledger"
        if folder.name in known:
            yield from _find_unknown_files(known[folder.name], folder, told)


def _check_further_notices(folder: Path, ledger: Ledger) -> Iterator[str]:
    """Notices to further courts are there as they were told, and no others."""
    told = {str(event.batch_id): event for event in ledger.events(kinds=[NOTICES_TOLD], of_no_line=True)}
    begun = {notices.notices_id for notices in find_started_notices(ledger)}
    for event in told.values():
        yield from check_files_of_batch(event, folder, None)
    for there in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not there.name.endswith(PARTIAL) and there.name not in told.keys() | begun:
            yield f"{there.name}: the ledger knows no such notices"


def _find_unknown_files(known: Collection[str], folder: Path, told: Encrypted | None) -> Iterator[str]:
    there = set(list_files_below(folder))
    for name in sorted(there - set(known)):
        is_told = told is not None and name in told.files
        is_begun = _plain_name(name) in known and _plain_name(name) in there  # encryption did not end: noted
        if not is_told and not is_begun:
            yield f"batch {folder.name}: {name} was not filed with it"


def _check_templates(settings: Settings, ledger: Ledger) -> Iterator[str]:
    """The templates each batch was begun with are kept as they were."""
    for batch_id, told in read_templates_of_batches(ledger):
        for fault in faults_of_set(settings.kept_templates, told, settings.state):
            yield f"batch {batch_id}: {fault}"


def _note_encrypted(filed: Path, ledger: Ledger) -> Iterator[str]:
    """What can be said of encrypted files without the key, and batches whose encryption did not end."""
    told = read_encrypted_batches(ledger)
    for folder in sorted(filed.iterdir()) if filed.is_dir() else ():
        names = set(list_files_below(folder))
        hidden = names & told[folder.name].files.keys() if folder.name in told else set()
        if hidden:
            yield f"batch {folder.name}: {len(hidden):,} files are encrypted and not readable here"
        if any(_plain_name(name) in names for name in names):
            yield f"batch {folder.name}: encryption was begun and is not finished: lookback file encrypt"


def _plain_name(name: str) -> str | None:
    """The name of the file that an encrypted one, whole or not, stands for; None where it is no encrypted one."""
    whole = name.removesuffix(PARTIAL)
    return whole.removesuffix(ENDING) if whole.endswith(ENDING) else None


def _compare_with_warehouse(
    settings: Settings,
    lines: Mapping[str, Line],
    states: Mapping[str, str],
    told_otherwise: Collection[str],
    found: Agreement,
) -> None:
    """A line that both know is the same line; what one alone knows is no fault, and counted: but for what would not be
    proposed (lines that cannot be told apart, and other forms of what was filed, ``told_otherwise``)."""
    with warehouse_to_read(settings) as connection:
        told = read_filing_lines(connection, Selection())
    of_warehouse = {line.line_id: line for line in told}
    times = Counter(line.line_id for line in told)
    for line_id in sorted(lines.keys() & of_warehouse.keys()):
        known, now = lines[line_id], of_warehouse[line_id].candidate.line()
        # (Another remedy may give the same by now, and an arrest may be told to have been made for more.)
        names = ["relief_by", "county_name", "relief", "count_id", "case_hash", "date_hash"]
        names += ["section_hash"] if of_warehouse[line_id].unit != ARREST else []
        differing = [name for name in names if getattr(known, name) != getattr(now, name)]
        if differing:
            found.faults.append(f"line {line_id}: {', '.join(differing)} differ between ledger and warehouse")
    gone = [line_id for line_id in lines if line_id not in of_warehouse]
    waiting = sum(states.get(line_id) in BEFORE_FILING for line_id in gone)
    if waiting:
        found.notes.append(f"{waiting:,} lines wait in the ledger and the run at hand does not find them eligible")
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
        found.notes.append(f"{len(new):,} lines of the run at hand are not in the ledger: lookback file propose")
