"""A term for life or of death is never presumed over, and neither is a sentence that is not understood.

What belongs here: people whose record tells such a term in any of the ways that a record can, from the file to what is
determined of another conviction of theirs; and words of injury and weapons. What does not: the lists themselves
(``test_felony_lists``), single models (their unit tests).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from other_files import ids, write_other
from prop64_people import earlier, event, life, number, sentence
from raw_files import Row, write_history
from relief_people import RECEIVING, THEFT, booked, judged
from warehouse_runs import BuiltWarehouse, build

MURDER, LIFE_DAY = "187(A) PC-MURDER", "19880301"
SERVING = ("review", "conviction_relief_not_serving_a_sentence_unknown")
SERVING_NOW = ("not_yet", "conviction_relief_not_serving_a_sentence_not_yet")
RELIEVED = ("eligible", "conviction_relief_misdemeanor")
FELONY = ("eligible", "conviction_relief_felony")
PERHAPS_SERIOUS = ("review", "conviction_relief_not_a_serious_felony_unknown")
SERIOUS = ("ineligible", "conviction_relief_not_a_serious_felony_not_met")


def beside(charge: str, sentenced: str = "", level: str = "F", day: str = LIFE_DAY, **court: str) -> list[Row]:
    """A theft of 1990, and another conviction of the person."""
    return [*judged("19900115", THEFT), *earlier(charge, day, level, **(sentence(sentenced) | court))]


def beside_it(charge: str, disposition: str = "") -> list[Row]:
    """Another count of the case of that conviction, before the court."""
    return earlier(charge, LIFE_DAY, CNT_ORDER="101002002000", DISP_DESCR=disposition)[1:]


LIFE_TERMS: dict[str, list[Row]] = {
    "LB-1": beside(RECEIVING, SENT_LOC_DESCR="LIFE W/O PAROLE"),
    "LB-2": beside(RECEIVING, SENT_LOC_DESCR="DEATH"),
    "LB-3": beside(RECEIVING, "prison 15Y", COMMENT_TEXT="15 YEARS TO LIFE"),
    "LB-4": beside(MURDER),
    "LB-5": beside("206 PC-TORTURE", "prison 7Y"),
    "LB-6": beside(MURDER, "prison 15Y"),
    "LB-7": beside("219 PC-WRECK TRAIN", "prison 7Y"),
    "LB-8": beside("459 PC-BURGLARY", "prison 25Y", COMMENT_TEXT="25 TO LIFE"),
    "LB-9": beside("459 PC-BURGLARY:25 YEARS TO LIFE", "prison 25Y"),
    "LB-10": beside("459 PC-BURGLARY", "prison 25Y", COMMENT_TEXT="667.61 PC"),
    "LB-11": beside(RECEIVING, SENT_LOC_DESCR="PRISON", SENT_LENGTH="LIFE"),
    "LB-12": beside(RECEIVING, SENT_LOC_DESCR="PRISON", SENT_TIME_CODE="L"),
    "LB-13": beside(RECEIVING, COMMENT_TEXT="LIFE WITHOUT POSSIBILITY OF PAROLE"),
    "LB-15": beside(MURDER, level="", sentenced="prison 15Y"),
    "LB-16": beside(MURDER, "fine"),
    "LB-17": beside(RECEIVING, SENT_LOC_DESCR="STATE HOSPITAL"),
    "LB-18": beside("MURDER FIRST DEGREE"),
    "LB-19": beside("217.1 PC-ASSAULT PUBLIC OFFICIAL"),
    "LB-20": [
        *beside("459 PC-BURGLARY", "prison 2Y"),
        *event("CUSTODY:CDC", "19880601", CNT_ORDER="101003001000", SENT_LOC_DESCR="LIFE"),
    ],
    "LB-21": beside(RECEIVING, DISP_DESCR="CONVICTED-LIFE"),
    "LB-22": beside(RECEIVING),
    "LB-23": judged("19900115", THEFT),
    "LB-24": beside("MURDER FIRST DEGREE", "prison 15Y"),
    "LB-25": beside("459/187 PC-BURGLARY", "prison 15Y"),
    "LB-26": beside("459 PC-BURGLARY", "prison 15Y", COMMENT_TEXT="187(A) PC"),
    "LB-27": beside("664/187(A) PC-ATT MURDER"),
    "LB-28": beside("459 PC-BURGLARY", "prison 15Y") + beside_it("667.61 PC-SEX OFFENSE"),
    "LB-29": beside("187 PC/664 PC"),
    "LB-33": beside("459/273AB PC-BURGLARY"),
    "LB-36": beside("273AB PC-ASSAULT ON CHILD", "prison 15Y"),
    "LB-34": beside("459 PC-BURGLARY") + beside_it("12022.53(D) PC-FIREARM"),
    "LB-35": beside(RECEIVING, COMMENT_TEXT="CONDEMNED"),
    "LB-37": beside(RECEIVING, "prison 15Y", SENT_TIME_DESCR="YEARS TO LIFE"),
    "LB-38": beside("459 PC-BURGLARY:25-TO-LIFE", "prison 25Y"),
    "LB-113": beside("PC187", "prison 15Y"),
    "LB-39": beside(MURDER, SENT_LOC_DESCR="HOUSE OF REFORM", SENT_LENGTH="15", SENT_TIME_CODE="Y"),
}
"""The theft is for review beside each."""

TOLD_BY_A_COURT = {"LB-22": (RECEIVING, "LIFE W/O PAROLE", "CASE-101"), "LB-23": (MURDER, "", "CASE-102")}
"""What only the list of a court tells: a sentence, and a whole conviction."""

MINIMUM_TO_COME: dict[str, list[Row]] = {
    "LB-30": beside(MURDER, "prison 50Y"),
    "LB-31": beside(RECEIVING, "prison 50Y", COMMENT_TEXT="50 YEARS TO LIFE"),
    "LB-32": beside("MURDER FIRST DEGREE", "prison 50Y"),
}

NO_LIFE_TERMS: dict[str, list[Row]] = {
    "LB-14": beside("664/187(A) PC-ATT MURDER", "prison 9Y"),
    "LB-40": beside(RECEIVING, "prison 2Y"),
    "LB-41": beside(RECEIVING),
    "LB-42": beside("192(A) PC-VOLUNTARY MANSLAUGHTER", "prison 11Y"),
    "LB-43": beside("20001(A) VC-HIT AND RUN:DEATH OR INJURY", "prison 3Y"),
    "LB-44": beside("422 PC-THREAT TO LIFE", level="M"),
    "LB-45": beside("273A(A) PC-CRUELTY TO CHILD:INJURY/DEATH", "prison 4Y"),
    "LB-46": beside("217.1 PC-ASSAULT PUBLIC OFFICIAL", "prison 3Y"),
    "LB-47": beside("182(A)(1) PC-CONSPIRACY", "prison 3Y"),
    "LB-48": beside("664/206 PC-ATT TORTURE", "prison 7Y"),
    "LB-49": beside(MURDER, DISP_DESCR="DISMISSED"),
    "LB-50": beside(RECEIVING, SENT_LOC_DESCR="WORK FURLOUGH", SENT_LENGTH="90", SENT_TIME_CODE="D"),
    "LB-51": beside("459-460(B) PC-BURGLARY"),
    "LB-52": beside("BURGLARY OF A DWELLING"),
    "LB-53": beside("602 PC-ENTER CONDEMNED BLDG"),
    "LB-55": beside("459/220 PC-BURGLARY", "prison 3Y"),
    "LB-56": beside("459 PC-BURGLARY", "prison 3Y") + beside_it("667.61 PC-SEX OFFENSE", "DISMISSED"),
    "LB-57": beside("664/459/206 PC-ATT BURGLARY"),
    "LB-58": beside(RECEIVING, "prison 2Y", SENT_TIME_DESCR="YEARS"),
}

ENDED: dict[str, list[Row]] = {
    "LB-60": beside(MURDER, "prison 15Y"),
    "LB-61": beside(MURDER),
    "LB-62": beside(RECEIVING, SENT_LOC_DESCR="LIFE W/O PAROLE"),
    "LB-64": beside("MURDER FIRST DEGREE", "prison 15Y"),
    "LB-65": beside("MURDER FIRST DEGREE", "jail 1Y"),
    "LB-63": [*beside(MURDER), *event("DECEASED", "20200115", cycle="126")],
}
SINCE, BEFORE, OF_NO_DAY = ("20100101", "20130101"), ("19800101", "19830101"), ("", "")

NOT_ENDED: dict[str, list[Row]] = {
    "LB-70": beside(MURDER, "prison 15Y"),
    "LB-71": beside(MURDER, "probation 36M"),
    "LB-72": beside(MURDER, day="19880300"),
    "LB-73": beside(MURDER),
    "LB-74": [
        *beside(MURDER),
        *event("CUSTODY:CDC", "20130101", CNT_ORDER="101003001000", SENT_LOC_DESCR="PRISON"),
    ],
    "LB-75": beside(MURDER) + earlier("3056 PC-VIOLATION OF PAROLE", "20140101", cycle="127"),
}
PAROLES = {
    **dict.fromkeys(("LB-60", "LB-61", "LB-62", "LB-64", "LB-74", "LB-75"), (SINCE,)),
    "LB-70": (BEFORE,),
    "LB-72": (("19880315", "19910101"),),
    "LB-73": (SINCE, OF_NO_DAY),
}
"""One that began before the conviction, or may have, is of another sentence."""


def felony(charge: str, comment: str = "", sentenced: str = "jail 1Y") -> list[Row]:
    """A felony of long ago whose terms are over."""
    return judged("20100101", charge, "F", sentenced, COMMENT_TEXT=comment)


WORDS: Mapping[str, tuple[Sequence[Row], tuple[str, str]]] = {
    "LB-80": (felony("69 PC-RESIST:GREAT BODILY INJURY"), PERHAPS_SERIOUS),
    "LB-81": (felony("69 PC-RESIST", "GREAT BODILY INJURY"), PERHAPS_SERIOUS),
    "LB-82": (felony("69 PC-RESIST W/DEADLY WEAPON"), PERHAPS_SERIOUS),
    "LB-83": (felony("69 PC-RESIST", "USED FIREARM"), PERHAPS_SERIOUS),
    "LB-84": (felony("29800(A)(1) PC-PROHIBITED PERSON POSSESS FIREARM"), FELONY),
    "LB-85": (felony("25400(A)(1) PC-CARRY CONCEALED FIREARM"), FELONY),
    "LB-86": (felony("25850(A) PC-CARRY LOADED", "FIREARM"), FELONY),
    "LB-87": (felony("245(A)(4) PC-FORCE LIKELY:GREAT BODILY INJURY"), FELONY),
    "LB-88": (felony("245(A)(4) PC-FORCE", "GREAT BODILY INJURY"), PERHAPS_SERIOUS),
    "LB-89": (felony("69 PC-RESIST"), FELONY),
    "LB-90": (felony("29800(A)(1) PC-POSSESS FIREARM", "GREAT BODILY INJURY"), PERHAPS_SERIOUS),
    "LB-91": (felony("206 PC-TORTURE"), SERIOUS),
    "LB-92": (felony("219 PC-WRECK TRAIN"), SERIOUS),
    "LB-93": (felony("664/219 PC-ATT WRECK TRAIN"), SERIOUS),
    "LB-94": (felony("245(A)(4) PC-ADW WITH FORCE:POSSIBLE GBI"), FELONY),
    "LB-95": (felony("69 PC-RESIST", "POSS FIREARM:GBI"), PERHAPS_SERIOUS),
    "LB-96": (felony("626.9(B) PC-POSS FIREARM:SCHOOL ZONE"), FELONY),
    "LB-97": (felony("626.9(D) PC-DISCHARGE FIREARM:SCHOOL ZONE"), PERHAPS_SERIOUS),
    "LB-98": (felony("12034(A) PC-ALLOW FIREARM IN VEHICLE"), FELONY),
    "LB-100": (felony("12040 PC-CARRY FIREARM:MASKED"), FELONY),
    "LB-101": (felony("12072(A)(1) PC-SELL FIREARM TO PROHIBITED PERSON"), FELONY),
    "LB-102": (felony("171B PC-BRING FIREARM INTO PUBLIC BUILDING"), FELONY),
    "LB-103": (felony("11550(E) HS-UNDER INFLUENCE W/FIREARM"), FELONY),
    "LB-104": (felony("11550(A) HS-UNDER INFLUENCE", "FIREARM"), PERHAPS_SERIOUS),
    "LB-105": (felony("69 PC-RESIST", "THREAT OF GREAT BODILY INJURY"), FELONY),
    "LB-106": (felony("69 PC-RESIST:PROBABLE GBI"), FELONY),
    "LB-107": (felony("69 PC-RESIST", "W/12022.7 PC"), SERIOUS),
    "LB-108": (felony("69 PC-RESIST", "W/PRIOR"), FELONY),
    "LB-109": (felony("69 PC-RESIST", "G.B.I."), PERHAPS_SERIOUS),
    "LB-114": (felony("69 PC-RESIST", "GREAT BODILY HARM"), PERHAPS_SERIOUS),
    "LB-115": (felony("69 PC-RESIST", "DEADLY WEAP"), PERHAPS_SERIOUS),
}

TWO_YEARS = {"SENT_LENGTH": "2", "SENT_TIME_CODE": "Y"}
MAY_BE_PRISON: Mapping[str, Sequence[Row]] = {
    "LB-110": judged("20190101", RECEIVING, "F", SENT_LOC_DESCR="HOUSE OF REFORM", **TWO_YEARS),
    "LB-111": judged("20190101", RECEIVING, "F", SENT_LOC_DESCR="ST PRISON", **TWO_YEARS),
    "LB-112": judged("20190101", RECEIVING, "F", SENT_LOC_DESCR="JAIL", **TWO_YEARS),
}
"""Seven years after the judgment: four after the term, and one after the longest parole that may have followed it."""


SAID_OF_A_TERM = (
    *(
        "15 YEARS TO LIFE",
        "25-LIFE",
        "15Y-LIFE",
        "LIFE W/O PAROLE",
        "LIFE WITH POSS OF PAROLE",
        "LWOP",
        "LIFE IN PRISON",
        "25-TO-LIFE",
        "25/LIFE",
        "NATURAL LIFE",
        "LIFE + 5 YRS",
    ),
    *("STATE PRISON FOR LIFE", "SENTENCED TO DEATH", "DEATH PENALTY", "DEATH", "LIFE", "CONVICTED-DEATH"),
)
SAID_OF_SOMETHING_ELSE = (
    *("HIT AND RUN:DEATH OR INJURY", "CRUELTY TO CHILD:INJURY/DEATH", "CAUSE OF DEATH", "WILD LIFE W/O PERMIT"),
    *("WILDLIFE", "GOOD LIFE", "TERM: 5 YEARS", "ENTER CONDEMNED BLDG"),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    folder = tmp_path_factory.mktemp("d")
    told = {**LIFE_TERMS, **MINIMUM_TO_COME, **NO_LIFE_TERMS, **ENDED, **NOT_ENDED}
    told |= {case_id: list(rows) for case_id, (rows, _) in WORDS.items()}
    told |= {case_id: list(rows) for case_id, rows in MAY_BE_PRISON.items()}
    comments = (*SAID_OF_A_TERM, *SAID_OF_SOMETHING_ELSE)
    told["LB-99"] = [row for text in comments for row in booked("20200101", COMMENT_TEXT=text)]
    paroles = [
        ids(number(case_id))
        | {"SUPERVISED_BY": "STATE", "SUPERVISION_TYPE": "PAROLE", "START_DATE": began, "END_DATE": ended}
        for case_id, told_of_it in PAROLES.items()
        for began, ended in told_of_it
    ]
    told_by_courts = [
        ids(number(case_id))
        | {
            "CASE_NUMBER": case,
            "CHARGE": charge,
            "LEVEL": "F",
            "DISPOSITION": "CONVICTED",
            "DISPOSITION_DATE": LIFE_DAY,
        }
        | {"SENTENCE_TYPE": sentenced}
        for case_id, (charge, sentenced, case) in TOLD_BY_A_COURT.items()
    ]
    rows = [row for case_id, parts in told.items() for row in life(case_id, parts, born="19600101")]
    return build(
        tmp_path_factory.mktemp("life") / "home",
        [
            write_history(folder / "yolo_20260301.csv", rows),
            write_other(folder, "supervised_release", paroles),
            write_other(folder, "court_records", told_by_courts),
        ],
    )


@pytest.fixture(scope="module")
def found(built: BuiltWarehouse) -> Mapping[str, tuple[str, str]]:
    """What is determined of the own conviction of each person."""
    rows = built.rows(
        "select charges.case_numbers as case_id, outcome, reason_code from marts.determinations as determinations "
        "inner join intermediate.int_charges as charges on determinations.charge_id = charges.charge_id "
        "where remedy_id = 'conviction_relief'"
    )
    return {row["case_id"]: (row["outcome"], row["reason_code"]) for row in rows}


@pytest.mark.parametrize("case_id", LIFE_TERMS)
def test_nothing_is_relieved_beside_a_term_that_may_still_run(
    found: Mapping[str, tuple[str, str]], case_id: str
) -> None:
    assert found[case_id] == SERVING


@pytest.mark.parametrize("case_id", MINIMUM_TO_COME)
def test_the_number_beside_a_term_for_life_is_its_minimum(found: Mapping[str, tuple[str, str]], case_id: str) -> None:
    assert found[case_id] == SERVING_NOW


@pytest.mark.parametrize("case_id", NO_LIFE_TERMS)
def test_another_sentence_ends_as_its_length_says_or_is_presumed_over(
    found: Mapping[str, tuple[str, str]], case_id: str
) -> None:
    assert found[case_id] == RELIEVED


@pytest.mark.parametrize("case_id", ENDED)
def test_a_discharge_from_parole_or_death_ends_a_term_for_life(
    found: Mapping[str, tuple[str, str]], case_id: str
) -> None:
    assert found[case_id] == RELIEVED


@pytest.mark.parametrize("case_id", NOT_ENDED)
def test_neither_a_parole_that_may_be_of_before_nor_one_that_did_not_last_nor_probation_ends_it(
    found: Mapping[str, tuple[str, str]], case_id: str
) -> None:
    assert found[case_id] == SERVING


@pytest.mark.parametrize("case_id", WORDS)
def test_words_of_injury_or_a_weapon_leave_open_whether_a_felony_is_serious(
    found: Mapping[str, tuple[str, str]], case_id: str
) -> None:
    assert found[case_id] == WORDS[case_id][1]


@pytest.mark.parametrize("case_id", MAY_BE_PRISON)
def test_parole_may_have_followed_a_sentence_of_a_kind_that_nobody_knows(
    found: Mapping[str, tuple[str, str]], case_id: str
) -> None:
    assert (found[case_id][0] == "eligible") == (case_id == "LB-112")


def test_the_murder_is_no_conviction_that_can_be_relieved(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select distinct outcome from marts.determinations as determinations "
        "inner join intermediate.int_charges as charges on determinations.charge_id = charges.charge_id "
        "where remedy_id = 'conviction_relief' and charges.section in ('187', '206', '219')"
    )
    assert "eligible" not in {row["outcome"] for row in rows}


@pytest.mark.parametrize("text", (*SAID_OF_A_TERM, *SAID_OF_SOMETHING_ELSE))
def test_a_comment_is_read_as_a_term_for_life_if_it_says_so(built: BuiltWarehouse, text: str) -> None:
    query = f"select names_life_term as is_read from staging.stg_ca__charge_texts where charge_text = '{text}'"
    assert built.rows(query) == [{"is_read": text in SAID_OF_A_TERM}]
