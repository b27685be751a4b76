"""What compiled law makes of facts that a test feeds, in a warehouse in memory: no dbt, no files.

What belongs here: the law of a state or of a test, the run, and reading findings. What does not: people, expectations,
and how packs are compiled (``compiled_law``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import duckdb

from orchestration.law.pack_files.compilation import compile_packs
from orchestration.law.pack_files.files import read_pack_files
from tests.models.law.boundary_cases import list_lines
from tests.support.compiled_law import build_compiled, compile_packs_of
from tests.support.fed_facts import Facts, Law, Row, feed, open_law, read
from tests.support.state_packs import find_packs

Key = tuple[str, str]
"""A unit and a remedy."""


@cache
def read_law(state: str, as_of: date) -> Law:
    """Read the law tables of a state as they are in force on a day."""
    return compile_packs(find_packs(state), state, as_of)


@cache
def compile_law(state: str) -> Mapping[str, str]:
    """Compile the packs of a state for facts that tell all that facts can tell, whatever those of its runs do."""
    return compile_packs_of(state, read_pack_files(find_packs(state), state))


def open_fed(law: Law, facts: Facts, as_of: date) -> duckdb.DuckDBPyConnection:
    """Open a warehouse with a law and facts."""
    connection = open_law(law, as_of)
    connection.execute("set threads = 1")
    feed(connection, facts)
    return connection


def decide(models: Mapping[str, str], law: Law, facts: dict[str, list[Row]], as_of: date) -> duckdb.DuckDBPyConnection:
    """Decide facts by compiled models; invented sections name the lists that they are on."""
    connection = open_fed({**law, "offense_lists": list_lines(facts)}, facts, as_of)
    build_compiled(connection, models)
    return connection


def decide_state(state: str, facts: dict[str, list[Row]], as_of: date) -> duckdb.DuckDBPyConnection:
    """Decide facts by the law of a state."""
    return decide(compile_packs_of(state), read_law(state, as_of), facts, as_of)


def read_findings(connection: duckdb.DuckDBPyConnection) -> dict[Key, Row]:
    """Read the findings of all remedies."""
    return {(row["unit_id"], row["remedy_id"]): row for row in read(connection, "select * from compiled")}
