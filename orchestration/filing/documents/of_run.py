"""Lines of the run at hand as documents tell of them: those that are not filed, so that nothing of them is frozen
yet."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.filing.batches.candidates import FilingLine, format_plain, read_rows
from orchestration.filing.documents.content import LineContent
from orchestration.filing.documents.of_filed_batch import line_content


def contents_of_lines(connection: duckdb.DuckDBPyConnection, lines: Sequence[FilingLine]) -> dict[str, LineContent]:
    """Line id to its content, in the order of ``lines``."""
    rows = read_rows(connection, lines)
    return {line.line_id: line_content(line.line_id, format_plain(rows[line.row_key])) for line in lines}
