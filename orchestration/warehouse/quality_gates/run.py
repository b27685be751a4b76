"""Running one gate: every expectation of a suite, pushed down into the warehouse.

What belongs here: the call of Great Expectations and what it says in aggregates. What does not: what is expected.
A failed expectation and an exception inside Great Expectations both fail the gate, and are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import begin_transaction, build_connection_config, open_warehouse
from orchestration.warehouse.quality_gates.measures import count_measures
from orchestration.warehouse.quality_gates.suites import UNEXPECTED_ROWS, Expectation, GateSuite, TableSuite, load_suite
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, keep_gate

GATES = STAGE_ORDER
LONGEST_QUERY = 320
"""Longer queries are pointed at, not quoted."""


def run_gate(settings: Settings, gate: str) -> list[GateResult]:
    """Run the suite of ``gate`` and keep results and measures in ``quality``. Returns the results, met or not."""
    settings.export()
    suite = load_suite(settings.expectations, gate, settings.state)
    # The warehouse is open all the while: Great Expectations connects anew for every question, and opening the file for
    # each took half the time of a gate (measured).
    with open_warehouse(settings) as connection:
        results = _validate(connection, settings, suite)
        measures = count_measures(connection, settings.expectations, gate, settings.state)
        with begin_transaction(connection):
            keep_gate(connection, gate, results, measures)
    return results


def _validate(connection: duckdb.DuckDBPyConnection, settings: Settings, suite: GateSuite) -> list[GateResult]:
    results: list[GateResult] = []
    answers = _ask_great_expectations(settings, suite)
    for table in suite.tables:
        for expected in table.expect:
            answer = answers[expected.id]
            if not answer.is_met and not answer.error:
                found = _how_much(connection, table.table, expected)
                answer = replace(answer, observed=found or answer.observed)
            results.append(_result(suite, table.table, expected, answer))
    return results


@dataclass(frozen=True)
class _Answer:
    """What Great Expectations says of one expectation."""

    is_met: bool
    observed: str
    error: str


def _ask_great_expectations(settings: Settings, suite: GateSuite) -> dict[str, _Answer]:
    """Run a checkpoint over all tables of the suite; one answer per expectation, by its id."""
    import great_expectations as gx
    import sqlalchemy as sa
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from orchestration.warehouse.quality_gates.dialect import DIALECT_NAME, register_dialect

    register_dialect()
    url = sa.URL.create(DIALECT_NAME, database=str(settings.warehouse), query=build_connection_config(settings))
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql("warehouse", connection_string=url.render_as_string(hide_password=False))
    answers: dict[str, _Answer] = {}
    definitions = []
    for table in suite.tables:
        try:
            definitions.append(context.validation_definitions.add(_define_validation(context, source, table)))
        except Exception as error:  # a table that is not there is a failed gate, whatever Great Expectations raises
            answers |= {one.id: _Answer(False, "no such table", type(error).__name__) for one in table.expect}
    if definitions:
        checkpoint = gx.Checkpoint(
            name=suite.gate,
            validation_definitions=definitions,
            result_format={"result_format": "BASIC", "partial_unexpected_count": 0},
        )
        try:
            outcomes = context.checkpoints.add(checkpoint).run().run_results.values()
        except Exception as error:  # whatever breaks inside fails the gate, and is no failed expectation
            broke = _Answer(False, "nothing", type(error).__name__)
            return {one.id: broke for table in suite.tables for one in table.expect} | answers
        for outcome in outcomes:
            answers |= _read_answers(outcome.results)
    return answers


def _define_validation(context: Any, source: Any, table: TableSuite) -> Any:
    import great_expectations as gx

    schema, _, name = table.table.partition(".")
    asset = source.add_table_asset(table.table, table_name=name, schema_name=schema)
    expectations = [_implementation(one.type)(**one.arguments, meta={"id": one.id}) for one in table.expect]
    suite = context.suites.add(gx.ExpectationSuite(name=table.table, expectations=expectations))
    return gx.ValidationDefinition(name=table.table, data=asset.add_batch_definition_whole_table("all"), suite=suite)


def _read_answers(results: Iterable[Any]) -> dict[str, _Answer]:
    """The answers by the ids of their expectations. An exception inside a check fails the gate too."""
    answers: dict[str, _Answer] = {}
    for result in results:
        error = _error_name(result.exception_info)
        answers[result.expectation_config.meta["id"]] = _Answer(
            bool(result.success) and not error, _observed(result.result), error
        )
    return answers


def _implementation(type_: str) -> Any:
    from great_expectations.expectations.registry import get_expectation_impl

    from orchestration.warehouse.quality_gates.no_rows_expectation import UnexpectedRowsCounted

    return UnexpectedRowsCounted if type_ == UNEXPECTED_ROWS else get_expectation_impl(type_)


def _result(suite: GateSuite, table: str, expected: Expectation, answer: _Answer) -> GateResult:
    return GateResult(
        gate=suite.gate,
        table=table,
        expectation=expected.type,
        column=str(expected.arguments.get("column", "")),
        is_met=answer.is_met,
        observed=answer.observed,
        says=expected.says,
        look=_where_to_look(suite.gate, table, expected),
        error=answer.error,
    )


def _where_to_look(gate: str, table: str, expected: Expectation) -> str:
    """The suite's own words (else the table), and a query of aggregates that shows what is meant; none quotes a
    person."""
    look = " ".join(expected.look.split()) or table
    if "select " in look:
        return look
    query = _query_of_aggregates(table, expected)
    if not query or len(query) > LONGEST_QUERY:
        return f"{look}; its query stands in expectations/{gate}.yml"
    return f"{look}; {query}"


def _query_of_aggregates(table: str, expected: Expectation) -> str:
    column = expected.arguments.get("column")
    if expected.no_row_where:
        query = f"select {expected.each} from ({expected.of}) where {expected.no_row_where}"
    elif expected.found:
        query = expected.found
    elif column and "value_set" in expected.arguments:
        query = f"select {column}, count(*) from {table} group by all"
    elif column:
        query = f"select count(*), count({column}) from {table}"
    elif expected.type.startswith("expect_table_row_count"):
        query = f"select count(*) from {table}"
    else:
        query = ""
    return " ".join(query.replace("{batch}", table).split())


def _how_much(connection: duckdb.DuckDBPyConnection, table: str, expected: Expectation) -> str:
    """What the suite's own ``found`` query says of a failed expectation; empty where there is none."""
    if not expected.found:
        return ""
    ((found,),) = connection.execute(expected.found.replace("{batch}", table)).fetchall()
    return str(found)


def _error_name(exception_info: dict[str, Any]) -> str:
    """The class of the exception, never its message: messages can quote values."""
    infos = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    for info in infos:
        if isinstance(info, dict) and info.get("raised_exception"):
            named = re.findall(
                r"^(?:\w+\.)*(\w*(?:Error|Exception))\b", str(info.get("exception_traceback") or ""), re.M
            )
            return str(named[-1]) if named else "Exception"
    return ""


def _observed(result: dict[str, Any]) -> str:
    """Aggregates of a result, never a value of a row."""
    if "unexpected_percent" in result and result.get("element_count"):
        percent = result["unexpected_percent"] or 0.0
        return f"{result.get('unexpected_count', 0)} of {result['element_count']} rows, {percent:.4g} %"
    observed = result.get("observed_value")
    return f"{observed:.6g}" if isinstance(observed, float) else str(observed)
