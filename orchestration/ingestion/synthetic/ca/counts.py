"""The counts of each step: charge, level, disposition, and how they are written."""

from dataclasses import dataclass

import numpy as np

from orchestration.ingestion.synthetic.ca import charges, dates, wording
from orchestration.ingestion.synthetic.ca import steps as stp
from orchestration.ingestion.synthetic.ca.charges import Charges
from orchestration.ingestion.synthetic.ca.counter import (
    Bools,
    Ints,
    Keys,
    accumulate_weights,
    choose,
    derive,
    draw_below,
    draw_chance,
)
from orchestration.ingestion.synthetic.ca.cycles import APPLICANT, REGISTRATION, VIOLATION, Cycles
from orchestration.ingestion.synthetic.ca.nulls import draw_null_ways
from orchestration.ingestion.synthetic.ca.plan import Plan
from orchestration.ingestion.synthetic.ca.steps import Steps

_ARREST = accumulate_weights(wording.ARREST_SHARES)
_PROBATION = accumulate_weights(wording.PROBATION_SHARES)
_FORMS = 4
_BENIGN_SHARE = 0.08
NO_CHARGE = -1
ON_CONVICTION, ON_DISPOSITION, ON_BOTH = range(3)
LEVEL_WRITTEN, LEVEL_BLANK, LEVEL_IN_TOC = range(3)


@dataclass(frozen=True)
class Counts:
    """Counts ordered by step and number; arrays by count.

    ``charge`` is -1 if the count has none (registration, application, death). ``level`` is the level charged;
    ``final_charge`` and ``final_level`` are those of the disposition. ``other``: columns with the final charge if it
    differs (-1: none). ``text`` and ``comment`` are positions in ``Charges.texts``, ``disposition`` in
    ``wording.DISPOSITIONS``. ``further``: a charge that only the comment has. ``null``: the way of writing empty
    values. Half of the counts with an odd event date have no DISP_DATE either (``disposition_date_missing``).
    """

    step: Ints
    keys: Keys
    content: Keys
    number: Ints
    charge: Ints
    level: Ints
    text: Ints
    comment: Ints
    further: Ints
    in_comment: Bools
    unparsable: Bools
    alternative: Bools
    disposition: Ints
    disposition_day: Ints
    disposition_date_missing: Bools
    unknown_disposition: Bools
    is_conviction: Bools
    other: Ints
    final_charge: Ints
    final_level: Ints
    level_way: Ints
    order_malformed: Bools
    null: Ints

    def __len__(self) -> int:
        return len(self.step)


def _draw_final(
    plan: Plan, table: Charges, keys: Keys, charge: Ints, level: Ints, convicted: Bools
) -> tuple[Ints, ...]:
    """Draw (columns, charge, level) of the disposition: at a rate, a lesser charge or a lower level."""
    lesser = np.where(charge >= 0, table.lesser[charge], -1)
    same = (lesser < 0) | draw_chance(keys, "same section", 0.3)
    possible = convicted & (charge >= 0) & ((lesser >= 0) | (level == wording.FELONY))
    possible &= table.is_for_life[charge] == 0
    same &= level == wording.FELONY
    differs = possible & draw_chance(keys, "convicted of other", plan.rates.convicted_of_other)
    final_charge = np.where(differs & ~same, lesser, charge)
    lesser_level = np.where(table.felony_share[final_charge] >= 0.9, wording.FELONY, wording.MISDEMEANOR)
    final_level = np.where(differs, np.where(same, wording.MISDEMEANOR, lesser_level), level)
    return np.where(differs, draw_below(keys, "other columns", 3), -1), final_charge, final_level


def _draw_dispositions(
    plan: Plan, cycles: Cycles, steps: Steps, step: Ints, shared: Keys, own: Keys, charge: Ints, level: Ints
) -> Ints:
    """Draw a position in ``wording.DISPOSITIONS`` for each count."""
    slot, cycle = steps.slot[step], steps.cycle[step]
    court_cycle = np.zeros(len(cycles), dtype=np.bool_)
    court_cycle[steps.cycle[steps.slot == stp.COURT]] = True
    arrest = np.where(court_cycle[cycle], 0, choose(own, "arrest disposition", _ARREST))
    at = np.where(slot == stp.ARREST, wording.ARREST_FIRST + arrest, wording.BLANK)
    at = np.where(slot == stp.COURT, stp.draw_outcome(shared, charge, level, cycles.is_juvenile[cycle]), at)
    probation = (slot == stp.PROBATION_1) | (slot == stp.PROBATION_2)
    probation |= (slot == stp.COURT) & (cycles.kind[cycle] == VIOLATION)
    at = np.where(probation, wording.PROBATION_FIRST + choose(own, "probation event", _PROBATION), at)
    return np.where(slot == stp.RELIEF, draw_relief_disposition(steps.relief[step], own), at)


def draw_relief_disposition(kind: Ints, keys: Keys) -> Ints:
    """Draw the wording of a relief (position in ``wording.DISPOSITIONS``); meaningless for a ``kind`` below 0."""
    sizes = np.array([*(len(wordings) for wordings in wording.RELIEF_WORDINGS), 1])
    return np.array([*wording.RELIEF_OFFSETS, wording.MODIFIED])[kind] + draw_below(keys, "relief wording", sizes[kind])


