"""Answers taken in by a command that is killed stand whole or not at all; run again, all is as if undisturbed."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from command_line import LOOKBACK, environment
from killed_commands import killed_at_a_step

from orchestration.filing.batches.verify import find_faults
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.settings import Settings, load_settings
from tests.support.filed_lines import LINES, file_lines, row, write_csv

STEPS = {
    "as a reason was kept": ("orchestration.filing.ledger.evidence", "Evidence.keep", "after"),
    "before what goes back gets its name": ("pathlib", "Path.replace", "before"),
    "as what goes back got its name": ("pathlib", "Path.replace", "after"),
    "before the ledger is told": ("orchestration.filing.responses.import_answers", "_keep_reasons", "after"),
    "as the ledger was told": ("orchestration.filing.ledger.store", "Ledger.writing", "after"),
}
ANSWERED = 3


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with five filed lines and their answers, two of which cannot stand."""
    settings = load_settings(home=tmp_path_factory.mktemp("filed") / "home")
    batch = file_lines(settings.ledger.parent)
    rows = [
        row(batch, LINES[0]),
        row(batch, LINES[1], "denied", reason="a"),
        row(batch, LINES[2], "denied", reason="b"),
    ]
    rows += [row(batch, LINES[3], "denied"), row(batch, LINES[4], "perhaps")]
    write_csv(settings.home / "answers.csv", rows)
    return settings


@pytest.fixture(scope="module")
def undisturbed(filed: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, float]:
    settings = copied(filed, tmp_path_factory.mktemp("undisturbed"))
    started = time.monotonic()
    assert run(settings) == 3
    return settings, time.monotonic() - started


def copied(filed: Settings, folder: Path) -> Settings:
    shutil.copytree(filed.home, folder / "home")
    return load_settings(home=folder / "home")


def words(settings: Settings) -> list[str]:
    file = settings.home / "answers.csv"
    return ["respond", "import", str(file), "--by", "Cleo", "--home", str(settings.home)]


def run(settings: Settings, seconds: float | None = None) -> int:
    """Its exit code; killed after ``seconds`` where it has not ended by then."""
    process = subprocess.Popen(
        [str(LOOKBACK), *words(settings)], env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if seconds is not None:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    return process.wait(timeout=60)


def left(settings: Settings) -> tuple[object, ...]:
    """What stands in the ledger but for times, what goes back, and what is kept as evidence."""
    with open_ledger(settings.ledger) as ledger, open_evidence(settings.evidence) as evidence:
        assert find_faults(ledger, evidence, None) == []
        events = [(event.kind, event.line_id, event.by, event.details) for event in ledger.events()]
    with sqlite3.connect(settings.evidence) as connection:
        kept = sorted(connection.execute("select line_id, content from evidence").fetchall())
    files = {path.name: path.read_bytes() for path in settings.home.glob("*given_back*")}
    return events, kept, files


def stands_whole_or_not_at_all_and_then_as_undisturbed(settings: Settings, undisturbed: Settings) -> None:
    with open_ledger(settings.ledger) as ledger:
        answered = [event for event in ledger.events() if "answered_on" in json.loads(event.details)]
    assert len(answered) in (0, ANSWERED)
    assert run(settings) == 3
    assert left(settings) == left(undisturbed)


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step_of_taking_in_leaves_nothing_half(
    filed: Settings, undisturbed: tuple[Settings, float], tmp_path: Path, step: str
) -> None:
    settings = copied(filed, tmp_path)
    assert killed_at_a_step(STEPS[step], 1, *words(settings)) == -signal.SIGKILL
    stands_whole_or_not_at_all_and_then_as_undisturbed(settings, undisturbed[0])


@pytest.mark.parametrize("moment", [0.5, 0.7, 0.8, 0.9])
def test_a_kill_at_any_moment_leaves_nothing_half(
    filed: Settings, undisturbed: tuple[Settings, float], tmp_path: Path, moment: float
) -> None:
    settings = copied(filed, tmp_path)
    run(settings, moment * undisturbed[1])
    stands_whole_or_not_at_all_and_then_as_undisturbed(settings, undisturbed[0])
