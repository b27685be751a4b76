"""Invented people whose record decides under Proposition 64: sentences, earlier relief, the court, a policy.

What belongs here: the rows put in, theme by theme, and among them the inputs that broke the system before ours.
What does not: what is expected (``prop64_cases.csv``); ages, days and rows of the matrix
(``prop64_boundary_people``), priors (``prop64_prior_people``).
"""

from __future__ import annotations

from prop64_people import (
    COUNTY,
    CULTIVATION,
    ELSEWHERE,
    FOR_SALE,
    MORE,
    OWN_CYCLE,
    POLICY_COUNTY,
    POSSESSION,
    SALE,
    event,
    later_row,
    life,
    own,
    second_count,
    sentence,
)
from raw_files import Row

RELIEVED_64, SET_ASIDE = "RESENTENCED PER 11361.8 HS", "CONV SET ASIDE & DISM PER 1203.4 PC"
UNKNOWN_WORDS = "SOMETHING NEVER SEEN"
STEP_AFTER = f"{OWN_CYCLE}003001000"


def _sentences() -> list[Row]:
    terms = [
        ("LB-501", "20160114", "jail 9Y"),
        ("LB-502", "20160115", "jail 9Y"),
        ("LB-503", "20160116", "jail 9Y"),
        # Out of prison, and perhaps on parole or supervision for three years more.
        ("LB-534", "20160114", "prison 6Y"),
        ("LB-535", "20160115", "prison 6Y"),
        ("LB-536", "20120115", "prison 10Y"),
        ("LB-504", "20150114", "probation"),
        ("LB-505", "20150115", "probation"),
        ("LB-506", "20160301", ""),
    ]
    three_years = own(arrested="20151201", convicted="20160301", sentenced="probation 36M")

    on_the_count = f"{OWN_CYCLE}002001000"

    def probation(disposition: str, day: str = "20170301", count: str = on_the_count) -> list[Row]:
        return event("PROBATION", day, DISP_DESCR=disposition, CNT_ORDER=count)

    nine_years = own(arrested="20150101", convicted="20150601", sentenced="prison 9Y")
    then_probation = [dict(nine_years[1]) | {"DISP_DESCR": ""} | sentence("probation 36M")]
    return [
        *(
            row
            for case_id, day, words in terms
            for row in life(case_id, own(arrested=str(int(day) - 10_000), convicted=day, sentenced=words))
        ),
        *life("LB-507", three_years, probation("PROB REVOKED")),
        *life("LB-508", three_years, probation("PROB REV/REINSTATED")),
        *life("LB-509", own(sentenced="probation 36M"), probation("PROB REVOKED", "20020901")),
        *life("LB-510", three_years, probation("PROB TERMINATED")),
        *life("LB-537", three_years, probation("PROB MODIFIED")),
        *life("LB-538", own(sentenced="probation 36M"), probation("PROB REVOKED", "20150115")),
        *life("LB-539", own(sentenced="probation 36M"), probation("PROB REVOKED", "20150114")),
        *life("LB-533", three_years, probation("PROB REVOKED", count=STEP_AFTER)),
        *life("LB-511", nine_years, then_probation),
        *life("LB-512", own(MORE, "M", "20151201", "20160301", "probation 120M")),
    ]


def _relief_and_courts() -> list[Row]:
    theft = second_count("484(A) PC-THEFT", "M")
    two_levels = own()
    two_levels = [*two_levels, dict(two_levels[1]) | {"CONV_STAT_DESCR": "MISDEMEANOR"}]
    on_count = {
        "LB-515": RELIEVED_64,
        "LB-518": "REDUCED TO MISD PER 17(B) PC",
        "LB-519": "REDUCED PER 1170.18 PC",
        "LB-520": "RECORD SEALED",
        "LB-521": "CONV SET ASIDE & DISM PER 1203.4A PC",
        "LB-522": "CONV RELIEF PER 1203.425 PC",
        "LB-524": UNKNOWN_WORDS,
    }
    dismissed = second_count("484(A) PC-THEFT", "", DISP_DESCR="DISMISSED")
    of_the_arrest = {"CNT_ORDER": f"{OWN_CYCLE}001002000", "DISP_DESCR": "DISMISSED"}
    beside_the_arrest = [dict(own("484(A) PC-THEFT")[0]) | of_the_arrest]
    open_in_court = own(level="", DISP_DESCR="", DISP_DATE="", sentenced="")[1:]
    return [
        *(row for case_id, words in on_count.items() for row in life(case_id, own(), later_row(words))),
        *life("LB-513", own(county=ELSEWHERE)),
        *life("LB-514", own(county=" ")[1:]),  # (an arrest without a county cannot be told to be the same one)
        *life("LB-516", own(), theft, later_row(RELIEVED_64, CNT_ORDER=STEP_AFTER)),
        *life("LB-517", own(), theft, later_row(RELIEVED_64, CNT_ORDER=STEP_AFTER, charge="")),
        *life("LB-523", own(), theft, later_row(SET_ASIDE, CNT_ORDER=STEP_AFTER, charge="")),
        # (What became of its arrest, were it told, would not be known either: a finding of its own.)
        *life("LB-525", own(level="", DISP_DESCR=UNKNOWN_WORDS, sentenced="")[1:]),
        *life("LB-526", own()[:1], dismissed),
        *life("LB-527", own(MORE, "M")),
        *life("LB-528", own()),
        *life("LB-529", two_levels),
        *life("LB-540", open_in_court, dismissed),
        *life("LB-541", own()[:1], beside_the_arrest),
        *life("LB-542", open_in_court, later_row("DISMISSED", CNT_ORDER=STEP_AFTER)),
        *life("LB-531", own(DISP_DESCR="JUV ADJUDICATION - WARDSHIP SUSTAINED")),
    ]


