"""Count what no longer counts, or is undecided, because a person accepted what a gate found in a delivery.

What belongs here: the counts, and the sentence beside a headline. What does not: accepting (``lookback accept``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.reporting.disclosure.rule import round_one

UNDECIDED: Mapping[str, str] = {
    "county_dispositions_worded": "disposition_type = 'unrecognised'",
    "dispositions_worded": "disposition_type = 'unrecognised'",
    "charges_worded": "is_conviction and parse_status <> 'parsed'",
    "sections_parsed_by_delivery": "is_conviction and parse_status <> 'parsed'",
    "levels_worded": "is_conviction and level = 'unknown'",
    "conviction_levels_known": "is_conviction and level = 'unknown'",
    "event_dates_exact": "is_conviction and event_date_precision <> 'day'",
}
"""By gate, the charges that accepting it leaves undecided: whether, or how, they count."""
_DELIVERIES = """
    select
        deliveries.county_name,
        list(distinct deliveries.delivery_id) as delivery_ids,
        list(distinct accepted.gate order by accepted.gate) as gates
    from intake.accepted_gates as accepted
    inner join intake.deliveries as deliveries on accepted.sha256 = deliveries.sha256
    group by deliveries.county_name
    order by deliveries.county_name
"""
_FEWER = """
    select case when count(previous_conviction_count) > 0
        then greatest(sum(previous_conviction_count) - sum(conviction_count), 0) end
    from intake.conviction_counts where county_name = ?
"""
_CHARGES = """
    select count(*), count(distinct person_id) from intermediate.int_charges
    where ({condition}) and list_has_any(list_transform(source_rows, lambda row: split_part(row, ':', 1)), $ids)
"""


@dataclass(frozen=True)
class Accepted:
    """What was accepted of a county's delivery: how many convictions fewer it has than the delivery before (None: there
    is none), charges that are undecided, and the people of these."""

    county_name: str
    gates: tuple[str, ...]
    fewer: int | None
    undecided: int
    undecided_people: int


def read_accepted(connection: duckdb.DuckDBPyConnection) -> list[Accepted]:
    """Read what was accepted of the deliveries in force, by county; nothing where nobody accepted anything."""
    found = []
    for county, ids, gates in connection.execute(_DELIVERIES).fetchall():
        ((fewer,),) = connection.execute(_FEWER, [county]).fetchall()
        conditions = sorted({UNDECIDED[gate] for gate in gates if gate in UNDECIDED}) or ["false"]
        query = _CHARGES.format(condition=" or ".join(f"({one})" for one in conditions))
        ((undecided, people),) = connection.execute(query, {"ids": ids}).fetchall()
        found.append(Accepted(county, tuple(gates), None if fewer is None else int(fewer), int(undecided), int(people)))
    return found


def format_accepted(accepted: Iterable[Accepted]) -> list[str]:
    """Format what was accepted, one sentence a county, for the office."""
    return [
        f"As accepted for {one.county_name}: {_format_fewer(one.fewer)}, and {one.undecided:,} of its charges "
        f"{'is' if one.undecided == 1 else 'are'} undecided."
        for one in accepted
    ]


def _format_fewer(fewer: int | None) -> str:
    if fewer is None:
        return "there is no delivery before to compare it with"
    return f"{fewer:,} convictions of the delivery before no longer count"


def describe_accepted(accepted: Iterable[Accepted]) -> list[dict[str, Any]]:
    """Describe what was accepted for a release, rounded. How many people the missing convictions were is not known, so
    that their number is withheld."""
    return [
        {
            "county": one.county_name,
            "lacks_convictions": bool(one.fewer) and any("not_fewer" in gate for gate in one.gates),
            "undecided": round_one(one.undecided, one.undecided_people),
        }
        for one in accepted
    ]
