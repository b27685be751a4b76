"""Count in the files of a sample what real files have and tests seldom: eleven things, each of how many.

What belongs here: reading a written sample by its columns, beside the generator's own notes. What does not:
expectations. ``python -m tests.support.hard_sample`` prints a table of all states, at the usual and the hard rates.
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import polars as pl

from orchestration.ingestion.synthetic import HARD, USUAL, list_states, load_generator, load_rates
from orchestration.ingestion.synthetic.hard import load_hard

Row = dict[str, str]
Counts = dict[str, tuple[int, int]]
UNREAD_CA = (
    "DISPO UNAVAILABLE 7Q", "CASE STATUS SEE FILE", "PROCEEDINGS SUSPENDED", "PROS DEFERRED FOR REVOCATION OF PAROLE",
    "NO LONGER INTERESTED", "CLARIFICATION REQUESTED", "REDUCED TO MISDEMEANOR", "PROBATION REVOKED",
    "SENTENCE MODIFIED",
)  # fmt: skip
REVOCATIONS = ("PROB REVOKED", "PROB REV/REINSTATED")
RELIEFS = r"1203\.4|17\(?B\)?|1170\.18|11361\.8|SEALED|1203\.425"
ELSEWHERE = ("OUT OF STATE", "FEDERAL")


def count_sample(folder: Path, state: str) -> Counts:
    """Count each of the eleven things: how often it is in the files, and of how many."""
    return (
        _count_histories(folder) if (folder / "truth" / "events.parquet").is_file() else _count_standard(folder, state)
    )


def read_rows(folder: Path, name: str) -> list[Row]:
    """Read the intact rows of a file of the standard layout, or of the truth."""
    (path,) = [*folder.glob(f"standard/statewide_{name}_*.csv"), *folder.glob(f"truth/{name}.csv")][:1]
    with path.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if None not in row]


def _count(rows: Iterable[Row], condition: Callable[[Row], object]) -> int:
    return sum(bool(condition(row)) for row in rows)


def _count_standard(folder: Path, state: str) -> Counts:
    tables = load_hard(state)
    charges = {(row["case_number"], row["count_number"]): row for row in read_rows(folder, "charges")}
    people, sentences, events = (read_rows(folder, name) for name in ("people", "sentences", "events"))
    with (folder / "truth" / "charges.csv").open(encoding="utf-8", newline="") as lines:
        truth = {(row["case_number"], row["count"]): row for row in csv.DictReader(lines)}
    with (folder / "truth" / "people.csv").open(encoding="utf-8", newline="") as lines:
        persons = list(csv.DictReader(lines))
    own = {key: charges[key] for key in truth if key in charges}
    disposed = [row for key, row in own.items() if truth[key]["disposed"]]
    convicted = {key for key, row in truth.items() if row["disposition"] == "convicted"}
    cases = {row["tracking_number"]: row for row in own.values()}
    prison = [row for row in sentences if row["component"] == "prison"]
    unread = {word.word for what in ("disposition_rare_word", "lower_court_row")
              for word in tables.words.get(("disposition", what), ())} | {"SEE FILE"}  # fmt: skip
    violation = tables.offenses["violation_case"]["words"]
    told = Counter(row["event"] for row in events)
    names = [(row["name"], row["born"]) for row in persons]
    degrees = [
        row for row in own.values() if re.search(r"degree|\(\w[\w-]*\)$|\d(ST|ND|RD|TH)$", row["charge_text"], re.I)
    ]
    return {
        "other states": (_count(cases.values(), lambda row: row["place"] == "Elsewhere"), len(cases)),
        "one name and birth day": (len(people) - len(persons) + sum(a == b for a, b in pairwise(names)), len(persons)),
        "odd days": (_count(disposed, lambda row: not _is_day(row["disposition_date"])), len(disposed)),
        "words seldom or never read": (
            _count(charges.values(), lambda row: row["disposition"] in unread), len(charges),
        ),
        "no grade or level": (
            _count(own.values(), lambda row: not row["level"] or not (row["grade"] or row["max_days"])), len(own),
        ),
        "life terms": (_count(prison, lambda row: row["max_days"] in ("LIFE", "99999", "")), len(prison)),
        "convictions without a sentence": (
            len(convicted - {(row["case_number"], row["count_number"]) for row in sentences}), len(convicted),
        ),
        "violations of their own": (
            _count(cases.values(), lambda row: row["charge_text"].startswith(violation)), len(cases),
        ),
        "earlier relief": (told["relief"], len(convicted)),
        "degrees in words alone": (_count(degrees, lambda row: not row["grade"] and not row["max_days"]), len(own)),
        "revocations": (told["revoked"], _count(sentences, lambda row: row["component"] == "probation")),
        "women": (_count(persons, lambda row: row["sex"] == "F"), len(persons)),
        "Black people": (_count(persons, lambda row: row["race"] == "B"), len(persons)),
    }  # fmt: skip


def _is_day(text: str) -> bool:
    return (
        re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and text[5:] not in ("02-30", "02-31") and text[8:] != "42"
    )


def _count_histories(folder: Path) -> Counts:
    people, events, counts, parts = (
        pl.read_parquet(folder / "truth" / f"{name}.parquet")
        for name in ("people", "events", "counts", "sentence_parts")
    )
    cycles = events.unique(["true_person", "cycle"])
    court = counts.filter(pl.col("step_type") == "COURT ACTION", pl.col("disposition") != "")
    convicted = counts.filter("is_conviction")
    key = ["true_person", "cycle", "step", "count"]
    prison = parts.filter(pl.col("kind") == "PRISON")
    named = people.sort("true_person").select("name", "birth_date")
    burglary = counts.filter(pl.col("charged_section") == "459", pl.col("charged_prefix").is_null())
    two = people.filter(pl.col("identity_kind").is_in(["two_ciis_two_subject_ids", "two_subject_ids_one_cii"]))
    of_text = pl.col("disposition")
    for_life = (pl.col("time_code") == "L") | pl.col("length_text").is_in(["15", "25"])
    relieved = of_text.str.contains(RELIEFS) | pl.col("relief_row_on_count")
    in_words = pl.col("charge_text").str.contains("DEGREE")
    probation = counts.filter(of_text == "CONVICTED-PROBATION")
    return {
        "other states": (cycles.filter(pl.col("county").is_in(ELSEWHERE)).height, cycles.height),
        "one name and birth day": (
            two.height + sum(a == b for a, b in pairwise(named.iter_rows())), people.height,
        ),
        "odd days": (events.filter(pl.col("event_date_kind") != "day").height, events.height),
        "words seldom or never read": (court.filter(of_text.is_in(UNREAD_CA)).height, court.height),
        "no grade or level": (convicted.filter(pl.col("recorded_level").is_null()).height, convicted.height),
        "life terms": (prison.filter(for_life).height, prison.height),
        "convictions without a sentence": (convicted.join(parts, on=key, how="anti").height, convicted.height),
        "violations of their own": (cycles.filter(pl.col("cycle_kind") == "violation").height, cycles.height),
        "earlier relief": (counts.filter(relieved).height, convicted.height),
        "degrees in words alone": (burglary.filter(in_words).height, burglary.height),
        "revocations": (counts.filter(of_text.is_in(REVOCATIONS)).height, probation.height),
        "women": (people.filter(pl.col("sex") == "F").height, people.height),
        "Black people": (people.filter(pl.col("races").list.first() == "B").height, people.height),
    }  # fmt: skip


def main() -> None:
    """Print the shares of 2,000 people of each state in per cent, usual and hard."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    shares: dict[str, list[str]] = {}
    for state in list_states():
        found = []
        for rates in (USUAL, HARD):
            with tempfile.TemporaryDirectory() as folder:
                out = Path(folder) / "sample"
                load_generator(state).write_sample(
                    people=people, seed=7, out=out, with_others=True, hard=load_rates(rates, state)
                )
                found.append(count_sample(out, state))
        for thing in found[0]:
            cells = [f"{100 * one[thing][0] / max(one[thing][1], 1):.1f}" for one in found]
            shares.setdefault(thing, []).append(" -> ".join(cells))
    print("| of 100 | " + " | ".join(list_states()) + " |\n|---|" + "---|" * len(list_states()))
    for thing, cells in shares.items():
        print(f"| {thing} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
