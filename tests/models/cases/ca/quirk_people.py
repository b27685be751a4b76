"""Whole invented people, one for each quirk of the raw file, all in one delivery.

What belongs here: what is put in. What is expected stands in the tests beside. A person is known by a number; numbers
are never used twice.
"""

from __future__ import annotations

from raw_files import Row, arrest, conviction, person

POSSESSION = "11357(B) HS-POSS MARIJ 28.5"
FOR_SALE = "11359 HS-MARIJUANA POSSESS FOR SALE"

BLANK_BIRTH_DATE, YEAR_OF_BIRTH_ONLY, BLANK_EVENT_DATE, YEAR_OF_EVENT_ONLY = 101, 102, 103, 104
MONTH_OF_EVENT_ONLY, IMPOSSIBLE_DATE, FUTURE_DATE, BORN_AFTER_EVENT = 105, 106, 107, 108
NOTHING_DATE = 109
WRONG_CENTURY, CONVICTED_AS_A_CHILD, VERY_OLD, CONVICTED_AT_TEN, LONG_DEAD, YEAR_OF_A_WRONG_CENTURY = range(111, 117)
BOTH_LEVELS_BLANK, LEVEL_IN_TYPE_OF_CHARGE, CONVICTED_OF_ANOTHER, CONVICTED_LEVEL_OF_ANOTHER = 121, 122, 123, 124
LEVEL_NOT_UNDERSTOOD = 125
IN_COMMENT, IN_COMMENT_ANNOUNCED, IN_COMMENT_COLON, FURTHER_IN_COMMENT, NO_CHARGE_AT_ALL = 131, 132, 133, 134, 135
CONVICTED_OF_THE_COMMENT, CONVICTED_OF_NO_COMMENT = 136, 137
SENTENCE_APART, EQUAL_PARTS, SENTENCE_OF_OTHER_COUNT, LIFE_SENTENCE, FINE_ONLY = 141, 142, 143, 144, 145
PRISON_YEARS = 146
SHORT_COUNT_ORDER, BLANK_COUNT_ORDER = 151, 152
REPEATED_CYCLE, TWO_EQUAL_COUNTS, SEVERAL_CASE_NUMBERS, CASE_NUMBER_NULL, CASE_ON_OTHER_ROW = 161, 162, 163, 164, 165
COURT_CASE_NUMBER_ONLY = 166
RELIEF_ON_COUNT, RELIEF_IN_CYCLE, RELIEF_UNCLEAR, UNKNOWN_DISPOSITION, PROBATION_REVOKED = 171, 172, 173, 174, 175
RELIEF_OF_UNPARSED, UNKNOWN_LATER, UNKNOWN_LATER_OF_NO_SECTION, UNKNOWN_OF_ANOTHER_COUNT, DENIED = (
    176,
    177,
    178,
    179,
    180,
)
UNKNOWN_STEP, REGISTERED, DEAD, JUVENILE, ELSEWHERE, NO_COUNTY = 181, 182, 183, 184, 185, 186
RELIEF_IN_CASE, RELIEF_SAME_DAY, RELIEF_OF_ANOTHER_COUNT, RELIEF_OF_ANOTHER_CASE, RELIEF_BEFORE = range(201, 206)
STEPS_IN_OTHER_CASE, CONVICTED_IN_UNKNOWN_STEP = 187, 188
JUVENILE_COURT, JUVENILE_IN_UNKNOWN_STEP = 189, 190
RELIEF_OF_THE_YEAR, UNKNOWN_IN_CASE, UNKNOWN_IN_ANOTHER_CASE, RELIEF_OF_ONE_NUMBER = 206, 207, 208, 209
NULL_WORDS, TWO_RACES, NAME_LATIN1 = 191, 192, 193


def _sentence(location: str, length: str = "", unit: str = "") -> dict[str, str]:
    return {"SENT_LOC_DESCR": location, "SENT_LENGTH": length, "SENT_TIME_CODE": unit}


