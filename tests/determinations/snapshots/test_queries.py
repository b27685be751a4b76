"""The numbers by which kept rows are found again: runs kept by an earlier version stay comparable."""

from __future__ import annotations

from hashlib import md5

import duckdb

from orchestration.determinations.snapshots.queries import hash_columns


def test_a_number_is_the_half_of_md5_that_earlier_versions_kept() -> None:
    """And what is null is another value than every text."""
    asked = hash_columns(("told", "day"))
    with duckdb.connect() as connection:
        connection.execute(
            "create table facts as select * from (values ('a', date '2001-02-03', 'a' || chr(31) || '2001-02-03'), "
            "('', null, chr(31) || chr(30)), (null, null, chr(30) || chr(31) || chr(30))) as facts(told, day, text)"
        )
        rows = connection.execute(f"select {asked}, md5_number_lower(text) from facts").fetchall()
    assert [found for found, _ in rows] == [before for _, before in rows]
    assert len({found for found, _ in rows}) == 3
    assert rows[0][0] == int.from_bytes(md5(b"a\x1f2001-02-03").digest()[8:], "little")
