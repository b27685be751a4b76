"""Proposition 64 as compiled, over invented people.

What belongs here: rendering the models without dbt where tables have their schemas. What does not: people, law.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import jinja2

from orchestration.law.pack_files.files import PackFile, read_pack_files
from orchestration.settings import PROJECT_ROOT
from tests.support.compiled_law import MACROS, compile_packs_of
from tests.support.state_packs import find_packs

_MACROS = (
    "compiled_law.sql",
    "compiled_petitions.sql",
    "compiled_rows.sql",
    "law.sql",
    "paths.sql",
    "three_valued_logic.sql",
)
_FACTS = PROJECT_ROOT / "models" / "rules" / "ca" / "macros" / "prop64_facts.sql"
PROP64 = ("prop64_statutory", "prop64_policy")


@cache
def _load_macros() -> jinja2.Environment:
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])
    environment.globals.update(
        config=lambda **words: "",
        ref=_find_table,
        source=lambda schema, table: f"clearance.{schema}.{table}",
        rule=lambda table: f"clearance.rules.rule_ca__{table}",
        law=lambda table: f"clearance.law.{table}",
    )
    paths: list[Path] = [*(MACROS / name for name in _MACROS), _FACTS]
    macros = environment.from_string("\n".join(path.read_text(encoding="utf-8") for path in paths)).module
    environment.globals.update({name: one for name, one in vars(macros).items() if not name.startswith("_")})
    return environment


def _find_table(name: str) -> str:
    """Find where a model is: Proposition 64 as compiled beside the run, all others in it."""
    if name.removeprefix("rule_ca__").removesuffix("_elements") in PROP64:
        return name
    return f"clearance.{'intermediate' if name.startswith('int_') else 'rules'}.{name}"


def read_packs_of_california() -> list[PackFile]:
    """Read California's packs."""
    return list(read_pack_files(find_packs("ca"), "ca"))


def decide_prop64(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str] | None = None) -> None:
    """Decide the counts of ``clearance`` by Proposition 64 as compiled, each model after those that it reads."""
    texts = models or compile_packs_of("ca")
    names = [f"{one}{what}" for one in PROP64 for what in ("_elements", "")]
    for name in (f"rule_ca__{one}" for one in names):
        if name in texts:
            kind = "view" if name.endswith("_elements") else "table"
            sql = _load_macros().from_string(texts[name]).render()
            connection.execute(f"create or replace {kind} {name} as ({sql})")
    found = " union all by name ".join(f"select * from rule_ca__{one}" for one in PROP64)
    connection.execute(f"create or replace view compiled as {found}")
