"""What a model may read, say and be called: the rules of the design that a machine can hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from repository import below, text

from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.manifest import load_manifest

MODELS = below("models", ".sql")
# What an element reads, and who signed, is no law of its own: citation and tag stand in the row that is meant.
NO_LAW = ("_element_reads", "_signatures")
LAW = [path for path in below("models/rules", ".csv") if "law" in path.parts and not path.stem.endswith(NO_LAW)]

# What a run is about stands in tables of intake, the same for every state (docs/adr/0010, 0014, 0026): read anywhere.
RUN_TABLES = {
    "run_parameters",
    "deliveries",
    "identity_decisions",
    "established_facts",
    "claims",
    "county_policies",
}
NAMES = {
    "staging": r"stg_(?P<state>[a-z]{2})__[a-z0-9_]+",
    "intermediate": r"int_[a-z0-9_]+",
    "rules": r"rule_((?P<state>[a-z]{2})__)?[a-z0-9_]+",
    "marts": r"(?!stg_|int_|rule_)[a-z0-9_]+",
}


def without_comments(path: Path) -> str:
    sql = re.sub(r"\{#.*?#\}", "", text(path), flags=re.DOTALL)
    return re.sub(r"--.*", "", sql)


@pytest.fixture(scope="module")
def manifest(sample_run: Any) -> Mapping[str, Any]:
    return load_manifest(sample_run.settings)


@pytest.mark.parametrize("path", MODELS, ids=str)
def test_a_model_is_called_after_its_stage_and_says_what_it_is(path: Path) -> None:
    stage = path.parts[1]
    name = re.fullmatch(NAMES[stage], path.stem)
    assert name
    if name.groupdict().get("state"):
        assert path.parts[2] == name["state"]
    first = re.sub(r"\A(\s|\{\{\s*config\(.*?\)\s*\}\}|\{%.*?%\}|\{#.*?#\})*", "", text(path), flags=re.DOTALL)
    assert first.startswith("-- "), "a model begins with one plain sentence"


@pytest.mark.parametrize("path", [*MODELS, *below("dbt_project/macros", ".sql")], ids=str)
def test_no_model_knows_the_clock_or_chance(path: Path) -> None:
    clock = r"\b(current_date|current_timestamp|current_time|today|now|getdate|random|uuid|nextval|setseed)\b"
    assert not re.search(clock, without_comments(path).lower())


@pytest.mark.parametrize("path", MODELS, ids=str)
def test_only_staging_reads_sources_but_for_what_a_run_is_about(path: Path) -> None:
    read = set(re.findall(r"source\(\s*'(\w+)'\s*,\s*'(\w+)'", text(path)))
    if path.parts[1] != "staging":
        assert read <= {("intake", table) for table in RUN_TABLES}


@pytest.mark.parametrize("path", MODELS, ids=str)
def test_a_stage_reads_what_came_before_it(path: Path) -> None:
    before = {"staging": "stg", "intermediate": "stg int", "rules": "int rule", "marts": "int rule"}[
        path.parts[1]
    ].split()
    for name in re.findall(r"ref\(\s*'(\w+)'", text(path)):
        prefix = name.split("_")[0]
        if prefix in {"stg", "int", "rule"}:
            assert prefix in before, name


@pytest.mark.parametrize("path", [path for path in MODELS if path.parts[1] == "rules"], ids=str)
def test_no_number_date_or_section_that_a_statute_names_stands_in_a_rule(path: Path) -> None:
    sql = without_comments(path)
    assert not re.search(r"\d{4}-\d{2}-\d{2}|\bdate\s*'", sql)
    assert not re.search(r"'\(?\d[\d.]*[a-z()]*'", sql), "a section or code as text"
    for number in re.findall(r"(?<![\w'.])\d+(?![\w'.])", sql):
        near = re.findall(rf"[^\n]*(?<![\w'.]){number}(?![\w'.])[^\n]*", sql)
        # Birthdays on 29 February, one day, ranks of outcomes: no law, and each visible here.
        # (Older than an age is: one year more. Nothing counted is zero.)
        allowed = r"month\(|day\(|interval 1 day|then \d|else \d|= 1\b|len\(|> 0|age_to \+ 1|coalesce\([\w.{} ]+, 0\)"
        assert all(re.search(allowed, line) for line in near), near


@pytest.mark.parametrize("path", LAW, ids=str)
def test_every_line_of_law_tells_where_it_comes_from_and_how_sure_it_is(path: Path) -> None:
    rows = list(csv.DictReader(text(path).splitlines()))
    assert rows
    for row in rows:
        # A tag of the rule book, or several: "V-limit/M-subdiv" is V for the limit and M for the subdivision.
        assert re.fullmatch(r"(V|C|M|inference)([-/+ ].+)?", row["verified"]), row
        # A reason that the record gives, and no statute, cites nothing.
        assert row["citation"] or row.get("reason_code", "").startswith("record_"), row


def test_no_check_only_warns() -> None:
    for path in [*below("models"), *below("dbt_project"), *below("expectations")]:
        assert not re.search(r"severity['\"]?\s*[:=]\s*['\"]?warn", text(path)), path


def test_every_table_and_column_says_what_it_is(manifest: Mapping[str, Any]) -> None:
    for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
        if node["resource_type"] in ("model", "seed", "source"):
            assert node["description"].strip(), node["unique_id"]
            assert node["columns"], f"{node['unique_id']} describes no column"
            for name, column in node["columns"].items():
                assert column["description"].strip(), f"{node['unique_id']}.{name}"


def test_the_described_columns_are_those_of_the_warehouse(sample_run: Any, manifest: Mapping[str, Any]) -> None:
    with open_warehouse(sample_run.settings) as connection:
        rows = connection.execute(
            "select table_schema || '.' || table_name, column_name, lower(data_type) from information_schema.columns"
        ).fetchall()
    built: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        built.setdefault(table, {})[column] = data_type
    for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
        if node["resource_type"] not in ("model", "seed", "source"):
            continue
        table = f"{node['schema']}.{node.get('alias') or node['name']}"
        assert sorted(node["columns"]) == sorted(built[table]), table
        for name, column in node["columns"].items():
            if node["resource_type"] == "model":
                assert column["data_type"] == built[table][name], f"{table}.{name}"


ANSWERS = {
    "conviction_relief": ("rule_ca__supposed_words", "rule_ca__automatic_answers"),
    "arrest_relief": ("rule_ca__supposed_words", "rule_ca__automatic_answers"),
    "prop64_statutory": ("rule_ca__prop64_answers",),
}


def test_each_word_that_an_answer_gives_is_put_to_the_determinations() -> None:
    models = {path.stem: without_comments(path) for path in below("models/rules/ca", ".sql")}
    with Path("models/rules/ca/law/ca_element_facts.csv").open(encoding="utf-8", newline="") as file:
        given = {(row["remedy_id"], row["element"]) for row in csv.DictReader(file)}
    assert {remedy for remedy, _ in given} == set(ANSWERS)
    forgotten = [
        (element, model)
        for remedy, element in sorted(given)
        for model in ANSWERS[remedy]
        if f"'{element}'" not in models[model] and f".{element}" not in models[model]
    ]
    assert forgotten == []
