"""One screen of where an office is: the run, its gates, what waits for whom, and which command comes next."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import duckdb
from filing_homes import sign_everything

from orchestration.ingestion.decisions.accepted_gates import NO_FILE, AcceptedGate, accept_gate
from orchestration.reporting.office_status import MISSING_SOURCES, read_office_status
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.suites import load_suite
from orchestration.warehouse.run_history import STAGE_ORDER, prepare
from tests.support.filed_lines import file_lines

NONE: list[str] = []


def build_home(
    home: Path, failed: list[str] = NONE, units: list[str] = NONE, name: str = "OAK,FERN", warned: list[str] = NONE
) -> Settings:
    """A home with a warehouse of the few tables that are asked."""
    settings = load_settings(home=home)
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        for schema in ("marts", "rules", "intake", "intermediate"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table intermediate.int_people as select ? as person_name", [name])
        connection.execute(
            "create table marts.run_summary as select 'abc' as run_id, date '2026-06-01' as as_of_date, "
            "'1' as version, '1' as law_version, '' as allowances, 2 as deliveries, "
            "date '2026-03-01' as data_as_of_earliest, "
            "date '2026-03-01' as data_as_of_latest, 7 as people"
        )
        connection.execute("create table intake.run_parameters as select 'abc' as run_id")
        connection.execute("create table rules.rule_ca__questions as select 1 as question from range(3)")
        connection.execute(
            "create table marts.filing_lines as select unnest(?::varchar[]) as unit_id, date '2001-01-01' as "
            "conviction_date, null::date as arrest_date, 'FRESNO' as county_name",
            [units],
        )
        prepare(connection)
        for place, gate in enumerate(STAGE_ORDER, 1):
            connection.execute(
                "insert into quality.gate_results by name select 'abc' as run_id, date '2026-06-01' as as_of_date, "
                "? as stage_order, ? as gate, 1 as place, 't' as table_name, 'e' as expectation, '' as column_name, "
                "? as is_met, '9 of 10' as observed, 'at most a tenth is unknown' as says, 'read the file' as look, "
                "'' as error, ? as is_stopping",
                [place, gate, gate not in failed + warned, gate in failed],
            )
        connection.execute("insert into quality.runs values ('abc', 1, '2026-06-01', '')")
    return settings


def commands(settings: Settings) -> list[str]:
    return [one.command for one in read_office_status(settings).waiting]


def test_without_a_run_the_next_command_is_a_run(tmp_path: Path) -> None:
    found = read_office_status(load_settings(home=tmp_path))
    assert found.next_command.startswith("lookback run")
    assert "no warehouse" in found.run[0]


def test_a_gate_that_failed_is_named_with_what_was_found_and_nothing_is_proposed_of_that_run(tmp_path: Path) -> None:
    found = read_office_status(build_home(tmp_path, failed=["rules"], units=["u1"]))
    assert found.next_command.startswith("lookback run")
    stop = "stopped at rules: found 9 of 10; at most a tenth is unknown. What to do: read the file"
    assert stop in found.run
    assert "lookback file propose" not in [one.command for one in found.waiting]


def test_where_accept_answers_the_gate_it_comes_next_and_then_a_run(tmp_path: Path) -> None:
    settings = build_home(tmp_path, failed=["staging"])
    accept = "lookback accept words --delivery 'yolo 1.csv' --because \"...\""
    with open_warehouse(settings) as connection:
        connection.execute("drop schema marts cascade")
        connection.execute(
            "update quality.gate_results set look = ? where not is_met", [f"If it is right: {accept}, then"]
        )
    assert read_office_status(settings).next_command == accept
    accepted = AcceptedGate("words", NO_FILE, "yolo 1.csv", "ada", date(2026, 6, 1), "they are so")
    accept_gate(settings.accepted_gates, accepted)
    assert read_office_status(settings).next_command == "lookback run"


def test_a_damaged_warehouse_is_moved_away_before_the_next_run(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.write_bytes(b"damaged")
    assert read_office_status(settings).next_command == f"move {settings.warehouse} away, then lookback run"


def test_what_only_warned_is_counted_and_stops_nothing(tmp_path: Path) -> None:
    found = read_office_status(build_home(tmp_path, warned=["rules"], units=["u1"]))
    assert "warnings and accepted findings: 1 (lookback quality)" in found.run
    assert found.next_command == "lookback file propose"


def test_what_remedies_need_and_the_run_lacks_is_named(tmp_path: Path) -> None:
    settings = build_home(tmp_path, warned=["rules"], units=["u1"])
    with open_warehouse(settings) as connection:
        connection.execute("update quality.gate_results set expectation_id = ? where not is_met", [MISSING_SOURCES])
    found = read_office_status(settings)
    assert "missing: 9 of 10" in found.run
    suite = load_suite(settings.expectations, "rules", "ca")
    assert MISSING_SOURCES in {one.id for table in suite.tables for one in table.expect}


def test_a_run_is_proposed_first_and_then_counsel_is_asked(tmp_path: Path) -> None:
    settings = build_home(tmp_path, units=["u1", "u2"])
    found = read_office_status(settings)
    assert found.waiting[0].what == "2 charges and arrests of this run are not proposed"
    assert [one.command for one in found.waiting[1:]] == ["lookback law sign", "lookback review export"]
    sign_everything(settings)
    assert commands(settings) == ["lookback file propose", "lookback review export"]


def test_an_overtaken_signature_is_said_where_no_line_waits_for_counsel(tmp_path: Path) -> None:
    settings = build_home(tmp_path)
    sign_everything(settings)
    assert commands(settings) == ["lookback review export"]
    lines = settings.signatures.read_text(encoding="utf-8").splitlines(keepends=True)
    signed = "".join(
        re.sub(r"[0-9a-f]{16}", "0" * 16, line) if line.startswith("provisions,") else line for line in lines
    )
    settings.signatures.write_text(signed, encoding="utf-8")
    (law, _) = read_office_status(settings).waiting
    assert law.command == "lookback law sign"
    assert law.what == (
        "3 parts and provisions of the law are not signed (overtaken signatures of provisions: 3; "
        "the law changed since they were signed)"
    )


def test_of_invented_people_a_demonstration_may_sign(tmp_path: Path) -> None:
    settings = build_home(tmp_path, units=["u1"], name="SYNTHOAK,FERN")
    assert commands(settings)[1] == "lookback law sign --demonstration"


def test_what_waits_with_a_court_is_shown_and_a_line_that_is_known_is_not_new(tmp_path: Path) -> None:
    settings = build_home(tmp_path, units=["c"])
    settings.ledger.parent.mkdir(parents=True)
    file_lines(settings.ledger.parent, range(2))
    found = read_office_status(settings)
    assert [(one.what, one.command) for one in found.waiting] == [
        ("2 lines wait for the answer of a court", "lookback respond import"),
        ("3 questions about records at most wait for an answer", "lookback review export"),
    ]


def test_of_a_first_run_that_stopped_at_a_gate_the_gate_is_named(tmp_path: Path) -> None:
    settings = build_home(tmp_path, failed=["staging"])
    with open_warehouse(settings) as connection:
        connection.execute("drop schema marts cascade")
    found = read_office_status(settings)
    assert found.run[0].startswith("stopped at staging: found 9 of 10")
    assert found.next_command.startswith("lookback run")
