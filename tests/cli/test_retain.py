"""Old rows, results, proposed batches and runs go; the ledger, what was filed and what the last run needs stay."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest
from command_line import in_this_process
from warehouse_runs import build

from orchestration.defs.code_location import tag_run
from orchestration.defs.run import prepare_dagster_home
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.retention import parse_cutoff
from tests.support.doj_files import file_of, rows

LONG_AGO = datetime(2019, 5, 1, tzinfo=UTC).timestamp()


@dg.job
def of_old() -> None:
    pass


def make_runs(settings: Settings) -> None:
    """Two runs of Dagster, of which the first was made long ago."""
    settings.export()
    prepare_dagster_home(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        ids = [of_old.execute_in_process(instance=instance, tags=tag_run(settings)).run_id for _ in range(2)]
    with sqlite3.connect(settings.dagster_home / "history" / "runs.db") as runs:
        runs.execute("update runs set create_timestamp = '2019-05-01 00:00:00' where run_id = ?", [ids[0]])


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    return path


def list_files(home: Path) -> set[str]:
    passing = ("logs", "locks", "dagster")
    paths = (path.relative_to(home) for path in home.rglob("*") if not path.is_dir())
    return {str(path) for path in paths if path.parts[0] not in passing}


def test_what_is_old_and_unused_is_deleted_and_named_and_nothing_else(tmp_path: Path) -> None:
    file, home = tmp_path / "alameda_20260301.csv", tmp_path / "home"
    file.write_bytes(file_of(*rows(3)))
    settings = build(home, [file], stages=()).settings
    make_runs(settings)
    (current,) = settings.intake.glob("ca/*")
    old = [put(settings.intake / "ca" / ("a" * 64) / "receipt.json")]
    old += [
        put(folder / "2019-06-01" / "run" / "x.csv")
        for folder in (settings.results, settings.figures, settings.filings)
    ]
    used = [put(settings.intake / "ca" / (sign * 64) / "receipt.json") for sign in "cd"]
    with open_warehouse(settings) as connection:
        connection.execute(
            "insert into quality.runs values ('recent', 8, '2026-05-01', ''), ('old', 9, '2019-05-01', '')"
        )
        connection.execute(
            "insert into quality.run_deliveries values ('recent', 'KERN', '2018-01-01', repeat('c', 64)), "
            "('old', 'ALAMEDA', '2018-01-01', repeat('d', 64)), ('old', 'KERN', '2018-01-01', repeat('a', 64))"
        )
        connection.execute("update intake.delivery_profiles set previous_data_as_of = '2018-01-01'")
    for folder in (current, *(path.parent for path in [*used, old[0]])):
        os.utime(folder, (LONG_AGO, LONG_AGO))
    put(settings.intake / "ca" / ("b" * 64) / "receipt.json")
    for day in ("2019-05-01", "2026-06-01"):
        put(settings.filed / f"batch_{day}" / "manifest.json")
        put(settings.further_notices / day / "notice.csv")
        put(settings.kept / day / "run.json")
    put(settings.results / "2020-06-01" / "run" / "x.csv")  # the last day that has any
    put(settings.figures / "2026-06-01" / "run-1" / "x.csv")
    put(settings.filings / "2099-01-01" / "run" / "x.csv")
    put(settings.ledger)
    before = list_files(home)

    said = in_this_process("retain", "--older-than", "24mo", "--dry-run", "--home", home)
    assert said.code == 0 and list_files(home) == before
    assert f"would delete {old[0].parent.relative_to(home)} of 2019-05-01, 1 bytes" in said.out
    assert "would delete runs of Dagster's history: 1" in said.out

    done = in_this_process("retain", "--older-than", "2y", "--home", home)
    assert done.out == said.out.replace("would delete", "deleted")
    assert before - list_files(home) == {str(path.relative_to(home)) for path in old}
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        (left,) = instance.get_runs()
        assert instance.all_logs(left.run_id)
    assert {path.stem for path in (settings.dagster_home / "history" / "runs").glob("*.db")} == {"index", left.run_id}

    again = in_this_process("retain", "--older-than", "2y", "--home", home)
    assert again.out == "deleted runs of Dagster's history: 0\n"


@pytest.mark.parametrize("age", ["0mo", "24", "5000y", "-1mo", "2w"])
def test_an_age_that_is_none_deletes_nothing(tmp_path: Path, age: str) -> None:
    done = in_this_process("retain", f"--older-than={age}", "--home", tmp_path)
    assert done.code == 2 and "24mo or 2y" in done.err


def test_months_and_years_count_back_from_today() -> None:
    assert parse_cutoff("24mo", date(2026, 11, 30)) == parse_cutoff("2y", date(2026, 11, 30)) == date(2024, 11, 28)
    assert parse_cutoff("11mo", date(2026, 11, 5)) == date(2025, 12, 5)
