"""Running one gate: every expectation of a suite, pushed down into the warehouse.

What belongs here: the call of Great Expectations and what it says in aggregates. What does not: what is expected.
A failed expectation and an exception inside Great Expectations both fail the gate, and are told apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orchestration.gates.measures import measures_of
from orchestration.gates.suites import Expectation, GateSuite, load_suite
from orchestration.settings import Settings
from orchestration.warehouse.connection import connection_config, open_warehouse, transaction
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, keep_gate

GATES = STAGE_ORDER


def run_gate(settings: Settings, gate: str) -> list[GateResult]:
    """Run the suite of ``gate`` and keep results and measures in ``quality``. Returns the results, met or not."""
    settings.export()
    suite = load_suite(settings.expectations, gate, settings.state)
    results = _validate(settings, suite)
    with open_warehouse(settings) as connection:
        measures = measures_of(connection, settings.expectations, gate, settings.state)
        with transaction(connection):
            keep_gate(connection, gate, results, measures)
    return results


def _validate(settings: Settings, suite: GateSuite) -> list[GateResult]:
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
    results: list[GateResult] = []
    for table_suite in suite.tables:
        schema, _, table = table_suite.table.partition(".")
        try:
            asset = source.add_table_asset(table_suite.table, table_name=table, schema_name=schema)
            batch = asset.add_batch_definition_whole_table("all")
        except Exception as error:  # a table that is not there is a failed gate, whatever Great Expectations raises
            results += [
                _result(suite, table_suite.table, one, False, "no such table", type(error).__name__)
                for one in table_suite.expect
            ]
            continue
        for number, expected in enumerate(table_suite.expect):
            name = f"{table_suite.table} {number}"
            try:
                expectation = get_expectation_impl(expected.type)(**expected.arguments)
                gx_suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=[expectation]))
                definition = context.validation_definitions.add(
                    gx.ValidationDefinition(name=name, data=batch, suite=gx_suite)
                )
                outcome = definition.run(result_format={"result_format": "BASIC", "partial_unexpected_count": 0})
                (one_result,) = outcome.results
                error_name = _error_name(one_result.exception_info)
                is_met, observed = bool(one_result.success) and not error_name, _observed(one_result.result)
                if not is_met and not error_name:
                    observed = _how_much(settings, table_suite.table, expected) or observed
            except Exception as error:  # whatever breaks inside a check fails the gate, and is no failed expectation
                is_met, observed, error_name = False, "nothing", type(error).__name__
            results.append(_result(suite, table_suite.table, expected, is_met, observed, error_name))
    return results


def _result(suite: GateSuite, table: str, expected: Expectation, is_met: bool, observed: str, error: str) -> GateResult:
    return GateResult(
        gate=suite.gate,
        table=table,
        expectation=expected.type,
        column=str(expected.arguments.get("column", "")),
        is_met=is_met,
        observed=observed,
        says=expected.says,
        look=expected.look,
        error=error,
    )


def _how_much(settings: Settings, table: str, expected: Expectation) -> str:
    """What the suite's own ``found`` query says of a failed expectation; empty where there is none."""
    if not expected.found:
        return ""
    with open_warehouse(settings) as connection:
        ((found,),) = connection.execute(expected.found.replace("{batch}", table)).fetchall()
    return str(found)


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

