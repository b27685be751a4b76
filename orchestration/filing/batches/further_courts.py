"""Notify courts of filed lines that a later list of transferred cases names, and the department of these courts.

Court-ordered relief concerns the line's own court only, so no further court is notified of it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from orchestration.filing.batches.batch_content import build_content
from orchestration.filing.batches.candidates import build_court_key
from orchestration.filing.batches.check_run import check_run
from orchestration.filing.batches.files.answer_file import write_answers_of_courts
from orchestration.filing.batches.files.batch_of_lines import build_batch
from orchestration.filing.batches.files.department import write_further_courts, write_further_notices
from orchestration.filing.batches.files.folder import write_whole
from orchestration.filing.batches.holds import read_known_law
from orchestration.filing.documents.by_law import FURTHER_LETTER
from orchestration.filing.documents.by_law import write_further_notices as write_documents_of_notices
from orchestration.filing.documents.files import DocumentFolder
from orchestration.filing.documents.kept_templates import FURTHER_COURTS, find_set, keep_templates
from orchestration.filing.documents.templates import read_templates_in_force
from orchestration.filing.documents.typesetting import Typesetter
from orchestration.filing.ledger.evidence import Evidence, open_evidence, read_as_filed
from orchestration.filing.ledger.frozen_line import FrozenLine, read_frozen, read_without_reasons
from orchestration.filing.ledger.further_courts import (
    COURT_BEGUN,
    STANDS,
    FurtherCourt,
    FurtherNotices,
    find_started_notices,
    finish_notices,
    read_further_courts,
    start_notices,
)
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.life_cycle import read_life_cycle
from orchestration.filing.ledger.store import Ledger, LedgerError, open_ledger
from orchestration.filing.ledger.transfers import read_courts_in_other_counties
from orchestration.law.unsigned_lines import load_law
from orchestration.settings import Settings
from orchestration.warehouse.connection import fetch_dicts

_COURTS_OF_COUNTS = """
select counts.*, courts.other_court_county_names, courts.other_court_case_numbers, courts.transfers_in_doubt
from marts.transfer_courts as courts
inner join marts.records_by_court_key as counts
    on courts.unit = counts.unit and courts.unit_id = counts.unit_id and courts.person_id = counts.person_id
where len(courts.other_court_county_names) > 0
order by counts.unit_id, counts.person_id
"""


@dataclass(frozen=True)
class UnnotifiedLine:
    """A filed line with the courts of its case as known today, and the counties of the courts not notified yet.

    ``held`` has the values that holds are checked against.
    """

    frozen: FrozenLine
    courts: frozenset[str]
    held: Held


@dataclass
class NotificationResult:
    """The notices written: id, lines and courts of each. ``held_up`` counts lines under a hold, by reason. ``left``
    counts lines without frozen text, or whose count the run cannot tell from another."""

    notices: list[tuple[str, int, int]] = field(default_factory=list)
    left: int = 0
    held_up: Counter[str] = field(default_factory=Counter)


def tell_further_courts(settings: Settings, connection: duckdb.DuckDBPyConnection, *, by: str) -> NotificationResult:
    """Notify, once, every court that the current run names and no filing did.

    Notices that an earlier command left unfinished are finished first.

    Raises:
        GatesNotPassedError: The run may not be filed.
        LedgerError: The ledger cannot be used, or a notice's text is gone.
        OutputConflictError: A folder exists with other bytes.
    """
    run, done = check_run(settings, connection), NotificationResult()
    known = read_known_law(load_law(settings))
    with open_ledger(settings.ledger, create=False) as ledger:
        for notices in find_started_notices(ledger):
            _write_notices(settings, ledger, notices, by, done)
        with open_evidence(settings.evidence) as evidence:
            waiting, done.left = find_courts_not_notified(connection, ledger, evidence)
            of_kind: dict[tuple[str, str, str], list[UnnotifiedLine]] = defaultdict(list)
            for one in waiting:
                line = one.frozen.line
                of_kind[line["remedy_id"], line["relief"], line["basis"]].append(one)
            kept = {kind: _keep_notice_texts(evidence, ones) for kind, ones in sorted(of_kind.items())}
        for kind, courts in kept.items():
            about = {one.frozen.line_id: replace(one.held, law=known) for one in of_kind[kind]}
            templates = keep_templates(settings.kept_templates, settings.state, FURTHER_COURTS, run.as_of_date)
            of = {"run_id": run.run_id, "law_version": run.law_version}
            begun, held_up = start_notices(ledger, courts, templates, by=by, about=about, **of)
            done.held_up.update(held_up.values())
            if begun is not None:
                _write_notices(settings, ledger, begun, by, done)
    return done


def count_lines_not_notified(settings: Settings, connection: duckdb.DuckDBPyConnection) -> int:
    """Count the lines with a court not notified yet, or with an unfinished notice."""
    with open_ledger(settings.ledger, create=False) as ledger, open_evidence(settings.evidence) as evidence:
        begun = {court.line_id for notices in find_started_notices(ledger) for court in notices.courts}
        return len(begun | {one.frozen.line_id for one in find_courts_not_notified(connection, ledger, evidence)[0]})


def find_courts_not_notified(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, evidence: Evidence
) -> tuple[list[UnnotifiedLine], int]:
    """Find lines relieved by operation of law with courts never notified, and count the lines that cannot be
    described."""
    states, before = ledger.states(), read_further_courts(ledger)
    at_hand = _group_by_count(fetch_dicts(connection, _COURTS_OF_COUNTS))
    found, left = [], 0
    for line in ledger.lines():
        rows = at_hand.get(line.count_id, [])
        if COURT_BEGUN not in read_life_cycle(line.relief_by) or states[line.line_id] not in STANDS or not rows:
            continue
        text, _ = read_as_filed(ledger, evidence, line.line_id)
        if text is None or len(rows) > 1:
            left += 1
            continue
        frozen = read_without_reasons(text)
        courts = {name: rows[0][name] for name in ("other_court_county_names", "other_court_case_numbers")}
        now = replace(frozen, line={**frozen.line, **courts}, law_rows=[], explanation={})
        told = {court.county for court in read_courts_in_other_counties(frozen.line)} | before.get(line.line_id, set())
        if new := {court.county for court in read_courts_in_other_counties(now.line)} - told:
            rows_of_law = frozenset(f"{row['law_table']} {row['row_key']}" for row in read_frozen(text).law_rows)
            people = {line.first_person_id, *(frozen.line["person_ids"] or ())}
            held = Held(line.county_name, line.remedy_id, rows_of_law, frozenset(people))
            found.append(UnnotifiedLine(now, frozenset(new), held))
    return found, left


def _group_by_count(rows: Iterable[dict[str, Any]]) -> Mapping[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[build_court_key(row, relief="").count_id].append(row)
    return found


def _keep_notice_texts(evidence: Evidence, ones: Sequence[UnnotifiedLine]) -> list[FurtherCourt]:
    """Keep the text of each court's notice beside the chain before any notice is started."""
    found = []
    for one in ones:
        evidence_hash = evidence.keep(one.frozen.line_id, one.frozen.as_text())
        found += [FurtherCourt(one.frozen.line_id, court, evidence_hash) for court in sorted(one.courts)]
    return found


