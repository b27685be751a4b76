"""What is read of an earlier day is checked: a damaged file is one line with its name, and the next run mends it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.cli.errors import Exit, report_error
from orchestration.law.usage import read_usage_counts
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.damaged_file import DamagedFileError, DamagedWarehouseError, find_damaged_parquet
from orchestration.warehouse.last_run import choose_whole_run
from orchestration.warehouse.open_run import open_warehouse_to_read
from orchestration.warehouse.run_errors import NoWarehouseError
from orchestration.warehouse.shards.build import check_shards, find_manifest_hash
from orchestration.warehouse.shards.manifest import (
    INPUTS,
    MadeOf,
    add_line,
    find_damaged_file,
    hash_manifest,
    name_folder,
    read_finished,
)
from orchestration.warehouse.shards.shard import ShardResult, hash_file

MADE = MadeOf("rows", "law", "sql")
VIEW = "[w]arehouse/ca/shards/0123456789abcdef/shard_000/rules/rules.found.parquet"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home whose warehouse shows one table of one shard."""
    settings = load_settings(home=tmp_path / "home", state="ca")
    folder = settings.warehouse.parent / "shards" / "0123456789abcdef"
    for stage, table in (("rules", "rules.found"), (INPUTS, "law.paths")):
        of_stage = (folder if stage == INPUTS else name_folder(folder, 0)) / stage
        of_stage.mkdir(parents=True)
        file = of_stage / f"{table}.parquet"
        with duckdb.connect() as connection:
            connection.execute(f"copy (select range as number from range(9000)) to '{file}' (format parquet)")
        add_line(folder, ShardResult(0, stage, outputs={file.name: hash_file(file)}), MADE)
    with open_warehouse(settings) as connection:
        connection.execute(
            "create table numbers as select range as number, md5(range::varchar) as word from range(200000);"
            f"create schema rules; create view rules.found as select * from read_parquet(['{VIEW}'])"
        )
    return settings


def find_file(settings: Settings) -> Path:
    return settings.root / VIEW.replace("[w]", "w")


