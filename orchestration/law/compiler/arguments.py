"""Values of a pack as SQL, and as arguments of macros: a literal, or the column of the parameter that holds it."""

from __future__ import annotations

from datetime import date

from orchestration.law.pack_files.schema import Selector


def write_number(value: int | str) -> str:
    """Write a number, or the parameter that holds it, as an argument of a macro."""
    return str(value) if isinstance(value, int) else f"'{value}'"


def write_day(value: date | str) -> str:
    """Write a day, or the parameter that holds it, as SQL."""
    return f"date '{value}'" if isinstance(value, date) else value


def write_plain_number(value: int | str) -> str:
    """Write a number, or the parameter that holds it, as SQL."""
    return str(value)


def list_reliefs(one: Selector) -> list[str]:
    """List the remedies whose relief an alternative of a selector looks at."""
    return [name for name in (one.relieved_by, one.not_relieved_by) if name]
