"""The data dictionary page: every table of the warehouse with its columns, from the descriptions in dbt's manifest.

The page depends on the project alone, not on a run. ``lookback docs`` writes it; it is not in git.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DICTIONARY_FILE = "data_dictionary.md"
SCHEMAS = ("intake", "staging", "intermediate", "rules", "marts", "research", "quality")

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
    """Format the whole page: schemas in order of data flow, tables by name, columns in table order."""
    tables = [
        node
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        if node["resource_type"] in ("model", "seed", "source")
    ]
    parts = [_HEAD]
    for schema in SCHEMAS:
        parts.append(f"\n## {schema}\n")
        parts += [
            format_dictionary_table(node)
            for node in sorted(tables, key=lambda node: node["name"])
            if node["schema"] == schema
        ]
    return "".join(parts)


def format_dictionary_table(node: Mapping[str, Any]) -> str:
    """Format one table with its columns."""
    types: Mapping[str, str] = node["config"].get("column_types") or {}
    described = {name: column.get("description", "") for name, column in node["columns"].items()}
    names = [*types, *(name for name in described if name not in types)]
    lines = [f"\n### {node['schema']}.{node['name']}\n\n{_one_line(node['description'])}\n"]
    if names:
        lines.append("\n| column | type | what it holds |\n|---|---|---|\n")
    for name in names:
        data_type = types.get(name) or node["columns"].get(name, {}).get("data_type") or ""
        lines.append(f"| `{name}` | {data_type} | {_one_line(described.get(name, ''))} |\n")
    return "".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
