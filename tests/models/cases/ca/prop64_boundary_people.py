"""Invented people at the boundaries of Proposition 64: birthdays, days of the law, rows of the matrix.

What belongs here: the rows put in, theme by theme. What does not: what is expected (``prop64_cases.csv``); records with
priors, sentences, relief or a policy (``prop64_record_people``).
"""

from __future__ import annotations

from prop64_people import (
    CONCENTRATED,
    CULTIVATION,
    FOR_SALE,
    MAYHEM,
    MORE,
    POSSESSION,
    SALE,
    earlier,
    event,
    later_row,
    life,
    on_one_day,
    own,
)
from raw_files import Row

SCHOOL, YOUNG_AT_SCHOOL = "11357(D) HS-POSS MARIJ SCHOOL 18+", "11357(E) HS-POSS MARIJ SCHOOL <18"
GIFT = "11360(B) HS-GIVE/TRANSP MARIJ <28.5"
AT_17, AT_19, AT_20 = "19840101", "19820101", "19810101"  # ages all through May to September 2001
TURNS_21_IN_JULY = "19800701"  # 20 at the arrest, 21 at the conviction
OLD, LEAP, TWENTY = "19500101", "19800229", "19900601"


def _birthdays() -> list[Row]:
    turns_21, turns_18 = "19790601", "19820601"
    days = [
        ("LB-101", POSSESSION, "M", "20000531", turns_21),
        ("LB-102", POSSESSION, "M", "20000601", turns_21),
        ("LB-103", POSSESSION, "M", "20000602", turns_21),
        ("LB-105", FOR_SALE, "F", "20000531", turns_18),
        ("LB-106", FOR_SALE, "F", "20000601", turns_18),
        ("LB-107", FOR_SALE, "F", "20000602", turns_18),
        ("LB-109", MORE, "M", "20000531", turns_18),
        ("LB-110", MORE, "M", "20000601", turns_18),
        ("LB-111", POSSESSION, "M", "20010227", LEAP),
        ("LB-112", POSSESSION, "M", "20010228", LEAP),
        ("LB-113", POSSESSION, "M", "20010301", LEAP),
        ("LB-114", FOR_SALE, "F", "19980227", LEAP),
        ("LB-115", FOR_SALE, "F", "19980228", LEAP),
        ("LB-116", FOR_SALE, "F", "19980301", LEAP),
        ("LB-117", FOR_SALE, "F", "20010228", LEAP),
        ("LB-118", POSSESSION, "M", "20011231", "19800000"),
        ("LB-119", POSSESSION, "M", "20010601", "19800000"),
        ("LB-120", POSSESSION, "M", "20000701", "19790600"),
        ("LB-121", POSSESSION, "M", "20000701", ""),
        ("LB-122", POSSESSION, "M", "20000701", "20000702"),
        ("LB-123", POSSESSION, "M", "20000701", "20000701"),
    ]
    return [
        *life("LB-104", own(POSSESSION, "M", "20000531", "20000601"), born=turns_21),
        *life("LB-108", own(FOR_SALE, "F", "20000531", "20000601"), born=turns_18),
        *(
            row
            for case_id, charge, level, day, born in days
            for row in life(case_id, on_one_day(charge, level, day), born=born)
        ),
    ]


