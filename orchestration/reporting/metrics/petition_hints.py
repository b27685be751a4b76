"""Hints at petitions in the summary: how many convictions and arrests automatic relief leaves to them.

What belongs here: reading ``marts.impact_hints``. What does not: the hints themselves, which stand beside the
determinations. They are no determinations, and nothing is filed for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class HintFigures:
    """One petition: ``within_reach`` and ``perhaps_within_reach`` count convictions or arrests (``unit``), ``people``
    people of both, each once."""

    hint_id: str
    unit: str
    within_reach: int
    perhaps_within_reach: int
    people: int


def read_hints(connection: duckdb.DuckDBPyConnection) -> tuple[HintFigures, ...]:
    """Every hint of the law table in its order, those with no one too."""
    rows = connection.execute(
        "select hint_id, unit, within_reach, perhaps_within_reach, person_count from marts.impact_hints order by place"
    ).fetchall()
    return tuple(HintFigures(*row) for row in rows)
