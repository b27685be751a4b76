"""Who is behind a count of a release is asked of the research rows, and they are just as many as it counts."""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.reporting.research.published_counts import GROUPS, who_is_counted
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse


def test_they_are_as_many_as_it_counts(copied_sample: Settings) -> None:
    """Of each remedy and outcome: people, and of determinations the people behind them."""
    seen = 0
    with open_warehouse(copied_sample) as connection:
        found = connection.execute(
            "select remedy_id, outcome, group_kind, place = 'STATEWIDE', place, group_code, people, determinations "
            "from marts.impact_outcomes where vital_status = 'living' order by all"
        ).fetchall()
        asked: dict[tuple[str, str, str, bool], list[Mapping[tuple[str, ...], int]]] = {}
        for remedy, outcome, kind, is_state, place, group, people, determinations in found:
            of = (remedy, outcome, kind, is_state)
            if of not in asked:
                groups = [*([] if is_state else ["county_name"]), *([GROUPS[kind]] if kind in GROUPS else [])]
                asked[of] = [
                    {
                        tuple(row[:-1]): len(row[-1])
                        for row in connection.execute(
                            who_is_counted(remedy, outcome, unit, groups, is_state=is_state)
                        ).fetchall()
                    }
                    for unit in ("people", "determinations")
                ]
            where = (*([] if is_state else [place]), *([group] if kind in GROUPS else []))
            of_people, of_determinations = (counts.get(where, 0) for counts in asked[of])
            assert of_people == people, of
            assert (of_determinations > 0) == (determinations > 0) and of_people <= of_determinations <= determinations
            seen += people > 0
    assert seen > 1_000