def _what_broke_before() -> list[Row]:
    grown = {"arrested": "20050501", "convicted": "20050901"}
    in_policy = {"county": POLICY_COUNTY}
    recent = own(arrested="20151201", convicted="20160301", sentenced="jail 10D")
    theft = second_count("484(A) PC-THEFT", "M", CYC_DATE="20151201", STP_EVENT_DATE="20160301", DISP_DATE="20160301")
    return [
        *life("LB-601", own(FOR_SALE, "F", **grown), born=""),
        *life("LB-602", own(FOR_SALE, "F", **grown, **in_policy), born=""),
        *life("LB-603", own(FOR_SALE, "F", **grown, **in_policy), born="19800000"),
        *life("LB-604", own(FOR_SALE, "F", **grown), born="19800000"),
        *life("LB-605", own(convicted="", county=POLICY_COUNTY, DISP_DATE="")),
        *life("LB-606", own(convicted="", DISP_DATE="")),
        *life("LB-607", own(arrested="20000601", convicted="20180000")),
        *life("LB-608", own(arrested="20000601", convicted="20180000", county=POLICY_COUNTY)),
        *life("LB-609", own("664-11359 HS-ATT POSS FOR SALE")),
        *life("LB-610", own("182-11359 HS-CONSP POSS FOR SALE")),
        *life("LB-618", own("11357.5 HS-POSS SYN CANNAB", "M")),
        *life("LB-626", own(POSSESSION, "")),
        *life("LB-627", own(level="", county=POLICY_COUNTY)),
        *life("LB-628", own(SALE, county=POLICY_COUNTY)),
        *life("LB-629", own(POSSESSION, "M", county=POLICY_COUNTY)),
        *life("LB-630", own(CNT_ORDER="1")),
        *life("LB-631", recent, theft),
        *life("LB-632", recent, theft),
        # Far from their convictions, and out of order: 12 years for the theft of LB-631, 120 months for LB-632 itself.
        *life("LB-631", [dict(theft[0]) | {"DISP_DESCR": ""} | sentence("prison 12Y")]),
        *life("LB-632", [dict(recent[1]) | {"DISP_DESCR": ""} | sentence("probation 120M")]),
    ]


def _policies() -> list[Row]:
    def in_policy(case_id: str, born: str, charge: str = FOR_SALE) -> list[Row]:
        return life(case_id, own(charge, county=POLICY_COUNTY), born=born)

    turns_21 = "19800901"  # on the day of the conviction
    return [
        *in_policy("LB-701", "19680115"),
        *in_policy("LB-702", "19680116"),
        *in_policy("LB-703", "19800902"),
        *in_policy("LB-704", turns_21),
        *in_policy("LB-705", "19700501", CULTIVATION),
        *life("LB-706", own(POSSESSION, "M", county=COUNTY)),
        *life("LB-707", own(arrested="20161109", convicted="20170301", county=POLICY_COUNTY), born="19970101"),
    ]


def record_rows() -> list[Row]:
    """Every row of every person here but the one in two files."""
    return [
        *_sentences(),
        *_relief_and_courts(),
        *_what_broke_before(),
        *_policies(),
    ]


def rows_in_two_files() -> list[Row]:
    """A person whose whole history stands in the files of two counties."""
    return life("LB-633", own())


FACTS = (
    # case, section, fact, value
    ("LB-527", "11357(c)", "prosecutor_challenge", "yes"),
    ("LB-528", "11359", "prosecutor_challenge", "no"),
)
"""What people established about these cases."""
