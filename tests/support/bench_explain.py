"""`python -m tests.support.bench_explain HOME [PEOPLE]`: how long `lookback explain` takes on a built warehouse.

What belongs here: the real command in a process of its own, start of Python included, for people chosen evenly, for a
charge, and for the person with the most charges in every form. What does not: making the warehouse
(``tests.support.bench`` does, and ends with this). Nothing that names a person is printed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

PEOPLE = 100
LOOKBACK = Path(sys.executable).parent / "lookback"
FORMS = {"text": (), "text, --all": ("--all",), "json": ("--format", "json"), "html": ("--format", "html")}

_EVENLY = """
select person_id from (
    select person_id, row_number() over (order by person_id) as place, count(*) over () as people
    from (select distinct person_id from marts.determinations)
) where (place - 1) % greatest(people // $people, 1) = 0 order by person_id limit $people
"""
_MOST_CHARGES = """
select person_id, count(*) as charges from intermediate.int_charges
group by person_id order by charges desc, person_id limit 1
"""
_A_CHARGE = "select min(charge_id) from marts.determinations"


def seconds_of_explain(home: Path, who: str, *options: str) -> tuple[float, str]:
    """Seconds of wall of the whole command, and what it printed."""
    command = [str(LOOKBACK), "explain", who, "--home", str(home), *options]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - started, done.stdout


def person_with_most_charges(settings: Settings) -> tuple[str, int]:
    """Who it is, and how many; of several the one with the lowest id."""
    with open_warehouse(settings) as connection:
        ((person_id, charges),) = connection.execute(_MOST_CHARGES).fetchall()
    return str(person_id), int(charges)


def measured_lines(home: Path, people: int = PEOPLE) -> Iterator[str]:
    """The figures, line by line as they are known."""
    settings = load_settings(home=home)
    with open_warehouse(settings) as connection:
        chosen = [id_ for (id_,) in connection.execute(_EVENLY, {"people": people}).fetchall()]
        ((charge_id,),) = connection.execute(_A_CHARGE).fetchall()
    most, charges = person_with_most_charges(settings)
    seconds_of_explain(home, most)  # so that the file of the warehouse is warm
    taken = sorted(seconds_of_explain(home, person_id)[0] for person_id in chosen)
    yield (
        f"explain, {len(taken)} people: median {statistics.median(taken):.2f} s, p99 {_percentile(taken, 99):.2f} s, "
        f"slowest {taken[-1]:.2f} s"
    )
    yield f"explain, one charge: {seconds_of_explain(home, str(charge_id))[0]:.2f} s"
    for form, options in FORMS.items():
        seconds, words = seconds_of_explain(home, most, *options)
        size = f"{words.count(chr(10)):,} lines, {len(words) / 2**20:,.1f} MiB"
        yield f"explain, most charges ({charges}), {form}: {seconds:.2f} s, {size}"


def _percentile(taken: Sequence[float], part: int) -> float:
    """The smallest value that so many percent of all do not exceed."""
    return taken[max(0, -(-len(taken) * part // 100) - 1)]


def main(home: str, people: str = str(PEOPLE)) -> None:
    """Print them."""
    for line in measured_lines(Path(home), int(people)):
        print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
