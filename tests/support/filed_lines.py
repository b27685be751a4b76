"""A small ledger with filed lines of invented people, and answer files for it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import xlsxwriter
from accounts import acting_as

from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import Batch, finish_batch, start_batch
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.provenance import Provenance
from orchestration.filing.ledger.store import open_ledger
from tests.support.office_days import office_on

COLUMNS = ("line_id", "batch_id", "answer", "answered_by", "answered_on", "reason")
CONVICTED_ON = "2001-01-01"
KEYS = [CourtKey("FRESNO", f"00F000{number}", "001", "HS 11358", CONVICTED_ON, "dismiss") for number in range(1, 6)]
LINES = [key.line_id for key in KEYS]
SHOWN = Provenance("r", "v", "w")
"""Run and law that reviewers were shown, and the workbook that came back."""


def ledger_of(folder: Path) -> Path:
    return folder / "ledger.sqlite"


def evidence_of(folder: Path) -> Path:
    return folder / "evidence.sqlite"


NO_COUNTS: Mapping[int, str] = MappingProxyType({})
FILED_ON = "2026-05-29"
"""The day on which ``file_lines`` files, by the clock of the office."""


def file_lines(
    folder: Path,
    places: Iterable[int] = range(5),
    relief_by: str = "court_order",
    told: Iterable[str] = (),
    one_person: str = "",
    counts: Mapping[int, str] = NO_COUNTS,
    case: str = "",
) -> Batch:
    """Lines of ``KEYS``, of the persons p0, p1 …, filed in one batch in the ledger under ``folder``. ``told``: counties
    of the other courts of their cases, as what is frozen of a line tells them. ``one_person``: under this id, which
    what is frozen alone knows, they are one. ``counts``: their counts, by place; ``case``: the case of all, as it is
    frozen."""
    with office_on(FILED_ON):
        return _filed(folder, places, relief_by, told, one_person, counts, case)


def _filed(
    folder: Path,
    places: Iterable[int],
    relief_by: str,
    told: Iterable[str],
    one_person: str,
    counts: Mapping[int, str],
    case: str,
) -> Batch:
    keys = {place: KEYS[place] for place in places}
    remedy = {"court_order": "prop64_statutory", "operation_of_law": "pc1203_425"}[relief_by]
    with open_ledger(ledger_of(folder)) as ledger:
        candidates = [
            Candidate(key, relief_by, remedy, "FRESNO", f"p{place}", frozenset({f"p{place}"}), "c", "s")
            for place, key in keys.items()
        ]
        with acting_as("Ada Analyst"):
            propose(ledger, candidates, set(), by="Ada Analyst", run_id="r", law_version="v")
        held = {
            key.line_id: Held("FRESNO", remedy, frozenset(), frozenset({f"p{place}"})) for place, key in keys.items()
        }
        if relief_by == "operation_of_law":
            from orchestration.filing.ledger.chain import NewEvent

            with ledger.writing() as writing:
                writing.append([NewEvent("checked", "Ruth Ortega", line_id=line_id, **vars(SHOWN)) for line_id in held])
        decisions = [Decision(line_id, "approve", "Ruth Ortega") for line_id in held]
        record_decisions(ledger, decisions, about=held, unsigned={}, of=SHOWN)
        with open_evidence(evidence_of(folder)) as evidence:
            frozen = {
                key.line_id: evidence.keep(
                    key.line_id,
                    _frozen(key.line_id, list(told), one_person)
                    if place not in counts
                    else _frozen_in_words(key.line_id, case or f"00F000{place + 1}", counts[place]),
                )
                for place, key in keys.items()
            }
        batch, _ = start_batch(ledger, held, by="Ruth Ortega", run_id="r", law_version="v", evidence=frozen)
        assert batch is not None
        finish_batch(ledger, batch, by="Ruth Ortega", files={"manifest.json": "m"}, evidence=frozen)
    return batch


def _frozen(line_id: str, told: list[str], one_person: str) -> str:
    line: dict[str, object] = {"county_name": "FRESNO", "conviction_date": CONVICTED_ON, "arrest_date": "2000-12-01"}
    line |= {"other_court_county_names": told, "other_court_case_numbers": [""] * len(told)}
    line["person_ids"] = [one_person] if one_person else []
    return FrozenLine(line_id, "ca", "r", "v", "", line, [], {}).as_text()


def _frozen_in_words(line_id: str, case: str, count: str) -> str:
    line = {"case_numbers": [case], "count_number": count, "section_text": "HS 11358", "conviction_date": CONVICTED_ON}
    return FrozenLine(line_id, "ca", "r", "v", "", line, [], {}).as_text()


def row(batch: Batch, line_id: str, answer: str = "granted", **changes: str) -> dict[str, str]:
    """A row of an answer file."""
    values = (line_id, batch.batch_id, answer, "Dept. 12", "2026-05-30", "")
    return dict(zip(COLUMNS, values, strict=True)) | changes


def write_csv(path: Path, rows: Iterable[Mapping[str, str]], columns: Iterable[str] = COLUMNS) -> Path:
    names = list(columns)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_sheet(path: Path, rows: Iterable[Mapping[str, object]], columns: Iterable[str] = COLUMNS) -> Path:
    """A workbook as a person sends it back: a title above, then the columns in whatever order."""
    names = list(columns)
    workbook = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    workbook.add_worksheet("Read me").write_string(0, 0, "fill in the answers")
    sheet = workbook.add_worksheet("Lines")
    sheet.write_string(0, 0, "Batch of Fresno")
    day = workbook.add_format({"num_format": "m/d/yyyy"})
    for place, name in enumerate(names):
        sheet.write_string(1, place, name)
    for number, values in enumerate(rows, 2):
        for place, name in enumerate(names):
            value = values.get(name, "")
            if hasattr(value, "year"):
                sheet.write_datetime(number, place, value, day)
            else:
                sheet.write_string(number, place, str(value))
    workbook.close()
    return path
