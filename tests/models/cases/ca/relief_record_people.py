"""Whole invented people for automatic relief of convictions: what else the record says of a sentence or an offense.

What belongs here: degrees, enhancements, violations of supervision in a cycle of their own, sentences on the row of a
revocation. What does not: what is expected (``relief_cases.csv``), everybody else (``relief_people``).
"""

from __future__ import annotations

from prop64_people import life, second_count
from raw_files import Row
from relief_people import BURGLARY, RECEIVING, judged

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


def record_rows() -> list[Row]:
    """Every row of every person here."""
    return [*_degrees(), *_enhancements()]
