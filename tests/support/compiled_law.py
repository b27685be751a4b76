"""Compiled law beside the engine: both decide the same facts in one warehouse, and every column is compared.

What belongs here: rendering compiled models without dbt, the facts at their side, the comparison. What does not: law,
people.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

import duckdb
import jinja2

from orchestration.law.compiler.fact_contract import ANY, UNTIL, FactContract, read_contract
from orchestration.law.compiler.files import CONTRACTS, compile_state
from orchestration.law.pack_files.compilation import compile_packs
from orchestration.law.pack_files.files import PackFile, read_pack_files
from orchestration.law.pack_files.schema import Pack
from tests.models.law.boundary_cases import list_lines, make_boundary_cases
from tests.models.law.invented_histories import History
from tests.support.engine_models import MACROS, ROOT, build, feed, list_needed, open_engine
from tests.support.state_packs import find_packs

OFFENSE_LISTS = ROOT / "models" / "rules" / "every_state" / "rule__offense_lists.sql"
WORDS = MACROS / "compiled_law.sql"
_MACROS = (
    *("compiled_law.sql", "compiled_petitions.sql", "law.sql", "paths.sql", "three_valued_logic.sql"),
    *("sections.sql", "text.sql", "units.sql", "wide_facts.sql"),
)
COLUMNS = (
    *("outcome", "path", "deciding_element", "eligible_on", "valid_until", "relief", "reason_code", "presumed_facts"),
    *("immaterial_elements", "held_up_by", "decided_by", "is_out_of_reach", "has_possible_better_path", "unit"),
    *("person_id", "person_bucket"),
)
Row = dict[str, Any]
_ASKED = re.compile(r"\{% set (?:by_\w+|asked_of_all) = (.*?) %\}", re.DOTALL)
_NAME = re.compile(r"'(\w+)'")


@cache
def find_contract(state: str) -> FactContract:
    """Find what the facts of a state promise; of laws beside the cases, and invented ones, everything."""
    models = ROOT / "models"
    return read_contract(models, state) if (models / "rules" / state).is_dir() else ANY


@cache
def _compile_shipped(state: str) -> dict[str, str]:
    return compile_packs_of(state, read_pack_files(find_packs(state), state), find_contract(state))


def compile_packs_of(
    state: str, files: Sequence[PackFile] | None = None, contract: FactContract = ANY
) -> dict[str, str]:
    """Compile the packs of a state, shipped or beside the cases: SQL by model."""
    if files is None:
        return _compile_shipped(state)
    found = compile_state(files, state, WORDS, contract)
    return {name.removesuffix(".sql"): text for name, text in found.items() if name != CONTRACTS}


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
        is_rule_shared=lambda table, by_engine=False: True,
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
    lists = render(OFFENSE_LISTS.read_text(encoding="utf-8"))
    connection.execute(f"create or replace table facts.offense_lists as ({lists})")


def build_compiled(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str]) -> None:
    """Build the offense lists, compiled models, and ``compiled`` and ``compiled_statuses``: findings and statuses."""
    build_offense_lists(connection)
    reads = {
        name: {other for other in models if other != name and f"ref('{other}')" in models[name]} for name in models
    }
    for name in TopologicalSorter(reads).static_order():
        kind = "view" if "materialized='view'" in models[name] else "table"
        connection.execute(f"create or replace {kind} {name} as ({render(models[name])})")
    for made, view in {"compiled": "decisions", "compiled_statuses": "statuses"}.items():
        (name,) = (name for name in models if name.endswith(f"__{view}"))
        connection.execute(f"create or replace view {made} as select * from {name}")


@dataclass(frozen=True)
class Comparison:
    """How many findings were compared, and in how many each column differs."""

    findings: int
    differences: Mapping[str, int]
    examples: Sequence[tuple[Any, ...]]


def compare(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[str] = COLUMNS, remedy: str | None = None
) -> Comparison:
    """Compare every column of the findings of the engine, or of one remedy, and of the compiled packs."""
    connection.execute(
        "create or replace temp view of_engine as select * from (select * from engine_earlier_findings"
        " union all by name select * from engine_later_findings)" + (f" where remedy_id = '{remedy}'" if remedy else "")
    )
    both = "of_engine full join compiled using (unit_id, remedy_id)"
    counts = ", ".join(f"count(*) filter (of_engine.{one} is distinct from compiled.{one})" for one in columns)
    found = connection.execute(f"select count(*), {counts} from {both}").fetchone()
    assert found
    differences = {name: number for name, number in zip(columns, found[1:], strict=True) if number}
    examples = []
    for name in differences:
        examples += connection.execute(
            f"select '{name}', unit_id, of_engine.{name}, compiled.{name}, of_engine.outcome, compiled.outcome,"
            f" of_engine.deciding_element, compiled.deciding_element from {both}"
            f" where of_engine.{name} is distinct from compiled.{name} limit 4"
        ).fetchall()
    return Comparison(found[0], differences, examples)


def tie_to_arrests(tables: dict[str, list[Row]], facts: Sequence[Mapping[str, Any]], seed: int) -> dict[str, list[Row]]:
    """Tie half of the charges to an arrest of their person.

    What people established of arrests is kept where it is a fact of arrests: the engine counts an arrest, too, of which
    somebody says that it is a pending charge.
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


