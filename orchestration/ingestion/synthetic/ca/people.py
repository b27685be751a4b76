"""The people of a sample: their attributes, ids and birth dates in up to two presentations.

A person is a number from 0 to people-1.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from orchestration.ingestion.synthetic.ca import dates, wording
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
    draw_uniform,
)
from orchestration.ingestion.synthetic.ca.plan import Plan

IDENTITY_KINDS = (
    "two_subject_ids_one_cii", "two_ciis_two_subject_ids", "one_subject_id_two_ciis", "cii_in_two_spellings",
    "two_birth_dates", "blank_cii_on_some_rows", "blank_cii_on_all_rows", "ciis_share_last_eight",
)  # fmt: skip
(TWO_SUBJECTS, TWO_CIIS_TWO_SUBJECTS, TWO_CIIS, TWO_SPELLINGS, TWO_BIRTH_DATES, BLANK_SOME, BLANK_ALL,
 SHARE_EIGHT) = range(8)  # fmt: skip
BIRTH_KINDS = (
    "birth_date_blank", "birth_date_year_only", "birth_date_month_only", "birth_date_impossible",
    "birth_date_after_event", "birth_date_wrong_century",
)  # fmt: skip

MAX_PEOPLE = 44_000_000
_CII_MODULUS, _CII_STEP = 99_999_989, 61_803_399  # a prime below 10^8: all last-eight-digits differ
_SUBJECT_MODULUS, _SUBJECT_STEP = 90_000_000, 48_271_001  # no common factor: all numbers differ
_SEEDED_PER_COUNTY = 3
_EARLIEST_DAY = dates.count_days(dates.EPOCH.replace(year=1973))

_MOST_CYCLES = 150
_log_cycles = NormalDist(0.0, 1.0)
_CYCLES = accumulate_weights(
    [0.5] + [_log_cycles.cdf(float(np.log(n + 1))) - _log_cycles.cdf(float(np.log(n))) for n in range(1, _MOST_CYCLES)]
)  # 1 + floor of a lognormal: mean 2.2, one person in a thousand above 22
_ADULT_AGES = accumulate_weights([max(1.0, 60.0 * 0.90**n) for n in range(48)])  # 18 … 65 at the first cycle
_SPANS = accumulate_weights(
    [14.0, 10, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1]
)  # 1 … 25 years


@dataclass(frozen=True)
class People:
    """One chunk of people, in order; arrays by person. Days count from 1970-01-01; kinds are -1 if there is none."""

    ids: Ints
    keys: Keys
    cycles: Ints
    home: Ints
    birth: Ints
    first: Ints
    last: Ints
    sex: Ints
    race: Ints
    other_race: Ints
    identity: Ints
    birth_kind: Ints
    race_varies: Bools
    latin1: Bools
    deceased: Bools
    registration: Bools
    applicant: Bools
    name_keys: Keys
    is_namesake: Bools

    @property
    def has_other(self) -> Bools:
        """Whether the person appears in a second presentation."""
        two = (self.identity >= 0) & (self.identity <= BLANK_SOME)
        return two | self.race_varies


def _draw_identity(plan: Plan, ids: Ints, keys: Keys, cycles: Ints) -> Ints:
    rates = plan.rates
    listed = [float(getattr(rates, name)) for name in IDENTITY_KINDS[:SHARE_EIGHT]]
    kind = choose_rate(keys, "identity", listed)
    kind[(kind <= BLANK_SOME) & (cycles < 2)] = -1
    previous = np.roll(kind, 1)
    free = (ids % 2 == 1) & (kind == -1) & (previous != BLANK_ALL)  # the preceding even person keeps its own number
    kind[free & draw_chance(keys, "share eight", min(1.0, 2.0 * rates.ciis_share_last_eight))] = SHARE_EIGHT
    return kind


def draw(plan: Plan, start: int, stop: int) -> People:
    """Draw people ``start`` to ``stop``-1; ``start`` is even, so that pairs stay together."""
    rates = plan.rates
    ids = np.arange(start, stop, dtype=np.int64)
    keys = derive(plan.root, ids)
    cycles = choose(keys, "cycles", _CYCLES) + 1
    places = plan.territory.places
    home = places[choose(keys, "home", plan.territory.shares)]
    if plan.people >= 10 * _SEEDED_PER_COUNTY * len(places):  # no county file stays empty, not even Alpine's
        seeded = ids < _SEEDED_PER_COUNTY * len(places)
        home[seeded] = places[ids[seeded] % len(places)]
    identity = _draw_identity(plan, ids, keys, cycles)
    shares = identity == SHARE_EIGHT
    home = np.where(shares, np.roll(home, 1), home)
    juvenile = draw_chance(keys, "juvenile", rates.juvenile)
    # (A namesake is odd, so that the person before is drawn in the same chunk.)
    namesake = (ids % 2 == 1) & draw_chance(keys, "namesake", min(1.0, 2.0 * plan.hard.namesake))
    shared = np.where(namesake, np.roll(keys, 1), keys)
    age = np.where(juvenile, 14 + draw_below(keys, "young age", 4), 18 + choose(keys, "age", _ADULT_AGES))
    room = plan.cut_day - 60 - _EARLIEST_DAY
    first = _EARLIEST_DAY + (draw_uniform(keys, "first day") * room).astype(np.int64)
    # a year is counted as 365.25 days and some: an adult's first cycle is never before the birthday
    birth = first - (age * 365.25).astype(np.int64) - 2 - draw_below(keys, "birthday", 360)
    first = np.where(namesake, np.roll(first, 1), first)
    birth = np.where(namesake, np.roll(birth, 1), birth)
    span = (choose(keys, "span", _SPANS) + 1) * 365
    kinds = [float(getattr(rates, name)) for name in BIRTH_KINDS]
    race = choose(keys, "race", plan.hard.weigh_races())
    return People(
        ids=ids, keys=keys, cycles=cycles, home=home, birth=birth, first=first,
        last=np.minimum(first + span + cycles * 60, plan.cut_day - 2),
        sex=choose(shared, "sex", plan.hard.weigh_sexes()), race=race,
        other_race=(race + 1 + draw_below(keys, "other race", len(wording.RACES) - 1)) % len(wording.RACES),
        identity=identity, birth_kind=choose_rate(keys, "birth kind", kinds),
        race_varies=draw_chance(keys, "race varies", rates.race_varies) & (cycles >= 2),
        latin1=draw_chance(shared, "latin1", rates.latin1_name), deceased=draw_chance(keys, "deceased", rates.deceased),
        registration=draw_chance(keys, "registration", rates.registration),
        applicant=draw_chance(keys, "applicant", rates.applicant), name_keys=shared, is_namesake=namesake,
    )  # fmt: skip


def draw_subject_numbers(plan: Plan, ids: Ints, second: bool) -> Ints:
    """Return the SUBJECT_ID of each person: eight digits, all different. ``second``: a person's other id."""
    offset = plan.root % _SUBJECT_MODULUS
    return 10_000_000 + ((2 * ids + int(second)) * _SUBJECT_STEP + offset) % _SUBJECT_MODULUS