def _dates() -> list[Row]:
    def born(number: int, birth: str) -> Row:
        return conviction(person(number, PRI_DOB=birth), POSSESSION)

    def convicted(number: int, day: str) -> Row:
        return conviction(person(number), POSSESSION, day)

    long_dead = person(LONG_DEAD, PRI_DOB="19100501")
    return [
        born(BLANK_BIRTH_DATE, ""),
        born(YEAR_OF_BIRTH_ONLY, "19800000"),
        convicted(BLANK_EVENT_DATE, ""),
        convicted(YEAR_OF_EVENT_ONLY, "20180000"),
        convicted(MONTH_OF_EVENT_ONLY, "20000700"),
        convicted(IMPOSSIBLE_DATE, "20180231"),
        convicted(FUTURE_DATE, "20260302"),
        born(BORN_AFTER_EVENT, "20010101"),
        convicted(NOTHING_DATE, "00000000"),
        born(WRONG_CENTURY, "18700501"),
        born(YEAR_OF_A_WRONG_CENTURY, "18700000"),
        born(CONVICTED_AS_A_CHILD, "19900702"),
        born(CONVICTED_AT_TEN, "19900701"),
        born(VERY_OLD, "19150602"),  # 110 years old until the day after the as-of date
        conviction(long_dead, POSSESSION, "19600701", CYC_DATE="19600601"),
        arrest(long_dead, "", "19610101", STP_TYPE_DESCR="DECEASED", CNT_ORDER="103001001000"),
    ]


def _levels() -> list[Row]:
    blank = {"CONV_STAT_DESCR": "  "}
    return [
        conviction(person(BOTH_LEVELS_BLANK), FOR_SALE, **blank),
        conviction(person(LEVEL_IN_TYPE_OF_CHARGE), FOR_SALE, **blank, OFFENSE_TOC="F"),
        conviction(person(CONVICTED_OF_ANOTHER), FOR_SALE, **blank, OFFENSE_TOC="F", CONV_OFFENSE_DESCR=POSSESSION),
        conviction(
            person(CONVICTED_LEVEL_OF_ANOTHER),
            FOR_SALE,
            **blank,
            OFFENSE_TOC="F",
            CONV_OFFENSE_DESCR=POSSESSION,
            CONV_OFFENSE_TOC="M",
        ),
        conviction(person(LEVEL_NOT_UNDERSTOOD), FOR_SALE, CONV_STAT_DESCR="WOBBLER", OFFENSE_TOC="M"),
    ]


def _comments() -> list[Row]:
    return [
        conviction(person(IN_COMMENT), "", COMMENT_TEXT="11358 HS-CULTIVATE MARIJUANA"),
        conviction(person(IN_COMMENT_ANNOUNCED), "SEE COMMENT FOR CHARGE", COMMENT_TEXT="CHRG 11358 HS"),
        conviction(person(IN_COMMENT_COLON), "SEE COMMENT FOR CHARGE", COMMENT_TEXT=":CHRG 11358 HS"),
        conviction(person(FURTHER_IN_COMMENT), "32 PC-ACCESSORY", COMMENT_TEXT="11359 HS-POSSESS FOR SALE"),
        conviction(person(NO_CHARGE_AT_ALL), "  "),
        conviction(
            person(CONVICTED_OF_THE_COMMENT),
            FOR_SALE,
            CONV_OFFENSE_DESCR="SEE COMMENT FOR CHARGE",
            COMMENT_TEXT=POSSESSION,
        ),
        conviction(person(CONVICTED_OF_NO_COMMENT), FOR_SALE, CONV_OFFENSE_DESCR="SEE COMMENT FOR CHARGE"),
    ]


def _sentences() -> list[Row]:
    apart, equal, other = person(SENTENCE_APART), person(EQUAL_PARTS), person(SENTENCE_OF_OTHER_COUNT)
    second = {"CNT_ORDER": "101002002000"}
    return [
        conviction(apart, POSSESSION, **_sentence("JAIL", "30", "D")),
        conviction(apart, FOR_SALE, **second, **_sentence("PRISON", "16", "M")),
        arrest(apart, "484 PC-THEFT", "20100101", CNT_ORDER="102001001000"),
        conviction(apart, "", DISP_DESCR="", **_sentence("PROBATION", "36", "M")),
        conviction(equal, POSSESSION, **_sentence("JAIL", "30", "D")),
        conviction(equal, POSSESSION, **_sentence("JAIL", "30", "D")),
        conviction(other, POSSESSION, **_sentence("JAIL", "10", "D")),
        conviction(other, FOR_SALE, **second, **_sentence("PRISON", "2", "Y")),
        conviction(other, POSSESSION, DISP_DESCR="", **_sentence("FINE")),
        conviction(person(LIFE_SENTENCE), "187(A) PC-MURDER", CONV_STAT_DESCR="FELONY", **_sentence("PRISON", "", "N")),
        conviction(person(FINE_ONLY), POSSESSION, **_sentence("FINE")),
        conviction(person(PRISON_YEARS), FOR_SALE, "20000229", **_sentence("PRISON", "3", "Y")),
    ]


