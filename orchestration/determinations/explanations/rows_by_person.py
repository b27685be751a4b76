"""Rows of the views of ``models/marts``, read for one person or for many at once.

A query for one person takes milliseconds; for thousands of persons one common query is a hundred times cheaper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import duckdb

from orchestration.determinations.explanations.facts import Basis, DeliveredFiles, ElementKey, read_element_bases
from orchestration.determinations.explanations.resolve_person import ChosenPerson
from orchestration.warehouse.connection import fetch_dicts

Row = Mapping[str, Any]

_ONE_PERSON = "person_id = ? and person_bucket = ?"
_MANY_PERSONS = "person_id in (select unnest(?::varchar[]))"


def _read_remedy_names(connection: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
    return dict(connection.execute("select remedy_id, remedy_name from law.remedies").fetchall())


def _list_values(chosen: ChosenPerson) -> list[object]:
    return [chosen.person_id, chosen.person_bucket]


def _fetch_rows(
    connection: duckdb.DuckDBPyConnection, view: str, where: str, values: Sequence[object], order: str, leave_out: str
) -> list[Row]:
    columns = f"* exclude ({leave_out})" if leave_out else "*"
    return [*fetch_dicts(connection, f"select {columns} from {view} where {where} order by {order}", values)]


class SinglePersonRows:
    """Rows of each person, queried on demand."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @cached_property
    def files(self) -> DeliveredFiles:
        """The delivered files."""
        return DeliveredFiles(self._connection)

    @cached_property
    def remedy_names(self) -> Mapping[str, str]:
        """The names of remedies by id."""
        return _read_remedy_names(self._connection)

    def rows(self, chosen: ChosenPerson, view: str, order: str, leave_out: str = "") -> Sequence[Row]:
        """Return the rows of the person in that order."""
        return _fetch_rows(self._connection, view, _ONE_PERSON, _list_values(chosen), order, leave_out)

    def bases(self, chosen: ChosenPerson) -> Mapping[ElementKey, Basis]:
        """Return the basis of each element of the person."""
        found = read_element_bases(self._connection, self.files, _ONE_PERSON, _list_values(chosen))
        return found.get(chosen.person_id, {})


class BatchedPersonRows:
    """Rows of several persons, read for all of them when a view is first used.

    ``files``: the delivered files, read once for all batches.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, people: Sequence[str], files: DeliveredFiles) -> None:
        self._connection, self._people, self.files = connection, list(people), files
        self._read: dict[tuple[str, str, str], Mapping[str, Sequence[Row]]] = {}

    @cached_property
    def remedy_names(self) -> Mapping[str, str]:
        """The names of remedies by id."""
        return _read_remedy_names(self._connection)

    def rows(self, chosen: ChosenPerson, view: str, order: str, leave_out: str = "") -> Sequence[Row]:
        """Return the rows of the person in that order."""
        key = (view, order, leave_out)
        if key not in self._read:
            by_person: dict[str, list[Row]] = defaultdict(list)
            for row in _fetch_rows(self._connection, view, _MANY_PERSONS, [self._people], order, leave_out):
                by_person[row["person_id"]].append(row)
            self._read[key] = by_person
        return self._read[key].get(chosen.person_id, ())

    def bases(self, chosen: ChosenPerson) -> Mapping[ElementKey, Basis]:
        """Return the basis of each element of the person."""
        return self._bases.get(chosen.person_id, {})

    @cached_property
    def _bases(self) -> Mapping[str, Mapping[ElementKey, Basis]]:
        return read_element_bases(self._connection, self.files, _MANY_PERSONS, [self._people])
