"""Every expectation of every gate fails when its data is broken, says what and by how much, and quotes no row."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from law_mutations import LAW_TABLES
from orchestration_mutations import MUTATIONS
from sqlalchemy import event
from whole_runs import Ran

from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.measures import load_measures
from orchestration.warehouse.quality_gates.run import GATES, run_gate
from orchestration.warehouse.quality_gates.suites import UNEXPECTED_ROWS, Expectation, load_suite

PROFILES = "intake.delivery_profiles"
CONVICTIONS = "intake.conviction_counts"


@cache
def expectations() -> dict[str, tuple[str, str, Expectation]]:
    """Gate, table and expectation by id; no two gates have an id in common."""
    folder = PROJECT_ROOT / "expectations"
    asked = [
        (gate, table.table, expected)
        for gate in GATES
        for table in load_suite(folder, gate, "ca").tables
        for expected in table.expect
    ]
    by_id = {one[2].id: one for one in asked}
    assert len(by_id) == len(asked)
    return by_id


@cache
def suite_of(gate: str) -> dict[str, Any]:
    text = (PROJECT_ROOT / "expectations" / f"{gate}.yml").read_text(encoding="utf-8").replace("{state}", "ca")
    suite: dict[str, Any] = yaml.safe_load(text)
    own = PROJECT_ROOT / "expectations" / "ca" / f"{gate}.yml"
    if own.is_file():
        for more in yaml.safe_load(own.read_text(encoding="utf-8"))["tables"]:
            of_table = [one for one in suite["tables"] if one["table"] == more["table"]]
            (of_table[0]["expect"].extend(more["expect"]) if of_table else suite["tables"].append(more))
    return suite


@pytest.fixture(scope="module", autouse=True)
def kept_open(copied_sample: Settings) -> Iterator[None]:
    """The warehouse stays open: a file that is closed after each change is written anew each time."""
    with open_warehouse(copied_sample):
        yield


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


@contextmanager
def replaced(connection: Any, table: str, query: str) -> Iterator[None]:
    """The same within a transaction that is taken back: for SQL that is asked here."""
    connection.execute("begin")
    try:
        connection.execute(f"create or replace table main.kept as from {table}")
        _replace(connection, table, query.replace("{old}", "main.kept"))
        yield
    finally:
        connection.execute("rollback")


def _replace(connection: object, table: str, query: str) -> None:
    schema, _, name = table.partition(".")
    execute = connection.execute  # type: ignore[attr-defined]
    ((kind,),) = execute(
        "select table_type from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchall()
    execute(f"create or replace table main.broken as {query}")
    execute(f"drop {'view' if kind == 'VIEW' else 'table'} {table}")
    execute(f"create table {table} as from main.broken")


def only_that_table(monkeypatch: pytest.MonkeyPatch, folder: Path, gate: str, table: str, id_: str = "") -> None:
    """Let the suite of the gate ask of one table only, or one expectation of it, and count nothing beside: to save
    seconds."""
    suite = suite_of(gate)
    (asked,) = (one for one in suite["tables"] if one["table"] == table)
    expect = [one for one in asked["expect"] if id_ in ("", one["id"])]
    (folder / f"{gate}.yml").write_text(yaml.safe_dump(suite | {"tables": [{"table": table, "expect": expect}]}))
    (folder / "measures.yml").write_text("about: measures\nmeasures: []\n")
    monkeypatch.setattr(Settings, "expectations", property(lambda _: folder))


@pytest.mark.parametrize("gate", GATES)
def test_the_sample_passes_the_gate(copied_sample: Settings, gate: str) -> None:
    assert [result.sentence() for result in run_gate(copied_sample, gate) if not result.is_met] == []


def kept(settings: Settings) -> dict[str, set[str]]:
    """Sentences kept of the run at hand, by gate."""
    with open_warehouse(settings) as connection:
        rows = connection.execute(
            "select gate, list(says) from quality.gate_results "
            "where run_id = (select run_id from intake.run_parameters) group by gate"
        ).fetchall()
    return {gate: set(says) for gate, says in rows}


def test_a_gate_asked_again_replaces_its_results_and_those_behind_it(copied_sample: Settings) -> None:
    assert sorted(kept(copied_sample)) == sorted(GATES)
    results = run_gate(copied_sample, "rules")
    after = kept(copied_sample)
    assert set(after) == {"intake", "staging", "intermediate", "rules"}
    assert after["rules"] == {result.says for result in results}


def test_every_expectation_has_data_that_breaks_it() -> None:
    assert set(expectations()) == set(MUTATIONS)


def one_of_each_type() -> list[str]:
    """The first expectation of each gate and type: Great Expectations itself is asked of these."""
    first: dict[tuple[str, str], str] = {}
    for id_, (gate, _, expected) in expectations().items():
        first.setdefault((gate, expected.type), id_)
    return list(first.values())


@pytest.mark.parametrize("id_", one_of_each_type())
def test_broken_data_fails_its_gate(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, id_: str
) -> None:
    gate, table, expected = expectations()[id_]
    only_that_table(monkeypatch, tmp_path, gate, table, id_)
    with broken(copied_sample, LAW_TABLES.get(id_, table), MUTATIONS[id_]):
        (found,) = run_gate(copied_sample, gate)
    assert (found.table, found.says, found.is_met, found.error) == (table, expected.says, False, "")
    assert re.fullmatch(
        r"found .*\d.*; " + re.escape(f"{expected.says} ({id_}). What to do: ") + ".+", found.sentence()
    )


def fails(connection: Any, table: str, expected: Expectation) -> bool:
    """Whether a table fails an expectation, by the SQL that the expectation stands for."""
    given = expected.arguments

    def count(rows: str) -> int:
        ((number,),) = connection.execute(f"select count(*) from {rows}").fetchall()
        return int(number)

    if expected.type == UNEXPECTED_ROWS:
        return count(f"({given['unexpected_rows_query'].replace('{batch}', table)})") > 0
    if expected.type == "expect_column_values_to_not_be_null":
        return count(f"{table} where {given['column']} is null") > 0
    if expected.type == "expect_column_values_to_be_in_set":
        (values, told) = given["value_set"], f"{table} where {given['column']} is not null"
        wrong = count(f"{told} and {given['column']} not in ({', '.join(map(repr, values))})")
        return wrong > (1 - given.get("mostly", 1)) * count(told)
    if expected.type == "expect_table_row_count_to_equal":
        return count(table) != given["value"]
    assert expected.type == "expect_table_row_count_to_be_between"
    return not given["min_value"] <= count(table) <= given.get("max_value", count(table))


@pytest.mark.parametrize("id_", sorted(MUTATIONS.keys() - one_of_each_type()))
def test_broken_data_fails_its_expectation(copied_sample: Settings, id_: str) -> None:
    _, table, expected = expectations()[id_]
    with open_warehouse(copied_sample) as connection:
        assert not fails(connection, table, expected)
        with replaced(connection, LAW_TABLES.get(id_, table), MUTATIONS[id_]):
            assert fails(connection, table, expected)
            if expected.found:
                ((found,),) = connection.execute(expected.found.replace("{batch}", table)).fetchall()
                assert found and (id_ in LAW_TABLES or re.search(r"\d", str(found)))  # of the law, the row by its name


# Other sides of a band, and what a band must let pass: (gate, table, query over {old}, whether it is let pass).
OTHER_SIDES = {
    "twice as many rows": (
        "intake",
        PROFILES,
        "select * replace (accepted_rows // 2 as previous_accepted_rows, filled_rows // 2 as previous_filled_rows) "
        "from {old}",
        False,
    ),
    "nearly all charges are convictions": (
        "staging",
        "staging.stg_ca__charges",
        "select * replace (case when source_line % 20 = 0 then 'dismissed' else 'convicted' end as disposition_type) "
        "from {old}",
        False,
    ),
    "everything is eligible": (
        "rules",
        "rules.rule_ca__findings",
        "select * replace ('eligible' as outcome) from {old}",
        False,
    ),
    "a conviction too many in a year that was not over": (
        "intake",
        CONVICTIONS,
        "select * replace (if(row_number() over (order by conviction_count desc) = 1, conviction_count // 2, "
        "conviction_count) as previous_conviction_count, false as is_over) from {old}",
        True,
    ),
    "one conviction corrected away": (
        "intake",
        CONVICTIONS,
        "select * replace (conviction_count + if(conviction_year = 2009, 1, 0) as previous_conviction_count) "
        "from {old}",
        True,
    ),
    "a small county lost half a year's five convictions": (
        "intake",
        CONVICTIONS,
        "select * replace (2 as conviction_count, 5 as previous_conviction_count) from {old} limit 1",
        True,
    ),
    "a small county has ten blank birth dates": (
        "intake",
        PROFILES,
        "select * replace (if(county_name = 'ALPINE' and role = 'always', accepted_rows - 10, filled_rows) "
        "as filled_rows, least(well_formed_rows, filled_rows) as well_formed_rows) from {old}",
        True,
    ),
    "a person with a long history lacks the name in a small county": (
        "intake",
        PROFILES,
        "select * replace (if(county_name = 'ALPINE' and column_name = 'PRI_NAME', accepted_rows * 55 // 100, "
        "filled_rows) as filled_rows, least(well_formed_rows, filled_rows) as well_formed_rows) from {old}",
        True,
    ),
    "a column of a small county lost more than half": (
        "intake",
        PROFILES,
        "select * replace (if(county_name = 'ALPINE' and column_name = 'PRI_NAME', accepted_rows * 45 // 100, "
        "filled_rows) as filled_rows, least(well_formed_rows, filled_rows) as well_formed_rows) from {old}",
        False,
    ),
    "a person with a long history has an impossible birth date in a small county": (
        "intake",
        PROFILES,
        "select * replace (if(county_name = 'ALPINE' and column_name = 'PRI_DOB', filled_rows * 55 // 100, "
        "well_formed_rows) as well_formed_rows) from {old}",
        True,
    ),
    "most birth dates of a small county are in another format": (
        "intake",
        PROFILES,
        "select * replace (if(county_name = 'ALPINE' and column_name = 'PRI_DOB', filled_rows * 45 // 100, "
        "well_formed_rows) as well_formed_rows) from {old}",
        False,
    ),
    "a person with a long history is new in a small county": (
        "intake",
        CONVICTIONS,
        "select * replace (58 as conviction_count, 38 as previous_conviction_count, false as is_over) from {old} "
        "limit 1",
        True,
    ),
    "one small county gained half, the others nothing": (
        "intake",
        CONVICTIONS,
        "select * replace (if(county_name = 'ALPINE', 42, 40) as conviction_count, "
        "if(county_name = 'ALPINE', 28, 40) as previous_conviction_count, false as is_over) from {old} "
        "qualify row_number() over (partition by county_name order by court_county_name, conviction_year) = 1",
        True,
    ),
    "history halved, and a person let it": (
        "intake",
        CONVICTIONS,
        "select * replace (2 * conviction_count as previous_conviction_count, true as is_change_allowed) from {old}",
        True,
    ),
    "columns emptied, and a person let it": (
        "intake",
        PROFILES,
        "select * replace (2 * accepted_rows as previous_accepted_rows, 2 * accepted_rows as previous_filled_rows, "
        "true as is_change_allowed) from {old}",
        True,
    ),
    "no delivery before": ("intake", CONVICTIONS, "from {old} limit 0", True),
}


@pytest.mark.parametrize("case", sorted(OTHER_SIDES))
def test_the_other_side_of_a_band_fails_too_and_small_changes_pass(copied_sample: Settings, case: str) -> None:
    gate, table, query, is_let_pass = OTHER_SIDES[case]
    with open_warehouse(copied_sample) as connection, replaced(connection, table, query):
        failed = [
            one.says
            for of, told, one in expectations().values()
            if (of, told) == (gate, table) and fails(connection, table, one)
        ]
    assert (failed == []) == is_let_pass, failed


def test_measures_are_counts_within_their_denominators_and_agree_with_the_tables(sample_run: Ran) -> None:
    asked = {one.measure for one in load_measures(PROJECT_ROOT / "expectations", "ca")}
    with open_warehouse(sample_run.settings) as connection:
        ask = lambda query: connection.execute(query).fetchall()  # noqa: E731
        assert {row[0] for row in ask("select measure from quality.measures")} | {"convictions_told"} == asked
        assert ask("select * from quality.measures where amount < 0 or amount > out_of") == []
        assert ask("select sum(amount) from quality.measures where measure = 'rejected_lines'") == ask(
            "select count(*) from restricted.rejects"
        )
        convictions = ask("select count(*) from intermediate.int_convictions")
        # Of each of the two laws that have a scope.
        scope = "select sum(amount) from quality.measures where measure = 'scope' and contains(kind, '{}')"
        assert ask(scope.format("scope of prop64 statutory:")) == convictions
        assert ask(scope.format("scope of conviction relief:")) == convictions
        assert ask("select sum(amount) from quality.measures where measure = 'charges_in_scope'") == ask(
            "select count(*) from rules.rule_ca__prop64_charges"
        )
        assert ask("select sum(out_of) from quality.measures where kind = 'level'") == convictions
        assert ask("select sum(amount) from quality.measures where measure = 'identity_conflicts'") == ask(
            "select count(*) from intermediate.int_identity_conflicts"
        )


def test_a_measure_of_a_table_that_is_gone_is_left_out_and_the_gate_fails_by_itself(copied_sample: Settings) -> None:
    with open_warehouse(copied_sample) as connection:
        connection.execute("alter table rules.rule_ca__scope rename to scope_kept")
    try:
        results = run_gate(copied_sample, "rules")
    finally:
        with open_warehouse(copied_sample) as connection:
            connection.execute("alter table rules.scope_kept rename to rule_ca__scope")
            measures = connection.execute(
                "select distinct measure from quality.measures where stage_order = 4"
            ).fetchall()
    assert [result.error != "" for result in results if result.table == "rules.rule_ca__scope"] == [True] * 4
    assert measures == [("outcomes",)]


def test_an_exception_inside_great_expectations_fails_the_gate_and_is_told_apart(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from great_expectations.datasource.fluent.interfaces import Batch

    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of a value that must not be shown")

    monkeypatch.setattr(Batch, "validate", breaks)
    results = run_gate(copied_sample, "staging")
    assert {result.error for result in results} == {"ZeroDivisionError"}
    assert not any(result.is_met for result in results)
    assert not any("must not be shown" in result.sentence() for result in results)


@pytest.mark.parametrize(
    ("table", "column"),
    [("rules.rule_{state}__findings", "no_such_column"), ("rules.no_such_table", "outcome")],
)
def test_a_check_that_breaks_fails_the_gate_and_says_that_it_broke(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str, column: str
) -> None:
    shutil.copytree(PROJECT_ROOT / "expectations", tmp_path / "expectations", ignore=shutil.ignore_patterns("ca"))
    (tmp_path / "expectations" / "rules.yml").write_text(
        f"gate: rules\nasks: Does it break?\ntables:\n  - table: {table}\n    expect:\n"
        "      - id: column_filled\n        type: expect_column_values_to_not_be_null\n"
        f"        with: {{ column: {column} }}\n        says: it must\n"
    )
    monkeypatch.setattr(Settings, "expectations", property(lambda _: tmp_path / "expectations"))
    (result,) = run_gate(load_settings(home=copied_sample.home), "rules")
    assert not result.is_met
    assert result.error
    assert "the check itself broke" in result.sentence()


def test_every_band_tells_where_it_comes_from() -> None:
    for id_, (_, _, expected) in expectations().items():
        query = str(expected.arguments.get("unexpected_rows_query", ""))
        is_band = "mostly" in expected.arguments or re.search(r"\d\.\d", query)
        assert expected.source or not is_band, id_


def test_queries_on_a_table_are_asked_in_one_and_never_for_their_rows(copied_sample: Settings) -> None:
    asked: list[str] = []

    @event.listens_for(sa.Engine, "before_cursor_execute")
    def _listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    try:
        run_gate(copied_sample, "marts")
    finally:
        event.remove(sa.Engine, "before_cursor_execute", _listen)
    tables = {
        table
        for gate, table, one in expectations().values()
        if gate == "marts" and "unexpected_rows_query" in one.arguments
    }
    assert len([statement for statement in asked if "as count_0" in statement]) == len(tables) > 9
    assert not [
        statement
        for statement in asked
        if statement.lstrip().lower().startswith(("select 1 from (", "select * from ("))
    ]


def test_each_query_on_a_table_has_its_own_count_and_breaks_alone(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    few = "from (values (1), (2), (3), (null)) as few (n)"
    (tmp_path / "rules.yml").write_text(
        "gate: rules\nasks: Which one?\ntables:\n  - table: main.few\n    expect:\n"
        "      - { id: all_two, no_row_where: n > 1, each: n, says: it must }\n"
        "      - id: long_form\n        says: it must\n        type: unexpected_rows_expectation\n"
        "        with: { unexpected_rows_query: 'select n from {batch} where n > 2 order by n' }\n"
        "      - { id: broken, no_row_where: no_such_column > 0, each: n, says: it must }\n"
        "      - { id: of_a_query, of: 'select n from {batch}', no_row_where: n is null, each: n, says: it must }\n"
        "      - { id: met, no_row_where: n > 3, each: n, says: it must }\n"
    )
    (tmp_path / "measures.yml").write_text("about: measures\nmeasures: []\n")
    monkeypatch.setattr(Settings, "expectations", property(lambda _: tmp_path))
    with open_warehouse(copied_sample) as connection:
        connection.execute(f"create or replace table main.few as {few}")
    found = {result.id: (result.is_met, result.error != "") for result in run_gate(copied_sample, "rules")}
    assert found == {
        "all_two": (False, False),
        "long_form": (False, False),
        "broken": (False, True),
        "of_a_query": (False, False),
        "met": (True, False),
    }


def test_what_is_broken_in_a_table_fails_all_who_ask_it(copied_sample: Settings) -> None:
    once_more = (
        "from {old} union all from (from {old} where remedy_id = 'conviction_relief' and outcome = 'eligible') limit 1"
    )
    with broken(copied_sample, "marts.determinations", f"select * from ({once_more})"):
        failed = {result.table for result in run_gate(copied_sample, "marts") if not result.is_met}
    assert failed >= {"marts.determinations", "marts.filing_lines", "marts.metrics"}


def test_a_view_whose_table_is_gone_fails_its_gate(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(PROJECT_ROOT / "expectations", tmp_path / "expectations", ignore=shutil.ignore_patterns("ca"))
    (tmp_path / "expectations" / "rules.yml").write_text(
        "gate: rules\nasks: Can it be read?\ntables:\n  - table: main.of_a_table\n    expect:\n"
        "      - id: readable\n        type: expect_table_row_count_to_be_between\n"
        "        with: { min_value: 0 }\n        says: it must\n"
    )
    monkeypatch.setattr(Settings, "expectations", property(lambda _: tmp_path / "expectations"))
    with open_warehouse(copied_sample) as connection:
        connection.execute("create table main.that_goes as select 1 as told")
        connection.execute("create view main.of_a_table as from main.that_goes")
    (there,) = run_gate(copied_sample, "rules")
    with open_warehouse(copied_sample) as connection:
        connection.execute("drop table main.that_goes")
    (gone,) = run_gate(copied_sample, "rules")
    assert there.is_met
    assert not gone.is_met
    assert gone.error
