"""A run that fails, is killed or finds no room never takes the last whole run away."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import build_connection_config, open_warehouse
from orchestration.warehouse.last_run import choose_whole_run, keep_last_run, remove_last_run
from orchestration.warehouse.locks import acquire_run_lock, release_run_lock
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, begin_run, keep_gate


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings(home=tmp_path)
    begin(settings, "one")
    finish(settings)
    return settings


def begin(settings: Settings, run_id: str) -> None:
    with open_warehouse(settings) as connection:
        connection.execute("create schema if not exists intake; create schema if not exists marts")
        connection.execute(
            "create or replace table intake.run_parameters as select ? as run_id, date '2026-06-01' as as_of_date, "
            "'' as allowances",
            [run_id],
        )
        begin_run(connection, run_id, date(2026, 6, 1), "", [])


def finish(settings: Settings) -> None:
    with open_warehouse(settings) as connection:
        for gate in STAGE_ORDER:
            keep_gate(connection, gate, [GateResult(gate, "t", "e", "", True, "", "", "", "")], [])
        connection.execute("create or replace table marts.run_summary as select run_id from intake.run_parameters")


def read_run(settings: Settings) -> str:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        ((run_id,),) = connection.execute("select run_id from intake.run_parameters").fetchall()
    return str(run_id)


def test_a_run_that_does_not_finish_leaves_the_one_before_it_to_read(settings: Settings) -> None:
    assert choose_whole_run(settings) is settings
    keep_last_run(settings)
    begin(settings, "two")
    assert (read_run(settings), read_run(choose_whole_run(settings))) == ("two", "one")
    remove_last_run(settings)
    keep_last_run(settings)  # the next one begins on what the failed one left
    begin(settings, "three")
    assert read_run(choose_whole_run(settings)) == "one"
    finish(settings)
    assert read_run(choose_whole_run(settings)) == "three"
    remove_last_run(settings)
    assert not settings.last_warehouse.exists() and read_run(settings) == "three"


def test_while_a_run_is_under_way_the_one_before_it_is_read(settings: Settings) -> None:
    acquire_run_lock(settings)
    try:
        assert choose_whole_run(settings) is settings
        keep_last_run(settings)
        assert read_run(choose_whole_run(settings)) == "one"
    finally:
        release_run_lock(settings)


def test_a_reader_goes_on_when_a_run_begins(settings: Settings) -> None:
    with duckdb.connect(
        str(settings.warehouse), read_only=True, config={**build_connection_config(settings)}
    ) as reader:
        keep_last_run(settings)
        assert reader.execute("select run_id from marts.run_summary").fetchall() == [("one",)]
    begin(settings, "two")
    assert read_run(choose_whole_run(settings)) == "one"


def test_a_warehouse_that_is_damaged_or_written_to_is_not_kept(settings: Settings) -> None:
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, settings.warehouse], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == b"open\n"
        keep_last_run(settings)
        assert not settings.last_warehouse.exists() and choose_whole_run(settings) is settings
        other.communicate(b"")
    settings.warehouse.write_bytes(b"x" * 20_000)
    keep_last_run(settings)
    assert not settings.last_warehouse.exists()


def test_a_run_killed_while_it_keeps_the_last_one_loses_nothing(settings: Settings) -> None:
    settings.last_warehouse.parent.mkdir()
    settings.warehouse.replace(settings.last_warehouse)
    settings.warehouse.with_suffix(".partial").write_bytes(b"half")
    assert read_run(choose_whole_run(settings)) == "one"
    keep_last_run(settings)
    assert read_run(settings) == "one"


def test_without_room_for_a_copy_the_warehouse_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space"):
        keep_last_run(settings)
    assert read_run(settings) == "one" and read_run(choose_whole_run(settings)) == "one"
