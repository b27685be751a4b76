"""Lines are proposed and filed of the files that the run wrote, and of no others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import in_this_process

from orchestration.determinations.snapshots.store import list_kept_runs, read_manifest_hash, read_run
from orchestration.filing.ledger.head import read_manifests
from orchestration.settings import Settings
from orchestration.warehouse.damaged_file import DamagedFileError


@pytest.fixture(scope="module")
def settings(sample_run: object, copied_run: Settings) -> Settings:
    """A home of its own, with the run's warehouse and its kept run."""
    shutil.copytree(sample_run.home / "runs", copied_run.root / "runs")  # type: ignore[attr-defined]
    return copied_run


def find_file(settings: Settings, table: str) -> Path:
    (file,) = settings.warehouse.parent.glob(f"shards/*/shard_000/*/{table}.parquet")
    return file


def change_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_the_manifest_is_in_the_record_and_beside_the_head_and_an_edited_file_stops_filing(settings: Settings) -> None:
    (run_id,) = list_kept_runs(settings)
    recorded = read_manifest_hash(settings, run_id)
    assert recorded is not None and len(recorded) == 64
    home = ("--home", settings.root)
    done = in_this_process("file", "propose", "--by", "Ada", "--county", "fresno", *home)
    assert done.code == 0, done.err
    assert read_manifests(settings.ledger) == {run_id: recorded}
    verified = in_this_process("ledger", "verify", *home)
    assert (verified.code, f"run {run_id}, manifest {recorded}" in verified.out.splitlines()) == (0, True), verified.out
    file = find_file(settings, "rules.rule_ca__findings")
    change_a_bit(file)
    for command in (("propose",), ("approve", "--yes", "--reason", "checked")):
        refused = in_this_process("file", *command, "--by", "Ada", "--county", "fresno", *home)
        assert refused.code == 1
        assert refused.err.startswith(f"lookback: {file} was damaged since it was written: run `lookback run")
        assert len(refused.err.splitlines()) == 1
    for command in ("determinations", "figures"):
        assert f"{file} was damaged" in in_this_process(command, *home).err
    verified = in_this_process("ledger", "verify", *home)
    assert (verified.code, f"FAULT  {file} was damaged" in verified.out) == (1, True)
    change_a_bit(file)
    assert in_this_process("ledger", "verify", *home).code == 0
    record = settings.kept / run_id / "run.json"
    record.write_text(record.read_text().replace(recorded, "0" * 64))
    assert in_this_process("file", "propose", "--by", "Ada", *home).code == 1
    verified = in_this_process("ledger", "verify", *home)
    assert (verified.code, "its record has the manifest 000" in verified.out) == (1, True)


def test_a_kept_run_that_was_edited_is_compared_with_nothing(settings: Settings) -> None:
    (run_id,) = list_kept_runs(settings)
    folder = settings.kept / run_id
    assert read_run(folder).files.keys() == {path.name for path in folder.glob("*.parquet")}
    file = folder / "findings.parquet"
    change_a_bit(file)
    with pytest.raises(DamagedFileError, match=r"findings\.parquet was damaged .* delete its folder"):
        read_run(folder)
    change_a_bit(file)
    shutil.copy(file, folder / "findings.001.parquet")
    with pytest.raises(DamagedFileError, match=r"findings\.001\.parquet"):
        read_run(folder)
    (folder / "findings.001.parquet").unlink()
    read_run(folder)
