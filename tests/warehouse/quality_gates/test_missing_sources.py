"""A delivery that a remedy needs and nobody sent is named with who waits for it; the gate asks until it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import small_deliveries
from other_files import ids, write_other
from warehouse_runs import BuiltWarehouse, build

from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.suites import load_suite
from orchestration.warehouse.quality_gates.verdict import Verdict, judge

GATE, TABLE = "needed_sources_delivered", "rules.rule_ca__missing_sources"
WHY = "the department gives none"


def ask(built: BuiltWarehouse) -> Verdict | None:
    """Ask the gate; None if what remedies need is there."""
    suite = load_suite(PROJECT_ROOT / "expectations", "rules", "ca")
    (expected,) = (one for table in suite.tables for one in table.expect if one.id == GATE)
    with open_warehouse(built.settings) as connection:
        query = expected.arguments["unexpected_rows_query"].replace("{batch}", TABLE)
        return judge(connection, TABLE, expected, "") if connection.execute(query).fetchall() else None


def test_without_a_supervised_release_file_the_gate_asks_and_accept_answers(
    command: Callable[..., Any], tmp_path: Path
) -> None:
    home, folder = tmp_path / "home", tmp_path / "d"
    small_deliveries.history(folder, "20260301", people=20)
    built = build(home, [folder], stages=("staging", "intermediate", "rules"))
    ((people, findings),) = (
        tuple(row.values())
        for row in built.rows(
            "select count(distinct person_id) as people, count(*) as findings from rules.rule_ca__findings "
            "where is_held_up_by_missing_file"
        )
    )
    assert people > 10, "all but the file is there"
    ((alone,),) = (
        tuple(row.values()) for row in built.rows(f"select sum(findings_held_up_alone) as alone from {TABLE}")
    )
    assert alone == findings
    stopped = ask(built)
    assert stopped is not None
    assert (stopped.severity, stopped.acceptance) == ("stop", "")
    assert stopped.observed.startswith("Supervised Release File (conviction_relief): ")
    assert f"{people} for nothing else" in stopped.observed
    assert f"lookback accept {GATE} --delivery supervised_release --because" in stopped.look

    wrong = command("accept", GATE, "--delivery", "sacramento_20260301.csv", "--because", WHY, "--home", home)
    assert (wrong.code, "what the last run lacked (supervised_release)" in wrong.err) == (2, True)
    done = command("accept", GATE, "--delivery", "supervised_release", "--because", WHY, "--home", home)
    assert done.code == 0, done.err
    again = build(home, [folder], stages=("staging", "intermediate", "rules"))
    accepted = ask(again)
    assert accepted is not None
    assert WHY in accepted.acceptance
    assert f"{people} for nothing else" in accepted.observed, "it is named all the same"
    (run,) = again.rows("select allowances from intake.run_parameters")
    assert run["allowances"].startswith(f"{GATE} accepted for supervised_release by ")

    write_other(folder, "supervised_release", [ids(99) | {"SUPERVISED_BY": "STATE"}])
    whole = build(home, [folder], stages=("staging", "intermediate", "rules"))
    assert ask(whole) is None
    (run,) = whole.rows("select allowances from intake.run_parameters")
    assert run["allowances"] == "", "nothing is missing any more"


@pytest.mark.parametrize(
    ("state", "described_by"),
    [("ca", "docs/reference/other_deliveries.md"), ("va", "lookback layout describe")],
)
def test_what_is_missing_is_looked_up_where_the_state_describes_it(state: str, described_by: str) -> None:
    suite = load_suite(PROJECT_ROOT / "expectations", "rules", state)
    (expected,) = (one for table in suite.tables for one in table.expect if one.id == GATE)
    assert expected.look == f"ask for it ({described_by} says what is in it), and run again."
    assert "/" not in described_by or (PROJECT_ROOT / described_by).is_file()


@pytest.mark.parametrize(
    ("alone", "is_never_told", "severity"), [(1, False, "warn"), (2, False, "stop"), (2, True, "warn")]
)
def test_the_run_stops_where_the_missing_source_is_why_little_is_decided(
    tmp_path: Path, alone: int, is_never_told: bool, severity: str
) -> None:
    """2 of 25 findings are more than 5 %; 1 is not. What the state never tells only warns."""
    suite = load_suite(PROJECT_ROOT / "expectations", "rules", "ca")
    (expected,) = (one for table in suite.tables for one in table.expect if one.id == GATE)
    with duckdb.connect() as connection:
        connection.execute("create schema rules; create schema intake")
        connection.execute("create table rules.rule_ca__findings as select 'r' as remedy_id from range(25)")
        connection.execute("create table rules.rule_ca__arrest_findings as select 'r' as remedy_id limit 0")
        connection.execute(
            "create table intake.missing_sources as select 'list' as source, 'List' as called, 'r' as remedy_id, "
            "'p' as path, 'e' as element, ? as is_never_told",
            [is_never_told],
        )
        connection.execute(
            "create table intake.accepted_gates (gate varchar, file_name varchar, accepted_by varchar, "
            "accepted_on date, why varchar)"
        )
        connection.execute(
            f"create table {TABLE} as select 'p' || range as person_id, 'r' as remedy_id, 'list' as source, "
            "1 as findings, cast(range < ? as integer) as findings_held_up_alone from range(20)",
            [alone],
        )
        verdict = judge(connection, TABLE, expected, "")
    assert verdict.severity == severity
    never = ", which the state never tells" if is_never_told else ""
    assert verdict.observed == f"List{never} (r): 20 people wait for it, {alone} for nothing else"
