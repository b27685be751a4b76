"""Whole invented people for automatic relief of convictions: what else the record says of a sentence or an offense.

What belongs here: degrees, enhancements, violations of supervision in a cycle of their own, sentences on the row of a
revocation. What does not: what is expected (``relief_cases.csv``), everybody else (``relief_people``).
"""

from __future__ import annotations

from prop64_people import life
from raw_files import Row
from relief_people import BURGLARY, judged


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


def record_rows() -> list[Row]:
    """Every row of every person here."""
    return _degrees()
