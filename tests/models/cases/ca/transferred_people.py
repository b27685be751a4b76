"""Invented people whose cases went from court to court, as lists of case transfers tell it.

What belongs here: the rows. What is expected of each stands in the test beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from other_files import Row, ids, write_other
from raw_files import conviction, person, write_history

(
    FORWARD, CHAIN, NO_NUMBER, CONTRADICTORY, PERHAPS_ONE_DAY, SENT_TWICE, TWO_NUMBERS, HOSTILE, TOLD_TWICE, RECEIVED,
    MET, NO_SUCH_CASE, CONFLICTING, SEVERAL_NUMBERS, DOUBTED_AND_TWICE, MARIJUANA, LAST,
) = range(701, 718)  # fmt: skip
STRANGER = 999
THEFT = "484(A) PC-PETTY THEFT"
BATTERY = "242 PC-BATTERY"
POSSESSION = "11357(B) HS-POSSESS MARIJUANA"
JAIL = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D", "CONV_STAT_DESCR": "MISDEMEANOR"}
FRESNO = {"STP_ORI_CODE": "CA010025J", "STP_ORI_DESCR": "CASC FRESNO", "STP_ORI_CNTY_NAME": "FRESNO"}
KERN = {"STP_ORI_CODE": "CA015015J", "STP_ORI_DESCR": "CASC KERN", "STP_ORI_CNTY_NAME": "KERN"}
MAY, LATER = "2003-05-06", "2005-07-08"


def case(number: int) -> str:
    return f"00F{number:04d}"


def histories() -> list[Row]:
    """What the state says: a theft of each in 2000, mostly before Sacramento's court, and nothing of any transfer."""
    told: list[Row] = []
    for number in range(FORWARD, LAST):
        who = person(number)
        there = {"OFN": f"F{number}", "CNT_ORDER": "102002001000", **FRESNO, **JAIL}
        here = {"OFN": case(number), **JAIL}
        match number:
            case 709:
                other_count = there | {"CNT_ORDER": "102002002000"}
                told += [conviction(who, THEFT, **here), conviction(who, THEFT, "20030601", **there)]
                told.append(conviction(who, BATTERY, "20030601", **other_count))
            case 710:
                told.append(conviction(who, THEFT, **there))
            case 711:
                kern = there | {"OFN": "K711"} | KERN
                told += [conviction(who, THEFT, **here), conviction(who, BATTERY, "20010601", **kern)]
            case 714:
                told.append(conviction(who, THEFT, **here | {"OFN": "00F0714, 00F9714"}))
            case 715:
                told += [conviction(who, THEFT, **here), conviction(who, THEFT, **there)]
            case 716:
                told += [conviction(who, POSSESSION, **here), conviction(who, POSSESSION, **there)]
            case _:
                told.append(conviction(who, THEFT, **here))
    return told


def went(number: int, to: str = "Fresno", received_as: str = "", day: str = MAY, **columns: str) -> Row:
    """A row of a list: the person's case in Sacramento went to another court."""
    told = {"FROM_COUNTY_NAME": "Sacramento", "FROM_CASE_NUMBER": case(number)}
    there = {"TO_COUNTY_NAME": to, "TO_CASE_NUMBER": received_as, "TRANSFER_DATE": day}
    return ids(number) | told | there | columns


def told_by_sacramento() -> Sequence[Row]:
    """What Sacramento's court says."""
    kern_to_fresno = {"FROM_COUNTY_NAME": "KERN", "FROM_CASE_NUMBER": "K711"}
    return [
        went(FORWARD, FROM_CASE_NUMBER="00-f-0701", TO_CASE_NUMBER="01-C-0001"),
        went(CHAIN, received_as="F702"),
        went(CHAIN, "KERN", "K702", LATER, FROM_COUNTY_NAME="FRESNO", FROM_CASE_NUMBER="F702"),
        went(CHAIN, "SACRAMENTO", "S702", "2007", FROM_COUNTY_NAME="KERN", FROM_CASE_NUMBER="K702"),
        went(NO_NUMBER),
        went(CONTRADICTORY, "FRESNO", "F704"),
        went(CONTRADICTORY, "KERN", "K704"),
        went(PERHAPS_ONE_DAY, "FRESNO", "F705", "2003-05"),
        went(PERHAPS_ONE_DAY, "KERN", "K705"),
        went(SENT_TWICE, "FRESNO", "F706"),
        went(SENT_TWICE, "KERN", "K706", LATER),
        went(TWO_NUMBERS, "FRESNO", "F707"),
        went(TWO_NUMBERS, "FRESNO", "F999"),
        went(TWO_NUMBERS, "KERN", "K707", LATER, FROM_COUNTY_NAME="FRESNO", FROM_CASE_NUMBER="F707"),
        went(HOSTILE, "Sacramento", "X1"),
        went(HOSTILE, "Nowhere", "X2"),
        went(HOSTILE, ""),
        went(HOSTILE, "KERN", FROM_CASE_NUMBER=""),
        went(HOSTILE, "YOLO", "X3", "2026-03-02"),
        went(HOSTILE, "Kings", "=cmd|' /C calc'!A0", "05/06/2003"),
        went(TOLD_TWICE, received_as="F709"),
        went(RECEIVED, received_as="F710", FROM_CASE_NUMBER=""),
        went(MET, received_as="F711"),
        went(MET, "FRESNO", "F711", LATER, **kern_to_fresno),
        went(NO_SUCH_CASE, received_as="F712", FROM_CASE_NUMBER="99Z9999"),
        went(CONFLICTING, received_as="F713", SUBJECT_ID=ids(FORWARD)["SUBJECT_ID"]),
        went(SEVERAL_NUMBERS, received_as="F714 F9714", FROM_CASE_NUMBER="00F9714"),
        went(DOUBTED_AND_TWICE, received_as="F715"),
        went(DOUBTED_AND_TWICE, "KERN", "K715"),
        went(MARIJUANA, received_as="F716"),
        went(STRANGER),
        ids(FORWARD) | {"CII_NUMBER": "", "SUBJECT_ID": ""},
    ]


def told_by_fresno() -> Sequence[Row]:
    """What Fresno's court says of one of them: the same, twice in its list."""
    again = went(FORWARD, received_as="01C0001")
    return [again, again]


def deliver(folder: Path) -> Path:
    """All of it, with a Supervised Release File that knows none of them."""
    write_history(folder / "sacramento_20260301.csv", histories())
    write_other(folder, "case_transfers", told_by_sacramento())
    write_other(folder, "case_transfers", told_by_fresno(), county="fresno", cut="20260201")
    write_other(folder, "supervised_release", [ids(STRANGER) | {"SUPERVISED_BY": "LOCAL", "START_DATE": "2025-01-01"}])
    return folder
