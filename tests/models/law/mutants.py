"""Mutants of a law: every row left out or changed by a little."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tests.support.fed_facts import Law, Row

NUMBERS = {
    "path_elements": ("years", "months", "days", "n", "also_n", "window_years", "age_years"),
    "selectors": ("max_days_from", "max_days_to", "imposed_min_below", "imposed_max_below"),
    "caps": ("n",),
}
DAYS = {"selectors": ("offense_from", "offense_to", "convicted_from", "convicted_to", "arrested_from", "arrested_to")}
FLAGS = {"path_elements": ("negate", "counts_this", "not_this_case"), "clocks": ("is_required",)}
LISTS = {
    "selectors": (
        *("dispositions", "levels", "levels_none", "grades", "lists_any", "lists_none", "sections", "components"),
    ),
    "path_elements": ("owed",),
}


def list_mutants(law: Law) -> Iterator[tuple[str, Law]]:
    """List the mutants of a law with what was done to which row."""
    for table in ("paths", "path_elements", "selectors", "selector_facts", "clocks", "caps"):
        rows = list(law.get(table, ()))
        for place, row in enumerate(rows):
            for what, changed in _change(table, row):
                if (
                    changed is None
                    and table == "selectors"
                    and sum(x["selector"] == row["selector"] for x in rows) == 1
                ):
                    continue
                if changed is None and table == "clocks" and sum(x["clock"] == row["clock"] for x in rows) == 1:
                    continue
                others = [*rows[:place], *([changed] if changed is not None else []), *rows[place + 1 :]]
                yield f"{table} {row['row_key']}: {what}", {**law, table: others}


def _change(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Row | None]]:
    if not (table == "path_elements" and row.get("is_part")):
        yield "left out", None
    for column in NUMBERS.get(table, ()):
        if not row.get(column) or (column == "n" and row.get("type", "no_other") != "no_other"):
            continue
        yield f"{column} + 1", {**row, column: row[column] + 1}
        if row[column] > 1:
            yield f"{column} - 1", {**row, column: row[column] - 1}
    for column in DAYS.get(table, ()):
        if isinstance(row.get(column), date):
            yield f"{column} + 1 day", {**row, column: row[column] + timedelta(days=1)}
            yield f"{column} - 1 day", {**row, column: row[column] - timedelta(days=1)}
    for column in FLAGS.get(table, ()):
        if row.get(column) is not None and not (table == "path_elements" and not _reads(row, column)):
            yield f"not {column}", {**row, column: not row[column]}
    for column in LISTS.get(table, ()):
        words = row.get(column) or []
        for word in words:
            without = [other for other in words if other != word]
            yield f"{column} without {word}", {**row, column: without}


def _reads(row: Mapping[str, Any], column: str) -> bool:
    types = {"negate": ("kind", "fact"), "counts_this": ("no_other",), "not_this_case": ("no_other",)}
    return row["type"] in types[column]
