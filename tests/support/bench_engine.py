"""Measure the engine alone: CPU seconds for invented charges under the law of a state.

``python -m tests.support.bench_engine pa ny --charges 1000000`` decides that many invented charges (people of
``tests/models/law/invented_histories.py``, copied under other ids) model by model, on one thread, and prints the CPU
seconds of each model and of all. ``--folder`` names other packs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.law.invented_histories import History
from tests.support.engine_models import FACTS, feed, open_engine, render_models
from tests.support.state_packs import find_packs

AS_OF = date(2026, 11, 1)
PEOPLE = 4_000
IDS = ("person_id", "unit_id", "other_unit_id", "arrest_id", "case_id", "subject")
ON_DEMAND = ("engine_what_if", "engine_what_if_earlier", "engine_answers", "engine_deciding_law_rows_by_unit")
"""Models that are not of the findings: one more answer, and which law decided."""


def open_with_people(folder: Path, state: str, charges: int) -> duckdb.DuckDBPyConnection:
    """Open an engine with about so many invented charges under the law of a state."""
    law = compile_packs(folder, state, AS_OF)
    history = History(law, AS_OF, seed=1)
    history.add_people(PEOPLE)
    connection = open_engine({**law, "offense_lists": history.list_lines()}, AS_OF)
    feed(connection, history.tables)
    copies = max(1, round(charges / len(history.tables["units"])))
    for table, columns in FACTS.items():
        written = [
            f"{name} || '-' || copy as {name}" if name in IDS else f"facts.{name}" for name in columns if name != "id"
        ]
        connection.execute(
            f"create or replace table facts.{table} as select {', '.join(written)} "
            f"from facts.{table} as facts cross join range({copies}) as copies (copy)"
        )
    return connection


def measure(connection: duckdb.DuckDBPyConnection, names: Sequence[str] | None = None) -> Mapping[str, float]:
    """Build the models one by one: CPU seconds of each."""
    connection.execute("set threads = 1")
    seconds = {}
    for name, (sql, is_view) in render_models().items():
        if name in ON_DEMAND or (names is not None and name not in names):
            continue
        start = time.process_time()
        connection.execute(f"create or replace {'view' if is_view else 'table'} {name} as ({sql}\n)")
        seconds[name] = time.process_time() - start
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("states", nargs="+")
    parser.add_argument("--charges", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    for state in asked.states:
        connection = open_with_people(asked.folder or find_packs(state), state, asked.charges)
        seconds = measure(connection)
        (units,) = connection.execute("select count(*) from facts.units").fetchall()[0]
        print(f"{state}: {units:,} charges, {sum(seconds.values()):.1f} s of CPU")
        for name, spent in sorted(seconds.items(), key=lambda one: -one[1]):
            if spent >= 0.05:
                print(f"  {spent:6.2f}  {name}")


if __name__ == "__main__":
    main()
