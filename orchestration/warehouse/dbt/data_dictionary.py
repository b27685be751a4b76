"""The data dictionary: every table of the warehouse with its columns, from the descriptions in dbt's manifest.

It depends on the project alone, not on a run. ``lookback docs`` writes it as a page per schema; it is not in git.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

CONTENTS = "README.md"
SCHEMAS = {
    "intake": "rows of the deliveries as text, and what a run is",
    "staging": "those rows with dates and words that have been read, a table per entity of the state's files",
    "intermediate": "people, arrests, charges, sentences and events of any state, without law",
    "law": "the law as tables: numbers, lists, elements, reasons",
    "rules": "what the law gives each charge and arrest",
    "marts": "determinations, batch lines, review queue and figures",
    "research": "people, convictions and determinations without names, ids or exact days",
    "quality": "runs, and what the gates found",
}

_HEAD = """\
# Data dictionary

Written by `make docs` from the descriptions in `models/`; do not edit it by hand. Every table is in
`<home>/warehouse/<state>/clearance.duckdb`, in the schema before the dot of its heading. Each description begins with
the grain of the table.

Suffixes of columns: `_id` is made by Lookback, `_key` ties rows of one delivery, `_code` is as received, `_type` is
Lookback's word, `_name` is text, `_date` is a day. `_earliest` and `_latest` are the first and last day a date can be,
`_precision` is how exactly it is known. `is_` and `has_` are yes or no.
"""


def format_dictionary(manifest: Mapping[str, Any]) -> str:
    """Format all schemas as one page: in order of data flow, tables by name, columns in table order."""
    sections = (f"\n## {schema}\n{_format_tables(_list_tables(manifest, schema))}" for schema in SCHEMAS)
    return "".join([_HEAD, *sections])


def format_dictionary_pages(manifest: Mapping[str, Any], further: Mapping[str, str]) -> dict[str, str]:
    """Format a page per schema and one of contents, by file name. ``further``: pages that are in the contents too, with
    what is in them."""
    contents = [_HEAD, "\n| schema | what is in it | tables |\n|---|---|---|\n"]
    pages = {}
    for schema, holds in SCHEMAS.items():
        tables = _list_tables(manifest, schema)
        contents.append(f"| [{schema}]({schema}.md) | {holds} | {len(tables)} |\n")
        rows = "".join(
            f"| [{name}](#{schema}{name}) | {_one_line(node['description']).split('. ')[0]} |\n"
            for name, node in ((_find_table(node), node) for node in tables)
        )
        head = f"# The schema {schema}\n\n{holds.capitalize()}. [All schemas]({CONTENTS})\n"
        pages[f"{schema}.md"] = f"{head}\n| table | what one row is |\n|---|---|\n{rows}{_format_tables(tables)}"
    contents += [f"| [{name.removesuffix('.md')}]({name}) | {holds} | |\n" for name, holds in further.items()]
    return {CONTENTS: "".join(contents), **pages}


def format_dictionary_table(node: Mapping[str, Any]) -> str:
    """Format one table with its columns."""
    types: Mapping[str, str] = node["config"].get("column_types") or {}
    described = {name: column.get("description", "") for name, column in node["columns"].items()}
    names = [*types, *(name for name in described if name not in types)]
    lines = [f"\n### {node['schema']}.{_find_table(node)}\n\n{_one_line(node['description'])}\n"]
    if names:
        lines.append("\n| column | type | what it holds |\n|---|---|---|\n")
    for name in names:
        data_type = types.get(name) or node["columns"].get(name, {}).get("data_type") or ""
        lines.append(f"| `{name}` | {data_type} | {_one_line(described.get(name, ''))} |\n")
    return "".join(lines)


def _list_tables(manifest: Mapping[str, Any], schema: str) -> list[Mapping[str, Any]]:
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
    found = [
        node for node in nodes if node["resource_type"] in ("model", "seed", "source") and node["schema"] == schema
    ]
    return sorted(found, key=_find_table)


def _format_tables(tables: Sequence[Mapping[str, Any]]) -> str:
    return "".join(map(format_dictionary_table, tables))


def _find_table(node: Mapping[str, Any]) -> str:
    """Find the name of the table in the warehouse: a source has no alias."""
    return str(node.get("alias") or node["name"])


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
