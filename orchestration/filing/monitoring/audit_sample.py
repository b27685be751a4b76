"""Determinations drawn for a human reader who does not know what we decided.

Strata are remedy and race as recorded; within a stratum what is drawn lies evenly over our outcomes. The same seed,
number and warehouse draw the same; another order of rows changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

AT_LEAST = 2
"""Of each stratum, where it has so many and the sample allows: a group that nobody reads says nothing."""

_DETERMINATIONS = """
select determinations.unit, determinations.unit_id, determinations.person_id, determinations.remedy_id,
    coalesce(people.race_code, 'not told') as race, determinations.outcome, determinations.county_name
from (
    select 'charge' as unit, charge_id as unit_id, person_id, remedy_id, outcome, county_name
    from marts.determinations
    where basis = 'statute'
    union all
    select 'arrest' as unit, arrest_id as unit_id, person_id, remedy_id, outcome, county_name
    from marts.arrest_determinations
) as determinations
inner join intermediate.int_people as people on determinations.person_id = people.person_id
"""


@dataclass(frozen=True)
class Drawn:
    """One determination of the sample; ``number`` is its place there, which says nothing about it."""

    number: int
    unit: str
    unit_id: str
    person_id: str
    remedy_id: str
    race: str
    outcome: str
    county_name: str
    stratum_size: int


def draw(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    seed: int,
    county_name: str | None = None,
    remedy_id: str | None = None,
) -> list[Drawn]:
    """``number`` determinations by statute (all, where there are fewer), by their place in the sample. Of one county or
    remedy where one is named; of one relief none are drawn, since the reader would know what we decided."""
    strata: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for row in connection.execute(_DETERMINATIONS).fetchall():
        if remedy_id in (None, row[3]) and county_name in (None, row[6]):
            strata[row[3], row[4]].append(tuple(row))
    shares = allocation({key: len(rows) for key, rows in strata.items()}, number)
    drawn = []
    for key, rows in strata.items():
        ordered = sorted(rows, key=lambda row: (row[5], _chance(seed, *row[:4])))
        for place in _evenly(len(ordered), shares[key], _chance(seed, "begin", *key)):
            drawn.append((ordered[place], len(rows)))
    drawn.sort(key=lambda one: _chance(seed, "place", *one[0][:4]))
    return [
        Drawn(place, unit, unit_id, person_id, remedy_id, race, outcome, county_name, size)
        for place, ((unit, unit_id, person_id, remedy_id, race, outcome, county_name), size) in enumerate(drawn, 1)
    ]


def allocation(sizes: Mapping[tuple[str, str], int], number: int) -> dict[tuple[str, str], int]:
    """How many of each stratum (remedy, race): remedies alike, races by their size, none left out if it can be."""
    remedies = sorted({remedy for remedy, _ in sizes})
    shares: dict[tuple[str, str], int] = {}
    left = min(number, sum(sizes.values()))
    # Small remedies first: what they cannot fill goes to the others.
    by_size = sorted(remedies, key=lambda name: (sum(size for key, size in sizes.items() if key[0] == name), name))
    for place, remedy in enumerate(by_size):
        mine = {key: size for key, size in sizes.items() if key[0] == remedy}
        wanted = min(sum(mine.values()), left // (len(by_size) - place))
        shares |= _by_size(mine, wanted)
        left -= wanted
    return shares


def _by_size(sizes: Mapping[tuple[str, str], int], number: int) -> dict[tuple[str, str], int]:
    shares = dict.fromkeys(sorted(sizes), 0)
    for floor in range(1, AT_LEAST + 1):
        lacking = [key for key in shares if shares[key] < min(floor, sizes[key])]
        if sum(shares.values()) + len(lacking) <= number:
            shares |= {key: shares[key] + 1 for key in lacking}
    while sum(shares.values()) < number:
        # The stratum that is furthest behind its share gets the next one.
        open_ones = [key for key in shares if shares[key] < sizes[key]]
        shares[min(open_ones, key=lambda key: ((shares[key] + 0.5) / sizes[key], key))] += 1
    return shares


def _evenly(size: int, number: int, begin: str) -> Sequence[int]:
    """``number`` places of ``size``, evenly apart, from a place that the seed gives."""
    if not number:
        return ()
    start = int(begin[:8], 16) / 16**8
    return sorted({int((place + start) * size / number) for place in range(number)})


def _chance(seed: int, *parts: str) -> str:
    return hashlib.sha256("\x1f".join((str(seed), *parts)).encode()).hexdigest()
