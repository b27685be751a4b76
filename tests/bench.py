"""`make bench ROWS=…`: from synthetic files to facts, beside DuckDB merely reading the same files as text.

Each part runs in a process of its own, so that CPU, wall and peak memory are its own. Files lie in a temporary folder
(LOOKBACK_BENCH_FOLDER keeps them). Figures are of one run on one machine: compare ratios, not seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROWS_PER_PERSON = 10.8

GENERATE = """
import sys
from pathlib import Path
from orchestration.sample.generate import write_sample
summary = write_sample(people=int(sys.argv[1]), seed=2026, out=Path(sys.argv[2]))
print(summary.rows)
"""

READ_ONLY = """
import sys, duckdb
connection = duckdb.connect(config={"threads": "2", "memory_limit": "3GB"})
files = [str(path) for path in __import__("pathlib").Path(sys.argv[1]).glob("*_2*.*")]
(row,) = connection.execute(
    "select count(*), max(length(columns(*))) from read_csv(?, all_varchar = true, header = false, "
    "strict_mode = false, null_padding = true, ignore_errors = true, parallel = true, auto_detect = false, "
    "delim = ',', quote = '\\"', "
    "encoding = 'latin-1', columns = " + str({f"c{n}": "VARCHAR" for n in range(95)}) + ")", [files]
).fetchall()
print(row[0])
"""

TO_FACTS = """
import json, sys, time
from datetime import date
from pathlib import Path
from orchestration.settings import load_settings
from orchestration.warehouse.take_in import TakeInRequest, take_in
from orchestration.warehouse.dbt import build_stage
settings = load_settings(home=Path(sys.argv[2]))
steps = {}
started = time.perf_counter()
taken = take_in(settings, TakeInRequest(paths=(Path(sys.argv[1]),), as_of_date=date(2026, 6, 1)))
steps["intake"] = time.perf_counter() - started
nodes = {}
for stage in ("staging", "intermediate"):
    started = time.perf_counter()
    for node in build_stage(settings, stage):
        nodes[node.unique_id.split(".")[2]] = node.seconds
    steps[stage] = time.perf_counter() - started
print(json.dumps({"rows": taken.accepted_rows, "steps": steps, "nodes": nodes}))
"""


@dataclass
class Measured:
    """One process: what it printed last, seconds of wall and CPU, peak resident memory in MiB."""

    output: str
    wall: float
    cpu: float
    peak_mib: float


def measure(code: str, *arguments: str) -> Measured:
    """Run ``code`` in a process of its own and measure it."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"a part of the benchmark failed with status {status}")
    wall = time.perf_counter() - started
    return Measured(output.strip().splitlines()[-1], wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _line(name: str, measured: Measured, rows: int) -> str:
    return (
        f"{name:<28}{measured.wall:>9.1f} s wall{measured.cpu:>9.1f} s CPU"
        f"{measured.peak_mib:>9.0f} MiB{rows / measured.wall:>12,.0f} rows/s"
    )


def main(rows: int) -> None:
    """Generate, read, build; print the figures."""
    keep = os.environ.get("LOOKBACK_BENCH_FOLDER")
    folder = Path(keep or tempfile.mkdtemp(prefix="lookback-bench-"))
    files, home = folder / f"files-{rows}", folder / "home"
    try:
        if not files.exists():
            print(_line("generate", measure(GENERATE, str(round(rows / ROWS_PER_PERSON)), str(files)), rows))
        shutil.rmtree(home, ignore_errors=True)
        read_only = measure(READ_ONLY, str(files))
        to_facts = measure(TO_FACTS, str(files), str(home))
        result = json.loads(to_facts.output)
        actual = int(result["rows"])
        size = sum(path.stat().st_size for path in files.iterdir() if path.is_file()) / 2**20
        print(f"{actual:,} rows, {size:,.0f} MiB, {len(list(files.glob('*_2*')))} files")
        print(_line("DuckDB reads all as text", read_only, actual))
        print(_line("files to facts", to_facts, actual))
        for step, seconds in result["steps"].items():
            print(f"    {step:<24}{seconds:>9.1f} s wall")
        for node, seconds in sorted(result["nodes"].items(), key=lambda item: -item[1])[:8]:
            print(f"        {node:<50}{seconds:>7.1f} s")
        wall, cpu = to_facts.wall / read_only.wall, to_facts.cpu / read_only.cpu
        print(f"ratio to merely reading: {wall:.1f} wall, {cpu:.1f} CPU")
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
