"""Which sentences are for life or of death, and what ends them: section 3 of the page.

What belongs here: how the record tells such a term, surely or perhaps, its least length and its end. What does not:
every other sentence (``relief_sentences``), the lists (``disqualifiers``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.models.generative.oracle.facts import Conviction
from tests.models.generative.oracle.relief_days import plus_length
from tests.models.generative.oracle.relief_facts import Record, ReliefParameters
from tests.models.generative.oracle.relief_sentences import (
    Clock,
    ends_of_parts,
    is_custody,
    is_for_life_by_its_kind,
    may_be_a_felony,
    number_of,
    parts_of,
)

OFFENSES, ENHANCEMENTS = "punishable_by_life", "life_enhancement"
REDUCED = frozenset({"relief_reduced_17b", "relief_prop47"})


def for_life(record: Record, conviction: Conviction, parameters: ReliefParameters) -> str:
    """Whether a sentence is for life or of death, by its parts, the offense, or an enhancement: yes, unknown or no."""
    terms = record.told_by_steps(conviction.charge_id)
    if (terms is not None and terms.has_life_term) or any(map(is_for_life_by_its_kind, parts_of(record, conviction))):
        return "yes"
    if not may_be_a_felony(record, conviction) or REDUCED & set(conviction.relief_events):
        return "no"
    said = _said_by_the_lists(record, conviction, parameters)
    if "yes" in said:
        return "yes"
    is_understood = conviction.parse_status == "parsed" and not conviction.has_further_section
    return "unknown" if "unknown" in said or not is_understood else "no"


def _said_by_the_lists(record: Record, conviction: Conviction, parameters: ReliefParameters) -> set[str]:
    """What the section of a conviction and that in its comment say; an offense in a comment is no more than charged."""
    lists, said = parameters.lists, set[str]()
    if lists is None:
        return said
    felony = replace(conviction, level="felony")
    for standing in (lists.standing(felony, OFFENSES), lists.standing(felony, ENHANCEMENTS)):
        said.add({"present": "yes", "unknown": "unknown", "absent": "no"}[standing])
    charge = next(charge for charge in record.charges if charge.charge_id == conviction.charge_id)
    comment = (charge.comment_code_book, charge.comment_section, charge.comment_subdivision_path or "")
    if lists.membership(ENHANCEMENTS, *comment) == "member":
        said.add("yes")
    if any(lists.membership(name, *comment) in ("member", "needs_fact") for name in (OFFENSES, ENHANCEMENTS)):
        said.add("unknown")
    return said


def least_of(record: Record, conviction: Conviction) -> date | None:
    """The first day on which the number beside a term for life is over; none where none is told."""
    parts, convicted = parts_of(record, conviction), conviction.conviction_date_earliest
    if convicted is None:
        return None
    if not any(map(is_for_life_by_its_kind, parts)):
        ends = ends_of_parts(conviction, parts)
        return ends.first if ends is not None else None
    days = []
    for part in parts:
        begins = part.step_date_earliest if part.is_of_a_change else convicted
        if begins is not None and (is_custody(part) or not part.is_of_a_change):
            number = number_of(part)
            days.append(plus_length(begins, *number) if number is not None else begins)
    return max(days, default=None)


def _end_by_parole_or_death(record: Record, conviction: Conviction) -> tuple[date | None, date | None]:
    """A discharge from parole that began since, unless another since is not known to be over; or the day of death."""
    convicted = conviction.conviction_date_earliest
    since = [
        told
        for told in record.supervision
        if told.supervision_type == "parole"
        and not told.has_conflicting_ids
        and convicted is not None
        and told.started_on_earliest is not None
        and told.started_on_earliest >= convicted
    ]
    is_discharged = bool(since) and all(told.is_active == "no" and told.ended_on_latest is not None for told in since)
    died = [event for event in record.events if event.event_type == "deceased"]
    first = [event.event_date_earliest for event in died if event.event_date_earliest is not None]
    last = [event.event_date_latest for event in died if event.event_date_latest is not None]
    if is_discharged:
        first.append(max(told.ended_on_earliest for told in since if told.ended_on_earliest is not None))
        last.append(max(told.ended_on_latest for told in since if told.ended_on_latest is not None))
    return min(first, default=None), min(last, default=None)


def end_of_a_life_term(record: Record, conviction: Conviction) -> Clock | None:
    """Not before its number is over, and on no day that anybody knows but that of a discharge or of death."""
    least, (first, last) = least_of(record, conviction), _end_by_parole_or_death(record, conviction)
    days = [day for day in (least, first) if day is not None]
    return Clock(min(days), last) if days else None
