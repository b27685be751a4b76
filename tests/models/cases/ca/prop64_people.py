"""Whole invented people for Proposition 64, and the acceptance cases of the law among them (ids CA-...).

What belongs here: how a case becomes raw rows, and the rows of the acceptance cases. What does not: what is expected
(``prop64_cases.csv``) and the cases of our own (``prop64_boundary_people``, ``prop64_prior_people``,
``prop64_record_people``). A case is one person; its own count has the id of the case as its case number. The file has
no offense date: a case without one is written with its arrest date; where a case has both and they differ only the
arrest date can be written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from raw_files import Row, arrest, conviction, person

BORN, ARRESTED, CONVICTED = "19700501", "20010501", "20010901"
COUNTY, POLICY_COUNTY, ELSEWHERE = "SACRAMENTO", "SAN JOAQUIN", "OUT OF STATE"
OWN_CYCLE, LATER_CYCLE = "110", "120"
POSSESSION, MORE, CONCENTRATED = "11357(B) HS-POSS MARIJ 28.5", "11357(C) HS-POSS MARIJ >28.5", "11357(A) HS-POSS CONC"
CULTIVATION, FOR_SALE, SALE = (
    "11358 HS-CULTIVATE MARIJUANA",
    "11359 HS-POSSESS FOR SALE",
    "11360(A) HS-TRANSP/SELL MARIJ",
)
MURDER, MAYHEM = "187(A) PC-MURDER", "205 PC-AGGRAVATED MAYHEM"
LEVELS = {"F": "FELONY", "M": "MISDEMEANOR", "I": "INFRACTION", "": ""}


def number(case_id: str) -> int:
    """The state id of the person of a case: CA-001 is 1001, LB-101 is 5101."""
    kind, place = case_id.split("-")
    return {"CA": 1000, "LB": 5000}[kind] + int(place)


def sentence(words: str) -> dict[str, str]:
    """``probation 36M`` as the columns of one sentence row; without a length there is none; no words, no sentence."""
    if not words:
        return {}
    location, _, length = words.partition(" ")
    found = re.fullmatch(r"([0-9]+)([DMY])", length)
    term = {"SENT_LENGTH": found[1], "SENT_TIME_CODE": found[2]} if found else {}
    return {"SENT_LOC_DESCR": location.upper()} | term


def own(
    charge: str = FOR_SALE,
    level: str = "F",
    arrested: str = ARRESTED,
    convicted: str | None = CONVICTED,
    sentenced: str = "fine",
    county: str = COUNTY,
    **court: str,
) -> list[Row]:
    """Arrest and conviction a case is about. ``convicted`` None: on the day of the arrest. ``court``: the court row."""
    place = {"STP_ORI_CNTY_NAME": county, "STP_ORI_DESCR": f"CASC {county}"}
    if county == ELSEWHERE:
        place["STP_ORI_CODE"] = "NV002015J"
    court_row = place | {"CYC_DATE": arrested, "CNT_ORDER": f"{OWN_CYCLE}002001000", "CONV_STAT_DESCR": LEVELS[level]}
    day = arrested if convicted is None else convicted
    return [
        arrest({}, charge, arrested, CNT_ORDER=f"{OWN_CYCLE}001001000", **place),
        conviction({}, charge, day, OFN="", **(court_row | sentence(sentenced) | court)),
    ]


def on_one_day(charge: str, level: str, day: str, sentenced: str = "fine") -> list[Row]:
    """Arrest and conviction on one day, so that the offense was on that day."""
    return own(charge, level, day, None, sentenced)


def earlier(charge: str, convicted: str, level: str = "F", cycle: str = "101", **court: str) -> list[Row]:
    """Another cycle of the person: arrest and conviction on ``convicted``, in a case of its own."""
    court_row = {"CYC_DATE": convicted, "CNT_ORDER": f"{cycle}002001000", "OFN": f"CASE-{cycle}"}
    county = {"STP_ORI_CNTY_NAME": court.get("STP_ORI_CNTY_NAME", COUNTY)}
    return [
        arrest({}, charge, convicted, CNT_ORDER=f"{cycle}001001000", **county),
        conviction({}, charge, convicted, **(court_row | {"CONV_STAT_DESCR": LEVELS[level]} | court)),
    ]


def second_count(charge: str, level: str = "F", **court: str) -> list[Row]:
    """Another count of the case's own case, on its day; ``court`` says where they differ."""
    _, row = own(charge, level, sentenced="")
    return [dict(row) | {"CNT_ORDER": f"{OWN_CYCLE}002002000"} | court]


