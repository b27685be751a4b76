"""`make bench-state ROWS=…`: a whole state from its files to batches and figures, beside DuckDB merely reading them.

The histories are generated compressed (zstd, as a state may deliver them), because 105 million rows are 41 GB of text;
what is known to be true of them is deleted at once, and everything at the end, but for what a run that failed left. The
benchmark refuses to start where the disk has no room. Generation is not measured. ``AGAINST``: so many rows are run
before, to compare the cost of a row. The run prints its steps itself.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from orchestration.warehouse.shards.manifest import INPUTS
from tests.support.bench import (
    GENERATE,
    READ_ONLY,
    ROWS_PER_PERSON,
    Measured,
    check_decided,
    measure_python,
    measure_whole_run,
    print_parts,
)

BYTES_PER_ROW = 900
"""Disk that a row takes as a file, in intake, in shards and in the warehouse, at most at one time (measured)."""


def measure_size(folder: Path) -> int:
    """Count the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def run_state(rows: int, folder: Path) -> float:
    """Generate, read and run so many rows, print the figures, and return seconds of CPU for each million of rows."""
    files, home = folder / "files", folder / "home"
    generated = measure_python(GENERATE, str(round(rows / ROWS_PER_PERSON)), files, "zstd")
    shutil.rmtree(files / "truth")
    found, size = int(generated.output), measure_size(files)
    count = sum(path.suffix in (".zst", ".csv") for path in files.rglob("*_2*"))
    print(f"{found:,} rows, {round(rows / ROWS_PER_PERSON):,} people, {count} files, {size / 2**20:,.0f} MiB")
    print(f"{'generate (not counted)':<26}{generated.wall:>9.1f} s wall{generated.cpu:>9.1f} s CPU", flush=True)
    floor = measure_python(READ_ONLY, files)
    _print_line("DuckDB merely reads", floor, found, floor)
    run, parts = measure_whole_run(files, home)
    _print_line("whole run", run, found, floor)
    print(check_decided(home), flush=True)
    print_parts(parts)
    _print_shards(home)
    for room in ("intake", "warehouse", "results", "runs", "filings"):
        print(f"    {room:<40}{measure_size(home / room) / 2**20:>9,.0f} MiB")
    shutil.rmtree(files)
    shutil.rmtree(home)
    return run.cpu / found * 1e6


def _print_line(name: str, measured: Measured, rows: int, floor: Measured) -> None:
    print(
        f"{name:<26}{measured.wall:>9.1f} s wall{measured.cpu:>9.1f} s CPU{measured.peak_mib:>8.0f} MiB"
        f"{measured.cpu / rows * 1e6:>8.1f} s CPU a million rows{measured.cpu / floor.cpu:>7.1f} x reading",
        flush=True,
    )


def _print_shards(home: Path) -> None:
    """Print CPU by stage over all shards, and the most memory that one took."""
    cpu: Counter[str] = Counter()
    peak: dict[str, int] = {}
    shards = 0
    for manifest in home.glob("warehouse/ca/shards/*/manifest.jsonl"):
        lines = map(json.loads, manifest.read_text(encoding="utf-8").splitlines())
        for line in (line for line in lines if line["stage"] != INPUTS):
            cpu[line["stage"]] += line["cpu_seconds"]
            peak[line["stage"]] = max(peak.get(line["stage"], 0), line["peak_mib"])
            shards = max(shards, line["shard"] + 1)
    for stage, seconds in cpu.items():
        print(f"    {f'{stage} of {shards} shards':<40}{seconds:>9.1f} s CPU {peak[stage]:>8,} MiB in one")


def main(rows: int, against: int) -> None:
    """Run ``against`` rows, where it is not 0, and then ``rows``; print the figures."""
    where = os.environ.get("LOOKBACK_BENCH_FOLDER") or tempfile.gettempdir()
    free, needed = shutil.disk_usage(where).free, rows * BYTES_PER_ROW
    if free < needed:
        raise SystemExit(f"{rows:,} rows need {needed / 1e9:.0f} GB of disk, and {where} has {free / 1e9:.0f} GB")
    folder = Path(tempfile.mkdtemp(prefix="lookback-state-", dir=where))
    try:
        before = run_state(against, folder) if against else 0.0
        cost = run_state(rows, folder)
    except BaseException:
        print(f"{folder} is left as it was when the run failed: see why, go on with it, and delete it", file=sys.stderr)
        raise
    if before:
        print(f"a row costs {cost / before:.2f} times the CPU of one of {against:,} rows")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
