"""Which charges are open: section 4 of the page.

What belongs here: what stands for an ended charge, and the word for the person. What does not: arrests.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tests.generative.oracle.days import plus_years
from tests.generative.oracle.relief_days import MET, UNKNOWN
from tests.generative.oracle.relief_facts import Answer, Record, ReliefParameters, ToldCharge

NOT_ENDED = frozenset({"blank", "diversion"})
NOT_UNDERSTOOD = "unrecognised"
PENDING = "charge_is_pending"


def day_of_the_arrest(charge: ToldCharge) -> date | None:
    """The day of the arrest where it is known exactly."""
    is_known = charge.arrest_date_earliest == charge.arrest_date_latest
    return charge.arrest_date_earliest if is_known else None


def stand_together(one: ToldCharge, other: ToldCharge) -> bool:
    """In the same cycle, or with the same county and arrest day."""
    if one.cycle_key is not None and one.cycle_key == other.cycle_key:
        return True
    where_and_when = one.county_name, day_of_the_arrest(one)
    return None not in where_and_when and where_and_when == (other.county_name, day_of_the_arrest(other))


def openness(record: Record, charge: ToldCharge) -> str:
    """Open, closed or unknown."""
    pending = record.established.get((charge.charge_id, PENDING))
    if pending is not None:
        return "open" if pending else "closed"
    beside = {
        other.disposition_type
        for other in record.charges
        if other.record_status != "superseded" and stand_together(charge, other)
    } | {charge.disposition_type}
    if beside - NOT_ENDED - {NOT_UNDERSTOOD}:
        return "closed"
    return "unknown" if NOT_UNDERSTOOD in beside else "open"


def adult_charges(record: Record) -> Iterable[ToldCharge]:
    """The charges that can be open."""
    return (charge for charge in record.charges if charge.record_status != "superseded" and not charge.is_juvenile)


def no_pending_charges(record: Record, as_of: date, parameters: ReliefParameters) -> Answer:
    """No indication of a pending charge, in any county."""
    if any(is_so for (_, fact), is_so in record.established.items() if fact == PENDING):
        return Answer("not_yet")
    words = {_word(record, charge, as_of, parameters) for charge in adult_charges(record)}
    return Answer("not_yet") if "not_yet" in words else UNKNOWN if "unknown" in words else MET


def _word(record: Record, charge: ToldCharge, as_of: date, parameters: ReliefParameters) -> str:
    is_open = openness(record, charge)
    if is_open == "closed":
        return "met"
    first, last = charge.arrest_date_earliest, charge.arrest_date_latest
    if first is None or last is None:
        first, last = charge.event_date_earliest, charge.event_date_latest
    stale = parameters.pending_charge_stale_years
    if stale is not None and last is not None and plus_years(last, stale) < as_of:
        return "met"
    is_recent = first is not None and plus_years(first, parameters.pending_charge_review_years) >= as_of
    return "not_yet" if is_open == "open" and is_recent else "unknown"
