"""How much of the state a release is of: counties with a history, lists beside them, and what a remedy needs and lacks.

What belongs here: reading it, and the line under each headline. What does not: whether a release may be made of it
(``lookback publish`` asks).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from orchestration.ingestion.layouts.layout import HISTORY, Layout, load_layout
from orchestration.reporting.disclosure.rule import FEWEST, round_one
from orchestration.settings import Settings

_MISSING = """
    select missing.called, count(distinct waiting.person_id) as people,
        bool_and(missing.is_never_told) as is_never_told
    from intake.missing_sources as missing
    left join rules.rule_{state}__missing_sources as waiting on missing.source = waiting.source
    group by missing.source, missing.called
    having people > 0 or not is_never_told
    order by people desc, missing.called
"""


def read_coverage(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, Any]:
    """Read how much of the state the run is of; numbers of people are rounded."""
    layout = load_layout(settings.state)
    counties: dict[str, set[str]] = {}
    for kind, county in connection.execute("select delivery_kind, county_name from intake.deliveries").fetchall():
        counties.setdefault(kind, set()).add(county)
    told = counties.get(HISTORY, set())
    return {
        "counties": _count_counties(layout, told),
        "counties_of_state": len(layout.counties),
        "counties_without_history": [] if layout.whole_state in told else sorted(set(layout.counties) - told),
        "lists": [
            {
                "called": of_kind.called,
                "counties": None if of_kind.of_whole_state else _count_counties(layout, counties[of_kind.kind]),
            }
            for of_kind in layout.others
            if of_kind.kind in counties
        ],
        "missing": _read_missing(connection, settings.state),
    }


def _read_missing(connection: duckdb.DuckDBPyConnection, state: str) -> list[dict[str, Any]] | None:
    """Read what a remedy needs and lacks; None of a run of an earlier version, which did not look."""
    there = "select 1 from duckdb_tables() where schema_name = 'intake' and table_name = 'missing_sources'"
    if not connection.execute(there).fetchall():
        return None
    rows = connection.execute(_MISSING.format(state=state)).fetchall()
    return [
        {"called": called, "people": round_one(people), "is_never_told": is_never_told}
        for called, people, is_never_told in rows
    ]


def _count_counties(layout: Layout, named: Collection[str]) -> int:
    return len(layout.counties) if layout.whole_state in named else len(named)


def is_partial(coverage: Mapping[str, Any]) -> bool:
    """Whether a county's history is missing, or something that a remedy needs and the state could tell."""
    missing = coverage["missing"]
    is_complete = missing is not None and all(one["is_never_told"] for one in missing)
    return coverage["counties"] < coverage["counties_of_state"] or not is_complete


def format_coverage(facts: Mapping[str, Any]) -> str:
    """Format how much of the state a release is of; empty for one of an earlier version, which does not say."""
    coverage = facts.get("coverage")
    if not coverage:
        return ""
    of_state = coverage["counties_of_state"]
    lists = [
        one["called"].removeprefix("list of ")
        + ("" if one["counties"] in (None, of_state) else f" ({one['counties']} of {of_state} counties)")
        for one in coverage["lists"]
    ]
    missing = [f"{one['called']} ({_format_people(one['people'])} wait for it)" for one in coverage["missing"] or ()]
    words = f"{coverage['counties']} of {of_state} counties; lists: {', '.join(lists) or 'none'}"
    if coverage["missing"] is None:
        return f"{words}; what is missing was not looked for"
    return f"{words}; missing: {', '.join(missing)}" if missing else words


def _format_people(people: int | None) -> str:
    return f"fewer than {FEWEST} people" if people is None else f"about {people:,} people"
