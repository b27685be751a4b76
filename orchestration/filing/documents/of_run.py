"""Lines of the run at hand as documents tell of them: those that are not filed, so that nothing of them is frozen yet.

What belongs here: asking the warehouse for them. What does not: reading a row (``of_filed_batch``), documents.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.filing.batches.candidates import FilingLine, as_plain, rows_of_lines
from orchestration.filing.documents.content import LineContent
from orchestration.filing.documents.of_filed_batch import line_content


def contents_of_lines(connection: duckdb.DuckDBPyConnection, lines: Sequence[FilingLine]) -> dict[str, LineContent]:
    """Line id to its content, in the order of ``lines``."""
    rows = rows_of_lines(connection, [line.person_id for line in lines])
    return {
        line.line_id: line_content(line.line_id, as_plain(rows[line.unit_id, line.person_id, line.candidate.remedy_id]))
        for line in lines
    }
