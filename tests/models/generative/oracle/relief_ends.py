"""When a sentence is over, with what violations of it tell elsewhere: section 3 of the page.

What belongs here: the ends that elements ask for. What does not: what the sentence's own rows tell
(``relief_sentences``), supervision after prison (``relief_supervision``).
"""

from __future__ import annotations

from datetime import date

from tests.models.generative.oracle.days import plus_years
from tests.models.generative.oracle.facts import Conviction
from tests.models.generative.oracle.relief_facts import Record, ReliefParameters
from tests.models.generative.oracle.relief_life import (
    end_by_parole_or_death,
    end_of_a_life_term,
    for_life,
    is_length_its_minimum,
)
from tests.models.generative.oracle.relief_sentences import (
    Clock,
    Ends,
    as_told,
    changes_of,
    is_unreadable,
    may_be_a_felony,
    own_open_revocation_of,
    parts_of,
    probation_as_told,
)
from tests.models.generative.oracle.relief_violations import Violated, violated

_KINDS_WITH_A_LONGEST_TERM = {"probation", "jail", "fine", "restitution"}


def open_revocation_of(record: Record, conviction: Conviction, parameters: ReliefParameters) -> date | None:
    """The last revocation of which nothing on record says what followed it."""
    days = [own_open_revocation_of(record, conviction), *violated(record, conviction, parameters).open_revocations]
    return max((day for day in days if day is not None), default=None)


def jail_after_revocation(record: Record, conviction: Conviction, parameters: ReliefParameters) -> date | None:
    """The last day of the longest jail that can have followed the revocation of a misdemeanor's probation, behind that
    of every other revoked until then."""
    revoked = open_revocation_of(record, conviction, parameters)
    if revoked is None:
        return None
    until_then = [
        other
        for other in record.convictions
        if not may_be_a_felony(record, other)
        and (day := open_revocation_of(record, other, parameters)) is not None
        and day <= revoked
    ]
    return plus_years(revoked, parameters.misdemeanor_longest_jail_years * len(until_then))


def _is_end_open(record: Record, conviction: Conviction, parameters: ReliefParameters) -> bool:
    """What follows a felony's revocation nobody knows, unless it is on record."""
    is_open = open_revocation_of(record, conviction, parameters) is not None
    return is_open and may_be_a_felony(record, conviction)


def went_to_prison(record: Record, conviction: Conviction, parameters: ReliefParameters) -> bool:
    """A part of the sentence, or what a step, a violation or a further conviction tells, is state prison, or it is for
    life: parole or supervision follows."""
    if for_life(record, conviction, parameters) == "yes":
        return True
    terms = record.told_by_steps(conviction.charge_id)
    is_told_elsewhere = (terms is not None and terms.has_prison) or violated(record, conviction, parameters).has_prison
    return is_told_elsewhere or any(part.sentence_type == "prison" for part in parts_of(record, conviction))


def may_have_gone_to_prison(record: Record, conviction: Conviction, parameters: ReliefParameters) -> bool:
    """The same, or a part is of a kind that is not understood."""
    return went_to_prison(record, conviction, parameters) or any(
        part.sentence_type == "unrecognised" for part in parts_of(record, conviction)
    )


def end_of_the_sentence(record: Record, conviction: Conviction, parameters: ReliefParameters) -> Clock | Ends | None:
    """All parts, and what other steps tell, which may be terms of their own: none earlier than the last of these. (A
    term for life ends otherwise.)"""
    if for_life(record, conviction, parameters) == "yes":
        return end_of_a_life_term(record, conviction)
    ends, terms = as_told(record, conviction), record.told_by_steps(conviction.charge_id)
    found = violated(record, conviction, parameters)
    if parameters.is_longest_term_over and has_no_sentence(record, conviction, parameters):
        return _longest_term(conviction, parameters)
    if ends is None or found.has_unknown_end or _is_end_open(record, conviction, parameters):
        return None
    if terms is not None and terms.end_latest is None:
        return None
    told = terms.end_latest if terms is not None else None
    jail = jail_after_revocation(record, conviction, parameters)
    first = max(day for day in (ends.first, found.first_end) if day is not None)
    is_lasting = (
        is_length_its_minimum(record, conviction, parameters) and end_by_parole_or_death(record, conviction)[1] is None
    )
    if is_lasting and may_have_gone_to_prison(record, conviction, parameters):
        return Clock(first, None)
    return Ends(first, max(day for day in (ends.last, told, jail, *found.ends) if day is not None))


def has_no_sentence(record: Record, conviction: Conviction, parameters: ReliefParameters) -> bool:
    """A misdemeanor or infraction of this state of which nothing tells what was imposed, or for how long."""
    told = [
        event
        for event in record.events
        if event.charge_id == conviction.charge_id
        and event.event_type.startswith(("probation_revoked", "probation_modified", "probation_terminated"))
    ]
    return (
        conviction.level in ("misdemeanor", "infraction")
        and conviction.county_type != "elsewhere"
        and as_told(record, conviction) is None
        and {part.sentence_type for part in parts_of(record, conviction)} <= _KINDS_WITH_A_LONGEST_TERM
        and not (told or record.told_by_steps(conviction.charge_id))
        and violated(record, conviction, parameters) == Violated()
    )


def _longest_term(conviction: Conviction, parameters: ReliefParameters) -> Ends | None:
    """Probation for as long as the law allows, and then jail."""
    if conviction.conviction_date_latest is None:
        return None
    years = parameters.misdemeanor_longest_probation_years + parameters.misdemeanor_longest_jail_years
    end = plus_years(conviction.conviction_date_latest, years)
    return Ends(end, end)


def end_of_probation(record: Record, conviction: Conviction, parameters: ReliefParameters) -> Ends | None:
    """The parts that are probation."""
    told = None if _is_end_open(record, conviction, parameters) else probation_as_told(record, conviction)
    if told is None and parameters.is_longest_term_over and has_no_sentence(record, conviction, parameters):
        return _longest_term(conviction, parameters)
    return told


def is_presumed_over(record: Record, conviction: Conviction, as_of: date, parameters: ReliefParameters) -> bool:
    """An end that nobody recorded, of a conviction so old that it no longer appears to be served; never of what may be
    for life, nor of a kind that is not understood."""
    if for_life(record, conviction, parameters) != "no":
        return False
    if any(part.sentence_type == "unrecognised" for part in parts_of(record, conviction)):
        return False
    terms = record.told_by_steps(conviction.charge_id)
    if any(is_unreadable(part) for part in parts_of(record, conviction)) or (terms and terms.has_unreadable_length):
        return False
    if terms is not None and terms.has_step_without_day:
        return False
    years = parameters.sentence_unknown_stale_years or parameters.sentence_presumed_over_years
    days = [
        conviction.conviction_date_latest,
        *(change.event_date_latest for change in changes_of(record, conviction)),
        *([terms.told_on_latest] if terms is not None else []),
        *violated(record, conviction, parameters).days,
    ]
    return all(day is not None and plus_years(day, years) < as_of for day in days)
