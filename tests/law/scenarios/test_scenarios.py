"""A changed law beside the run: built from the same models, and nothing of the run is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from command_line import AS_OF, Finished
from whole_runs import Ran

from orchestration.law.scenarios import checks
from orchestration.law.scenarios.build import build_scenarios
from orchestration.law.scenarios.overlay import find_changed_tables
from orchestration.law.scenarios.registry import BuiltScenario, list_scenarios
from orchestration.law.scenarios.scenario import ParameterChange, Scenario
from orchestration.law.scenarios.scenario_file import read_law, read_scenario
from orchestration.law.tables import read_table
from orchestration.reporting.comparison.compare_scenarios import compare_scenarios
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.alternate_schema import ChangedTables, find_reached_models
from orchestration.warehouse.dbt.manifest import load_manifest
from tests.models.generative.oracle.relief_conviction import conviction_findings
from tests.models.generative.oracle.relief_days import elapsed_on
from tests.models.generative.oracle.relief_supervision import end_of_all_terms
from tests.models.generative.relief_comparison import Question
from tests.models.generative.relief_records import has_supervised_release, records_of

EXAMPLES = sorted((PROJECT_ROOT / "docs" / "how-to" / "scenarios").glob("*.yml"))
WAIT = "conviction_relief_felony_wait_years"
TWO_YEARS, OWN, LATE = "felony_wait_two_years", "its_own_values", "floor_2000"


def own_values(settings: Settings) -> str:
    """Every parameter of the law, given the value it has."""
    rows = {row["parameter"]: row for row in read_table(settings.models, settings.state, "parameters")}
    lines = [f"  {name}: {{ value: {row['value']}, reason: as it is }}" for name, row in rows.items()]
    return "\n".join([f"name: {OWN}", "reason: nothing is changed", "parameters:", *lines])


FLOOR = f"""\
name: {LATE}
reason: a floor that the sample feels
parameters:
  conviction_relief_floor_date: {{ value: 2000-01-01, reason: later }}
  arrest_relief_floor_date: {{ value: 2000-01-01, reason: later }}
