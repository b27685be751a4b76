"""Compiled law that decides again with one more answer: questions, answers, and what comes out otherwise.

What belongs here: asking invented people, and the law as ``decide_again`` wants it, without dbt. What does not: law,
people, expectations.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from orchestration.warehouse.shards.decide_again import CompiledLaw, decide_again
from tests.support.compiled_law import EVERY_STATE, render
from tests.support.fed_facts import Row, feed, read

OFFENSE_LISTS, ASKED = EVERY_STATE / "rule__offense_lists.sql", EVERY_STATE / "rule__asked.sql"
IDS = ("unit_id", "other_unit_id", "subject", "person_id", "arrest_id", "case_id")
FACTS = ("units", "unit_days", "unit_facts", "person_facts", "unit_pairs", "established", "owed", "people")
_ASKABLE = """
    with answered as (
        select facts.fact, facts.unit from law.facts
        where fact in (select fact from law.element_answers union select fact from law.level_facts)
    )
    select person_id, person_bucket, fact, if(answered.unit = 'person', person_id, unit_id) as subject_id
    from facts.units
    inner join answered on answered.unit in (units.unit, 'person')
    union
    select person_id, person_bucket, fact_needed as fact, unit_id as subject_id
    from facts.offense_lists
    where fact_needed is not null
    order by all
"""


def make_law(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str]) -> CompiledLaw:
    """Make the law of compiled models, whose facts lie in ``connection``."""
    reads = {
        name: {other for other in models if other != name and f"ref('{other}')" in models[name]} for name in models
    }
    kinds = {name: "view" if "materialized='view'" in models[name] else "table" for name in models}
    (decisions,) = (name for name in models if name.endswith("__decisions"))
    law = _find_all_read(reads, decisions)
    steps = [
        ("facts.offense_lists", "table", render(OFFENSE_LISTS.read_text(encoding="utf-8"))),
        *(
            (f"main.{name}", kinds[name], render(models[name]))
            for name in TopologicalSorter(reads).static_order()
            if name in law
        ),
    ]
    law_tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'law'").fetchall()
    return CompiledLaw(
        facts={f"facts.{table}": _list_ids(connection, f"facts.{table}") for table in FACTS},
        established="facts.established",
        answers="facts.possible_answers",
        inputs=[*(f"law.{name}" for (name,) in law_tables), "main.run_parameters", "main.int_deliveries"],
        models=steps,
        decisions=f"main.{decisions}",
    )


def _find_all_read(reads: Mapping[str, set[str]], name: str) -> set[str]:
    return {name}.union(*(_find_all_read(reads, other) for other in reads[name]))


def _list_ids(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    columns = connection.execute(f"describe {table}").fetchall()
    return [name for name, *_ in columns if name in IDS]


def ask_of_lists(law: Mapping[str, Any], lines: Iterable[Row]) -> dict[str, Any]:
    """Return the law with the facts that lines of offense lists need."""
    facts = sorted({line["fact_needed"] for line in lines if line["fact_needed"]})
    row = {"unit": "charge", "asked_by": "charge", "question": "Is it?", "citation": "none", "verified": "P"}
    return {**law, "facts": [*law["facts"], *({**row, "fact": fact, "row_key": fact} for fact in facts)]}


def ask_anything(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Ask each person two questions that law reads the answers of, each of one or two subjects."""
    draw = random.Random(seed)
    asked: dict[str, dict[str, list[str]]] = {}
    buckets = {}
    for row in read(connection, _ASKABLE):
        asked.setdefault(row["person_id"], {}).setdefault(row["fact"], []).append(row["subject_id"])
        buckets[row["person_id"]] = row["person_bucket"]
    questions = [
        {"person_id": person_id, "person_bucket": buckets[person_id], "fact": fact, "subjects": facts[fact]}
        for person_id, facts in asked.items()
        for fact in draw.sample(sorted(facts), min(2, len(facts)))
    ]
    rows = [
        {**question, "question_number": number, "subject": subject, "value": value}
        for number, question in enumerate(questions)
        for subject in draw.sample(question["subjects"], min(len(question["subjects"]), draw.choice([1, 1, 2])))
        for value in ("yes", "no")
    ]
    feed(connection, {"possible_answers": rows})


def find_asked(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Find what is asked of people, as ``rule__asked`` says."""
    for table in ("decisions", "statuses"):
        (name,) = (name for name in models if name.endswith(f"__{table}"))
        connection.execute(f"create or replace view facts.{table} as from {name}")
    macro = models[name].removesuffix("{{ statuses_of_paths() }}")
    text = macro + ASKED.read_text(encoding="utf-8")
    return connection.execute(f"select * from ({render(text)}) order by all").fetchall()


def decide_all_again(connection: duckdb.DuckDBPyConnection, law: CompiledLaw, folder: Path) -> None:
    """Fill ``again.findings`` for the possible answers that were fed."""
    decide_again(connection, law, folder / "again", {"threads": "1"})
