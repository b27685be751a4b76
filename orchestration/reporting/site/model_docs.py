"""Models' documentation: dbt's static page, without clock, machine names or network access.

``dbt docs generate --static`` would include the time, an invocation id and local folders, and its catalogue queries the
database. The contracts of the models have the columns, so dbt's manifest suffices.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.dbt.manifest import load_manifest

CLOSED = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' "
    "'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; font-src data:\">"
)
"""Content security policy: the browser refuses every request of the page."""
_NOT_ASKED = (
    ('<use xlink:href="{{', '<use ng-attr-xlink:href="{{'),  # requested before the name is filled in
    ("${require('./assets/favicons/favicon.ico')}", "data:,"),  # left over from dbt's build
)
_OF_A_NODE = (
    "alias", "columns", "config", "database", "depends_on", "description", "docs", "fqn", "language", "macros", "meta",
    "name", "original_file_path", "package_name", "path", "raw_code", "refs", "relation_name", "resource_type",
    "schema", "source_name", "sources", "tags", "test_metadata", "column_name", "identifier", "loader",
    "source_description", "unique_id", "macro_sql", "arguments", "access", "group", "version", "attached_node",
    "block_contents", "constraints",
)  # fmt: skip
_SHOWN = ("nodes", "sources", "macros", "docs")
_EMPTY = ("exposures", "metrics", "groups", "selectors", "disabled", "semantic_models", "unit_tests", "saved_queries")


def render_model_docs(settings: Settings) -> str:
    """Render the page."""
    manifest = _cut(load_manifest(settings))
    catalogue = {
        "metadata": {},
        "nodes": _describe_tables(manifest, "nodes"),
        "sources": _describe_tables(manifest, "sources"),
    }
    page = _find_dbt_page().read_text(encoding="utf-8")
    for mark, told in (("MANIFEST", manifest), ("CATALOG", catalogue)):
        page = page.replace(f'"{mark}.JSON INLINE DATA"', json.dumps(told, sort_keys=True).replace("</", "<\\/"))
    for asked, silent in _NOT_ASKED:
        page = page.replace(asked, silent)
    return page.replace("<head>", f"<head>{CLOSED}", 1)


def _find_dbt_page() -> Path:
    found = find_spec("dbt.task.docs")
    assert found and found.origin
    return Path(found.origin).parent / "index.html"


def _cut(manifest: Mapping[str, Any]) -> dict[str, Any]:
    shown = {
        kind: {
            key: {name: _sort_lists(one[name]) for name in _OF_A_NODE if name in one}
            for key, one in manifest[kind].items()
            if kind != "macros" or one["package_name"] not in ("dbt", "dbt_duckdb")
        }
        for kind in _SHOWN
    }
    for node in shown["nodes"].values():  # dbt adds its own macros after a node ran
        depends_on = node["depends_on"]
        node["depends_on"] = {**depends_on, "macros": [one for one in depends_on["macros"] if one in shown["macros"]]}
    known = set(shown["nodes"]) | set(shown["sources"])
    maps = {
        name: {
            key: sorted(one for one in others if one in known) for key, others in manifest[name].items() if key in known
        }
        for name in ("parent_map", "child_map")
    }
    metadata = {"project_name": manifest["metadata"]["project_name"], "send_anonymous_usage_stats": False}
    return {"metadata": metadata, **shown, **maps, **{name: {} for name in _EMPTY}}


def _sort_lists(value: Any) -> Any:
    """Sort lists, whose order in a manifest depends on which files dbt parsed again."""
    if isinstance(value, Mapping):
        return {key: _sort_lists(one) for key, one in value.items()}
    return sorted(value, key=lambda one: json.dumps(one, sort_keys=True)) if isinstance(value, list) else value


def _describe_tables(manifest: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Build the catalogue from the contracts: columns in order, with types."""
    return {
        key: {
            "unique_id": key,
            "metadata": {
                "type": "table",
                "schema": node["schema"],
                "name": node["name"],
                "database": "",
                "comment": None,
            },
            "columns": {
                name: {"type": column.get("data_type") or "", "index": at, "name": name, "comment": None}
                for at, (name, column) in enumerate(node["columns"].items(), 1)
            },
            "stats": {},
        }
        for key, node in manifest[kind].items()
        if node["resource_type"] in ("model", "seed", "source")
    }
