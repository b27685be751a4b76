"""Every expectation of every gate fails when its data is broken, says what and by how much, and quotes no row."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from orchestration_mutations import MUTATIONS

from orchestration.gates.run import GATES, run_gate
from orchestration.gates.suites import Expectation, load_suite
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.connection import open_warehouse


def expectations() -> list[tuple[str, str, Expectation]]:
    folder = PROJECT_ROOT / "expectations"
    return [
        (gate, table.table, expected)
        for gate in GATES
        for table in load_suite(folder, gate, "ca").tables
        for expected in table.expect
    ]


@contextmanager
def broken(settings: Settings, table: str, query: str) -> Iterator[None]:
    """The table (or view) replaced by what ``query`` makes of it, for the length of the block."""
    with open_warehouse(settings) as connection:
        connection.execute(f"create or replace table main.kept as from {table}")
        _replace(connection, table, query.replace("{old}", "main.kept"))
    try:
        yield
    finally:
        with open_warehouse(settings) as connection:
            _replace(connection, table, "from main.kept")


def _replace(connection: object, table: str, query: str) -> None:
    schema, _, name = table.partition(".")
    execute = connection.execute  # type: ignore[attr-defined]
    ((kind,),) = execute(
        "select table_type from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchall()
    execute(f"create or replace table main.broken as {query}")
    execute(f"drop {'view' if kind == 'VIEW' else 'table'} {table}")
    execute(f"create table {table} as from main.broken")


def only_that_table(monkeypatch: pytest.MonkeyPatch, folder: Path, gate: str, table: str) -> None:
    """Let the suite of the gate ask of one table only, to save seconds."""
    text = (PROJECT_ROOT / "expectations" / f"{gate}.yml").read_text().replace("{state}", "ca")
    suite = yaml.safe_load(text)
    suite["tables"] = [one for one in suite["tables"] if one["table"] == table]
    (folder / f"{gate}.yml").write_text(yaml.safe_dump(suite))
    monkeypatch.setattr(Settings, "expectations", property(lambda _: folder))


@pytest.mark.parametrize("gate", GATES)
def test_the_sample_passes_the_gate(copied_sample: Settings, gate: str) -> None:
    assert [result.sentence() for result in run_gate(copied_sample, gate) if not result.is_met] == []


def test_every_expectation_has_data_that_breaks_it() -> None:
    assert {(gate, table, expected.says) for gate, table, expected in expectations()} == set(MUTATIONS)


@pytest.mark.parametrize(("gate", "table", "says"), sorted(MUTATIONS), ids=lambda part: part.replace(" ", "_")[:60])
def test_broken_data_fails_its_expectation(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gate: str, table: str, says: str
) -> None:
    only_that_table(monkeypatch, tmp_path, gate, table)
    with broken(copied_sample, table, MUTATIONS[gate, table, says]):
        results = run_gate(copied_sample, gate)
    failed = [result for result in results if not result.is_met]
    (found,) = [result for result in failed if (result.table, result.says) == (table, says)]
    assert found.error == ""
    assert re.fullmatch(re.escape(f"{table}: {says} (found: ") + r".*\d.*\)", found.sentence()), found.sentence()


def test_results_of_a_gate_are_kept_beside_the_data(copied_sample: Settings) -> None:
    results = run_gate(copied_sample, "rules")
    with open_warehouse(copied_sample) as connection:
        kept = connection.execute(
            "select table_name, says, is_met from quality.gate_results where gate = 'rules'"
        ).fetchall()
    assert sorted(kept) == sorted((result.table, result.says, result.is_met) for result in results)


@pytest.mark.parametrize(
    ("table", "column"),
    [("rules.rule_{state}__findings", "no_such_column"), ("rules.no_such_table", "outcome")],
)
def test_a_check_that_breaks_fails_the_gate_and_says_that_it_broke(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str, column: str
) -> None:
    shutil.copytree(PROJECT_ROOT / "expectations", tmp_path / "expectations")
    (tmp_path / "expectations" / "rules.yml").write_text(
        f"gate: rules\nasks: Does it break?\ntables:\n  - table: {table}\n    expect:\n"
        "      - type: expect_column_values_to_not_be_null\n"
        f"        with: {{ column: {column} }}\n        says: it must\n"
    )
    monkeypatch.setattr(Settings, "expectations", property(lambda _: tmp_path / "expectations"))
    (result,) = run_gate(load_settings(home=copied_sample.home), "rules")
    assert not result.is_met
    assert result.error
    assert "the check itself broke" in result.sentence()


def test_every_band_tells_where_it_comes_from() -> None:
    for gate, table, expected in expectations():
        query = str(expected.arguments.get("unexpected_rows_query", ""))
        is_band = "mostly" in expected.arguments or re.search(r"\d\.\d", query)
        assert expected.source or not is_band, f"{gate}, {table}: {expected.says}"
