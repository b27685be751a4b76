"""The steps of each cycle (arrest, court, custody, probation, later relief, others): day, type, agency, case numbers.

The outcome of the first court count is drawn here, because custody depends on it.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.ingestion.synthetic.ca import charges, dates, places, wording
from orchestration.ingestion.synthetic.ca import cycles as cyc
from orchestration.ingestion.synthetic.ca.counter import (  # fmt: skip
    Bools,
    Ints,
    Keys,
    accumulate_weights,
    choose,
    choose_rate,
    derive,
    draw_below,
    draw_chance,
)
from orchestration.ingestion.synthetic.ca.cycles import Cycles
from orchestration.ingestion.synthetic.ca.nulls import draw_null_ways
from orchestration.ingestion.synthetic.ca.plan import Plan
from orchestration.ingestion.synthetic.ca.rates import QuirkRates

ARREST, COURT, CUSTODY, PROBATION_1, PROBATION_2, RELIEF, MISC, OTHER = range(8)
_COURT_SHARE = 0.74
_DELAYS = accumulate_weights([1.0 / (1 + n / 20.0) for n in range(400)])  # days from arrest to court
_COURT = accumulate_weights(wording.COURT_SHARES)
_JUVENILE = accumulate_weights(wording.JUVENILE_SHARES)
EVENT_KINDS = (
    "event_date_blank", "event_date_year_only", "event_date_month_only", "event_date_impossible", "event_date_future",
)  # fmt: skip
CASE_KINDS = ("several_case_numbers", "null_word_case_number", "case_number_in_fe_column")
SEVERAL_CASES, NULL_WORD, FE_COLUMN = range(3)


@dataclass(frozen=True)
class Steps:
    """Steps ordered by cycle and number; arrays by step. ``slot`` is one of ARREST … OTHER.

    ``content`` is equal in a repeated cycle. ``event_position``: position of the text of STP_EVENT_DATE.
    ``relief_on_count``: court steps whose first count has its own relief row, on ``relief_day``.
    """

    cycle: Ints
    keys: Keys
    content: Keys
    slot: Ints
    number: Ints
    day: Ints
    type: Ints
    agency: Ints
    event_kind: Ints
    event_position: Ints
    case_kind: Ints
    relief_on_count: Bools
    relief_day: Ints
    relief: Ints

    def __len__(self) -> int:
        return len(self.cycle)


def draw_outcome(count_content: Keys, charge: Ints, level: Ints, is_juvenile: Bools) -> Ints:
    """Draw the court's disposition of a count (a position in ``wording.DISPOSITIONS``) from its content key.

    An infraction gets neither custody nor probation; only a felony gets prison, and murder nothing else.
    """
    drawn = choose(count_content, "outcome", _COURT)
    is_convicted = (drawn >= wording.CONVICTED) & (drawn <= wording.CONVICTED_PRISON)
    drawn = np.where(is_convicted & (charges.load().is_for_life[charge] > 0), wording.CONVICTED_PRISON, drawn)
    drawn = np.where((drawn == wording.CONVICTED_PRISON) & (level != wording.FELONY), wording.CONVICTED_JAIL, drawn)
    confined = (drawn >= wording.CONVICTED_JAIL) & (drawn <= wording.CONVICTED_PRISON)
    drawn = np.where(confined & (level == wording.INFRACTION), wording.CONVICTED, drawn)
    juvenile = wording.JUVENILE_FIRST + choose(count_content, "juvenile outcome", _JUVENILE)
    return wording.COURT_FIRST + np.where(is_juvenile, juvenile, drawn)


def draw_relief_kind(keys: Keys, charge: Ints, level: Ints, day: Ints) -> Ints:
    """Draw a relief that existed on the day for a conviction (``wording.RELIEF_KINDS``)."""
    table = charges.load()
    drawn = draw_below(keys, "relief kind", 100)
    year = dates.extract_year(day)
    kind = np.full(len(keys), wording.RELIEF_ANY)
    kind = np.where((drawn >= 65) & (level == wording.FELONY), wording.RELIEF_FELONY, kind)
    kind = np.where((drawn >= 90) & (year >= 2023), wording.RELIEF_SEALED, kind)
    prop47 = (table.is_prop47[charge] > 0) & (level == wording.FELONY) & (year >= 2015)
    kind = np.where((drawn < 50) & prop47, wording.RELIEF_PROP47, kind)
    return np.where((drawn < 60) & (table.is_marijuana[charge] > 0) & (year >= 2017), wording.RELIEF_MARIJUANA, kind)


def _list_rates(rates: QuirkRates, names: tuple[str, ...]) -> list[float]:
    return [float(getattr(rates, name)) for name in names]


def find_on_probation(content: Keys, day: Ints) -> Bools:
    """Find the cycles whose first count, if a court decides it, gets probation."""
    table, key = charges.load(), derive(content, np.zeros(len(content), dtype=np.int64))
    charge = table.draw(key, dates.extract_year(day))
    outcome = draw_outcome(key, charge, table.level(key, charge), np.zeros(len(content), dtype=np.bool_))
    on_probation: Bools = (outcome == wording.CONVICTED_PROBATION) & draw_chance(content, "court", _COURT_SHARE)
    return on_probation


@dataclass(frozen=True)
class _Lead:
    """Charge, level and outcome of the first count of each cycle."""

    charge: Ints
    level: Ints
    outcome: Ints


def _draw_lead(cycles: Cycles) -> _Lead:
    table = charges.load()
    key = derive(cycles.content, np.zeros(len(cycles), dtype=np.int64))
    charge = table.draw(key, dates.extract_year(cycles.day))
    level = table.level(key, charge)
    return _Lead(charge, level, draw_outcome(key, charge, level, cycles.is_juvenile))


def _draw_slots(plan: Plan, cycles: Cycles, lead: _Lead) -> list[tuple[int, Bools, Ints, Ints]]:
    """Draw (slot, has it, day, type) over all cycles, for each slot."""
    rates, content = plan.rates, cycles.content
    ordinary = cycles.kind == cyc.ORDINARY
    violation = cycles.kind == cyc.VIOLATION
    court_day = cycles.day + choose(content, "court delay", _DELAYS)
    court = (ordinary | violation) & draw_chance(content, "court", _COURT_SHARE) & (court_day < plan.cut_day)
    convicted = court & ordinary & (lead.outcome >= wording.CONVICTED) & (lead.outcome <= wording.CONVICTED_PRISON)
    jail = convicted & (lead.outcome == wording.CONVICTED_JAIL) & draw_chance(content, "jail", 0.10)
    prison = convicted & (lead.outcome == wording.CONVICTED_PRISON) & draw_chance(content, "prison", 0.85)
    custody_day = court_day + 1 + draw_below(content, "custody delay", 30)
    probation = (
        convicted
        & (lead.outcome == wording.CONVICTED_PROBATION)
        & draw_chance(content, "probation", plan.hard.probation_step)
    )
    first_day = court_day + 60 + draw_below(content, "probation delay", 840)
    second_day = first_day + 30 + draw_below(content, "second delay", 500)
    unknown = ordinary & draw_chance(content, "unknown step", rates.unknown_step_type)
    supplemental = unknown & (draw_below(content, "supplemental", 2) == 0)
    relief_day = court_day + 365 + draw_below(content, "relief delay", 4000)
    relief = (
        convicted & draw_chance(content, "relief", rates.earlier_relief) & (draw_below(content, "relief row", 2) == 0)
    )
    other_type = np.array([0, wording.REGISTRATION, wording.APPLICANT, wording.DECEASED, 0])[cycles.kind]
    same = np.zeros(len(cycles), dtype=np.int64)
    juvenile = cycles.is_juvenile & draw_chance(content, "juvenile step", 0.5)
    return [
        (ARREST, ordinary | violation, cycles.day, np.where(supplemental, wording.SUPPLEMENTAL, wording.ARREST)),
        (COURT, court, court_day, np.where(juvenile, wording.JUVENILE_COURT, wording.COURT_ACTION)),
        (CUSTODY, jail | prison, custody_day, np.where(prison, wording.CUSTODY_CDC, wording.CUSTODY_JAIL)),
        (PROBATION_1, probation, first_day, same + wording.PROBATION),
        (PROBATION_2, probation & draw_chance(content, "second", 0.35), second_day, same + wording.PROBATION),
        (RELIEF, relief, relief_day, same + wording.COURT_ACTION),
        (MISC, unknown & ~supplemental, court_day + 5, same + wording.MISC),
        (OTHER, ~(ordinary | violation), cycles.day, other_type),
    ]


def _choose_agency(slot: Ints, type_: Ints, is_juvenile: Bools, content: Keys) -> Ints:
    police = np.where(draw_below(content, "sheriff", 3) == 0, places.SHERIFF, places.POLICE)
    agency = np.where((slot == COURT) | (slot == RELIEF), places.COURT, police)
    agency = np.where((slot == COURT) & is_juvenile, places.JUVENILE_COURT, agency)
    agency = np.where((slot == PROBATION_1) | (slot == PROBATION_2), places.PROBATION, agency)
    agency = np.where(slot == CUSTODY, places.CUSTODY, agency)
    return np.where(type_ == wording.APPLICANT, places.LICENSING, agency)


def _place_events(plan: Plan, kind: Ints, day: Ints, content: Keys) -> Ints:
    position = dates.write_exact(day)
    null = draw_null_ways(content, "event", plan.rates.null_spelled_out)
    future = dates.write_exact(plan.cut_day + 30 + draw_below(content, "future", 6000))
    ways = (
        dates.write_missing(null),
        dates.write_year_only(day),
        dates.write_month_only(day),
        dates.write_impossible(content),
        future,
    )
    for code, way in enumerate(ways):
        position = np.where(kind == code, way, position)
    return position


def draw(plan: Plan, cycles: Cycles) -> Steps:
    """Draw all steps of the chunk."""
    rates = plan.rates
    lead = _draw_lead(cycles)
    slots = _draw_slots(plan, cycles, lead)
    rows = [np.flatnonzero(has & (day < plan.cut_day)) for _, has, day, _ in slots]
    cycle = np.concatenate(rows)
    slot = np.concatenate([np.full(len(r), s[0], dtype=np.int64) for r, s in zip(rows, slots, strict=True)])
    day = np.concatenate([s[2][r] for r, s in zip(rows, slots, strict=True)])
    type_ = np.concatenate([s[3][r] for r, s in zip(rows, slots, strict=True)])
    order = np.lexsort((slot, day, cycle))
    cycle, slot, day, type_ = cycle[order], slot[order], day[order], type_[order]
    total = np.bincount(cycle, minlength=len(cycles))
    number = 1 + np.arange(len(cycle)) - np.repeat(np.cumsum(total) - total, total)
    content = derive(cycles.content[cycle], 100 + slot)
    is_court = (slot == COURT) | (slot == RELIEF)
    event_kind = choose_rate(content, "event kind", _list_rates(rates, EVENT_KINDS))
    case_kind = np.where(is_court, choose_rate(content, "case kind", _list_rates(rates, CASE_KINDS)), -1)
    relief_day = day + 365 + draw_below(content, "relief delay", 4000)
    convicted = (lead.outcome >= wording.CONVICTED) & (lead.outcome <= wording.CONVICTED_PRISON)
    convicted &= cycles.kind == cyc.ORDINARY
    granted = convicted & draw_chance(cycles.content, "relief", rates.earlier_relief)
    granted &= draw_below(cycles.content, "relief row", 2) == 1
    on_count = (slot == COURT) & granted[cycle] & (relief_day < plan.cut_day)
    when = np.where(slot == RELIEF, day, relief_day)
    kind = draw_relief_kind(
        cycles.content[cycle], lead.charge[cycle], lead.level[cycle], np.minimum(when, plan.cut_day)
    )
    modified = (slot == RELIEF) & draw_chance(content, "modified", plan.hard.later_row_modifies)
    return Steps(
        cycle=cycle, keys=derive(cycles.keys[cycle], 100 + slot), content=content, slot=slot, number=number, day=day,
        type=type_,
        agency=places.index_agency(
            cycles.place[cycle], _choose_agency(slot, type_, cycles.is_juvenile[cycle], cycles.content[cycle])
        ),
        event_kind=event_kind, event_position=_place_events(plan, event_kind, day, content),
        case_kind=case_kind, relief_on_count=on_count, relief_day=relief_day,
        relief=np.where((slot == RELIEF) | on_count, np.where(modified, wording.NO_RELIEF, kind), -1),
    )  # fmt: skip
