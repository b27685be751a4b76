"""Headlines under a scenario in a release: by how many people each changes, as a range.

What belongs here: which headlines are told, and their ranges. What does not: counting (``levels``), whether a range may
stand beside the figures (``ranges_beside_figures``), pages. Told is the change and not the headline: that stands in the
release exactly, or is withheld there, and a second range of it would narrow the first. Told of people alone: what
convictions and arrests gain and lose is told already, and is the same change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from orchestration.law.scenarios.scenario import CURRENT
from orchestration.reporting.comparison.scenario_headlines import HeadlineFigure, figures_of, ledger_event
from orchestration.reporting.disclosure.ranges import can_be_told, told_as
from orchestration.reporting.releases.ranges_beside_figures import WHOLE, Where

PEOPLE = "people"
BREAKDOWNS = {"place": "county", "race_group": "race", "sex_group": "sex", "age_band": "age"}
"""As gains and losses name them, and as the figures do."""


@dataclass(frozen=True)
class Moved:
    """One headline: by how many it changes in the whole state, and by group of each breakdown."""

    figure_id: str
    says: str
    change: int
    by: Mapping[str, Mapping[str, int]]

    def without_groups(self) -> Moved:
        """The whole state alone."""
        return replace(self, by={breakdown: {} for breakdown in self.by})

    def counts(self, breakdowns: Sequence[str], dimension: Mapping[str, str]) -> Iterator[tuple[Where, int]]:
        """Every count that may be told as a range, with its place or group."""
        yield WHOLE, abs(self.change)
        for breakdown in breakdowns:
            yield from (((dimension[breakdown], group), abs(count)) for group, count in self.by[breakdown].items())


def moved_headlines(connection: duckdb.DuckDBPyConnection, name: str, event: int | None) -> list[Moved]:
    """The headlines of people under the scenario, in their order; none where nobody counted them with this last event
    of the ledger."""
    if event is None or ledger_event(connection, name) != event:
        return []
    living = [
        one for one in figures_of(connection, CURRENT, name) if one.unit == PEOPLE and one.vital_status == "living"
    ]
    return [_moved(one, living) for one in living if one.is_whole]


def _moved(whole: HeadlineFigure, living: Sequence[HeadlineFigure]) -> Moved:
    what = (whole.measure, whole.basis, whole.viewer)
    its = [one for one in living if (one.measure, one.basis, one.viewer) == what]
    by = {
        breakdown: {one.group_code: one.change for one in its if one.group_kind == kind and one.change}
        for breakdown, kind in BREAKDOWNS.items()
    }
    return Moved(whole.figure_id, whole.says, whole.change, by)


def told(moved: Moved, breakdowns: Sequence[str]) -> dict[str, Any]:
    """The range of the change, its direction, and each breakdown that gives nothing away, in turn."""
    rows: dict[str, list[dict[str, Any]]] = {}
    so_far: list[Mapping[str, int]] = []
    for breakdown in breakdowns:
        parts = {group: abs(count) for group, count in moved.by[breakdown].items()}
        is_one_way = all((count > 0) == (moved.change > 0) for count in moved.by[breakdown].values())
        if parts and is_one_way and can_be_told(abs(moved.change), [*so_far, parts]):
            so_far.append(parts)
            rows[breakdown] = [{"group": group, "count": told_as(count)} for group, count in parts.items()]
    return {
        "figure_id": moved.figure_id,
        "says": moved.says,
        "is_more": moved.change > 0,
        "count": told_as(abs(moved.change)),
        "by": rows,
    }
