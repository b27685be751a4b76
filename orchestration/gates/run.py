"""Running one gate: every expectation of a suite, pushed down into the warehouse.

What belongs here: the call of Great Expectations and what it says in aggregates. What does not: what is expected.
A failed expectation and an exception inside Great Expectations both fail the gate, and are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from orchestration.gates.suites import GateSuite, load_suite
from orchestration.settings import Settings
from orchestration.warehouse.connection import connection_config, open_warehouse

GATES = ("intake", "staging", "intermediate", "rules", "marts")


@dataclass(frozen=True)
class ExpectationResult:
    """One expectation's outcome. ``observed`` holds aggregates only; ``error`` is the exception's class, if any."""

    gate: str
    table: str
    expectation: str
    column: str
    is_met: bool
    observed: str
    says: str
    error: str

    def sentence(self) -> str:
        """What failed, by how much, and where to look."""
        if self.error:
            return f"{self.table}: the check itself broke ({self.error}); {self.says}"
        return f"{self.table}: {self.says} (found: {self.observed})"


def run_gate(settings: Settings, gate: str) -> list[ExpectationResult]:
    """Run the suite of ``gate`` and keep the results in ``quality.gate_results``. Returns them all, met or not."""
    settings.export()
    suite = load_suite(settings.expectations, gate, settings.state)
    results = [_with_how_much(settings, suite, result) for result in _validate(settings, suite)]
    _keep(settings, gate, results)
    return results


def _validate(settings: Settings, suite: GateSuite) -> list[ExpectationResult]:
    import great_expectations as gx
    import sqlalchemy as sa
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.registry import get_expectation_impl

    from orchestration.gates.dialect import DIALECT_NAME, register_dialect

    register_dialect()
    url = sa.URL.create(DIALECT_NAME, database=str(settings.warehouse), query=connection_config(settings))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql("warehouse", connection_string=url.render_as_string(hide_password=False))
    results: list[ExpectationResult] = []
    for table_suite in suite.tables:
        schema, _, table = table_suite.table.partition(".")
        try:
            asset = source.add_table_asset(table_suite.table, table_name=table, schema_name=schema)
            batch = asset.add_batch_definition_whole_table("all")
        except Exception as error:  # a table that is not there is a failed gate, whatever Great Expectations raises
            results += [
                ExpectationResult(
                    suite.gate, table_suite.table, one.type, "", False, "no such table", one.says, type(error).__name__
                )
                for one in table_suite.expect
            ]
            continue
        for number, expected in enumerate(table_suite.expect):
            gx_suite = context.suites.add(
                gx.ExpectationSuite(
                    name=f"{table_suite.table} {number}",
                    expectations=[get_expectation_impl(expected.type)(**expected.arguments)],
                )
            )
            definition = context.validation_definitions.add(
                gx.ValidationDefinition(name=f"{table_suite.table} {number}", data=batch, suite=gx_suite)
            )
            outcome = definition.run(result_format={"result_format": "BASIC", "partial_unexpected_count": 0})
            (one_result,) = outcome.results
            error_name = _error_name(one_result.exception_info)
            results.append(
                ExpectationResult(
                    gate=suite.gate,
                    table=table_suite.table,
                    expectation=expected.type,
                    column=str(expected.arguments.get("column", "")),
                    is_met=bool(one_result.success) and not error_name,
                    observed=_observed(one_result.result),
                    says=expected.says,
                    error=error_name,
                )
            )
    return results


def _with_how_much(settings: Settings, suite: GateSuite, result: ExpectationResult) -> ExpectationResult:
    """A failed result with what the suite's own ``found`` query says, where there is one."""
    if result.is_met or result.error:
        return result
    (query,) = {
        one.found
        for table in suite.tables
        for one in table.expect
        if (table.table, one.type, one.says) == (result.table, result.expectation, result.says)
    }
    if not query:
        return result
    with open_warehouse(settings) as connection:
        ((found,),) = connection.execute(query.replace("{batch}", result.table)).fetchall()
    return replace(result, observed=str(found))


def _error_name(exception_info: dict[str, Any]) -> str:
    """The class of the exception, never its message: messages can quote values."""
    infos = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    for info in infos:
        if isinstance(info, dict) and info.get("raised_exception"):
            last_line = str(info.get("exception_traceback") or "").strip().splitlines()[-1:] or ["Exception"]
            return last_line[0].split(":")[0].split(".")[-1].strip() or "Exception"
    return ""


def _observed(result: dict[str, Any]) -> str:
    """Aggregates of a result, never a value of a row."""
    if "unexpected_percent" in result and result.get("element_count"):
        percent = result["unexpected_percent"] or 0.0
        return f"{result.get('unexpected_count', 0)} of {result['element_count']} rows, {percent:.4g} %"
    observed = result.get("observed_value")
    return f"{observed:.6g}" if isinstance(observed, float) else str(observed)


def _keep(settings: Settings, gate: str, results: Sequence[ExpectationResult]) -> None:
    with open_warehouse(settings) as connection:
        connection.execute("create schema if not exists quality")
        connection.execute(
            """
            create table if not exists quality.gate_results (
                gate varchar not null, table_name varchar not null, expectation varchar not null,
                column_name varchar not null, is_met boolean not null, observed varchar not null,
                says varchar not null, error varchar not null, as_of_date date
            )
            """
        )
        connection.execute("delete from quality.gate_results where gate = ?", [gate])
        for result in results:
            connection.execute(
                "insert into quality.gate_results values "
                "(?, ?, ?, ?, ?, ?, ?, ?, (select max(as_of_date) from intake.run_parameters))",
                [
                    result.gate,
                    result.table,
                    result.expectation,
                    result.column,
                    result.is_met,
                    result.observed,
                    result.says,
                    result.error,
                ],
            )
