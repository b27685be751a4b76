"""Gate results and measures of all runs in the warehouse, as plain values for the quality page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, Measure, prepare

GateState = Literal["passed", "failed", "not reached"]


@dataclass(frozen=True)
class Run:
    """One run, in the order of ``number``: results by gate, and measures by name."""

    run_id: str
    number: int
    as_of_date: date
    allowances: str
    deliveries: Sequence[tuple[str, date]]
    results: Mapping[str, Sequence[GateResult]]
    measures: Mapping[str, Sequence[Measure]]

    def state_of(self, gate: str) -> GateState:
        """Return how the gate ended; a gate without results was not reached."""
        results = self.results.get(gate, ())
        if not results:
            return "not reached"
        return "failed" if any(result.is_stopping for result in results) else "passed"

    @property
    def failed(self) -> list[GateResult]:
        """Every expectation that stopped the run, in the order of the gates."""
        return [result for gate in STAGE_ORDER for result in self.results.get(gate, ()) if result.is_stopping]

    @property
    def warnings(self) -> list[GateResult]:
        """Every expectation that was not met and let the run go on, in the order of the gates."""
        every = [result for gate in STAGE_ORDER for result in self.results.get(gate, ())]
        return [result for result in every if not result.is_met and not result.is_stopping]

    def share(self, measure: str, kind: str | None = None) -> tuple[int, int] | None:
        """Return (amount, out of) of a measure over all counties, for one kind or all; None if it was not counted.

        A denominator that several kinds of a county share counts once.
        """
        found = [one for one in self.measures.get(measure, ()) if kind is None or one.kind == kind]
        if not found:
            return None
        out_of = {one.county_name: one.out_of for one in found}
        return sum(one.amount for one in found), sum(out_of.values())


def read_runs(connection: duckdb.DuckDBPyConnection) -> list[Run]:
    """Read every run of the warehouse, the latest last."""
    prepare(connection)
    results: dict[str, dict[str, list[GateResult]]] = defaultdict(lambda: defaultdict(list))
    for run_id, *result in connection.execute(
        "select run_id, gate, table_name, expectation, column_name, is_met, observed, says, look, error, "
        "expectation_id, severity, acceptance "
        "from quality.gate_results order by stage_order, place"
    ).fetchall():
        results[run_id][result[0]].append(GateResult(*result))
    measures: dict[str, dict[str, list[Measure]]] = defaultdict(lambda: defaultdict(list))
    for run_id, *measure in connection.execute(
        "select run_id, measure, county_name, kind, amount, out_of from quality.measures order by all"
    ).fetchall():
        measures[run_id][measure[0]].append(Measure(*measure))
    deliveries: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for run_id, county, cut in connection.execute(
        "select distinct run_id, county_name, data_as_of from quality.run_deliveries order by all"
    ).fetchall():
        deliveries[run_id].append((county, cut))
    runs = connection.execute(
        "select run_id, run_number, as_of_date, allowances from quality.runs order by run_number"
    ).fetchall()
    return [
        Run(run_id, number, as_of, allowances, deliveries[run_id], dict(results[run_id]), dict(measures[run_id]))
        for run_id, number, as_of, allowances in runs
    ]
