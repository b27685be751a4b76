"""Running one gate: every expectation of a suite, pushed down into the warehouse.

What belongs here: the call of Great Expectations and what it says in aggregates. What does not: what is expected.
A failed expectation and an exception inside Great Expectations both fail the gate, and are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import connection_config, open_warehouse, transaction
from orchestration.warehouse.quality_gates.measures import measures_of
from orchestration.warehouse.quality_gates.suites import UNEXPECTED_ROWS, Expectation, GateSuite, TableSuite, load_suite
from orchestration.warehouse.quality_gates.worked_out import Copies, put_to, worked_out
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, keep_gate

GATES = STAGE_ORDER
LONGEST_QUERY = 320
"""Longer queries are pointed at, not quoted."""

_ADDING = Lock()
"""Held while something is added to a context of Great Expectations, which knows nothing of threads; asking adds
nothing to it."""


def run_gate(settings: Settings, gate: str) -> list[GateResult]:
    """Run the suite of ``gate`` and keep results and measures in ``quality``. Returns the results, met or not."""
    settings.export()
    suite = load_suite(settings.expectations, gate, settings.state)
    # The warehouse is open all the while: Great Expectations connects anew for every question, and opening the file for
    # each took half the time of a gate (measured).
    with open_warehouse(settings) as connection:
        results = _validate(connection, settings, suite)
        measures = measures_of(connection, settings.expectations, gate, settings.state)
        with transaction(connection):
            keep_gate(connection, gate, results, measures)
    return results


def _validate(connection: duckdb.DuckDBPyConnection, settings: Settings, suite: GateSuite) -> list[GateResult]:
    import great_expectations as gx
    import sqlalchemy as sa
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from orchestration.warehouse.quality_gates.dialect import DIALECT_NAME, register_dialect

    register_dialect()
    url = sa.URL.create(DIALECT_NAME, database=str(settings.warehouse), query=connection_config(settings))
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # A context that is kept nowhere writes itself down as YAML for each table all the same: a third of what a gate
    # takes on little data (measured).
    context.variables.save = _kept_nowhere
    source = context.data_sources.add_sql("warehouse", connection_string=url.render_as_string(hide_password=False))
    with worked_out(connection, suite) as copies, ThreadPoolExecutor(settings.threads) as at_a_time:
        answers_of_tables = at_a_time.map(lambda one: _answers_of_table(source, one, copies), suite.tables)
        results: list[GateResult] = []
        for table_suite, answers in zip(suite.tables, answers_of_tables, strict=True):
            for expected, answer in zip(table_suite.expect, answers, strict=True):
                if not answer.is_met and not answer.error:
                    found = _how_much(connection, table_suite.table, expected)
                    answer = replace(answer, observed=found or answer.observed)
                results.append(_result(suite, table_suite.table, expected, answer))
    return results


def _answers_of_table(source: Any, suite: TableSuite, copies: Copies) -> list[_Answer]:
    """What Great Expectations says of one table, or of its copy, by expectation. Some tables are asked at a time: while
    one waits for the warehouse, another is put into words."""
    schema, _, table = copies.get(suite.table, suite.table).partition(".")
    try:
        with _ADDING:
            asset = source.add_table_asset(suite.table, table_name=table, schema_name=schema)
            batch = asset.add_batch_definition_whole_table("all")
    except Exception as error:  # a table that is not there is a failed gate, whatever Great Expectations raises
        return [_Answer(False, "no such table", type(error).__name__)] * len(suite.expect)
    return _asked_together(batch, suite.table, [put_to(copies, expected) for expected in suite.expect])


def _kept_nowhere() -> None:
    """What there is to save of a context that ends with its gate."""


@dataclass(frozen=True)
class _Answer:
    """What Great Expectations says of one expectation."""

    is_met: bool
    observed: str
    error: str


def _asked_together(batch: Any, table: str, expected: Sequence[Expectation]) -> list[_Answer]:
    """All expectations of a table at once; where that breaks, each by itself, so that only those that break are said
    to."""
    try:
        return _asked(batch, table, expected)
    except Exception as error:  # whatever breaks inside a check fails the gate, and is no failed expectation
        if len(expected) == 1:
            return [_Answer(False, "nothing", type(error).__name__)]
    return [_asked_together(batch, f"{table}, {place}", [one])[0] for place, one in enumerate(expected, start=1)]


def _asked(batch: Any, name: str, expected: Sequence[Expectation]) -> list[_Answer]:
    import great_expectations as gx

    expectations = [
        _implementation(one.type)(**one.arguments, meta={"place": place}) for place, one in enumerate(expected)
    ]
    # Of the batch itself: a validation definition would keep what it found as JSON that nobody reads: a quarter of what
    # a gate takes on little data (measured).
    outcome = batch.get_batch().validate(
        gx.ExpectationSuite(name=name, expectations=expectations),
        result_format={"result_format": "BASIC", "partial_unexpected_count": 0},
    )
    answers: dict[int, _Answer] = {}
    for result in outcome.results:
        error = _error_name(result.exception_info)
        place = result.expectation_config.meta["place"]
        answers[place] = _Answer(bool(result.success) and not error, _observed(result.result), error)
    return [answers[place] for place in range(len(expected))]


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
