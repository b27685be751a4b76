"""An engineer verifies the SQL after its findings were compared with those of the SQL that was verified last."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command_line import in_this_process
from filing_homes import sign_everything

from orchestration.determinations.snapshots.changed_findings import compare_findings
from orchestration.determinations.snapshots.store import ABOUT_FILE, ORDER_FILE, KeptRun, keep_run
from orchestration.law.law_entries import read_law_now
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

Finding = tuple[int, str, str, str | None, str | None, int]


def kept(folder: Path, run_id: str, findings: Sequence[Finding], day: date = date(2026, 6, 1)) -> KeptRun:
    folder = folder / run_id
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute("create table findings (count_key ubigint, remedy_id varchar, outcome varchar, "
                           "relief varchar, eligible_on date, ground ubigint)")  # fmt: skip
        connection.executemany("insert into findings values (?, ?, ?, ?, ?, ?)", findings)
        connection.execute(f"copy findings to '{folder / 'findings.parquet'}'")
    return KeptRun(folder, 4, run_id, day, "v", "c", "law", "", {}, {}, (), {})


def test_findings_differ_by_outcome_day_ground_or_by_not_being_there(tmp_path: Path) -> None:
    same: Finding = (1, "relief", "eligible", "seal", "2026-01-01", 7)
    before = kept(
        tmp_path, "before", [same, (2, "relief", "review", None, None, 8), (3, "relief", "ineligible", None, None, 9)]
    )
    after = kept(
        tmp_path, "after", [same, (2, "relief", "eligible", "seal", None, 8), (4, "relief", "review", None, None, 9)]
    )
    found = compare_findings(before, after)
    assert (found.findings, found.changed, found.is_same_record) == (3, 3, True)
    assert found.by_outcome == {
        ("relief", "ineligible", "no finding"): 1,
        ("relief", "no finding", "review"): 1,
        ("relief", "review", "eligible"): 1,
    }
    assert found.sentence() == "3 of 3 findings differ from run before"
    later = kept(tmp_path, "later", [(*same[:5], 6)], date(2026, 7, 1))
    assert compare_findings(later, later).changed == 0
    other = compare_findings(before, later)
    assert other.by_outcome[("relief", "eligible", "eligible")] == 1, "the same outcome on another ground"
    assert "days, deliveries or policies differ too" in other.sentence()


@pytest.fixture(scope="module")
def run_kept(sample_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with the last run of the sample, kept."""
    home = tmp_path_factory.mktemp("verified") / "home"
    shutil.copytree(sample_run.home, home, symlinks=True)
    settings = load_settings(home=home).model_copy(update={"state": "ca"})
    with open_warehouse(settings) as connection:
        keep_run(settings, connection)
    return settings


VERIFY = ("law", "verify-code", "--because", "read the change", "--by", "Erin Engineer", "--yes", "--home")


def test_without_a_run_of_this_law_nothing_is_verified(tmp_path: Path) -> None:
    done = in_this_process(*VERIFY, tmp_path)
    assert done.code == 1 and "no run is kept that this law and this SQL decided" in done.err
    assert not load_settings(home=tmp_path).signatures.exists()


def test_the_sql_is_verified_once_and_the_signature_says_what_was_compared(run_kept: Settings) -> None:
    run_kept.signatures.unlink(missing_ok=True)
    first = in_this_process(*VERIFY, run_kept.home)
    assert first.code == 0, first.err
    assert "no run of SQL that was verified is kept to compare with" in first.out
    assert "is verified as it is now" in in_this_process(*VERIFY, run_kept.home).out
    with run_kept.signatures.open(encoding="utf-8", newline="") as file:
        (signed,) = csv.DictReader(file)
    assert (signed["law_table"], signed["row_key"], signed["signed_by"]) == ("code", "ca", "Erin Engineer")
    assert signed["words"].startswith("read the change; run ")
    assert "verified by Erin Engineer" in in_this_process("law", "status", "--home", run_kept.home).out


def write_report(path: Path, name: str, inside: str) -> Path:
    path.write_text(f'<testsuites><testsuite name="{name}">{inside}</testsuite></testsuites>', encoding="utf-8")
    return path


def test_cases_that_differ_from_their_statute_are_listed_and_signed_with_their_number(
    run_kept: Settings, tmp_path: Path
) -> None:
    run_kept.signatures.unlink(missing_ok=True)
    code_hash = read_law_now(run_kept.models, "ca").code_hash
    inside = '<testcase classname="cases.ca" name="robbery"><failure/></testcase><testcase name="theft"/>'
    report = write_report(tmp_path / "cases.xml", code_hash, inside)
    done = in_this_process(*VERIFY, run_kept.home, "--cases", report)
    assert done.code == 0, done.err
    assert "differs: cases.ca: robbery" in done.out and "1 of 2 tests of cases differ from the statute" in done.out
    assert "1 of 2 tests of cases differ" in run_kept.signatures.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "inside", "said"),
    [
        ("another", '<testcase name="theft"/>', "is a report of other SQL"),
        ("", "", "holds no case"),
        ("", "<", "must be a report of cases"),
    ],
)
def test_a_report_of_other_sql_without_cases_or_broken_is_refused(
    run_kept: Settings, tmp_path: Path, name: str, inside: str, said: str
) -> None:
    run_kept.signatures.unlink(missing_ok=True)
    report = write_report(tmp_path / "cases.xml", name or read_law_now(run_kept.models, "ca").code_hash, inside)
    done = in_this_process(*VERIFY, run_kept.home, "--cases", report)
    assert done.code == 2 and said in done.err and "make cases STATE=ca" in done.err
    assert not run_kept.signatures.exists()


def test_findings_are_compared_with_the_run_that_was_verified(run_kept: Settings) -> None:
    sign_everything(run_kept)
    (run_id,) = (run_kept.kept / ORDER_FILE).read_text().split()
    earlier = run_kept.kept / "0123456789abcdef"
    shutil.copytree(run_kept.kept / run_id, earlier)
    about = json.loads((earlier / ABOUT_FILE).read_text())
    signed = run_kept.signatures.read_text(encoding="utf-8")
    run_kept.signatures.write_text(signed.replace(about["code_hash"], "00000000other000"), encoding="utf-8")
    (earlier / ABOUT_FILE).write_text(
        json.dumps({**about, "run_id": earlier.name, "code_hash": "00000000other000"}), encoding="utf-8"
    )
    (run_kept.kept / ORDER_FILE).write_text(f"{earlier.name}\n{run_id}\n", encoding="utf-8")
    status = in_this_process("law", "status", "--home", run_kept.home).out
    assert "for review only: the SQL changed since an engineer verified it" in status
    assert f" findings differ from run {earlier.name}, the last under the law that was signed." in status
    done = in_this_process(*VERIFY, run_kept.home)
    assert done.code == 0, done.err
    assert "0 of " in done.out and f"findings differ from run {earlier.name}" in done.out
    assert "may be filed after review" in in_this_process("law", "status", "--home", run_kept.home).out
