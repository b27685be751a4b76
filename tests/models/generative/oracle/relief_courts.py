"""Convictions that only a court's list tells, and the arrests they are of: section 5 of the page.

What belongs here: which of them are of an arrest, or may be. What does not: what follows (``relief_arrest``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.models.generative.oracle.relief_facts import Arrest, Record, ToldCharge

ENDED_BEFORE_A_COURT = frozenset({"prosecutor_rejected", "detention_only"})


@dataclass(frozen=True)
class ToldByCourts:
    """Convictions in a case of the arrest, and whether another may be of it."""

    in_its_case: tuple[ToldCharge, ...]
    may_be_of_it: bool


def _numbers(charge: ToldCharge) -> set[str]:
    return set((charge.case_number_key or "").split("+")) - {""}


def _is_same_case(one: ToldCharge, other: ToldCharge) -> bool:
    is_one_court = one.county_name is not None and one.county_name == other.county_name
    return is_one_court and bool(_numbers(one) & _numbers(other))


def _is_possible(conviction: ToldCharge, arrest: Arrest) -> bool:
    """Not of another county, and not before the arrest."""
    counties = {conviction.county_name, arrest.county_name} - {None}
    convicted, arrested = conviction.event_date_latest, arrest.arrest_date_earliest
    return len(counties) < 2 and (convicted is None or arrested is None or convicted >= arrested)


def told_by_courts(record: Record, arrest: Arrest, own: Sequence[ToldCharge]) -> ToldByCourts:
    """What courts' lists alone tell beside an arrest with these charges of its own."""
    alone = [
        charge for charge in record.charges if charge.charge_id in record.told_by_courts_alone and charge.is_conviction
    ]
    of_the_history = [
        charge
        for charge in record.charges
        if charge.charge_id not in record.told_by_courts_alone
        and charge.record_status != "superseded"
        and not charge.is_juvenile
        and _numbers(charge)
    ]
    own_ids = {charge.charge_id for charge in own}
    has_a_case = any(
        charge.charge_id in own_ids
        and charge.charge_stage == "court"
        and charge.disposition_type not in ENDED_BEFORE_A_COURT
        for charge in of_the_history
    )
    in_its_case, may_be_of_it = [], False
    for conviction in alone:
        case = {charge.charge_id for charge in of_the_history if _is_same_case(conviction, charge)}
        if case & own_ids:
            in_its_case.append(conviction)
        elif not case and not has_a_case and _is_possible(conviction, arrest):
            may_be_of_it = True
    return ToldByCourts(tuple(in_its_case), may_be_of_it)
