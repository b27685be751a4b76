"""How good the data behind a release is: gates of the last runs, and what the data lacks, after the rule for counts.

What belongs here: ``quality.json`` of a release. What does not: the page for those inside (``reporting.quality``).
"""

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
    """Gates and shares of the last runs, the published one last: a run that was stopped since has nothing that is
    published; and of the published one what was rejected by county, what contradicts itself, which copies disagree."""
    ((its_id,),) = connection.execute("select run_id from marts.run_summary").fetchall()
    runs = read_runs(connection)
    (published,) = (run for run in runs if run.run_id == its_id)
    others = [run for run in runs if run.run_id != its_id][-(RUNS_TOLD - 1) :]
    return {
        "runs": [_summarize(run) for run in (*others, published)],
        "rejected_lines": _by_county(published),
        "missing_facts": _kinds(published, "missing_facts"),
        "conflicts": _kinds(published, "identity_conflicts"),
        "copies": _kinds(published, "copies_that_disagree"),
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
        "shares": [{"measure": measure, "kind": kind, **_share(run, measure, kind)} for measure, kind in TRENDS],
    }


def _share(run: Run, measure: str, kind: str) -> dict[str, Any]:
    """A count among another, both rounded; ``is_counted`` is false where the run did not count it."""
    counted = run.share(measure, kind or None)
    count, out_of = (round_one(number) for number in counted) if counted else (None, None)
    share = round(count / out_of, 3) if count is not None and out_of else None
    return {"is_counted": counted is not None, "count": count, "out_of": out_of, "share": share}


def _by_county(run: Run) -> list[dict[str, Any]]:
    """Lines delivered and rejected by county; a line that cannot be read is about nobody that is known."""
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


def _kinds(run: Run, measure: str) -> list[dict[str, Any]]:
    """Each kind statewide; a kind that is withheld is not named, since that it was found tells of a few."""
    totals: dict[str, int] = {}
    for one in run.measures.get(measure, ()):
        if one.kind:
            totals[one.kind] = totals.get(one.kind, 0) + one.amount
    shown = {kind: round_one(count) for kind, count in sorted(totals.items())}
    return [{"kind": kind, "count": count} for kind, count in shown.items() if count is not None]
