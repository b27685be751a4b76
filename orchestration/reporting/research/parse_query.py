"""Determine from the parsed question what its columns count.

A heading says which columns are counts, but anything could be called a count: eleven times a count, an age, a number
that spells a name. A question is understood if it is one select over the tables of the schema (or one of them grouped
by person), its groups are those of ``group by``, its counts are ``count``, its measures are a few known aggregates of
columns, and no part contains another query. Further columns count the people behind every number of such a question.
Other questions are answered without measures, and a person must give a reason to release the answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

from orchestration.reporting.research.question import Question

PERSON = "person_number"
PEOPLE = "its people"
"""Column that lists the people in a select of ``list_people``."""
Node = dict[str, Any]

_PLAIN = frozenset(
    {"COLUMN_REF", "CONSTANT", "CAST", "FUNCTION", "OPERATOR", "COMPARISON", "CONJUNCTION", "CASE", "BETWEEN"}
)
"""Parts of an expression about one row: no subquery, no window, no list of all columns."""
_COUNT = frozenset({"count", "count_star"})
_MEASURES = frozenset({"avg", "mean", "median"})
"""Aggregates that reveal no single person if many are behind them. A minimum or maximum is one person's own."""
_OF_THE_TEXT = frozenset({"query_location", "query_location_length", "alias"})


class QueryNotUnderstoodError(ValueError):
    """The columns of the question cannot be judged. The message says why."""


@dataclass(frozen=True)
class ParsedQuestion:
    """``sql``: the question with further columns that count the people behind each number. ``behind``: of each count
    and measure the columns that must all be large."""

    sql: str
    behind: Mapping[str, Sequence[str]]

    @property
    def hidden(self) -> list[str]:
        """All further columns."""
        return list(dict.fromkeys(name for names in self.behind.values() for name in names))


def list_people(question: Question) -> dict[str, list[str]]:
    """Build, for each count and each table with people, a select that lists the people of each group.

    Its columns are the groups, as text in the order of the heading, and the list.

    Raises:
        QueryNotUnderstoodError: The columns cannot be judged, or a limit cuts the answer: its people depend on
            the rows cut off.
    """
    try:
        _parse(question)
        tree = _parse_sql(question.sql)
        node = tree["statements"][0]["node"]
        if any(one["type"] == "LIMIT_MODIFIER" for one in node["modifiers"]):
            raise QueryNotUnderstoodError("it has a limit")
        named = {_name(one): one for one in node["select_list"]}
        sources = [source for source in _list_sources(node["from_table"]) if source is not None]
        return {
            count: [_format_sql(_add_people(tree, question.groups, named, source, named[count])) for source in sources]
            for count in question.counts
        }
    except (KeyError, TypeError, IndexError, duckdb.Error):
        raise QueryNotUnderstoodError("its form is not supported") from None


def _add_people(tree: Node, groups: Sequence[str], named: Mapping[str, Node], source: Node, aggregate: Node) -> Node:
    """Replace the question's columns by its groups and the list of people behind one count."""
    columns = [{**named[group], "alias": group} for group in groups]
    listed = {**_count_people(source, aggregate, called="list"), "alias": PEOPLE}
    copied: Node = json.loads(json.dumps(tree))
    copied["statements"][0]["node"] |= {"select_list": [*columns, listed], "modifiers": []}
    return copied


def parse_question(question: Question) -> ParsedQuestion:
    """Parse and judge the question.

    Raises:
        QueryNotUnderstoodError: The columns cannot be judged.
    """
    try:
        return _parse(question)
    except (KeyError, TypeError, IndexError, duckdb.Error):
        raise QueryNotUnderstoodError("its form is not supported") from None


def _parse(question: Question) -> ParsedQuestion:
    tree = _parse_sql(question.sql)
    node = tree["statements"][0]["node"]
    _check_form(node)
    sources = [source for source in _list_sources(node["from_table"]) if source is not None]
    if not sources:
        raise QueryNotUnderstoodError("none of its tables has people")
    named = {_name(one): one for one in node["select_list"]}
    for group in question.groups:
        _check_group(group, named.get(group), node, set(question.groups))
    counts = {name: _count(name, named.get(name)) for name in question.counts}
    found = counts | {name: _measure(name, named.get(name)) for name in question.measures}
    more: dict[str, str] = {}
    behind = {
        name: [_add_column(node, more, _count_people(source, one)) for source in sources] for name, one in found.items()
    }
    return ParsedQuestion(_format_sql(tree), behind)


