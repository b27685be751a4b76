"""The engine's models, rendered without dbt and run on law tables and facts that a test feeds (``fed_facts``).

What belongs here: a small Jinja environment for ``models/rules/engine``, and the run. What does not: law, people,
expectations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import jinja2

from tests.support.fed_facts import FACTS, Facts, Row, feed, open_law, read, set_day

__all__ = ["FACTS", "Facts", "Row", "build", "feed", "list_needed", "open_engine", "read", "render", "set_day"]
ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models" / "rules" / "engine"
MACROS = ROOT / "dbt_project" / "macros"
_SHARED = ("three_valued_logic.sql", "text.sql", "finding_law.sql")
open_engine = open_law


def render_models() -> dict[str, tuple[str, bool]]:
    """The SQL of each model in the order of building, and whether it is a view."""
    return _render_models()[0]


def list_needed(*models: str) -> set[str]:
    """Models, and those they are made of."""
    references = _render_models()[1]
    return {*models}.union(*(list_needed(*references[model]) for model in models))


def list_read(model: str) -> set[str]:
    """The models that a model reads."""
    return _render_models()[1][model]


@cache
def _render_models() -> tuple[dict[str, tuple[str, bool]], dict[str, set[str]]]:
    references: dict[str, set[str]] = {}
    is_view: dict[str, bool] = {}
    sql: dict[str, str] = {}
    for path in sorted(MODELS.glob("*.sql")):
        name = path.stem
        references[name] = set()
        is_view[name] = False

        def refer(other: str, name: str = name) -> str:
            references[name].add(other)
            return other

        def configure(name: str = name, **words: str) -> str:
            is_view[name] = words.get("materialized") == "view"
            return ""

        sql[name] = render(path.read_text(encoding="utf-8"), refer, configure)
    references = {name: references[name] & sql.keys() for name in sql}
    order = TopologicalSorter(references).static_order()
    return {name: (sql[name], is_view[name]) for name in order}, references


def render(text: str, refer: Callable[[str], str] = str, configure: Callable[..., str] = lambda **words: "") -> str:
    """Render SQL with the engine's macros."""
    environment, called = _load_macros()
    called.update(ref=refer, config=configure)
    return re.sub(r"\n\s*\n+", "\n\n", environment.from_string(text).render())


@cache
def _load_macros() -> tuple[jinja2.Environment, dict[str, Callable[..., str]]]:
    """Parse the macros once, with what ``ref`` and ``config`` of a model call."""
    called: dict[str, Callable[..., str]] = {}
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])
    environment.globals.update(
        ref=lambda other: called["ref"](other),
        config=lambda **words: called["config"](**words),
        source=lambda _, table: table,
        rule=lambda table: f"facts.{table}",
        law=lambda table: f"law.{table}",
    )
    macros = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(MACROS.glob("*.sql"))
        if path.name in _SHARED or path.name.startswith("engine")
    )
    defined = vars(environment.from_string(macros).module)
    environment.globals.update({name: one for name, one in defined.items() if not name.startswith("_")})
    return environment, called


def build(connection: duckdb.DuckDBPyConnection, only: Iterable[str] | None = None) -> None:
    """Build the engine's models, or only those named."""
    chosen = set(only) if only is not None else None
    for name, (sql, is_view) in render_models().items():
        if chosen is None or name in chosen:
            connection.execute(f"create or replace {'view' if is_view else 'table'} {name} as ({sql}\n)")