"""


def fingerprints(settings: Settings) -> dict[str, tuple[object, ...]]:
    """Rows of every table outside scenarios, and a number that any other row changes."""
    with open_warehouse(settings) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from (select schema_name, table_name from duckdb_tables() "
            "where not temporary union all select schema_name, view_name from duckdb_views() "
            "where contains(sql, '/shards/')) where not starts_with(schema_name, 'scenario') and schema_name <> 'main'"
        ).fetchall()
        return {
            table: connection.execute(f"select count(*), bit_xor(hash(rows)) from {table} as rows").fetchall()[0]
            for (table,) in tables
        }


@pytest.fixture(scope="module")
def before(copied_run: Settings) -> dict[str, tuple[object, ...]]:
    return fingerprints(copied_run)


def build(settings: Settings, *files: Path) -> dict[str, BuiltScenario]:
    law = read_law(settings.models, settings.state)
    return {about.name: about for about in build_scenarios(settings, [read_scenario(file, law) for file in files])}


@pytest.fixture(scope="module")
def built(
    copied_run: Settings, before: dict[str, tuple[object, ...]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, BuiltScenario]:
    """A shipped example by which people gain, and a scenario by which they lose."""
    floor = tmp_path_factory.mktemp("files") / "floor.yml"
    floor.write_text(FLOOR)
    return build(copied_run, *(file for file in EXAMPLES if file.stem == TWO_YEARS), floor)


@pytest.fixture(scope="module")
def all_built(
    copied_run: Settings, built: dict[str, BuiltScenario], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, BuiltScenario]:
    """With them the other examples, and a law with its own values."""
    own = tmp_path_factory.mktemp("files") / "own.yml"
    own.write_text(own_values(copied_run))
    return built | build(copied_run, *(file for file in EXAMPLES if file.stem != TWO_YEARS), own)


def test_scenarios_leave_every_table_of_the_run_as_it_was(
    copied_run: Settings, before: dict[str, tuple[object, ...]], built: dict[str, BuiltScenario]
) -> None:
    assert fingerprints(copied_run) == before
    with open_warehouse(copied_run) as connection:
        assert [about.name for about in list_scenarios(connection)] == sorted(built)
    assert len(before) > 90
    there = {path.name for path in copied_run.root.iterdir()} - {"dbt"}  # (another home may have parsed the project)
    assert there == {"intake", "warehouse"}, "nothing is filed"


@pytest.mark.long
def test_a_law_with_its_own_values_gives_what_the_law_gives(
    copied_run: Settings, all_built: dict[str, BuiltScenario]
) -> None:
    tables = all_built[OWN].tables
    assert len(tables) > 15
    with open_warehouse(copied_run) as connection:
        schemas = dict(
            connection.execute(
                "select table_name, any_value(schema_name) from duckdb_columns() "
                "where schema_name in ('law', 'rules', 'marts') group by table_name"
            ).fetchall()
        )
        for table in (*tables, "parameters"):
            for one, other in ((schemas[table], f"scenario_{OWN}"), (f"scenario_{OWN}", schemas[table])):
                found = connection.execute(f"from {one}.{table} except all from {other}.{table}").fetchall()
                assert found == [], table


@pytest.mark.long
def test_every_example_was_checked_and_those_that_should_differ_do(
    copied_run: Settings, all_built: dict[str, BuiltScenario]
) -> None:
    gains = {}
    with open_warehouse(copied_run) as connection:
        for name, about in all_built.items():
            assert about.checks >= 8, name
            comparison = compare_scenarios(connection, "ca", "current", name)
            assert comparison.metrics is not None
            assert comparison.metrics.is_empty() == (name in (OWN, "no_1973_floor")), name
            totals = [comparison.total(unit) for unit in ("conviction", "arrest")]
            gains[name] = tuple(total.count("gains") - total.count("losses") for total in totals)
    assert min(gains["sb_834"]) > 100
    assert gains[TWO_YEARS][0] > 0 == gains[TWO_YEARS][1]
    assert gains["dismiss_all_11359"][0] > 0 == gains["dismiss_all_11359"][1]
    assert max(gains[LATE]) < 0
    assert gains[OWN] == (0, 0)
    assert gains["no_1973_floor"] == (0, 0), "the sample begins in 1973"
    assert "_felony_wait_years: 2 instead of 4 (" in all_built[TWO_YEARS].changes[0]
    assert "pending_charge_stale_years: 3 instead of none (" in all_built["sb_834"].changes[1]


@pytest.mark.long
def test_a_wait_of_two_years_gains_those_between_two_and_four_years_as_the_oracle_reads_the_law(
    copied_run: Settings, built: dict[str, BuiltScenario]
) -> None:
    """The law is read in plain Python from the facts, once with four years and once with two."""
    with open_warehouse(copied_run) as connection:

        def fetch(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query).fetchall()

        records, at_hand = records_of(fetch), has_supervised_release(fetch)
        gained = {
            str(charge_id)
            for (charge_id,) in fetch(
                "select other.charge_id from scenario_felony_wait_two_years.rule_ca__findings as other "
                "inner join rules.rule_ca__findings as relief using (charge_id, remedy_id) "
                "where remedy_id = 'conviction_relief' and other.outcome = 'eligible' and relief.outcome <> 'eligible'"
            )
        }
        comparison = compare_scenarios(connection, "ca", "current", TWO_YEARS)
    laws = [Question(is_file_at_hand=at_hand).law, Question(decided={WAIT: "2"}, is_file_at_hand=at_hand).law]
    as_of, expected, had_to_wait, between = date.fromisoformat(AS_OF), set(), set(), set()
    for record in records:
        four, two = ({finding.unit_id: finding for finding in conviction_findings(record, law)} for law in laws)
        for charge_id, finding in two.items():
            if finding.outcome == "eligible" and four[charge_id].outcome != "eligible":
                expected.add(charge_id)
                if four[charge_id].outcome == "not_yet":
                    had_to_wait.add(charge_id)
        for conviction in record.convictions:
            ends = end_of_all_terms(record, conviction, laws[0].parameters, as_of)
            if (
                ends is not None
                and ends.last is not None
                and elapsed_on(ends.last, 2) <= as_of < elapsed_on(ends.last, 4)
            ):
                between.add(conviction.charge_id)
    assert gained == expected
    assert 0 < comparison.total("conviction").count("gains") <= len(expected), "some have another relief already"
    assert len(expected) > 3
    assert set() < had_to_wait <= between


def test_figures_under_a_scenario_are_those_of_its_own_tables_and_a_comparison_leaves_nothing(
    copied_run: Settings, built: dict[str, BuiltScenario]
) -> None:
    with open_warehouse(copied_run) as connection:
        comparison = compare_scenarios(connection, "ca", "current", LATE)
        temporary = connection.execute("select table_name from duckdb_tables() where temporary").fetchall()
        ((counted,),) = connection.execute(
            f"select count(distinct unit_id) from scenario_{LATE}.remedy_outcomes as outcomes "
            "inner join marts.relief_groups as groups using (unit_type, unit_id) "
            "where outcome = 'eligible' and unit = 'conviction' and vital_status = 'living'"
        ).fetchall()
    (row,) = comparison.headlines.filter(figure_id="levels/eligible/convictions").iter_rows(named=True)
    assert row["count_after"] == counted < row["count_before"]
    total = comparison.total("conviction")
    for breakdown in ("county", "remedy", "race"):
        rows = comparison.of("conviction", breakdown)
        assert sum(one.count("losses") for one in rows) == total.count("losses") > 0
    assert temporary == []


def test_only_what_a_change_reaches_is_built(copied_run: Settings) -> None:
    def tables(*parameters: str, **others: frozenset[str]) -> set[str]:
        return set(find_reached_models(copied_run, ChangedTables(frozenset(parameters), **others)).tables)

    assert tables() == set()
    figures = tables("figures_recent_years")
    assert "metrics" in figures and "remedy_outcomes" not in figures, "no remedy asks for it"
    waits = WAIT.replace("felony", "misdemeanor")
    scenario = Scenario("other", "longer", (ParameterChange(waits, "7", "longer"),))
    changed = find_changed_tables(scenario)
    wait = set(find_reached_models(copied_run, changed).tables)
    assert {"rule_ca__conviction_relief", "remedy_outcomes"} <= wait
    assert not {name for name in wait if name.startswith("rule_ca__prop64") or name.endswith("_facts")}
    nested = tables("prop64_last_old_law_date")
    assert {"rule_ca__prop64_rows", "rule_ca__prop64_counts"} <= nested, "a macro asks that a macro calls"
    assert not {name for name in nested if "conviction_sentences" in name or name.startswith("int_")}
    assert "rule_ca__prop64_policy_checks" in tables(sources=frozenset({"county_policies"}))
    assert "rule_ca__offense_tags" in tables(law_tables=frozenset({"offense_lists"}))


def test_every_parameter_of_the_law_is_asked_for_by_a_name_that_is_written_out(copied_run: Settings) -> None:
    """Who reads a parameter is found by its name in the SQL: a name that were put together would not be found."""
    manifest = load_manifest(copied_run)
    texts = [node["raw_code"] for node in manifest["nodes"].values()]
    macros = {one["name"]: one["macro_sql"] for one in manifest["macros"].values()}
    callers = {name for name, text in macros.items() if re.search(r"\blaw_(value|date|integer|says)\(", text)}
    themselves = {"law_date", "law_integer", "law_says", "law_value"}
    of_the_offense = {"prop64_days_on_record", "prop64_offense_days"}
    assert callers == themselves | of_the_offense
    texts += [macros[name] for name in of_the_offense]
    asked = [call for text in texts for call in re.findall(r"\blaw_(?:value|date|integer|says)\(\s*(.)", text)]
    assert len(asked) > 30
    assert set(asked) == {"'"}


def test_nothing_is_left_of_a_scenario_that_a_check_refuses(
    copied_run: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    few = "parameters: { figures_recent_years: { value: 3, reason: it reaches figures alone } }"
    (tmp_path / "s.yml").write_text(f"name: refused_one\nreason: few models are built\n{few}\n")
    monkeypatch.setattr(checks, "build_query", lambda expected, table: "select 1")
    with pytest.raises(checks.ScenarioCheckError, match=r"failed the rules gate: .*it was not kept"):
        build(copied_run, tmp_path / "s.yml")
    with open_warehouse(copied_run) as connection:
        schemas = {name for (name,) in connection.execute("select schema_name from duckdb_schemas()").fetchall()}
        assert "scenario_refused_one" not in schemas


@contextmanager
def instead(settings: Settings, table: str, query: str) -> Iterator[None]:
    """A table of the warehouse with other content for the length of the block."""
    with open_warehouse(settings) as connection:
        connection.execute(f"create table main.kept as from {table}")
        connection.execute(f"create or replace table {table} as {query.format(old='main.kept')}")
    try:
        yield
    finally:
        with open_warehouse(settings) as connection:
            connection.execute(f"create or replace table {table} as from main.kept")
            connection.execute("drop table main.kept")


def test_the_commands_say_in_one_line_what_is_in_the_way(
    copied_run: Settings, built: dict[str, BuiltScenario], command: Callable[..., Finished], tmp_path: Path
) -> None:
    home, example = ("--home", copied_run.root), EXAMPLES[0]
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("name: wrong_one\nreason: x\nparameters: { waits: { value: 2, reason: x } }")
    cases = [
        (("run", wrong), None, 2, "wrong.yml: parameters.waits: expected a parameter of this law, found 'waits'"),
        (("run", example, example), None, 2, "expected each scenario once"),
        (("compare", "current", "nobody"), None, 1, "no scenario is called 'nobody'; there are current, "),
        (("drop", "nobody"), None, 1, "nothing was dropped"),
        (
            ("compare", "current", LATE),
            ("intake.run_parameters", "select * replace ('ffff' as run_id) from {old}"),
            1,
            f"the scenario {LATE} is stale: ",
        ),
        (
            ("run", example),
            ("intake.run_parameters", "select * replace ('other' as law_version) from {old}"),
            1,
            "the current run used the law other",
        ),
        (
            ("run", example),
            ("quality.gate_results", "select * replace (true as is_stopping) from {old}"),
            1,
            "nothing of the run of 2026-06-01 may be handed out",
        ),
    ]
    for arguments, change, code, said in cases:
        with instead(copied_run, *change) if change else instead(copied_run, "intake.claims", "from {old}"):
            finished = command("scenario", *arguments, *home)
        assert (finished.code, finished.err.count("\n")) == (code, 1), finished.err
        assert said in finished.err
    empty = tmp_path / "empty"
    finished = command("scenario", "list", "--home", empty)
    assert (
        finished.code,
        f"run `lookback run --home {empty} --as-of DAY --deliveries FOLDER` first" in finished.err,
    ) == (1, True)


def test_scenarios_are_listed_compared_and_dropped(
    copied_run: Settings, built: dict[str, BuiltScenario], command: Callable[..., Finished], tmp_path: Path
) -> None:
    home = ("--home", copied_run.root)
    listed = command("scenario", "list", *home).out
    with open_warehouse(copied_run) as connection:
        there = len(list_scenarios(connection))
    assert listed.count("(run ") == there >= len(built)
    assert "STALE" not in listed
    with instead(copied_run, "intake.run_parameters", "select * replace ('ffff' as run_id) from {old}"):
        assert command("scenario", "list", *home).out.count("STALE: the warehouse holds another run") == there
    finished = command("scenario", "compare", "current", TWO_YEARS, *home, "--out", tmp_path)
    assert finished.code == 0
    assert re.search(r"Convictions: [\d,]+ \+ [\d,]+ - 0 = [\d,]+ with relief", finished.out)
    assert "Internal: small numbers are shown" in finished.out
    written = {path.name: path.read_bytes() for path in (tmp_path / f"current_and_{TWO_YEARS}").iterdir()}
    command("scenario", "compare", "current", TWO_YEARS, *home, "--out", tmp_path)
    assert {path.name: path.read_bytes() for path in (tmp_path / f"current_and_{TWO_YEARS}").iterdir()} == written
    assert command("scenario", "drop", LATE, *home).out == f"dropped {LATE}\n"
    assert f"{LATE}:" not in command("scenario", "list", *home).out
    kept = {path.name for path in copied_run.root.glob("warehouse/ca/shards/*/shard_*/scenario_*")}
    assert {name: f"scenario_{name}" in kept for name in built} == {name: name != LATE for name in built}


def test_figures_are_counted_again_when_the_ledger_moved(
    copied_run: Settings, built: dict[str, BuiltScenario], command: Callable[..., Finished]
) -> None:
    home = ("--home", copied_run.root)
    with open_warehouse(copied_run) as connection:
        connection.execute(f"update scenario_{TWO_YEARS}.metrics set ledger_event = 3 where ledger_event is not null")
    finished = command("scenario", "compare", "current", TWO_YEARS, *home)
    assert f"lookback scenario figures {TWO_YEARS}" in finished.out
    finished = command("scenario", "figures", "no_such", *home)
    assert finished.code == 1 and "no scenario is called 'no_such'" in finished.err
    finished = command("scenario", "figures", TWO_YEARS, *home)
    assert finished.code == 0 and "Left with no felony" in finished.out
    assert "scenario figures" not in command("scenario", "compare", "current", TWO_YEARS, *home).out


def test_the_sample_run_itself_holds_no_scenario(sample_run: Ran) -> None:
    with open_warehouse(sample_run.settings) as connection:
        assert list_scenarios(connection) == []
