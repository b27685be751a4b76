"""Great Expectations' expectation that a query finds no rows, without the rows.

What belongs here: this class, which ``run`` takes for ``unexpected_rows_expectation``. What does not: what is expected.
Great Expectations asks each such query twice, once for the number of rows and once for the rows. No gate shows a row
(it could be a person's), and asking again took half the time of the marts gate (measured).
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.core import UnexpectedRowsExpectation

COUNT = "unexpected_rows_query.row_count"


class UnexpectedRowsCounted(UnexpectedRowsExpectation):  # type: ignore[misc]  # the library says no types of it
    """The same expectation, met where the query finds no row."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (COUNT,)

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        return {"success": metrics[COUNT] == 0, "result": {"observed_value": metrics[COUNT]}}
