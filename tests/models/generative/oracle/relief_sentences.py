"""When a sentence is over: section 3 of the page, from the parts on record.

What belongs here: the first and the last day a sentence can end, what a change of probation does to them, and the word
that follows. What does not: supervision after prison (``relief_supervision``), which path asks for which end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tests.models.generative.oracle.facts import Conviction, Event
from tests.models.generative.oracle.relief_days import DAY, UNKNOWN, plus_length
from tests.models.generative.oracle.relief_facts import Answer, Record, SentencePart

ON_THE_COUNT = frozenset({"same_count", "same_section_in_cycle"})
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


def imposed_parts_of(record: Record, conviction: Conviction) -> list[SentencePart]:
    """Those that were imposed with the conviction, and not by a change of probation since."""
    return [part for part in parts_of(record, conviction) if not part.is_of_a_change]


def is_for_life_by_its_kind(part: SentencePart) -> bool:
    """A part that is for life or of death, whatever number stands beside it."""
    return part.sentence_type == "life"


def length_of(part: SentencePart) -> Length | None:
    """The length of a part; none where it cannot be counted."""
    return None if is_for_life_by_its_kind(part) else number_of(part)


def number_of(part: SentencePart) -> Length | None:
    """The number that a part tells: its length, of a term for life the least that it lasts."""
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
    return is_for_life_by_its_kind(part) or (is_told and length_of(part) is None)


def sum_of(parts: Sequence[SentencePart]) -> Length | None:
    """All lengths one after the other; none where one is unknown or there is none."""
    lengths = [length_of(part) for part in parts if has_a_term(part)]
    known = [length for length in lengths if length is not None]
    if not known or len(known) < len(lengths):
        return None
    return Length(sum(length.months for length in known), sum(length.days for length in known))


def is_custody(part: SentencePart) -> bool:
    """Jail, prison or the like."""
    return part.sentence_type not in ("probation", "fine", "restitution")


def one_after_another(parts: Sequence[SentencePart]) -> list[list[SentencePart]]:
    """What can follow one another. Jail beside probation is a condition of it, if no other custody stands beside them,
    and runs within it."""
    kinds = {part.sentence_type for part in parts}
    if {"probation", "jail"} <= kinds <= {"probation", "jail", "fine", "restitution"}:
        return [
            [part for part in parts if part.sentence_type != "jail"],
            [part for part in parts if part.sentence_type == "jail"],
        ]
    return [list(parts)]


def ends_of_parts(conviction: Conviction, parts: Sequence[SentencePart]) -> Ends | None:
    """Together the longest, one after the other their sum; what has no term is over on the day of the conviction. What
    a change of probation imposed begins on its own day: custody is not over before its end."""
    first, last = conviction.conviction_date_earliest, conviction.conviction_date_latest
    imposed = [part for part in parts if not part.is_of_a_change]
    if first is None or last is None or not imposed:
        return None
    terms = [part for part in imposed if has_a_term(part)]
    if terms:
        totals = [sum_of(run) for run in one_after_another(terms)]
        if None in totals:
            return None
        longest = max(plus_length(first, *length) for part in terms if (length := length_of(part)) is not None)
        first, last = longest, max(plus_length(last, *total) for total in totals if total is not None)
    since: dict[date, list[SentencePart]] = {}
    for part in parts:
        if not part.is_of_a_change or not has_a_term(part):
            continue
        length = length_of(part)
        if length is None or part.step_date_earliest is None or part.step_date_latest is None:
            return None
        since.setdefault(part.step_date_latest, []).append(part)
        if is_custody(part):
            first = max(first, plus_length(part.step_date_earliest, *length))
    ends = [plus_length(day, *total) for day, told in since.items() if (total := sum_of(told)) is not None]
    return Ends(first, max([last, *ends]))


def last_day_of_custody(record: Record, conviction: Conviction) -> date | None:
    """The last day that custody can last until if every term of it that was or may have been imposed on the person
    until then follows the one before, of a term for life its least. A length that cannot be counted is an end of its
    own that nobody knows."""
    until = conviction.conviction_date_latest
    own = imposed_parts_of(record, conviction)
    if until is None or not any(is_custody(part) for part in own):
        return None
    terms: list[tuple[date, Length]] = []
    for other in record.convictions:
        first, last = other.conviction_date_earliest, other.conviction_date_latest
        if first is not None and last is not None and first <= until:
            known = [number_of(part) or Length(0, 0) for part in imposed_parts_of(record, other) if is_custody(part)]
            begins = min(last, until)
            terms.append((begins, Length(sum(one.months for one in known), sum(one.days for one in known))))
        for part in parts_of(record, other):
            first, last, length = part.step_date_earliest, part.step_date_latest, length_of(part)
            if part.is_of_a_change and is_custody(part) and first and last and length and first <= until:
                terms.append((min(last, until), length))
    beside = [] if len(one_after_another(own)) > 1 else [length_of(part) for part in own if not is_custody(part)]
    ends = []
    for begins, _ in terms:
        following = [length for day, length in terms if day >= begins] + [one for one in beside if one is not None]
        months, days = sum(one.months for one in following), sum(one.days for one in following)
        ends.append(plus_length(begins, months, days))
    return max(ends, default=None)


def changes_of(record: Record, conviction: Conviction) -> list[Event]:
    """Revocations and modifications of probation, on the count or somewhere in its cycle."""
    return [
        event
        for event in record.events
        if event.charge_id == conviction.charge_id
        and (event.event_type.startswith("probation_revoked") or event.event_type == "probation_modified")
    ]


def _is_on_the_count(event: Event, conviction: Conviction) -> bool:
    return event.charge_id == conviction.charge_id and event.link_basis in ON_THE_COUNT


class Revoked(NamedTuple):
    """The last revocation, and the last day of what followed it; none where that is not on record."""

    last: date
    followed_until: date | None


def revocation_of(record: Record, conviction: Conviction) -> Revoked | None:
    """The last revocation with a day. What followed is on record where probation was reinstated then or later, or was
    terminated or completed later, and no copy lacks it."""
    days = [
        event.event_date_latest
        for event in record.events
        if event.charge_id == conviction.charge_id
        and event.event_type == "probation_revoked"
        and event.event_date_latest is not None
    ]
    if not days:
        return None
    last, followed = max(days), []
    for event in record.events:
        first, until = event.event_date_earliest, event.event_date_latest
        if not _is_on_the_count(event, conviction) or event.is_missing_in_a_copy or first is None or until is None:
            continue
        if event.event_type == "probation_revoked_and_reinstated" and first >= last:
            followed.append(until)
        if event.event_type in ("probation_terminated", "probation_completed") and first > last:
            followed.append(until)
    return Revoked(last, max(followed, default=None))


def own_open_revocation_of(record: Record, conviction: Conviction) -> date | None:
    """The last revocation told of the count or in its cycle, where nothing on record says what followed it."""
    revoked = revocation_of(record, conviction)
    if revoked is None or revoked.followed_until is not None:
        return None
    custody = [
        part.step_date_latest
        for part in parts_of(record, conviction)
        if part.is_of_a_change and is_custody(part) and length_of(part) is not None and part.step_date_latest
    ]
    return None if any(day >= revoked.last for day in custody) else revoked.last


def may_be_a_felony(record: Record, conviction: Conviction) -> bool:
    """The level of the conviction as the record tells it, else as a person established it: not what it was tried as."""
    told = next(one.level for one in record.convictions if one.charge_id == conviction.charge_id)
    if told == "unknown":
        return record.established.get((conviction.charge_id, "level_is_felony")) is not False
    return told == "felony"


def revoked_after_the_end(record: Record, conviction: Conviction, event: Event) -> bool:
    """Whether a revocation lies, or may lie, after the last day that the probation can have lasted until then."""
    parts, imposed = parts_of(record, conviction), imposed_parts_of(record, conviction)
    ends = ends_of_parts(conviction, [part for part in parts if part.sentence_type == "probation"])
    if ends is None or event.event_date_latest is None:
        return False
    is_known = ends_of_parts(conviction, parts) is not None and sum_of(imposed) is not None
    total, last = sum_of(one_after_another(imposed)[0]) if is_known else None, ends.last
    for change in changes_of(record, conviction):
        if change.event_type != "probation_modified":
            continue
        if change.event_date_latest is None:
            return False
        if change.event_date_latest <= event.event_date_latest:
            if total is None:
                return False
            last = max(last, plus_length(change.event_date_latest, *total))
    return event.event_date_latest > last


def with_changes(
    record: Record,
    conviction: Conviction,
    ends: Ends | None,
    runs: Sequence[Sequence[SentencePart]],
    completed_in_doubt: Ends | None = None,
) -> Ends | None:
    """All lengths of the count may run anew from a change; a probation that was terminated may end on that day, and so
    may one that is said to be completed, but not surely."""
    if ends is None:
        return None
    revoked, parts = revocation_of(record, conviction), parts_of(record, conviction)
    first, last = ends
    for event in record.events:
        is_here = event.charge_id == conviction.charge_id and event.link_basis in ON_THE_COUNT
        if is_here and event.event_type == "probation_terminated":
            first = min(first, event.event_date_earliest or conviction.conviction_date_earliest or first)
    if revoked is not None and revoked.followed_until is not None:
        last = max(last, revoked.followed_until)
    for change in changes_of(record, conviction):
        if sum_of(imposed_parts_of(record, conviction)) is None or ends_of_parts(conviction, parts) is None:
            return None
        for total in map(sum_of, runs):
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


def as_told(record: Record, conviction: Conviction) -> Ends | None:
    """The parts of the sentence, without any supervision that follows prison; a completed probation ends them where it
    is alone."""
    parts = parts_of(record, conviction)
    is_probation = all(part.sentence_type in ("probation", "fine", "restitution") for part in parts)
    completed = completion_of(record, conviction) if is_probation else None
    if completed is not None:
        return completed
    perhaps = completion_in_doubt(record, conviction) if is_probation else None
    runs = one_after_another(imposed_parts_of(record, conviction))
    ends = with_changes(record, conviction, ends_of_parts(conviction, parts), runs, perhaps)
    custody = last_day_of_custody(record, conviction)
    return Ends(ends.first, max(day for day in (ends.last, custody) if day is not None)) if ends else None


def probation_as_told(record: Record, conviction: Conviction) -> Ends | None:
    """The parts that are probation: neither jail that is a condition of it nor another term makes them longer."""
    parts = parts_of(record, conviction)
    probation = [part for part in parts if part.sentence_type == "probation"]
    perhaps = completion_in_doubt(record, conviction)
    return completion_of(record, conviction) or with_changes(
        record,
        conviction,
        ends_of_parts(conviction, probation),
        one_after_another(imposed_parts_of(record, conviction))[:1],
        perhaps,
    )


def sum_of_probation_or_all(record: Record, conviction: Conviction) -> Length | None:
    """The lengths that may run anew from a change, one after the other; none where one of them is not known."""
    imposed = imposed_parts_of(record, conviction)
    if ends_of_parts(conviction, parts_of(record, conviction)) is None or sum_of(imposed) is None:
        return None
    return sum_of(one_after_another([part for part in imposed if has_a_term(part)])[0])


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
    is_a_fine_alone = bool(parts) and not any(map(has_a_term, parts)) and not changes_of(record, conviction)
    return is_a_fine_alone and record.told_by_steps(conviction.charge_id) is None
