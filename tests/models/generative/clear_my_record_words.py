"""What each word for a fault of Clear My Record can change, where the format page has it, and how to tell people.

What belongs here: for each word the checks it touches, the row of the format page's table or why there is none, what
the tool did, what ours does. What does not: finding the words (``clear_my_record_defects``), comparing
(``clear_my_record_comparison``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

SCOPE = "scope"
LISTS = frozenset({"dismiss_list", "reduce_list"})
BIRTH = frozenset({"under_21_at_conviction", "age"})
SINCE = frozenset({"years_since_conviction", "years_without_conviction"})
EVENT = frozenset({"under_21_at_conviction"}) | SINCE
RECORD = frozenset({"years_without_conviction", "only_prop64_convictions"})
ONLY = frozenset({"only_prop64_convictions"})
LEVEL = frozenset({"not_a_felony"})
PERSON = BIRTH | RECORD | {"deceased"}
CONVICTION = LEVEL | LISTS | EVENT
IN_SCOPE = frozenset({SCOPE})


@dataclass(frozen=True)
class Word:
    """``row`` is what stands under "input" in the table of the format page; empty where the table has no such row."""

    checks: frozenset[str]
    row: str
    theirs: str
    ours: str


BIRTH_ROW = "birth date blank or `19800000`"
EVENT_ROW = "event date blank or `20180000`"
ATTEMPT_ROW = "`664-11359 HS-…`, `182-11359 HS-…`"
SYNTHETIC_ROW = "`11357.5 HS` (synthetic cannabinoid)"
LEVEL_ROW = "both levels blank"
COUNTY_ROW = "county given as `Sacramento`"
COUNT_ORDER_ROW = "`CNT_ORDER` = `1`"
QUOTE_ROW = "one bare quote or extra comma in a row"

_YEAR_ONE = "took the day for one in the year 1 and counted on"
_SPAN = "the date is a span; where the span does not decide, a person reviews"

WORDS = {
    "birth_date_blank": Word(BIRTH, BIRTH_ROW, _YEAR_ONE, "an unknown age is never an age: a person reviews"),
    "birth_date_partial": Word(BIRTH, BIRTH_ROW, _YEAR_ONE, _SPAN),
    "event_date_blank": Word(EVENT, EVENT_ROW, _YEAR_ONE, "an unknown day is no day: a person reviews"),
    "event_date_partial": Word(EVENT, EVENT_ROW, _YEAR_ONE, _SPAN),
    "attempt_or_conspiracy_not_found": Word(
        IN_SCOPE, ATTEMPT_ROW, "cut the charge at the first hyphen and never found it", "an attempt is found"
    ),
    "synthetic_cannabinoid_seen": Word(
        IN_SCOPE, SYNTHETIC_ROW, "took it for marijuana", "another section, not in scope"
    ),
    "level_blank": Word(
        LEVEL, LEVEL_ROW, "took it for a misdemeanor and dismissed it", "an unknown level is reviewed by a person"
    ),
    "county_written_otherwise": Word(
        IN_SCOPE, COUNTY_ROW, "found nothing in the whole file", "a county is known however it is written"
    ),
    "convicted_of_another_charge": Word(
        IN_SCOPE | LISTS,
        "",
        "looked at the charge as it was brought",
        "the conviction is on what the court convicted of (format page, rows): the last charge that is present",
    ),
    "level_of_the_charge_convicted_of": Word(
        LEVEL, "", "took the level of the charge as brought", "the level of the charge the court convicted of"
    ),
    "level_null_spelled_out": Word(
        LEVEL,
        "",
        "took `NULL` or a hyphen in the column of the level for a level below felony",
        "a null that is spelled out is a null (format page, file): the type of charge tells the level",
    ),
    "charge_null_spelled_out": Word(
        IN_SCOPE,
        "",
        "took `NULL` or a hyphen for the charge and did not look into the comment",
        "a null that is spelled out is a null (format page, file): the charge stands in the comment",
    ),
    "charge_not_understood": Word(
        IN_SCOPE,
        "",
        "found the number in a text of another form, such as `HS 11357`",
        "a text that does not say section and law in the known form is not guessed at; it is counted as not understood",
    ),
    "conspiracy_seen": Word(
        IN_SCOPE,
        "",
        "took `182/11359 HS`, a conspiracy, for the offense itself",
        "a policy speaks of the offense and of the attempt; a conspiracy is another offense (Penal Code 182)",
    ),
    "another_law_seen": Word(
        IN_SCOPE,
        "",
        "took the number in another code for Health and Safety Code",
        "section and code are read together",
    ),
    "further_section_in_text": Word(
        IN_SCOPE | LISTS,
        "",
        "took any of several numbers in the charge",
        "the section that the text is on is taken, the further one flagged",
    ),
    "birth_date_after_event": Word(
        BIRTH,
        "",
        "took a birth date after the conviction as it stood",
        "one on or after the conviction is unknown: a person reviews",
    ),
    "birth_date_implausible": Word(
        BIRTH,
        "",
        "took a birth date that nobody with the record can have as it stood",
        "a birth date of a wrong century is unknown: a person reviews",
    ),
    "event_after_as_of": Word(
        EVENT,
        "",
        "took a conviction in the future as it stood",
        "a day after the cut date of the file is unknown: a person reviews",
    ),
    "birth_dates_differ": Word(
        BIRTH,
        "",
        "took the birth date of the person's first row",
        "birth dates that differ are a span; where the span does not decide, a person reviews",
    ),
    "leap_day": Word(
        SINCE,
        "",
        "counted years back from 29 February, which ends on 1 March",
        "counts years forward from the conviction, which ends on the anniversary",
    ),
    "one_cii_several_subject_ids": Word(
        PERSON,
        "",
        "took each SUBJECT_ID for a person, so it knew a part of the record",
        "one CII is one person: the whole record counts",
    ),
    "one_subject_id_several_ciis": Word(
        PERSON,
        "",
        "took each SUBJECT_ID for a person, so it knew the records of two",
        "two CIIs are two persons until a person decides",
    ),
    "subject_id_blank": Word(
        PERSON,
        "",
        "took all rows without SUBJECT_ID for one person",
        "such rows are known by their CII, or each stands alone",
    ),
    "juvenile": Word(
        IN_SCOPE, "", "took a juvenile adjudication for a conviction", "no conviction; kept apart from every batch"
    ),
    "count_order_malformed": Word(
        IN_SCOPE,
        "",
        "took rows with the same broken count number for one count",
        "rows whose number cannot be read stand for themselves",
    ),
    "rows_of_the_count_differ": Word(
        IN_SCOPE | CONVICTION | ONLY,
        "",
        "took the first row of a count and left out the others",
        "one row speaks, the count is marked as contradicting itself, and its outcome is review",
    ),
    "control_byte": Word(
        IN_SCOPE | CONVICTION | BIRTH,
        "",
        "read a control byte as a letter of the value",
        "a control byte is taken out and the line counted as repaired",
    ),
    "written_otherwise": Word(
        IN_SCOPE | LEVEL,
        "",
        "knew words in capitals and without blanks around them only",
        "blanks and small letters change nothing",
    ),
    "another_file_tells_otherwise": Word(
        LEVEL | LISTS | PERSON | EVENT,
        "",
        "read the file of one county as if there were no other",
        "every delivered file counts, as the law asks of the whole record",
    ),
    "only_in_another_file": Word(
        IN_SCOPE,
        "",
        "read the file of one county as if there were no other",
        "a conviction of the county that only another county's file tells of is a conviction",
    ),
}
"""In the order of the page. Words with ``other_`` before them follow from these."""

_OF_OTHERS = {
    "event_date_blank": frozenset({"years_without_conviction"}),
    "event_date_partial": frozenset({"years_without_conviction"}),
    "event_after_as_of": frozenset({"years_without_conviction"}),
    "attempt_or_conspiracy_not_found": ONLY,
    "synthetic_cannabinoid_seen": ONLY,
    "another_law_seen": ONLY,
    "convicted_of_another_charge": ONLY,
    "charge_null_spelled_out": ONLY,
    "charge_not_understood": ONLY,
    "juvenile": RECORD,
    "count_order_malformed": RECORD,
    "control_byte": RECORD,
    "written_otherwise": RECORD,
}
WORDS["other_charge_behind_a_hyphen"] = Word(
    ONLY,
    "",
    "cut the text at the first hyphen, wherever it stood, and took the conviction for one of something else",
    "a text that is not understood is not guessed at: a person reviews",
)
WORDS |= {f"other_{word}": replace(WORDS[word], checks=checks) for word, checks in _OF_OTHERS.items()}