def later_row(disposition: str, day: str = "20101001", charge: str = FOR_SALE, **court: str) -> list[Row]:
    """A later row on the very count: relief, or a disposition nobody knows."""
    _, row = own(charge, "", ARRESTED, day, "")
    return [dict(row) | {"DISP_DESCR": disposition} | court]


def event(step: str, day: str, charge: str = "", cycle: str = LATER_CYCLE, **changes: str) -> list[Row]:
    """A step that is no charge: registration, death, probation."""
    return [arrest({}, charge, day, **({"STP_TYPE_DESCR": step, "CNT_ORDER": f"{cycle}003001000"} | changes))]


def life(case_id: str, *parts: Sequence[Row], born: str = BORN) -> list[Row]:
    """All rows of the person of a case. Court rows that name no case number stand in the case's own."""
    who = person(number(case_id), PRI_DOB=born)
    own_case = {"OFN": case_id}
    return [who | dict(row) | (own_case if row.get("OFN") == "" else {}) for part in parts for row in part]


def _possession() -> list[Row]:
    hill = {"born": "19740501"}
    return [
        *life("CA-001", own(POSSESSION, "M", "20000601", "20000701")),
        *life("CA-002", own(POSSESSION, "M", "20000601", "20000701"), born="19800501"),
        *life("CA-004", own(POSSESSION, "I", "20130601", "20130701", county=POLICY_COUNTY), born="19930501"),
        *life("CA-005", own(POSSESSION, "M", "20060601", "20060701"), born="19850601"),
        *life("CA-007", own(POSSESSION, "M", "20050228", "20050401"), born="19840229"),
        *life("CA-008", own(CONCENTRATED, "F", "20060522", "20060611", "probation 36M"), born="19850601"),
        *life("CA-010", own(CONCENTRATED, "F", "20050101", "20050201", "probation 36M"), born="19800101"),
        *life("CA-011", own(MORE, "M", "20000101", "20000201", "jail 10D"), born="19700101"),
        *life("CA-029", own("11357.5(A) HS-POSS SYN CANNAB", "M", "20140501", "20140901"), born="19740101"),
        *life("CA-034", own("11357 HS-POSSESSION OF MARIJUANA", "M", "20010311", "20010501"), **hill),
        *life("CA-049", own("11530 HS-POSS MARIJUANA", "M", "19710701", "19710901", "probation"), born="19530101"),
    ]


def _priors() -> list[Row]:
    grown = own(CULTIVATION, "F", "20050101", "20050301", "prison 16M")
    third = own(FOR_SALE, "F", "20080501", "20080901", "probation")
    at_trial = own(FOR_SALE, "F", "20010501", "20010901", "probation")
    two_counts = [
        *earlier(FOR_SALE, "20040901"),
        *(dict(row) | {"CNT_ORDER": "101002002000"} for row in earlier(FOR_SALE, "20040901")[1:]),
    ]
    born = "19700101"
    return [
        *life("CA-014", earlier("261(A)(2) PC-RAPE BY FORCE", "19950615"), grown, born=born),
        *life("CA-016", own(convicted="20010601", arrested="20010101"), earlier(MURDER, "20100615"), born=born),
        *life("CA-017", earlier(MURDER, "20030615", CYC_DATE="20000615"), at_trial, born=born),
        *life("CA-019", earlier(MURDER, "19920615"), own(sentenced="prison"), born=born),
        *life(
            "CA-020",
            event("REGISTRATION", "19980615", "290 PC-SEX REGISTRANT", "101"),
            own(SALE, sentenced="probation"),
            born=born,
        ),
        *life("CA-022", earlier(FOR_SALE, "20000615"), earlier(FOR_SALE, "20040615", cycle="102"), third, born=born),
        *life("CA-023", two_counts, third, born=born),
        *life("CA-025", earlier(CULTIVATION, "20000615"), earlier(SALE, "20040615", cycle="102"), third, born=born),
    ]