def _parse_sql(sql: str) -> Node:
    with duckdb.connect() as connection:
        ((text,),) = connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchall()
    tree: Node = json.loads(text)
    if tree.get("error") or len(tree["statements"]) != 1:
        raise QueryNotUnderstoodError("it is not one select")
    return tree


def _format_sql(tree: Node) -> str:
    with duckdb.connect() as connection:
        ((sql,),) = connection.execute("select json_deserialize_sql(?::json)", [json.dumps(tree)]).fetchall()
    return str(sql)


def _check_form(node: Node) -> None:
    if node["type"] != "SELECT_NODE" or node["cte_map"]["map"]:
        raise QueryNotUnderstoodError("it is more than one select")
    if node["having"] or node["qualify"] or node["sample"] or len(node["group_sets"]) > 1:
        raise QueryNotUnderstoodError("it has having, qualify, sample or several sets of groups")
    names = {_name(one) for one in node["select_list"]}
    for modifier in node["modifiers"]:
        if modifier["type"] == "ORDER_MODIFIER":
            orders = [one["expression"] for one in modifier["orders"]]
            is_plain = all(one["class"] == "COLUMN_REF" and one["column_names"][-1] in names for one in orders)
        else:
            ends = [modifier.get("limit"), modifier.get("offset")]
            is_plain = modifier["type"] == "LIMIT_MODIFIER" and all(
                one is None or one["class"] == "CONSTANT" for one in ends
            )
        if not is_plain:
            raise QueryNotUnderstoodError("it is ordered or limited by something other than its columns")
    if node["where_clause"]:
        _check_plain(node["where_clause"])
    for one in node["group_expressions"]:
        _check_plain(one)


def _list_sources(table: Node) -> Iterator[Node | None]:
    """Yield the column with the person's number of each table; None for a table without people."""
    kind = table["type"]
    if kind == "JOIN":
        if table["condition"] is not None:
            _check_plain(table["condition"])
        yield from _list_sources(table["left"])
        yield from _list_sources(table["right"])
    elif kind == "BASE_TABLE":
        if table["schema_name"] not in ("", "research") or table["catalog_name"] or table["column_name_alias"]:
            raise QueryNotUnderstoodError("it reads something that is no table of the schema research")
        yield _build_column(table["alias"] or table["table_name"], PERSON)
    elif kind == "SUBQUERY":
        _check_one_row_per_person(table["subquery"]["node"])
        if table["column_name_alias"] or not table["alias"]:
            raise QueryNotUnderstoodError("a subquery has no alias, or renames its columns")
        yield _build_column(table["alias"], PERSON)
    else:
        raise QueryNotUnderstoodError("it reads something that is no table")


def _check_one_row_per_person(node: Node) -> None:
    """Check that a subquery selects only attributes of each person."""
    _check_form(node)
    of_whom = [one["column_names"][-1] for one in node["group_expressions"] if one["class"] == "COLUMN_REF"]
    is_one_table = node["from_table"]["type"] == "BASE_TABLE"
    if of_whom != [PERSON] or len(node["group_expressions"]) != 1 or not is_one_table or node["modifiers"]:
        raise QueryNotUnderstoodError("a subquery is not one table grouped by person_number")
    list(_list_sources(node["from_table"]))
    names = {_name(one): one for one in node["select_list"]}
    if PERSON not in names or names[PERSON]["class"] != "COLUMN_REF" or names[PERSON]["column_names"][-1] != PERSON:
        raise QueryNotUnderstoodError("a subquery does not select person_number")
    for one in node["select_list"]:
        _check_plain(one)


def _check_plain(expression: Node) -> None:
    for one in _walk(expression):
        if one["class"] not in _PLAIN:
            raise QueryNotUnderstoodError("an expression contains another query or needs more than one row")


def _walk(value: Any) -> Iterator[Node]:
    """Yield an expression and all its parts."""
    if isinstance(value, dict):
        if "class" in value:
            yield value
        for part in value.values():
            yield from _walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from _walk(part)


def _name(expression: Node) -> str:
    return str(expression["alias"] or (expression.get("column_names") or [""])[-1])


def _check_group(name: str, expression: Node | None, node: Node, groups: set[str]) -> None:
    is_grouped = expression is not None and any(
        _is_same(expression, one) or (one["class"] == "COLUMN_REF" and one["column_names"] == [name] and name in groups)
        for one in node["group_expressions"]
    )
    if expression is None or not is_grouped:
        raise QueryNotUnderstoodError(f"{name} is no group: it is not in group by")
    _check_plain(expression)


