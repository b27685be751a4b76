"""Files of a batch by operation of law: the update for the state repository and a notice for each court of a case.

The update names people, as the repository knows them. The notices name only cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.files.tables import write_csv
from orchestration.filing.batches.files.batch_of_lines import (
    BatchOfLines,
    format_birth_day,
    format_day,
    format_folder_name,
    format_text,
)
from orchestration.filing.ledger.court_key import normalise
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.transfers import (
    OtherCourt,
    count_doubts,
    pair_courts,
    read_courts_in_other_counties,
    read_numbers_at_own_court,
    read_other_courts,
)

UPDATE_FILE, NOTICES, FURTHER_FILE = "update.csv", "notices", "further_courts.csv"

COLUMNS = (
    *("line_id", "batch_id", "state_ids", "name", "date_of_birth"),
    *("entry", "county", "agency_code", "agency_name", "entry_date", "case_numbers", "count_number", "entry_section"),
    *("charge", "level", "note", "note_date", "note_section", "relief", "reason", "verified", "law_version"),
    *("other_courts", "transfers_in_doubt", "standing"),
)
NOTICE_COLUMNS = (
    *("line_id", "batch_id", "county", "agency_code", "agency_name", "case_numbers", "count_number"),
    *("entry", "entry_date", "entry_section", "relief", "note", "note_date", "note_section", "numbers_at_other_courts"),
    "standing",
)

FURTHER_COLUMNS = (
    *("line_id", "batch_id", "further_court", "numbers_there", "numbers_at_other_courts"),
    *("state_ids", "name", "date_of_birth", "entry", "county", "agency_code", "agency_name", "entry_date"),
    *("case_numbers", "count_number", "entry_section", "relief", "note", "note_date", "note_section", "standing"),
)
PROPOSED = "proposed"
"""Status of every entry: the note is that of the statute, and nobody has granted relief yet."""


def build_entry(batch_id: str, frozen: FrozenLine) -> dict[str, str]:
    """Build one repository entry: how to find it, and the note, date and section to add.

    The date is the as-of date of the run, from which the law gives the relief by the record. The department's answer
    reports the day it recorded the note.
    """
    line: Mapping[str, Any] = frozen.line
    return {
        "line_id": frozen.line_id,
        "batch_id": batch_id,
        "state_ids": format_text(line["state_ids"]),
        "name": format_text(line["person_name"]),
        "date_of_birth": format_birth_day(line),
        "entry": "arrest" if line["unit"] == "arrest" else "conviction",
        "county": format_text(line["county_name"]),
        "agency_code": format_text(line["agency_code"]),
        "agency_name": format_text(line["agency_name"]),
        "entry_date": format_day(line),
        "case_numbers": format_text(line["case_numbers"]),
        "count_number": format_text(line["count_number"]),
        "entry_section": format_text(line["section_text"]),
        "charge": format_text(line["charge_text"]),
        "level": format_text(line["level"]),
        "note": frozen.note,
        "note_date": format_text(line["as_of_date"]),
        "note_section": format_text(line["statutory_path"]),
        "relief": format_text(line["relief"]),
        "reason": format_text(line["reason_text"]),
        "verified": format_text(line["verified"]),
        "law_version": frozen.law_version,
        "other_courts": " | ".join(court.in_words() for court in read_other_courts(line)),
        "transfers_in_doubt": str(count_doubts(line) or ""),
        "standing": PROPOSED,
    }


def write_department_files(folder: Path, batch: BatchOfLines) -> None:
    """Write the update, and a notice file for each court that has a case of it.

    No record says which court of a county has a case: an arrest goes to a court of its county, a transferred case to
    one of each county.
    """
    write_csv(folder / UPDATE_FILE, COLUMNS, [build_entry(batch.batch_id, line) for line in batch.lines])
    of_court: dict[str, list[dict[str, str]]] = defaultdict(list)
    for frozen in batch.lines:
        for court, notice in _build_notices(build_entry(batch.batch_id, frozen), frozen.line):
            of_court[court].append({name: notice[name] for name in NOTICE_COLUMNS})
    for court, notices in sorted(of_court.items()):
        write_csv(folder / NOTICES / f"{court}.csv", NOTICE_COLUMNS, notices)


def write_further_notices(folder: Path, lines: Sequence[tuple[str, FrozenLine, Collection[str]]]) -> None:
    """Write notices about lines filed before, each with its batch and the counties of the courts to notify."""
    of_court: dict[str, list[dict[str, str]]] = defaultdict(list)
    for batch_id, frozen, counties in lines:
        entry = build_entry(batch_id, frozen)
        for court, notice in _build_notices_elsewhere(entry, frozen.line):
            if notice["county"] in counties:
                of_court[court].append({name: notice[name] for name in NOTICE_COLUMNS})
    for court, notices in sorted(of_court.items()):
        write_csv(folder / NOTICES / f"{court}.csv", NOTICE_COLUMNS, notices)


def write_further_courts(folder: Path, lines: Sequence[tuple[str, FrozenLine, Collection[str]]]) -> None:
    """Write the department's list of these courts, since by law the department notifies courts: one row per entry and
    court."""
    rows = []
    for batch_id, frozen, counties in lines:
        entry = build_entry(batch_id, frozen)
        for court, others in pair_courts(frozen.line):
            if court.county in counties:
                there = {"further_court": court.county, "numbers_there": "; ".join(court.case_numbers)}
                told = {**entry, **there, "numbers_at_other_courts": _format_courts(others)}
                rows.append({name: told[name] for name in FURTHER_COLUMNS})
    write_csv(folder / FURTHER_FILE, FURTHER_COLUMNS, rows)


def _build_notices(entry: Mapping[str, str], line: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each court's file name and row: the case's number there, and separately its numbers at the other courts."""
    own = read_numbers_at_own_court(line)
    if own:
        agency = "" if entry["entry"] == "arrest" else entry["agency_code"] or entry["agency_name"]
        told = {
            "case_numbers": "; ".join(own),
            "numbers_at_other_courts": _format_courts(read_courts_in_other_counties(line)),
        }
        yield _name_file_of(entry["county"], agency), {**entry, **told}
    yield from _build_notices_elsewhere(entry, line)


def _build_notices_elsewhere(entry: Mapping[str, str], line: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of the other courts only."""
    for court, others in pair_courts(line):
        there = {"county": court.county, "agency_code": "", "agency_name": ""}
        numbers = {"case_numbers": "; ".join(court.case_numbers), "numbers_at_other_courts": _format_courts(others)}
        yield _name_file_of(court.county, ""), {**entry, **there, **numbers}


def _name_file_of(county: str, agency: str) -> str:
    return "_".join(filter(None, [format_folder_name(county), normalise(agency).lower()]))


def _format_courts(courts: Sequence[OtherCourt]) -> str:
    return " | ".join(court.in_words() for court in courts)