def vary(tables: dict[str, list[Row]], as_of: date, seed: int) -> dict[str, list[Row]]:
    """Give facts and days other sources, and some a day until which they hold, and events that they rest on."""
    draw = random.Random(seed)
    sources = ["history", "history", "court_records", "supervised_release", "petitions"]
    for name in ("unit_days", "unit_facts", "person_facts"):
        for row in tables.get(name, ()):
            row["source"] = draw.choice(sources if name != "unit_days" else sources[:4])
            if draw.random() < 0.1:
                row["valid_until"] = as_of + timedelta(days=draw.randrange(1, 900))
    other = random.Random(seed)
    for name in ("unit_facts", "person_facts"):
        for row in tables.get(name, ()):
            row["rests_on"] = [f"event {number}" for number in range(other.randrange(3))]
    return tables


def keep_contract(tables: Mapping[str, list[Row]], contract: FactContract) -> None:
    """Leave out of facts what their contract does not promise."""
    empty = {"over_on": None, "valid_until": None, "is_presumed": False, "source": "history"}
    for row in (*tables.get("unit_facts", ()), *tables.get("person_facts", ())):
        for column, nothing in empty.items():
            if not contract.carries(row["fact"], UNTIL if column == "valid_until" else column):
                row[column] = nothing


@cache
def decide_invented(state: str, as_of: date, people: int, seed: int) -> duckdb.DuckDBPyConnection:
    """Decide invented people by the engine and by compiled law; once for all who ask."""
    law = compile_packs(find_packs(state), state, as_of)
    history = History(law, as_of, seed)
    history.add_people(people)
    return decide(compile_packs_of(state), law, history.tables, as_of, seed, contract=find_contract(state))


def decide_boundaries(state: str, as_of: date) -> duckdb.DuckDBPyConnection:
    """Decide every boundary case of a state's law by the engine and by compiled law."""
    law = compile_packs(find_packs(state), state, as_of)
    cases = make_boundary_cases(law, as_of)
    return decide(compile_packs_of(state), law, cases, as_of, 1, contract=find_contract(state))


def decide(
    models: Mapping[str, str],
    law: Mapping[str, Any],
    tables: dict[str, list[Row]],
    as_of: date,
    seed: int,
    delivered: Sequence[str] = (),
    contract: FactContract = ANY,
    lines: Sequence[Row] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Decide people by the engine and by compiled law, their facts varied as far as their contract goes."""
    vary(tables, as_of, seed)
    keep_contract(tables, contract)
    connection = open_engine({**law, "offense_lists": list_lines(tables) if lines is None else lines}, as_of)
    connection.execute("set threads = 1")
    feed(connection, tables)
    for kind in delivered:
        connection.execute("insert into int_deliveries values (?)", [kind])
    build(connection, list_needed("engine_earlier_findings", "engine_later_findings"))
    build_compiled(connection, models)
    return connection


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
    content = deepcopy(file.source.content)
    edit(content)
    return replace(file, pack=Pack.model_validate(content))
