"""The elements of a path: one question of the law each, answered met, presumed, not_met or unknown, with a reason.

What belongs here: sections 2, 3 and 5 to 7 of the page, element by element. What does not: which path decides.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tests.models.generative.oracle.days import age, holds_a_leap_day_boundary, known_span, plus_years
from tests.models.generative.oracle.offense_days import (
    FIRST_DAY_OF_THE_NEW_LAW,
    Found,
    may_be_of_the_former_law,
    offense_days,
)

if TYPE_CHECKING:
    from tests.models.generative.oracle.facts import Conviction, Parameters, Person
    from tests.models.generative.oracle.matrix import Row
    from tests.models.generative.oracle.offense_days import OffenseDays

DISMISSALS_THAT_HOLD_NOTHING_UP = frozenset(
    {
        "relief_dismissed_1203_4",
        "relief_dismissed_1203_4a",
        "relief_dismissed_1203_41",
        "relief_dismissed_1203_42",
        "relief_conviction_automatic",
    }
)


class Answer(NamedTuple):
    """An answer and the reason to give where this element decides."""

    answer: str
    reason: str = ""


MET = Answer("met")


def not_relieved_before(count: Conviction) -> Answer:
    """Relief under Proposition 64 on the count, or somewhere in its cycle."""
    if "relief_prop64" in count.relief_events:
        return Answer("not_met", "record_relieved_by_prop64")
    if "relief_prop64" in count.relief_events_in_cycle:
        return Answer("unknown", "record_relieved_before")
    return MET


def court_of_this_state(count: Conviction) -> Answer:
    """A court of this state convicted."""
    return MET if count.county_type == "in_state" else Answer("unknown", "record_county_unknown")


def _is_clouded_by_relief(count: Conviction, parameters: Parameters) -> bool:
    def clouds(relief: str) -> bool:
        return parameters.skip_prior_1203 or relief not in DISMISSALS_THAT_HOLD_NOTHING_UP

    on_the_count = any(clouds(relief) for relief in count.relief_events if relief != "relief_prop64")
    return on_the_count or any(clouds(relief) for relief in count.relief_events_in_cycle)


def record_is_clear(person: Person, count: Conviction, parameters: Parameters) -> Answer:
    """Nothing in the record leaves open what the conviction is."""
    if count.charge_id in person.claimed:
        return Answer("unknown", "record_claim_open")
    if person.has_identity_conflict:
        return Answer("unknown", "record_identity_conflict")
    if person.has_unread_line:
        return Answer("unknown", "record_line_unread")
    if count.has_conflicting_facts or count.record_status != "current":
        return Answer("unknown", "record_facts_conflict")
    if _is_clouded_by_relief(count, parameters):
        return Answer("unknown", "record_relieved_before")
    if count.has_unrecognised_disposition:
        return Answer("unknown", "record_unrecognised_disposition")
    if count.parse_status != "parsed" or count.has_further_section:
        return Answer("unknown", "prop64_parse_ambiguous")
    return MET


def the_offense_itself(count: Conviction) -> Answer:
    """No prefix; an attempt is taken as the offense itself."""
    if count.charge_prefix is None:
        return MET
    return Answer("presumed") if count.charge_prefix == "attempt" else Answer("unknown", "prop64_conspiracy")


def offense_in_time(row: Row, person: Person, offense: OffenseDays | None, *, may_be_former: bool) -> Answer:
    """All days that the offense can have been on lie in the row's days. A row without days asks for none."""
    if row.first_day is None and row.last_day is None:
        return MET
    is_of_the_new_law = row.first_day is not None and row.first_day >= FIRST_DAY_OF_THE_NEW_LAW
    if may_be_former and (is_of_the_new_law or row.last_day is not None):
        return Answer("unknown", "prop64_offense_perhaps_before")
    if offense is None:
        return Answer("unknown", "prop64_offense_date_unknown")
    earliest = offense.earliest or person.birth_date_earliest
    is_before = row.first_day is not None and offense.latest < row.first_day
    is_after = row.last_day is not None and earliest is not None and earliest > row.last_day
    if is_before or is_after:
        return Answer("not_met", "prop64_offense_not_in_time_of_row")
    begins_in_it = row.first_day is None or (earliest is not None and earliest >= row.first_day)
    ends_in_it = row.last_day is None or offense.latest <= row.last_day
    return MET if begins_in_it and ends_in_it else Answer("unknown", "prop64_offense_date_unknown")


def was_of_age(
    years: int, person: Person, offense: OffenseDays | None, found: Found, *, may_be_former: bool
) -> bool | None:
    """Whether the person was of that age at the offense, whichever day of birth and of the offense it was.

    ``may_be_former``: the arrest may have been long after it.
    """
    said = found.reached(years)
    if said is not None:
        return said
    birth = known_span(person.birth_date_earliest, person.birth_date_latest)
    if birth is None or offense is None or birth.latest >= (offense.earliest or offense.latest):
        return None
    if holds_a_leap_day_boundary(birth, offense.earliest, offense.latest, years):
        return None
    if age(birth.earliest, offense.latest) < years:
        return False
    is_old_enough = offense.earliest is not None and age(birth.latest, offense.earliest) >= years
    return True if is_old_enough and not may_be_former else None


