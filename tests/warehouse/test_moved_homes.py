"""A home that was moved or copied reads and writes its own files, from whatever folder the command is called in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import HomeError, Settings, check_home, load_settings
from orchestration.warehouse.connection import build_connection_config, connect_to_read, name_in_home, open_warehouse
from orchestration.warehouse.dbt.manifest import write_project

INSIDE = "shards/0123456789abcdef/shard_000/marts/marts.numbers.parquet"
DELIVERY = "a" * 64


def write_number(settings: Settings, number: int) -> None:
    """Write the files that the views of the home show."""
    for path in (settings.warehouse.parent / INSIDE, settings.intake / "ca" / DELIVERY / "rejects.parquet"):
        path.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            named = str(path).replace("'", "''")
            connection.execute(f"copy (select {number} as number) to '{named}' (format parquet)")


def create_views(settings: Settings, *, with_whole_paths: bool = False) -> None:
    files = {
        "marts.numbers": settings.warehouse.parent / INSIDE,
        "restricted.rejects": settings.intake / "ca" / DELIVERY / "rejects.parquet",
    }
    with open_warehouse(settings) as connection:
        for view, file in files.items():
            connection.execute(f"create schema {view.split('.')[0]}")
            named = str(file if with_whole_paths else name_in_home(settings, file)).replace("'", "''")
            connection.execute(f"create view {view} as select * from read_parquet(['{named}'])")
            connection.execute(f"comment on view {view} is 'what it''s of'")


def make_home(folder: Path, number: int, *, with_whole_paths: bool = False) -> Settings:
    settings = load_settings(home=folder, state="ca")
    write_number(settings, number)
    create_views(settings, with_whole_paths=with_whole_paths)
    return settings


def read(settings: Settings) -> set[int]:
    with connect_to_read(settings) as connection:
        rows = connection.execute("from marts.numbers union all from restricted.rejects").fetchall()
    return {number for (number,) in rows}


@pytest.mark.parametrize("with_whole_paths", [False, True], ids=["of now", "of an earlier version"])
@pytest.mark.parametrize("name", ["copy", "o'neil's [copy] *"])
def test_a_copied_home_reads_its_own_files_even_in_the_folder_of_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, with_whole_paths: bool
) -> None:
    original = make_home(tmp_path / "original", 1, with_whole_paths=with_whole_paths)
    shutil.copytree(original.root, tmp_path / name)
    copied = load_settings(home=tmp_path / name, state="ca")
    write_number(copied, 2)
    monkeypatch.chdir(original.root)
    assert (read(copied), read(original)) == ({2}, {1})
    shutil.rmtree(original.root / "warehouse")
    assert read(copied) == {2}
    with open_warehouse(copied) as connection:
        comments = connection.execute("select distinct comment from duckdb_views() where not internal").fetchall()
    assert comments == [("what it's of",)]


@pytest.mark.parametrize("with_whole_paths", [False, True], ids=["of now", "of an earlier version"])
def test_a_moved_home_is_read_by_any_program_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_whole_paths: bool
) -> None:
    original = make_home(tmp_path / "o'neil", 1, with_whole_paths=with_whole_paths)
    original.root.rename(tmp_path / "moved")
    moved = load_settings(home=tmp_path / "moved", state="ca")
    assert read(moved) == {1}
    monkeypatch.chdir(moved.root)
    with duckdb.connect("warehouse/ca/clearance.duckdb", read_only=True) as connection:
        assert connection.execute("from marts.numbers").fetchall() == [(1,)]


def test_the_first_command_that_writes_names_files_of_an_earlier_home_anew(tmp_path: Path) -> None:
    settings = make_home(tmp_path / "warehouse" / "ca" / "home", 1, with_whole_paths=True)
    with connect_to_read(settings) as connection:
        (before,) = connection.execute("select count(*) from duckdb_views() where contains(sql, '''/')").fetchone()
    with open_warehouse(settings):
        pass
    with connect_to_read(settings) as connection:
        (after,) = connection.execute("select count(*) from duckdb_views() where contains(sql, '''/')").fetchone()
    assert (before, after) == (2, 0)
    assert read(settings) == {1}


def test_plain_dbt_in_a_copied_home_opens_its_own_warehouse(tmp_path: Path) -> None:
    original = load_settings(home=tmp_path / "o'neil", state="ca")
    project = write_project(original)
    shutil.copytree(original.root, tmp_path / "copy", symlinks=True)
    profile = tmp_path / "copy" / project.relative_to(original.root) / "profiles.yml"
    assert str(tmp_path) not in profile.read_text()
    output = json.loads(profile.read_text())["lookback"]["outputs"]["duckdb"]
    assert output["path"] == "{{ env_var('LOOKBACK_WAREHOUSE', '../../../warehouse/ca/clearance.duckdb') }}"
    assert (profile.parent / "../../../warehouse/ca").resolve() == tmp_path / "copy" / "warehouse" / "ca"
    assert output["config_options"].keys() == build_connection_config(original).keys()
    assert "LOOKBACK_HOME" in output["config_options"]["file_search_path"]


def test_the_dbt_project_of_an_earlier_home_is_written_anew_with_its_views(tmp_path: Path) -> None:
    settings = make_home(tmp_path / "home", 1, with_whole_paths=True)
    profile = write_project(settings) / "profiles.yml"
    profile.write_text(profile.read_text().replace("../../../warehouse", "/original/warehouse"))
    with open_warehouse(settings):
        pass
    assert "/original" not in profile.read_text()


def test_a_comma_in_the_path_of_a_home_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="no comma"):
        check_home(tmp_path / "one, two")
    (tmp_path / "one, two").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "one, two")
    with pytest.raises(HomeError, match="no comma"):
        check_home(tmp_path / "link")
    check_home(tmp_path / "o'neil")
