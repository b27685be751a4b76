"""Invented content of one person: objection, public defender's list, petitions, notices.

What belongs here: content and writing all of it. What does not: assertions.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from orchestration.filing.documents.content import (
    DefenderContent,
    EligibleLater,
    NoticeContent,
    NoticeEntry,
    ObjectionContent,
    PetitionContent,
)
from orchestration.filing.documents.defenders import write_defender_list
from orchestration.filing.documents.for_one_person import build_notice_pdf, build_petition_pdf
from orchestration.filing.documents.notice_words import read_notice_words
from orchestration.filing.documents.objections import write_objection_notices
from orchestration.settings import PROJECT_ROOT

from .invented import LINE, RELIEVED, many

HINT = "Hint: may petition under Penal Code 1203.4 to have the case dismissed (form CR-180)."
HINT_17B = "Hint: may ask under Penal Code 17(b) that the felony be declared a misdemeanor (form CR-180)."
OBJECTION = ObjectionContent(
    LINE, "ca", "danger", "Words of who objects.", "C. Prosecutor", date(2026, 6, 10), None, "", "2026.11.1+law.abc"
)
DEFENDER = DefenderContent(
    "ca",
    "SAN JOAQUIN",
    date(2026, 6, 1),
    date(2026, 3, 1),
    "2026.11.1+law.abc",
    many(6),
    (EligibleLater("conviction_relief", None, 85, 32), EligibleLater("conviction_relief", date(2028, 2, 1), 2, 2)),
)
CR_400 = PetitionContent("ca", "CR-400", date(2026, 6, 1), "2026.11.1+law.abc", (LINE,))
CR_180 = PetitionContent(
    "ca",
    "CR-180",
    date(2026, 6, 1),
    "2026.11.1+law.abc",
    tuple(
        replace(RELIEVED, line_id=f"{place:032x}", count_number=f"COUNT{place}", level="felony", hints=(HINT, HINT_17B))
        for place in range(7)
    ),
)
HINT_851 = (
    "Hint: may petition under Penal Code 851.91 to have the arrest sealed (form CR-409), if no charge is pending."
)
CR_409 = PetitionContent(
    "ca",
    "CR-409",
    date(2026, 6, 1),
    "2026.11.1+law.abc",
    (
        replace(
            LINE,
            unit="arrest",
            court="CAPD STOCKTON",
            court_code="",
            charge_text="487(A) PC-GRAND THEFT; 496(A) PC-RECEIVE STOLEN PROPERTY",
            level="felony",
            statutory_path="Penal Code 851.93",
            reason="The arrest was for a felony, and what was filed was dismissed: the section has no path for that.",
            citation="Penal Code 851.91",
            verified="V/M-opening of (a) and (b)",
            hints=(HINT_851,),
        ),
    ),
)
ENTRY = NoticeEntry(
    "charge",
    "SAN JOAQUIN",
    ("CR000001",),
    "11357(B) HS-POSSESS MARIJUANA",
    "misdemeanor",
    LINE.day,
    "cleared",
    "dismiss_and_seal",
    "",
    "Health and Safety Code 11361.8(e),(f)",
    "ledger",
)
NOTICE = NoticeContent(
    "ca",
    "SYNTHNÚÑEZ,JOSÉ",
    date(2026, 6, 1),
    date(2026, 3, 1),
    "2026.11.1+law.abc",
    (
        ENTRY,
        replace(ENTRY, relief="", cleared_by="state_record", charge_text="11358 HS-CULTIVATE"),
        *(
            replace(ENTRY, standing="can_be_cleared", cleared_by="", relief=relief)
            for relief in (
                *("dismiss", "redesignate_misdemeanor", "redesignate_infraction"),
                *("relieve_conviction", "relieve_arrest"),
            )
        ),
        replace(ENTRY, standing="waits", relief="", eligible_on=date(2028, 2, 14), charge_text="459 PC-BURGLARY"),
        replace(ENTRY, standing="waits", relief="", charge_text="488 PC-PETTY THEFT"),
        replace(ENTRY, standing="stays", relief="", charge_text="", unit="arrest", county="NAPA", case_numbers=()),
    ),
    words=read_notice_words(PROJECT_ROOT / "models", "ca", date(2026, 6, 1)),
)


def documents_of_a_person(folder: Path) -> None:
    """Every document that is of one person or one line, and the list of a public defender."""
    write_objection_notices(OBJECTION, folder)
    write_defender_list(DEFENDER, folder)
    (folder / "petition_cr_400.pdf").write_bytes(build_petition_pdf(CR_400))
    (folder / "petition_cr_180.pdf").write_bytes(build_petition_pdf(CR_180))
    (folder / "petition_cr_409.pdf").write_bytes(build_petition_pdf(CR_409))
    for language in ("en", "es"):
        (folder / f"notice_{language}.pdf").write_bytes(build_notice_pdf(NOTICE, language))
