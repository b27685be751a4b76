"""Rows of the views of ``models/marts`` by person: asked for one person, or for many persons at once.

What belongs here: asking. What does not: what is made of the rows (``reading``). Asking for one person takes some
milliseconds whatever there is; for thousands of persons one question for all of them is a hundred times cheaper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import duckdb

from orchestration.explain.chosen import Chosen

Row = Mapping[str, Any]
Files = Mapping[str, tuple[str, bool]]


def _files(connection: duckdb.DuckDBPyConnection) -> Files:
    files = connection.execute(
        "select delivery_id, file_name, count(*) over (partition by file_name) > 1 from intermediate.int_deliveries"
    ).fetchall()
    return {delivery: (name, shares_name) for delivery, name, shares_name in files}


def _asked(
    connection: duckdb.DuckDBPyConnection, view: str, where: str, values: Sequence[object], order: str, leave_out: str
) -> list[Row]:
    columns = f"* exclude ({leave_out})" if leave_out else "*"
    result = connection.execute(f"select {columns} from {view} where {where} order by {order}", list(values))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


class AskedOneByOne:
    """Each person's rows as they are asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @cached_property
    def files(self) -> Files:
        """Delivery to file name, and whether another delivery has the same."""
        return _files(self._connection)

    def rows(self, chosen: Chosen, view: str, order: str, leave_out: str = "") -> Sequence[Row]:
        """The rows of the person in that order."""
        values = [chosen.person_id, chosen.person_bucket]
        return _asked(self._connection, view, "person_id = ? and person_bucket = ?", values, order, leave_out)


class AskedAtOnce:
    """The rows of some persons, read at the first question for each view; each person's are in the order asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, people: Sequence[str], files: Files) -> None:
        self._connection, self._people, self.files = connection, list(people), files
        self._read: dict[tuple[str, str, str], Mapping[str, Sequence[Row]]] = {}

    @classmethod
    def files_of(cls, connection: duckdb.DuckDBPyConnection) -> Files:
        """Delivery to file name, to be read once for all persons."""
        return _files(connection)

    def rows(self, chosen: Chosen, view: str, order: str, leave_out: str = "") -> Sequence[Row]:
        """The rows of the person in that order."""
        asked = (view, order, leave_out)
        if asked not in self._read:
            by_person: dict[str, list[Row]] = defaultdict(list)
            where = "person_id in (select unnest(?::varchar[]))"
            for row in _asked(self._connection, view, where, [self._people], order, leave_out):
                by_person[row["person_id"]].append(row)
            self._read[asked] = by_person
        return self._read[asked].get(chosen.person_id, ())
