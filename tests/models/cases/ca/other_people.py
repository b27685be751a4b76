"""Invented people with what a state, a court, a prosecutor and a Supervised Release File say of them.

What belongs here: the rows. What is expected of each stands in the test beside.
"""

from __future__ import annotations

from collections.abc import Sequence

from other_files import Row, ids
from raw_files import arrest, conviction, person

(
    WITHOUT_DISPOSITION, HEARD_OF_NOTHING, OTHERWISE, TWO_COUNTS, NO_SUBDIVISION, KNOWN_BY_ISSUER, CONFLICTING,
    SENTENCED, UNREADABLE, LOOSE_ISSUER, OTHER_DAY, BOTH_SAY_DIFFERENT, LETTERED, ARRESTED, IN_ITS_CASE,
) = range(601, 616)  # fmt: skip
STRANGER = 999

THEFT = "484(A) PC-PETTY THEFT"
POSSESSION = "11357(B) HS-POSSESS MARIJUANA"
CULTIVATION = "11358 HS-PLANT/CULTIVATE MARIJUANA"
OPEN = {"DISP_DESCR": "", "CONV_STAT_DESCR": "", "DISP_DATE": "", "OFFENSE_TOC": "F"}


def case(number: int) -> str:
    return f"00F{number:04d}"


def histories() -> list[Row]:
    """What the state says."""
    told: list[Row] = []
    for number in range(WITHOUT_DISPOSITION, LETTERED + 1):
        who, which = person(number), {"OFN": case(number)}
        match number:
            case 601 | 607 | 612:
                told.append(conviction(who, CULTIVATION, **which, **OPEN))
            case 604:
                told += [
                    conviction(who, CULTIVATION, **which, **OPEN, CNT_ORDER=f"10100200{count}000") for count in (1, 2)
                ]
            case 605:
                told += [
                    conviction(who, f"11357({letter}) HS-POSSESS", **which, **OPEN, CNT_ORDER=f"10100200{count}000")
                    for count, letter in enumerate("AB", 1)
                ]
            case 608:
                told.append(
                    conviction(who, POSSESSION, **which, SENT_LOC_DESCR="JAIL", SENT_LENGTH="30", SENT_TIME_CODE="D")
                )
            case 613:
                told.append(conviction(who, "496A PC-RSP", **which, CONV_STAT_DESCR=""))
            case _:
                told.append(conviction(who, CULTIVATION, **which, CONV_STAT_DESCR="FELONY"))
    # Nothing followed these arrests in the history; and one was dismissed, in a case in which a court convicted.
    told += [
        arrest(person(number), THEFT, day, OFFENSE_TOC="M", STP_ORI_CNTY_NAME=county, CNT_ORDER=f"{cycle}001001000")
        for number, cycle, day, county in (
            (ARRESTED, 101, "19950301", "SACRAMENTO"),
            (ARRESTED, 102, "20000815", "SACRAMENTO"),
            (ARRESTED, 103, "20000816", "SACRAMENTO"),
            (ARRESTED, 104, "20000101", "FRESNO"),
            (IN_ITS_CASE, 101, "20000601", "SACRAMENTO"),
            (IN_ITS_CASE, 102, "20000301", "SACRAMENTO"),
        )
    ]
    told.append(conviction(person(IN_ITS_CASE), THEFT, OFN=case(IN_ITS_CASE), DISP_DESCR="DISMISSED"))
    # A row without a state id: histories know the issuer's id of nobody, and a court's list must not say whose it is.
    told.append(arrest(person(LOOSE_ISSUER, CII_NUMBER="", SUBJECT_ID="77000000"), POSSESSION))
    return told


def court(number: int, **columns: str) -> Row:
    """A row of a court's list: convicted of cultivation on 15 August 2000."""
    told = {
        "CASE_NUMBER": case(number), "CHARGE": "11358 HS", "LEVEL": "M", "DISPOSITION": "CONVICTED",
        "DISPOSITION_DATE": "2000-08-15",
    }  # fmt: skip
    return ids(number) | told | columns


