"""Compiled law without dbt: packs are compiled, their models rendered, and built on facts that lie in a warehouse.

What belongs here: compiling, rendering and building. What does not: law, people, and how facts get into a warehouse.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

import duckdb
import jinja2

from orchestration.law.compiler.fact_contract import ANY, FactContract, read_contract
from orchestration.law.compiler.files import CONTRACTS, STATUSES_MACRO, compile_state, reads_paths
from orchestration.law.pack_files.files import PackFile, read_pack_files
from orchestration.law.pack_files.schema import Pack
from orchestration.settings import PROJECT_ROOT
from tests.support.state_packs import find_packs

EVERY_STATE = PROJECT_ROOT / "models" / "rules" / "every_state"
MACROS = PROJECT_ROOT / "dbt_project" / "macros"
WORDS = MACROS / "compiled_law.sql"
_MACROS = (
    *("compiled_law.sql", "compiled_petitions.sql", "law.sql", "paths.sql", "three_valued_logic.sql"),
    *("finding_law.sql", "sections.sql", "text.sql", "units.sql", "wide_facts.sql"),
)
Row = dict[str, Any]
_ASKED = re.compile(r"\{% set (?:by_\w+|asked_of_all) = (.*?) %\}", re.DOTALL)
_NAME = re.compile(r"'(\w+)'")


@cache
def find_contract(state: str) -> FactContract:
    """Find what the facts of a state promise; of laws beside the cases, and invented ones, everything."""
    models = PROJECT_ROOT / "models"
    return read_contract(models, state) if (models / "rules" / state).is_dir() else ANY


@cache
def _compile_shipped(state: str) -> dict[str, str]:
    return compile_packs_of(state, read_pack_files(find_packs(state), state), find_contract(state))


def compile_packs_of(
    state: str, files: Sequence[PackFile] | None = None, contract: FactContract = ANY
) -> dict[str, str]:
    """Compile the packs of a state, shipped or beside the cases: SQL by model, statuses with their macro."""
    if files is None:
        return _compile_shipped(state)
    found = compile_state(files, state, WORDS, contract)
    found[f"rule_{state}__statuses.sql"] = found.pop(STATUSES_MACRO) + "{{ statuses_of_paths() }}"
    return {name.removesuffix(".sql"): text for name, text in found.items() if name != CONTRACTS}


@cache
def compile_without_rows(state: str) -> dict[str, str]:
    """Compile the packs of a state but those whose paths are rows of a table: their facts are tables of their own."""
    files = [file for file in read_pack_files(find_packs(state), state) if not reads_paths(file)]
    return compile_packs_of(state, files, find_contract(state))


@cache
def render(text: str, **words: Any) -> str:
    """Render a compiled model without dbt."""
    return re.sub(r"\n\s*\n+", "\n\n", _load_macros().from_string(text).render(words))


@cache
def _load_macros() -> jinja2.Environment:
    """Parse the macros once: it takes longer than to decide."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])
    environment.globals.update(
        ref=str,
        config=lambda **words: "",
        is_rule_shared=lambda table, by_packs=False: True,
        source=lambda _, table: table,
        rule=lambda table: f"facts.{table}",
        law=lambda table: f"law.{table}",
    )
    texts = [(MACROS / name).read_text(encoding="utf-8") for name in _MACROS]
    macros = environment.from_string("\n".join(texts)).module
    environment.globals.update({name: one for name, one in vars(macros).items() if not name.startswith("_")})
    return environment


def build_offense_lists(connection: duckdb.DuckDBPyConnection) -> None:
    """Build the model of offense lists: which list each charge is on."""
    lists = render((EVERY_STATE / "rule__offense_lists.sql").read_text(encoding="utf-8"))
    connection.execute(f"create or replace table facts.offense_lists as ({lists})")


def build_compiled(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str]) -> None:
    """Build the offense lists, compiled models, and ``compiled`` and ``compiled_statuses``: findings and statuses."""
    build_offense_lists(connection)
    reads = {
        name: {other for other in models if other != name and f"ref('{other}')" in models[name]} for name in models
    }
    for name in TopologicalSorter(reads).static_order():
        is_view = name.endswith("__statuses") or "materialized='view'" in models[name]
        kind = "view" if is_view else "table"
        connection.execute(f"create or replace {kind} {name} as ({render(models[name])})")
    for made, view in {"compiled": "decisions", "compiled_statuses": "statuses"}.items():
        (name,) = (name for name in models if name.endswith(f"__{view}"))
        connection.execute(f"create or replace view {made} as select * from {name}")


def tie_to_arrests(tables: dict[str, list[Row]], facts: Sequence[Mapping[str, Any]], seed: int) -> dict[str, list[Row]]:
    """Tie half of the charges to an arrest of their person.

    What people established of arrests is kept where it is a fact of arrests.
    """
    draw = random.Random(seed)
    of_charges = {row["fact"] for row in facts if row["unit"] == "charge"}
    tables["established"] = [
        row for row in tables["established"] if row["unit"] != "arrest" or row["fact"] not in of_charges
    ]
    arrests: dict[str, list[str]] = {}
    for unit in tables["units"]:
        if unit["unit"] == "arrest":
            arrests.setdefault(unit["person_id"], []).append(unit["unit_id"])
    for unit in tables["units"]:
        own = arrests.get(unit["person_id"])
        if unit["unit"] == "charge" and own and draw.random() < 0.5:
            unit["arrest_id"] = draw.choice(own)
            of_person = {"person_id": unit["person_id"], "person_bucket": unit["person_bucket"]}
            pair = {"unit_id": unit["arrest_id"], "other_unit_id": unit["unit_id"], "pair": "charge_of_arrest"}
            tables["unit_pairs"].append({**of_person, **pair})
    return tables


def count_answers(connection: duckdb.DuckDBPyConnection, model: str, text: str) -> dict[str, set[bool | None]]:
    """Find which answers each element of a compiled model has among its charges."""
    elements = sorted({one for names in _ASKED.findall(text) for one in _NAME.findall(names)})
    asked = ", ".join(f"list(distinct {one}), bool_or({one} is null)" for one in elements)
    found = connection.execute(f"select {asked} from {model}_elements").fetchone()
    assert found, model
    pairs = zip(found[::2], found[1::2], strict=True)
    answers = ({*(known or ()), *([None] if has_unknown else [])} for known, has_unknown in pairs)
    return dict(zip(elements, answers, strict=True))


def edit_pack(file: PackFile, edit: Callable[[Any], None]) -> PackFile:
    """Edit a copy of what a pack says."""
    content = file.pack.model_dump(by_alias=True, exclude_unset=True)
    edit(content)
    return replace(file, pack=Pack.model_validate(content))