def _count(name: str, expression: Node | None) -> Node:
    if expression is None or not _is_aggregate_of(expression, _COUNT):
        raise QueryNotUnderstoodError(f"{name} is not count(*) or count(distinct column)")
    return expression


def _is_aggregate_of(expression: Node, names: frozenset[str]) -> bool:
    """Return whether it is one of these aggregates, of a column or of rows, perhaps with a filter."""
    if expression["class"] != "FUNCTION" or expression["function_name"] not in names or expression["schema"]:
        return False
    arguments = [one["expression"] for one in expression["arguments"]]
    if (
        len(arguments) > 1
        or any(one["class"] != "COLUMN_REF" for one in arguments)
        or expression["order_bys"]["orders"]
    ):
        return False
    if expression["filter"]:
        _check_plain(expression["filter"])
    return True


def _measure(name: str, expression: Node | None) -> Node:
    """Return the aggregate of a measure, rounded or not."""
    is_rounded = expression is not None and expression["class"] == "FUNCTION" and expression["function_name"] == "round"
    inner = expression["arguments"][0]["expression"] if expression is not None and is_rounded else expression
    if inner is None or not _is_aggregate_of(inner, _MEASURES):
        raise QueryNotUnderstoodError(
            f"{name} is no mean or median of a column; compute shares from the counts of the answer"
        )
    return inner


def _count_people(source: Node, aggregate: Node, called: str = "count") -> Node:
    """Count the people (or list them, if ``called`` is list) in the rows of a table that an aggregate uses."""
    conditions = [_is_true(one) for one in _list_conditions(aggregate)]
    return _call(called, [source], is_distinct=True, condition=_join_conditions(conditions) if conditions else None)


def _list_conditions(aggregate: Node) -> list[Node]:
    told = [aggregate["filter"]] if aggregate["filter"] else []
    its = [one["expression"] for one in aggregate["arguments"]]
    return [*told, *(_build_expression("OPERATOR", "OPERATOR_IS_NOT_NULL", children=[one]) for one in its)]


def _is_true(condition: Node) -> Node:
    """Build ``condition is true``, which excludes null."""
    return _build_expression("COMPARISON", "COMPARE_NOT_DISTINCT_FROM", left=condition, right=_parse_expression("true"))


def _join_conditions(conditions: Sequence[Node]) -> Node:
    if len(conditions) == 1:
        return conditions[0]
    return _build_expression("CONJUNCTION", "CONJUNCTION_AND", children=list(conditions))


@cache
def _parse_once(expression: str) -> str:
    return json.dumps(_parse_sql(f"select {expression}")["statements"][0]["node"]["select_list"][0])


def _parse_expression(expression: str) -> Node:
    """Parse an expression with DuckDB."""
    parsed: Node = json.loads(_parse_once(expression))
    return parsed


def _build_column(*names: str) -> Node:
    return _build_expression("COLUMN_REF", "COLUMN_REF", column_names=list(names))


def _call(name: str, arguments: Sequence[Node], *, is_distinct: bool, condition: Node | None) -> Node:
    model = _parse_expression(f"{name}(distinct one) filter (where two)")
    (argument,) = model["arguments"]
    model["arguments"] = [{**argument, "expression": one} for one in arguments]
    return {**model, "distinct": is_distinct, "filter": condition}


def _build_expression(kind: str, word: str, **parts: Any) -> Node:
    return {"class": kind, "type": word, "alias": "", "query_location": 0, "query_location_length": 0, **parts}


def _add_column(node: Node, more: dict[str, str], expression: Node) -> str:
    """Add ``expression`` as a column and return its name."""
    key = json.dumps(_strip(expression), sort_keys=True)
    if key not in more:
        more[key] = f"people behind {len(more) + 1}"
        node["select_list"].append({**expression, "alias": more[key]})
    return more[key]


def _strip(value: Any) -> Any:
    """Remove positions in the text and aliases."""
    if isinstance(value, dict):
        return {name: _strip(part) for name, part in value.items() if name not in _OF_THE_TEXT}
    return [_strip(part) for part in value] if isinstance(value, list) else value


def _is_same(one: Node, other: Node) -> bool:
    return bool(_strip(one) == _strip(other))
