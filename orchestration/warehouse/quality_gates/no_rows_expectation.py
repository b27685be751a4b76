"""A replacement for Great Expectations' ``UnexpectedRowsExpectation`` that counts rows without fetching them.

The original runs each query twice, for the count and for the rows. A gate never shows a row, which could be a person's,
and the second query took half the time of the marts gate (measured).
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.core import UnexpectedRowsExpectation

COUNT = "unexpected_rows_query.row_count"


class UnexpectedRowsCounted(UnexpectedRowsExpectation):  # type: ignore[misc]  # the library is not typed here
    """The same expectation, met if the query finds no row."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (COUNT,)

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        return {"success": metrics[COUNT] == 0, "result": {"observed_value": metrics[COUNT]}}
