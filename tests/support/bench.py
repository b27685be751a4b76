"""`make bench ROWS=…`: what a run costs, beside DuckDB merely reading the same files as text.

What belongs here: generating histories and the state's other deliveries, reading, the whole run, ten scenarios beside
it, explanations asked of it and a run on one row, each in a process of its own, so that CPU, wall and peak memory are
its own. It fails where the run decides nobody: that would measure other work. What does not: profiles of single models.
Files lie in a temporary folder (LOOKBACK_BENCH_FOLDER keeps them). Figures are of one run on one machine: compare
ratios, not seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from orchestration.ingestion.synthetic.ca.other_files import FOLDER
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from tests.support.bench_explain import measured_lines

ROWS_PER_PERSON = 10.8
AS_OF = "2026-06-01"
FINDINGS = {
    "convictions": "rules.rule_ca__findings where remedy_id = 'conviction_relief'",
    "arrests": "rules.rule_ca__arrest_findings",
}
LOOKBACK = Path(sys.executable).parent / "lookback"
ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "docs" / "how-to" / "scenarios"
MORE_SCENARIOS = (
    ("conviction_relief_misdemeanor_wait_years", "0"),
    ("supervision_after_prison_years", "1"),
    ("arrest_relief_felony_wait_years", "2"),
    ("arrest_relief_acquittal_wait", "0"),
    ("sentence_presumed_over_years", "5"),
)

GENERATE = """
import sys
from pathlib import Path
from orchestration.ingestion.synthetic.ca.generate import write_sample
people, out, *compress = sys.argv[1:]
options = dict(seed=2026, out=Path(out), compress=next(iter(compress), None), with_others=True)
print(write_sample(people=int(people), **options).rows)
"""

READ_ONLY = """
import sys, duckdb
from pathlib import Path
from orchestration.settings import load_settings
settings = load_settings()
config = {"threads": str(settings.threads), "memory_limit": settings.memory_limit}
files = [str(path) for path in Path(sys.argv[1]).rglob("*_2*") if path.suffix in (".csv", ".dat", ".zst")]
with duckdb.connect(config=config) as connection:
    connection.execute("set enable_progress_bar = false")
    (row,) = connection.execute(
        "select count(*), max(length(columns(*))) from read_csv(?, all_varchar = true, header = false, "
        "strict_mode = false, null_padding = true, ignore_errors = true, parallel = true, auto_detect = false, "
        "delim = ',', quote = '\\"', "
        "encoding = 'latin-1', columns = " + str({f"c{n}": "VARCHAR" for n in range(95)}) + ")", [files]
    ).fetchall()
print(row[0])
"""

RUN = """
import json, os, sys
from pathlib import Path
from orchestration.cli import main
from orchestration.files.steps import listen_to_steps
from orchestration.settings import load_settings

class Steps:
    def __init__(self):
        self.cpu, self.before = {}, self.now()
    def now(self):
        return sum(os.times()[:4])
    def start(self, step):
        self.end("start, between steps, end", None)
    def end(self, step, seconds):
        now = self.now()
        self.cpu[step], self.before = self.cpu.get(step, 0) + now - self.before, now
    def tell(self, line):
        pass

steps, (files, home, day) = Steps(), sys.argv[1:]
with listen_to_steps(steps):
    try:
        main(["run", "--state", "ca", "--deliveries", files, "--as-of", day, "--home", home])
    except SystemExit as ended:
        if ended.code not in (0, 3):
            raise
steps.start("")
shards = {}
for manifest in Path(home).glob("warehouse/ca/shards/*/manifest.jsonl"):
    for line in manifest.read_text().splitlines():
        result = json.loads(line)
        for step, cpu in result["cpu_by_step"].items():
            name = f"{result['stage']} {step}"
            shards[name] = shards.get(name, 0) + cpu
