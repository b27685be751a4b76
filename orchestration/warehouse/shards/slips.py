"""People whom no number of the state names, and whose names or birth dates are a slip apart: they are built together.

What belongs here: the conditions of ``int_identity_conflicts``, in no narrower words (a middle name is not asked).
"""

from __future__ import annotations

_LETTERS = "regexp_replace({name}, '[^A-Z0-9]', '', 'g')"
_IS_NAME_A_SLIP_APART = """
    (
        damerau_levenshtein(one.{part}_key, other.{part}_key)
        <= case when least(length(one.{part}), length(other.{part})) < 6 then 1 else 2 end
        or list_has_any(one.{part}_words, other.{part}_words)
    )
"""
_BIRTH_DATES_APART = (
    "year(one.born) = year(other.born) and month(one.born) = month(other.born)",
    "year(one.born) = year(other.born) and day(one.born) = day(other.born)",
    "month(one.born) = month(other.born) and day(one.born) = day(other.born) "
    "and damerau_levenshtein(strftime(one.born, '%Y'), strftime(other.born, '%Y')) = 1",
    "year(one.born) = year(other.born) and month(one.born) = day(other.born) and day(one.born) = month(other.born)",
)
"""How birth dates of one name can be a slip apart: each is joined by what is equal, so that no two states' worth of
people are compared."""


def build_slips(described: str) -> str:
    """Build the query of (node, token): labels of rows of ``described`` (label, name_key, birth_key) and what two of
    them share whose names or birth dates are a slip apart."""
    parts = ", ".join(
        f"{_LETTERS.format(name=part)} as {part}_key, regexp_extract_all({part}, '[A-Z0-9]{{3,}}') as {part}_words"
        for part in ("last_name", "first_name")
    )
    by_name = [
        f"one.born = other.born and one.{same}_key = other.{same}_key and {_IS_NAME_A_SLIP_APART.format(part=part)}"
        for same, part in (("first_name", "last_name"), ("last_name", "first_name"))
    ]
    by_birth_date = [
        f"one.last_name_key = other.last_name_key and one.first_name_key = other.first_name_key and {apart}"
        for apart in _BIRTH_DATES_APART
    ]
    pairs = " union ".join(
        f"select one.label, other.label as other_label from named as one inner join named as other "
        f"on one.label < other.label and {condition}"
        for condition in (*by_name, *by_birth_date)
    )
    return f"""
        with named as materialized (
            select *, {parts} from (
                select distinct
                    label,
                    split_part(name_key, ',', 1) as last_name,
                    split_part(ltrim(split_part(name_key, ',', 2)), ' ', 1) as first_name,
                    try_cast(birth_key as date) as born
                from {described}
                where regexp_full_match(birth_key, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')
            ) as names
            where born is not null
        )
        select unnest([label, other_label]) as node, concat('p', label, '-', other_label) as token
        from ({pairs}) as pairs
    """
