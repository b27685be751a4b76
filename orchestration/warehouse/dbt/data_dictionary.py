"""The data dictionary: every table of the warehouse with its columns, from the descriptions beside the models.

What belongs here: turning dbt's manifest into one page of Markdown. What does not: descriptions (``models/**/*.yml``).
The page depends on the project alone: no clock, no figures of a run. ``lookback docs`` writes it; git does not keep it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DICTIONARY_FILE = "data_dictionary.md"
SCHEMAS = ("intake", "staging", "intermediate", "rules", "marts", "research", "quality")

_HEAD = """\
# Data dictionary

Written by `make docs` from the descriptions in `models/`; do not edit it by hand. Every table is in
`<home>/warehouse/<state>/clearance.duckdb`, in the schema that its heading names first. The first words of each
description say what a row is.

How to read names: `_id` ours, `_key` ties rows together within a delivery, `_code` as received, `_type` our word,
`_name` text, `_date` a day; `_earliest` and `_latest` are the first and last day a date can be, `_precision` says how
exactly it is known; `is_` and `has_` are yes or no.
"""


def dictionary_page(manifest: Mapping[str, Any]) -> str:
    """The whole page: schemas in the order of the data's way, tables by name, columns in the order of the table."""
    tables = [
        node
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        if node["resource_type"] in ("model", "seed", "source")
    ]
    parts = [_HEAD]
    for schema in SCHEMAS:
        parts.append(f"\n## {schema}\n")
        parts += [
            table_page(node) for node in sorted(tables, key=lambda node: node["name"]) if node["schema"] == schema
        ]
    return "".join(parts)


def table_page(node: Mapping[str, Any]) -> str:
    """One table with its columns."""
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
