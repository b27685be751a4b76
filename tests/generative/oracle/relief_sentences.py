"""When a sentence is over: section 3 of the page, from the parts on record.

What belongs here: the first and the last day a sentence can end, what a change of probation and supervision after
prison do to them, and the word that follows. What does not: which path asks for which end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tests.generative.oracle.days import plus_years
from tests.generative.oracle.facts import Conviction, Event
from tests.generative.oracle.relief_days import DAY, UNKNOWN, plus_length
from tests.generative.oracle.relief_facts import Answer, Record, ReliefParameters, SentencePart

ON_THE_COUNT = frozenset({"same_count", "same_section_in_cycle"})
COMPLETED = "sentence_completed_on_record"


class Ends(NamedTuple):
    """The first and the last day that a sentence can end on."""

    first: date
    last: date


class Length(NamedTuple):
    """Months and days."""

    months: int
    days: int


def parts_of(record: Record, conviction: Conviction) -> list[SentencePart]:
    """The parts of the sentence that stand."""
    return [
        part for part in record.sentences if part.charge_id == conviction.charge_id and part.record_status == "current"
    ]


def length_of(part: SentencePart) -> Length | None:
    """The length of a part; none where it cannot be counted."""
    if part.sentence_length is None:
        return None
    return {
        "years": Length(12 * part.sentence_length, 0),
        "months": Length(part.sentence_length, 0),
        "days": Length(0, part.sentence_length),
    }.get(part.sentence_unit)


def has_a_term(part: SentencePart) -> bool:
    """A fine or restitution without a length is none."""
    return part.sentence_type not in ("fine", "restitution") or part.sentence_length is not None


def is_unreadable(part: SentencePart) -> bool:
    """Something is on record as the length, such as LIFE, and it cannot be counted."""
    is_told = part.sentence_length_code is not None or part.sentence_unit_code is not None
    return is_told and length_of(part) is None


def sum_of(parts: Sequence[SentencePart]) -> Length | None:
    """All lengths one after the other; none where one is unknown or there is none."""
    lengths = [length_of(part) for part in parts if has_a_term(part)]
    known = [length for length in lengths if length is not None]
    if not known or len(known) < len(lengths):
        return None
    return Length(sum(length.months for length in known), sum(length.days for length in known))


def ends_of_parts(conviction: Conviction, parts: Sequence[SentencePart]) -> Ends | None:
    """Together the longest, one after the other their sum; what has no term is over on the day of the conviction."""
    first, last = conviction.conviction_date_earliest, conviction.conviction_date_latest
    if first is None or last is None or not parts:
        return None
    terms = [part for part in parts if has_a_term(part)]
    if not terms:
        return Ends(first, last)
    total = sum_of(terms)
    if total is None:
        return None
    longest = max(plus_length(first, *length) for part in terms if (length := length_of(part)) is not None)
    return Ends(longest, plus_length(last, *total))


def changes_of(record: Record, conviction: Conviction) -> list[Event]:
    """Revocations and modifications of probation, on the count or somewhere in its cycle."""
    return [
        event
        for event in record.events
        if event.charge_id == conviction.charge_id
        and (event.event_type.startswith("probation_revoked") or event.event_type == "probation_modified")
    ]


def with_changes(
    record: Record, conviction: Conviction, ends: Ends | None, completed_in_doubt: Ends | None = None
) -> Ends | None:
    """All lengths of the count may run anew from a change; a probation that was terminated may end on that day, and so
    may one that is said to be completed, but not surely."""
    if ends is None:
        return None
    first, last = ends
    for event in record.events:
        is_here = event.charge_id == conviction.charge_id and event.link_basis in ON_THE_COUNT
        if is_here and event.event_type == "probation_terminated":
            first = min(first, event.event_date_earliest or conviction.conviction_date_earliest or first)
    total = sum_of(parts_of(record, conviction))
    for change in changes_of(record, conviction):
        if change.event_date_latest is None or total is None:
            return None
        last = max(last, plus_length(change.event_date_latest, *total))
    if completed_in_doubt is not None:
        return Ends(min(first, completed_in_doubt.first), max(last, completed_in_doubt.last))
    return Ends(first, last)


def _days_of_completion(record: Record, conviction: Conviction, *, told_by_every_copy: bool) -> Ends | None:
    said = [
        event
        for event in record.events
        if event.charge_id == conviction.charge_id
        and event.link_basis in ON_THE_COUNT
        and event.event_type == "probation_completed"
        and not (told_by_every_copy and event.is_missing_in_a_copy)
    ]
    first = min((event.event_date_earliest for event in said if event.event_date_earliest), default=None)
    last = max((event.event_date_latest for event in said if event.event_date_latest), default=None)
    return Ends(first, last) if first is not None and last is not None else None


def completion_of(record: Record, conviction: Conviction) -> Ends | None:
    """The day on which a court says that probation was completed, unless it was changed then or since. What a newer
    copy lacks says nothing surely."""
    days = _days_of_completion(record, conviction, told_by_every_copy=True)
    changes = [change.event_date_latest for change in changes_of(record, conviction)]
    return days if days and all(day is not None and day < days.first for day in changes) else None


def completion_in_doubt(record: Record, conviction: Conviction) -> Ends | None:
    """The days on which probation may have been completed: a copy lacks that it was, or what speaks against it."""
    told = [
        *changes_of(record, conviction),
        *(
            event
            for event in record.events
            if event.charge_id == conviction.charge_id
            and event.event_type == "probation_completed"
            and event.link_basis in ON_THE_COUNT
            and event.event_date_earliest is not None
        ),
    ]
    is_in_doubt = any(event.is_missing_in_a_copy for event in told)
    return _days_of_completion(record, conviction, told_by_every_copy=False) if is_in_doubt else None


def end_of_the_sentence(record: Record, conviction: Conviction) -> Ends | None:
    """All parts, and what other steps tell, which may be terms of their own: none earlier than the last of these."""
    ends, terms = _end_of_the_parts(record, conviction), record.told_by_steps(conviction.charge_id)
    if ends is None or terms is None:
        return ends
    return None if terms.end_latest is None else Ends(ends.first, max(ends.last, terms.end_latest))


def _end_of_the_parts(record: Record, conviction: Conviction) -> Ends | None:
    """Without any supervision that follows prison; a completed probation ends them where it is alone."""
    parts = parts_of(record, conviction)
    is_probation = all(part.sentence_type in ("probation", "fine", "restitution") for part in parts)
    if not is_probation:
        return with_changes(record, conviction, ends_of_parts(conviction, parts))
    perhaps = completion_in_doubt(record, conviction)
    return completion_of(record, conviction) or with_changes(
        record, conviction, ends_of_parts(conviction, parts), perhaps
    )


def end_of_probation(record: Record, conviction: Conviction) -> Ends | None:
    """The parts that are probation."""
    probation = [part for part in parts_of(record, conviction) if part.sentence_type == "probation"]
    perhaps = completion_in_doubt(record, conviction)
    return completion_of(record, conviction) or with_changes(
        record, conviction, ends_of_parts(conviction, probation), perhaps
    )


def end_of_all_terms(record: Record, conviction: Conviction, parameters: ReliefParameters) -> Ends | None:
    """All parts, and parole or supervision where one of them is state prison."""
    ends, terms = end_of_the_sentence(record, conviction), record.told_by_steps(conviction.charge_id)
    is_prison = any(part.sentence_type == "prison" for part in parts_of(record, conviction))
    if ends is None or not (is_prison or (terms is not None and terms.has_prison)):
        return ends
    since = conviction.conviction_date_earliest
    following = [
        told
        for told in record.supervision
        if since is not None and told.started_on_earliest is not None and told.started_on_earliest >= since
    ]
    ended = [
        (told.ended_on_earliest, told.ended_on_latest)
        for told in following
        if told.is_active != "unknown" and told.ended_on_earliest is not None and told.ended_on_latest is not None
    ]
    perhaps = [
        told.ended_on_latest
        for told in record.supervision
        if told not in following
        and told.ended_on_latest is not None
        and (since is None or told.started_on_latest is None or told.started_on_latest >= since)
    ]
    if following and len(ended) == len(following):
        first = max(ends.first, *(earliest for earliest, _ in ended))
        return Ends(first, max(ends.first, *(latest for _, latest in ended), *perhaps))
    longest = plus_years(ends.last, parameters.supervision_after_prison_years)
    return Ends(ends.first, max([longest, *perhaps]))


def is_over(record: Record, conviction: Conviction, ends: Ends | None, as_of: date) -> Answer:
    """Whether a sentence is over; a person who looked answers for it before the record does."""
    established = record.established.get((conviction.charge_id, COMPLETED))
    if established is not None:
        return Answer("met", ends.last + DAY if ends and ends.last < as_of else None) if established else NOT_YET
    if ends is None:
        return UNKNOWN
    word = "met" if ends.last < as_of else "not_yet" if ends.first >= as_of else "unknown"
    return Answer(word, ends.last + DAY)


NOT_YET = Answer("not_yet")


def is_never_served(record: Record, conviction: Conviction) -> bool:
    """A fine or restitution alone, and no change of probation: whatever its day, nothing that is served."""
    parts = parts_of(record, conviction)
    is_a_fine_alone = bool(parts) and not any(map(has_a_term, parts)) and not changes_of(record, conviction)
    return is_a_fine_alone and record.told_by_steps(conviction.charge_id) is None


def is_presumed_over(record: Record, conviction: Conviction, as_of: date, parameters: ReliefParameters) -> bool:
    """An end that nobody recorded, of a conviction so old that it no longer appears to be served."""
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
    ]
    return all(day is not None and plus_years(day, years) < as_of for day in days)
