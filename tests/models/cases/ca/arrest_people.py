"""Whole invented people for relief of arrests (Penal Code 851.93), and the acceptance cases of the law among them.

What belongs here: the rows of each person. What does not: what is expected (``test_arrest_relief``). A case is one
person with one arrest; everything is looked at on 2025-01-15.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from raw_files import Row, arrest, conviction, person

PETTY_THEFT, BURGLARY, ROBBERY, DRUGS = (
    "484(A) PC-PETTY THEFT",
    "459 PC-BURGLARY",
    "211 PC-ROBBERY",
    "11377(A) HS-POSS CONTROLLED SUBSTANCE",
)
RESISTING = "148(A)(1) PC-OBSTRUCT PUBLIC OFCR"
REJECTED = "PROS REJ-INSUFFICIENT EVIDENCE"
SECOND_COUNT = "101002002000"


def held(charge: str, level: str, day: str, disposition: str = "", **changes: str) -> list[Row]:
    """The count of an arrest."""
    return [arrest({}, charge, day, OFFENSE_TOC=level, DISP_DESCR=disposition, **changes)]


def before_court(charge: str, level: str, arrested: str, day: str, disposition: str, **changes: str) -> list[Row]:
    """The count of that arrest before a court."""
    court = {"CYC_DATE": arrested, "OFFENSE_TOC": level, "CONV_STAT_DESCR": "", "DISP_DESCR": disposition}
    if disposition == "CONVICTED":
        court["CONV_STAT_DESCR"] = {"F": "FELONY", "M": "MISDEMEANOR"}[level]
    return [conviction({}, charge, day, **(court | changes))]


def both(charge: str, level: str, arrested: str, day: str, disposition: str, **changes: str) -> list[Row]:
    """Arrest and court."""
    return [*held(charge, level, arrested), *before_court(charge, level, arrested, day, disposition, **changes)]


def _acceptance() -> Mapping[str, Sequence[Row]]:
    two_counts = [
        *both(PETTY_THEFT, "M", "20181001", "20190105", "CONVICTED"),
        *before_court(RESISTING, "M", "20181001", "20190105", "DISMISSED", CNT_ORDER=SECOND_COUNT),
    ]
    return {
        "CA-085": both(PETTY_THEFT, "M", "20240501", "20250114", "DISMISSED"),
        "CA-086": both(BURGLARY, "F", "20150501", "20160114", "DISMISSED"),
        "CA-088": held(ROBBERY, "F", "20191001", REJECTED, DISP_DATE="20191005"),
        "CA-089": two_counts,
        "CA-091": both(DRUGS, "F", "20031001", "20050105", "DIVERSION COMPLETED"),
        "CA-092": both(ROBBERY, "F", "20221001", "20230605", "ACQUITTED"),
    }


def _waits() -> Mapping[str, Sequence[Row]]:
    return {
        "misdemeanor, a year ago today": held(PETTY_THEFT, "M", "20240115"),
        "misdemeanor, a year ago yesterday": held(PETTY_THEFT, "M", "20240114"),
        "drugs, three years ago today": held(DRUGS, "F", "20220115", REJECTED),
        "drugs, three years ago yesterday": held(DRUGS, "F", "20220114", REJECTED),
        "robbery, six years ago yesterday": held(ROBBERY, "F", "20190114"),
        "level not on record, seven years ago": held(ROBBERY, "", "20180101"),
        "level not on record, two years ago": held(DRUGS, "", "20230101"),
        "year of the arrest alone": held(PETTY_THEFT, "M", "20240000"),
        "before 1973": held(PETTY_THEFT, "M", "19721231"),
    }


def _outcomes() -> Mapping[str, Sequence[Row]]:
    begun = both(DRUGS, "F", "20100401", "20100601", "DIVERSION")
    ended = before_court(DRUGS, "F", "20100401", "20111215", "DEFERRED ENTRY OF JUDGMENT COMPLETED")
    other_cycle = {"CNT_ORDER": "102002001000", "OFN": "10F0009"}
    return {
        "rejected on a row of the court": [
            *held(PETTY_THEFT, "M", "20200101"),
            *before_court(PETTY_THEFT, "M", "20200101", "20200201", REJECTED),
        ],
        "dropped by the police": held(PETTY_THEFT, "M", "20241201", "DISMISSED/CHARGE DROPPED"),
        "felony dropped by the police": held(BURGLARY, "F", "20150101", "DISMISSED/CHARGE DROPPED"),
        "no disposition of the court": both(PETTY_THEFT, "M", "20100401", "20100601", ""),
        "the same, level not on record": both(PETTY_THEFT, "", "20100401", "20100601", ""),
        "convicted": both(PETTY_THEFT, "M", "20100401", "20100601", "CONVICTED"),
        "diversion under way": begun,
        "diversion completed on a later row of the count": [*begun, *ended],
        "diversion that failed": both(DRUGS, "F", "20100401", "20100601", "DIVERSION COMPLETED UNSUCCESSFULLY"),
        "dismissed in another cycle of the same day": [
            *held(PETTY_THEFT, "M", "20100401"),
            *before_court(PETTY_THEFT, "M", "20100401", "20100601", "DISMISSED", **other_cycle),
        ],
        "a case of another day": [
            *held(BURGLARY, "F", "20100401"),
            *before_court(BURGLARY, "F", "20100402", "20100601", "DISMISSED", **other_cycle),
        ],
        "court of another county in the cycle": [
            *held(BURGLARY, "F", "20100401"),
            *before_court(BURGLARY, "F", "20100401", "20100601", "DISMISSED", STP_ORI_CNTY_NAME="FRESNO"),
        ],
    }


def _records() -> Mapping[str, Sequence[Row]]:
    dismissed = both(PETTY_THEFT, "M", "20100401", "20100601", "DISMISSED")
    (court,) = dismissed[1:]
    later = {"CNT_ORDER": "101003001000", "STP_EVENT_DATE": "20230901", "DISP_DATE": "20230901"}
    elsewhere = {"STP_ORI_CNTY_NAME": "OUT OF STATE", "STP_ORI_CODE": "NV0020000"}
    return {
        "relieved before": [*dismissed, dict(court) | later | {"DISP_DESCR": "ARREST RELIEF GRANTED 851.93 PC"}],
        "sealed before": [*dismissed, dict(court) | later | {"DISP_DESCR": "SEALED PER 851.91 PC"}],
        "an unknown step in the cycle": [*dismissed, dict(court) | later | {"STP_TYPE_DESCR": "MISC ACTION"}],
        "a disposition nobody knows": [*dismissed, dict(court) | later | {"DISP_DESCR": "PROCEEDINGS SUSPENDED"}],
        "juvenile court": [
            *held(PETTY_THEFT, "M", "20100401"),
            *before_court(PETTY_THEFT, "M", "20100401", "20100601", "WARDSHIP"),
        ],
        "arrest in another state": held(PETTY_THEFT, "M", "20100401", **elsewhere),
        "proceedings found": held(BURGLARY, "F", "20150101"),
        "completion found": both(DRUGS, "F", "20100401", "20100601", "DIVERSION", OFN="10F0123"),
    }


CASES: Mapping[str, Sequence[Row]] = _acceptance() | _waits() | _outcomes() | _records()
NUMBERS: Mapping[str, int] = {name: 8001 + place for place, name in enumerate(CASES)}


def rows() -> list[Row]:
    """Everybody's rows."""
    return [person(NUMBERS[name]) | dict(row) for name, of_case in CASES.items() for row in of_case]


def facts() -> list[str]:
    """Lines of the facts file: about arrests, one of them on a day on which there was none."""
    found = (
        ("proceedings found", "2015-01-01", "proceedings_initiated", "yes"),
        ("completion found", "2010-04-01", "diversion_completed", "yes"),
        ("a case of another day", "2010-04-02", "proceedings_initiated", "yes"),
    )
    return [
        f"state:{NUMBERS[name]},SACRAMENTO,arrest:{day},,{fact},{value},clerk 7,2025-01-02,looked up"
        for name, day, fact, value in found
    ]
