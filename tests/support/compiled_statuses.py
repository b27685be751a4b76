"""Statuses of elements, and the charges they rest on or ask about: of compiled law and of the engine, side by side.

What belongs here: the rows of both, and how many differ. What does not: findings, law, people.
"""

from __future__ import annotations

import duckdb

from tests.support.compiled_law import Comparison
from tests.support.engine_models import build, list_needed

_NUMBER = "cast(md5_number({}) >> 64 as ubigint)"
_ROWS = "(select * from engine_earlier_{0} union all by name select * from engine_later_{0})"
_PAIRS = {
    "statuses": (
        """select unit_id, remedy_id, path, element, status, rests_on
        from engine_statuses where supposed_level is null and path is not null""",
        "select unit_id, remedy_id, path, element, status, rests_on from compiled_statuses",
    ),
    "asks_about": (
        f"""select distinct units.unit_id, elements.remedy_id, elements.path, elements.element, unnest(asks_about) as one
        from {_ROWS.format("rows")} as statuses
        inner join {_ROWS.format("paths")} as candidates using (candidate_number)
        inner join engine_law_elements as elements using (element_number)
        inner join engine_units as units using (unit_number)
        where candidates.variant = 0 and not elements.is_part""",
        f"""select unit_id, remedy_id, path, element, {_NUMBER.format("unnest(asks_about)")} as one
        from compiled_statuses""",
    ),
    "looked_at": (
        f"""select distinct findings.unit_id, findings.remedy_id, findings.path, elements.element,
            unnest(statuses.rests_on) as one
        from {_ROWS.format("findings")} as findings
        inner join engine_law_elements as elements
            on findings.path_number = elements.path_number
            and elements.element = coalesce(findings.deciding_element, elements.element)
        inner join {_ROWS.format("rows")} as statuses
            on findings.candidate_number = statuses.candidate_number
            and elements.element_number = statuses.element_number""",
        """select unit_id, remedy_id, path, told.element, told.unit_id as one
        from (select unit_id, remedy_id, path, unnest(rests_on) as told from compiled)""",
    ),
}


def compare_statuses(connection: duckdb.DuckDBPyConnection) -> dict[str, Comparison]:
    """Compare statuses with what they rest on, what elements ask about, and what findings look at."""
    build(connection, list_needed("engine_statuses"))
    return {name: _compare(connection, *pair, name) for name, pair in _PAIRS.items()}


def _compare(connection: duckdb.DuckDBPyConnection, of_engine: str, compiled: str, name: str) -> Comparison:
    if name == "looked_at":
        of_engine = f"select * from ({of_engine}) where one in (select unit_id from engine_units) and one <> unit_id"
        compiled = f"select * from ({compiled}) where one <> unit_id"
    connection.execute(f"create or replace temp table of_engine_rows as {of_engine}")
    connection.execute(f"create or replace temp table compiled_rows as {compiled}")
    (rows,) = connection.execute("select count(*) from of_engine_rows").fetchone() or (0,)
    differences, examples = {}, []
    for told, one, other in (
        ("missing", "of_engine_rows", "compiled_rows"),
        ("more", "compiled_rows", "of_engine_rows"),
    ):
        found = connection.execute(f"select * from {one} except all select * from {other} order by all").fetchall()
        if found:
            differences[told] = len(found)
            examples += [(told, *row) for row in found[:6]]
    return Comparison(rows, differences, examples)
