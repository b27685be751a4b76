"""Data quality of a release (``quality.json``): recent gate results and missing data, after disclosure control."""

from __future__ import annotations

from typing import Any

import duckdb

from orchestration.reporting.disclosure.rule import round_one
from orchestration.reporting.quality.runs import Run, read_runs
from orchestration.warehouse.run_history import STAGE_ORDER

RUNS_TOLD = 24
"""Two years of monthly runs."""
TRENDS = (
    ("rejected_lines", ""),
    ("charge_rows_not_understood", ""),
    ("step_types_not_known", ""),
    ("missing_facts", "birth_date"),
    ("birth_dates_implausible", ""),
    ("missing_facts", "sentence_end"),
    ("missing_facts", "case_number"),
    ("identity_conflicts", ""),
)


def summarize_quality(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Summarize gates and shares of the last runs, up to the published one; a run that a gate stopped publishes
    nothing.

    For the published run also rejected lines by county, contradictions, and copies that disagree.
    """
    ((its_id,),) = connection.execute("select run_id from marts.run_summary").fetchall()
    runs = read_runs(connection)
    (published,) = (run for run in runs if run.run_id == its_id)
    others = [run for run in runs if run.run_id != its_id][-(RUNS_TOLD - 1) :]
    return {
        "runs": [_summarize(run) for run in (*others, published)],
        "rejected_lines": _count_by_county(published),
        "missing_facts": _count_kinds(published, "missing_facts"),
        "conflicts": _count_kinds(published, "identity_conflicts"),
        "copies": _count_kinds(published, "copies_that_disagree"),
    }


def _summarize(run: Run) -> dict[str, Any]:
    gates = {
        gate: {
            "state": run.state_of(gate),
            "asked": len(run.results.get(gate, ())),
            "not_met": [result.says for result in run.results.get(gate, ()) if not result.is_met],
        }
        for gate in STAGE_ORDER
    }
    return {
        "number": run.number,
        "as_of_date": str(run.as_of_date),
        "allowances": run.allowances,
        "deliveries": len(run.deliveries),
        "gates": gates,
        "shares": [
            {"measure": measure, "kind": kind, **_compute_share(run, measure, kind)} for measure, kind in TRENDS
        ],
    }


def _compute_share(run: Run, measure: str, kind: str) -> dict[str, Any]:
    """Compute one count's share of another, both rounded; ``is_counted`` is false if the run did not count it."""
    counted = run.share(measure, kind or None)
    count, out_of = (round_one(number) for number in counted) if counted else (None, None)
    share = round(count / out_of, 3) if count is not None and out_of else None
    return {"is_counted": counted is not None, "count": count, "out_of": out_of, "share": share}


def _count_by_county(run: Run) -> list[dict[str, Any]]:
    """Count delivered and rejected lines by county. An unreadable line is about no known person."""
    found = run.measures.get("rejected_lines", ())
    counties = sorted({one.county_name for one in found})
    return [
        {
            "county": county,
            "delivered": round_one(max(one.out_of for one in found if one.county_name == county)),
            "rejected": round_one(sum(one.amount for one in found if one.county_name == county)),
        }
        for county in counties
    ]


def _count_kinds(run: Run, measure: str) -> list[dict[str, Any]]:
    """Count each kind statewide. A withheld kind is not named, since its presence would reveal a few people."""
    totals: dict[str, int] = {}
    for one in run.measures.get(measure, ()):
        if one.kind:
            totals[one.kind] = totals.get(one.kind, 0) + one.amount
    shown = {kind: round_one(count) for kind, count in sorted(totals.items())}
    return [{"kind": kind, "count": count} for kind, count in shown.items() if count is not None]
