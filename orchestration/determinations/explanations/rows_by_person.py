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

from orchestration.determinations.explanations.facts import Basis, ElementKey, Files, read_element_bases
from orchestration.determinations.explanations.resolve_person import Chosen
from orchestration.warehouse.connection import fetch_dicts

Row = Mapping[str, Any]

_OF_ONE = "person_id = ? and person_bucket = ?"
_OF_MANY = "person_id in (select unnest(?::varchar[]))"


def _read_remedy_names(connection: duckdb.DuckDBPyConnection, state: str) -> Mapping[str, str]:
    return dict(connection.execute(f"select remedy_id, remedy_name from rules.{state}_remedies").fetchall())


def _list_values(chosen: Chosen) -> list[object]:
    return [chosen.person_id, chosen.person_bucket]


def _fetch_rows(
    connection: duckdb.DuckDBPyConnection, view: str, where: str, values: Sequence[object], order: str, leave_out: str
) -> list[Row]:
    columns = f"* exclude ({leave_out})" if leave_out else "*"
    return [*fetch_dicts(connection, f"select {columns} from {view} where {where} order by {order}", values)]


class AskedOneByOne:
    """Each person's rows as they are asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @cached_property
    def files(self) -> Files:
        """The files the facts were made of."""
        return Files(self._connection)

    def remedy_names(self, state: str) -> Mapping[str, str]:
        """Remedy to its name."""
        return _read_remedy_names(self._connection, state)

    def rows(self, chosen: Chosen, view: str, order: str, leave_out: str = "") -> Sequence[Row]:
        """The rows of the person in that order."""
        return _fetch_rows(self._connection, view, _OF_ONE, _list_values(chosen), order, leave_out)

    def bases(self, chosen: Chosen) -> Mapping[ElementKey, Basis]:
        """What each element of the person rests on."""
        found = read_element_bases(self._connection, self.files, _OF_ONE, _list_values(chosen))
        return found.get(chosen.person_id, {})


class AskedAtOnce:
    """The rows of some persons, read at the first question for each view; each person's are in the order asked for.
    ``files`` are those of the warehouse, read once for all persons."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, people: Sequence[str], files: Files) -> None:
        self._connection, self._people, self.files = connection, list(people), files
        self._names: dict[str, Mapping[str, str]] = {}
        self._read: dict[tuple[str, str, str], Mapping[str, Sequence[Row]]] = {}

    def remedy_names(self, state: str) -> Mapping[str, str]:
        """Remedy to its name."""
        if state not in self._names:
            self._names[state] = _read_remedy_names(self._connection, state)
        return self._names[state]

    def rows(self, chosen: Chosen, view: str, order: str, leave_out: str = "") -> Sequence[Row]:
        """The rows of the person in that order."""
        asked = (view, order, leave_out)
        if asked not in self._read:
            by_person: dict[str, list[Row]] = defaultdict(list)
            for row in _fetch_rows(self._connection, view, _OF_MANY, [self._people], order, leave_out):
                by_person[row["person_id"]].append(row)
            self._read[asked] = by_person
        return self._read[asked].get(chosen.person_id, ())

    def bases(self, chosen: Chosen) -> Mapping[ElementKey, Basis]:
        """What each element of the person rests on."""
        return self._bases.get(chosen.person_id, {})

    @cached_property
    def _bases(self) -> Mapping[str, Mapping[ElementKey, Basis]]:
        return read_element_bases(self._connection, self.files, _OF_MANY, [self._people])
