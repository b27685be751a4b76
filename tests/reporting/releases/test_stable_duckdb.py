"""A database of the same tables has the same bytes, and DuckDB reads it as before; of other tables it has others."""

from pathlib import Path

import duckdb
import pytest

from orchestration.reporting.releases.stable_duckdb import DatabaseHeaderError, give_identifier

OF_ONE, OF_ANOTHER = b"one run, one id.", b"another run's id"


def made(path: Path) -> Path:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"attach '{path}' as impact (storage_version 'v1.4.0')")
        connection.execute("create table impact.main.counts as select i, 'x' || i % 7 as at from range(9000) as t (i)")
        connection.execute("comment on column impact.main.counts.i is 'a number'")
        connection.execute("detach impact")
    return path


def test_chance_decides_nothing_of_a_file_any_more(tmp_path: Path) -> None:
    first, second = made(tmp_path / "first.duckdb"), made(tmp_path / "second.duckdb")
    assert first.read_bytes() != second.read_bytes(), "if DuckDB draws nothing by chance, this module is not needed"
    for path in (first, second):
        give_identifier(path, OF_ONE)
    assert first.read_bytes() == second.read_bytes()
    give_identifier(second, OF_ANOTHER)
    assert first.read_bytes() != second.read_bytes()


def test_duckdb_reads_and_writes_it_as_before(tmp_path: Path) -> None:
    path = made(tmp_path / "one.duckdb")
    give_identifier(path, OF_ONE)
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("select count(*), sum(i) from counts").fetchone() == (9000, 9000 * 8999 // 2)
        connection.execute("insert into counts values (1, 'more')")
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select count(*) from counts").fetchone() == (9001,)


@pytest.mark.parametrize("content", [b"", b"no database", b"\0" * 5000])
def test_what_is_no_such_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.duckdb"
    path.write_bytes(content)
    with pytest.raises(DatabaseHeaderError, match=r"other\.duckdb: expected the header"):
        give_identifier(path, OF_ONE)
    assert path.read_bytes() == content


def test_a_damaged_header_is_not_made_to_look_whole(tmp_path: Path) -> None:
    path = made(tmp_path / "one.duckdb")
    damaged = bytearray(path.read_bytes())
    damaged[300] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(DatabaseHeaderError):
        give_identifier(path, OF_ONE)
