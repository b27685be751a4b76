"""Whole invented people for automatic relief of convictions: what else the record says of a sentence or an offense.

What belongs here: degrees, enhancements, violations of supervision in a cycle of their own, sentences on the row of a
revocation. What does not: what is expected (``relief_cases.csv``), everybody else (``relief_people``).
"""

from __future__ import annotations

from prop64_people import OWN_CYCLE, earlier, event, life, second_count, sentence
from raw_files import Row
from relief_people import BURGLARY, LONG_AGO, RECEIVING, THEFT, booked, judged

JUDGED = "20140101"


def _degrees() -> list[Row]:
    texts = {
        "LB-884": f"{BURGLARY}:SECOND DEGREE",
        "LB-885": f"{BURGLARY}:FIRST DEGREE",
        "LB-886": f"{BURGLARY} 1ST DEG",
        "LB-887": f"{BURGLARY} FIRST OR SECOND DEGREE",
        "LB-888": "664/459 PC-ATT BURGLARY:SECOND DEGREE",
        "LB-889": "664/459 PC-ATT BURGLARY:FIRST DEGREE",
        "LB-890": "211 PC-ROBBERY SECOND DEGREE",
    }
    return [
        row for case_id, charge in texts.items() for row in life(case_id, judged("20100101", charge, "F", "jail 1Y"))
    ]


def _beside(case_id: str, charge: str, count: str = "004001", **columns: str) -> list[Row]:
    """Another felony count of the case, told by a step that names a further number too."""
    day = dict.fromkeys(("CYC_DATE", "STP_EVENT_DATE", "DISP_DATE"), JUDGED)
    case = {"OFN": f"{case_id}, FURTHER-1", "CNT_ORDER": f"110{count}000"}
    return second_count(charge, "F", **(day | case | columns))


def _enhancements() -> list[Row]:
    force, injury = "245(A)(4) PC-FORCE/ADW NOT FIREARM", "12022.7(A) PC-GREAT BODILY INJURY"
    felony = judged(JUDGED, force, "F", "jail 1Y")
    further = {
        "LB-941": _beside("LB-941", injury),
        "LB-942": _beside("LB-942", "12022(A)(1) PC-ARMED WITH FIREARM"),
        "LB-943": _beside("LB-943", injury, DISP_DESCR="DISMISSED"),
        "LB-944": [*_beside("LB-944", injury), *_beside("LB-944", RECEIVING, "004002")],
        "LB-949": _beside("LB-949", injury, OFN="CASE-2"),
    }
    comments = {
        "LB-945": "12022.7(A) PC-GBI",
        "LB-946": "W/ENH 12022.5 PC",
        "LB-947": "ALSO CHRG 12022 PC",
        "LB-948": "12022(A)(1) PC-ARMED",
    }
    told = {case_id: [*felony, *rows] for case_id, rows in further.items()}
    told |= {
        case_id: judged(JUDGED, force, "F", "jail 1Y", COMMENT_TEXT=comment) for case_id, comment in comments.items()
    }
    told["LB-950"] = [*judged(JUDGED, force, "F", "probation 36M"), *_beside("LB-950", injury)]
    return [row for case_id, rows in told.items() for row in life(case_id, rows)]


def _violations() -> list[Row]:
    """A misdemeanor and a felony of 2015 on three years' probation, and what cycles of their own say since."""
    plain, violation, parole = judged(LONG_AGO, sentenced="probation 36M"), "1203.2(A) PC-PROB VIOL", "3056 PC-PAROLE"
    felony = judged(LONG_AGO, RECEIVING, "F", "probation 36M")
    sustained = earlier(violation, "20160601", "M", "121", **sentence("jail 30D"))
    dismissed = [sustained[0], sustained[1] | {"DISP_DESCR": "DISMISSED"} | sentence("")]
    too_late = earlier(violation, "20190601", "M", "121", **sentence("jail 30D"))
    other = earlier(THEFT, "20150601", "M", "122", **sentence("probation 36M"))
    revoked = event("PROBATION", "20160601", DISP_DESCR="PROB REVOKED", CNT_ORDER="140001001000")
    prison = judged("20080101", RECEIVING, "F", "prison 2Y")
    told = {
        "LB-951": [*plain, *sustained],
        "LB-952": [*plain, *dismissed],
        "LB-953": [*plain, *sustained[:1]],
        "LB-954": [*plain, *other, *sustained],
        "LB-955": [*plain, *too_late],
        "LB-956": [*felony, *earlier(violation, "20160601", "F", "121", **sentence("jail 30D"))],
        "LB-957": [*felony, *earlier(violation, "20160601", "F", "121")],
        "LB-958": [*plain, *revoked],
        "LB-959": [*judged(LONG_AGO), *booked("20240501", violation)],
        "LB-960": [*judged(LONG_AGO), *booked("20240501", "1203.2(A)/484(A) PC-PROB VIOL/THEFT")],
        "LB-961": [*prison, *booked("20110601", parole)],
        "LB-962": [*prison, *booked("20180601", parole)],
        "LB-963": judged("20160601", violation, "M", "jail 30D"),
        "LB-964": [*plain, *earlier("1203.4 PC-DISMISSAL", "20160601", "M", "121", **sentence("fine"))],
    }
    return [row for case_id, rows in told.items() for row in life(case_id, rows)]


