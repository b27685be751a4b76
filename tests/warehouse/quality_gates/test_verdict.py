"""What follows from data that a gate does not expect: it stops, it warns, or a person accepted it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.quality_gates.suites import Expectation, load_suite
from orchestration.warehouse.quality_gates.verdict import Verdict, judge
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult

FRESNO, ALPINE = "f" * 64, "a" * 64
WORDINGS = "staging.stg_ca__wordings"
PROFILES = "intake.delivery_profiles"
ASKED = {
    one.id: one
    for stage in STAGE_ORDER
    for table in load_suite(PROJECT_ROOT / "expectations", stage, "ca").tables
    for one in table.expect
}


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema intake; create schema staging")
        connection.execute(
            f"create table intake.deliveries as from (values ('{FRESNO[:12]}', '{FRESNO}', 'fresno.csv', 'FRESNO', "
            f"'history', 5000), ('{ALPINE[:12]}', '{ALPINE}', 'alpine.csv', 'ALPINE', 'history', 50)) "
            "as rows (delivery_id, sha256, file_name, county_name, delivery_kind, physical_lines)"
        )
        connection.execute(
            "create table intake.accepted_gates (gate varchar, sha256 varchar, file_name varchar, accepted_by varchar, "
            "accepted_on date, why varchar)"
        )
        connection.execute(
            f"create table {WORDINGS} (kind varchar, county_name varchar, delivery_id varchar, file_name varchar, "
            "wording varchar, is_known boolean, is_showable boolean, row_count bigint)"
        )
        connection.execute(
            f"create table {PROFILES} (county_name varchar, column_name varchar, role varchar, form varchar, "
            "accepted_rows bigint, filled_rows bigint, well_formed_rows bigint)"
        )
        yield connection


def word(
    warehouse: duckdb.DuckDBPyConnection,
    known: int,
    unknown: int,
    kind: str = "disposition",
    county: str = "FRESNO",
    is_showable: bool = True,
) -> None:
    """Let a county's delivery word so many rows as the vocabulary knows, and so many as it does not."""
    delivery = (FRESNO if county == "FRESNO" else ALPINE)[:12]
    for is_known, rows in ((True, known), (False, unknown)):
        if rows:
            warehouse.execute(
                f"insert into {WORDINGS} values (?, ?, ?, ?, ?, ?, ?, ?)",
                [kind, county, delivery, "a.csv", None if is_known else "FOUND GUILTY", is_known, is_showable, rows],
            )


def fill(warehouse: duckdb.DuckDBPyConnection, column: str, role: str, rows: int, filled: int) -> None:
    """Let a column of Fresno's file be filled in so many of its rows."""
    warehouse.execute(f"insert into {PROFILES} values ('FRESNO', ?, ?, null, ?, ?, null)", [column, role, rows, filled])


def accept(warehouse: duckdb.DuckDBPyConnection, gate: str, sha256: str = FRESNO) -> None:
    warehouse.execute(
        "insert into intake.accepted_gates values (?, ?, 'fresno.csv', 'ada', '2026-06-01', 'they say so')",
        [gate, sha256],
    )


def ask(warehouse: duckdb.DuckDBPyConnection, id_: str, table: str) -> Verdict | None:
    """The verdict on a table, or None where it meets the expectation."""
    expected = ASKED[id_]
    query = expected.arguments["unexpected_rows_query"].replace("{batch}", table)
    return judge(warehouse, table, expected, "") if warehouse.execute(query).fetchall() else None


