"""The gates as blocking checks: one check per table of a stage, evaluated together.

A failed gate writes the quality page itself, since later steps do not run."""

from collections import defaultdict
from collections.abc import Iterator

import dagster as dg

from orchestration.defs.asset_context import guard_asset
from orchestration.defs.keys import STATE
from orchestration.defs.resources import SettingsResource
from orchestration.reporting.quality.write_page import write_quality_page
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.run import GATES, run_gate
from orchestration.warehouse.quality_gates.suites import GateSuite, load_suite
from orchestration.warehouse.run_history import GateResult


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey([STATE, *table.split(".")])


def _gate(suite: GateSuite) -> dg.AssetChecksDefinition:
    name = f"{suite.gate}_gate"
    specs = [
        dg.AssetCheckSpec(name, asset=_key(table.table), blocking=True, description=suite.asks)
        for table in suite.tables
    ]

    @dg.multi_asset_check(name=name, specs=specs, can_subset=True)
    def check(context: dg.AssetCheckExecutionContext, settings: SettingsResource) -> Iterator[dg.AssetCheckResult]:
        by_table: dict[str, list[GateResult]] = defaultdict(list)
        with guard_asset(settings) as loaded:
            for result in run_gate(loaded, suite.gate):
                by_table[result.table].append(result)
            if not all(result.is_met for results in by_table.values() for result in results):
                with open_warehouse(loaded) as connection:
                    write_quality_page(connection, loaded, loaded.quality_page)
        for table, results in by_table.items():
            if dg.AssetCheckKey(_key(table), name) not in context.selected_asset_check_keys:
                continue  # evaluated all the same: a gate passes as a whole
            failed = [result.sentence() for result in results if not result.is_met]
            yield dg.AssetCheckResult(
                check_name=name,
                asset_key=_key(table),
                passed=not failed,
                description=" | ".join(failed) or f"{len(results)} expectations met",
                metadata={result.says: result.observed for result in results},
            )

    return check


@dg.definitions
def gates() -> dg.Definitions:
    """Define the gates in the order of the stages."""
    folder = load_settings().expectations
    return dg.Definitions(asset_checks=[_gate(load_suite(folder, gate, STATE)) for gate in GATES])