def _choose_other_text(cycles: Cycles, cycle: Ints, table: Charges, keys: Keys) -> Ints:
    """Choose the charge text of a registration, application or death."""
    kind = cycles.kind[cycle]
    applicant = table.first_applicant + draw_below(keys, "applicant", len(wording.APPLICANT_CHARGES))
    text = np.where(kind == REGISTRATION, table.registration, table.empty)
    return np.where(kind == APPLICANT, applicant, text)


def draw(plan: Plan, cycles: Cycles, steps: Steps) -> Counts:
    """Draw all counts of the chunk. Arrest and court counts with the same number in a cycle have the same charge."""
    rates, table = plan.rates, charges.load()
    charged = cycles.counts[steps.cycle]
    dropped = (charged > 1) & draw_chance(steps.content, "dropped", 0.15)
    many = np.where(steps.slot == stp.ARREST, charged, np.where(steps.slot == stp.COURT, charged - dropped, 1))
    step = np.repeat(np.arange(len(steps)), many)
    ordinal = np.arange(len(step)) - np.repeat(np.cumsum(many) - many, many)
    slot, cycle = steps.slot[step], steps.cycle[step]
    shared = derive(cycles.content[cycle], ordinal)
    own, keys = derive(steps.content[step], ordinal), derive(steps.keys[step], ordinal)
    has_charge = slot != stp.OTHER
    drawn = table.draw(shared, dates.extract_year(cycles.day[cycle]))
    is_violation = cycles.kind[cycle] == VIOLATION
    drawn = np.where(is_violation, table.violation, drawn)
    level = np.where(has_charge, table.level(shared, drawn), -1)
    charge = np.where(has_charge, drawn, NO_CHARGE)
    pleaded = (slot == stp.ARREST) | (slot == stp.COURT)
    in_comment = pleaded & draw_chance(own, "in comment", rates.charge_in_comment)
    unparsable = pleaded & ~in_comment & draw_chance(own, "unparsable", rates.unparsable_charge)
    plain = pleaded & ~in_comment & ~unparsable
    extra = plain & draw_chance(own, "further", rates.further_charge_in_comment)
    benign = plain & ~extra & draw_chance(own, "benign", _BENIGN_SHARE)
    further = np.where(
        extra, (drawn + 1 + draw_below(own, "further charge", len(table.keys) - 1)) % len(table.keys), -1
    )
    spelled = table.spelling(keys, drawn, rates.alternative_spelling)
    alternative = has_charge & ~in_comment & ~unparsable & (spelled != table.first_spelling[drawn])
    degree = (drawn == table.burglary) & draw_chance(shared, "degree", plan.hard.degree_in_words)
    degrees = table.first_degree + draw_below(shared, "which degree", len(wording.BURGLARY_DEGREES))
    spelled = np.where(degree, degrees, spelled)
    hidden = np.where(draw_chance(own, "see comment", 0.5), table.see_comment, table.empty)
    text = np.where(in_comment, hidden, spelled)
    odd = table.first_unparsable + draw_below(own, "odd charge", len(wording.UNPARSABLE_CHARGES))
    text = np.where(unparsable, odd, text)
    text = np.where(has_charge, text, _choose_other_text(cycles, cycle, table, own))
    form = draw_below(own, "comment form", _FORMS)
    comment = np.where(in_comment, table.first_comment + drawn * _FORMS + form, table.empty)
    comment = np.where(extra, table.first_further + further, comment)
    comment = np.where(benign, table.first_benign + draw_below(own, "benign", len(wording.BENIGN_COMMENTS)), comment)
    disposition = _draw_dispositions(plan, cycles, steps, step, shared, own, drawn, level)
    unknown = (slot == stp.COURT) & draw_chance(own, "unknown disposition", rates.unknown_disposition)
    odd_disposition = wording.UNKNOWN_FIRST + draw_below(own, "odd disposition", wording.UNKNOWN_COUNT)
    if not plan.hard.is_usual:
        odd_disposition = wording.HARD_FIRST + draw_below(own, "odd disposition", wording.HARD_COUNT)
    disposition = np.where(unknown, odd_disposition, disposition)
    convicted = (disposition >= wording.CONVICTED) & (disposition <= wording.CONVICTED_PRISON)
    other, final_charge, final_level = _draw_final(plan, table, own, charge, level, convicted)
    blank = convicted & (other < 0) & draw_chance(own, "level blank", rates.level_blank)
    toc = convicted & (other < 0) & ~blank & draw_chance(own, "level in toc", rates.level_in_toc_only)
    later = np.where(draw_chance(own, "disposed later", 0.1), 1 + draw_below(own, "disposition delay", 60), 0)
    return Counts(
        step=step, keys=keys, content=own, number=1 + ordinal, charge=charge, level=level, text=text, comment=comment,
        further=further, in_comment=in_comment, unparsable=unparsable, alternative=alternative,
        disposition=disposition, disposition_day=np.minimum(steps.day[step] + later, plan.cut_day),
        disposition_date_missing=(steps.event_kind[step] >= 0) & draw_chance(own, "no disposition date", 0.5),
        unknown_disposition=unknown, is_conviction=convicted, other=other, final_charge=final_charge,
        final_level=final_level, level_way=np.where(blank, LEVEL_BLANK, np.where(toc, LEVEL_IN_TOC, LEVEL_WRITTEN)),
        order_malformed=draw_chance(own, "order", rates.malformed_count_order),
        null=draw_null_ways(keys, "count", rates.null_spelled_out),
    )  # fmt: skip
