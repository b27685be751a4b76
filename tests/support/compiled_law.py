"""Compiled law beside the engine: both decide the same facts in one warehouse, and every column is compared.

What belongs here: rendering compiled models without dbt, the facts at their side, the comparison. What does not: law,
people.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from orchestration.law.compiler.files import CONTRACTS, compile_state
from orchestration.law.pack_files.files import PackFile, read_pack_files
from tests.support.engine_models import MACROS
from tests.support.state_packs import find_packs

WORDS = MACROS / "compiled_law.sql"
_MACROS = ("compiled_law.sql", "law.sql", "paths.sql", "three_valued_logic.sql")
COLUMNS = (
    *("outcome", "path", "deciding_element", "eligible_on", "valid_until", "relief", "reason_code", "presumed_facts"),
    *("immaterial_elements", "held_up_by", "decided_by", "is_out_of_reach", "has_possible_better_path", "unit"),
    *("person_id", "person_bucket"),
)
Row = dict[str, Any]


def compile_packs_of(state: str, files: Sequence[PackFile] | None = None) -> dict[str, str]:
    """Compile the packs of a state, shipped or beside the cases: SQL by model, the wide facts first."""
    files = files or read_pack_files(find_packs(state), state)
    found = compile_state(files, state, WORDS)
    return {name.removesuffix(".sql"): text for name, text in found.items() if name != CONTRACTS}


def render(text: str) -> str:
    """Render a compiled model without dbt."""
    macros = "\n".join((MACROS / name).read_text(encoding="utf-8") for name in _MACROS)
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])
    environment.globals.update(
        ref=str,
        config=lambda **words: "",
        source=lambda _, table: table,
        rule=lambda table: f"facts.{table}",
        law=lambda table: f"law.{table}",
    )
    return re.sub(r"\n\s*\n+", "\n\n", environment.from_string(f"{macros}\n{text}").render())


def build_compiled(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str]) -> None:
    """Build compiled models, and ``compiled``: the findings of all of them."""
    for name, text in models.items():
        connection.execute(f"create or replace table {name} as ({render(text)})")
    findings = [f"select * from {name}" for name in models if not name.endswith("__wide_facts")]
    connection.execute(f"create or replace view compiled as {' union all by name '.join(findings)}")


@dataclass(frozen=True)
class Comparison:
    """How many findings were compared, and in how many each column differs."""

    findings: int
    differences: Mapping[str, int]
    examples: Sequence[tuple[Any, ...]]


def compare(connection: duckdb.DuckDBPyConnection, columns: Sequence[str] = COLUMNS) -> Comparison:
    """Compare every column of the findings of the engine and of the compiled packs."""
    connection.execute(
        "create or replace temp view of_engine as select * from engine_earlier_findings"
        " union all by name select * from engine_later_findings"
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


def vary(tables: dict[str, list[Row]], as_of: date, seed: int) -> dict[str, list[Row]]:
    """Give facts and days other sources, and some a day until which they hold, as the facts of a run have them."""
    draw = random.Random(seed)
    sources = ["history", "history", "court_records", "supervised_release", "petitions"]
    for name in ("unit_days", "unit_facts", "person_facts"):
        for row in tables.get(name, ()):
            row["source"] = draw.choice(sources if name != "unit_days" else sources[:4])
            if draw.random() < 0.1:
                row["valid_until"] = as_of + timedelta(days=draw.randrange(1, 900))
    return tables


def find_pack_folder(state: str) -> Path:
    """Find the folder of a state's packs."""
    return find_packs(state)
