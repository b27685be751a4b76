"""Notices to people of relief that was given: one for each person and relief, in each language, from what was filed.

They need no warehouse: a later run may no longer have the person. Nothing is sent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.files.atomic import write_private
from orchestration.files.tables import format_csv
from orchestration.filing.batches.batch_content import build_line_content
from orchestration.filing.batches.candidates import Selection
from orchestration.filing.documents.content import LineContent, NoticeContent, NoticeEntry
from orchestration.filing.documents.for_one_person import build_notice_pdf
from orchestration.filing.documents.individual import RELIEVED
from orchestration.filing.documents.notice_words import read_notice_words
from orchestration.filing.ledger.evidence import Evidence, open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_without_reasons
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.current_state import LedgerLine, read_all_lines
from orchestration.filing.monitoring.reconcile_record import read_given_days
from orchestration.law.recipients import LANGUAGES
from orchestration.settings import Settings

INDEX = "notices.csv"
COLUMNS = ("notice", "language", "county", "relief", "given_on", "line_ids")


@dataclass(frozen=True)
class WrittenNotices:
    """``notices``: of people and reliefs. Lines without one: ``dead``, a death is on record; ``destroyed``,
    an order destroyed the evidence."""

    notices: int
    people: int
    dead: int
    destroyed: int


@dataclass(frozen=True)
class _Given:
    """A line whose relief was given, as it was filed."""

    line_id: str
    person_id: str
    frozen: FrozenLine
    content: LineContent
    given_on: date


def write_people_notices(settings: Settings, folder: Path, meant: Selection, since: date | None) -> WrittenNotices:
    """Write the notices of the selected lines whose relief was given, on ``since`` or later, and a list of them.

    Raises:
        LedgerError: The ledger cannot be used.
        NoticeWordsError: A relief has no words.
    """
    skipped: Counter[str] = Counter()
    rows: list[Sequence[object]] = []
    with open_ledger(settings.ledger, create=False) as ledger, open_evidence(settings.evidence) as evidence:
        given = read_given_days(ledger)
        lines = [
            one
            for one in read_all_lines(ledger)
            if one.state in RELIEVED and meant.means(one.line) and given[one.line.line_id] >= str(since or "")
        ]
        by_person: dict[tuple[str, str], list[_Given]] = defaultdict(list)
        for one in _read_given(lines, given, evidence, skipped):
            by_person[one.person_id, one.content.relief].append(one)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for (_, relief), its in sorted(by_person.items()):
            rows += _write(settings, folder, relief, sorted(its, key=lambda one: one.line_id))
    write_private(folder / INDEX, format_csv(COLUMNS, sorted(rows, key=str)))
    people = {person for person, _ in by_person}
    return WrittenNotices(len(by_person), len(people), skipped["dead"], skipped["destroyed"])


def _read_given(
    lines: Sequence[LedgerLine], given: Mapping[str, str], evidence: Evidence, skipped: Counter[str]
) -> Iterator[_Given]:
    for one in lines:
        line_id = one.line.line_id
        text = evidence.read(line_id, one.evidence_hash) if one.evidence_hash else None
        if text is None:
            skipped["destroyed"] += 1
            continue
        frozen = read_without_reasons(text)
        content = build_line_content(line_id, frozen.line)
        if content.is_deceased:
            skipped["dead"] += 1
            continue
        yield _Given(line_id, one.line.first_person_id, frozen, content, date.fromisoformat(given[line_id]))


def _write(settings: Settings, folder: Path, relief: str, its: Sequence[_Given]) -> Iterator[Sequence[object]]:
    """Write one person's notice of one relief. It is of the last day on which that relief was given."""
    day = max(one.given_on for one in its)
    newest: Mapping[str, Any] = max((one.frozen.line for one in its), key=lambda line: str(line["data_as_of"]))
    entries = sorted((_build_entry(one) for one in its), key=lambda one: (one.given_on, one.county, one.charge_text))
    content = NoticeContent(
        settings.state,
        its[0].content.person_name,
        day,
        date.fromisoformat(str(newest["data_as_of"])),
        its[-1].frozen.law_version,
        tuple(entries),
        settings.office,
        settings.contacts,
        read_notice_words(settings.models, settings.state, day),
        is_asked_for=False,
    )
    for language in LANGUAGES:
        name = f"notice_{its[0].line_id[:12]}_{relief}_{language}.pdf"
        write_private(folder / name, build_notice_pdf(content, language))
        counties = "; ".join(dict.fromkeys(one.county for one in entries))
        yield name, language, counties, relief, day, "; ".join(one.line_id for one in its)


def _build_entry(one: _Given) -> NoticeEntry:
    content = one.content
    return NoticeEntry(
        unit=content.unit,
        county=content.county,
        case_numbers=content.case_numbers,
        charge_text=content.charge_text,
        level=content.level,
        day=content.day,
        standing="cleared",
        relief=content.relief,
        new_level=content.new_level,
        statutory_path=content.statutory_path,
        cleared_by="ledger",
        given_on=one.given_on,
    )
