"""Which felonies are serious beside their section: Penal Code 1192.7(c)(7), (8), (23), (28) and (40).

What belongs here: enhancements that the record names as a count or in the comment of a conviction, words of injury and
weapons, terms for life. What does not: the lists of offenses (``disqualifiers``).
"""

from __future__ import annotations

import re

from tests.models.generative.oracle.disqualifiers import OffenseLists, together
from tests.models.generative.oracle.facts import Conviction
from tests.models.generative.oracle.relief_facts import Record, ReliefParameters, ToldCharge
from tests.models.generative.oracle.relief_life import for_life
from tests.models.generative.oracle.relief_pending import are_of_one_case

ENHANCEMENT, POSSESSION = "serious_enhancement", "weapon_possession"
NOT_DONE = re.compile(r"\b(POSS|THREAT[A-Z]*)\b( OF| TO [A-Z]+)?[^A-Z]*(GREAT BODILY INJ|GBI\b)")
MADE_OF = {"member": "present", "needs_fact": "unknown", "not_member": "absent", None: "absent"}


def _named(lists: OffenseLists, code_book: str | None, section: str | None, path: str | None) -> str:
    return MADE_OF[lists.membership(ENHANCEMENT, code_book, section, path or "")]


def _of_its_text(charge: ToldCharge, lists: OffenseLists) -> str:
    return _named(lists, charge.code_book, charge.section, charge.subdivision_path)


def _names_injury(text: str) -> bool:
    """Great bodily injury that was done; force likely to do it, or one possible or threatened, is another thing."""
    is_named = "GREAT BODILY INJ" in text or re.search(r"\bGBI\b", text) is not None
    is_another = any(word in text for word in ("LIKELY", "POSSIBLE", "PROBABLE")) or NOT_DONE.search(text) is not None
    return is_named and not is_another


def _names_weapon(text: str) -> bool:
    """A firearm or a deadly weapon, and not that there was none."""
    with_it = re.sub(r"\b(NOT|NO|W/O|WITHOUT|OTHER THAN)( A)? FIREARM", "", text)
    return any(words in with_it for words in ("FIREARM", "DEADLY WEAPON", "DEADLY WPN"))


def _said_by_words(record: Record, own: ToldCharge, lists: OffenseLists, parameters: ReliefParameters) -> str:
    """Words leave open what was found of the person; where carrying a weapon is the offense, they add nothing."""
    if own.level not in ("felony", "unknown"):
        return "absent"
    conviction: Conviction = next(one for one in record.convictions if one.charge_id == own.charge_id)
    text = (own.charge_text or "").upper()
    is_carried = lists.membership(POSSESSION, own.code_book, own.section, own.subdivision_path or "") == "member"
    is_carried_in_comment = (
        lists.membership(POSSESSION, own.comment_code_book, own.comment_section, own.comment_subdivision_path or "")
        == "member"
    )
    is_said = (
        _names_injury(text)
        or own.comment_names_great_bodily_injury
        or (_names_weapon(text) and not is_carried)
        or (own.comment_names_weapon and not is_carried and not is_carried_in_comment)
        or for_life(record, conviction, parameters) == "yes"
    )
    return "unknown" if is_said else "absent"


def made_serious(record: Record, charge_id: str, lists: OffenseLists, parameters: ReliefParameters) -> str:
    """Whether an enhancement, or words, make a conviction serious: present, unknown or absent."""
    charges = [charge for charge in record.charges if charge.record_status != "superseded" and not charge.is_juvenile]
    own = next(charge for charge in charges if charge.charge_id == charge_id)
    said = [
        _named(lists, own.comment_code_book, own.comment_section, own.comment_subdivision_path),
        _said_by_words(record, own, lists, parameters),
    ]
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
