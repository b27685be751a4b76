"""Differencing risk: whether subtracting two answers about the same run would reveal a few people.

Two answers with the same groups are compared count by count. Other pairs cannot be compared; the log lists both.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

from orchestration.reporting.disclosure.rule import FEWEST
from orchestration.reporting.research.parse_query import QueryNotUnderstoodError, list_people
from orchestration.reporting.research.question import Question
from orchestration.reporting.research.run_query import NotAnsweredError, select_rows


def compare_people(path: Path, threads: int) -> Callable[[Question, Question], bool]:
    """Return a function that says whether, in some group, one answer counts 1 to 12 people more than the other."""

    def is_close(one: Question, other: Question) -> bool:
        if not path.is_file() or one.codes != other.codes:
            return False
        try:
            ours, theirs = (_list_people(question) for question in (one, other))
            pairs = [_select(one, *pair, other) for pair in product(ours, theirs)]
            return bool(select_rows(path, " union all ".join(pairs), threads).height)
        except (QueryNotUnderstoodError, NotAnsweredError):
            return False

    return is_close


def _list_people(question: Question) -> list[str]:
    return [select for selects in list_people(question).values() for select in selects]


def _select(one: Question, ours: str, theirs: str, other: Question) -> str:
    """Build a query with a row for each group in which the people of the two differ by a few."""
    both = " union all by name ".join(
        f"select {_format_keys(question)} unnest(people) as person, {is_ours} as is_ours "
        f"from ({select}) as listed({_format_columns(question)})"
        for question, select, is_ours in ((one, ours, "true"), (other, theirs, "false"))
    )
    keys = ", ".join([*_list_names(one), "person"])
    told = f"select {keys}, bool_or(is_ours) as is_ours, bool_or(not is_ours) as is_theirs from ({both}) group by all"
    few = " or ".join(
        f"count(*) filter (where {mine} and not {yours}) between 1 and {FEWEST - 1}"
        for mine, yours in (("is_ours", "is_theirs"), ("is_theirs", "is_ours"))
    )
    by = ", ".join(_list_names(one))
    return f"(select 1 as is_close from ({told}) {f'group by {by} ' if by else ''}having {few})"


def _list_names(question: Question) -> list[str]:
    return [f"k{at}" for at in range(len(question.codes))]


def _format_keys(question: Question) -> str:
    """The codes by name, so that both answers have them in one order."""
    places = [question.groups.index(name) for name in question.codes]
    return "".join(f"coalesce(cast(g{place} as varchar), '(null)') as k{at}, " for at, place in enumerate(places))


def _format_columns(question: Question) -> str:
    return ", ".join([*(f"g{at}" for at in range(len(question.groups))), "people"])
