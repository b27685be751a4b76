"""Whole invented people for automatic relief of arrests (Penal Code 851.93): the acceptance cases and our own.

What belongs here: the raw rows of each case, and what people established. What does not: what is expected
(``relief_cases.csv``), convictions (``relief_people``), how a row is written (``prop64_people``). A case is one person
with one arrest.
"""

from __future__ import annotations

from prop64_people import ELSEWHERE, OWN_CYCLE, life, sentence
from raw_files import Row, arrest, conviction

THEFT, RESISTING, ROBBERY, BURGLARY = "484(A) PC-THEFT", "148(A)(1) PC-RESIST", "211 PC-ROBBERY", "459 PC-BURGLARY"
DRUGS, REJECTED, COMPLETED = "11377(A) HS-POSS CNTL SUB", "PROS REJ-LACK OF EVIDENCE", "DIVERSION COMPLETED"
DAY = "20191001"


def booked(day: str = DAY, charge: str = THEFT, level: str = "M", disposition: str = "", **columns: str) -> list[Row]:
    """A count of the arrest itself, with its level."""
    place = {"CNT_ORDER": f"{OWN_CYCLE}001001000", "OFFENSE_TOC": level, "DISP_DESCR": disposition}
    return [arrest({}, charge, day, **(place | columns))]


def filed(
    disposition: str, decided: str = "20200105", charge: str = THEFT, level: str = "M", day: str = DAY, **columns: str
) -> list[Row]:
    """A count of the case before the court."""
    court = {
        "CYC_DATE": day,
        "CNT_ORDER": f"{OWN_CYCLE}002001000",
        "OFN": "",
        "DISP_DESCR": disposition,
        "OFFENSE_TOC": level,
        "CONV_STAT_DESCR": "",
    }
    return [conviction({}, charge, decided, **(court | columns))]


def _acceptance() -> list[Row]:
    born, second = "19800101", {"CNT_ORDER": f"{OWN_CYCLE}002002000"}
    fined = {"CONV_STAT_DESCR": "MISDEMEANOR"} | sentence("fine")
    return [
        *life("CA-085", booked("20240501"), filed("DISMISSED", "20250114", day="20240501"), born=born),
        *life(
            "CA-086",
            booked("20150501", BURGLARY, "F"),
            filed("DISMISSED", "20160114", BURGLARY, "F", "20150501"),
            born=born,
        ),
        *life("CA-088", booked("20191001", ROBBERY, "F", REJECTED, DISP_DATE="20191005"), born=born),
        *life(
            "CA-089",
            booked("20181001"),
            booked("20181001", RESISTING, CNT_ORDER=f"{OWN_CYCLE}001002000"),
            filed("CONVICTED", "20190105", THEFT, "M", "20181001", **fined),
            filed("DISMISSED", "20190105", RESISTING, "M", "20181001", **second),
            born=born,
        ),
        *life(
            "CA-091", booked("20031001", DRUGS, "F"), filed(COMPLETED, "20050105", DRUGS, "F", "20031001"), born=born
        ),
        *life(
            "CA-092",
            booked("20221001", ROBBERY, "F"),
            filed("ACQUITTED", "20230605", ROBBERY, "F", "20221001"),
            born=born,
        ),
    ]


def _waits() -> list[Row]:
    waits = (
        # case, arrested, charge, level, disposition
        ("LB-901", "20240115", THEFT, "M", ""),
        ("LB-902", "20240114", THEFT, "M", ""),
        ("LB-903", "20220115", BURGLARY, "F", REJECTED),
        ("LB-904", "20220114", BURGLARY, "F", REJECTED),
        ("LB-905", "20190115", ROBBERY, "F", "DETAINED ONLY"),
        ("LB-906", "20190114", ROBBERY, "F", "DETAINED ONLY"),
        ("LB-907", "20240100", THEFT, "M", ""),
        ("LB-908", "19721231", THEFT, "M", "DISMISSED/CHARGE DROPPED"),
        ("LB-909", "19730101", THEFT, "M", "DISMISSED/CHARGE DROPPED"),
        ("LB-910", "20241201", THEFT, "I", "DISMISSED/CHARGE DROPPED"),
        ("LB-911", "20190114", ROBBERY, "", ""),
        ("LB-912", "20240101", THEFT, "", ""),
        ("LB-913", "20200229", THEFT, "M", ""),
    )
    return [row for case_id, *rest in waits for row in life(case_id, booked(*rest))]