print("\\n" + json.dumps({"steps": steps.cpu, "shards": shards}))
"""


@dataclass(frozen=True)
class Measured:
    """One process with those it started: what it printed last, seconds of wall and CPU, and the most memory (resident,
    MiB) that all of them had at one time."""

    output: str
    wall: float
    cpu: float
    peak_mib: float


def measure(*command: str | Path) -> Measured:
    """Run a command in a process of its own and measure it. Where it fails the benchmark ends; what it refused (exit
    code 3) is no failure."""
    started = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    peak_mib = [0.0]
    threading.Thread(target=_watch_memory, args=[process.pid, peak_mib], daemon=True).start()
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 3):
        raise SystemExit(f"a part of the benchmark failed with exit code {code}:\n{output}")
    wall = time.perf_counter() - started
    peak = max(peak_mib[0], usage.ru_maxrss / 1024)
    return Measured(output.strip().splitlines()[-1], wall, usage.ru_utime + usage.ru_stime, peak)


def _watch_memory(process_id: int, peak_mib: list[float]) -> None:
    """Look ten times a second, until the process is gone."""
    while (now := _resident_mib(process_id)) > 0:
        peak_mib[0] = max(peak_mib[0], now)
        time.sleep(0.1)


def _resident_mib(process_id: int) -> float:
    """Resident memory of a process and all below it; 0 where it is gone."""
    try:
        pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
        threads = list(Path(f"/proc/{process_id}/task").iterdir())
        below = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except (OSError, ProcessLookupError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20 + sum(map(_resident_mib, below))


def measure_python(code: str, *arguments: str | Path) -> Measured:
    """The same for a piece of Python."""
    return measure(sys.executable, "-c", code, *arguments)


def measure_whole_run(files: Path, home: Path) -> tuple[Measured, dict[str, dict[str, float]]]:
    """A whole run in a fresh home; and seconds of CPU of its steps, and of those of its shards."""
    run = measure_python(RUN, files, home, AS_OF)
    parts: dict[str, dict[str, float]] = json.loads(run.output)
    return run, parts


def check_decided(home: Path) -> str:
    """Say how many convictions and arrests a run decided, and how many of them are eligible.

    Raises:
        SystemExit: of convictions or of arrests none is: the benchmark would measure people whom nothing decides.
    """
    counted = []
    with open_warehouse(load_settings(home=home, state="ca")) as connection:
        for unit, table in FINDINGS.items():
            ((found, eligible),) = connection.execute(
                f"select count(*), count(*) filter (where outcome = 'eligible') from {table}"
            ).fetchall()
            if not eligible:
                raise SystemExit(
                    f"expected generated data in which {unit} come out eligible, found none among {found:,} findings: "
                    "what this run costs says nothing about one that decides people"
                )
            counted.append(f"{eligible:,} of {found:,} findings of {unit}")
    return f"eligible: {', '.join(counted)}"


def write_scenarios(folder: Path) -> list[Path]:
    """Ten scenario files: the shipped ones, and one for each of five parameters more."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, (parameter, value) in enumerate(MORE_SCENARIOS):
        change = f"{{ {parameter}: {{ value: {value}, reason: measured }} }}"
        (folder / f"more_{place}.yml").write_text(f"name: more_{place}\nreason: measured\nparameters: {change}\n")
    return [*sorted(SCENARIOS.glob("*.yml")), *sorted(folder.glob("*.yml"))]


