"""Whole invented people for automatic relief of convictions (Penal Code 1203.425): the acceptance cases and our own.

What belongs here: the raw rows of each case, theme by theme, and what the Supervised Release File, petitions and
people say beside them. What does not: what is expected (``relief_cases.csv``), arrests (``relief_arrest_people``), how
a row is written (``prop64_people``). A case is one person; its own count has the id of the case as its case number.
Where the rule book says that parole ended, the Supervised Release File tells it; a prison term that it gives no length
of is two years.
"""

from __future__ import annotations

from collections.abc import Sequence

from prop64_people import ELSEWHERE, OWN_CYCLE, earlier, event, later_row, life, own, second_count, sentence
from raw_files import Row, arrest

THEFT, RECEIVING, ROBBERY, BURGLARY = "484(A) PC-THEFT", "496(A) PC-RECEIVE", "211 PC-ROBBERY", "459 PC-BURGLARY"
LEWD_ACT, OTHER_COUNTY = "288(A) PC-LEWD ACT", "FRESNO"
ON_THE_COUNT, STEP_AFTER = f"{OWN_CYCLE}002001000", f"{OWN_CYCLE}003001000"
LONG_AGO = "20150101"


def judged(day: str, charge: str = THEFT, level: str = "M", sentenced: str = "fine", **court: str) -> list[Row]:
    """Arrest and conviction on one day; several parts of a sentence are rows of the one count."""
    first, *further = [part.strip() for part in sentenced.split(",")]
    rows = own(charge, level, day, None, first, **court)
    count = {name: value for name, value in rows[-1].items() if not name.startswith("SENT_")} | {"DISP_DESCR": ""}
    return [*rows, *(count | sentence(part) for part in further)]


def probation(disposition: str, day: str, count: str = ON_THE_COUNT, charge: str = "") -> list[Row]:
    """A probation step that says what became of it, on the own count or elsewhere in its cycle."""
    return event("PROBATION", day, charge, DISP_DESCR=disposition, CNT_ORDER=count)


def booked(day: str, charge: str = THEFT, cycle: str = "130", **columns: str) -> list[Row]:
    """An arrest of another cycle that nothing is known to have followed."""
    return [arrest({}, charge, day, CNT_ORDER=f"{cycle}001001000", **columns)]


def of_another_case(day: str) -> dict[str, str]:
    """The columns of a count of the same arrest and day in a case of its own."""
    step = {"CNT_ORDER": f"{OWN_CYCLE}004001000", "OFN": "CASE-2"}
    return step | {"CYC_DATE": day, "STP_EVENT_DATE": day, "DISP_DATE": day}


def _acceptance() -> list[Row]:
    plain, parole = judged(LONG_AGO), {"level": "F", "sentenced": "prison 2Y"}
    registered = event("REGISTRATION", "20150201", "290 PC-SEX REGISTRANT", "125")
    new_felony = earlier(RECEIVING, "20160629", "F", "121", **sentence("jail 30D"))
    on_probation = earlier(
        RECEIVING, "20220110", "F", "121", STP_ORI_CNTY_NAME=OTHER_COUNTY, **sentence("probation 60M")
    )
    born = "19750101"
    return [
        *life("CA-053", judged("20230115", sentenced="jail 10D"), born="19800101"),
        *life("CA-055", judged("20240229"), born="19800101"),
        *life("CA-056", judged("20230115", "242 PC-BATTERY", sentenced="jail 364D"), born="19800101"),
        *life(
            "CA-058",
            judged("20200110", sentenced="probation 36M, jail 30D"),
            probation("PROB REVOKED", "20210601"),
            born="19800101",
        ),
        *life(
            "CA-059",
            judged("20180110", BURGLARY, "F", "probation 36M"),
            probation("PROB REV/REINSTATED", "20190601"),
            born="19800101",
        ),
        *life("CA-061", judged("20150110", ROBBERY, "F", "probation 36M, jail 180D"), born="19800101"),
        *life("CA-062", judged("20050101", RECEIVING, **parole), born=born),
        *life("CA-064", judged("19990301", "11350(A) HS-POSS NARCOTIC", "F", "prison 16M"), born="19600101"),
        *life("CA-065", judged("19721231", "11530 HS-POSS MARIJUANA", "F", "probation 36M"), born="19500101"),
        *life("CA-067", judged("20080101", RECEIVING, **parole), new_felony, born=born),
        *life(
            "CA-068",
            judged("20080101", RECEIVING, **parole),
            earlier(THEFT, "20140000", "M", "121", **sentence("fine")),
            born=born,
        ),
        *life("CA-070", judged("20100101", "245(A)(1) PC-ADW", **parole), born=born),
        *life("CA-071", judged("20140101", "245(A)(4) PC-FORCE/ADW NOT FIREARM", **parole), born=born),
        *life(
            "CA-073",
            plain,
            registered,
            event("REGISTRATION", "20230000", "290 PC-SEX REGISTRANT", "126", DISP_DESCR="REG TERMINATED"),
            born=born,
        ),
        *life("CA-074", plain, on_probation, born=born),
        *life("CA-076", plain, booked("19940101"), born=born),
        *life("CA-077", judged("20010101", sentenced="probation"), born=born),
        *life("CA-079", judged("00000000"), born=born),
        *life("CA-080", plain, born=born),
        *life("CA-082", judged("20220601", "22450(A) VC-FAIL TO STOP", "I"), born=born),
        *life("CA-083", judged("20150601", "23152(B) VC-DUI", sentenced="probation 36M"), born=born),
    ]


