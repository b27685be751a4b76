"""Deliveries and columns that a remedy of the state needs and that a run lacks.

What belongs here: finding them, for a layout of a state's own by the deliveries that its packs name, for the standard
layout also by column. What does not: who waits for them (``rule_<state>__missing_sources``) and what follows (the gate
``rules``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.ingestion.deliveries.read_delivery import Receipt
from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.layouts.mapping import quote
from orchestration.ingestion.layouts.needs import list_columns_of, list_element_needs, list_never_told_columns

Column = tuple[str, str]
"""A column of the standard layout: file and column."""
ANY_FACT: Column = ("charges", "offense_flags")
"""It may tell any fact, and no file has to: what it alone could tell is a question to a person."""


@dataclass(frozen=True, order=True)
class MissingSource:
    """A source that an element of a path needs and the run lacks.

    ``source``: kind of a delivery, or file and column, by which a person accepts that it is missing. ``called``: in
    words. ``path``: empty of a finding that no path fits. ``is_never_told``: the state's capabilities say that its
    files never tell it.
    """

    source: str
    called: str
    remedy: str
    path: str
    element: str
    is_never_told: bool


def find_missing_sources(
    connection: duckdb.DuckDBPyConnection, models: Path, layout: Layout, receipts: Mapping[str, Sequence[Receipt]]
) -> list[MissingSource]:
    """Find what the deliveries in force lack, sorted. ``receipts``: by kind of delivery."""
    called = {one.kind: one.called for one in layout.others}
    never_told = list_never_told_columns(models, layout.state)
    needs = list_element_needs(models, layout.state)
    read = {reads: list_columns_of(reads) for one in needs for reads in one.reads} if layout.may_lack_columns else {}
    files = {one.name_words for one in (layout, *layout.others) if one.kind in receipts}
    filled = _find_filled(connection, layout, receipts, {column for columns in read.values() for column in columns})
    found = {
        MissingSource(kind, called.get(kind, kind), one.remedy, one.path or "", one.element, False)
        for one in needs
        for kind in one.deliveries - receipts.keys()
    }
    for one in needs:
        for reads in one.reads & read.keys():
            columns = read[reads]
            if set(columns) - {ANY_FACT} and not filled.intersection(columns):
                name = _format_columns(columns, files)
                is_never_told = never_told.issuperset(columns)
                found.add(MissingSource(name, name, one.remedy, one.path or "", one.element, is_never_told))
    return sorted(found)


def _find_filled(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    receipts: Mapping[str, Sequence[Receipt]],
    columns: Collection[Column],
) -> set[Column]:
    """Find the columns that hold something in a row of a delivery in force."""
    of_file: dict[str, list[str]] = defaultdict(list)
    for file, column in sorted(columns):
        of_file[file].append(column)
    filled = set()
    for of_kind in (layout, *layout.others):
        paths = ", ".join(quote(receipt.rows_glob) for receipt in receipts.get(of_kind.kind, ()) if receipt.accepted)
        for column in of_file[of_kind.name_words] if paths else ():
            query = f"select 1 from read_parquet([{paths}]) where trim({column}) <> '' limit 1"
            if connection.execute(query).fetchall():
                filled.add((of_kind.name_words, column))
    return filled


def _format_columns(columns: Sequence[Column], files: Collection[str]) -> str:
    """Format columns of which any would do: by file where the file is missing, else by column."""
    return " or ".join(dict.fromkeys(f"{file}.{column}" if file in files else file for file, column in columns))
