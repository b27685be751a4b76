"""Whole invented people for automatic relief of convictions: what the steps of other cycles tell.

What belongs here: charges that may be pending, juvenile courts, terms that custody and probation steps tell. What does
not: what is expected (``relief_cases.csv``), everybody else (``relief_people``).
"""

from __future__ import annotations

from prop64_people import earlier, event, life, sentence
from raw_files import Row, arrest
from relief_people import LONG_AGO, ROBBERY, STEP_AFTER, THEFT, booked, judged

RESISTING, BURGLARY = "148(A)(1) PC-OBSTRUCT", "459 PC-BURGLARY"
ARRESTED, IN_COURT, LATER = "20241001", "20241101", "20241201"
WARDSHIP = "JUV ADJUDICATION - WARDSHIP SUSTAINED"


def _count(charge: str, disposition: str, count: str, day: str = IN_COURT, **columns: str) -> list[Row]:
    """A row of a court about the arrest of cycle 130."""
    row = earlier(charge, day, "M", "130", DISP_DESCR=disposition)[1]
    return [row | {"CYC_DATE": ARRESTED, "CNT_ORDER": f"130{count}000", "CONV_STAT_DESCR": ""} | columns]


def _two_counts(first: str = "", second: str = "") -> list[Row]:
    """An arrest for resisting and for robbery."""
    return [
        *booked(ARRESTED, RESISTING, DISP_DESCR=first),
        arrest({}, ROBBERY, ARRESTED, CNT_ORDER="130001002000", DISP_DESCR=second),
    ]


def _pending() -> list[Row]:
    plain = judged(LONG_AGO)
    robbery = _count(ROBBERY, "", "002002")
    diverted = [*_count(RESISTING, "DIVERSION GRANTED", "002001"), *_two_counts()[:1]]
    return [
        *life("LB-866", plain, _two_counts(), _count(RESISTING, "DISMISSED", "002001"), robbery),
        *life("LB-867", plain, _two_counts(), _count(RESISTING, "CONVICTED", "002001", **sentence("fine")), robbery),
        *life("LB-868", plain, _two_counts("PROS REJ-OTHER")),
        *life("LB-869", plain, booked(ARRESTED, ROBBERY, DISP_DESCR="REL/TOT OTHER JURIS/AUTH")),
        *life("LB-870", plain, _two_counts(), _count(RESISTING, "DISMISSED", "002001"), robbery),
        *life("LB-871", plain, diverted, _count(RESISTING, "DISMISSED-DIVERSION COMPLETED", "003001", LATER)),
        *life("LB-872", plain, diverted, _count(RESISTING, "DISMISSED", "003002", LATER)),
        *life("LB-873", plain, _two_counts(), _count(RESISTING, "DISMISSED", "002001")),
        *life("LB-874", plain, booked("20240501"), earlier(THEFT, "20240501", "M", "131", DISP_DESCR="DISMISSED")[1:]),
    ]


def _juvenile() -> list[Row]:
    def sustained(step: str) -> list[Row]:
        booking, court = earlier(BURGLARY, "19980501", "F", "130", DISP_DESCR=WARDSHIP, STP_TYPE_DESCR=step)
        return [booking, court | {"STP_EVENT_DATE": "19980701", "CONV_STAT_DESCR": ""}]

    plain = judged(LONG_AGO)
    return [
        *life("LB-875", plain, sustained("JUVENILE COURT")),
        *life("LB-876", plain, sustained("SOME OTHER STEP")),
    ]


def _terms() -> list[Row]:
    plain = judged(LONG_AGO)

    def jailed(length: str, count: str = STEP_AFTER) -> list[Row]:
        return event("CUSTODY:JAIL", "20241220", CNT_ORDER=count, **sentence(f"jail {length}"))

    # The history of CA-058 as the raw file has it: the jail stands in the step that revokes.
    revoked = event(
        "PROBATION", "20210601", THEFT, DISP_DESCR="PROB REVOKED", CNT_ORDER=STEP_AFTER, **sentence("jail 30D")
    )
    return [
        *life("LB-877", plain, jailed("60D")),
        *life("LB-878", plain, jailed("10D")),
        *life("LB-879", plain, jailed("60D", "140001001000")),
        *life("LB-880", plain, jailed("60D")),
        *life("LB-881", judged("20200110", sentenced="probation 36M"), revoked, born="19800101"),
    ]


def step_rows() -> list[Row]:
    """Every row of every person here."""
    return [*_pending(), *_juvenile(), *_terms()]


FACTS = (
    # case, case number, section, fact, value
    ("LB-870", "arrest:2024-10-01", "all", "charge_is_pending", "no"),
    ("LB-880", "LB-880", "484(a)", "sentence_completed_on_record", "yes"),
)
