"""A table of which one row is broken: where a gate asks every row, one is enough to stop a run.

What belongs here: the query that breaks one row. What does not: which gate notices (the mutations).
"""

from __future__ import annotations


def one_without(column: str) -> str:
    """A query over ``{old}``: in one row that had it, the value of ``column`` is gone."""
    one = f"row_number() over (order by {column} is null) = 1"
    return f"select * replace (case when not ({one}) then {column} end as {column}) from {{old}}"
