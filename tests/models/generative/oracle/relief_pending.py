"""What answers for a charge without a disposition, and which charges are open: section 4 of the page.

What belongs here: what stands for an ended charge, for Proposition 64 too, and the word for the person. What does not:
arrests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from tests.models.generative.oracle.days import plus_years
from tests.models.generative.oracle.facts import Charge
from tests.models.generative.oracle.relief_days import DAY, MET, UNKNOWN
from tests.models.generative.oracle.relief_facts import Answer, Record, ReliefParameters, ToldCharge

NOT_ENDED = frozenset({"blank", "diversion", "unrecognised", "released_to_other_jurisdiction"})
"""That somebody was turned over to another authority does not say what became of the charge."""
NEVER_FILED = frozenset({"prosecutor_rejected", "detention_only"})
NOT_UNDERSTOOD = "unrecognised"
PENDING = "charge_is_pending"
VIOLATIONS = {"1203.2": "probation", "3000.08": "after_prison", "3056": "after_prison", "3455": "after_prison"}
"""Sections of the Penal Code that name a violation of probation, or of supervision after prison."""
NOT_SUSTAINED = frozenset({"dismissed", "acquitted", "prosecutor_rejected", "detention_only", "diversion_completed"})
REVOKED = "probation_revoked", "probation_revoked_and_reinstated"
OneCharge = TypeVar("OneCharge", bound=Charge)


def day_of_the_arrest(charge: Charge) -> date | None:
    """The day of the arrest where it is known exactly."""
    is_known = charge.arrest_date_earliest == charge.arrest_date_latest
    return charge.arrest_date_earliest if is_known else None


def stand_together(record: Record, one: ToldCharge, other: ToldCharge) -> bool:
    """In one cycle of one delivery, or in one case; of one county and day where a number of a cycle is missing."""
    return stand_in_one_cycle(record, one, other) or stand_together_outside_a_cycle(one, other)


def stand_in_one_cycle(record: Record, one: ToldCharge, other: ToldCharge) -> bool:
    """In one cycle of one delivery."""
    are_told = record.is_in_a_cycle(one) and record.is_in_a_cycle(other)
    return are_told and bool(record.cycles_of(one) & record.cycles_of(other))


def are_of_one_case(record: Record, one: ToldCharge, other: ToldCharge) -> bool:
    """By the numbers of the case; by the cycle where one of them has none."""
    if one.case_number_key is not None and other.case_number_key is not None:
        is_one_county = one.county_name is not None and one.county_name == other.county_name
        return is_one_county and bool({*one.case_number_key.split("+")} & {*other.case_number_key.split("+")})
    return stand_in_one_cycle(record, one, other)


def stand_together_outside_a_cycle(one: Charge, other: Charge) -> bool:
    """In one case; of one county and day where a number of a cycle is missing."""
    if one.county_name is None or one.county_name != other.county_name:
        return False
    if one.case_number_key is not None and one.case_number_key == other.case_number_key:
        return True
    is_a_number_missing = not (one.has_count_order and other.has_count_order)
    day = day_of_the_arrest(one)
    return is_a_number_missing and day is not None and day == day_of_the_arrest(other)


def is_of_the_same_section(one: Charge, other: Charge) -> bool:
    """Both sections are known, and they are one."""
    told = one.code_book, one.section
    return None not in told and told == (other.code_book, other.section)


def is_told_later(one: Charge, other: Charge) -> bool:
    """Another step tells the very count again, surely on a later day."""
    last, first = one.event_date_latest, other.event_date_earliest
    return (
        one.count_number is not None
        and one.count_number == other.count_number
        and is_of_the_same_section(one, other)
        and (one.subdivision_path or "", one.charge_prefix) == (other.subdivision_path or "", other.charge_prefix)
        and last is not None
        and first is not None
        and last < first
    )


def is_ended(
    charges: Sequence[OneCharge], charge: OneCharge, are_together: Callable[[OneCharge, OneCharge], bool]
) -> bool:
    """By its own disposition; before a court by the same count told later; of an arrest by what a court ended."""
    if charge.disposition_type not in NOT_ENDED:
        return True
    courts = [
        other
        for other in charges
        if other.charge_stage == "court"
        and other.record_status != "superseded"
        and other is not charge
        and are_together(charge, other)
    ]
    ended = [other for other in courts if other.disposition_type not in NOT_ENDED]
    if charge.charge_stage == "court":
        return any(is_told_later(charge, other) for other in ended)
    if any(
        not other.is_juvenile and is_of_the_same_section(charge, other) and not is_ended(charges, other, are_together)
        for other in courts
    ):
        return False
    return any(other.disposition_type not in NEVER_FILED or is_of_the_same_section(charge, other) for other in ended)


def openness(record: Record, charge: ToldCharge) -> str:
    """Open, closed or unknown."""
    pending = record.established.get((charge.charge_id, PENDING))
    if pending is not None:
        return "open" if pending else "closed"
    if is_ended(record.charges, charge, partial(stand_together, record)):
        return "closed"
    beside = {
        other.disposition_type
        for other in record.charges
        if other.record_status != "superseded" and stand_together(record, charge, other)
    }
    is_doubtful = charge.disposition_type in (NOT_UNDERSTOOD, "released_to_other_jurisdiction")
    return "unknown" if is_doubtful or NOT_UNDERSTOOD in beside else "open"


def is_violation(charge: Charge) -> bool:
    """Whether a charge is one of violating probation or supervision, and of nothing else."""
    return (
        charge.code_book == "PC"
        and charge.section in VIOLATIONS
        and charge.parse_status == "parsed"
        and not charge.has_further_section
        and charge.charge_prefix is None
        and not charge.is_juvenile
        and charge.record_status != "superseded"
    )


def supervision_of(charge: Charge) -> str:
    """What a violation is of: probation, or supervision after prison."""
    return VIOLATIONS[charge.section or ""]


def may_be_sustained(record: Record, charge: ToldCharge) -> bool:
    """Whether a charge of a violation is a conviction, or nothing says that it came to nothing."""
    if charge.disposition_type in NOT_SUSTAINED | set(REVOKED) or charge.disposition_type.startswith("relief_"):
        return False
    return charge.is_conviction or not is_ended(record.charges, charge, partial(stand_together, record))


def adult_charges(record: Record) -> Iterable[ToldCharge]:
    """The charges that can be open."""
    return (charge for charge in record.charges if charge.record_status != "superseded" and not charge.is_juvenile)


def no_pending_charges(
    record: Record, as_of: date, parameters: ReliefParameters, relieved: Mapping[str, str] = MappingProxyType({})
) -> Answer:
    """No indication of a pending charge, in any county. ``relieved``: whether the arrest of a charge is relieved."""
    if any(is_so for (_, fact), is_so in record.established.items() if fact == PENDING):
        return Answer("not_yet")
    answers = [
        (_answer(record, charge, as_of, parameters), relieved.get(charge.charge_id, "no"))
        for charge in adult_charges(record)
        if not is_violation(charge)
    ]
    counted = [(answer, of_arrest) for answer, of_arrest in answers if answer.word != "met" and of_arrest != "yes"]
    if any((answer.word, of_arrest) == ("not_yet", "no") for answer, of_arrest in counted):
        days = [answer.day for answer, _ in counted]
        return Answer("not_yet", None if None in days else max(day for day in days if day is not None))
    return UNKNOWN if counted else MET


def _is_out_of_reach(charge: ToldCharge, parameters: ReliefParameters) -> bool:
    """What counsel decides is of courts of this state, and of offenses that surely have a limitation."""
    is_of_life = parameters.lists is not None and parameters.lists.names("punishable_by_life", charge)
    is_unread = charge.parse_status != "parsed" or charge.has_further_section
    return charge.county_type != "in_state" or (charge.level in ("felony", "unknown") and (is_of_life or is_unread))


def _answer(record: Record, charge: ToldCharge, as_of: date, parameters: ReliefParameters) -> Answer:
    """Whether the charge is pending, and the first day on which it surely is no more."""
    is_open = openness(record, charge)
    if is_open == "closed":
        return MET
    first, last = charge.arrest_date_earliest, charge.arrest_date_latest
    if first is None or last is None:
        first, last = charge.event_date_earliest, charge.event_date_latest
    decided = None
    is_decided = not record.established.get((charge.charge_id, PENDING)) and not _is_out_of_reach(charge, parameters)
    if is_open == "open" and is_decided:
        filed = "court" in {
            other.charge_stage
            for other in record.charges
            if other is charge or (other.record_status != "superseded" and stand_together(record, charge, other))
        }
        decided = parameters.filed_charge_pending_years if filed else parameters.unfiled_arrest_pending_years
    stale = parameters.pending_charge_stale_years if parameters.pending_charge_stale_years is not None else decided
    over = plus_years(last, stale) if stale is not None and last is not None else None
    if over is not None and over < as_of:
        return MET
    years = max(parameters.pending_charge_review_years, decided or 0)
    if is_open == "open" and first is not None and plus_years(first, years) >= as_of:
        return Answer("not_yet", over + DAY if over is not None else None)
    return UNKNOWN
