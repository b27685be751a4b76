"""Invented lines and batches for the tests of documents, and reading a PDF back.

What belongs here: content of people that do not exist. What does not: assertions.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf

from orchestration.filing.documents.content import BatchContent, CourtCase, LineContent, RecordedDay

SIXTY = "SYNTHLONGNAME-WITHOUTASPACE" + "X" * 33
HOSTILE = '#panic("x") [a] $b$ *c* _d_ `e` <f> @g // h \\ i = j "k" \u202edlrow\u202c \x07bell \u6f22'

LINE = LineContent(
    line_id="d" * 32,
    person_id="1" * 16,
    unit="charge",
    county="SAN JOAQUIN",
    court="CASC SAN JOAQUIN",
    court_code="CA039015J",
    case_numbers=("CR000001", "MCR-17"),
    count_number="101002002000",
    code_book="HS",
    section="11357(B)",
    charge_text="11357(B) HS-POSSESS MARIJUANA 28.5 GRAMS OR LESS",
    level="misdemeanor",
    day=RecordedDay(date(1998, 7, 10), date(1998, 7, 10), "day"),
    remedy_id="prop64_statutory",
    relief="dismiss_and_seal",
    effect="dismissed and sealed, or redesignated",
    basis="statute",
    statutory_path="Health and Safety Code 11361.8(e),(f)",
    reason="A person of 21 or over may today possess up to 28.5 grams: under the law of today no offense.",
    citation="Health and Safety Code 11361.8(e),(f); 11362.1(a)(1)",
    verified="V/M-subdiv",
    person_name="SYNTHNÚÑEZ,JOSÉ",
    birth_day=RecordedDay(date(1970, 3, 25), date(1970, 3, 25), "day"),
    other_names=("SYNTHNUNEZ,JOSE",),
    state_ids=("25328413",),
    new_section="11362.1(a)(1)",
    is_sealed=True,
    sentence_state="met",
    disqualifiers="not_asked",
    presumed_facts=("concentrate_at_most_8_grams",),
    source_row_count=2,
)
BATCH = BatchContent(
    batch_id="ab12cd34ef56ab78",
    state="ca",
    county="SAN JOAQUIN",
    relief_by="court_order",
    remedy_id="prop64_statutory",
    relief="dismiss_and_seal",
    basis="statute",
    as_of_date=date(2026, 6, 1),
    data_as_of=date(2026, 3, 1),
    law_version="2026.11.1+law.bbb754902c9e",
    lines=(LINE,),
    proposed_by="A. Proposer, Office of the District Attorney",
    approved_by="B. Approver, Office of the District Attorney",
)
RELIEVED = replace(
    LINE,
    code_book="PC",
    section="484(A)",
    charge_text="484(A) PC-THEFT",
    remedy_id="conviction_relief",
    relief="relieve_conviction",
    effect="withheld from disclosure, and released from penalties with the exceptions the section names",
    statutory_path="Penal Code 1203.425(a)",
    reason="The term of probation appears completed, without revocation.",
    citation="Penal Code 1203.425(a)(1)(B)(iv)(I)(ia)",
    verified="V",
    new_section="",
    is_sealed=False,
    presumed_facts=(),
)


def many(number: int, line: LineContent = LINE, per_case: int = 2) -> tuple[LineContent, ...]:
    """As many lines, ``per_case`` of each case and person; some with long, accented or hostile names, or days half
    known."""
    names = ("SYNTHSAGE,ORCHID M", SIXTY, "SYNTHNÚÑEZ,JOSÉ", HOSTILE, "SYNTHMÜLLER-ÅS,ŁUCJA")
    days = (line.day, RecordedDay(date(1999, 2, 1), date(1999, 2, 28), "month"), RecordedDay())
    return tuple(
        replace(
            line,
            line_id=f"{place:032x}",
            person_id=f"{place // per_case:016x}",
            case_numbers=(f"CR{place // per_case:06}",),
            person_name=names[place // per_case % len(names)],
            other_names=(),
            day=days[place % len(days)],
            count_number=str(place % per_case + 1),
        )
        for place in range(number)
    )


def by_law(number: int, per_case: int = 2) -> BatchContent:
    """A batch by operation of law, its first case transferred from another court."""
    lines = list(many(number, RELIEVED, per_case))
    lines[0] = replace(
        lines[0], other_courts=(CourtCase("CASC STANISLAUS", "CA050015J", ("ORIGINAL-9",), "STANISLAUS"),)
    )
    return replace(
        BATCH,
        relief_by="operation_of_law",
        remedy_id="conviction_relief",
        relief="relieve_conviction",
        lines=tuple(lines),
    )


def text_of(pdf: Path | bytes) -> str:
    """The text of a PDF, with spaces made one."""
    reader = pypdf.PdfReader(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def files_of(folder: Path) -> dict[str, Any]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
