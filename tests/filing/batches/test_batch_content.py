"""A batch that is being filed gets its documents from its frozen lines, whatever is not on record in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.filing.batches.batch_content import build_content, write_batch_documents
from tests.filing.documents.invented import text_of

ROW = {
    **dict.fromkeys(("effect", "case_number_key", "count_number", "code_book", "section", "subdivision_path")),
    **dict.fromkeys(("level", "conviction_date", "arrest_date", "new_section", "new_level", "is_sealed")),
    **dict.fromkeys(("presumed_facts", "disqualifiers", "sentence_state", "person_names", "state_ids")),
    **dict.fromkeys(("birth_date_earliest", "birth_date_latest", "birth_date_precision", "is_deceased")),
    **dict.fromkeys(("reason_text", "citation", "verified", "statutory_path", "agency_code", "charge_text")),
    "unit": "charge",
    "person_id": "1" * 16,
    "remedy_id": "prop64_statutory",
    "relief": "redesignate_misdemeanor",
    "basis": "statute",
    "county_name": "SAN JOAQUIN",
    "agency_name": "CASC SAN JOAQUIN",
    "case_numbers": "CR1; CR2",
    "person_name": "SYNTHSAGE,ORCHID",
    "source_rows": ["delivery:1"],
}
"""A row of ``marts.filing_lines`` that says as little as one can."""


@dataclass(frozen=True)
class Frozen:
    line_id: str
    line: dict[str, Any]


@dataclass
class Filed:
    lines: list[Frozen]
    relief_by: str = "court_order"
    remedy_id: str = "prop64_statutory"
    relief: str = "redesignate_misdemeanor"
    basis: str = "statute"
    county_name: str = "SAN JOAQUIN"
    batch_id: str = "ab12cd34ef56ab78"
    state: str = "ca"
    law_version: str = "2026.11.1+law.abc"
    as_of_date: str = "2026-06-01"
    data_as_of: str = "2026-03-01"
    proposed_by: str = "A. Proposer"
    approved_by: str = "B. Approver"
    templates: None = None  # begun by a version that named none: those in force set it
    place: None = None  # begun by a version that did not count batches
    step: str = ""
    recipients: tuple[()] = ()
    extra: dict[str, str] = field(default_factory=dict)


def test_what_is_not_on_record_is_said_to_be_so_and_never_filled_in(tmp_path: Path) -> None:
    write_batch_documents(tmp_path, Filed([Frozen("d" * 32, ROW)]), tmp_path)
    said = text_of(tmp_path / "sealed/case_00001.pdf")
    assert "CR1; CR2" in said and "SYNTHSAGE,ORCHID" in said
    for told in (
        *("Count not on record", "Convicted of not on record", "Level on record level not on record"),
        *("Convicted on not on record", "Born not on record", "Sentence unfinished, or not known"),
    ):
        assert told in said, told


def test_a_row_that_says_all_is_told_whole() -> None:
    row = ROW | {
        "section": "11359",
        "subdivision_path": "(b)",
        "conviction_date": "1998-07-10",
        "birth_date_earliest": "1970-03-01",
        "birth_date_latest": "1970-03-31",
        "birth_date_precision": "month",
        "person_names": ["SYNTHSAGE,ORCHID", "SYNTHSAGE,O"],
        "presumed_facts": ["sentence_completed"],
    }
    (line,) = build_content(Filed([Frozen("d" * 32, row)])).lines
    assert (line.section, str(line.day.earliest), line.birth_day.precision) == ("11359(B)", "1998-07-10", "month")
    assert line.other_names == ("SYNTHSAGE,O",) and line.presumed_facts == ("sentence_completed",)
    assert build_content(Filed([Frozen("d" * 32, row)])).court == "CASC SAN JOAQUIN"


def test_an_arrest_is_told_to_no_court_that_the_record_does_not_name(tmp_path: Path) -> None:
    arrest = ROW | {
        "unit": "arrest",
        "remedy_id": "arrest_relief",
        "relief": "relieve_arrest",
        "agency_name": "CAPDSTOCKTON",
        "arrest_date": "1994-08-07",
    }
    lines = [Frozen("d" * 32, arrest), Frozen("e" * 32, arrest | {"case_numbers": None})]
    batch = Filed(lines, "operation_of_law", "arrest_relief", "relieve_arrest", county_name="")
    write_batch_documents(tmp_path, batch, tmp_path)
    (notice,) = (tmp_path / "court_notices").iterdir()
    said = text_of(notice)
    assert "a court of San Joaquin County; the record does not say which" in said and "CAPDSTOCKTON" not in said
    letter = text_of(tmp_path / "department_letter.pdf")
    assert "for San Joaquin" in letter and "2 arrests of 1 person" in letter and "1 line has no court" in letter
    assert "“arrest relief granted”" in letter
