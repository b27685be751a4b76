"""A disk that is full is one line, whichever library met it; a command that did not end is given again."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

import duckdb
import pytest
import small_deliveries
from command_line import in_this_process, is_progress
from warehouse_runs import AS_OF, build

from orchestration.cli.errors import Exit, report_error
from orchestration.cli.scenario import hold_run_lock
from orchestration.defs import run
from orchestration.defs.run import RunOutcome
from orchestration.files.disk_full import format_disk_full, is_disk_full, mentions_full_disk
from orchestration.filing.ledger.store import LedgerError, open_ledger
from orchestration.settings import load_settings
from orchestration.warehouse.errors import StepError, redact_errors, redact_values

UNTOUCHED = "deliveries, ledger and published files are unchanged"
SAID = [
    'IO Error: Could not write all bytes to file "/h/clearance.duckdb": wanted=262144 wrote=1',
    'IO Error: Could not write file "/h/clearance.duckdb.wal": No space left on device',
    "(sqlite3.OperationalError) database or disk is full",
    "Error writing bytes to file. Detail: [errno 28] No space left on device",
    "No space left on device (os error 28)",
    "[Errno 122] Disk quota exceeded: '/h/batches'",
]


ERROR = sqlite3.OperationalError("database is locked")


def raising(error: Exception) -> Callable[..., NoReturn]:
    def raises(*_: object, **__: object) -> NoReturn:
        raise error

    return raises


@pytest.mark.parametrize("text", SAID)
def test_what_libraries_say_of_it_is_known_also_where_values_are_left_out(text: str) -> None:
    assert mentions_full_disk(text) and mentions_full_disk(redact_values(text))
    assert "clearance" not in redact_values(text)


def test_what_is_something_else_is_not_taken_for_it(tmp_path: Path) -> None:
    other = [OSError(errno.EACCES, "Permission denied"), sqlite3.OperationalError("database is locked")]
    assert not any(is_disk_full(error, tmp_path) for error in other)
    assert not is_disk_full(sqlite3.OperationalError("disk I/O error"), tmp_path), "there is room: the disk is broken"
    assert redact_values("IO Error: Could not open 'x'") == "IO Error: Could not open …"


def test_sqlite_that_cannot_enlarge_a_file_means_it_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.files.disk_full._measure_free_bytes", lambda folder: 0)
    assert is_disk_full(sqlite3.OperationalError("disk I/O error"), tmp_path / "home")


def test_it_is_known_under_another_error_and_the_folder_is_that_of_the_file(tmp_path: Path) -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "x" / "batch.csv"))
        except OSError as error:
            raise ValueError("the batch could not be made") from error
    except ValueError as error:
        assert is_disk_full(error, tmp_path)
        assert format_disk_full(tmp_path, error).startswith(
            f"the disk of {tmp_path / 'x'} is full: {UNTOUCHED}; make room"
        )
    with pytest.raises(StepError, match="no space left on device"), redact_errors():
        raise duckdb.IOException(SAID[1].replace("No", "no"))


@pytest.mark.parametrize("line", ["stage facts failed in 1 of 9 nodes:", "write_batches: no space left on device"])
def test_a_run_that_failed_for_it_says_it_in_one_line_and_no_other_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    from orchestration.settings import load_settings

    failed = RunOutcome(RunOutcome.Kind.FAILED, date(2026, 6, 1), ("refused a.csv: no", line, "  model.x: error"))
    monkeypatch.setattr(run, "_run_locked", lambda *_: failed)
    outcome = run.run_clearance(load_settings(home=tmp_path), {"take_in": {"as_of_date": "2026-06-01"}})
    if mentions_full_disk(line):
        assert outcome.complaints[0] == "refused a.csv: no"
        (told,) = outcome.complaints[1:]
        assert " is full: " in told and UNTOUCHED in told
    else:
        assert outcome == failed


def test_full_while_deliveries_are_read_nothing_is_left_and_the_run_is_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, delivery = tmp_path / "home", small_deliveries.good(tmp_path / "d")
    with monkeypatch.context() as patched:
        patched.setattr(
            "orchestration.ingestion.deliveries.read_delivery.finish",
            raising(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))),
        )
        done = in_this_process("run", "--as-of", str(AS_OF), "--deliveries", delivery, "--home", home)
    told = [line for line in done.err.splitlines() if not is_progress(line)]
    assert done.code == 1
    assert len(told) == 1 and " is full: " in told[0] and UNTOUCHED in told[0]
    assert not list((home / "intake" / "ca").glob("*"))
    build(home, [delivery], stages=())


@pytest.mark.parametrize(
    ("place", "error", "arguments"),
    [
        (
            "orchestration.reporting.releases.registry.withdraw",
            OSError(errno.ENOSPC, "No space left on device"),
            ("publish", "--withdraw", "1", "--reason", "another count"),
        ),
        (
            "orchestration.cli.file.lines.set_hold",
            sqlite3.OperationalError("database or disk is full"),
            ("file", "hold", "--county", "FRESNO", "--reason", "asked", "--by", "Ruth Ortega"),
        ),
    ],
)
def test_other_commands_that_write_say_it_in_the_same_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(place, raising(error))
    done = in_this_process(*arguments, "--home", tmp_path)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err.startswith("lookback: the disk of ") and UNTOUCHED in done.err


def test_a_ledger_that_cannot_be_used_for_it_is_not_said_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, kind in (
        (sqlite3.OperationalError("database or disk is full"), sqlite3.Error),
        (ERROR, LedgerError),
    ):
        with monkeypatch.context() as patched:
            patched.setattr("orchestration.filing.ledger.store._prepare", raising(error))
            with pytest.raises(kind, match=str(error)), open_ledger(tmp_path / "ledger.sqlite"):
                pass


def test_a_scenario_says_it_in_the_same_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = load_settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.touch()
    with pytest.raises(StepError) as ended, hold_run_lock(settings):
        raise duckdb.TransactionException("Failed to commit: Could not write file 'x.wal': No space left on device")
    assert report_error(ended.value, lambda: tmp_path) is Exit.FAILED
    told = capsys.readouterr().err
    assert re.fullmatch(r"lookback: the disk of .+ is full: .+ run the command again\n", told), told
