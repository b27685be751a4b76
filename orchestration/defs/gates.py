"""The gates as blocking checks: one check per table a stage hands over, all of a gate run at once.

A gate that fails leaves the quality page behind, since nothing behind the gate runs to write it."""

from collections import defaultdict
from collections.abc import Iterator

import dagster as dg

from orchestration.defs.keys import STATE
from orchestration.defs.step import step
from orchestration.reporting.quality.write_page import write_quality_page
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.run import GATES, run_gate
from orchestration.warehouse.quality_gates.suites import load_suite
from orchestration.warehouse.run_history import GateResult


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey([STATE, *table.split(".")])


def _gate(gate: str) -> dg.AssetChecksDefinition:
    settings = load_settings()
    suite = load_suite(settings.expectations, gate, STATE)
    specs = [
        dg.AssetCheckSpec(f"{gate}_gate", asset=_key(table.table), blocking=True, description=suite.asks)
        for table in suite.tables
    ]

    @dg.multi_asset_check(name=f"{gate}_gate", specs=specs)
    def check() -> Iterator[dg.AssetCheckResult]:
        by_table: dict[str, list[GateResult]] = defaultdict(list)
        with step() as settings:
            for result in run_gate(settings, gate):
                by_table[result.table].append(result)
            if not all(result.is_met for results in by_table.values() for result in results):
                with open_warehouse(settings) as connection:
                    write_quality_page(connection, settings, settings.quality_page)
        for table, results in by_table.items():
            failed = [result.sentence() for result in results if not result.is_met]
            yield dg.AssetCheckResult(
                check_name=f"{gate}_gate",
                asset_key=_key(table),
                passed=not failed,
                description=" | ".join(failed) or f"{len(results)} expectations met",
                metadata={result.says: result.observed for result in results},
            )

    return check


@dg.definitions
def gates() -> dg.Definitions:
    """The gates, in the order of the stages."""
    return dg.Definitions(asset_checks=[_gate(gate) for gate in GATES])
