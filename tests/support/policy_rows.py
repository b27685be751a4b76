"""The figures of policies as a table with a column per number, for tests that count them again."""

from __future__ import annotations


def policy_rows(table: str = "marts.metrics") -> str:
    """A subquery: one row per policy, place, group, vital status, unit and measure. What is not known of a denominator
    is a figure of its own."""
    keys = ("unit", "law", "place", "group_by", "group_code", "status")
    return f"""(
        select
            figures.law as scenario, figures.place, figures.group_by as group_kind, figures.group_code,
            figures.status as vital_status, figures.unit, replace(figures.metric, 'policy_', '') as measure,
            figures.count as figure, figures.not_known, figures.denominator,
            among.not_known as denominator_not_known
        from {table} as figures
        inner join {table} as among
            on among.metric = 'policy_' || figures.denominator_name
            and {" and ".join(f"figures.{key} = among.{key}" for key in keys)}
        where starts_with(figures.metric, 'policy_')
    )"""
