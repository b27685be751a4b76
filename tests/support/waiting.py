"""`make waiting`: how many findings of each state and remedy wait for a person, on usual and on hard samples.

What belongs here: inventing a sample, running it, counting findings by outcome, and of the eligible those whose line
has no point that a person must check; each as the packs stand and with every question of counsel decided by its
default. What does not: why they wait (`lookback review export`), and expectations.
Each finding counts once: a conviction or an arrest that one remedy was asked about, of the dead too.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.filing.review.review_lines import find_marks
from orchestration.ingestion.synthetic import HARD, USUAL, list_states, load_generator, load_rates, read_day
from orchestration.law.questions.decisions import list_questions
from orchestration.law.tables import read_packs
from orchestration.settings import load_settings
from orchestration.warehouse.connection import fetch_dicts, open_warehouse

LOOKBACK = Path(sys.executable).parent / "lookback"
# Each finding of a state: its unit, and whether it is of a conviction, another charge or an arrest.
FINDINGS = """
select
    findings.charge_id as unit_id, findings.remedy_id,
    case when findings.open_element is null then findings.outcome else 'open' end as outcome,
    case when charges.is_conviction then 'convictions' else 'other charges' end as unit
from rules.rule_{state}__findings as findings
left join intermediate.int_charges as charges
    on findings.charge_id = charges.charge_id and findings.person_id = charges.person_id
union all
select arrest_id, remedy_id, case when open_element is null then outcome else 'open' end, 'arrests'
from rules.rule_{state}__arrest_findings
"""
# What a stopped run says to type.
STOPS = re.compile(r"lookback accept --home \S+ (\S+) --delivery (\S+) --because")
MOST_STOPS = 4
AS_FILED, DEFAULTS = "undecided", "defaults"
# `open`: not_yet, with something besides that nobody knows.
OUTCOMES = ("not_yet", "open", "review", "undeterminable", "ineligible", "already_relieved")
HEAD = (
    *("state", "remedy", "of", "rates", "counsel", "asked", "eligible", "of them unmarked", "later", "later, open"),
    *("review", "not known"),
    *("not eligible", "relieved", "decided with nobody looking"),
)


@dataclass
class Remedy:
    """What was found under one remedy, of convictions, of other charges or of arrests."""

    outcomes: Counter[str] = field(default_factory=Counter)
    unmarked: int = 0

    def list_cells(self) -> list[str]:
        """List the number asked, and the shares of it in per cent."""
        asked = self.outcomes.total()
        decided = self.unmarked + sum(self.outcomes[one] for one in ("not_yet", "ineligible", "already_relieved"))
        numbers = [self.outcomes["eligible"], self.unmarked, *(self.outcomes[one] for one in OUTCOMES), decided]
        return [f"{asked:,}", *(f"{100 * number / asked:.1f}" for number in numbers)]


def count_findings(home: Path, state: str) -> Iterator[tuple[str, str, Remedy]]:
    """Count the findings of the last run of a home: (remedy, unit, counts)."""
    with open_warehouse(load_settings(home=home, state=state)) as connection:
        lines = fetch_dicts(connection, "select * from marts.filing_lines", [])
        unmarked = {(line["remedy_id"], line["unit_id"]) for line in lines if not find_marks(line, "proposed")}
        found: dict[tuple[str, str], Remedy] = {}
        for row in fetch_dicts(connection, FINDINGS.format(state=state), []):
            remedy = found.setdefault((row["remedy_id"], row["unit"]), Remedy())
            remedy.outcomes[row["outcome"]] += 1
            remedy.unmarked += row["outcome"] == "eligible" and (row["remedy_id"], row["unit_id"]) in unmarked
    for (name, unit), counts in sorted(found.items()):
        yield name, unit, counts


def run_sample(state: str, rates: str, people: int, seed: int, folder: Path) -> Path:
    """Invent a sample and run it; return its home.

    Raises:
        SystemExit: The run stopped for another reason than a gate, or more often than there are gates.
    """
    load_generator(state).write_sample(
        people=people, seed=seed, out=folder / "files", with_others=True, hard=load_rates(rates, state)
    )
    _run(state, rates, folder)
    return folder / "home"


def decide_by_default(state: str, rates: str, folder: Path) -> bool:
    """Decide every question of a state's law by its default, and run the sample again; whether there is one.

    Raises:
        SystemExit: A decision was refused, or the run stopped.
    """
    questions = list_questions(read_packs(load_settings(state=state).models, state))
    for name, question in questions.items():
        of_home = ["--state", state, "--home", str(folder / "home")]
        why = ["--by", "nobody", "--why", "The default, to measure what it settles.", "--yes"]
        done = _call("law", "decide", name, question.default, *why, *of_home)
        if done.returncode:
            raise SystemExit(f"{state}, {name}: {done.stdout}{done.stderr}")
    if questions:
        _run(state, rates, folder)
    return bool(questions)


def _run(state: str, rates: str, folder: Path) -> None:
    """Run the files of a folder in its home, accepting by name what a gate stops."""
    of_home = ["--state", state, "--home", str(folder / "home")]
    command = ["run", *of_home, "--as-of", str(read_day(state)), "--deliveries", str(folder / "files")]
    for _ in range(MOST_STOPS):
        done = _call(*command)
        if done.returncode == 0:
            return
        stops = STOPS.findall(done.stdout + done.stderr)
        print(f"{state}, {rates} rates: {', '.join(gate for gate, _ in stops)} stopped the run", file=sys.stderr)
        if not stops:
            break
        for gate, delivery in stops:
            _call("accept", *of_home, gate, "--delivery", delivery, "--because", "The sample is invented to be so.")
    raise SystemExit(f"{state}, {rates} rates: the run ended with {done.returncode}\n{done.stdout}{done.stderr}")


def _call(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(LOOKBACK), *arguments], capture_output=True, text=True, check=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table of Markdown, a row for each state, remedy and rates, and for what counsel's defaults settle."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("states", nargs="*", default=[])
    chosen = parser.parse_args(arguments)
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD), flush=True)
    for state in chosen.states or list_states():
        rows: dict[tuple[str, str], dict[tuple[str, str], Remedy]] = {}
        for rates in (USUAL, HARD):
            with tempfile.TemporaryDirectory() as name:
                home = run_sample(state, rates, chosen.people, chosen.seed, Path(name))
                for remedy, unit, counts in count_findings(home, state):
                    rows.setdefault((remedy, unit), {})[rates, AS_FILED] = counts
                if decide_by_default(state, rates, Path(name)):
                    for remedy, unit, counts in count_findings(home, state):
                        rows.setdefault((remedy, unit), {})[rates, DEFAULTS] = counts
        for (remedy, unit), found in sorted(rows.items()):
            for (rates, counsel), counts in found.items():
                print("| " + " | ".join([state, remedy, unit, rates, counsel, *counts.list_cells()]) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
