"""`make bench-ray ROWS=…`: the shards of a run on one and on two workers of Ray on this machine.

What belongs here: seconds from the first shard to the last, without the start of Ray, and whether every table has the
same content. What does not: a cluster of several machines. The stages are built again in the home of a run, from what
it took in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.bench import AS_OF, GENERATE, LOOKBACK, ROWS_PER_PERSON, check_decided, measure, measure_python

SHARDS = 4

BUILD = """
import json, sys, time
import ray
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.hashes import hash_table
from orchestration.warehouse.shards.build import build_shards, show_tables
from orchestration.warehouse.shards.plan import STAGES, load_plan
from orchestration.warehouse.shards.ray import run_on_ray
home, workers = sys.argv[1:]
settings = load_settings(home=home, state="ca")
plan = load_plan(settings)
ray.init(num_cpus=int(workers), include_dashboard=False, log_to_driver=False, logging_level=40)
ray.get([ray.remote(lambda: time.sleep(1)).remote() for _ in range(int(workers))])
seconds = []

def run_tasks(settings, tasks):
    started = time.perf_counter()
    yield from run_on_ray(settings, tasks)
    seconds.append(time.perf_counter() - started)

with open_warehouse(settings) as connection:
    connection.execute("set enable_progress_bar = false")
    for stage in STAGES[:4]:
        built = build_shards(settings, connection, plan, stage, run_tasks=run_tasks)
        assert built.stage == stage and not any(one.failed for one in built.results)
        kept = [model for model in plan.models if model.is_kept and model.stage == stage]
        show_tables(settings, connection, built, kept)
    kept = [(model.schema, model.table) for model in plan.models if model.is_kept and model.stage in STAGES[:4]]
    print(json.dumps([sum(seconds), {table: hash_table(connection, schema, table) for schema, table in kept}]))
"""


def build(home: Path, workers: int) -> tuple[float, dict[str, str]]:
    """Build the stages anew; return the seconds and the content of every table."""
    for folder in home.glob("warehouse/ca/shards/*"):
        shutil.rmtree(folder)
    seconds, hashes = json.loads(measure_python(BUILD, home, str(workers)).output)
    print(f"{workers} at once: {seconds:.1f} s", flush=True)
    return seconds, hashes


def main(rows: int) -> None:
    """Generate and run once; build the shards on one and on two workers; print seconds and their ratio."""
    folder = Path(tempfile.mkdtemp(prefix="lookback-ray-", dir=os.environ.get("LOOKBACK_BENCH_FOLDER")))
    os.environ["LOOKBACK_SHARDS"] = str(SHARDS)
    try:
        measure_python(GENERATE, str(round(rows / ROWS_PER_PERSON)), folder / "files")
        home = folder / "home"
        measure(LOOKBACK, "run", "--state", "ca", "--deliveries", folder / "files", "--as-of", AS_OF, "--home", home)
        print(check_decided(home), flush=True)
        one, two = build(home, 1), build(home, 2)
        same = "the same" if one[1] == two[1] else "OTHER"
        print(f"two workers are {one[0] / two[0]:.2f} times as fast as one, and give {same} content of all tables")
    finally:
        subprocess.run([Path(sys.executable).parent / "ray", "stop", "--force"], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