def _days() -> list[Row]:
    dated: Sequence[tuple[str, str, str, str]] = (
        # case, judged, level, sentence
        ("LB-801", "20240115", "M", "fine"),
        ("LB-802", "20240114", "M", "fine"),
        ("LB-803", "20240100", "M", "fine"),
        ("LB-804", "20230115", "M", "probation 24M"),
        ("LB-805", "20230114", "M", "probation 24M"),
        ("LB-806", "20200115", "F", "jail 1Y"),
        ("LB-807", "20200114", "F", "jail 1Y"),
        ("LB-808", "20230601", "M", "jail 12M, jail 12M"),
        ("LB-809", "19730101", "M", "fine"),
        ("LB-815", "20150115", "M", ""),
        ("LB-816", "20150114", "M", ""),
        ("LB-824", "20140101", "F", "prison 2Y"),
        ("LB-825", "20160114", "F", "prison 24M"),
        ("LB-826", "20160115", "F", "prison 24M"),
        ("LB-836", "20100101", "", "jail 1Y"),
        ("LB-837", "20220101", "", "jail 1Y"),
        ("LB-838", "20240114", "I", "fine"),
        ("LB-849", "20240201", "M", "probation 6M"),
        ("LB-850", "20000131", "F", "jail 1M"),
        ("LB-851", "20190228", "F", "jail 364D, fine"),
        ("LB-865", "20140101", "F", "prison 2Y"),
    )
    life_term = judged("19900101", RECEIVING, "F", "prison", SENT_LENGTH="LIFE")
    return [
        *life("LB-814", life_term),
        *(row for case_id, *rest in dated for row in life(case_id, judged(rest[0], RECEIVING, rest[1], rest[2]))),
    ]


def _probation_and_prison() -> list[Row]:
    three_years = judged("20180115", sentenced="probation 36M")
    felony = judged("20100115", RECEIVING, "F", "probation 36M")
    robbery = judged("20100115", ROBBERY, "F", "probation 36M")
    day = of_another_case("20100115")
    transferred = {"CNT_ORDER": ON_THE_COUNT, "STP_ORI_CNTY_NAME": OTHER_COUNTY, "OFN": "TRANSFERRED-1"}
    second = second_count("594 PC-VANDALISM", "M", **day)
    return [
        *life("LB-810", felony, probation("PROB REVOKED", "20110601")),
        *life("LB-863", felony, event("PROBATION", "20110601", DISP_DESCR="PROB REVOKED", **transferred)),
        *life("LB-864", robbery, event("PROBATION", "20110601", DISP_DESCR="PROB REVOKED", **transferred)),
        *life("LB-811", robbery, second, probation("PROB REVOKED", "20110601", STEP_AFTER)),
        *life("LB-812", three_years, probation("PROB TERMINATED", "20210114")),
        *life("LB-813", three_years, probation("PROB TERMINATED", "20210115")),
        *life("LB-852", three_years, probation("PROB MODIFIED", "20190601")),
        *life("LB-853", judged("20210115", sentenced="probation 24M"), probation("PROB MODIFIED", "20230115")),
        *life("LB-854", judged("20210115", sentenced="probation 24M"), probation("PROB MODIFIED", "20230114")),
        *life("LB-827", judged(LONG_AGO)),
        *life("LB-828", judged(LONG_AGO)),
        *life("LB-841", judged("20050101", ROBBERY, "F", "prison 3Y")),
        *life("LB-855", judged("20080101", RECEIVING, "F", "prison 2Y"), earlier(RECEIVING, "20140702", "F", "121")),
        *life("LB-856", judged("20080101", RECEIVING, "F", "prison 2Y"), earlier(RECEIVING, "20140700", "F", "121")),
        *life("LB-882", judged("20080101", RECEIVING, "F", "prison 2Y"), earlier(RECEIVING, "20120601", "F", "121")),
        *life("LB-883", judged("20080101", RECEIVING, "F", "prison 2Y"), earlier(RECEIVING, "20100601", "F", "121")),
    ]