def write_near_empty_delivery(files: Path, folder: Path) -> None:
    """Two lines of a generated history, a header and a row or two rows, and two of the Supervised Release File, without
    which a run stops."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in (min(files.glob("alameda_2*")), min(files.rglob("supervised_release_2*"))):
        with source.open("rb") as lines:
            (folder / source.name).write_bytes(b"".join(islice(lines, 2)))


def _line(name: str, measured: Measured, rows: int, floor: Measured | None = None) -> str:
    ratio = f"{measured.wall / floor.wall:>8.1f} x wall{measured.cpu / floor.cpu:>6.1f} x CPU" if floor else ""
    return (
        f"{name:<24}{measured.wall:>8.1f} s wall{measured.cpu:>8.1f} s CPU{measured.peak_mib:>7.0f} MiB"
        f"{rows / measured.wall:>11,.0f} rows/s{ratio}"
    )


def print_parts(parts: Mapping[str, Mapping[str, float]], dearest: int = 15) -> None:
    """Print seconds of CPU of each step of a run, of each stage and kind of step of its shards, and of its dearest
    tables."""
    stages: Counter[str] = Counter()
    tables: Counter[str] = Counter()
    for step, cpu in parts["shards"].items():
        stage, kind, table = step.split(" ")
        stages[f"in shards: {stage}"] += cpu
        stages[f"in shards: {kind}"] += cpu
        tables[table] += cpu
    for seconds in (parts["steps"], dict(stages), dict(tables.most_common(dearest))):
        for name, cpu in seconds.items():
            print(f"    {name:<50}{cpu:>7.1f} s CPU")


def measure_earlier(commit: str, folder: Path, people: str, home: Path) -> Measured:
    """Measure a run of an earlier version, from git in a folder of its own with its own packages, on as many invented
    people as it generates itself (the form of deliveries has changed)."""
    checkout = folder / f"version-{commit}"
    if not (checkout / ".venv" / ".installed").is_file():
        shutil.rmtree(checkout, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", ROOT, checkout], check=True)
        subprocess.run(["git", "-C", checkout, "checkout", "--quiet", commit], check=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        subprocess.run(["make", "setup"], cwd=checkout, env=environment, stdout=subprocess.DEVNULL, check=True)
    lookback, files = checkout / ".venv" / "bin" / "lookback", folder / f"files-{commit}"
    shutil.rmtree(files, ignore_errors=True)
    measure(lookback, "sample", "--people", people, "--seed", "2026", "--out", files)
    return measure(lookback, "run", "--state", "ca", "--deliveries", files, "--as-of", AS_OF, "--home", home)


def main(rows: int, against: str = "") -> None:
    """Generate, read, run; print the figures, also of the version of the commit ``against``."""
    keep = os.environ.get("LOOKBACK_BENCH_FOLDER")
    folder = Path(keep or tempfile.mkdtemp(prefix="lookback-bench-"))
    files, home, near_empty = folder / f"files-{rows}", folder / "home", folder / "near-empty"
    try:
        people = str(round(rows / ROWS_PER_PERSON))
        is_whole = (files / FOLDER).is_dir() and (files / "README.txt").is_file()  # README.txt is written last
        if not is_whole:
            shutil.rmtree(files, ignore_errors=True)
            print(_line("generate", measure_python(GENERATE, people, files), rows), flush=True)
        shutil.rmtree(home, ignore_errors=True)
        floor = measure_python(READ_ONLY, files)
        actual = int(floor.output)
        sizes = [path.stat().st_size for path in files.rglob("*_2*") if path.suffix in (".csv", ".dat")]
        print(f"{actual:,} lines, {sum(sizes) / 2**20:,.0f} MiB, {len(sizes)} files; x: times merely reading")
        print(_line("DuckDB merely reads", floor, actual))
        run, parts = measure_whole_run(files, home / "run")
        print(_line("whole run", run, actual, floor))
        print(check_decided(home / "run"), flush=True)
        print_parts(parts)
        if against:
            earlier = measure_earlier(against, folder, people, home / "earlier")
            print(_line(f"the run of {against}", earlier, actual, floor), flush=True)
        scenarios = write_scenarios(folder / "scenarios")
        what_if = measure(LOOKBACK, "scenario", "run", *scenarios, "--home", home / "run")
        print(_line(f"{len(scenarios)} scenarios", what_if, actual))
        for line in measured_lines(home / "run"):
            print(line, flush=True)
        write_near_empty_delivery(files, near_empty)
        cold, parts = measure_whole_run(near_empty, home / "cold")
        print(_line("near-empty, cold", cold, 1))
        print_parts(parts, dearest=0)
    finally:
        shutil.rmtree(folder / "home" if keep else folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
