"""Which felonies an enhancement makes serious: Penal Code 1192.7(c)(8), (23), (28) and (40).

What belongs here: enhancements that the record names as a count or in the comment of a conviction. What does not: the
lists of offenses (``disqualifiers``).
"""

from __future__ import annotations

from tests.models.generative.oracle.disqualifiers import OffenseLists, together
from tests.models.generative.oracle.relief_facts import Record, ToldCharge
from tests.models.generative.oracle.relief_pending import stand_in_one_cycle

ENHANCEMENT = "serious_enhancement"
MADE_OF = {"member": "present", "needs_fact": "unknown", "not_member": "absent", None: "absent"}


def _named(lists: OffenseLists, code_book: str | None, section: str | None, path: str | None) -> str:
    return MADE_OF[lists.membership(ENHANCEMENT, code_book, section, path or "")]


def _of_its_text(charge: ToldCharge, lists: OffenseLists) -> str:
    return _named(lists, charge.code_book, charge.section, charge.subdivision_path)


def are_of_one_case(record: Record, one: ToldCharge, other: ToldCharge) -> bool:
    """By the numbers of the case; by the cycle where one of them has none."""
    if one.case_number_key is not None and other.case_number_key is not None:
        is_one_county = one.county_name is not None and one.county_name == other.county_name
        return is_one_county and bool({*one.case_number_key.split("+")} & {*other.case_number_key.split("+")})
    return stand_in_one_cycle(record, one, other)


def made_serious(record: Record, charge_id: str, lists: OffenseLists) -> str:
    """Whether an enhancement makes a conviction serious: present, unknown or absent."""
    charges = [charge for charge in record.charges if charge.record_status != "superseded" and not charge.is_juvenile]
    own = next(charge for charge in charges if charge.charge_id == charge_id)
    said = [_named(lists, own.comment_code_book, own.comment_section, own.comment_subdivision_path)]
    counts = [
        charge
        for charge in charges
        if charge.charge_stage == "court"
        and charge.disposition_type in ("convicted", "blank", "unrecognised")
        and _of_its_text(charge, lists) != "absent"
    ]
    if _of_its_text(own, lists) != "absent":
        return together([*said, _of_its_text(own, lists)])
    felonies = [
        charge
        for charge in charges
        if charge.is_conviction and charge.level in ("felony", "unknown") and charge not in counts
    ]
    if own not in felonies:
        return together(said)
    for enhancement in counts:
        meant = [felony for felony in felonies if are_of_one_case(record, enhancement, felony)]
        if own in meant:
            is_sure = enhancement.disposition_type == "convicted" and len(meant) == 1
            said.append(_of_its_text(enhancement, lists) if is_sure else "unknown")
    return together(said)
