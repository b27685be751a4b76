"""Law table ``finding_law``: which rows of the law decide a finding, by its remedy, its path and what decided it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
UNIT, FACTS, PERSON = "unit", "facts", "person"
"""What a list or fact is looked up for: the unit and what its element rests on; by what the state's facts read of the
unit; its person. ``same_case`` and ``same_arrest`` are the others (``window`` of the packs)."""
_WORDS = ["met", "not_yet", "unknown", "not_met"]
_BARS = [word for word in _WORDS if word != "met"]
_BESIDE = ("same_case", "same_arrest")


def list_finding_law(tables: Tables, as_of: date) -> list[Row]:
    """List the rows of ``finding_law`` from the other law tables, each once."""
    found = [*_list_of_paths(tables), *_list_of_elements(tables), *_list_of_facts(tables, as_of)]
    return [*{str(row): row for row in found}.values()]


def _list_of_paths(tables: Tables) -> Iterator[Row]:
    """What decides whatever the element is, and elements that no path lists."""
    selectors = _group(tables["selectors"], "selector")
    caps = [(name, cap) for cap in tables["caps"] for name in cap["paths"]]
    for row in tables["paths"]:
        remedy, path = {"remedy_id": row["remedy_id"]}, {"remedy_id": row["remedy_id"], "path": row["path"]}
        yield _name("remedies", row["remedy_id"], **remedy)
        yield _name("paths", row["row_key"], **path)
        for cap in [cap for name, cap in caps if name == row["path"]]:
            yield _name("caps", cap["row_key"], **remedy, element=cap["cap"], words=_BARS)
        if row["review_unless_fits"]:
            key = f"{row['remedy_id']} a_path_fits"
            yield _name("elements", key, **remedy, element="a_path_fits", words=_BARS)
        for one in _list_excepted([row["kind"]], selectors):
            for name in [*(one["lists_any"] or ()), *(one["lists_none"] or ())]:
                yield _name("offense_lists", name, **path, element="of_the_kind", words=_WORDS, looks_at=UNIT)
    for row in tables["presumptions"]:
        of = {"remedy_id": row["remedy_id"], "element": row["element"], "presumptions": [row["presumption"]]}
        yield _name("presumptions", row["row_key"], **of, words=["presumed"])


def _list_of_elements(tables: Tables) -> Iterator[Row]:
    """What each element names: selectors, clocks, numbers, lists, answers; a combination names what its parts do."""
    selectors, clocks = _group(tables["selectors"], "selector"), _group(tables["clocks"], "clock")
    answers = _group(tables["element_answers"], "remedy_id", "path", "element")
    for row in tables["path_elements"]:
        of = {"remedy_id": row["remedy_id"], "path": row["path"], "words": _WORDS}
        days = [*clocks.get(row.get("clock"), ()), *clocks.get(row.get("after_clock"), ())]
        named = [row.get("selector"), row.get("also_selector"), *(day.get("selector") for day in days)]
        read = _list_excepted(named, selectors)
        keys = [("elements", f"{row['remedy_id']} {row['element']}")]
        keys += [("clocks", day["row_key"]) for day in days] + [("selectors", one["row_key"]) for one in read]
        keys += [("parameters", key) for one in [row, *read] for key in one.get("reads_parameters") or ()]
        for element in [row["element"], *_find_combinations(row, tables["path_elements"])]:
            for table, key in keys:
                yield _name(table, key, **of, element=element)
        of["element"] = row["element"]
        for one in read:
            for name in [*(one["lists_any"] or ()), *(one["lists_none"] or ())]:
                yield _name("offense_lists", name, **of, looks_at=UNIT)
        for answer in answers.get((row["remedy_id"], row["path"], row["element"]), ()):
            yield _name("facts", answer["fact"], **of, looks_at=UNIT)
        if row["type"] == "no_other":
            beside = row["window_name"] if row["window_name"] in _BESIDE else PERSON
            for one in selectors.get(row["selector"], ()):
                for name in one["lists_none"] or ():
                    yield _name("offense_lists", name, **of, looks_at=beside)


def _list_of_facts(tables: Tables, as_of: date) -> Iterator[Row]:
    """What the facts of an element are read from (law table ``element_reads``), in the words in which that decides."""
    presumptions = _group(tables["presumptions"], "remedy_id", "element")
    in_force = [row for row in tables["parameters"] if _is_in_force(row, as_of)]
    parameters = _group(in_force, "parameter")
    comes_to = {(row["remedy_id"], row["path"]): row["comes_to"] for row in tables["paths"]}
    asked = {(row["remedy_id"], row["path"], row["element"]) for row in tables["path_elements"]}
    for read in tables["element_reads"]:
        table, key, only = read["law_table"], read["law_key"], read["only_paths"]
        paths = [path for remedy, path in comes_to if remedy == read["remedy_id"] and path in (only or path).split()]
        of = {"remedy_id": read["remedy_id"], "reason_code": read["only_reason"] or None}
        if key == "path":  # (The row of another table that a path is named by.)
            yield from (_name(table, path, **of, path=path) for path in paths)
        if not read["words"]:
            continue
        presumed = [row["presumption"] for row in presumptions.get((read["remedy_id"], read["element"]), ())]
        for path in paths:
            if (read["remedy_id"], path, read["element"]) not in asked:
                continue
            is_granted = table == "offense_lists" and comes_to[read["remedy_id"], path] == "eligible"
            # (Of what is granted no list was one that bars.)
            words = [word for word in read["words"].split() if not (is_granted and word == "met")]
            of |= {"path": path, "element": read["element"], "words": words, "presumptions": presumed}
            if table in ("offense_lists", "facts") or read["only_with"]:
                yield _name(table, key, **of, looks_at=FACTS)
            elif table == "parameters":
                yield from (_name(table, row["row_key"], **of) for row in parameters.get(key, ()))


def _name(law_table: str, law_key: str, **of: Any) -> Row:
    return {**of, "law_table": law_table, "law_key": law_key}


def _list_excepted(named: Sequence[str | None], selectors: Mapping[Any, Sequence[Row]]) -> list[Row]:
    """List the alternatives of selectors, and those of their exceptions."""
    own = [one for name in named for one in selectors.get(name, ())]
    return own + [other for one in own for other in selectors.get(one["except_selector"], ())]


def _find_combinations(part: Row, elements: Sequence[Row]) -> list[str]:
    return [
        row["element"]
        for row in elements
        if (row["remedy_id"], row["path"]) == (part["remedy_id"], part["path"])
        and part["element"] in "+".join(row.get("combine_of") or ()).split("+")
    ]


def _is_in_force(parameter: Row, as_of: date) -> bool:
    day = as_of.isoformat()
    return bool(parameter["value"]) and parameter["effective_from"] <= day <= (parameter["effective_to"] or day)


def _group(rows: Sequence[Row], *columns: str) -> dict[Any, list[Row]]:
    """Group rows by one column, or by several."""

    def key(row: Row) -> Any:
        values = tuple(row[column] for column in columns)
        return values if len(values) > 1 else values[0]

    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
