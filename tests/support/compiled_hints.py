"""Hints of compiled petitions beside those of the engine, on the same facts in one warehouse.

What belongs here: building both, and the comparison. What does not: law, people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from orchestration.settings import PROJECT_ROOT
from tests.support.compiled_law import Row, build_compiled, render
from tests.support.engine_models import build, feed, list_needed, open_engine

HINTS = PROJECT_ROOT / "models" / "rules" / "every_state" / "rule__hints.sql"
COLUMNS = (
    *("unit", "unit_id", "person_id", "person_bucket", "remedy_id", "hint_id", "place", "is_within_reach"),
    *("conditions", "hint", "citation", "verified"),
)


def decide_hints(
    models: Mapping[str, str], law: Mapping[str, Sequence[Any]], facts: Mapping[str, Sequence[Row]], as_of: date
) -> duckdb.DuckDBPyConnection:
    """Decide facts by compiled law, with hints as the table ``hints``."""
    connection = open_engine(law, as_of)
    connection.execute("set threads = 1")
    feed(connection, facts)
    build(connection, list_needed("engine_unit_lists"))
    build_compiled(connection, models)
    build_hints(connection, models)
    return connection


def build_hints(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str]) -> None:
    """Build the hints, from compiled models that are built."""
    own = {name.partition("__")[2]: name for name in models if name.endswith(("__decisions", "petition_paths"))}
    for name, model in own.items():
        connection.execute(f"create or replace view facts.{name} as from {model}")
    words = {"var": lambda _: [*own], "is_rule_shared": lambda *_, **__: True}
    connection.execute(f"create or replace table hints as ({render(HINTS.read_text(encoding='utf-8'), **words)})")


def compare_hints(connection: duckdb.DuckDBPyConnection) -> tuple[int, list[tuple[Any, ...]]]:
    """Compare whole rows with the hints of the engine: how many there are, and those that only one of both has."""
    build(connection, list_needed("engine_hints"))
    columns = ", ".join(COLUMNS)
    only = [
        f"select '{told}' as told_by, * from (select {columns} from {told} except all select {columns} from {other})"
        for told, other in (("hints", "engine_hints"), ("engine_hints", "hints"))
    ]
    different = connection.execute(f"{' union all '.join(only)} order by unit_id, hint_id").fetchall()
    (counted,) = connection.execute("select count(*) from engine_hints").fetchone() or (0,)
    return counted, different