def _what_became() -> list[Row]:
    second, other_county = {"CNT_ORDER": f"{OWN_CYCLE}002002000"}, {"STP_ORI_CNTY_NAME": "FRESNO"}
    recent = {"day": "20241001"}
    return [
        *life("LB-920", booked(), filed("DISMISSED"), filed("DISMISSED", charge=RESISTING, **second)),
        *life("LB-921", booked(), filed("DISMISSED"), filed("", charge=RESISTING, **second)),
        *life("LB-922", booked(), filed("ACQUITTED")),
        *life("LB-923", booked("20241001"), filed("NOT GUILTY", "20241201", **recent)),
        *life("LB-924", booked(), filed("DISMISSED"), filed("ACQUITTED", charge=RESISTING, **second)),
        *life("LB-925", booked(), filed("DISMISSED", **other_county)),
        *life("LB-926", booked(level="F"), filed("DIVERSION GRANTED", level="F")),
        *life(
            "LB-927",
            booked(level="F"),
            filed("DIVERSION GRANTED", level="F"),
            filed(COMPLETED, "20220105", level="F", CNT_ORDER=f"{OWN_CYCLE}003001000"),
        ),
        *life("LB-928", booked(), filed("SOMETHING NEVER SEEN")),
        *life("LB-929", booked(disposition="ARREST RELIEF GRANTED")),
        *life("LB-930", booked(), filed("RECORD SEALED")),
        *life("LB-931", booked(STP_ORI_CNTY_NAME=ELSEWHERE, STP_ORI_CODE="NV002015J")),
        *life("LB-932", booked(disposition="JUV ADJUDICATION - WARDSHIP SUSTAINED")),
        *life("LB-933", booked(level=""), filed("DISMISSED", level="")),
        *life("LB-934", booked(level=""), filed("DISMISSED", level="F")),
        *life("LB-935", booked(level="M"), filed("DISMISSED", level="F")),
        *life("LB-936", booked(), booked(charge=ROBBERY, level="F", CNT_ORDER=f"{OWN_CYCLE}001002000")),
        *life("LB-937", booked("20191001", level="F"), filed("DIVERSION GRANTED", level="F")),
        *life("LB-938", booked(), filed("")),
        *life("LB-939", booked(), filed("CONVICTED", CONV_STAT_DESCR="MISDEMEANOR", **sentence("fine"))),
        *life("LB-940", booked(STP_ORI_CNTY_NAME=" ", STP_ORI_CODE="")),
    ]


def _ended_in_court() -> list[Row]:
    """Felonies that were diverted, and felonies that the complaint made misdemeanors, or may have."""
    second, further = {"CNT_ORDER": f"{OWN_CYCLE}001002000"}, {"CNT_ORDER": f"{OWN_CYCLE}002002000"}
    burglary, first_degree = booked(charge=BURGLARY, level="F"), f"{BURGLARY}:FIRST DEGREE"
    as_misdemeanor = filed("DISMISSED", charge=BURGLARY)
    return [
        *life("LB-914", burglary, filed("DISM PER 1001.36 PC", charge=BURGLARY, level="F")),
        *life("LB-915", booked(), filed("DISM PER 1001.95 PC")),
        *life("LB-916", burglary, filed("DIVERSION COMPLETED PER 1001.95 PC", charge=BURGLARY, level="F")),
        *life("LB-917", burglary, as_misdemeanor),
        *life("LB-918", booked(charge=ROBBERY, level="F"), filed("DISMISSED", charge=ROBBERY)),
        *life("LB-919", burglary, filed("DISMISSED")),
        *life("LB-891", burglary, booked(charge=ROBBERY, level="F", **second), as_misdemeanor),
        *life("LB-892", booked(charge=first_degree, level="F"), as_misdemeanor),
        *life("LB-893", burglary, as_misdemeanor, filed("DISMISSED", charge="69 PC-RESIST", level="F", **further)),
        *life("LB-894", burglary, booked(charge=RESISTING, level="", **second), as_misdemeanor),
        *life("LB-895", booked(charge="664/459 PC-ATT BURGLARY", level="F"), filed("DISMISSED", charge="664/459 PC")),
        *life("LB-896", burglary, filed("ACQUITTED", charge=BURGLARY)),
    ]


def arrest_rows() -> list[Row]:
    """Every row of every person here."""
    return [*_acceptance(), *_waits(), *_what_became(), *_ended_in_court()]


FACTS = (
    # case, day of the arrest, section, fact, value
    ("LB-937", "arrest:2019-10-01", "", "diversion_completed", "yes"),
    ("LB-938", "arrest:2019-10-01", "", "proceedings_initiated", "no"),
)
"""What people established about these cases."""
