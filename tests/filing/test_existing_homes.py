"""A home of version 2026.11.0 (commit 0b71b153) goes on: what was filed stays, nothing is proposed or filed twice."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
from command_line import AS_OF, ROOT, Finished, in_this_process
from warehouse_runs import build

from orchestration.filing.batches.county_batches import write_county_batches
from orchestration.filing.ledger.store import open_ledger
from orchestration.law.packs import read_pack_status
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.quality_gates.run import run_gate
from orchestration.warehouse.row_counts import build_run_folder
from orchestration.warehouse.run_history import STAGE_ORDER

HOME = ROOT / "tests" / "golden" / "home_0b71b153.tar.zst"
RUTH = ("--by", "Ruth Ortega")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("existing") / "home"
    with (
        pa.input_stream(str(HOME), compression="zstd") as stream,
        tarfile.open(fileobj=io.BytesIO(stream.read())) as tar,
    ):
        tar.extractall(home, filter="data")
    return home


@pytest.fixture(scope="module")
def rebuilt(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same home after this version built the deliveries it was made of, and wrote their batches."""
    folder = tmp_path_factory.mktemp("rebuilt")
    shutil.copytree(unpacked, folder / "home", symlinks=True)
    made = in_this_process("sample", "--state", "ca", "--people", "60", "--seed", "11", "--out", folder / "deliveries")
    assert made.code == 0, made.err
    settings = build(folder / "home", [folder / "deliveries"]).settings
    for gate in STAGE_ORDER:
        run_gate(settings, gate)
    with open_warehouse(settings) as connection:
        pack = read_pack_status(settings.models, settings.state, settings.signatures)
        write_county_batches(connection, settings.filings / build_run_folder(connection), settings.state, pack)
    return folder / "home"


@pytest.fixture
def home(unpacked: Path, tmp_path: Path) -> Path:
    shutil.copytree(unpacked, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


def say(home: Path, *words: object, code: int = 0) -> Finished:
    done = in_this_process(*words, "--home", home)
    assert done.code == code, done.out + done.err
    return done


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file by its path, but for the log of commands, which each command adds to."""
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith("logs/")}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lines_in_ledger(home: Path) -> dict[str, tuple[str, str]]:
    """Of every line its count or arrest (a hash of what the court knows it by), and what gives the relief."""
    with closing(sqlite3.connect(load_settings(home=home).ledger)) as ledger:
        rows = ledger.execute("select line_id, count_id, relief_by from lines").fetchall()
    return {line_id: (count_id, relief_by) for line_id, count_id, relief_by in rows}


def states_of(settings: Settings) -> dict[str, str]:
    with open_ledger(settings.ledger, create=False) as ledger:
        return ledger.states()


def test_its_ledger_verifies_and_a_line_is_explained_as_it_was_filed(home: Path) -> None:
    before = files_below(home)
    assert "0 faults" in say(home, "ledger", "verify").out
    row = rows_of(min((home / "filed").rglob("lines.csv")))[0]
    explained = say(home, "explain", row["line_id"], "--as-filed").out
    assert f"LINE {row['line_id']} AS FILED" in explained and row["citation"] in explained
    ledger = "ledger/"
    assert {name: data for name, data in files_below(home).items() if not name.startswith(ledger)} == {
        name: data for name, data in before.items() if not name.startswith(ledger)
    }


def test_answers_to_its_batches_are_taken_in(home: Path, tmp_path: Path) -> None:
    settings = load_settings(home=home)
    states = states_of(settings)
    (answers, waiting) = next(
        (rows, row)
        for path in sorted(settings.filed.rglob("answers.csv"))
        for rows in [rows_of(path)]
        for row in rows
        if states[row["line_id"]] in ("filed", "sent_to_the_department")
    )
    with open_ledger(settings.ledger, create=False) as ledger:
        today = ledger.today().isoformat()
    answer = waiting["allowed_answers"].split("|")[0].strip()
    waiting |= {"answer": answer, "answered_by": "C. Clerk", "answered_on": today}
    with (tmp_path / "answers.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, answers[0])
        writer.writeheader()
        writer.writerows(answers)
    filed = files_below(settings.filed)
    assert "imported 1 answers" in say(home, "respond", "import", tmp_path / "answers.csv", *RUTH).out
    assert states_of(settings)[waiting["line_id"]] != states[waiting["line_id"]]
    assert files_below(settings.filed) == filed


def test_a_home_of_an_unknown_version_gets_one_line_and_nothing_is_touched(home: Path) -> None:
    ledger = load_settings(home=home).ledger
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("pragma journal_mode = delete")
        connection.execute("pragma user_version = 99")
    before = files_below(home)
    for words in (("ledger", "verify"), ("file", "status"), ("file", "hold", "--all", "--reason", "x", *RUTH)):
        (line,) = say(home, *words, code=1).err.splitlines()
        assert "written by another version (99, expected 1)" in line
    assert files_below(home) == before


@pytest.mark.long
def test_after_a_new_run_nothing_is_proposed_twice_and_what_was_filed_is_decided_again(
    rebuilt: Path, unpacked: Path, tmp_path: Path
) -> None:
    before, first = lines_in_ledger(unpacked), say(rebuilt, "file", "propose", "--by", "Ada Analyst").out
    after = lines_in_ledger(rebuilt)
    # (The law of today finds more convictions eligible than that of 2026.11.0: those alone are new.)
    new = after.keys() - before.keys()
    assert f"proposed {len(new)} new lines" in first
    assert {line: after[line] for line in before} == before
    assert not {after[line] for line in new} & set(before.values())
    assert "proposed 0 new lines" in say(rebuilt, "file", "propose", "--by", "Ada Analyst").out
    assert "0 faults" in say(rebuilt, "ledger", "verify").out
    checked = say(rebuilt, "file", "recheck", "--out", tmp_path / "recheck").out
    assert "0  not_found" in checked
    # (A violation of probation is no conviction; the law of 2026.11.0 took it for one.)
    rechecked = rows_of(tmp_path / "recheck" / "recheck.csv")
    assert {row["section"] for row in rechecked if row["verdict"] == "wrongly_filed"} == {"PC 1203.2(a)"}
    for room in ("filed", "filings"):
        then, now = files_below(unpacked / room), files_below(rebuilt / room)
        assert {name: now[name] for name in then if "current" not in name} == {
            name: data for name, data in then.items() if "current" not in name
        }


def test_an_old_proposal_is_never_taken_for_a_new_one(rebuilt: Path) -> None:
    runs = [path for path in (rebuilt / "filings" / "ca" / AS_OF).iterdir() if not path.is_symlink()]
    (new,) = [path for path in runs if list(path.rglob("lines.csv"))]
    (old,) = [path for path in runs if path != new]
    assert (rebuilt / "filings" / "ca" / AS_OF / "current").resolve() == new
    row = rows_of(min(old.rglob("*.csv")))[0]
    refused = say(rebuilt, "file", "approve", "--line", row["line_id"], *RUTH, code=3).out
    assert "1 not: this is the id of a charge or arrest; its line is " in refused
    now = {row["line_id"] for path in new.rglob("lines.csv") for row in rows_of(path)}
    assert set(refused.split("its line is ")[1].split()) & now