def _revocations_with_sentences() -> list[Row]:
    """Probation of 2015, revoked or modified by a row that imposes something itself."""
    felony = judged(LONG_AGO, RECEIVING, "F", "probation 36M")
    plain = judged(LONG_AGO, sentenced="probation 36M")

    def changed(words: str, day: str, imposed: str, disposition: str = "PROB REVOKED") -> list[Row]:
        row = felony[-1] if words == RECEIVING else plain[-1]
        blank = {name: "" for name in row if name.startswith("SENT_")}
        told = {
            "DISP_DESCR": disposition,
            "STP_EVENT_DATE": day,
            "DISP_DATE": day,
            "CNT_ORDER": f"{OWN_CYCLE}005001000",
        }
        return [row | blank | told | {"CONV_STAT_DESCR": "", "OFN": "", "OFFENSE_DESCR": words} | sentence(imposed)]

    told = {
        "LB-965": [*felony, *changed(RECEIVING, "20160601", "prison 2Y")],
        "LB-966": [*felony, *changed(RECEIVING, "20230601", "prison 3Y")],
        "LB-967": [*felony, *changed(RECEIVING, "20160601", "jail 1Y")],
        "LB-968": [*plain, *changed(THEFT, "20240601", "jail 1Y")],
        "LB-969": [*plain, *changed(THEFT, "20160601", "jail 30D")],
        "LB-970": [*plain, *changed(THEFT, "20170601", "probation 60M", "PROB MODIFIED")],
        "LB-971": [*plain, *changed(THEFT, "20170601", "probation 120M", "PROB MODIFIED")],
        "LB-972": [*felony, *changed(RECEIVING, "20160601", "")],
        "LB-973": [*felony, *changed(RECEIVING, "20160601", "prison")],
    }
    return [row for case_id, rows in told.items() for row in life(case_id, rows)]


def _convictions_told_again() -> list[Row]:
    """Probation of 2015 whose case, or whose count, tells of a conviction and its sentence once more."""
    felony = judged(LONG_AGO, RECEIVING, "F", "probation 36M")

    def again(case_id: str, imposed: str, day: str = "20160601", charge: str = RECEIVING, **columns: str) -> list[Row]:
        blank = {name: "" for name in felony[-1] if name.startswith("SENT_")}
        told = {"STP_EVENT_DATE": day, "DISP_DATE": day, "OFFENSE_DESCR": charge}
        step = {"CNT_ORDER": f"{OWN_CYCLE}005001000", "OFN": f"{case_id}, FURTHER-1"}
        return [felony[-1] | blank | told | step | sentence(imposed) | columns]

    told = {
        "LB-977": again("LB-977", "prison 2Y"),
        "LB-978": again("LB-978", "jail 1Y"),
        "LB-979": again("LB-979", "prison 2Y", charge="487(A) PC-GRAND THEFT"),
        "LB-980": again("LB-980", "prison 2Y", CNT_ORDER=f"{OWN_CYCLE}002001000", OFN=""),
        "LB-981": again("LB-981", "prison 2Y", LONG_AGO, CNT_ORDER=f"{OWN_CYCLE}002001000", OFN=""),
        "LB-982": again("LB-982", "prison 2Y", OFN="FURTHER-1"),
        "LB-983": earlier("1203.2(A) PC-PROB VIOL", "20160601", "F", "121", **sentence("prison 2Y")),
    }
    return [row for case_id, rows in told.items() for row in life(case_id, felony, rows)]


def _arrests_that_are_relieved() -> list[Row]:
    plain, arrested = judged(LONG_AGO), booked("20230501", OFFENSE_TOC="M")
    filed = earlier(THEFT, "20230601", "M", "130", DISP_DESCR="")[1]
    unknown = booked("20230501", OFFENSE_TOC="M", DISP_DESCR="SOMETHING NEVER SEEN")
    return [
        *life("LB-974", plain, arrested),
        *life("LB-975", plain, arrested, [filed | {"CYC_DATE": "20230501"}]),
        *life("LB-976", plain, unknown),
    ]


def record_rows() -> list[Row]:
    """Every row of every person here."""
    return [
        *_degrees(),
        *_enhancements(),
        *_violations(),
        *_revocations_with_sentences(),
        *_convictions_told_again(),
        *_arrests_that_are_relieved(),
    ]
