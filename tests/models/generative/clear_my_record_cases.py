"""Rows and words for the tests of Clear My Record's reading: one person, a recent sale, a burglary elsewhere.

What belongs here: what both test modules put in and the answers they name. What does not: tests, the reading itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from raw_files import Row, conviction, person, write_history

from tests.models.generative.clear_my_record import (
    DISMISSAL,
    REDUCTION,
    Determination,
    Options,
    PassedOver,
    determine,
    passed_over,
)
from tests.models.generative.clear_my_record_rows import RawFile, read_file

AS_OF = date(2026, 6, 1)
COUNTY = "SACRAMENTO"
OPTIONS = Options.from_json(
    {
        "baselineEligibility": {"dismiss": ["11357"], "reduce": ["11359"]},
        "additionalRelief": {
            "subjectUnder21AtConviction": True,
            "subjectHasOnlyProp64Charges": True,
            "subjectIsDeceased": True,
            "subjectAgeThreshold": 57,
            "yearsSinceConvictionThreshold": 10,
            "yearsCrimeFreeThreshold": 5,
        },
    }
)
SALE = "11359 HS-MARIJUANA POSSESS FOR SALE"
REDUCED = (REDUCTION, "Reduce all HS 11359 convictions")
UNDER_21 = (DISMISSAL, "21 years or younger")
OLD = (DISMISSAL, "57 years or older")
LONG_AGO = (DISMISSAL, "Conviction occurred 10 or more years ago")
CRIME_FREE = (DISMISSAL, "No convictions in the past 5 years")
ONLY_PROP64 = (DISMISSAL, "Only has 11357-60 charges")
LESS = (DISMISSAL, "Misdemeanor or Infraction")
NOTHING = ("", "")

# Born 1 May 1970, 56 on the as-of date; the sale is recent, and burglary in another county more so.
WHO = person(1)


def sale(who: Row = WHO, charge: str = SALE, day: str = "20200601", **changes: str) -> dict[str, str]:
    row: dict[str, str] = conviction(who, charge, day, **{"CONV_STAT_DESCR": "FELONY"} | changes)
    return row


def burglary(who: Row = WHO, day: str = "20250101", **changes: str) -> dict[str, str]:
    other = {"CNT_ORDER": "102001001000", "STP_ORI_CNTY_NAME": "FRESNO", "CONV_STAT_DESCR": "FELONY"}
    row: dict[str, str] = conviction(who, "459 PC-BURGLARY", day, **other | changes)
    return row


def delivered(folder: Path, rows: Sequence[Row]) -> RawFile:
    return read_file(write_history(folder / "sacramento_20260301.csv", rows))


def determined(folder: Path, *rows: Row, options: Options = OPTIONS, as_of: date = AS_OF) -> list[Determination]:
    return determine(delivered(folder, rows).rows, COUNTY, options, as_of)


def only(folder: Path, *rows: Row, options: Options = OPTIONS, as_of: date = AS_OF) -> Determination:
    [found] = determined(folder, *rows, options=options, as_of=as_of)
    return found


def left_out(folder: Path, *rows: Row, county: str = COUNTY) -> list[PassedOver]:
    return passed_over(delivered(folder, rows).rows, county, AS_OF)


def said(determination: Determination) -> tuple[str, str]:
    return determination.determination, determination.reason


def said_and_seen(determination: Determination) -> tuple[tuple[str, str], set[str]]:
    return said(determination), set(determination.defects)