def draw_cii_numbers(plan: Plan, people: People, second: bool) -> Ints:
    """Return the nine significant digits of each person's CII: a leading 0 … 7 and eight digits.

    The eight digits differ between all people except with the quirk ``ciis_share_last_eight``, where the leading digit
    differs. No two people have the same nine digits.
    """
    shares = people.identity == SHARE_EIGHT
    slot = 2 * (people.ids - shares) + int(second)
    eight = (slot * _CII_STEP + plan.root % _CII_MODULUS) % _CII_MODULUS
    lead = draw_below(people.keys, "cii lead", 4) + 4 * shares
    whole: Ints = lead * 100_000_000 + eight
    return whole


def place_birth_dates(people: People, null: Ints, other: bool) -> Ints:
    """Return text positions (``dates``) of PRI_DOB; ``other``: the second birth date if there are two."""
    written = people.birth + np.where((people.identity == TWO_BIRTH_DATES) & other, 9 + people.ids % 700, 0)
    later = people.first + 1 + draw_below(people.keys, "born after", 3000)
    ways = (
        dates.write_missing(null), dates.write_year_only(written), dates.write_month_only(written),
        dates.write_impossible(people.keys),
        dates.write_exact(later), dates.write_exact(written + 36_525),
    )  # fmt: skip
    positions = dates.write_exact(written)
    for kind, way in enumerate(ways):
        positions = np.where(people.birth_kind == kind, way, positions)
    return positions
