"""Invented people with earlier convictions, registrations or conduct that may bar relief under Proposition 64.

What belongs here: the rows put in, theme by theme; among them inputs that broke the system before ours. What does not:
what is expected (``prop64_cases.csv``); the rest of a record (``prop64_record_people``).
"""

from __future__ import annotations

from prop64_people import (
    CULTIVATION,
    ELSEWHERE,
    FOR_SALE,
    MAYHEM,
    MURDER,
    POSSESSION,
    SALE,
    earlier,
    event,
    life,
    own,
    second_count,
)
from raw_files import Row

GIFT = "11360(B) HS-GIVE/TRANSP MARIJ <28.5"


def _prior_told_in_two_ways() -> list[Row]:
    """One count, two rows: a theft, and soliciting murder. The theft speaks, and the other is on record too."""
    theft = earlier("484(A) PC-THEFT", "19950615", "M")
    soliciting = dict(theft[1]) | {"OFFENSE_DESCR": "653F(B) PC-SOLICIT MURDER", "CONV_STAT_DESCR": "FELONY"}
    return [*life("LB-346", theft, [soliciting], own()), *life("LB-347", theft, own())]


def _prior_days() -> list[Row]:
    days = {
        "LB-301": "20010430",
        "LB-302": "20010501",
        "LB-303": "20010502",
        "LB-304": "20010831",
        "LB-305": "20010901",
        "LB-306": "20010902",
        "LB-308": "19920000",
        "LB-309": "20010000",
        "LB-310": "",
    }
    return [
        *(row for case_id, day in days.items() for row in life(case_id, earlier(MAYHEM, day), own())),
        *life("LB-307", own(), second_count(MAYHEM)),
    ]


def _prior_kinds() -> list[Row]:
    kinds: list[tuple[str, str, str, dict[str, str]]] = [
        ("LB-311", MAYHEM, "", {}),
        ("LB-312", MAYHEM, "M", {}),
        ("LB-313", MAYHEM, "F", {"STP_ORI_CNTY_NAME": ELSEWHERE}),
        ("LB-314", "HOLD FOR OTHER AGENCY", "F", {}),
        ("LB-315", "HOLD FOR OTHER AGENCY", "I", {}),
        ("LB-316", "647.6(A) PC-ANNOY CHILD", "M", {}),
        ("LB-317", "207(A) PC-KIDNAPPING", "F", {}),
        ("LB-318", "664/205 PC-ATT MAYHEM", "F", {}),
        ("LB-319", "664/261(A)(2) PC-ATT RAPE", "F", {}),
        ("LB-320", "664/245(D)(3) PC-ATT ASSAULT", "F", {}),
        ("LB-321", MAYHEM, "F", {"DISP_DESCR": "JUV ADJUDICATION - WARDSHIP SUSTAINED"}),
        ("LB-323", FOR_SALE, "F", {}),
        ("LB-344", "290(B) PC-FAIL TO REGISTER", "F", {}),
        ("LB-345", "HOLD FOR OTHER AGENCY", "M", {}),
        ("LB-342", MAYHEM, "F", {"STP_ORI_CNTY_NAME": "FRESNO"}),
        ("LB-343", MAYHEM, "", {"DISP_DESCR": "DISMISSED"}),
        ("LB-348", "205/484 PC-MAYHEM", "F", {}),
        ("LB-349", "484/205 PC-THEFT", "F", {}),
        ("LB-611", "187-664 PC-ATT MURDER", "F", {}),
        ("LB-612", "187(A) PC", "F", {}),
        ("LB-613", "209(B)(1) PC", "F", {}),
        ("LB-614", "537 PC", "F", {}),
        ("LB-615", "237 PC", "F", {}),
        ("LB-616", "137 PC", "F", {}),
        ("LB-617", "337 PC", "F", {}),
        ("LB-619", "288(A) PC", "F", {}),
        ("LB-620", "288(C)(1) PC", "F", {}),
        ("LB-621", "314.1 PC", "M", {}),
        ("LB-622", "261.5 PC", "F", {}),
        ("LB-623", "1285 PC", "F", {}),
    ]
    return [
        *life("LB-322", earlier(MURDER, "19950615"), own(POSSESSION, "M")),
        *(
            row
            for case_id, charge, level, court in kinds
            for row in life(case_id, earlier(charge, "19950615", level, **court), own())
        ),
    ]


