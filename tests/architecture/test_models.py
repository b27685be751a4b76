"""What a model may read and say: rules of the design that a machine can hold, each with all that breaks it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from orchestration.law.compiler.mark import is_compiled
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND
from orchestration.warehouse.dbt.manifest import load_manifest
from tests.support.repository import below, text

SQL = below("models", ".sql")
MODELS = [path for path in SQL if not {"macros", "tests"} & set(path.parts)]
# What an element reads, and who signed, is no law of its own: citation and tag stand in the row that is meant.
NO_LAW = ("_element_reads", "_signatures")
LAW = [path for path in below("models/rules", ".csv") if "law" in path.parts and not path.stem.endswith(NO_LAW)]

# What a run is about stands in tables of intake, the same for every state (ADR 0010): read anywhere.
RUN_TABLES = {
    "run_parameters",
    "deliveries",
    "identity_decisions",
    "established_facts",
    "claims",
    "county_policies",
    "missing_sources",
}
NAMES = {
    "staging": r"stg_((?P<state>[a-z]{2})_)?_[a-z0-9_]+",
    "intermediate": r"int_[a-z0-9_]+",
    "rules": r"rule_((?P<state>[a-z]{2})_)?_[a-z0-9_]+",
    "marts": r"(?!stg_|int_|rule_)[a-z0-9_]+",
}
BEFORE = {"staging": {"stg"}, "intermediate": {"stg", "int"}, "rules": {"int", "rule"}, "marts": {"int", "rule"}}
CLOCK = r"\b(current_date|current_timestamp|current_time|today|now|getdate|random|uuid|nextval|setseed)\b"
# Birthdays on 29 February, one day or year more, ranks of outcomes, nothing counted: no law, each seen here.
# Facts that people establish have their number in their name (at_least_18_at_the_offense).
NO_NUMBER_OF_LAW = (
    r"month\(|day\(|interval 1 day|then \d|else \d|= 1\b|len\(|> 0|\+ 1\b|coalesce\([\w.{} ]+, 0\)"
    r"|is_\d\d_answer|conviction_date_earliest - to_years|decimal\(12, 2\)"
)


def without_comments(path: Path) -> str:
    sql = re.sub(r"\{#.*?#\}", "", text(path), flags=re.DOTALL)
    return re.sub(r"--.*", "", sql)


@pytest.fixture(scope="module")
def manifest(sample_run: Any) -> Mapping[str, Any]:
    return load_manifest(sample_run.settings)


def test_a_model_is_named_after_its_stage_and_state() -> None:
    wrong = []
    for path in MODELS:
        name = re.fullmatch(NAMES[path.parts[1]], path.stem)
        state = name and name.groupdict().get("state")
        if not name or (state and path.parts[2] != state):
            wrong.append(str(path))
    assert wrong == []


def test_no_model_knows_the_clock_or_chance() -> None:
    paths = [*SQL, *below("dbt_project/macros", ".sql")]
    texts = {path: without_comments(path) for path in paths}
    for path, sql in texts.items():
        if is_compiled(text(path)):  # (In words of the law that a pack quotes: "an offense that is now punished".)
            texts[path] = re.sub(r'(?m)(^|: ) *"[^"\n]* [^"\n]*"', "", sql)
    assert [str(path) for path, sql in texts.items() if re.search(CLOCK, sql.lower())] == []


def test_a_stage_reads_what_came_before_it_and_only_staging_reads_sources() -> None:
    wrong = []
    for path in MODELS:
        prefixes = {name.split("_")[0] for name in re.findall(r"ref\(\s*'(\w+)'", text(path))} & {"stg", "int", "rule"}
        sources = set(re.findall(r"source\(\s*'(\w+)'\s*,\s*'(\w+)'", text(path)))
        run_tables = {("intake", table) for table in RUN_TABLES} | {("again", "findings")}  # (decided by rules)
        if path.parts[1:3] == ("marts", "metrics"):  # figures of run and ledger: the ledger is copied for them
            run_tables |= {("ledger", "lines"), ("ledger", "last_event")}
        if prefixes - BEFORE[path.parts[1]] or (path.parts[1] != "staging" and sources - run_tables):
            wrong.append(str(path))
    assert wrong == []


def _numbers_of_law(sql: str) -> Iterator[str]:
    yield from re.findall(r"\d{4}-\d{2}-\d{2}|\bdate\s*'", sql)
    yield from re.findall(r"'\(?\d[\d.]*[a-z()]*'", sql)  # a section or code as text
    for line in sql.splitlines():
        if re.search(r"(?<![\w'.])\d+(?![\w'.])", line) and not re.search(NO_NUMBER_OF_LAW, line):
            yield line.strip()


def test_no_number_date_or_section_that_a_statute_names_stands_in_a_rule() -> None:
    rules = [path for path in SQL if path.parts[1] == "rules" and "tests" not in path.parts]
    # (What is compiled from a pack has its numbers: a test compares it with what the compiler writes.)
    rules = [path for path in rules if not is_compiled(text(path))]
    assert [(str(path), found) for path in rules for found in _numbers_of_law(without_comments(path))] == []


def test_every_line_of_law_cites_its_source_and_says_how_sure_it_is() -> None:
    wrong = []
    for path in LAW:
        for row in csv.DictReader(text(path).splitlines()):
            # "V-limit/M-subdiv" is V for the limit and M for the subdivision; a reason of the record cites nothing.
            is_tagged = re.fullmatch(r"(V|C|P|S|M|inference)([-/+ ].+)?", row["verified"])
            if not is_tagged or not (row["citation"] or row.get("reason_code", "").startswith("record_")):
                wrong.append((path.name, row))
    assert wrong == []


def test_every_table_and_column_is_described(manifest: Mapping[str, Any]) -> None:
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
    tables = [node for node in nodes if node["resource_type"] in ("model", "seed", "source")]
    wrong = [node["unique_id"] for node in tables if not node["description"].strip() or not node["columns"]]
    for node in tables:
        wrong += [
            f"{node['unique_id']}.{name}" for name, one in node["columns"].items() if not one["description"].strip()
        ]
    assert wrong == []


def test_the_contracts_are_the_columns_of_the_warehouse(sample_run: Any, manifest: Mapping[str, Any]) -> None:
    built: dict[str, dict[str, str]] = {}
    with open_warehouse(sample_run.settings) as connection:
        for table, column, data_type in connection.execute(
            "select table_schema || '.' || table_name, column_name, lower(data_type) from information_schema.columns"
        ).fetchall():
            built.setdefault(table, {})[column] = data_type
    wrong = []
    for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
        if node["resource_type"] not in ("model", "seed", "source") or ON_DEMAND in node.get("tags", ()):
            continue
        table = f"{node['schema']}.{node.get('alias') or node['name']}"
        there = built.get(table, {})
        types = {name: one["data_type"] for name, one in node["columns"].items() if node["resource_type"] == "model"}
        if node["columns"].keys() != there.keys() or (types and types != there):
            wrong.append(table)
    assert wrong == []


def test_every_table_and_column_carries_its_description_in_the_warehouse(sample_run: Any) -> None:
    schemas = "schema_name in ('intake', 'restricted', 'staging', 'intermediate', 'law', 'rules', 'marts', 'research')"
    with open_warehouse(sample_run.settings) as connection:
        tables = "select * from duckdb_tables() union all by name select *, view_name as table_name from duckdb_views()"
        bare = connection.execute(
            f"select schema_name, table_name from ({tables}) where {schemas} and comment is null "
            f"union all select schema_name, table_name || '.' || column_name from duckdb_columns() "
            f"where {schemas} and comment is null"
        ).fetchall()
        ((comment,),) = connection.execute(
            "select comment from duckdb_columns() where table_name = 'int_convictions' and column_name = 'charge_id'"
        ).fetchall()
    assert bare == []
    assert comment