def _numbering() -> list[Row]:
    short, blank = person(SHORT_COUNT_ORDER), person(BLANK_COUNT_ORDER)
    repeated, equal, case_apart = person(REPEATED_CYCLE), person(TWO_EQUAL_COUNTS), person(CASE_ON_OTHER_ROW)
    return [
        conviction(short, POSSESSION, CNT_ORDER="1"),
        conviction(short, FOR_SALE, CNT_ORDER="1", OFN="00F0002"),
        conviction(blank, POSSESSION, CNT_ORDER=""),
        conviction(repeated, POSSESSION, **_sentence("JAIL", "5", "D")),
        conviction(repeated, POSSESSION, CNT_ORDER="104001001000", **_sentence("JAIL", "5", "D")),
        conviction(equal, POSSESSION, CNT_ORDER="101002001000"),
        conviction(equal, POSSESSION, CNT_ORDER="101002002000"),
        conviction(person(SEVERAL_CASE_NUMBERS), POSSESSION, OFN="00F0001, 00F-0002"),
        conviction(person(CASE_NUMBER_NULL), POSSESSION, OFN="NULL      "),
        conviction(case_apart, POSSESSION, OFN=""),
        conviction(case_apart, FOR_SALE, CNT_ORDER="101002002000", DISP_DESCR="DISMISSED", OFN="00F0009"),
        conviction(person(COURT_CASE_NUMBER_ONLY), POSSESSION, OFN="", FE_NUM_CRT_CASE="M-77"),
    ]


def _events() -> list[Row]:
    on_count, in_cycle, unclear = person(RELIEF_ON_COUNT), person(RELIEF_IN_CYCLE), person(RELIEF_UNCLEAR)
    unknown, revoked = person(UNKNOWN_DISPOSITION), person(PROBATION_REVOKED)
    later = {"CNT_ORDER": "101003001000", "CONV_STAT_DESCR": ""}
    in_another_cycle = {"CNT_ORDER": "105001001000", "CONV_STAT_DESCR": ""}
    relief = {"DISP_DESCR": "CONV SET ASIDE & DISM PER 1203.4 PC"}
    return [
        conviction(on_count, POSSESSION),
        conviction(on_count, POSSESSION, "20050101", CONV_STAT_DESCR="", **relief),
        conviction(in_cycle, POSSESSION),
        conviction(in_cycle, FOR_SALE, CNT_ORDER="101002002000"),
        conviction(in_cycle, POSSESSION, "20050101", **later, **relief),
        *_relief_in_another_cycle(RELIEF_IN_CASE, "20050101"),
        *_relief_in_another_cycle(RELIEF_SAME_DAY, "20000701"),
        *_relief_in_another_cycle(RELIEF_OF_ANOTHER_COUNT, "20050101", CNT_ORDER="105001007000"),
        *_relief_in_another_cycle(RELIEF_OF_ANOTHER_CASE, "20050101", OFN="05F0005"),
        *_relief_in_another_cycle(RELIEF_BEFORE, "19990101"),
        *_relief_in_another_cycle(RELIEF_OF_THE_YEAR, "20000000"),
        *_relief_in_another_cycle(RELIEF_OF_ONE_NUMBER, "20050101", OFN="00F0001, 00F-0002"),
        *_not_understood_later(UNKNOWN_IN_CASE, POSSESSION, in_another_cycle),
        *_not_understood_later(UNKNOWN_IN_ANOTHER_CASE, POSSESSION, in_another_cycle | {"OFN": "05F0005"}),
        conviction(unclear, POSSESSION),
        conviction(unclear, FOR_SALE, CNT_ORDER="101002002000"),
        conviction(unclear, "", "20050101", **later, **relief),
        conviction(person(RELIEF_OF_UNPARSED), "HOLD FOR OTHER AGENCY"),
        conviction(person(RELIEF_OF_UNPARSED), POSSESSION, "20050101", **later, **relief),
        conviction(unknown, POSSESSION),
        conviction(unknown, POSSESSION, "20050101", CONV_STAT_DESCR="", DISP_DESCR="SOMETHING NEVER SEEN"),
        *_not_understood_later(UNKNOWN_LATER, POSSESSION, later),
        *_not_understood_later(UNKNOWN_LATER_OF_NO_SECTION, "", later),
        *_not_understood_later(UNKNOWN_OF_ANOTHER_COUNT, FOR_SALE, later),
        conviction(person(DENIED), POSSESSION),
        conviction(person(DENIED), POSSESSION, "20200101", **later, DISP_DESCR="RESENTENCING PER 11361.8 HS DENIED"),
        conviction(revoked, POSSESSION, **_sentence("PROBATION", "36", "M")),
        conviction(revoked, "", "20010101", **later, STP_TYPE_DESCR="PROBATION", DISP_DESCR="PROB REVOKED"),
    ]