def flip_a_bit(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_bit_in_a_shard_is_found_by_whoever_reads_it_on_a_later_day(settings: Settings) -> None:
    file = find_file(settings)
    folder = file.parents[2]
    assert read_finished(folder, MADE, "rules").keys() == {0}
    with open_warehouse(settings) as connection:
        check_shards(settings, connection)
    before = hash_manifest(folder)
    flip_a_bit(file, file.stat().st_size // 2)
    assert read_finished(folder, MADE, "rules") == {}, "the next run builds it anew"
    assert find_damaged_file(folder) == file
    with (
        open_warehouse(settings) as connection,
        pytest.raises(DamagedFileError, match=r"rules\.found\.parquet was damag"),
    ):
        check_shards(settings, connection)
    assert hash_manifest(folder) == before, "it says what was written"


def test_a_manifest_that_was_edited_with_its_file_is_not_that_of_the_record(settings: Settings) -> None:
    file = find_file(settings)
    with open_warehouse(settings) as connection:
        recorded = find_manifest_hash(settings, connection)
        check_shards(settings, connection, recorded)
        flip_a_bit(file, file.stat().st_size // 2)
        add_line(file.parents[2], ShardResult(0, "rules", outputs={file.name: hash_file(file)}), MADE)
        check_shards(settings, connection)
        with pytest.raises(DamagedFileError, match=r"manifest\.jsonl was damaged"):
            check_shards(settings, connection, recorded)


def test_order_and_cost_of_shards_change_no_manifest(settings: Settings, tmp_path: Path) -> None:
    folder = find_file(settings).parents[2]
    first = [ShardResult(shard, "marts", outputs={"t": str(shard)}) for shard in (1, 2)]
    for result in first:
        add_line(folder, result, MADE)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / "manifest.jsonl", other)
    lines = (other / "manifest.jsonl").read_text().splitlines()
    (other / "manifest.jsonl").write_text("\n".join(lines[::-1]).replace('"seconds": 0.0', '"seconds": 7.5') + "\nhalf")
    assert hash_manifest(other) == hash_manifest(folder)


@pytest.mark.parametrize("damage", ["lost", "cut short"])
def test_a_file_that_cannot_be_read_is_one_line_with_its_name(
    settings: Settings, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = find_file(settings)
    if damage == "lost":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-20])
    said = f"{file} was damaged since it was written: run `lookback run` again, which builds it anew"
    with pytest.raises(DamagedFileError) as writing, open_warehouse(settings) as connection:
        connection.execute("from rules.found").fetchall()
    with pytest.raises(NoWarehouseError) as reading, open_warehouse_to_read(settings) as connection:
        connection.execute("from rules.found").fetchall()
    assert str(writing.value) == str(reading.value) == said
    assert report_error(writing.value, lambda: settings.root) is Exit.FAILED
    assert capsys.readouterr().err == f"lookback: {said}\n"


def test_an_error_that_quotes_sql_or_of_the_disk_is_no_damage() -> None:
    quoted = f"Binder Error: no column\nLINE 1: from read_parquet(['{VIEW}'])"
    assert find_damaged_parquet(duckdb.IOException(quoted)) is None
    assert find_damaged_parquet(duckdb.BinderException(f"Binder Error: '{VIEW}'")) is None
    assert find_damaged_parquet(duckdb.IOException(f'IO Error: Cannot open "{VIEW}": Too many open files')) is None
    assert find_damaged_parquet(OSError(f'"{VIEW}"')) is None
    assert find_damaged_parquet(duckdb.IOException(f'IO Error: No files match "{VIEW}"')) == Path(
        VIEW.replace("[w]", "w")
    )


@pytest.mark.parametrize("damage", ["header", "block", "half", "other bytes"])
def test_a_damaged_warehouse_is_one_error_with_the_way_on_and_never_in_use(settings: Settings, damage: str) -> None:
    content = settings.warehouse.read_bytes()
    if damage == "half":
        settings.warehouse.write_bytes(content[: len(content) // 2])
    elif damage == "other bytes":
        settings.warehouse.write_bytes(b"x" * 20_000)
    elif damage == "header":
        flip_a_bit(settings.warehouse, 4_104)
    else:
        for at in range(20_000, len(content), 100_000):
            flip_a_bit(settings.warehouse, at)
    with (
        pytest.raises(DamagedWarehouseError, match="Move it away and run again"),
        open_warehouse(settings) as connection,
    ):
        connection.execute("select sum(number), max(word) from numbers").fetchall()
    with (
        pytest.raises(NoWarehouseError, match="Move it away and run again"),
        open_warehouse_to_read(settings) as connection,
    ):
        connection.execute("select sum(number), max(word) from numbers").fetchall()
    assert "has it" not in read_usage_counts(settings).why_unknown
    assert choose_whole_run(settings) is settings


def test_a_warehouse_that_this_process_has_open_otherwise_is_not_damaged(settings: Settings) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.warehouse}' as built (read_only)")
        with pytest.raises(duckdb.Error, match="already attached"), open_warehouse(settings):
            pass
    with (
        duckdb.connect(str(settings.warehouse), read_only=True),
        pytest.raises(duckdb.Error, match="different configuration"),
        open_warehouse(settings),
    ):
        pass


def test_a_damaged_log_of_changes_is_a_damaged_warehouse(settings: Settings) -> None:
    log = settings.warehouse.with_name(f"{settings.warehouse.name}.wal")
    with duckdb.connect(str(settings.warehouse), config={"checkpoint_threshold": "1GB"}) as connection:
        connection.execute("create table later as select 1 as number")
        written, changes = settings.warehouse.read_bytes(), log.read_bytes()
    settings.warehouse.write_bytes(written)
    log.write_bytes(changes)
    flip_a_bit(log, len(changes) // 2)
    with pytest.raises(DamagedWarehouseError), open_warehouse(settings):
        pass


def test_a_file_of_a_run_kept_by_an_earlier_version_is_named_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "runs" / "ca" / "abcd" / "findings.parquet"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"PAR1 and no more")
    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as raised:
        connection.execute("from read_parquet(?)", [str(file)])
    assert report_error(raised.value, lambda: tmp_path) is Exit.FAILED
    assert capsys.readouterr().err.startswith(f"lookback: {file} was damaged since it was written: ")
