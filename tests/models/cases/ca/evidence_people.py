"""Invented people with something beside a marijuana count that a reviewer wants to see.

What belongs here: what is put in. What is expected stands in ``test_evidence``.
"""

from __future__ import annotations

from raw_files import arrest, conviction, person

POSSESSION = "11357(B) HS-POSSESS MARIJUANA"
LATER = {"CYC_DATE": "20100501", "CNT_ORDER": "102002001000", "OFN": "10F0002", "CONV_STAT_DESCR": "FELONY"}
ELSEWHERE = {"STP_ORI_CNTY_NAME": "FRESNO"}
EVENT = {"OFN": "", "DISP_DESCR": "", "CONV_STAT_DESCR": ""}
BESIDE = {"CNT_ORDER": "103001001000", "CYC_DATE": "20110301"}

LATER_SUPER_STRIKE, REGISTERED, IN_THE_COMMENT, SAME_IN_THE_COMMENT, NOT_CONVICTED = range(401, 406)

ROWS = [
    conviction(person(LATER_SUPER_STRIKE), POSSESSION),
    conviction(person(LATER_SUPER_STRIKE), "187(A) PC-MURDER:FIRST DEGREE", "20100601", **LATER, **ELSEWHERE),
    conviction(person(REGISTERED), POSSESSION, "20000000"),
    conviction(person(REGISTERED), "288(A) PC-LEWD ACTS W/CHILD UNDER 14", "20100602", **LATER),
    conviction(
        person(REGISTERED),
        "290 PC-REGISTRATION OF SEX OFF",
        "20110301",
        **EVENT,
        **BESIDE,
        STP_TYPE_DESCR="REGISTRATION",
    ),
    conviction(person(IN_THE_COMMENT), POSSESSION, COMMENT_TEXT=":CHRG 11358 HS"),
    conviction(
        person(IN_THE_COMMENT), "", "20110301", **EVENT, **BESIDE, STP_TYPE_DESCR="DECEASED"
    ),
    conviction(person(SAME_IN_THE_COMMENT), POSSESSION, COMMENT_TEXT=":CHRG 11357 HS"),
    arrest(person(NOT_CONVICTED), POSSESSION),
]  # fmt: skip
