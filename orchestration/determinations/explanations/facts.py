"""The facts behind the elements of a person, read once for all charges.

A charge can depend on all other charges, so values made per pair grow with their square. Here each fact, list of facts
and list of lines is one shared object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.determinations.explanations.model import Fact, Source


class DeliveredFiles:
    """Names of the delivered files, by delivery (``int_deliveries``)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        rows = connection.execute(
            "select delivery_id, file_name, count(*) over (partition by file_name) > 1 from intermediate.int_deliveries"
        ).fetchall()
        self._files = {delivery: (name, shares_name) for delivery, name, shares_name in rows}
        self._sources: dict[tuple[str, ...], Sequence[Source]] = {}

    def sources(self, source_rows: Iterable[str]) -> Sequence[Source]:
        """Group rows like ``delivery:line`` by delivery, ordered by file name, without repetition.

        The same rows return the same object.
        """
        rows = tuple(source_rows)
        if rows not in self._sources:
            self._sources[rows] = self._group_lines(rows)
        return self._sources[rows]

    def _group_lines(self, source_rows: Iterable[str]) -> list[Source]:
        of_delivery: dict[str, set[int]] = defaultdict(set)
        for source_row in source_rows:
            delivery_id, _, line = source_row.rpartition(":")
            of_delivery[delivery_id].add(int(line))
        sources = []
        for delivery_id in sorted(of_delivery, key=lambda id_: (self._files.get(id_, (id_,))[0], id_)):
            name, shares_name = self._files.get(delivery_id, (delivery_id, False))
            sources.append(Source(delivery_id, name, shares_name, sorted(of_delivery[delivery_id])))
        return sources


@dataclass(frozen=True)
class Basis:
    """The facts and lines behind an element's status; equal bases of a person are one object."""

    facts: Sequence[Fact]
    sources: Sequence[Source]


EMPTY_BASIS = Basis([], [])

ElementKey = tuple[str | None, str | None, str, str | None, str]
"""Charge, arrest, remedy, path, element."""

_VIEWS = {"charge": "marts.element_fact_rows", "arrest": "marts.arrest_element_fact_rows"}
_FACTS_OF_ELEMENTS = """
create or replace temp table facts_of_elements as
select
    person_id, {unit}_id as unit_id, remedy_id, path, element, fact_key, role, fact_table, fact_id, words, source_rows
from {view}
where {where}
"""
_FACTS = """
select
    person_id,
    fact_key,
    any_value(role) as role,
    any_value(words) as words,
    -- (The id of a conflict names the other person.)
    case when any_value(fact_table) <> 'int_identity_conflicts' then any_value(fact_id) else '' end as fact_id,
    any_value(source_rows) as source_rows
from temp.facts_of_elements
group by person_id, fact_key
order by person_id, role, any_value(fact_table), fact_id, words, fact_key
"""
_OF_ELEMENTS = """
select person_id, unit_id, remedy_id, path, element, list(fact_key order by fact_key) as fact_keys
from temp.facts_of_elements
group by person_id, unit_id, remedy_id, path, element
"""


def read_element_bases(
    connection: duckdb.DuckDBPyConnection, files: DeliveredFiles, where: str, values: Sequence[object]
) -> Mapping[str, Mapping[ElementKey, Basis]]:
    """Read the basis of each element by person, for the persons selected by ``where`` and its ``values``.

    Elements without a fact are left out. Those of charges and of arrests are read side by side: most of the time goes
    into planning, which takes one processor.
    """
    found: dict[str, dict[ElementKey, Basis]] = defaultdict(dict)
    with ThreadPoolExecutor(len(_VIEWS)) as threads:
        read = threads.map(lambda unit: _read_facts(connection, unit, where, values), _VIEWS)
        for unit, (facts, of_elements) in zip(_VIEWS, read, strict=True):
            facts_of: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
            for person_id, *fact in facts:
                facts_of[person_id].append(tuple(fact))
            bases = {person_id: _Bases(files, its) for person_id, its in facts_of.items()}
            for person_id, unit_id, remedy_id, path, element, fact_keys in of_elements:
                charge_id, arrest_id = (unit_id, None) if unit == "charge" else (None, unit_id)
                basis = bases[person_id].build(tuple(fact_keys))
                found[person_id][charge_id, arrest_id, remedy_id, path, element] = basis
    return found


def _read_facts(
    connection: duckdb.DuckDBPyConnection, unit: str, where: str, values: Sequence[object]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Read the facts of persons, and which of them each element has. The temporary table goes with the cursor."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS_OF_ELEMENTS.format(unit=unit, view=_VIEWS[unit], where=where), list(values))
        return cursor.execute(_FACTS).fetchall(), cursor.execute(_OF_ELEMENTS).fetchall()


class _Bases:
    """Facts of one person by key, and the bases built from them."""

    def __init__(self, files: DeliveredFiles, facts: Sequence[tuple[Any, ...]]) -> None:
        self._files = files
        self._places = {key: place for place, (key, *_) in enumerate(facts)}
        self._facts = [Fact(role, words or "", files.sources(rows), id_) for _, role, words, id_, rows in facts]
        self._rows = [frozenset(rows) for *_, rows in facts]
        self._sources: dict[frozenset[str], Sequence[Source]] = {}
        self._bases: dict[tuple[int, ...], Basis] = {}

    def build(self, keys: tuple[int, ...]) -> Basis:
        if keys not in self._bases:
            places = sorted(self._places[key] for key in keys)
            rows: frozenset[str] = frozenset().union(*(self._rows[place] for place in places))
            if rows not in self._sources:
                self._sources[rows] = self._files.sources(rows)
            self._bases[keys] = Basis([self._facts[place] for place in places], self._sources[rows])
        return self._bases[keys]