def court_records() -> Sequence[Row]:
    """What Sacramento's court says. (Rows of Sacramento name no county: it is the county of the file.)"""
    jail = {"SENTENCE_TYPE": "JAIL", "SENTENCE_LENGTH": "60", "SENTENCE_UNIT": "DAYS"}
    return [
        court(
            WITHOUT_DISPOSITION, CASE_NUMBER="00-f-0601", SENTENCE_TYPE="PROBATION",
            SENTENCE_LENGTH="1", SENTENCE_UNIT="Y", PROBATION_REVOKED_DATE="2001-02",
        ),
        court(WITHOUT_DISPOSITION, SENTENCE_TYPE="FINE", CASE_NUMBER="00F0601"),
        court(WITHOUT_DISPOSITION, SENTENCE_TYPE="FINE", CASE_NUMBER="00F0601"),
        court(HEARD_OF_NOTHING, CASE_NUMBER="99X0001", DISPOSITION_DATE="1999-01-02", COUNTY_NAME="Fresno"),
        court(OTHERWISE, DISPOSITION="DISMISSED", DISPOSITION_DATE="2000-07-01", LEVEL="F"),
        court(TWO_COUNTS, COUNT_NUMBER="1"),
        court(TWO_COUNTS, COUNT_NUMBER="2", DISPOSITION="DISMISSED"),
        court(NO_SUBDIVISION, CHARGE="11357 HS"),
        court(KNOWN_BY_ISSUER, CII_NUMBER="", LEVEL="F", DISPOSITION_DATE="2000-07-01"),
        court(CONFLICTING, SUBJECT_ID=ids(SENTENCED)["SUBJECT_ID"]),
        court(SENTENCED, CHARGE="11357(b)", DISPOSITION_DATE="2000-07-01", **jail),
        court(UNREADABLE, DISPOSITION="SOMETHING NOBODY KNOWS"),
        court(UNREADABLE, CASE_NUMBER=""),
        court(UNREADABLE, COUNTY_NAME="Nowhere"),
        court(STRANGER),
        court(STRANGER, CII_NUMBER="", SUBJECT_ID=""),
        court(LOOSE_ISSUER, SUBJECT_ID="77000000", DISPOSITION="DISMISSED", CASE_NUMBER="X"),
        court(OTHER_DAY, LEVEL="F", DISPOSITION_DATE="2003-08-15"),
        court(BOTH_SAY_DIFFERENT),
        court(BOTH_SAY_DIFFERENT, DISPOSITION_DATE="2000-09-16"),
        court(LETTERED, CHARGE="496(A) PC", DISPOSITION_DATE="2000-07-01", LEVEL="F"),
        court(ARRESTED),
        court(IN_ITS_CASE),
    ]  # fmt: skip


def older_court_records() -> Sequence[Row]:
    """What a list of the whole state said a year before of charges that Sacramento's court tells of too."""
    county = {"COUNTY_NAME": "SACRAMENTO"}
    return [
        court(WITHOUT_DISPOSITION, CHARGE="11358 HS-CULTIVATE", PROBATION_REVOKED_DATE="2001-02", **county),
        court(SENTENCED, CHARGE="11357(b)", PROBATION_COMPLETED_DATE="2001-06-01", **county),
    ]


def supervised() -> Sequence[Row]:
    """Records of a Supervised Release File cut on 1 March 2026."""
    who = iter(range(WITHOUT_DISPOSITION, LETTERED + 1))
    dates = [
        ("2025-01-01", ""), ("2025-01-01", "2026-02-28"), ("2025-01-01", "2026-03-01"), ("2025-01-01", "2026-04-30"),
        ("2025-01-01", "2026-06-01"), ("", "2026-06"), ("2025", "03/01/2027"), ("2026-07-01", "2027-01-01"),
    ]  # fmt: skip
    rows = [ids(next(who)) | {"SUPERVISED_BY": "county", "START_DATE": start, "END_DATE": end} for start, end in dates]
    return [*rows, rows[0], ids(STRANGER) | {"SUPERVISED_BY": "the marshal", "SUPERVISION_TYPE": "PAROLE"}]


def petitions() -> Sequence[Row]:
    """Petitions against relief."""
    about = {"FILED_DATE": "2026-01-05", "HEARING_DATE": "2026-02-19"}
    done = {"OUTCOME": "Denied", "OUTCOME_DATE": "2026-02-19"}
    return [
        ids(HEARD_OF_NOTHING) | about | done | {"CASE_NUMBER": case(HEARD_OF_NOTHING)},
        ids(HEARD_OF_NOTHING) | about | {"CASE_NUMBER": case(HEARD_OF_NOTHING), "OUTCOME": "PENDING"},
        ids(HEARD_OF_NOTHING) | about | done | {"CASE_NUMBER": "99X-0001", "COUNTY_NAME": "FRESNO"},
        ids(OTHERWISE) | about | {"CASE_NUMBER": case(OTHERWISE), "SECTION": "11358", "OUTCOME": "who knows"},
        ids(OTHERWISE) | about | {"CASE_NUMBER": case(OTHERWISE), "SECTION": "11359"},
        ids(OTHERWISE) | about | {"CASE_NUMBER": "NO SUCH"},
        ids(OTHERWISE) | about | {"SECTION": "11358"},
        ids(OTHERWISE) | about | {"CASE_NUMBER": case(OTHERWISE), "SECTION": "=cmd|' /C calc'!A0"},
        ids(STRANGER) | about | {"CASE_NUMBER": case(OTHERWISE)},
    ]