def _the_person() -> list[Row]:
    plain = judged(LONG_AGO)
    elsewhere = earlier(
        RECEIVING,
        "20200115",
        "F",
        "121",
        STP_ORI_CNTY_NAME=ELSEWHERE,
        STP_ORI_CODE="NV002015J",
        **sentence("prison 9Y"),
    )
    registered = event("REGISTRATION", "20000505", "290 PC-SEX REGISTRANT", "125")

    def registration(words: str, section: str = "290 PC-SEX REGISTRANT") -> list[Row]:
        return event("REGISTRATION", "20200505", section, "126", DISP_DESCR=words)

    ended = {
        "LB-990": "NO LONGER REQUIRED TO REGISTER",
        "LB-991": "SOMETHING NEVER SEEN",
        "LB-994": "NOT RELIEVED OF DUTY TO REGISTER",
        "LB-995": "PETITION TO BE RELIEVED OF DUTY TO REGISTER",
    }
    ended_without_a_section = registration("NO LONGER REQUIRED TO REGISTER", "")
    said_in_a_comment = {
        "LB-1001": "NO LONGER REQUIRED TO REGISTER",
        "LB-1002": "PET-NO LONGER REQ TO REGISTER",
        "LB-1003": "ADDRESS CHANGED",
    }
    of_another_kind = event("REGISTRATION", "20000505", "11590 HS-NARCOTIC REGISTRANT", "124")
    closed = [*booked("20240501", cycle="130"), *earlier(THEFT, "20240501", "M", "130", DISP_DESCR="DISMISSED")[1:]]
    return [
        *life("LB-817", plain, event("REGISTRATION", "20000505", "290 PC-SEX REGISTRANT", "125")),
        *life("LB-818", plain, event("REGISTRATION", "20000505", "11590 HS-NARCOTIC REGISTRANT", "125")),
        *life("LB-819", judged("19900101", LEWD_ACT, "F", "probation 36M")),
        *life("LB-820", plain, booked("20240501")),
        *life("LB-857", plain, booked("20220115")),
        *life("LB-858", plain, booked("20220114")),
        *life("LB-821", plain, booked("20240501", STP_ORI_CNTY_NAME=OTHER_COUNTY)),
        *life("LB-822", plain, closed),
        *life("LB-859", plain, booked("20240501", DISP_DESCR="DIVERSION GRANTED")),
        *life("LB-860", plain, booked("20240501", DISP_DESCR="SOMETHING NEVER SEEN")),
        *life("LB-823", plain, elsewhere),
        *life("LB-829", plain),
        *life("LB-830", plain),
        *life("LB-831", plain),
        *(row for number in (984, 985, 987, 988, 989, 993, 998, 999) for row in life(f"LB-{number}", plain)),
        *life("LB-996", plain, registered, ended_without_a_section),
        *life("LB-997", plain, registered, of_another_kind, ended_without_a_section),
        *life("LB-986", plain, earlier(THEFT, "20140101", "M", "121", STP_ORI_CNTY_NAME=OTHER_COUNTY)),
        *life("LB-992", plain, earlier(THEFT, "20140101", "M", "121")),
        *(row for case_id, words in ended.items() for row in life(case_id, plain, registered, registration(words))),
        *(
            row
            for case_id, words in said_in_a_comment.items()
            for row in life(
                case_id,
                plain,
                registered,
                event("REGISTRATION", "20200505", "290 PC-SEX REGISTRANT", "126", COMMENT_TEXT=words),
            )
        ),
    ]