def _write_notices(
    settings: Settings, ledger: Ledger, notices: FurtherNotices, by: str, done: NotificationResult
) -> None:
    courts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in notices.courts:
        courts[one.line_id, one.evidence_hash].add(one.court)
    with open_evidence(settings.evidence) as evidence:
        texts = [evidence.read(*kept) for kept in sorted(courts)]
    frozen = [read_without_reasons(text) for text in texts if text is not None]
    if missing := len(texts) - len(frozen):
        raise LedgerError(
            f"notices {notices.notices_id}: the text of {missing} notices is gone; they cannot be written"
        )
    told = {line_id: counties for (line_id, _), counties in courts.items()}
    lines = [(_find_batch_of(ledger, line.line_id), line, told[line.line_id]) for line in frozen]
    who = ledger.find_names(line.line_id for line in frozen)

    def write_files(folder: Path) -> None:
        write_further_notices(folder, lines)
        write_answers_of_courts(folder, lines)
        if FURTHER_LETTER in notices.templates.hashes:
            write_further_courts(folder, lines)
        _write_documents(settings, folder, notices, frozen, told, who)

    def manifest(files: Mapping[str, str]) -> str:
        about = {"notices_id": notices.notices_id, "state": settings.state, "courts": len(notices.courts)}
        whole = {**about, "templates": dict(notices.templates.hashes), "files": dict(files)}
        return json.dumps(whole, indent=2, sort_keys=True) + "\n"

    files = write_whole(settings.further_notices / notices.notices_id, write_files, manifest)
    finish_notices(ledger, notices, by=by, files=files)
    done.notices.append((notices.notices_id, len(frozen), len(notices.courts)))


def _write_documents(
    settings: Settings,
    folder: Path,
    notices: FurtherNotices,
    frozen: Sequence[FrozenLine],
    told: Mapping[str, set[str]],
    who: Mapping[str, str],
) -> None:
    batch = build_batch(
        notices.notices_id,
        frozen,
        proposed_by=who["proposed"],
        approved_by=who["approved"],
        templates=notices.templates,
    )
    content = build_content(batch)
    kept = find_set(settings.kept_templates, notices.templates.template_set, settings.state)
    typesetter = Typesetter(
        read_templates_in_force(content.state, content.as_of_date, kept),
        content.as_of_date,
        content.templates,
        by=f"{content.proposed_by}; {content.approved_by}",
    )
    written = DocumentFolder(folder)
    write_documents_of_notices(content, typesetter, written, told)
    written.write_document_list(typesetter.used, typesetter.demonstration)


def _find_batch_of(ledger: Ledger, line_id: str) -> str:
    """Return the batch the line was last filed in."""
    (*_, last) = ledger.events(line_id, kinds=["filed"])
    return str(last.batch_id)
