"""`make bench-filing OF=HOME`: filing a whole state to its end, each step a command in a process of its own.

What belongs here: what a state's staff do after a run (propose, sign, check, approve, submit, take in answers, prove,
look again, publish a release), with seconds and peak memory. With `LATER=FOLDER` (the deliveries the home was made of)
the same state is delivered again some months later, told a little otherwise (`tests.support.later_delivery`), and filed
on the same ledger. With `REMEDY=…` only lines of that remedy are filed; all are proposed and approved. What does not:
making the run (``tests.support.bench``). The home is read, never written: its warehouse and kept runs are
copied to a temporary folder. Signatures, answers and people are invented, nothing that names a person is printed.
Without a home the shipped sample is run first.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from orchestration.filing.ledger.store import open_ledger
from orchestration.law.time_zone import read_today
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from tests.support.bench import AS_OF, LOOKBACK, Measured, measure
from tests.support.later_delivery import deliver_later

DAYS_LATER, DAYS_READ = 90, 5
"""The later delivery is cut so long after the answers: what was given then and is still shown is looked for. It is read
so long after that."""
ADA, RUTH = ("--by", "Ada Analyst"), ("--by", "Ruth Ortega")

SIGN = """
import sys
from pathlib import Path
from orchestration.law.time_zone import today
from orchestration.settings import PROJECT_ROOT, load_settings
sys.path.insert(0, str(PROJECT_ROOT / "tests"))
from filing_homes import sign_everything
sign_everything(load_settings(home=Path(sys.argv[1])))
print("signed")
"""
CHECK = """
import sys
from pathlib import Path
from dataclasses import replace
from orchestration.filing.ledger.approvals import check_lines
from orchestration.filing.ledger.provenance import hash_words
from orchestration.filing.ledger.store import open_ledger
from orchestration.settings import load_settings
with open_ledger(load_settings(home=Path(sys.argv[1])).ledger) as ledger:
    relief_by = ledger.relief_by()
    waiting = [line for line, stands in ledger.states().items() if stands == "proposed"]
    named = {line: "Chris Checker" for line in waiting if relief_by[line] == "operation_of_law"}
    shown = (replace(ledger.run_of_line(line), source_hash=hash_words("measured")) for line in waiting)
    print(len(check_lines(ledger, named, {}, *([next(shown)] if waiting else [])).moved))
"""
ANSWER = """
import csv, sys, zlib
from pathlib import Path
from orchestration.law.time_zone import today
from orchestration.settings import load_settings
settings = load_settings(home=Path(sys.argv[1]))
rows = [row for path in sorted(settings.filed.glob("*/answers.csv"))
        for row in csv.DictReader(path.open(encoding="utf-8-sig", newline=""))]
for row in rows:
    of_ten = zlib.crc32(row["line_id"].encode()) % 10
    said = {0: "", 1: "name_differs"}.get(of_ten, row["allowed_answers"].split(" | ")[0])
    reason = "another first name" if of_ten == 1 else ""
    row |= {"answer": said, "reason": reason, "answered_by": "C. Clerk", "answered_on": str(today(settings))}
