"""``UnexpectedRowsExpectation`` of Great Expectations without the rows: a query must find none, and the counts of all
such queries on a table are asked at once.

The original runs each query twice, for the count and for the rows. A gate never shows a row, which could be a person's.
"""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core import UnexpectedRowsExpectation
from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value

COUNTS = "unexpected_rows_query.counts_of_table"


class UnexpectedRowCounts(MetricProvider):  # type: ignore[misc]  # the library is not typed here
    """How many rows each query of a table finds. Great Expectations asks it once for all expectations that need it."""

    metric_name = COUNTS
    domain_keys = ("batch_id",)
    value_keys = ("counts_query",)

    @metric_value(engine=SqlAlchemyExecutionEngine)  # type: ignore[untyped-decorator]
    def _sqlalchemy(cls, execution_engine: Any, metric_value_kwargs: dict[str, Any], **_: Any) -> list[int]:  # noqa: N805
        (counts,) = execution_engine.execute_query(sa.text(metric_value_kwargs["counts_query"])).fetchall()
        return [*counts]


class UnexpectedRowsCounted(UnexpectedRowsExpectation):  # type: ignore[misc]
    """The same expectation, met if the query finds no row. Its count is the one at ``place`` of ``counts_query``."""

    counts_query: str
    place: int
    metric_dependencies: ClassVar[tuple[str, ...]] = (COUNTS,)
    success_keys: ClassVar[tuple[str, ...]] = ("unexpected_rows_query", "counts_query")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        count = metrics[COUNTS][self.place]
        return {"success": count == 0, "result": {"observed_value": count}}
