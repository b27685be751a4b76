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
from orchestration.warehouse.quality_gates.run import GATES, format_query, run_gate
from orchestration.warehouse.quality_gates.suites import GateSuite, TableSuite, load_suite
from orchestration.warehouse.quality_gates.wordings import format_wordings, name_wordings_table, read_unknown_wordings
from orchestration.warehouse.run_history import GateResult

STOPS = "stops the run"
"""Metadata of a check: what stops the run, a sentence each, and the query that shows it."""

UNKNOWN = "wordings that the vocabulary lacks"


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey([STATE, *table.split(".")])


def _find_check(gate: str, table: str) -> dg.AssetCheckKey:
    """Find the check of a table. Law tables are there before the stage that is asked about: their checks are of the
    list of law rows, which the stage builds, so that the gate is asked once and behind it."""
    name = f"{gate}_gate"
    if table.startswith("law."):
        return dg.AssetCheckKey(_key(f"rules.rule_{STATE}__law_rows"), f"{name}_{table.partition('.')[2]}")
    return dg.AssetCheckKey(_key(table), name)


def _describe(suite: GateSuite, table: TableSuite) -> str:
    """What the gate asks, and each expectation of the table in its own words."""
    return "\n".join([f"{suite.asks}\n", *(f"- {expected.says}" for expected in table.expect)])


def _gate(suite: GateSuite) -> dg.AssetChecksDefinition:
    name = f"{suite.gate}_gate"
    specs = [
        dg.AssetCheckSpec(check.name, asset=check.asset_key, blocking=True, description=_describe(suite, table))
        for table in suite.tables
        for check in [_find_check(suite.gate, table.table)]
    ]

    @dg.multi_asset_check(name=name, specs=specs, can_subset=True)
    def check(context: dg.AssetCheckExecutionContext, settings: SettingsResource) -> Iterator[dg.AssetCheckResult]:
        by_table: dict[str, list[GateResult]] = defaultdict(list)
        with guard_asset(settings) as loaded:
            for result in run_gate(loaded, suite.gate):
                by_table[result.table].append(result)
            with open_warehouse(loaded) as connection:
                unknown = read_unknown_wordings(connection, loaded.state)
                if any(result.is_stopping for results in by_table.values() for result in results):
                    write_quality_page(connection, loaded, loaded.quality_page)
        for table, results in by_table.items():
            key = _find_check(suite.gate, table)
            if key not in context.selected_asset_check_keys:
                continue  # evaluated all the same: a gate passes as a whole
            failed = [result for result in results if not result.is_met]
            stops = {result.sentence(): format_query(suite, result) for result in failed if result.is_stopping}
            words = dg.MetadataValue.md(format_wordings(unknown))
            yield dg.AssetCheckResult(
                check_name=key.name,
                asset_key=key.asset_key,
                passed=not failed,
                severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
                description=" | ".join(result.sentence() for result in failed) or f"{len(results)} expectations met",
                metadata={
                    **{result.says: result.observed for result in results},
                    **({STOPS: dg.MetadataValue.json(stops)} if stops else {}),
                    **({UNKNOWN: words} if table == name_wordings_table(STATE) else {}),
                },
            )

    return check


@dg.definitions
def gates() -> dg.Definitions:
    """Define the gates in the order of the stages."""
    folder = load_settings().expectations
    return dg.Definitions(asset_checks=[_gate(load_suite(folder, gate, STATE)) for gate in GATES])
