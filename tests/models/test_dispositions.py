"""The vocabulary of dispositions puts each wording under the word that a careful clerk would give it.

What belongs here: the table ``ca_dispositions.csv`` alone, matched in its order. What does not: the SQL that matches.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

VOCABULARY = Path(__file__).resolve().parents[2] / "models" / "staging" / "ca" / "vocabulary" / "ca_dispositions.csv"
MATCHES = {
    "exact": str.__eq__,
    "prefix": str.startswith,
    "contains": str.__contains__,
    "pattern": lambda wording, pattern: re.search(pattern, wording),
}

WORDINGS = {
    "DIVERSION COMPLETED": "diversion_completed",
    "DISMISSED-DIVERSION COMPLETED": "diversion_completed",
    "PC 1000 DIVERSION COMPLETE": "diversion_completed",
    "DIVERSION COMPL": "diversion_completed",
    "DIV COMPL": "diversion_completed",
    "DIV COMPLETED": "diversion_completed",
    "DEFERRED ENTRY OF JUDGMENT COMPLETED": "diversion_completed",
    "DEJ COMPLETED": "diversion_completed",
    "DIVERSION GRANTED": "diversion",
    "DIVERSION TERMINATED": "diversion",
    "DIVERSION NOT COMPLETED": "diversion",
    "DIVERSION COMPLETED UNSUCCESSFULLY": "diversion",
    "DIVERSION COMPLIANCE HEARING": "diversion",
    "DEFERRED ENTRY OF JUDGMENT": "diversion",
    "CONVICTED-DIVERSION COMPLETED": "convicted",
    "JUV DIVERSION COMPLETED": "juvenile_adjudication",
    "DISMISSED": "dismissed",
    "DISMISSED/CHARGE DROPPED": "dismissed",
    "PROS REJ-INSUFFICIENT EVIDENCE": "prosecutor_rejected",
    "ARREST RELIEF GRANTED 851.93 PC": "relief_arrest_automatic",
    "SEALED PER 851.91 PC": "relief_arrest_sealed",
    "RELIEF GRANTED 1203.425 PC": "relief_conviction_automatic",
    "CONV SET ASIDE & DISM PER 1203.4 PC": "relief_dismissed_1203_4",
    "CONV SET ASIDE & DISM PER 1203.4(A) PC": "relief_dismissed_1203_4",
    "SEALED PER 1203.45 PC": "relief_sealed",
    # A dismissal under a section that Penal Code 851.93(a)(2)(D) names is a completed diversion.
    **dict.fromkeys(
        (
            "DISM PER 1000.3 PC",
            "DISM PER 1000 PC",
            "DISMISSED PER PC 1000",
            "DISM-1000.8 PC",
            "DISMISSED/1001.9 PC",
            "DISM PER 1001.7 PC",
            "DISM PER 1001 PC",
            "DISM PER 1001.31 PC",
            "DISM PER 1001.36 PC",
            "DISMISSED 1001.36(H) PC",
            "DISM 1001.36PC-MH DIVERSION",
            "DISM PER 1001.40 PC",
            "DISM PER 1001.54 PC",
            "DISM PER 1001.64 PC",
            "DISM PER 1001.74 PC",
            "DISM PER 1001.80 PC",
            "DISM PER 1001.81 PC",
            "DISM PER 1001.88 PC",
        ),
        "diversion_completed",
    ),
    # One under a section that it does not name is a dismissal, also where the wording says what was completed.
    **dict.fromkeys(
        (
            "DISM PER 1001.95 PC",
            "DISMISSED-DIVERSION COMPLETED 1001.95 PC",
            "DIVERSION COMPLETED PER 1001.95(C) PC",
            "1001.95 PC DIVERSION COMPLETED",
            "DISM PER 1001.83 PC",
            "DISM PER 1000.7 PC",
            "DISM PER 1385 PC",
            "DISM-REST 1000 PAID",
            "DISM PER 11001.36 PC",
        ),
        "dismissed",
    ),
    "DIVERSION GRANTED PER 1001.36 PC": "diversion",
    "DIVERSION GRANTED PER 1001.95 PC": "diversion",
    "1001.95 PC DIVERSION NOT COMPLETED": "diversion",
    "DIVERSION COMPLETED UNSUCCESSFULLY 1001.95 PC": "diversion",
    "MOTION TO DISM PER 1001.36 PC DENIED": "unrecognised",
    "REG TERMINATED": "registration_terminated",
    "NO LONGER REQUIRED TO REGISTER": "registration_terminated",
    "NO LONGER REQUIRED TO REGISTER PER 290.5 PC": "registration_terminated",
    "RELIEVED OF DUTY TO REGISTER": "registration_terminated",
    "REGISTRATION NO LONGER REQUIRED": "registration_terminated",
    # Neither what was asked for nor what was not given is the end of a duty.
    **dict.fromkeys(
        (
            "NOT RELIEVED OF DUTY TO REGISTER",
            "PETITION TO BE RELIEVED OF DUTY TO REGISTER",
            "PETN TO BE RELIEVED OF DUTY TO REGISTER",
            "PET-NO LONGER REQ TO REGISTER",
            "MOTION FOR FINDING NO LONGER REQUIRED TO REGISTER",
            "REQUEST:REGISTRATION NO LONGER REQUIRED",
            "NOT REG TERMINATED",
        ),
        "unrecognised",
    ),
    # What was asked for and not given is no relief; what no word is for goes to review.
    "PET FOR DISM PER 1203.4 PC DENIED": "unrecognised",
    "RESENTENCING PER 11361.8 HS DENIED": "unrecognised",
    "REDUCTION PER 17(B) PC DENIED": "unrecognised",
    "RELIEF DENIED 1203.425 PC": "unrecognised",
    "CONVICTED-PROB DENIED": "convicted",
    "PLEA WITHDRAWN & DISM PER 1203.43 PC": "unrecognised",
    "VACATED PER 1203.49 PC": "unrecognised",
}


def word(wording: str) -> str:
    with VOCABULARY.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["match_order"]))
    return next(row["disposition_type"] for row in rows if MATCHES[row["match_mode"]](wording, row["disposition_text"]))


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_wording_has_its_word(wording: str) -> None:
    assert word(wording) == WORDINGS[wording]
