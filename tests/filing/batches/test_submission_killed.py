"""Filing that is killed from outside, at any moment and at each step, files the same bytes once and loses nothing."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from command_line import LOOKBACK, environment, in_this_process, lookback
from filing_homes import events_of, filed_files, home_with_the_sample, states_of, what_happened
from killed_commands import killed_at_a_step

from orchestration.files.atomic import PARTIAL_SUFFIX
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.connection import connect_to_read

SUBMIT = ("file", "submit", "--by", "Ruth Ortega", "--max-lines", "40", "--yes")
TWO_COUNTIES = ("fresno", "alpine")

# In the order in which a batch goes through them: each kill finds the batch where the one before left it.
STEPS = {
    "as evidence was kept": ("orchestration.filing.ledger.evidence", "Evidence.keep", "after"),
    "as all evidence was prepared": ("orchestration.filing.ledger.evidence", "Evidence.prepare", "after"),
    "before the templates of a batch get their place": ("pathlib", "Path.rename", "before"),
    "as the templates of a batch got their place": ("pathlib", "Path.rename", "after"),
    "as a batch was begun": ("orchestration.filing.ledger.store", "Ledger.writing", "after"),
    "before a folder gets its name": ("pathlib", "Path.rename", "before"),
    "as a folder got its name": ("pathlib", "Path.rename", "after"),
    "before a batch is said to be filed": ("orchestration.filing.batches.submission", "finish_batch", "before"),
    "as a batch was said to be filed": ("orchestration.filing.batches.submission", "finish_batch", "after"),
}


@pytest.fixture(scope="module")
def approved(sample_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home in which lines of two counties wait to be filed."""
    settings = home_with_the_sample(sample_run.home, tmp_path_factory.mktemp("approved") / "home")
    for county in TWO_COUNTIES:
        for words in (("propose", "--by", "Ada"), ("approve", "--by", "Ruth Ortega", "--reason", "all", "--yes")):
            done = in_this_process("file", *words, "--county", county, "--home", settings.home)
            assert done.code == 0, done.err
    return settings


@pytest.fixture(scope="module")
def undisturbed(approved: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, float]:
    settings = copied(approved, tmp_path_factory.mktemp("undisturbed"))
    started = time.monotonic()
    assert lookback(*SUBMIT, "--home", settings.home).code == 0
    assert filed_files(settings)
    return settings, time.monotonic() - started


def copied(approved: Settings, folder: Path) -> Settings:
    home = folder / "home"
    shutil.copytree(approved.home, home)
    return load_settings(home=home)


def killed_after(settings: Settings, seconds: float) -> None:
    command = [str(LOOKBACK), *SUBMIT, "--home", str(settings.home)]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)


def killed_at(settings: Settings, step: str, number: int) -> int:
    return killed_at_a_step(STEPS[step], number, *SUBMIT, "--home", settings.home)


def evidence_of(settings: Settings) -> set[tuple[str, str]]:
    """Line and hash of everything that is kept."""
    with open_evidence(settings.evidence) as evidence:
        return set(evidence.is_as_it_was_kept())


def nothing_half_done_has_a_final_name(settings: Settings, whole: Settings) -> None:
    final = {name: content for name, content in filed_files(settings).items() if PARTIAL_SUFFIX not in name}
    assert final.items() <= filed_files(whole).items()
    for folder in settings.filed.iterdir() if settings.filed.is_dir() else ():
        if not folder.name.endswith(PARTIAL_SUFFIX):
            assert {name for name in final if name.startswith(folder.name)} == {
                name for name in filed_files(whole) if name.startswith(folder.name)
            }


def ends_as(settings: Settings, whole: Settings) -> None:
    done = in_this_process(*SUBMIT, "--home", settings.home)
    assert done.code == 0, done.err
    assert filed_files(settings) == filed_files(whole)
    assert what_happened(settings) == what_happened(whole)
    assert in_this_process("ledger", "verify", "--home", settings.home).code == 0
    with open_evidence(settings.evidence) as evidence:
        assert evidence.find_outdated("nothing") == [], "what was prepared is filed"
    assert evidence_of(settings) == evidence_of(whole)
    before = what_happened(settings)
    assert "0 lines filed in 0 batches" in in_this_process(*SUBMIT, "--home", settings.home).out
    assert what_happened(settings) == before


def test_a_kill_at_each_step_changes_nothing_of_what_is_filed(
    approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path
) -> None:
    settings, (whole, _) = copied(approved, tmp_path), undisturbed
    for step in STEPS:
        assert killed_at(settings, step, 1) == -signal.SIGKILL, step
        nothing_half_done_has_a_final_name(settings, whole)
    ends_as(settings, whole)


def test_a_hold_stops_a_batch_that_was_begun_until_it_is_lifted(
    approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path
) -> None:
    settings, (whole, _) = copied(approved, tmp_path), undisturbed
    assert killed_at(settings, "as a batch was begun", 1) == -signal.SIGKILL
    by, home = ("--by", "Ruth Ortega"), ("--home", settings.home)
    held = in_this_process("file", "hold", *by, "--all", "--reason", "stop everything", *home)
    assert held.code == 0
    stopped = in_this_process(*SUBMIT, *home)
    assert (stopped.code, filed_files(settings)) == (3, {})
    assert "held: stop everything" in stopped.out and "0 lines filed" in stopped.out
    (hold_id,) = re.findall(r"ON HOLD  (\w+)  all: stop everything", held.out)
    assert in_this_process("file", "release", hold_id, *by, "--reason", "looked at", *home).code == 0
    assert in_this_process(*SUBMIT, *home).code == 0
    assert filed_files(settings) == filed_files(whole)


