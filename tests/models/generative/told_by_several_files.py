"""People whose history several files tell, each in its own way: as new as each other, or one newer than another.

What belongs here: what the file of each county and cut says. What does not: what follows (``test_next_delivery``).
"""

from __future__ import annotations

from raw_files import Row, arrest, conviction, person

POSSESSION, FOR_SALE = "11357(B) HS-POSS MARIJ 28.5", "11359 HS-MARIJUANA POSSESS FOR SALE"
AGREED, OTHER_LEVEL, OTHER_SECTION, MISSING, OTHER_BIRTH_DATE, OTHER_SENTENCE = 201, 202, 203, 204, 205, 206
NEWER = 50  # added to the number of whoever has a newer second copy, not an equally new one
JAIL = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D"}
PROBATION = {"SENT_LOC_DESCR": "PROBATION", "SENT_LENGTH": "3", "SENT_TIME_CODE": "Y"}


def first_telling(added: int = 0) -> list[Row]:
    missing = person(MISSING + added)
    return [
        conviction(person(AGREED + added), POSSESSION),
        conviction(person(OTHER_LEVEL + added), POSSESSION, CONV_STAT_DESCR="FELONY"),
        conviction(person(OTHER_SECTION + added), FOR_SALE, CONV_STAT_DESCR="FELONY"),
        arrest(missing, POSSESSION),
        conviction(missing, POSSESSION),
        conviction(person(OTHER_BIRTH_DATE + added, PRI_DOB="19700501"), POSSESSION),
        conviction(person(OTHER_SENTENCE + added), POSSESSION, **JAIL),
    ]


def second_telling(added: int = 0) -> list[Row]:
    return [
        conviction(person(AGREED + added), POSSESSION),
        conviction(person(OTHER_LEVEL + added), POSSESSION, CONV_STAT_DESCR="MISDEMEANOR"),
        conviction(person(OTHER_SECTION + added), POSSESSION),
        arrest(person(MISSING + added), POSSESSION),
        conviction(person(OTHER_BIRTH_DATE + added, PRI_DOB="19710501"), POSSESSION),
        conviction(person(OTHER_SENTENCE + added), POSSESSION, **PROBATION),
    ]


THEFT, TRESPASS = "484 PC-THEFT", "602 PC-TRESPASS"
LACKED = "missing_in_equal_copy"
HERE, THERE, ANYBODY, PARTED, COPIED, HALF_READ = 301, 302, 303, 311, 312, 321
DISMISSED, REGISTERED, SENTENCED, STRANGER, REJECTED = 331, 332, 333, 334, 335
EVENTS_ALONE, EVENTS_TOO, EVENTS_ALONE_OF_EQUALS = 341, 342, 343
UNDONE, NO_LONGER, SINCE, UNREADABLE = 351, 352, 353, 354
NOT_RELIEVED, NOT_SEALED, STILL_REGISTERED = 355, 356, 357


def told_by_the_county() -> dict[str, list[Row]]:
    """What the file of each county and cut says."""
    relieved = {"CNT_ORDER": "101002001000", "CONV_STAT_DESCR": "", "DISP_DESCR": "CONV SET ASIDE & DISM PER 1203.4 PC"}
    later = {"CNT_ORDER": "102002001000", "OFN": "01F0002"}
    first, second = {"CNT_ORDER": "101002001000"}, {"CNT_ORDER": "101002002000"}
    of_both = [conviction(person(number), POSSESSION) for number in (UNDONE, NO_LONGER, SINCE, UNREADABLE)]
    of_both += [conviction(person(number), POSSESSION) for number in (NOT_RELIEVED, STILL_REGISTERED)]
    of_both += [arrest(person(NOT_SEALED), THEFT), registration(STILL_REGISTERED)]
    told = [conviction(person(number), POSSESSION) for number in (DISMISSED, REGISTERED, REJECTED)]
    sacramento = [
        *first_telling(),
        # Relief, a registration and a sentence that Yolo's file lacks; a stranger's that only Sacramento's holds.
        *told,
        conviction(person(DISMISSED), POSSESSION, "20050101", **relieved),
        conviction(person(REJECTED), POSSESSION, "20050101", **relieved),
        registration(REGISTERED),
        conviction(person(SENTENCED), POSSESSION, **JAIL),
        conviction(person(STRANGER), POSSESSION),
        registration(STRANGER),
        # Split in the middle of a person's history is no disagreement; given twice with a line less is one.
        conviction(person(PARTED), THEFT, **first),
        conviction(person(COPIED), POSSESSION, **first),
        conviction(person(COPIED), FOR_SALE, **second),
        # A line that could not be read in Yolo's file.
        conviction(person(HALF_READ), POSSESSION),
        conviction(person(HALF_READ), THEFT, "20010801", **later),
        # People of whom another file tells no more than that they registered, and one of whom it tells all.
        *(conviction(person(number), POSSESSION) for number in (EVENTS_ALONE, EVENTS_TOO, EVENTS_ALONE_OF_EQUALS)),
    ]
    return {
        "sacramento_20260301.csv": sacramento,
        "Sacramento 2026-03-01.dat": [
            conviction(person(PARTED), TRESPASS, **second), conviction(person(COPIED), POSSESSION, **first),
        ],
        "yolo_20260301.csv": [
            *second_telling(),
            *told,
            conviction(person(SENTENCED), POSSESSION),
            conviction(person(REJECTED), UNREAD, "20050101"),
            conviction(person(HALF_READ), POSSESSION),
            conviction(person(HALF_READ), UNREAD, "20010801", **later),
            registration(EVENTS_ALONE_OF_EQUALS),
        ],
        "fresno_20260301.csv": [
            *first_telling(NEWER),
            # Relief and a registration that the newer copy lacks, relief that it alone tells, a line not read there.
            *of_both,
            *(conviction(person(number), POSSESSION, "20050101", **relieved) for number in (UNDONE, UNREADABLE)),
            registration(NO_LONGER),
            # What would have been given already, and the end of a registration: the newer copy lacks each.
            *(
                conviction(person(NOT_RELIEVED), POSSESSION, "20050101", **relieved | {"DISP_DESCR": words})
                for words in ("CONVICTION RELIEF GRANTED 1203.425 PC", "REDUCED PER 11361.8 HS")
            ),
            arrest(person(NOT_SEALED), THEFT, "20000601", **relieved | {"DISP_DESCR": "ARREST SEALED 851.91 PC"}),
            registration(STILL_REGISTERED, "20150101", DISP_DESCR="REGISTRATION TERMINATED"),
        ],
        "kern_20260401.csv": [
            *second_telling(NEWER),
            # One in one county's file alone, one whose other file is of an older cut.
            conviction(person(HERE), THEFT),
            conviction(person(THERE), TRESPASS),
            registration(EVENTS_ALONE),
            conviction(person(EVENTS_TOO), POSSESSION),
            registration(EVENTS_TOO),
            *of_both,
            conviction(person(SINCE), POSSESSION, "20050101", **relieved),
            conviction(person(UNREADABLE), UNREAD, "20050101"),
        ],
        "napa_20260401.csv": [conviction(person(ANYBODY), POSSESSION)],
        "alpine_20260301.csv": [arrest(person(THERE), TRESPASS)],
    }  # fmt: skip


UNREAD = f"{THEFT} THAT CANNOT BE READ"


def registration(number: int, day: str = "20100101", **changes: str) -> Row:
    step = {"STP_TYPE_DESCR": "REGISTRATION", "CNT_ORDER": "102001001000"}
    return arrest(person(number), "290 PC-SEX REGISTRANT", day, **step | changes)
