"""What in the raw rows makes Clear My Record's determination of a conviction one that a careful reader need not share.

What belongs here: a careful, deliberately short reading of the same cells by the format page, and a word for each place
where the tool's reading departs from it. What does not: what the tool determined (``clear_my_record``), the law, and
anything of the warehouse. A word says that a difference *may* come from there, not that there is one.

Of the format page's table these never touch a determination, because the tool printed the columns and no check of its
configurable flow looked at them (``data/configurable_eligibility_flow.go``): super strikes, PC 290 sections, sentence
ends, the seven-year and the felony counts. ``registration_later`` is given all the same, for a test of just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from tests.models.generative.clear_my_record_rows import MARIJUANA_NUMBER, ZERO, RawRow, day

WITHOUT_EFFECT = frozenset(
    {
        "registration_later",
        "conviction_set_aside",
        "earlier_relief_ignored",
        "further_disposition_ignored",
        "perhaps_a_repeated_cycle",
        "arrest_after_the_old_law",
        "section_in_no_list",
    }
)
"""Words that explain no difference of a determination: neither the tool nor our policy minds. A repeated cycle changes
how often the tool counts a conviction, not what it says of it; where no list has the section both leave it alone."""

HS_SECTION = re.compile(r"(?<![\d.])(1135[789]|11360)(?![\d.])[A-Z0-9()., /&]*?(?:HS|H&S)(?![A-Z])")
UNDERSTOOD = re.compile(r"\d[^\s-]*(?:\s*\([A-Z0-9]+\))*\s*[A-Z]{2}(?:\s|-|$)")
ATTEMPT = re.compile(r"(?<!\d)664(?!\d)")
CONSPIRACY = re.compile(r"(?<!\d)182(?!\d)|CONSP")
SET_ASIDE = re.compile(r"1203\.4|^(?!.*ARREST).*RELIEF GRANTED")
RELIEF = re.compile(r"\b17\(?B\)?|1170\.18|11361\.[89]|851\.9|SEAL|RELIEF|REDUC|RESENT")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LAST_DAY_OF_THE_OLD_LAW = "20161108"

# What another conviction of the same person can change: "no conviction in N years" and "only Proposition 64".
TOUCHES_OTHERS = frozenset(
    {
        "event_date_blank",
        "event_date_partial",
        "event_after_as_of",
        "attempt_or_conspiracy_not_found",
        "synthetic_cannabinoid_seen",
        "another_law_seen",
        "conspiracy_seen",
        "convicted_of_another_charge",
        "charge_null_spelled_out",
        "charge_behind_a_hyphen",
        "charge_not_understood",
        "juvenile",
        "control_byte",
        "count_order_malformed",
        "rows_of_the_count_differ",
        "written_otherwise",
    }
)


def cleaned(text: str) -> str:
    """A cell as the format page reads it: nothing where a null is spelled out."""
    bare = CONTROL.sub("", text).strip(" ")
    return "" if bare in ("NULL", "-") else bare


def charge_meant(row: RawRow) -> str:
    """The charge of the conviction: the last of convicted, disposed and charged that is present, or the comment's."""
    offense = cleaned(row.offense)
    charged = cleaned(row.comment) if not offense or offense.upper().startswith("SEE COMMENT") else offense
    return (cleaned(row.convicted_offense) or cleaned(row.disposed_offense) or charged).upper()


def section_meant(row: RawRow) -> str:
    """The section of HS 11357 to 11360 that the conviction is on, or nothing."""
    found = HS_SECTION.search(charge_meant(row))
    return found.group(1) if found else ""


def is_charge_elsewhere(row: RawRow) -> bool:
    """Whether a column that the tool never looks at tells what was disposed of or convicted of."""
    return bool(cleaned(row.convicted_offense) or cleaned(row.disposed_offense))


def level_meant(row: RawRow) -> str:
    """The first letter of the level: the conviction's own, else that of the charge taken; nothing if unknown."""
    if cleaned(row.convicted_offense):
        charged = row.convicted_toc
    elif cleaned(row.disposed_offense):
        charged = row.disposed_toc
    else:
        charged = row.offense_toc
    level = (cleaned(row.level) or cleaned(charged)).upper()
    return level[0] if level in ("FELONY", "MISDEMEANOR", "INFRACTION", "F", "M", "I") else ""


def defects_of(row: RawRow, person: Sequence[RawRow], birth_date: str, as_of: date) -> set[str]:
    """The words for one conviction: its own row, and what the same SUBJECT_ID's other rows say of it."""
    found = {
        *date_defects("birth_date", birth_date),
        *date_defects("event_date", row.event_date),
        *charge_defects(row),
        *level_defects(row),
        *record_defects(row, person),
        *identity_defects(row, person),
    }
    if ZERO != row.event_day < day(birth_date):
        found.add("birth_date_after_event")
    elif is_implausible(day(birth_date), person, as_of):
        found.add("birth_date_implausible")
    if row.event_day > as_of:
        found.add("event_after_as_of")
    if birth_date[4:] == "0229" or row.event_date[4:] == "0229" or (as_of.month, as_of.day) == (2, 29):
        found.add("leap_day")
    return found


