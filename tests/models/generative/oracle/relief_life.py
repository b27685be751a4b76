"""Which sentences are for life or of death, and what ends them: section 3 of the page.

What belongs here: how the record tells such a term, surely or perhaps, its least length and its end. What does not:
every other sentence (``relief_sentences``), the lists (``disqualifiers``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tests.models.generative.oracle.disqualifiers import OffenseLists
from tests.models.generative.oracle.facts import Conviction
from tests.models.generative.oracle.relief_days import plus_length
from tests.models.generative.oracle.relief_facts import Record, ReliefParameters, ToldCharge
from tests.models.generative.oracle.relief_pending import (
    are_of_one_case,
    is_violation,
    may_be_sustained,
    supervision_of,
)
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


class Named(NamedTuple):
    """What something on record says of a term for life: yes or unknown; and whether a number beside it is its least."""

    word: str
    is_length_its_minimum: bool


def for_life(record: Record, conviction: Conviction, parameters: ReliefParameters) -> str:
    """Whether a sentence is for life or of death, by its parts, the offense, or an enhancement: yes, unknown or no."""
    terms = record.told_by_steps(conviction.charge_id)
    if (terms is not None and terms.has_life_term) or any(map(is_for_life_by_its_kind, parts_of(record, conviction))):
        return "yes"
    if not may_be_a_felony(record, conviction) or REDUCED & set(conviction.relief_events):
        return "no"
    words = {named.word for named in _named(record, conviction, parameters)}
    return "yes" if "yes" in words else "unknown" if words else "no"


def is_length_its_minimum(record: Record, conviction: Conviction, parameters: ReliefParameters) -> bool:
    """Whether a sentence that may be for life is so by what names the very offense, so that its number is its least."""
    return for_life(record, conviction, parameters) == "unknown" and any(
        named.is_length_its_minimum for named in _named(record, conviction, parameters)
    )


def _named(record: Record, conviction: Conviction, parameters: ReliefParameters) -> Iterator[Named]:
    """By the section, those further in the text, that in the comment, words of a text that is not understood, and
    counts of an enhancement in the case. Only an enhancement is surely of the conviction that a comment is of."""
    charge = next(charge for charge in record.charges if charge.charge_id == conviction.charge_id)
    if parameters.lists is not None:
        yield from _of_the_text(conviction, charge, parameters.lists)
        yield from _of_the_comment(charge, parameters.lists)
        yield from _of_its_case(record, charge, parameters.lists)
    is_understood = conviction.parse_status == "parsed"
    if charge.names_life_offense is None:
        if not is_understood or conviction.has_further_section:
            yield Named("unknown", is_length_its_minimum=False)
    elif charge.names_life_offense and not is_understood:
        yield Named("unknown", is_length_its_minimum=True)


def _of_the_text(conviction: Conviction, charge: ToldCharge, lists: OffenseLists) -> Iterator[Named]:
    felony = replace(conviction, level="felony")
    for name in (OFFENSES, ENHANCEMENTS):
        standing = lists.standing(felony, name)
        if standing != "absent":
            yield Named("yes" if standing == "present" else "unknown", standing == "present")
        for told in charge.further_sections or ():
            section, path = told.split(" ")
            if conviction.code_book is None:
                if lists.is_a_whole_section(name, section):
                    yield Named("unknown", is_length_its_minimum=True)
                continue
            standing = lists.standing(replace(felony, section=section, subdivision_path=path, grade=None), name)
            if standing != "absent":
                yield Named("unknown", standing == "present" and conviction.charge_prefix is None)


def _of_the_comment(charge: ToldCharge, lists: OffenseLists) -> Iterator[Named]:
    for name in (OFFENSES, ENHANCEMENTS):
        said = lists.membership(
            name, charge.comment_code_book, charge.comment_section, charge.comment_subdivision_path or ""
        )
        if said in ("member", "needs_fact"):
            is_sure = said == "member" and name == ENHANCEMENTS
            yield Named("yes" if is_sure else "unknown", said == "member")


def _of_its_case(record: Record, charge: ToldCharge, lists: OffenseLists) -> Iterator[Named]:
    for count in record.charges:
        if (
            count.charge_id != charge.charge_id
            and count.charge_stage == "court"
            and count.disposition_type in ("convicted", "blank", "unrecognised")
            and count.record_status != "superseded"
            and not count.is_juvenile
        ):
            said = lists.membership(ENHANCEMENTS, count.code_book, count.section, count.subdivision_path or "")
            if said in ("member", "needs_fact") and are_of_one_case(record, count, charge):
                yield Named("unknown", said == "member")


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


def _is_in_custody_since(record: Record, conviction: Conviction, discharged: date) -> bool:
    """Whether a step that may be of it tells custody, or a violation was, on that day or later, or on none that is
    known."""
    terms = record.told_by_steps(conviction.charge_id)
    days = [terms.told_on_latest] if terms is not None else []
    days += [None] if terms is not None and terms.has_step_without_day else []
    days += [
        charge.event_date_latest
        for charge in record.charges
        if is_violation(charge) and supervision_of(charge) == "after_prison" and may_be_sustained(record, charge)
    ]
    return any(day is None or day >= discharged for day in days)


def end_by_parole_or_death(record: Record, conviction: Conviction) -> tuple[date | None, date | None]:
    """A discharge from a parole that surely began since, unless another that may be since is not known to be over, or
    something speaks against it; or the day of death."""
    convicted, surely_by = conviction.conviction_date_earliest, conviction.conviction_date_latest
    since = [
        told
        for told in record.supervision
        if told.supervision_type == "parole"
        and not told.has_conflicting_ids
        and (convicted is None or told.started_on_latest is None or told.started_on_latest >= convicted)
    ]
    is_discharged = all(told.is_active == "no" and told.ended_on_latest is not None for told in since) and any(
        surely_by is not None and told.started_on_earliest is not None and told.started_on_earliest >= surely_by
        for told in since
    )
    died = [event for event in record.events if event.event_type == "deceased"]
    first = [event.event_date_earliest for event in died if event.event_date_earliest is not None]
    last = [event.event_date_latest for event in died if event.event_date_latest is not None]
    if is_discharged:
        discharged = max(told.ended_on_earliest for told in since if told.ended_on_earliest is not None)
        if not _is_in_custody_since(record, conviction, discharged):
            first.append(discharged)
            last.append(max(told.ended_on_latest for told in since if told.ended_on_latest is not None))
    return min(first, default=None), min(last, default=None)


def end_of_a_life_term(record: Record, conviction: Conviction) -> Clock | None:
    """Not before its number is over, and on no day that anybody knows but that of a discharge or of death."""
    least, (first, last) = least_of(record, conviction), end_by_parole_or_death(record, conviction)
    days = [day for day in (least, first) if day is not None]
    return Clock(min(days), last) if days else None