def stops(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.severity == "stop" and not verdict.acceptance


@pytest.mark.parametrize(("known", "unknown", "is_stopped"), [(1, 1, False), (1, 2, True), (0, 1, True)])
def test_over_half_of_a_countys_dispositions_unknown_stops_at_any_size(
    warehouse: duckdb.DuckDBPyConnection, known: int, unknown: int, is_stopped: bool
) -> None:
    word(warehouse, known, unknown)
    assert stops(ask(warehouse, "county_dispositions_worded", WORDINGS)) == is_stopped


@pytest.mark.parametrize(("known", "unknown", "is_stopped"), [(90, 5, False), (90, 6, True), (114, 6, False)])
def test_a_share_of_dispositions_stops_above_a_floor_of_rows(
    warehouse: duckdb.DuckDBPyConnection, known: int, unknown: int, is_stopped: bool
) -> None:
    word(warehouse, known, unknown)
    assert stops(ask(warehouse, "dispositions_worded", WORDINGS)) == is_stopped


@pytest.mark.parametrize(
    ("id_", "kind"),
    [
        ("charges_worded", "charge"),
        ("levels_worded", "level"),
        ("step_types_worded", "step_type"),
        ("sentences_worded", "sentence"),
    ],
)
def test_each_kind_of_wording_is_asked_alone(warehouse: duckdb.DuckDBPyConnection, id_: str, kind: str) -> None:
    word(warehouse, 1000, 0, kind)
    word(warehouse, 0, 900, "disposition")
    assert ask(warehouse, id_, WORDINGS) is None
    word(warehouse, 0, 900, kind)
    assert stops(ask(warehouse, id_, WORDINGS))


@pytest.mark.parametrize(("county", "is_stopped"), [("ELSEWHERE", False), ("UNKNOWN", True), ("KERN", True)])
def test_charges_of_other_states_are_not_asked_for_code_books_of_this_one(
    warehouse: duckdb.DuckDBPyConnection, county: str, is_stopped: bool
) -> None:
    word(warehouse, 1000, 20, "charge")
    word(warehouse, 0, 900, "charge")
    warehouse.execute(f"update {WORDINGS} set county_name = ? where row_count = 900", [county])
    assert stops(ask(warehouse, "charges_worded", WORDINGS)) == is_stopped


def test_many_unreadable_charges_stop_beside_many_of_other_states(warehouse: duckdb.DuckDBPyConnection) -> None:
    word(warehouse, 5000, 0, "charge")
    warehouse.execute(f"update {WORDINGS} set county_name = 'ELSEWHERE'")
    word(warehouse, 80, 20, "charge")
    verdict = ask(warehouse, "charges_worded", WORDINGS)
    assert stops(verdict)
    assert verdict is not None
    assert "20 of 100 charges" in verdict.observed


def test_a_county_within_a_statewide_file_stops_by_itself(warehouse: duckdb.DuckDBPyConnection) -> None:
    word(warehouse, 9000, 0)
    warehouse.execute(
        f"insert into {WORDINGS} select * replace ('KERN' as county_name, 9 as row_count) from {WORDINGS}"
    )
    word(warehouse, 0, 0)
    assert ask(warehouse, "county_dispositions_worded", WORDINGS) is None
    warehouse.execute(f"update {WORDINGS} set is_known = false where county_name = 'KERN'")
    verdict = ask(warehouse, "county_dispositions_worded", WORDINGS)
    assert verdict is not None
    assert "KERN" in verdict.observed
    assert "whole file" not in verdict.observed


def test_a_wording_that_could_hold_a_name_is_counted_and_not_said(warehouse: duckdb.DuckDBPyConnection) -> None:
    word(warehouse, 0, 9, is_showable=False)
    verdict = ask(warehouse, "county_dispositions_worded", WORDINGS)
    assert verdict is not None
    assert "9 of 9" in verdict.observed
    assert "GUILTY" not in verdict.observed + verdict.look


@pytest.mark.parametrize(("rows", "is_stopped"), [(999, False), (1000, True)])
def test_a_share_of_less_than_1000_rows_only_warns(
    warehouse: duckdb.DuckDBPyConnection, rows: int, is_stopped: bool
) -> None:
    fill(warehouse, "CYC_DATE", "always", rows, 0)
    verdict = ask(warehouse, "always_columns_filled", PROFILES)
    assert verdict is not None
    assert stops(verdict) == is_stopped
    assert "CYC_DATE" in verdict.observed


def test_a_column_that_no_law_reads_only_warns_and_hides_none_that_stops(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    fill(warehouse, "GENDER", "wanted", 9000, 0)
    assert not stops(ask(warehouse, "always_columns_filled", PROFILES))
    fill(warehouse, "CYC_DATE", "always", 9000, 0)
    verdict = ask(warehouse, "always_columns_filled", PROFILES)
    assert stops(verdict)
    assert verdict is not None
    assert "GENDER" not in verdict.observed


def test_what_a_person_accepted_goes_on_and_says_who_and_why(warehouse: duckdb.DuckDBPyConnection) -> None:
    word(warehouse, 0, 9)
    stopped = ask(warehouse, "county_dispositions_worded", WORDINGS)
    assert stopped is not None
    assert "lookback accept county_dispositions_worded --delivery fresno.csv" in stopped.look
    accept(warehouse, "county_dispositions_worded")
    verdict = ask(warehouse, "county_dispositions_worded", WORDINGS)
    assert verdict is not None
    assert not stops(verdict)
    assert verdict.acceptance == "Accepted for fresno.csv by ada on 2026-06-01: they say so"


@pytest.mark.parametrize(
    ("gate", "sha256"), [("county_dispositions_worded", ALPINE), ("dispositions_worded", FRESNO), ("x", "0" * 64)]
)
def test_an_acceptance_of_another_delivery_or_gate_changes_nothing(
    warehouse: duckdb.DuckDBPyConnection, gate: str, sha256: str
) -> None:
    word(warehouse, 0, 9)
    accept(warehouse, gate, sha256)
    assert stops(ask(warehouse, "county_dispositions_worded", WORDINGS))


def test_what_is_accepted_for_one_delivery_does_not_cover_the_next(warehouse: duckdb.DuckDBPyConnection) -> None:
    word(warehouse, 0, 9)
    word(warehouse, 0, 9, county="ALPINE")
    accept(warehouse, "county_dispositions_worded")
    verdict = ask(warehouse, "county_dispositions_worded", WORDINGS)
    assert verdict is not None
    assert stops(verdict)
    assert "ALPINE" in verdict.observed
    assert "FRESNO" not in verdict.observed


def test_an_acceptance_of_what_nobody_can_accept_changes_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    expected = Expectation.model_validate(
        {"id": "never", "no_row_where": "physical_lines > 1000", "each": "file_name", "says": "it must be so"}
    )
    accept(warehouse, "never")
    verdict = judge(warehouse, "intake.deliveries", expected, "")
    assert stops(verdict)
    assert "lookback accept" not in verdict.look


def test_lost_rows_identity_and_law_can_never_be_accepted() -> None:
    acceptable = {id_ for id_, expected in ASKED.items() if expected.accept_by}
    suites = {stage: load_suite(PROJECT_ROOT / "expectations", stage, "ca") for stage in STAGE_ORDER}
    of_stage = {stage: {one.id for table in suite.tables for one in table.expect} for stage, suite in suites.items()}
    assert acceptable
    of_files = {"needed_sources_delivered", "few_lines_of_nobody"}  # asked later, of what was or was not delivered
    assert acceptable - of_files <= of_stage["intake"] | of_stage["staging"]
    assert not acceptable & {
        "lines_accounted_for", "counties_profiled", "identity_decision_known", "rejected_line_reason_given",
        "staged_row_has_person", "sentence_part_has_count",
    }  # fmt: skip


def test_a_sentence_says_what_how_much_where_and_what_to_do_without_sql(warehouse: duckdb.DuckDBPyConnection) -> None:
    word(warehouse, 10, 30)
    expected = ASKED["county_dispositions_worded"]
    verdict = judge(warehouse, WORDINGS, expected, "")
    said = GateResult(
        "staging", WORDINGS, expected.type, "", False, verdict.observed, expected.says, verdict.look, "", expected.id
    ).sentence()
    for part in ("a.csv (FRESNO): 30 of 40", "75 %", "FOUND GUILTY", expected.says, "lookback vocabulary add"):
        assert part in said
    assert "select" not in said


def test_no_expectation_tells_a_person_to_write_sql() -> None:
    facts: Mapping[str, str] = {id_: expected.look for id_, expected in ASKED.items()}
    assert [id_ for id_, look in facts.items() if "select " in look] == []


@pytest.mark.parametrize(("rows", "is_stopped"), [(999, False), (1000, True)])
def test_a_share_in_the_long_form_of_less_than_1000_rows_only_warns(
    warehouse: duckdb.DuckDBPyConnection, rows: int, is_stopped: bool
) -> None:
    warehouse.execute(
        "create schema intermediate; create table intermediate.int_convictions as "
        f"select 'year' as conviction_date_precision from range({rows})"
    )
    verdict = judge(warehouse, "intermediate.int_convictions", ASKED["conviction_dates_exact"], "0 of all")
    assert stops(verdict) == is_stopped
