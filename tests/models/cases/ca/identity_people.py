"""People whose ids agree, contradict each other or are lacking, all in one delivery.

What belongs here: what is put in. What is expected stands in ``test_identity``. A state id is known by its number.
"""

from __future__ import annotations

from raw_files import Row, arrest, conviction, person

POSSESSION = "11357(B) HS-POSS MARIJ 28.5"

PLAIN, TWO_BIRTH_DATES, SPELLED_IN_THREE_WAYS, TWO_SUBJECTS = 301, 302, 303, 304
SHARED_SUBJECT, SHARED_SUBJECT_TOO, SUBJECT_OF_TWO = 311, 312, "31100000"
LAST_EIGHT, LAST_EIGHT_TOO = 100_000_321, 200_000_321
SHORT_ID, LAST_EIGHT_OF_SHORT_ID = 323, 300_000_323
LAST_EIGHT_OLDER, LAST_EIGHT_YOUNGER = 100_000_325, 200_000_325
SOMETIMES_WITHOUT, ITS_SUBJECT = 331, "33100000"
ALWAYS_WITHOUT = "33200000"
JAIL = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D"}
NOBODY = "INVENTED,WITHOUT ANY ID"
NO_IDS = (("XXXXXXXXXX", "00000000"), ("A000000000", "xxxxxxxx"), ("UNKNOWN", "##########"), ("N/A", "NONE"))
ONE_OF_THREE, TWO_OF_THREE, THREE_OF_THREE = 341, 342, "34300000"
KNOWN_BY_SUBJECT, SUBJECT_KNOWN, SAME_AS_SUBJECT_KNOWN = 344, "34400000", 345
TWO_IN_ONE, FIRST_IN_ONE, SECOND_IN_ONE = 351, "35110000", "35120000"
TWINS_IN_ONE, FIRST_TWIN, SECOND_TWIN = 352, "35210000", "35220000"
SETTLED, SETTLED_TOO, SUBJECT_SETTLED = 361, 362, "36100000"
NUMBERED_ALIKE, NUMBERED_ALIKE_TOO = 371, 372


def _convicted(number: int, **changes: str) -> Row:
    return conviction(person(number, **{"PRI_NAME": f"INVENTED,NUMBER {number}"} | changes), POSSESSION)


def _arrested_later(who: Row, **changes: str) -> Row:
    return arrest(dict(who) | changes, "484 PC-THEFT", "20100101", CNT_ORDER="102001001000")


def identity_rows() -> list[Row]:
    """Every row of every person."""
    spelled = [f"A{SPELLED_IN_THREE_WAYS:09d}", f"{SPELLED_IN_THREE_WAYS:010d}", f" a{SPELLED_IN_THREE_WAYS:09d}"]
    return [
        _convicted(PLAIN),
        _convicted(TWO_BIRTH_DATES),
        _arrested_later(person(TWO_BIRTH_DATES), PRI_DOB="19600501"),
        *(_convicted(SPELLED_IN_THREE_WAYS, CII_NUMBER=cii) for cii in spelled),
        _convicted(TWO_SUBJECTS),
        _arrested_later(person(TWO_SUBJECTS), SUBJECT_ID="30400001"),
        _convicted(SHARED_SUBJECT, SUBJECT_ID=SUBJECT_OF_TWO),
        _convicted(SHARED_SUBJECT_TOO, SUBJECT_ID=SUBJECT_OF_TWO),
        _convicted(0, SUBJECT_ID=SUBJECT_OF_TWO, CII_NUMBER="", PRI_NAME="INVENTED,ONE OF TWO"),
        _convicted(LAST_EIGHT),
        _convicted(LAST_EIGHT_TOO),
        _convicted(SHORT_ID),
        _convicted(LAST_EIGHT_OF_SHORT_ID),
        _convicted(LAST_EIGHT_OLDER, PRI_DOB="19500101"),
        _convicted(LAST_EIGHT_YOUNGER, PRI_DOB="19750101"),
        _convicted(SOMETIMES_WITHOUT, SUBJECT_ID=ITS_SUBJECT),
        _arrested_later(person(SOMETIMES_WITHOUT), SUBJECT_ID=ITS_SUBJECT, CII_NUMBER="NULL "),
        _convicted(0, SUBJECT_ID=ALWAYS_WITHOUT, CII_NUMBER="", PRI_NAME="INVENTED,WITHOUT CII"),
        _convicted(0, SUBJECT_ID="", CII_NUMBER="", PRI_NAME=NOBODY),
        _convicted(0, SUBJECT_ID="-", CII_NUMBER="x", PRI_NAME=NOBODY),
        *(_convicted(0, SUBJECT_ID=subject, CII_NUMBER=cii, PRI_NAME=NOBODY) for cii, subject in NO_IDS for _ in "ab"),
        _convicted(ONE_OF_THREE),
        _convicted(TWO_OF_THREE),
        _convicted(0, SUBJECT_ID=THREE_OF_THREE, CII_NUMBER="", PRI_NAME="INVENTED,THIRD"),
        _convicted(KNOWN_BY_SUBJECT, SUBJECT_ID=SUBJECT_KNOWN),
        _convicted(SAME_AS_SUBJECT_KNOWN),
        _convicted(TWO_IN_ONE, SUBJECT_ID=FIRST_IN_ONE),
        _convicted(TWO_IN_ONE, SUBJECT_ID=SECOND_IN_ONE, PRI_DOB="19600501"),
        _convicted(TWINS_IN_ONE, SUBJECT_ID=FIRST_TWIN),
        _convicted(TWINS_IN_ONE, SUBJECT_ID=SECOND_TWIN, PRI_NAME="INVENTED,TWIN"),
        _convicted(SETTLED, SUBJECT_ID=SUBJECT_SETTLED),
        _convicted(SETTLED_TOO, SUBJECT_ID=SUBJECT_SETTLED),
        # Two histories of one person: each numbers its cycles from one.
        conviction(person(NUMBERED_ALIKE), POSSESSION, OFN="00F3710", SENT_LOC_DESCR="FINE"),
        conviction(person(NUMBERED_ALIKE_TOO), POSSESSION, "20010301", OFN="01F3720", **JAIL),
    ]