def _days_of_the_law() -> list[Row]:
    spans = [
        ("LB-201", FOR_SALE, "F", "20161108", "20161108", OLD),
        ("LB-202", FOR_SALE, "F", "20161108", "20161109", OLD),
        ("LB-203", FOR_SALE, "F", "20161109", "20161109", OLD),
        ("LB-204", FOR_SALE, "F", "20161109", "20170301", OLD),
        ("LB-205", POSSESSION, "M", "20101231", "20101231", TWENTY),
        ("LB-206", POSSESSION, "I", "20110101", "20110101", TWENTY),
        ("LB-207", POSSESSION, "M", "20110101", "20110101", TWENTY),
        ("LB-208", POSSESSION, "I", "20101231", "20101231", TWENTY),
        ("LB-209", POSSESSION, "M", "20101231", "20110101", TWENTY),
        ("LB-210", POSSESSION, "M", "20101231", "20110101", OLD),
        ("LB-211", POSSESSION, "M", "19751231", "19751231", OLD),
        ("LB-212", POSSESSION, "M", "19760101", "19760101", OLD),
        ("LB-213", POSSESSION, "M", "19751231", "19760101", OLD),
        ("LB-214", CULTIVATION, "F", "19761231", "19761231", OLD),
        ("LB-215", CULTIVATION, "F", "19770101", "19770101", OLD),
        ("LB-216", FOR_SALE, "F", "19770630", "19770630", OLD),
        ("LB-217", FOR_SALE, "F", "19770701", "19770701", OLD),
        ("LB-218", SALE, "F", "19730930", "19730930", OLD),
        ("LB-219", SALE, "F", "19731001", "19731001", OLD),
        ("LB-220", "11530 HS-POSS MARIJUANA", "F", "19721231", "19721231", OLD),
        ("LB-221", "11530 HS-POSS MARIJUANA", "F", "19730101", "19730101", OLD),
        ("LB-222", SCHOOL, "M", "19821231", "19821231", OLD),
        ("LB-223", SCHOOL, "M", "19830101", "19830101", OLD),
        ("LB-224", SALE, "F", "20151231", "20151231", OLD),
        ("LB-225", SALE, "F", "20160101", "20160101", OLD),
        ("LB-226", SALE, "F", "20151231", "20151231", OLD),
        ("LB-227", SALE, "F", "20151231", "20160101", OLD),
        ("LB-228", SALE, "F", "20151231", "20151231", OLD),
        ("LB-230", FOR_SALE, "F", "20010501", "", OLD),
        ("LB-232", FOR_SALE, "F", "20010901", "20010501", OLD),
        ("LB-233", POSSESSION, "M", "20000000", "20010000", OLD),
        ("LB-234", FOR_SALE, "F", "20160000", "20161000", OLD),
        ("LB-235", FOR_SALE, "F", "20160000", "20161100", OLD),
        ("LB-236", "11361(A) HS-SELL MARIJ TO MINOR", "F", "19751231", "19751231", OLD),
        ("LB-237", "11361(A) HS-SELL MARIJ TO MINOR", "F", "19760101", "19760101", OLD),
        ("LB-239", "11359(B) HS-POSS FOR SALE", "F", "20161109", "20161109", OLD),
        ("LB-240", FOR_SALE, "F", "20161109", "20170301", OLD),
    ]
    # Court rows alone: an arrest of no known day cannot be told to be theirs.
    without_arrest = [*life("LB-229", own(arrested="")[1:]), *life("LB-231", own(arrested="", convicted="")[1:])]
    return [
        row
        for case_id, charge, level, arrested, convicted, born in spans
        for row in life(case_id, own(charge, level, arrested, convicted), born=born)
    ] + without_arrest


def _rows_of_the_matrix() -> list[Row]:
    people = [
        ("LB-401", CONCENTRATED, "F", OLD),
        ("LB-402", CONCENTRATED, "M", OLD),
        ("LB-403", CONCENTRATED, "F", AT_19),
        ("LB-404", CONCENTRATED, "F", AT_17),
        ("LB-405", CONCENTRATED, "M", OLD),
        ("LB-406", CONCENTRATED, "F", OLD),
        ("LB-407", CONCENTRATED, "F", AT_19),
        ("LB-408", SCHOOL, "M", AT_17),
        ("LB-409", YOUNG_AT_SCHOOL, "M", AT_17),
        ("LB-410", YOUNG_AT_SCHOOL, "M", OLD),
        ("LB-411", CULTIVATION, "F", OLD),
        ("LB-412", CULTIVATION, "F", AT_19),
        ("LB-413", CULTIVATION, "F", OLD),
        ("LB-414", CULTIVATION, "F", AT_19),
        ("LB-415", CULTIVATION, "F", AT_17),
        ("LB-448", CULTIVATION, "F", TURNS_21_IN_JULY),
        ("LB-449", SALE, "F", TURNS_21_IN_JULY),
        ("LB-417", SALE, "F", AT_17),
        ("LB-419", GIFT, "M", OLD),
        ("LB-420", GIFT, "M", AT_20),
        ("LB-421", GIFT, "M", AT_17),
        ("LB-422", "4573.6 PC-POSS DRUGS IN PRISON", "F", OLD),
        ("LB-423", "4573 PC-BRING DRUGS INTO PRISON", "F", OLD),
        ("LB-424", "664/11357(C) HS-ATT POSS MARIJ >28.5", "M", OLD),
        ("LB-426", "664/182/11359 HS-ATT CONSP POSS FOR SALE", "F", OLD),
        ("LB-432", "11357(B)(2) HS-POSS MARIJ", "M", OLD),
        ("LB-433", "11357B2 HS-POSS MARIJ", "M", OLD),
        ("LB-434", "11358(A) HS-CULTIVATE", "F", OLD),
        ("LB-435", "11360 HS-SELL MARIJUANA", "F", OLD),
        ("LB-436", FOR_SALE, "M", OLD),
        ("LB-437", MORE, "F", OLD),
        ("LB-438", "11361(B) HS-FURNISH MARIJ TO MINOR", "M", OLD),
        *((f"LB-46{place}", CULTIVATION, "M", OLD) for place in (1, 2, 3)),
        ("LB-464", "11360(A) HS-SELL MARIJUANA", "M", OLD),
        ("LB-465", "11357 HS-POSSESSION OF MARIJUANA", "F", OLD),
        ("LB-439", "11357 HS-POSSESSION OF MARIJUANA", "", OLD),
        ("LB-443", "11531 HS-POSS MARIJ FOR SALE", "F", OLD),
        ("LB-444", POSSESSION, "M", AT_17),
        ("LB-445", "11359/11360(A) HS-POSS FOR SALE/SALE", "F", OLD),
    ]
    return [
        *(row for case_id, charge, level, born in people for row in life(case_id, own(charge, level), born=born)),
        *life("LB-416", earlier(MAYHEM, "19950615"), own(CULTIVATION)),
        *life("LB-418", earlier(MAYHEM, "19950615"), own(SALE)),
        *life("LB-450", earlier(MAYHEM, "19950615"), own(CULTIVATION)),
        *life("LB-425", earlier(MAYHEM, "19950615"), own(CULTIVATION)),
        *life("LB-447", own(level="M"), later_row("RESENTENCED PER 11361.8 HS")),
        *life("LB-446", own("11531 HS-POSS MARIJ FOR SALE", arrested="19710701", convicted="19710901"), born=OLD),
    ]