def _relief_in_another_cycle(number: int, day: str, **changes: str) -> list[Row]:
    """Two counts of one case, and a cycle of its own that tells of relief alone."""
    relief = {"CONV_STAT_DESCR": "", "DISP_DESCR": "RESENTENCED PER 11361.8 HS", "CNT_ORDER": "105001001000"}
    return [
        conviction(person(number), POSSESSION),
        conviction(person(number), FOR_SALE, CNT_ORDER="101002002000"),
        conviction(person(number), POSSESSION, day, **(relief | changes)),
    ]


def _not_understood_later(number: int, charge: str, later: Row) -> list[Row]:
    who = person(number)
    return [
        conviction(who, POSSESSION),
        conviction(who, charge, "20050101", **(dict(later) | {"DISP_DESCR": "SOMETHING NEVER SEEN"})),
    ]


def _steps() -> list[Row]:
    other_case = person(STEPS_IN_OTHER_CASE)
    unknown, registered, dead, juvenile = person(UNKNOWN_STEP), person(REGISTERED), person(DEAD), person(JUVENILE)
    return [
        arrest(unknown, POSSESSION, STP_TYPE_DESCR="SUPPLEMENTAL ARREST"),
        arrest(other_case, POSSESSION, STP_TYPE_DESCR=" Arrest/Detained/Cited "),
        conviction(other_case, POSSESSION, STP_TYPE_DESCR="court  action"),
        arrest(other_case, "", "20200101", STP_TYPE_DESCR="Deceased   ", CNT_ORDER="103001001000"),
        conviction(person(CONVICTED_IN_UNKNOWN_STEP), POSSESSION, STP_TYPE_DESCR="MISC ACTION"),
        conviction(registered, POSSESSION),
        arrest(
            registered, "290 PC-SEX REGISTRANT", "20100101", STP_TYPE_DESCR="REGISTRATION", CNT_ORDER="102001001000"
        ),
        conviction(dead, POSSESSION),
        arrest(dead, "", "20200101", STP_TYPE_DESCR="DECEASED", CNT_ORDER="103001001000"),
        conviction(juvenile, POSSESSION, DISP_DESCR="JUV ADJUDICATION - WARDSHIP SUSTAINED"),
        conviction(person(JUVENILE_COURT), POSSESSION, STP_TYPE_DESCR="Juvenile Court", DISP_DESCR=""),
        conviction(
            person(JUVENILE_IN_UNKNOWN_STEP),
            POSSESSION,
            STP_TYPE_DESCR="MISC ACTION",
            DISP_DESCR="JUV ADJUDICATION - WARDSHIP SUSTAINED",
        ),
        conviction(person(ELSEWHERE), POSSESSION, STP_ORI_CNTY_NAME="OUT OF STATE", STP_ORI_CODE="NV002015J"),
        conviction(person(NO_COUNTY), POSSESSION, STP_ORI_CNTY_NAME=" "),
    ]


def _people() -> list[Row]:
    races = person(TWO_RACES)
    return [
        conviction(
            person(NULL_WORDS, RACE_CODE="x", RACE_DESCR="-   ", GENDER="NULL  "),
            POSSESSION,
            OFN="-  ",
            COMMENT_TEXT="NULL ",
        ),
        conviction(races, POSSESSION),
        arrest(races | {"RACE_CODE": "W", "RACE_DESCR": "WHITE"}, "484 PC-THEFT", "20100101", CNT_ORDER="102001001000"),
        conviction(person(NAME_LATIN1, PRI_NAME="INVENTED,JOS\u00c9"), POSSESSION),
    ]


def quirk_rows() -> list[Row]:
    """Every row of every person, in one file."""
    return [*_dates(), *_levels(), *_comments(), *_sentences(), *_numbering(), *_events(), *_steps(), *_people()]