def _relief_and_record() -> list[Row]:
    felony, plain = judged("20100101", RECEIVING, "F", "jail 1Y"), judged(LONG_AGO)
    two_counts = of_another_case("20100101") | sentence("jail 2Y")
    on_count = {
        "LB-832": (plain, "CONV RELIEF PER 1203.425 PC"),
        "LB-833": (judged("20240101", RECEIVING, "F", "jail 30D"), "REDUCED TO MISD PER 17(B) PC"),
        "LB-834": (plain, "CONV SET ASIDE & DISM PER 1203.4 PC"),
        "LB-835": (plain, "RECORD SEALED"),
        "LB-861": (felony, "REDUCED PER 1170.18 PC"),
    }
    relieved = [
        *(
            row
            for case_id, (rows, words) in on_count.items()
            for row in life(case_id, rows, later_row(words, "20241001", "", CYC_DATE=rows[0]["CYC_DATE"]))
        )
    ]
    return [
        *relieved,
        *life("LB-839", judged(LONG_AGO, DISP_DESCR="JUV ADJUDICATION - WARDSHIP SUSTAINED")),
        *life("LB-840", judged(LONG_AGO, county=ELSEWHERE)),
        *life("LB-844", judged("20220101", sentenced="probation")),
        *life("LB-845", plain, earlier(THEFT, "19940101", "", "121", DISP_DESCR="")[1:]),
        *life("LB-846", judged("20220101", RECEIVING, "", "jail 1Y")),
        *life("LB-847", judged("20100101", BURGLARY, "F", "jail 1Y")),
        *life("LB-862", judged("20100101", BURGLARY, "F", "jail 1Y")),
        *life("LB-848", felony, second_count(RECEIVING, "F", **two_counts)),
    ]


def conviction_rows() -> list[Row]:
    """Every row of every person here."""
    return [*_acceptance(), *_days(), *_probation_and_prison(), *_the_person(), *_relief_and_record()]


def conflicting_rows() -> dict[str, list[Row]]:
    """A person whom two counties tell of on the same day, one a misdemeanor and one a felony."""
    return {level: life("LB-842", judged(LONG_AGO, RECEIVING, level)) for level in ("M", "F")}


def superseded_rows() -> dict[str, list[Row]]:
    """A person whose count an older file told as a felony; the newer speaks."""
    return {level: life("LB-843", judged("20220101", RECEIVING, level)) for level in ("M", "F")}


SUPERVISION = (
    # case, start, end; nothing where it goes on
    ("CA-062", "2007-01-01", "2019-12-31"),
    ("CA-064", "2000-07-01", "2003-00-00"),
    ("CA-067", "2010-01-01", "2012-06-30"),
    ("CA-068", "2010-01-01", "2012-06-30"),
    ("CA-070", "2012-01-01", "2014-00-00"),
    ("CA-071", "2016-01-01", "2017-00-00"),
    ("LB-827", "2020-01-01", ""),
    ("LB-828", "2024-01-01", "2026-01-01"),
    ("LB-855", "2010-01-01", "2010-07-01"),
    ("LB-856", "2010-01-01", "2010-07-01"),
    ("LB-865", "2018-01-01", "2027-03-31"),
    ("LB-882", "2010-01-01", "2010-07-01"),
    ("LB-882", "2013-01-01", "2015-01-01"),
    ("LB-883", "2010-01-01", "2010-07-01"),
    ("LB-883", "2013-01-01", "2015-01-01"),
)
PETITIONS = (
    # case, outcome, and where it is about another county, case or section
    ("LB-829", "GRANTED", {}),
    ("LB-830", "PENDING", {}),
    ("LB-831", "DENIED", {}),
    ("LB-984", "GRANTED", {"CASE_NUMBER": "NONE-1"}),
    ("LB-986", "GRANTED", {"CASE_NUMBER": "NONE-1", "COUNTY_NAME": OTHER_COUNTY}),
    ("LB-987", "DENIED", {"CASE_NUMBER": "NONE-1"}),
    ("LB-988", "PENDING", {"CASE_NUMBER": "NONE-1"}),
    ("LB-989", "GRANTED", {"SECTION": "496"}),
    ("LB-992", "GRANTED", {"CASE_NUMBER": "CASE-121", "SECTION": "496"}),
    ("LB-993", "GRANTED", {"CASE_NUMBER": "NONE-1", "COUNTY_NAME": OTHER_COUNTY}),
    ("LB-998", "PENDING", {"CASE_NUMBER": "NONE-1", "COUNTY_NAME": OTHER_COUNTY}),
    ("LB-999", "GRANTED", {"CASE_NUMBER": "NONE-1", "FILED_DATE": "20141231"}),
)
PETITIONS_WITHOUT_A_COUNTY = (("LB-985", "GRANTED", {"CASE_NUMBER": "NONE-1", "COUNTY_NAME": ""}),)
FACTS = (
    # case, case number, section, fact, value
    ("LB-844", "LB-844", "484(a)", "sentence_completed_on_record", "yes"),
    ("LB-845", "CASE-121", "484(a)", "charge_is_pending", "no"),
    ("LB-846", "LB-846", "496(a)", "level_is_felony", "no"),
    ("LB-847", "LB-847", "459", "offense_is_serious_or_violent", "no"),
)
