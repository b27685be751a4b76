"""Hints of compiled petitions, on facts that a test feeds.

What belongs here: building them without dbt. What does not: law, people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb

from tests.support.compiled_law import EVERY_STATE, build_compiled, render
from tests.support.fed_facts import Facts, Law
from tests.support.law_models import open_fed

HINTS = EVERY_STATE / "rule__hints.sql"


def decide_hints(models: Mapping[str, str], law: Law, facts: Facts, as_of: date) -> duckdb.DuckDBPyConnection:
    """Decide facts by compiled law, with hints as the table ``hints``."""
    connection = open_fed(law, facts, as_of)
    build_compiled(connection, models)
    own = {name.partition("__")[2]: name for name in models if name.endswith(("__decisions", "petition_paths"))}
    for name, model in own.items():
        connection.execute(f"create or replace view facts.{name} as from {model}")
    hints = render(HINTS.read_text(encoding="utf-8"), var=lambda _: [*own])
    connection.execute(f"create or replace table hints as ({hints})")
    return connection