def with_an_edited_template(root: Path) -> Path:
    """The application with other words in the proposed order, as a lawyer leaves it: its hash in the register."""
    shutil.copytree(
        PROJECT_ROOT / "orchestration", root / "orchestration", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("models", "dbt_project", "expectations", "pyproject.toml"):
        (root / name).symlink_to(PROJECT_ROOT / name)
    order = root / "orchestration" / "filing" / "documents" / "typst" / "ca" / "order.typ"
    was = hashlib.sha256(order.read_bytes()).hexdigest()
    order.write_text(order.read_text(encoding="utf-8").replace("THE COURT ORDERS", "IT IS ORDERED"), encoding="utf-8")
    register = order.with_name("templates.csv")
    now = hashlib.sha256(order.read_bytes()).hexdigest()
    register.write_text(register.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    assert was != now
    return root


def test_a_batch_that_was_begun_before_a_template_was_edited_has_the_words_it_was_begun_with(
    approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path
) -> None:
    settings, (whole, _) = copied(approved, tmp_path), undisturbed
    assert killed_at(settings, "as a batch was begun", 1) == -signal.SIGKILL
    (begun,) = [event for event in events_of(settings) if event.kind == "batch_begun"]
    arguments = [sys.executable, "-c", "import sys\nfrom orchestration.cli.app import main\nmain(sys.argv[1:])"]
    done = subprocess.run(
        [*arguments, *SUBMIT, "--home", str(settings.home)],
        cwd=with_an_edited_template(tmp_path / "edited"),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    now, before = filed_files(settings), filed_files(whole)
    assert now.keys() == before.keys()
    folders = {name.split("/")[0][-16:]: name.split("/")[0] for name in now}
    other = {name.split("/")[0][-16:] for name in now if now[name] != before[name]}
    assert begun.batch_id not in other and other
    told = {event.batch_id: json.loads(event.details) for event in events_of(settings) if event.kind == "batch_begun"}
    for batch_id in other:
        hashes = json.loads(told[batch_id]["templates"])
        assert hashes["order"] != json.loads(json.loads(begun.details)["templates"])["order"]
        assert json.loads(now[f"{folders[batch_id]}/manifest.json"])["templates"] == hashes
    manifest = json.loads(now[f"{folders[begun.batch_id]}/manifest.json"])
    assert manifest["templates"] == json.loads(json.loads(begun.details)["templates"])
    assert in_this_process("ledger", "verify", "--home", settings.home).code == 0
    kept = settings.kept_templates / json.loads(begun.details)["template_set"] / "ca" / "order.typ"
    kept.write_text("other words")
    lost = in_this_process("ledger", "verify", "--home", settings.home)
    assert (lost.code, "its kept template order was changed" in lost.out) == (1, True)


def _kills(count: int, approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path) -> None:
    settings, (whole, seconds) = copied(approved, tmp_path), undisturbed
    for number in range(count):
        killed_after(settings, seconds * (number + 0.5) / count)
        nothing_half_done_has_a_final_name(settings, whole)
    ends_as(settings, whole)


def test_kills_at_any_moment_change_nothing_of_what_is_filed(
    approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path
) -> None:
    _kills(3, approved, undisturbed, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_two_hundred_kills_change_nothing_of_what_is_filed(
    approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path
) -> None:
    for turn in range(25):
        folder = tmp_path / str(turn)
        _kills(8, approved, undisturbed, folder)
        shutil.rmtree(folder)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path
) -> None:
    full_disk = copied(approved, tmp_path)
    # Files that may not grow beyond some size: what a full disk does to a writer.
    limited = "import resource, signal, sys\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))\n"
    limited += "from orchestration.cli.app import main\nmain(sys.argv[2:])\n"
    for size in (0, 2_000):
        arguments = [str(size), *SUBMIT, "--home", str(full_disk.home)]
        done = subprocess.run(
            [sys.executable, "-c", limited, *arguments], env=environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 1, done.stderr
        assert done.stderr.startswith("lookback: ") and len(done.stderr.strip().splitlines()) == 1
        nothing_half_done_has_a_final_name(full_disk, undisturbed[0])
    ends_as(full_disk, undisturbed[0])


def test_a_folder_that_cannot_be_written_is_told(
    approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path
) -> None:
    settings = copied(approved, tmp_path)
    settings.filed.parent.mkdir(parents=True, exist_ok=True)
    settings.filed.write_text(
        "no folder"
    )  # (who is root may write into any folder: a file in its place stops them too)
    done = in_this_process(*SUBMIT, "--home", settings.home)
    assert (done.code, len(done.err.strip().splitlines())) == (1, 1)
    assert "the command stopped" in done.err
    assert "filing" in states_of(settings).values()
    settings.filed.unlink()
    ends_as(settings, undisturbed[0])


def test_two_submissions_and_two_proposals_at_the_same_time_do_it_once(
    approved: Settings, undisturbed: tuple[Settings, float], tmp_path: Path
) -> None:
    settings = copied(approved, tmp_path)
    command = [str(LOOKBACK), *SUBMIT, "--home", str(settings.home)]
    processes = [subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE) for _ in range(2)]
    for process in processes:
        process.communicate(timeout=120)
    codes = sorted(process.returncode for process in processes)
    assert codes in ([0, 0], [0, 75])
    ends_as(settings, undisturbed[0])
    fresh = copied(approved, tmp_path / "proposals")
    shutil.rmtree(fresh.ledger.parent)
    connect_to_read(fresh).close()  # the first to open a copied home alone points its views at it
    command = [str(LOOKBACK), "file", "propose", "--by", "Ada", "--home", str(fresh.home)]
    processes = [subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=120)[0].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    new = sorted(int(words.split()[1].replace(",", "")) for words in said)
    assert new[0] == 0 and new[1] == len(states_of(fresh)) > 1_000