def is_implausible(born: date, person: Sequence[RawRow], as_of: date) -> bool:
    """Whether nobody with this record can be born on the day: over 110 years old, or convicted before they were 10."""
    if born == ZERO:
        return False
    convicted = [other.event_day for other in person if other.is_conviction and other.event_day != ZERO]
    too_young = any((one.year - 10, one.month, one.day) < (born.year, born.month, born.day) for one in convicted)
    return too_young or (as_of.year - 111, as_of.month, as_of.day) >= (born.year, born.month, born.day)


def date_defects(name: str, text: str) -> Iterable[str]:
    """A date that the tool took for the year 1: blank, or there but not a whole day."""
    if day(text) != ZERO:
        return
    year_is_known = re.match(r"(?!0000)\d{4}", cleaned(text)) is not None
    yield f"{name}_partial" if year_is_known else f"{name}_blank"


def charge_defects(row: RawRow) -> Iterable[str]:
    """Where the tool's four numbers and the section that the conviction is on part."""
    meant, section = charge_meant(row), section_meant(row)
    found = HS_SECTION.search(meant)
    before_hs = meant[: found.end()] if found else ""
    numbers = set(MARIJUANA_NUMBER.findall(row.code_section))
    if is_charge_elsewhere(row) and numbers != ({section} if section else set()):
        yield "convicted_of_another_charge"
    named = [word.strip() for word in re.split(r"[/&,-]", before_hs or row.code_section)]
    if len([word for word in named if word[:1].isdigit() and not re.match(r"(664|182)(?!\d)", word)]) > 1:
        yield "further_section_in_text"
    is_understood = UNDERSTOOD.search(meant) is not None
    if numbers and not section and is_understood:
        yield "synthetic_cannabinoid_seen" if "11357.5" in row.code_section else "another_law_seen"
    if numbers and CONSPIRACY.search(before_hs):
        yield "conspiracy_seen"
    if section and not numbers and not is_charge_elsewhere(row):
        if row.offense.strip(" ") and not cleaned(row.offense):
            yield "charge_null_spelled_out"
        elif ATTEMPT.search(before_hs) or CONSPIRACY.search(before_hs):
            yield "attempt_or_conspiracy_not_found"
        else:
            yield "charge_behind_a_hyphen"
    if not is_understood:
        yield "charge_not_understood"


def level_defects(row: RawRow) -> Iterable[str]:
    """Where the tool took less than a felony, or a felony, and the cells do not say so."""
    level = level_meant(row)
    if not level:
        yield "level_blank"
    elif (level == "F") != row.is_felony:
        if cleaned(row.level):
            yield "written_otherwise"
        else:
            yield "level_of_the_charge_convicted_of" if is_charge_elsewhere(row) else "level_null_spelled_out"


def record_defects(row: RawRow, person: Sequence[RawRow]) -> Iterable[str]:
    """What stands around the conviction in the person's other rows: earlier relief, and other convicted rows."""
    others = [other for other in person if other.line != row.line]
    on_count = [other for other in others if other.count_order == row.count_order]
    in_cycle = [cleaned(other.disposition).upper() for other in others if other.count_order[:3] == row.count_order[:3]]
    if any(SET_ASIDE.search(text) for text in in_cycle):
        yield "conviction_set_aside"
    if any(RELIEF.search(text) and not SET_ASIDE.search(text) for text in in_cycle):
        yield "earlier_relief_ignored"
    later = [cleaned(other.disposition).upper() for other in on_count]
    if any(text and not text.startswith(("CONVICTED", "PROB")) and not SET_ASIDE.search(text) for text in later):
        yield "further_disposition_ignored"
    if any(other.is_conviction and facts(other) != facts(row) for other in on_count):
        yield "rows_of_the_count_differ"
    if any(
        other.is_conviction
        and other.count_order != row.count_order
        and (other.event_date, other.code_section, other.county) == (row.event_date, row.code_section, row.county)
        for other in others
    ):
        yield "perhaps_a_repeated_cycle"
    if any(other.step_type == "REGISTRATION" and other.event_day > row.event_day for other in person):
        yield "registration_later"


def identity_defects(row: RawRow, person: Sequence[RawRow]) -> Iterable[str]:
    """Who the person is, as far as the rows under one SUBJECT_ID tell, and how the row itself is written."""
    if not re.fullmatch(r"\d{12}", row.count_order):
        yield "count_order_malformed"
    if row.subject_id == "":
        yield "subject_id_blank"
    if len({other.birth_date for other in person}) > 1:
        yield "birth_dates_differ"
    if len({cleaned(other.cii) for other in person}) > 1:
        yield "one_subject_id_several_ciis"
    if cleaned(row.cycle_date) > LAST_DAY_OF_THE_OLD_LAW:
        yield "arrest_after_the_old_law"
    if any("JUV" in text.upper() for text in (row.agency, row.disposition)) or "WARDSHIP" in row.disposition.upper():
        yield "juvenile"
    if any(CONTROL.search(cell) for cell in (row.birth_date, row.county, row.count_order, row.comment, *facts(row))):
        yield "control_byte"
    for cell in (row.birth_date, row.event_date, row.county, row.disposition, row.level, row.offense_toc):
        if cleaned(cell) and cell != cleaned(cell).upper():
            yield "written_otherwise"


def facts(row: RawRow) -> tuple[str, ...]:
    """What one row of a count says of the conviction; rows that only add a part of a sentence say the same."""
    return (row.event_date, row.offense, row.convicted_offense, row.disposition[:9], row.level, row.offense_toc)
