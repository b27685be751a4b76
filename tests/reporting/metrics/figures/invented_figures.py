"""A few invented cells of ``marts.impact_figures``, as ``read_figures`` gives them. What belongs here: making them."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
from orchestration.reporting.metrics.policy_figures import MEASURES, read_figures

AMONG = {
    "no_felony": "with_felony",
    "no_conviction": "with_conviction",
    "no_recent_conviction": "with_recent_conviction",
}
SCENARIOS = {"chosen": "Chosen", "all": "Dismiss all"}


def connection_with_figures(*, without: str = "") -> duckdb.DuckDBPyConnection:
    """A warehouse in memory: two policies, the state and two counties, one race; living and, in the state, deceased.

    ``without``: the living or deceased of this status are not there. Rows are inserted backwards.
    """
    rows = [
        {
            "scenario_order": order,
            "scenario": scenario,
            "scenario_name": SCENARIOS[scenario],
            "place": place,
            "group_kind": kind,
            "group_code": group,
            "group_name": None,
            "vital_status": status,
            "unit": unit,
            "measure_order": measure_order,
            "measure": measure,
            "figure": order * 1000 + measure_order,
            "not_known": measure_order if status == "living" else 0,
            "denominator_name": AMONG.get(measure, "in_scope"),
            "denominator": 5000 + measure_order,
            "denominator_not_known": 1,
            "as_of_date": date(2026, 6, 1),
            "data_as_of_earliest": date(2026, 3, 1),
            "data_as_of_latest": date(2026, 3, 1),
            "allowances": "",
        }
        for order, scenario in enumerate(SCENARIOS, 1)
        for place, kind, group in (
            ("STATEWIDE", "all", "all"),
            ("STATEWIDE", "race", "B"),
            ("YOLO", "all", "all"),
            ("YOLO", "race", "B"),
            ("ALPINE", "all", "all"),
        )
        for status in ("living", "deceased")
        for measure_order, (unit, measure) in enumerate(MEASURES, 1)
        if status != without and (status == "living" or place == "STATEWIDE")
    ]
    connection = duckdb.connect()
    frame = pl.DataFrame(rows[::-1], infer_schema_length=None).to_arrow()
    connection.execute("create schema marts")
    connection.register("frame", frame)
    connection.execute("create table marts.impact_figures as select * from frame")
    return connection


def figures(**changes: str) -> pl.DataFrame:
    """The cells as they are read."""
    return read_figures(connection_with_figures(**changes))
