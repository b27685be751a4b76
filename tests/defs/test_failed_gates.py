"""In a run of the real definitions a failed gate ends the run: nothing behind it is built, exit 4, a clear sentence."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import small_deliveries
from command_line import AS_OF, Finished
from dagster_jobs import history_of

import orchestration.defs.assets.dbt as warehouse_assets
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.batched_tests import ONE_PERSON
from orchestration.warehouse.dbt.runner import STAGES
from orchestration.warehouse.hashes import hash_tables

ROOMS = ("law", "intake", "staging", "intermediate", "rules", "research", "marts", "filings", "results", "quality")
Command = Callable[..., Finished]


def rooms_built(home: Path) -> set[str]:
    """Rooms with at least one asset built in the history of this home (``restricted`` counts as intake)."""
    settings = load_settings(home=home)
    with history_of(settings) as instance:
        keys = instance.all_asset_keys()
        built = {key.path[1] for key in keys if instance.get_latest_materialization_event(key) is not None}
    return built - {"restricted"}


def run(command: Command, home: Path, file: Path, *options: str) -> Finished:
    other = small_deliveries.nobody_supervised(home.parent / "other")
    return command("run", "--as-of", AS_OF, "--deliveries", file, other, "--home", home, *options)


def assert_stopped(finished: Finished, home: Path, gate: str, sentence: str) -> None:
    assert finished.code == 4, finished.err
    assert f"stopped at {gate}_gate: {sentence}" in finished.err
    assert "Traceback" not in finished.err
    last = ROOMS.index(gate) + 1
    assert rooms_built(home) == set(ROOMS[:last])
    assert not (home / "filings").exists() or not list((home / "filings").rglob("*.csv"))
    assert not list(home.rglob("summary.json"))
    assert not (home / "published").exists()
    with open_warehouse(load_settings(home=home)) as connection:
        shown = connection.execute("select distinct schema_name from duckdb_views() where sql like '%/shards/%'")
        assert {schema for (schema,) in shown.fetchall()} == set(ROOMS[:last]) & set(STAGES), "nothing behind the gate"


def test_a_damaged_delivery_ends_at_the_intake_gate(command: Command, tmp_path: Path) -> None:
    finished = run(command, tmp_path / "home", small_deliveries.damaged(tmp_path))
    assert_stopped(
        finished,
        tmp_path / "home",
        "intake",
        "found SACRAMENTO: 50 of 1251 lines of sacramento_20260301.csv, mostly field_count; no delivery may have more "
        "than 2 % of its lines rejected (few_lines_rejected). What to do: ask for the file again;",
    )
    assert "--leave-out COUNTY runs without its history and shows on every figure" in finished.err
    assert " few_lines_rejected --delivery sacramento_20260301.csv" in finished.err
    assert "select " not in finished.err


@pytest.mark.long  # the gate itself is tested in tests/warehouse/quality_gates, and how it ends a run above
def test_a_shifted_column_ends_at_the_intake_gate(command: Command, tmp_path: Path) -> None:
    finished = run(command, tmp_path / "home", small_deliveries.shifted(tmp_path))
    assert_stopped(
        finished,
        tmp_path / "home",
        "intake",
        "found SACRAMENTO ",
    )
    assert "SACRAMENTO PRI_DOB: 0 of 1040 rows" in finished.err
    assert "(always_columns_filled). What to do: compare the columns of the county's file" in finished.err


@pytest.mark.long
def test_history_that_shrank_or_grew_ends_at_the_intake_gate_until_a_person_lets_it(
    command: Command, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    settings = load_settings(home=home)

    def runs_written() -> set[str]:
        return {path.name for path in (home / "results" / "ca" / AS_OF).iterdir() if path.name != "current"}

    def hashes() -> dict[str, str]:
        with open_warehouse(settings) as connection:
            return hash_tables(connection)

    march = small_deliveries.history(tmp_path / "march", "20260301", people=480)
    assert run(command, home, march).code == 0
    built, written = hashes(), runs_written()

    shrunk = run(command, home, small_deliveries.history(tmp_path / "shrunk", "20260401", people=432))
    assert shrunk.code == 4
    assert (
        "stopped at intake_gate: found SACRAMENTO (convicted in SACRAMENTO, 2000): 432 convictions, before 480; "
        "history may not shrink by more than 5 % in a county and year of conviction (convictions_of_year_not_fewer). "
        "What to do: ask the state why; --allow-changed COUNTY"
    ) in shrunk.err
    assert (hashes(), runs_written()) == (built, written)

    # A single conviction corrected away passes by itself; it is compared with March, not with what was turned away.
    corrected = run(command, home, small_deliveries.history(tmp_path / "corrected", "20260401", people=479))
    assert (corrected.code, corrected.err.count("stopped")) == (0, 0)
    written = runs_written()

    may = small_deliveries.history(tmp_path / "grown", "20260501", people=600)
    grown = run(command, home, may)
    assert grown.code == 4
    assert "SACRAMENTO (convicted in SACRAMENTO, 2000): 600 convictions, before 479" in grown.err
    assert runs_written() == written
    allowed = run(command, home, may, "--allow-changed", "sacramento")
    assert allowed.code == 0, allowed.err
    assert "Overrides and refused files of this run: changed history allowed for SACRAMENTO." in allowed.out
    summary = json.loads((home / "results" / "ca" / AS_OF / "current" / "summary.json").read_text())
    assert summary["allowances"] == "changed history allowed for SACRAMENTO"

    # What an older cut says is compared with what came before it, not with what came after.
    again = run(command, home, march)
    assert again.code == 0, again.err
    with open_warehouse(settings) as connection:
        states = connection.execute(
            "select list(is_passed order by run_number) from (select run_id, not bool_or(is_stopping) as is_passed "
            "from quality.gate_results group by run_id) inner join quality.runs using (run_id)"
        ).fetchall()
    assert states == [([False, True, False, True, True],)]  # March was run again, and stands last


@pytest.mark.long
def test_a_missing_county_is_kept_as_a_stop_of_the_intake_gate(command: Command, tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder = tmp_path / "d"
    small_deliveries.good(folder, "fresno", first=100)
    small_deliveries.good(folder, "sacramento")
    assert run(command, home, folder).code == 0
    (folder / "fresno_20260301.csv").unlink()
    finished = run(command, home, folder)
    assert finished.code == 4
    assert "FRESNO: the last run had a delivery, this one has none in force" in finished.err
    with open_warehouse(load_settings(home=home)) as connection:
        kept = connection.execute(
            "select gate, stage_order, is_met, observed from quality.gate_results "
            "where is_stopping and run_id = (select arg_max(run_id, run_number) from quality.runs)"
        ).fetchall()
    assert kept == [("intake", 1, False, "FRESNO: the last run had a delivery, this one has none in force")]
    page = (home / "quality" / "ca" / "quality.html").read_text()
    assert "Stopped at the gate “Files as delivered”: one check failed." in page
    assert "FRESNO: the last run had a delivery, this one has none in force" in page


def test_charges_nobody_understands_end_at_the_staging_gate(command: Command, tmp_path: Path) -> None:
    finished = run(command, tmp_path / "home", small_deliveries.not_understood(tmp_path))
    assert_stopped(
        finished,
        tmp_path / "home",
        "staging",
        "found sacramento_20260301.csv (SACRAMENTO): 12 of 40 charges (30 %) are not in the vocabulary; at least 85 % "
        "of the charges of a delivery must name a section of a known code book (charges_worded). What to do: ",
    )


@pytest.mark.parametrize(
    ("stage", "fault", "sentence"),
    [
        pytest.param(
            "intermediate",
            "delete from intermediate.int_people",
            "found 0; there must be people (people_exist)",
            marks=pytest.mark.long,
        ),
        pytest.param(
            "rules",
            "update law.reasons set reason_text = null",
            "found ",
            marks=pytest.mark.long,
        ),
        pytest.param(
            # Not the table that batches are made of: they wait for the whole gate.
            "marts",
            "delete from marts.metrics where metric = 'petition_hint'",
            "found ",
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_fault_that_dbt_does_not_see_ends_at_the_gate_after_the_stage(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, fault: str, sentence: str
) -> None:
    whole = warehouse_assets.build_stage

    def with_fault(settings: Settings, built: str, only: Sequence[str]) -> Any:
        done = whole(settings, built, only)
        if built == stage:
            with open_warehouse(settings) as connection:
                connection.execute(fault)
        return done

    monkeypatch.setattr(warehouse_assets, "build_stage", with_fault)
    finished = run(command, tmp_path / "home", small_deliveries.good(tmp_path))
    assert_stopped(finished, tmp_path / "home", stage, sentence)


@pytest.mark.long  # the gate itself is tested in tests/warehouse/quality_gates, and how it ends a run above
def test_a_check_that_breaks_ends_the_run_and_says_that_it_broke(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT_ROOT / "expectations", tmp_path / "expectations")
    suite = tmp_path / "expectations" / "intake.yml"
    suite.write_text(suite.read_text().replace("no_row_where: accepted_rows < 1", "no_row_where: no_such_column < 1"))
    monkeypatch.setattr(Settings, "expectations", property(lambda _: tmp_path / "expectations"))
    finished = run(command, tmp_path / "home", small_deliveries.good(tmp_path))
    assert_stopped(finished, tmp_path / "home", "intake", "intake.deliveries: the check itself broke (")


@pytest.mark.long  # the gate itself is tested in tests/warehouse/quality_gates, and how it ends a run above
def test_an_exception_inside_great_expectations_ends_the_run(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from great_expectations.datasource.fluent.interfaces import Batch

    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("INVENTED,PERSON 1")

    monkeypatch.setattr(Batch, "validate", breaks)
    finished = run(command, tmp_path / "home", small_deliveries.good(tmp_path))
    assert_stopped(
        finished, tmp_path / "home", "intake", "intake.deliveries: the check itself broke (ZeroDivisionError), "
    )
    assert "INVENTED" not in finished.err


def test_every_table_that_crosses_a_stage_has_a_blocking_check(asset_graph: Any) -> None:
    """A stage is the schema of an asset; what Python builds (batches, figures) is a stage of its own. What stands in
    the ledger is what people did: no gate asks it, ``ledger verify`` proves it. What would be decided again on one more
    answer is asked where questions are. Views of one person show what tables hold that were asked."""
    checked = {key.asset_key for key in asset_graph.asset_check_keys if asset_graph.get(key).blocking}
    crossing = {
        parent
        for key in asset_graph.materializable_asset_keys
        if ONE_PERSON not in asset_graph.get(key).tags
        for parent in asset_graph.get(key).parent_keys
        if parent.path[1] not in (key.path[1], "ledger", "again")
    }
    assert len(crossing) > 15
    assert sorted(key.to_user_string() for key in crossing - checked) == []


def test_every_table_python_reads_has_a_blocking_check(asset_graph: Any) -> None:
    """Tables named in the Python that writes batches and figures, whatever the asset says it depends on."""
    checked = {"/".join(key.asset_key.path[1:]) for key in asset_graph.asset_check_keys}
    modules = (
        "filing/batches/candidates.py",
        "reporting/metrics/store.py",
        "determinations/exports/determinations.py",
        "determinations/exports/evidence.py",
    )
    for module in modules:
        text = (PROJECT_ROOT / "orchestration" / module).read_text()
        tables = set(re.findall(r"\b(?:from|join) (marts\.\w+)", text))
        assert tables
        for table in tables:
            assert table.replace(".", "/") in checked, f"{module} reads {table}"
