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
from tests.generative.oracle.relief_facts import Answer, Record, ReliefParameters, SentencePart, Supervision

ON_THE_COUNT = frozenset({"same_count", "same_section_in_cycle"})
AFTER_PRISON = frozenset({"parole", "post_release_community_supervision", "supervised_release"})
"""Penal Code 3000 and 3451; supervised release is of the United States. Probation is granted in prison's place."""
COMPLETED = "sentence_completed_on_record"


class Ends(NamedTuple):
    """The first and the last day that a sentence can end on."""

    first: date
    last: date


class Clock(NamedTuple):
    """The first and the last day that all terms can end on; no last day where none is on record."""

    first: date
    last: date | None


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
    """All parts, without any supervision that follows prison; a completed probation ends them where it is alone."""
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


def went_to_prison(record: Record, conviction: Conviction) -> bool:
    """A part of the sentence is state prison: parole or supervision follows."""
    return any(part.sentence_type == "prison" for part in parts_of(record, conviction))


def _may_be_of(record: Record, conviction: Conviction, told: Supervision) -> bool:
    """Any follows prison. Else mandatory supervision is of a jail term and probation of probation, begun within it."""
    if went_to_prison(record, conviction):
        return True
    of_kind = {"probation": {"probation"}, "mandatory_supervision": {"jail"}}
    kinds = of_kind.get(
        told.supervision_type, set() if told.supervision_type in AFTER_PRISON else {"jail", "probation"}
    )
    ends = end_of_the_sentence(record, conviction)
    is_since = ends is not None and told.started_on_earliest is not None and told.started_on_earliest > ends.last
    return not is_since and any(part.sentence_type in kinds for part in parts_of(record, conviction))


def follows(record: Record, conviction: Conviction, told: Supervision) -> str:
    """Whether a record is of supervision that is of a sentence: surely (after prison), perhaps or not."""
    since = conviction.conviction_date_earliest
    if since is not None and told.started_on_latest is not None and told.started_on_latest < since:
        return "not"
    if not _may_be_of(record, conviction, told):
        return "not"
    is_known = since is not None and told.started_on_earliest is not None and told.started_on_earliest >= since
    is_after_prison = went_to_prison(record, conviction) and told.supervision_type in AFTER_PRISON
    return "surely" if is_known and is_after_prison else "perhaps"


def end_of_all_terms(record: Record, conviction: Conviction, parameters: ReliefParameters, as_of: date) -> Clock | None:
    """All parts, and the supervision that is or may be of them: as its records say, whether or not it is known that it
    ended as they say. While one of them is active the terms are not over."""
    ends = end_of_the_sentence(record, conviction)
    if ends is None:
        return None
    told = [(one, how) for one in record.supervision if (how := follows(record, conviction, one)) != "not"]
    following = [one for one, how in told if how == "surely"]
    first = max(
        [
            ends.first,
            *(one.ended_on_earliest for one in following if one.ended_on_earliest),
            *(as_of for one, _ in told if one.is_active == "yes"),
        ]
    )
    last = ends.first if following else ends.last
    if went_to_prison(record, conviction) and not following:
        last = plus_years(ends.last, parameters.supervision_after_prison_years)
    for one, _ in told:
        if one.ended_on_latest is None:
            return Clock(first, None)
        last = max(last, one.ended_on_latest)
    return Clock(first, last)


def is_surely_supervised_then(record: Record, conviction: Conviction, other: Conviction, as_of: date) -> bool:
    """Whether the other conviction came while supervision lasted that had begun before it, and so is not its own."""
    first, last = other.conviction_date_earliest, other.conviction_date_latest
    if first is None or last is None:
        return False
    for told in record.supervision:
        ended = told.ended_on_earliest or (as_of if told.is_active == "yes" else None)
        has_begun = told.started_on_latest is not None and told.started_on_latest < first
        if follows(record, conviction, told) == "surely" and has_begun and ended is not None and ended >= last:
            return True
    return False


def is_over(record: Record, conviction: Conviction, ends: Clock | Ends | None, as_of: date) -> Answer:
    """Whether a sentence is over; a person who looked answers for it before the record does."""
    established = record.established.get((conviction.charge_id, COMPLETED))
    if established is not None:
        is_past = ends is not None and ends.last is not None and ends.last < as_of
        return Answer("met", ends.last + DAY if ends and ends.last and is_past else None) if established else NOT_YET
    if ends is None:
        return UNKNOWN
    if ends.last is not None and ends.last < as_of:
        return Answer("met", ends.last + DAY)
    return Answer("not_yet" if ends.first >= as_of else "unknown", ends.last + DAY if ends.last else None)


NOT_YET = Answer("not_yet")


def is_never_served(record: Record, conviction: Conviction) -> bool:
    """A fine or restitution alone, and no change of probation: whatever its day, nothing that is served."""
    parts = parts_of(record, conviction)
    return bool(parts) and not any(map(has_a_term, parts)) and not changes_of(record, conviction)


def is_presumed_over(record: Record, conviction: Conviction, as_of: date, parameters: ReliefParameters) -> bool:
    """An end that nobody recorded, of a conviction so old that it no longer appears to be served."""
    if any(is_unreadable(part) for part in parts_of(record, conviction)):
        return False
    years = parameters.sentence_unknown_stale_years or parameters.sentence_presumed_over_years
    days = [
        conviction.conviction_date_latest,
        *(change.event_date_latest for change in changes_of(record, conviction)),
    ]
    return all(day is not None and plus_years(day, years) < as_of for day in days)