def age_of_the_row(
    row: Row, person: Person, offense: OffenseDays | None, found: Found, *, may_be_former: bool
) -> Answer:
    """The age at the offense is the row's."""
    is_old_enough: bool | None = True
    is_too_old: bool | None = False
    if row.youngest:
        is_old_enough = was_of_age(row.youngest, person, offense, found, may_be_former=may_be_former)
    if row.oldest is not None:
        is_too_old = was_of_age(row.oldest + 1, person, offense, found, may_be_former=may_be_former)
    if is_old_enough is False or is_too_old:
        return Answer("not_met", "prop64_age_not_of_this_row")
    return MET if is_old_enough and is_too_old is False else Answer("unknown", "prop64_age_unknown")


def level_of_the_row(row: Row, count: Conviction) -> Answer:
    """The level on record is one of the row's."""
    if not row.levels or count.level in row.levels:
        return MET
    if count.level == "unknown":
        return Answer("unknown", "prop64_level_unknown")
    return Answer("not_met", "prop64_level_not_of_this_row")


def fact_of_the_row(row: Row, person: Person, count: Conviction) -> Answer:
    """What the file never tells: established, presumed by law, or open."""
    if row.fact is None:
        return MET
    established = person.established.get((count.charge_id, row.fact))
    if established is None:
        if row.is_fact_to_be_proven:
            is_a_felony_still = row.disqualifiers is not None
            why = "prop64_plants_not_established" if is_a_felony_still else "prop64_lighter_offense_not_ruled_out"
            return Answer("unknown", why)
        return Answer("presumed") if row.is_fact_presumed else Answer("unknown", "prop64_fact_not_established")
    return MET if established == row.fact_wanted else Answer("not_met", "prop64_fact_not_of_this_row")


def disqualifiers_of_the_row(row: Row, found: tuple[str, str]) -> Answer:
    """The row asks that all are absent, or that one is present."""
    answer, reason = found
    if row.disqualifiers is None:
        return MET
    if answer == "unknown":
        return Answer("unknown", reason)
    if answer != row.disqualifiers:
        return Answer("not_met", "prop64_disqualified")
    return Answer("presumed") if answer == "absent" else MET


def sentence_completed(person: Person, count: Conviction, as_of: date, parameters: Parameters) -> Answer:
    """Completed by the as-of date, as far as a person who looked, or the record, tells."""
    looked = person.established.get((count.charge_id, "sentence_completed_on_record"))
    if looked is not None:
        return MET if looked else Answer("unknown", "prop64_serving_sentence")
    changes = [
        event.event_date_latest
        for event in person.events
        if event.charge_id == count.charge_id
        and (event.event_type.startswith("probation_revoked") or event.event_type == "probation_modified")
    ]
    earliest, latest = count.completion_date_earliest, count.completion_date_latest
    if latest and count.has_prison_sentence:
        latest = plus_years(latest, parameters.supervision_after_prison_years)
    if latest and latest < as_of and not changes:
        return MET
    if earliest and earliest >= as_of:
        return Answer("unknown", "prop64_serving_sentence")
    is_old = all(
        day is not None and plus_years(day, parameters.sentence_presumed_over_years) < as_of
        for day in (count.conviction_date_latest, *changes)
    )
    may_end_later = latest is not None and latest >= as_of
    if is_old and not count.has_unreadable_sentence and not may_end_later:
        return Answer("presumed")
    return Answer("unknown", "prop64_sentence_end_unknown")


def not_challenged(person: Person, count: Conviction) -> Answer:
    """No challenge of the prosecutor is established."""
    is_challenged = person.established.get((count.charge_id, "prosecutor_challenge"), False)
    return Answer("unknown", "prop64_prosecutor_challenge") if is_challenged else MET


class Elements:
    """All answers for one count, in the order in which they give the reason."""

    def __init__(
        self,
        person: Person,
        count: Conviction,
        as_of: date,
        parameters: Parameters,
        disqualified: tuple[str, str],
        *,
        is_new: bool,
    ) -> None:
        self._person, self._count, self._disqualified = person, count, disqualified
        self._found = Found.of(person, count)
        self._offense = offense_days(person, count, parameters, self._found)
        self._may_be_former = may_be_of_the_former_law(count, self._offense, parameters, self._found, is_new=is_new)
        self.relieved = not_relieved_before(count)
        self._court = court_of_this_state(count)
        self.clear = record_is_clear(person, count, parameters)
        self._itself = the_offense_itself(count)
        self._sentence = sentence_completed(person, count, as_of, parameters)
        self._challenge = not_challenged(person, count)

    def of(self, row: Row) -> dict[str, Answer]:
        """The answers for one row; what the row does not ask is met."""
        if row.asks_nothing_of_the_offense:
            return {
                "not_relieved_before": self.relieved,
                "court_of_this_state": self._court,
                "record_is_clear": self.clear,
            }
        person_matters = not row.asks_the_record_only
        can_be_asked_for = row.outcome == "eligible"
        return {
            "not_relieved_before": self.relieved,
            "court_of_this_state": self._court if person_matters else MET,
            "record_is_clear": self.clear,
            "the_offense_itself": self._itself if person_matters else MET,
            "offense_in_time_of_the_row": offense_in_time(
                row, self._person, self._offense, may_be_former=self._may_be_former
            ),
            "age_of_the_row": age_of_the_row(
                row, self._person, self._offense, self._found, may_be_former=self._may_be_former
            ),
            "level_of_the_row": level_of_the_row(row, self._count),
            "disqualifiers_of_the_row": disqualifiers_of_the_row(row, self._disqualified),
            "sentence_completed": self._sentence if can_be_asked_for else MET,
            "not_challenged": self._challenge if can_be_asked_for else MET,
            "fact_of_the_row": fact_of_the_row(row, self._person, self._count),
        }
