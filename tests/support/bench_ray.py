"""`make bench-ray ROWS=…`: the shards of a run on one and on two workers of Ray on this machine, beside processes.

What belongs here: seconds from the first shard to the last, without the start of Ray, and whether the bytes are the
same. What does not: a cluster of several machines. The stages are built again in the home of a run, from what it took
in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.bench import AS_OF, GENERATE, LOOKBACK, ROWS_PER_PERSON, measure, measure_python

SHARDS = 4

BUILD = """
import sys, time
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.shards.build import WAYS, build_shards
from orchestration.warehouse.shards.plan import load_plan, STAGES
home, on, workers = sys.argv[1:]
settings = load_settings(home=home, state="ca", on=on, threads=int(workers))
plan = load_plan(settings)
if on == "ray":
    import ray
    ray.init(num_cpus=int(workers), include_dashboard=False, log_to_driver=False, logging_level=40)
    ray.get([ray.remote(lambda: time.sleep(1)).remote() for _ in range(int(workers))])
seconds = []

def run_tasks(settings, tasks):
    started = time.perf_counter()
    yield from WAYS[on](settings, tasks)
    seconds.append(time.perf_counter() - started)

with open_warehouse(settings) as connection:
    for stage in STAGES[:4]:
        built = build_shards(settings, connection, plan, stage, run_tasks=run_tasks)
        assert built.stage == stage and not any(one.failed for one in built.results)
print(sum(seconds))
"""


def build(home: Path, on: str, workers: int) -> tuple[float, dict[str, object]]:
    """Build the stages anew; return the seconds and the hashes of all tables by shard and stage."""
    for folder in home.glob("warehouse/ca/shards/*"):
        shutil.rmtree(folder)
    seconds = float(measure_python(BUILD, home, on, str(workers)).output)
    (manifest,) = home.glob("warehouse/ca/shards/*/manifest.jsonl")
    lines = [json.loads(line) for line in manifest.read_text().splitlines()]
    return seconds, {f"{line['shard']} {line['stage']}": line["outputs"] for line in lines}


def main(rows: int) -> None:
    """Generate and run once; build the shards in processes and on Ray; print seconds and ratios."""
    folder = Path(tempfile.mkdtemp(prefix="lookback-ray-", dir=os.environ.get("LOOKBACK_BENCH_FOLDER")))
    os.environ["LOOKBACK_SHARDS"] = str(SHARDS)
    try:
        measure_python(GENERATE, str(round(rows / ROWS_PER_PERSON)), folder / "files")
        home = folder / "home"
        measure(LOOKBACK, "run", "--state", "ca", "--deliveries", folder / "files", "--as-of", AS_OF, "--home", home)
        found = {}
        for on, workers in (("ray", 1), ("ray", 2), ("processes", 1), ("processes", 2)):
            found[on, workers] = build(home, on, workers)
            print(f"{on}, {workers} at once: {found[on, workers][0]:.1f} s", flush=True)
        is_same = all(hashes == found["ray", 1][1] for _, hashes in found.values())
        ratio = found["ray", 1][0] / found["ray", 2][0]
        print(f"two workers of Ray are {ratio:.2f} times as fast as one; same bytes: {'yes' if is_same else 'NO'}")
    finally:
        subprocess.run([Path(sys.executable).parent / "ray", "stop", "--force"], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