def _accessories() -> list[Row]:
    accessory = own("32 PC-ACCESSORY")
    arrested_for_sale = [dict(row) | {"OFFENSE_DESCR": FOR_SALE} for row in own()[:1]]
    dismissed_elsewhere = earlier(FOR_SALE, "19950615", "", DISP_DESCR="DISMISSED")
    return [
        *life("LB-427", accessory),
        *life("LB-428", arrested_for_sale, accessory[1:]),
        *life("LB-429", dismissed_elsewhere, accessory),
        *life("LB-430", own("182(A)(1) PC-CONSPIRACY")),
        *life("LB-431", own("182(A)(1) PC-CONSPIRACY", COMMENT_TEXT="CONSP 459 PC")),
        *life(
            "LB-238",
            [dict(row) | {"OFFENSE_DESCR": FOR_SALE} for row in own(arrested="20161109")[:1]],
            [own("32 PC-ACCESSORY", "F", "20161109", "20170301")[1]],
        ),
        *life("LB-440", event("APPLICANT", "20010501", "11359 HS"), own("32 PC-ACCESSORY")),
    ]


def boundary_rows() -> list[Row]:
    """Every row of every person here."""
    return [*_birthdays(), *_days_of_the_law(), *_rows_of_the_matrix(), *_accessories()]


FACTS = (
    # case, section, fact, value
    ("LB-224", "11360(a)", "transport_or_gift_of_at_most_28_grams", "yes"),
    ("LB-225", "11360(a)", "transport_or_gift_of_at_most_28_grams", "yes"),
    ("LB-226", "11360(a)", "transport_or_gift_of_at_most_28_grams", "no"),
    ("LB-227", "11360(a)", "transport_or_gift_of_at_most_28_grams", "yes"),
    ("LB-240", "11359", "offense_before_proposition_64", "no"),
    ("LB-405", "11357(a)", "concentrate_at_most_8_grams", "no"),
    ("LB-406", "11357(a)", "concentrate_at_most_8_grams", "yes"),
    ("LB-407", "11357(a)", "concentrate_at_most_8_grams", "no"),
    ("LB-411", "11358", "at_most_six_plants", "yes"),
    ("LB-412", "11358", "at_most_six_plants", "yes"),
    ("LB-413", "11358", "at_most_six_plants", "no"),
    ("LB-416", "11358", "at_most_six_plants", "no"),
    ("LB-425", "11358", "at_most_six_plants", "yes"),
    ("LB-448", "11358", "at_most_six_plants", "yes"),
    ("LB-461", "11358", "at_most_six_plants", "no"),
    ("LB-463", "11358", "at_most_six_plants", "yes"),
    ("LB-464", "11360(a)", "transport_or_gift_of_at_most_28_grams", "no"),
    ("LB-449", "11360(a)", "transport_or_gift_of_at_most_28_grams", "yes"),
)
"""What people established about these cases."""
