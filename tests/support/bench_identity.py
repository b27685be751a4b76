"""Measure the identity pass alone: who may be one person, of ROWS rows of invented people, in memory and time.

``python -m tests.support.bench_identity 108000000`` (or ``make bench-identity``) writes about 15 bytes a row to a
temporary folder. Twelve rows are of one person, who has two spellings of a name; one person in 500 has two ids.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

import duckdb

from orchestration.settings import load_settings
from orchestration.warehouse.connection import build_connection_config
from orchestration.warehouse.shards.components import choose_ranges, route_people
from orchestration.warehouse.shards.parquet import quote
from orchestration.warehouse.shards.plan import RoutedTable

ROWS_PER_PERSON = 12
PEOPLE = f"""
select
    'd' || (person % 58) as delivery_id,
    person * {ROWS_PER_PERSON} + step as source_line,
    'A' || (10000000 + person * 7919 % 99999989) as cii,
    cast(person * 58 + case when person % 500 = 0 then step % 2 else 0 end as varchar) as subject,
    upper('SYNTH' || md5(cast(person % 50000 as varchar))[:7] || ',' || md5(cast(person % 3001 as varchar))[:5])
    || case when step = {ROWS_PER_PERSON - 1} then ' B' else '' end as name,
    cast(19400101 + (person % 60) * 10000 + (person % 12) * 100 + person % 28 as varchar) as born,
    cast(person % 64 as integer) as person_bucket
from range($people) as people (person), range({ROWS_PER_PERSON}) as steps (step)
"""
HISTORY = RoutedTable(
    "intake", "history_rows", {"state_number": "cii", "issuer_number": "subject", "name": "name", "birth_date": "born"}
)


def _write(rows: Path, people: int) -> None:
    with duckdb.connect() as connection:
        query = PEOPLE.replace("$people", str(people))
        connection.execute(f"copy ({query}) to {quote(str(rows))} (format parquet, partition_by (person_bucket))")


def main() -> None:
    """Invent the rows, route them, and print what it took."""
    rows = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows"  # (by bucket, as intake writes them)
        writing = get_context("spawn").Process(target=_write, args=(file, rows // ROWS_PER_PERSON))
        writing.start()  # (in a process of its own, whose memory is not measured)
        writing.join()
        settings = load_settings()
        config = {**build_connection_config(settings), "temp_directory": folder}
        with duckdb.connect(config=config) as connection:
            connection.execute(
                "create schema intake; create table intake.identity_decisions "
                "(decision_id varchar, id_key varchar, other_id_key varchar)"
            )
            started, cpu = time.monotonic(), time.process_time()
            query = f"select * from read_parquet({quote(str(file / '*' / '*.parquet'))}, hive_partitioning = true)"
            routing = route_people(connection, choose_ranges(rows, 2), {HISTORY: query}, Path(folder))
        took, used = time.monotonic() - started, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{rows:,} rows: {took:.0f} s, {used:.0f} s of CPU, {peak:,} MiB")
        print(f"{routing.shards} shards; {routing.describe()}")


if __name__ == "__main__":
    main()
