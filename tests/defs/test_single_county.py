"""The batch of one county written again: its files only, from the right run, and never past a gate."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import AS_OF
from dagster_jobs import complaints, run_job
from filing_homes import sign_everything

from orchestration.defs.keys import BATCH_OF_ONE_COUNTY
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.runner import BuiltStage

JOB = "batch_of_one_county_again"


@pytest.fixture(scope="module")
def written_once(sample_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own with the run of the sample in it."""
    home = tmp_path_factory.mktemp("county") / "home"
    for room in ("warehouse", "filings", "intake", "dbt"):
        shutil.copytree(sample_run.home / room, home / room, symlinks=True)
    return home


@pytest.fixture
def settings(written_once: Path) -> Settings:
    return load_settings(home=written_once)


def batches(settings: Settings) -> Path:
    return (settings.filings / AS_OF / "current").resolve()


def manifest_of(settings: Settings, county: str) -> Path:
    """The manifest of one batch of the county."""
    return min((batches(settings) / county).rglob("manifest.json"))


def states(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Inode, time of change and bytes of every file."""
    return {
        str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_lost_county_is_written_with_the_same_bytes_and_no_other_file_is_touched(settings: Settings) -> None:
    before = states(batches(settings))
    shutil.rmtree(batches(settings) / "sacramento")
    sign_everything(settings)  # what was signed since is said by the next run
    result = run_job(settings, JOB, "SACRAMENTO")
    settings.signatures.unlink()
    assert complaints(result) == []
    after = states(batches(settings))
    assert {name: state[2] for name, state in after.items()} == {name: state[2] for name, state in before.items()}
    others = {name for name in before if not name.startswith("sacramento/")}
    assert len(others) > 10
    assert {name: after[name] for name in others} == {name: before[name] for name in others}
    (event,) = result.asset_materializations_for_node("write_batch_of_one_county")
    assert (event.asset_key, event.partition) == (BATCH_OF_ONE_COUNTY, "SACRAMENTO")
    assert event.metadata["as-of date"].value == AS_OF
    with open_warehouse(settings) as connection:
        ((lines,),) = connection.execute(
            "select count(*) from marts.filing_lines where relief_by = 'court_order' and county_name = 'SACRAMENTO'"
        ).fetchall()
    assert event.metadata["dagster/row_count"].value == lines > 0


def test_a_county_is_written_whatever_became_of_its_neighbours(settings: Settings, tmp_path: Path) -> None:
    changed = manifest_of(settings, "fresno")
    kept = changed.read_bytes()
    changed.write_bytes(kept + b" ")
    shutil.move(batches(settings) / "alameda", tmp_path / "alameda")
    shutil.rmtree(batches(settings) / "sacramento")
    before = states(batches(settings))
    assert complaints(run_job(settings, JOB, "SACRAMENTO")) == []
    after = states(batches(settings))
    assert {name.split("/")[0] for name in after.keys() - before.keys()} == {"sacramento"}
    assert {name: after[name] for name in before} == before
    changed.write_bytes(kept)
    shutil.move(tmp_path / "alameda", batches(settings) / "alameda")


def test_a_county_whose_files_were_changed_is_not_overwritten_and_the_line_says_what_to_move(
    settings: Settings,
) -> None:
    file = manifest_of(settings, "fresno")
    kept = file.read_bytes()
    file.write_bytes(kept + b" ")
    before = states(batches(settings))
    (line,) = complaints(run_job(settings, JOB, "FRESNO"))
    assert f"{file} exists with different content; move {file.parent} away and run again" in line
    assert states(batches(settings)) == before
    shutil.move(file.parent, settings.root / "moved_away")
    assert complaints(run_job(settings, JOB, "FRESNO")) == []
    assert file.read_bytes() == kept


def test_a_county_with_nothing_proposed_writes_nothing_and_says_so(settings: Settings) -> None:
    before = states(settings.filings)
    result = run_job(settings, JOB, "YUBA")
    (event,) = result.asset_materializations_for_node("write_batch_of_one_county")
    assert event.metadata["dagster/row_count"].value == 0
    assert event.metadata["county sent a delivery"].value == "no"
    assert "proposes nothing for this county" in str(event.metadata["batches"].value)
    assert states(settings.filings) == before


def test_a_county_of_another_day_than_the_warehouse_holds_is_not_written(settings: Settings) -> None:
    before = states(settings.filings)
    (line,) = complaints(run_job(settings, JOB, "FRESNO", {"write_batch_of_one_county": {"as_of_date": "2026-05-01"}}))
    assert f"the warehouse holds the run of {AS_OF}, asked for was 2026-05-01" in line
    assert states(settings.filings) == before


def test_no_county_is_written_of_a_run_that_did_not_write_its_batches(settings: Settings, tmp_path: Path) -> None:
    shutil.move(settings.filings, tmp_path / "away")
    (line,) = complaints(run_job(settings, JOB, "FRESNO"))
    assert "has not written its batches" in line
    assert not settings.filings.exists()
    shutil.move(tmp_path / "away", settings.filings)


@pytest.mark.parametrize(
    ("job", "partition", "only"),
    [
        (JOB, "FRESNO", None),
        ("clearance", AS_OF, "filings/county_batches"),
        ("clearance", AS_OF, "results/summary"),
    ],
)
def test_nothing_is_handed_out_by_itself_after_a_gate_that_was_not_passed(
    written_once: Path, tmp_path: Path, job: str, partition: str, only: str | None
) -> None:
    shutil.copytree(written_once, tmp_path / "home", symlinks=True)
    settings = load_settings(home=tmp_path / "home")
    with open_warehouse(settings) as connection:
        connection.execute("update quality.gate_results set is_stopping = true where gate = 'rules'")
    shutil.rmtree(batches(settings) / "fresno")
    before = states(settings.filings)
    (line,) = complaints(run_job(settings, job, partition, only=only))
    assert "not passed, or not asked, at the rules gate" in line
    assert states(settings.filings) == before
    assert not settings.results.exists()


@pytest.mark.parametrize("only", ["filings/county_batches", "marts/filing_lines", "results/summary"])
def test_a_step_by_itself_does_not_work_on_a_run_of_another_month(settings: Settings, only: str) -> None:
    before = states(settings.filings)
    (line,) = complaints(run_job(settings, "clearance", "2026-05-01", only=only))
    assert f"the warehouse holds the run of {AS_OF}, asked for was 2026-05-01" in line
    assert states(settings.filings) == before


def test_a_stage_built_anew_is_not_handed_out_on_the_word_of_a_gate_that_saw_its_old_tables(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise RuntimeError("killed between the stage and its gate")

    home = tmp_path / "home"
    shutil.copytree(settings.root, home, symlinks=True)
    alone = load_settings(home=home)
    of_dbt = BuiltStage((), {})  # what dbt builds is no matter here
    monkeypatch.setattr("orchestration.defs.assets.dbt.build_stage", lambda *_: of_dbt)
    monkeypatch.setattr("orchestration.defs.checks.run_gate", killed)
    (complaint,) = complaints(run_job(alone, "clearance", AS_OF, only="marts/filing_lines"))
    assert "killed between" in complaint
    (complaint,) = complaints(run_job(alone, JOB, "SACRAMENTO"))
    assert "not passed, or not asked, at the marts gate" in complaint