def _other_felonies() -> list[Row]:
    year_2004 = {"arrested": "20040501", "convicted": "20040901", "sentenced": "probation"}
    conspiracy = own("182(A)(1) PC-CONSPIRACY:COMMIT CRIME", **year_2004, COMMENT_TEXT="CONSP 11358 HS")
    accessory = own("32 PC-ACCESSORY", "F", "20130901", "20140301", "probation")
    dismissed = [
        *second_count(CULTIVATION, "", DISP_DESCR="DISMISSED", CYC_DATE="20130901", STP_EVENT_DATE="20140301"),
        *second_count(
            FOR_SALE,
            "",
            DISP_DESCR="DISMISSED",
            CYC_DATE="20130901",
            STP_EVENT_DATE="20140301",
            CNT_ORDER=f"{OWN_CYCLE}002003000",
        ),
    ]
    in_comment = own("SEE COMMENT FOR CHARGE", "F", "20010311", "20010501", "probation")
    in_comment = [dict(row) | {"COMMENT_TEXT": "11359 HS-POSS FOR SALE"} for row in in_comment]
    plain = own(FOR_SALE, "F", **year_2004)
    once_more = [dict(row) | {"CNT_ORDER": "105" + row["CNT_ORDER"][3:]} for row in plain]
    forty = "19740101"
    return [
        *life("CA-013", own(CULTIVATION, "F", "20050101", "20050301", "probation 36M"), born="19750101"),
        *life("CA-026", own(SALE, "F", "20140501", "20140901", "probation 36M"), born=forty),
        *life("CA-028", own("11361(A) HS-SELL MARIJ TO MINOR", "F", "20040501", "20040901", "prison"), born=forty),
        *life("CA-031", conspiracy, born=forty),
        *life("CA-032", accessory, dismissed, born=forty),
        *life("CA-035", in_comment, born=forty),
        *life("CA-037", own(FOR_SALE, "F", "20161101", "20161109", "probation"), born=forty),
        *life("CA-038", own(CULTIVATION, "", **year_2004, OFFENSE_TOC="F"), born=forty),
        *life("CA-040", own(CULTIVATION, "F", **year_2004)[:1], born=forty),
        *life(
            "CA-041",
            plain,
            later_row("CONV SET ASIDE & DISM PER 1203.4 PC", "20080901", CYC_DATE="20040501"),
            born=forty,
        ),
        *life("CA-043", plain, once_more, born=forty),
        *life("CA-044", own(FOR_SALE, "F", **year_2004, county="FRESNO"), born=forty),
        *life(
            "CA-046",
            own(CULTIVATION, "F", "19800501", "19800901", "prison"),
            event("DECEASED", "20100101"),
            born="19400101",
        ),
        *life("CA-050", plain, born=forty),
        *life("CA-052", plain, born=forty),
    ]


def acceptance_rows() -> list[Row]:
    """The acceptance cases that are looked at in January 2025."""
    return [*_possession(), *_priors(), *_other_felonies()]


def rows_of_2019() -> list[Row]:
    """The cases that are looked at in July 2019."""
    extended = event("PROBATION", "20180501", cycle=OWN_CYCLE, DISP_DESCR="PROB MODIFIED")
    return [
        *life("CA-047", own(FOR_SALE, "F", "20160501", "20161001", "probation 60M"), extended, born="19900101"),
        *life("LB-532", own(FOR_SALE, "F", "20040501", "20040901")),
    ]


FACTS = (
    # case, section, fact, value
    ("CA-010", "11357(a)", "concentrate_at_most_8_grams", "no"),
    ("CA-014", "11358", "at_most_six_plants", "no"),
    ("CA-052", "11359", "prosecutor_challenge", "yes"),
)
"""What people established about the acceptance cases."""
