"""Violations of probation or supervision, which are no offenses of their own: section 3 of the page.

What belongs here: which sentence a violation may be of that no row of the sentence tells, and what it says of that
sentence. What does not: when the sentence itself is over (``relief_sentences``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tests.models.generative.oracle.days import plus_years
from tests.models.generative.oracle.facts import Charge, Conviction
from tests.models.generative.oracle.relief_days import plus_length
from tests.models.generative.oracle.relief_facts import Record, ReliefParameters, ToldCharge
from tests.models.generative.oracle.relief_pending import (
    REVOKED,
    are_of_one_case,
    is_violation,
    may_be_sustained,
    supervision_of,
)
from tests.models.generative.oracle.relief_sentences import (
    ON_THE_COUNT,
    Ends,
    as_told,
    ends_of_parts,
    has_a_term,
    last_day_of_custody,
    own_open_revocation_of,
    parts_of,
    probation_as_told,
    sum_of_probation_or_all,
)

NOT_TOLD, LENGTHS_ANEW, NO_END = "not told", "lengths anew", "no end"


@dataclass
class Violation:
    """One violation as the record has it; ``followed`` is what its own row says of what came then."""

    supervision: str
    first: date | None
    last: date | None
    is_revoked: bool
    followed: Ends | str
    county_name: str | None = None
    case_numbers: frozenset[str] = frozenset()
    has_prison: bool = False


class Meant(NamedTuple):
    """A violation and whether it is surely of the sentence that it is put to."""

    violation: Violation
    is_sure: bool


@dataclass
class Violated:
    """What violations say of one sentence."""

    was_revoked: str = "no"
    first_end: date | None = None
    ends: list[date] = field(default_factory=list)
    has_unknown_end: bool = False
    open_revocations: list[date] = field(default_factory=list)
    days: list[date | None] = field(default_factory=list)
    has_prison: bool = False


def _kinds(record: Record, conviction: Conviction) -> set[str]:
    return {part.sentence_type for part in parts_of(record, conviction)}


def _sentences(record: Record) -> list[Conviction]:
    """The convictions whose probation or supervision can be violated: of this state, and of no violation."""
    charges = {charge.charge_id: charge for charge in record.charges}
    return [
        other
        for other in record.convictions
        if other.county_type != "elsewhere" and not is_violation(charges[other.charge_id])
    ]


def _are_the_same_charge(one: Conviction, other: Conviction) -> bool:
    def words(conviction: Conviction) -> tuple[str | None, ...]:
        path, prefix = conviction.subdivision_path or "", conviction.charge_prefix
        return conviction.code_book, conviction.section, path, prefix

    return one.section is not None and words(one) == words(other)


def _sentenced_again(record: Record, conviction: Conviction) -> list[Conviction]:
    """Convictions of the case that tell what may have followed a revocation: prison since, or told of the very charge
    then; or, of the very charge, other custody since and no probation with it."""
    charges = {charge.charge_id: charge for charge in record.charges}
    own, kinds = charges[conviction.charge_id], _kinds(record, conviction)
    sentences = _sentences(record)
    if conviction.charge_id not in {one.charge_id for one in sentences} or "probation" not in kinds:
        return []
    found = []
    for other in sentences:
        is_itself = other.charge_id == conviction.charge_id
        if not is_itself and not are_of_one_case(record, own, charges[other.charge_id]):
            continue
        imposed, first, last = _kinds(record, other), conviction.conviction_date_earliest, other.conviction_date_latest
        is_same = _are_the_same_charge(conviction, other)
        has_custody = bool(imposed - {"probation", "fine", "restitution"})
        if first is None or last is None or last > first:
            is_meant = "prison" in imposed or (is_same and has_custody and "probation" not in imposed)
        else:
            is_meant = last == first and is_same and "prison" in imposed
        if is_meant:
            found.append(other)
    return found


def _what_its_row_imposes(record: Record, conviction: Conviction) -> Ends | str:
    parts = parts_of(record, conviction)
    if conviction.conviction_date_earliest is None:
        return NO_END
    imposed = [part for part in parts if not part.is_of_a_change]
    ends = ends_of_parts(conviction, parts)
    if imposed and ends is None:
        return NO_END
    if ends is None or not any(map(has_a_term, imposed)):
        return NOT_TOLD
    custody = last_day_of_custody(record, conviction)
    return Ends(ends.first, max(ends.last, custody)) if custody else ends


def _of_charge(record: Record, charge: ToldCharge) -> Violation | None:
    if not may_be_sustained(record, charge):
        return None
    own = next((one for one in record.convictions if one.charge_id == charge.charge_id), None)
    return Violation(
        supervision_of(charge),
        charge.event_date_earliest,
        charge.event_date_latest,
        charge.is_conviction,
        _what_its_row_imposes(record, own) if own else NOT_TOLD,
        charge.county_name,
        frozenset((charge.case_number_key or "").split("+")) - {""},
        own is not None and "prison" in _kinds(record, own),
    )


def _violations(record: Record) -> list[Violation]:
    charges = [charge for charge in record.charges if is_violation(charge)]
    told = [violation for charge in charges if (violation := _of_charge(record, charge)) is not None]
    ids = {charge.charge_id for charge in charges}
    events: dict[tuple[str, ...], list[int]] = {}
    for place, event in enumerate(record.events):
        if event.event_type in REVOKED:
            events.setdefault(event.source_rows or (str(place),), []).append(place)
    for places in events.values():
        of_one = [record.events[place] for place in places]
        if all(event.charge_id is None or event.charge_id in ids for event in of_one):
            event = of_one[0]
            followed = NOT_TOLD if event.event_type == "probation_revoked" else LENGTHS_ANEW
            is_revoked = not any(one.is_missing_in_a_copy for one in of_one)
            told.append(
                Violation("probation", event.event_date_earliest, event.event_date_latest, is_revoked, followed)
            )
    return told


def _may_be_of(record: Record, violation: Violation, conviction: Conviction) -> bool:
    """Imposed before it, with such supervision."""
    first = conviction.conviction_date_earliest
    if first is not None and violation.last is not None and first >= violation.last:
        return False
    kinds = {part.sentence_type for part in parts_of(record, conviction)}
    if violation.supervision == "after_prison":
        return bool({"prison", "life"} & kinds)
    return "probation" in kinds or not kinds


def _is_in_time(record: Record, violation: Violation, conviction: Conviction, parameters: ReliefParameters) -> bool:
    """Supervision may have lasted until then, so where its last day is not on record."""
    if own_open_revocation_of(record, conviction) is not None:
        return True
    if violation.supervision == "probation":
        ends = probation_as_told(record, conviction)
        last = ends.last if ends else None
    else:
        ends = as_told(record, conviction)
        last = plus_years(ends.last, parameters.supervision_after_prison_years) if ends else None
    return last is None or violation.first is None or violation.first <= last


def _meant(record: Record, conviction: Conviction, parameters: ReliefParameters) -> list[Meant]:
    """The violations that are or may be of this sentence."""
    sentences = _sentences(record)
    found = []
    for violation in _violations(record):
        ranked: dict[tuple[bool, bool], list[Conviction]] = {}
        for other in sentences:
            if _may_be_of(record, violation, other):
                is_one_county = violation.county_name is not None and violation.county_name == other.county_name
                numbers = set((other.case_number_key or "").split("+"))
                is_of_its_case = is_one_county and bool(violation.case_numbers & numbers)
                rank = is_of_its_case, _is_in_time(record, violation, other, parameters)
                ranked.setdefault(rank, []).append(other)
        if not ranked:
            continue
        best = max(ranked)
        if conviction.charge_id in {other.charge_id for other in ranked[best]}:
            last = conviction.conviction_date_latest
            is_before = last is not None and violation.first is not None and last < violation.first
            found.append(Meant(violation, len(ranked[best]) == 1 and best[1] and is_before))
    return found


def _followed_until(record: Record, conviction: Conviction, violation: Violation) -> date | None:
    """The last day of what the events of the count say came after the violation."""
    days = []
    for event in record.events:
        first = event.event_date_earliest
        if event.charge_id != conviction.charge_id or event.link_basis not in ON_THE_COUNT:
            continue
        if event.is_missing_in_a_copy or first is None or violation.last is None:
            continue
        if event.event_type in ("probation_terminated", "probation_completed") and first > violation.last:
            days.append(event.event_date_latest)
        if event.event_type == "probation_revoked_and_reinstated" and first >= violation.last:
            days.append(event.event_date_latest)
    return max((day for day in days if day is not None), default=None)


def violated(record: Record, conviction: Conviction, parameters: ReliefParameters) -> Violated:
    """What violations told elsewhere say of a sentence."""
    found = Violated()
    for violation, is_sure in _meant(record, conviction, parameters):
        is_of_probation = violation.supervision == "probation"
        if is_of_probation and found.was_revoked != "surely":
            found.was_revoked = "surely" if violation.is_revoked and is_sure else "perhaps"
        if not (violation.is_revoked or not is_of_probation):
            continue
        found.days.append(violation.last)
        found.has_prison |= violation.is_revoked and violation.has_prison
        end, followed = None, violation.followed
        if isinstance(followed, Ends):
            end = followed.last
            if is_sure and violation.is_revoked:
                found.first_end = max(filter(None, (found.first_end, followed.first)))
        elif followed == LENGTHS_ANEW:
            total = sum_of_probation_or_all(record, conviction)
            end = plus_length(violation.last, *total) if total and violation.last else None
        if violation.last is None or followed == NO_END or (followed == LENGTHS_ANEW and end is None):
            found.has_unknown_end = True
        if not is_of_probation:
            end = max((day for day in (end, violation.last) if day is not None), default=None)
        elif followed == NOT_TOLD:
            end = _followed_until(record, conviction, violation)
            if end is None and violation.last is not None:
                found.open_revocations.append(violation.last)
        elif end is None:
            end = _followed_until(record, conviction, violation)
        if end is not None:
            found.ends.append(end)
    for other in _sentenced_again(record, conviction):
        ends = ends_of_parts(other, parts_of(record, other))
        custody = last_day_of_custody(record, other)
        found.was_revoked = "surely" if found.was_revoked == "surely" else "perhaps"
        found.days.append(other.conviction_date_latest)
        found.has_prison |= "prison" in _kinds(record, other)
        found.has_unknown_end |= ends is None
        found.ends += [day for day in (ends.last if ends else None, custody if ends else None) if day is not None]
    return found


def is_of_a_violation(record: Record, conviction: Conviction) -> bool:
    """Whether a conviction is one of a violation, and so of no offense."""
    charge: Charge = next(charge for charge in record.charges if charge.charge_id == conviction.charge_id)
    return is_violation(charge)