def _same_section() -> list[Row]:
    pairs = [
        ("LB-324", "664/11359 HS-ATT POSS FOR SALE", "F", FOR_SALE),
        ("LB-325", GIFT, "M", SALE),
        ("LB-326", SALE, "F", SALE),
        ("LB-327", CULTIVATION, "F", CULTIVATION),
    ]
    return [
        *(
            row
            for case_id, charge, level, charged in pairs
            for row in life(
                case_id,
                earlier(charge, "19950615", level),
                earlier(charge, "19970615", level, cycle="102"),
                own(charged),
            )
        ),
        *life("LB-328", earlier(FOR_SALE, "19950615"), earlier(FOR_SALE, "20010615", cycle="102"), own()),
        *life("LB-329", earlier(FOR_SALE, "19950615"), own(), earlier(FOR_SALE, "20030615", cycle="120")),
    ]


def _registrations_and_conduct() -> list[Row]:
    registrations = [
        ("LB-331", "20010615", "290 PC-SEX REGISTRANT"),
        ("LB-332", "20010901", "290 PC-SEX REGISTRANT"),
        ("LB-333", "", "290 PC-SEX REGISTRANT"),
        ("LB-334", "19980615", "11590 HS-NARCOTIC REGISTRANT"),
        ("LB-335", "19980615", "457.1 PC-ARSON REGISTRANT"),
        ("LB-336", "19980615", "REGISTRANT"),
        ("LB-624", "20010902", "290 PC-SEX REGISTRANT"),
    ]
    conduct = [
        ("LB-337", SALE),
        ("LB-338", FOR_SALE),
        ("LB-339", CULTIVATION),
        ("LB-451", CULTIVATION),
        ("LB-340", SALE),
        ("LB-341", SALE),
    ]
    return [
        *(
            row
            for case_id, day, text in registrations
            for row in life(case_id, event("REGISTRATION", day, text), own())
        ),
        *(row for case_id, charge in conduct for row in life(case_id, own(charge))),
    ]


def _prior_dispositions_that_nobody_understands() -> list[Row]:
    unknown = {"DISP_DESCR": "SOMETHING NEVER SEEN"}
    answered = [earlier(MURDER, "19950615")[0] | unknown, earlier(MURDER, "19950615", DISP_DESCR="DISMISSED")[1]]
    arrested = [earlier(MURDER, "19950615")[0] | unknown]
    return [
        *life("LB-350", earlier(MURDER, "19950615", **unknown), own()),
        *life("LB-351", earlier(MURDER, "20030615", cycle="120", **unknown), own()),
        *life("LB-352", earlier("484(A) PC-THEFT", "19950615", **unknown), own()),
        *life("LB-353", answered, own()),
        *life("LB-354", arrested, own()),
        *life("LB-355", earlier("243.4(A) PC-SEXUAL BATTERY", "19950615", "M", **unknown), own()),
        *life("LB-356", earlier(MURDER, "19950615", **unknown), own(POSSESSION, "M")),
    ]


def prior_rows() -> list[Row]:
    """Every row of every person here."""
    return [
        *_prior_days(),
        *_prior_told_in_two_ways(),
        *_prior_kinds(),
        *_same_section(),
        *_registrations_and_conduct(),
        *_prior_dispositions_that_nobody_understands(),
    ]


FACTS = (
    # case, section, fact, value
    ("LB-337", "11360(a)", "knowing_sale_to_minor", "yes"),
    ("LB-338", "11359", "employed_person_under_21", "yes"),
    ("LB-339", "11358", "environmental_harm", "yes"),
    ("LB-339", "11358", "at_most_six_plants", "no"),
    ("LB-451", "11358", "environmental_harm", "yes"),
    ("LB-340", "11360(a)", "import_or_export", "yes"),
    ("LB-341", "11360(a)", "knowing_sale_to_minor", "no"),
)
"""What people established about these cases."""