with open(sys.argv[2], "w", encoding="utf-8", newline="") as file:
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
print(len(rows))
"""
COPIED = ("warehouse", "runs", "identity", "policy", "decisions")
"""With what people decided: a later run stops at a gate that was accepted for the first."""


def copied(home: Path, to: Path) -> Settings:
    """What filing reads of the home, in a folder of its own."""
    for name in COPIED:
        if (home / name).is_dir():
            shutil.copytree(home / name, to / name)
    return load_settings(home=to)


def steps_of(settings: Settings, folder: Path, remedy: str = "") -> dict[str, Measured]:
    """The whole walk, each step printed as it ends. Where one fails the benchmark ends."""
    chosen = ("--remedy", remedy) if remedy else ()
    home = ("--home", settings.home)
    sample = ("--n", "300", "--seed", "7", "--out", folder / "sample", "--key", folder / "key.csv")
    walk: dict[str, tuple[str | Path, ...]] = {
        "propose": (LOOKBACK, "file", "propose", *ADA, *home),
        "sign": (sys.executable, "-c", SIGN, settings.home),
        "check": (sys.executable, "-c", CHECK, settings.home),
        "approve": (LOOKBACK, "file", "approve", *RUTH, "--reason", "measured", "--yes", *home),
        "submit": (LOOKBACK, "file", "submit", *RUTH, *chosen, "--yes", *home),
        "submit again": (LOOKBACK, "file", "submit", *RUTH, *chosen, "--yes", *home),
        "answer": (sys.executable, "-c", ANSWER, settings.home, folder / "answers.csv"),
        "respond import": (LOOKBACK, "respond", "import", folder / "answers.csv", "--by", "C. Clerk", *home),
        "tell-courts": (LOOKBACK, "file", "tell-courts", *RUTH, *home),
        "ledger verify": (LOOKBACK, "ledger", "verify", *home),
        "status": (LOOKBACK, "file", "status", *home),
        "ageing": (LOOKBACK, "file", "ageing", *home),
        "sample": (LOOKBACK, "file", "sample", *sample, *home),
        "landed": (LOOKBACK, "file", "landed", *home),
        "recheck": (LOOKBACK, "file", "recheck", *home),
        "publish": (LOOKBACK, "publish", "--yes", *home),
    }
    done = {}
    for name, command in walk.items():
        done[name] = printed(name, measure(*command))
    with open_ledger(settings.ledger, create=False) as ledger:
        filed = next(str(event.line_id) for event in ledger.events(kinds=["filed"]))
    done["explain"] = printed("explain", measure(LOOKBACK, "explain", filed, "--as-filed", *home))
    return done


def printed(name: str, one: Measured) -> Measured:
    """The same, when it was printed."""
    print(f"{name:<16}{one.wall:>8.1f} s wall{one.cpu:>8.1f} s CPU{one.peak_mib:>7.0f} MiB", flush=True)
    return one


def lines_by_state(settings: Settings) -> Counter[str]:
    """Where the lines stand."""
    with open_ledger(settings.ledger, create=False) as ledger:
        return Counter(ledger.states().values())


def told(settings: Settings) -> None:
    """What stands in the ledger and lies in the home."""
    for state, count in sorted(lines_by_state(settings).items()):
        print(f"{count:>9,} lines {state}")
    with open_ledger(settings.ledger, create=False) as ledger:
        filings = Counter(str(event.line_id) for event in ledger.events(kinds=["filed"]))
    size = sum(path.stat().st_size for path in settings.home.rglob("*") if path.is_file()) / 2**20
    files = sum(path.is_file() for path in settings.filed.rglob("*"))
    print(f"{sum(filings.values()):,} filings of {len(filings):,} lines; {files:,} files filed; {size:,.0f} MiB in all")


def delivered_again(settings: Settings, deliveries: Path, folder: Path, remedy: str = "") -> None:
    """The next delivery into the same home, and the walk again."""
    cut = read_today(settings) + timedelta(days=DAYS_LATER)
    deliver_later(deliveries, folder / "later", cut)
    as_of = str(cut + timedelta(days=DAYS_READ))
    run = ("run", "--deliveries", folder / "later", "--as-of", as_of)
    printed("run, later", measure(LOOKBACK, *run, "--home", settings.home))
    again = folder / "again"
    again.mkdir()
    steps_of(settings, again, remedy)
    told(settings)


def main(home: str, deliveries: str, remedy: str) -> None:
    """Copy, walk, print."""
    folder = Path(tempfile.mkdtemp(prefix="lookback-bench-filing-"))
    try:
        source = Path(home) if home else folder / "run"
        if not home:
            deliveries = str(PROJECT_ROOT / "data" / "sample" / "ca")
            measure(LOOKBACK, "run", "--state", "ca", "--deliveries", deliveries, "--as-of", AS_OF, "--home", source)
        settings = copied(source, folder / "home")
        steps_of(settings, folder, remedy)
        told(settings)
        if deliveries:
            delivered_again(settings, Path(deliveries), folder, remedy)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    for name in ("home", "deliveries", "remedy"):
        asked.add_argument(f"--{name}", default="")
    main(**vars(asked.parse_args()))
