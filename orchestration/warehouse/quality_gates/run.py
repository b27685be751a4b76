"""Running one gate: every expectation of a suite, evaluated in the warehouse, with results in aggregates.

A failed expectation and an exception inside Great Expectations both fail the gate and are reported apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import begin_transaction, build_connection_config, open_warehouse
from orchestration.warehouse.quality_gates.measures import count_measures
from orchestration.warehouse.quality_gates.suites import (
    UNEXPECTED_ROWS,
    Expectation,
    GateSuite,
    build_counts,
    load_suite,
)
from orchestration.warehouse.quality_gates.verdict import Verdict, judge
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, keep_gate

GATES = STAGE_ORDER

ANY_TABLE = "intake.run_parameters"
"""Great Expectations asks every query of a table. Ours name their own."""

_Asked = Sequence[tuple[str, str, Mapping[str, Any]]]
"""Id, type and arguments of expectations, as Great Expectations gets them."""


def run_gate(settings: Settings, gate: str) -> list[GateResult]:
    """Run the suite of ``gate``, store results and measures in ``quality``, and return all results."""
    settings.export()
    suite = load_suite(settings.expectations, gate, settings.state)
    # Kept open: Great Expectations connects for every query, and opening the file each time took half the time of a
    # gate (measured).
    with open_warehouse(settings) as connection:
        results = _list_results(connection, settings, suite)
        measures = count_measures(connection, settings.expectations, gate, settings.state)
        with begin_transaction(connection):
            keep_gate(connection, gate, results, measures)
    return results


def _list_results(connection: duckdb.DuckDBPyConnection, settings: Settings, suite: GateSuite) -> list[GateResult]:
    with redirect_stdout(StringIO()):  # Great Expectations prints advice about each query
        answers = _ask_great_expectations(settings, suite)
    return [
        _result(connection, suite.gate, table.table, expected, answers[expected.id])
        for table in suite.tables
        for expected in table.expect
    ]


@dataclass(frozen=True)
class _Answer:
    """Great Expectations' result of one expectation."""

    is_met: bool
    observed: str
    error: str


def _ask_great_expectations(settings: Settings, suite: GateSuite) -> dict[str, _Answer]:
    """Validate all tables of the suite and return the answer of each expectation by id.

    Expectations that are a query of their own are validated together, with one query for each table: a validation for
    each table took half of the time of a gate (measured). If a query breaks, each of its expectations is asked alone.
    """
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
    queries: list[tuple[str, list[Expectation]]] = []
    for table in suite.tables:
        queries.append((table.table, [one for one in table.expect if one.type == UNEXPECTED_ROWS]))
        others = [(one.id, one.type, one.arguments) for one in table.expect if one.type != UNEXPECTED_ROWS]
        answers |= _validate(source, table.table, table.table, others)
    answers |= _validate(source, "queries", ANY_TABLE, _list_queries(queries))
    broken = [(table, [one]) for table, together in queries for one in together if answers[one.id].error]
    return answers | _validate(source, "broken", ANY_TABLE, _list_queries(broken))


def _list_queries(queries: Iterable[tuple[str, Sequence[Expectation]]]) -> _Asked:
    """List expectations that are queries; those of one entry are asked in one. They name their own table."""
    from orchestration.warehouse.quality_gates.no_rows_expectation import UnexpectedRowsCounted

    return [
        (
            one.id,
            UnexpectedRowsCounted.expectation_type,
            {
                "unexpected_rows_query": one.arguments["unexpected_rows_query"].replace("{batch}", table),
                "counts_query": build_counts(table, together),
                "place": place,
            },
        )
        for table, together in queries
        for place, one in enumerate(together)
    ]


def _validate(source: Any, name: str, table: str, asked: _Asked) -> dict[str, _Answer]:
    """Return the answers of one validation. Any error in it fails the gate, but is no failed expectation."""
    import great_expectations as gx
    from great_expectations.expectations.registry import get_expectation_impl

    if not asked:
        return {}
    schema, _, table_name = table.partition(".")
    observed = "no such table"
    try:
        asset = source.add_table_asset(name, table_name=table_name, schema_name=schema)
        observed = "nothing"
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        expectations = [get_expectation_impl(type_)(**arguments, meta={"id": id_}) for id_, type_, arguments in asked]
        suite = gx.ExpectationSuite(name=name, expectations=expectations)
        found = batch.validate(suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0})
    except Exception as error:
        return {id_: _Answer(False, observed, type(error).__name__) for id_, _, _ in asked}
    return _read_answers(found.results)


def _read_answers(results: Iterable[Any]) -> dict[str, _Answer]:
    """Return the answers by id. An exception inside a check fails the gate too."""
    answers: dict[str, _Answer] = {}
    for result in results:
        error = _error_name(result.exception_info)
        answers[result.expectation_config.meta["id"]] = _Answer(
            bool(result.success) and not error, _observed(result.result), error
        )
    return answers


def _result(
    connection: duckdb.DuckDBPyConnection, gate: str, table: str, expected: Expectation, answer: _Answer
) -> GateResult:
    verdict = Verdict(answer.observed, "stop", "", " ".join(expected.look.split()))
    if not answer.is_met and not answer.error:
        verdict = judge(connection, table, expected, answer.observed)
    return GateResult(
        gate=gate,
        table=table,
        expectation=expected.type,
        column=str(expected.arguments.get("column", "")),
        is_met=answer.is_met,
        observed=verdict.observed,
        says=expected.says,
        look=verdict.look or f"look at {table}",
        error=answer.error,
        id=expected.id,
        severity=verdict.severity,
        acceptance=verdict.acceptance,
    )


def format_query(suite: GateSuite, result: GateResult) -> str:
    """Format a query of aggregates that shows what an expectation is about; none quotes a person."""
    ((table, expected),) = (
        (table.table, expected) for table in suite.tables for expected in table.expect if expected.id == result.id
    )
    column = expected.arguments.get("column")
    if expected.no_row_where:
        query = f"select {expected.each} {expected.build_unexpected_rows()}"
    elif expected.found:
        query = expected.found
    elif column and "value_set" in expected.arguments:
        query = f"select {column}, count(*) from {table} group by all"
    elif column:
        query = f"select count(*), count({column}) from {table}"
    else:
        query = f"select count(*) from {table}"
    return " ".join(query.replace("{batch}", table).split())


def _error_name(exception_info: dict[str, Any]) -> str:
    """Return the class of the exception, never its message: messages can quote values."""
    infos = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    for info in infos:
        if isinstance(info, dict) and info.get("raised_exception"):
            named = re.findall(
                r"^(?:\w+\.)*(\w*(?:Error|Exception))\b", str(info.get("exception_traceback") or ""), re.M
            )
            return str(named[-1]) if named else "Exception"
    return ""


def _observed(result: dict[str, Any]) -> str:
    """Return the aggregates of a result, never a value of a row."""
    if "unexpected_percent" in result and result.get("element_count"):
        percent = result["unexpected_percent"] or 0.0
        return f"{result.get('unexpected_count', 0)} of {result['element_count']} rows, {percent:.4g} %"
    observed = result.get("observed_value")
    return f"{observed:.6g}" if isinstance(observed, float) else str(observed)
