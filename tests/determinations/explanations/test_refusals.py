"""Where ``lookback explain`` shows nothing: one line, an exit code, and no id that was not typed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from command_line import in_this_process
from explained import change, explained, people, refusal, rows
from filelock import FileLock
from whole_runs import Ran

from orchestration.determinations.explanations.as_text import format_text
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import open_warehouse_to_read
from orchestration.warehouse.run_errors import NoWarehouseError
from orchestration.warehouse.run_history import STAGE_ORDER
from tests.support.state_packs import SHIPPED

USAGE = (
    "lookback: Invalid value: expected 16 hex digits, a state's id, or issuer:<number> for a person, or 32 hex digits "
    "for a charge or arrest; found "
)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((), "lookback: Invalid value: name a person, a charge, or --case COUNTY NUMBER"),
        (("INVENTED,PERSON",), f"{USAGE}'INVENTED,PERSON'"),
        (("state:",), f"{USAGE}'state:'"),
        (("x\x1b[31m",), f"{USAGE}'x\\x1b[31m'"),
        (("0" * 16,), f"lookback: Invalid value: nobody in this warehouse has the id '{'0' * 16}'"),
        (
            ("0" * 32,),
            f"lookback: Invalid value: nobody in this warehouse has the id '{'0' * 32}' "
            "(for filed lines: explain --as-filed)",
        ),
        (("state:A0999999999",), "lookback: Invalid value: nobody in this warehouse has the id 'state:A0999999999'"),
        (("A0999999999",), "lookback: Invalid value: nobody in this warehouse has the id 'A0999999999'"),
        (("issuer:1",), "lookback: Invalid value: nobody in this warehouse has the id 'issuer:1'"),
        (
            ("--case", "Fresno", "1"),
            "lookback: Invalid value: nobody in this warehouse has the case number '1' in 'Fresno'",
        ),
        (
            ("--case", "Fresno", "--"),
            "lookback: Invalid value: --case must be COUNTY NUMBER, found no letter or digit in '--'",
        ),
    ],
)
def test_what_names_nobody_is_wrong_use(sample_run: Ran, arguments: tuple[str, ...], line: str) -> None:
    assert refusal(sample_run.home, *arguments) == (2, line)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("--remedy", "nothing"),
            "lookback: Invalid value: --remedy must be one of arrest_relief, conviction_relief, prop64_policy, "
            "prop64_statutory, found 'nothing'",
        ),
        (
            ("--format", "pdf"),
            "lookback: Invalid value for '--format': Value error, 'pdf' is not one of 'text', 'json', 'html'.",
        ),
        (
            ("--state", "zz"),
            f"lookback: Invalid value: --state must be one of {SHIPPED}, found 'zz'",
        ),
    ],
)
def test_a_remedy_form_or_state_that_is_none_is_wrong_use(
    sample_run: Ran, arguments: tuple[str, ...], line: str
) -> None:
    ((person_id, _),) = people(sample_run.settings, limit=1)
    assert refusal(sample_run.home, person_id, *arguments) == (2, line)


def test_a_folder_is_no_file_to_write_and_a_place_that_is_not_there_is_one_line(
    sample_run: Ran, tmp_path: Path
) -> None:
    ((person_id, _),) = people(sample_run.settings, limit=1)
    assert refusal(sample_run.home, person_id, "--out", str(tmp_path))[0] == 2
    code, line = refusal(sample_run.home, person_id, "--out", str(tmp_path / "nowhere" / "file"))
    assert code == 1
    assert line.startswith(f"lookback: {tmp_path / 'nowhere'}")
    assert person_id not in line


@pytest.fixture
def changed(copied_sample: Settings) -> Settings:
    return copied_sample


def test_an_id_or_case_of_several_people_is_said_to_be_so_and_shows_none_of_them(changed: Settings) -> None:
    first, second = people(changed, limit=2)
    of_the_two = f"person_id in ('{first[0]}', '{second[0]}')"
    change(
        changed,
        "update intermediate.int_charges set county_name = 'FRESNO', case_number_key = 'SHARED1' "
        f"where is_conviction and {of_the_two}",
        f"update staging.stg_ca__people set issuer_person_id = '5555' where person_key in "
        f"(select person_key from intermediate.int_person_links where {of_the_two})",
    )
    code, line = refusal(changed.root, "--case", "fresno", "shared-1")
    told = "2 people in this warehouse have the case number 'shared-1' in 'fresno': name the person too"
    assert (code, line) == (2, f"lookback: Invalid value: {told}")
    code, line = refusal(changed.root, "issuer:5555")
    told = "2 people in this warehouse have the id 'issuer:5555': use another id of the person"
    assert (code, line) == (2, f"lookback: Invalid value: {told}")
    finished = in_this_process("explain", first[0], "--case", "fresno", "shared-1", "--home", changed.root)
    assert finished.code == 0
    assert first[0] in finished.out
    assert second[0] not in finished.out
    third = people(changed, f"not {of_the_two}", limit=1)[0]
    code, line = refusal(changed.root, third[0], "--case", "fresno", "shared-1")
    assert code == 2
    assert set(re.findall(r"[0-9a-f]{16}", line)) == {third[0]}


def test_without_a_warehouse_it_is_said_what_to_do_and_nothing_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    warehouse = load_settings(home=home).warehouse
    assert refusal(home, "0" * 16) == (
        1,
        f"lookback: no warehouse at {warehouse}: "
        f"run `lookback run --home {home} --as-of DAY --deliveries FOLDER` first",
    )
    assert not home.exists()


@pytest.mark.parametrize("what", ["empty warehouse", "other bytes"])
def test_what_is_no_warehouse_of_a_run_is_one_line(tmp_path: Path, what: str) -> None:
    warehouse = load_settings(home=tmp_path).warehouse
    warehouse.parent.mkdir(parents=True)
    if what == "other bytes":
        warehouse.write_bytes(b"no database " * 1_000)
    else:
        duckdb.connect(str(warehouse)).close()
    code, line = refusal(tmp_path, "0" * 16)
    assert code == 1
    assert line.startswith(f"lookback: {warehouse} ")


def test_a_warehouse_that_may_not_be_read_is_not_said_to_be_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.write_bytes(b"")

    def denied(*_: object, **__: object) -> None:  # what DuckDB says; root may read everything
        raise duckdb.IOException(f'IO Error: Cannot open file "{settings.warehouse}": Permission denied')

    monkeypatch.setattr(duckdb, "connect", denied)
    with pytest.raises(NoWarehouseError, match="permission denied"), open_warehouse_to_read(settings):
        raise AssertionError("it was opened")


@pytest.fixture
def held_by_another_program(changed: Settings) -> Iterator[Settings]:
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(changed.warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        assert program.stdout.readline() == "held\n"
        yield changed
        program.communicate()


def test_a_warehouse_that_another_program_has_is_said_to_be_in_use(held_by_another_program: Settings) -> None:
    code, line = refusal(held_by_another_program.root, "0" * 16)
    assert code == 75
    assert line == (
        f"lookback: {held_by_another_program.warehouse} is in use: a run or another program has it; ask again later"
    )


def test_while_a_run_is_under_way_nothing_is_shown_though_the_file_is_free(changed: Settings) -> None:
    changed.lock_file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(changed.lock_file):
        code, line = refusal(changed.root, people(changed, limit=1)[0][0])
    assert (code, line) == (
        75,
        f"lookback: a run of ca is under way in {changed.root}: ask again when it has ended",
    )


def test_a_gate_that_was_not_passed_is_said_before_everything_else(changed: Settings) -> None:
    ((person_id, bucket),) = people(changed, limit=1)
    change(changed, "update quality.gate_results set is_stopping = true where gate = 'marts'")
    head = format_text(explained(changed, person_id, bucket)).split("TIMELINE")[0]
    assert "gates passed: intake, staging, intermediate, rules; failed: marts" in head
    assert "Not every gate was passed: nothing of this run may be handed out." in head
    change(changed, "update quality.gate_results set is_stopping = false where gate = 'marts'")


def _begin_later_run(settings: Settings, is_stopped: bool) -> None:
    with open_warehouse(settings) as connection:
        connection.execute("update intake.run_parameters set run_id = 'a later run'")
        connection.execute(
            "insert into quality.gate_results by name select * replace ('a later run' as run_id, ? as is_stopping) "
            "from quality.gate_results where gate = ? and run_id <> 'a later run'",
            [is_stopped, STAGE_ORDER[0]],
        )


def test_a_later_run_that_stopped_at_the_first_gate_leaves_the_one_before_to_be_shown(changed: Settings) -> None:
    ((person_id, bucket),) = people(changed, limit=1)
    ((run_id,),) = rows(changed, "select run_id from marts.run_summary")
    _begin_later_run(changed, is_stopped=True)
    run = explained(changed, person_id, bucket).run
    assert run.run_id == run_id
    assert run.notes == ["A later run (a later run) was stopped at the gate intake: this is the run before it."]


def test_a_later_run_that_did_not_finish_leaves_facts_and_determinations_of_two_runs(changed: Settings) -> None:
    ((person_id, _),) = people(changed, limit=1)
    change(changed, "delete from quality.gate_results where run_id = 'a later run'")
    _begin_later_run(changed, is_stopped=False)
    code, line = refusal(changed.root, person_id)
    assert code == 1
    again = f"run `lookback run --home {changed.root} --as-of 2026-06-01 --deliveries FOLDER` again"
    assert f"facts and determinations are of two runs; {again}" in line
