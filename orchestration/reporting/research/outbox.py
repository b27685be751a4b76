"""The outbox: answers after the cell rules, waiting for a person who lets them out.

What belongs here: keeping answers, letting one out, the log of both. What does not: asking (``asked``). One folder an
answer, named by what was asked of which run: the same question to the same run is the same answer. ``kept`` has each
with the rows left out, to compare later ones with. The log is a list in the order of what was done.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock

from orchestration.files.atomic import PARTIAL, build_dir, write_whole
from orchestration.reporting.research.differencing import Between, Counts, Gap, Released, gaps, sentences
from orchestration.reporting.research.parse_query import NotUnderstood, people_of
from orchestration.reporting.research.question import Question, read_question
from orchestration.reporting.research.run_query import Answer

LOG = ("what", "answer", "by", "question_sha256", "run_id", "counts", "withheld", "gaps", "although")
LOCK = "outbox.lock"
"""Held while something is kept, or weighed and let out: of two at a time neither would see the other."""


class NoSuchAnswer(LookupError):
    """There is no answer of this id in the outbox."""


class AHandfulApart(RuntimeError):
    """The answer lies a handful of people away from something released, or says what is withheld there; nobody said why
    it may go out all the same."""

    def __init__(self, found: list[Gap]) -> None:
        super().__init__(sentences(found))


class NotUnderstoodAnswer(RuntimeError):
    """What the columns of the answer count could not be read off the question, and nobody vouches for it."""


def keep(folder: Path, question: Question, answer: Answer, run_id: str, not_understood: str = "") -> str:
    """Put an answer into the outbox. ``not_understood``: why nothing but the heading says what its columns count.
    Returns its id."""
    answer_id = hashlib.sha256(f"{run_id}\n{question.sql}".encode()).hexdigest()[:12]
    place = folder / "outbox" / answer_id
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / LOCK):
        if not place.is_dir():
            _keep_in(folder, place, question, answer, run_id, not_understood)
    return answer_id


def _keep_in(folder: Path, place: Path, question: Question, answer: Answer, run_id: str, not_understood: str) -> None:
    with build_dir(place) as building:
        (building / "question.sql").write_text(question.sql, encoding="utf-8")
        answer.shown.write_csv(building / "answer.csv", line_terminator="\n")
        (folder / "kept").mkdir(exist_ok=True)
        answer.full.write_parquet(folder / "kept" / f"{place.name}.parquet")
        facts = {
            "answer": place.name,
            "question_sha256": question.sha256,
            "run_id": run_id,
            "rows": answer.shown.height,
            "rows_left_out": answer.full.height - answer.shown.height,
            "counts": answer.counts,
            "withheld": answer.withheld,
            "not_understood": not_understood,
        }
        (building / "answer.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        _log(folder, {"what": "asked", **facts, "by": "", "gaps": "", "although": ""})
        building.rename(place)


def let_out(
    folder: Path,
    answer_id: str,
    by: str,
    released: Released,
    although: str | None = None,
    between: Between | None = None,
) -> Path:
    """Let an answer out, in the name of ``by``. Raises ``NoSuchAnswer``; ``AHandfulApart`` where it lies close to
    something released, or says what that withholds, and nobody says why that is no person's secret; and
    ``NotUnderstoodAnswer`` where nothing but its heading says what it counts, and nobody vouches for that."""
    place = folder / "outbox" / answer_id
    if not answer_id.isalnum() or not (place / "answer.json").is_file():
        raise NoSuchAnswer(f"the outbox has no answer {answer_id!r}")
    facts = json.loads((place / "answer.json").read_text(encoding="utf-8"))
    if (why := facts.get("not_understood", "")) and not although:
        raise NotUnderstoodAnswer(why)
    with FileLock(folder / LOCK):
        others = [
            _counts_of(folder, path.name)
            for path in sorted((folder / "released").glob("*"))
            if path.suffix != PARTIAL and path.name != answer_id and (path / "answer.json").is_file()
        ]
        found = gaps(_counts_of(folder, answer_id), [*others, *released.shown], released.withheld, between)
        if found and not although:
            raise AHandfulApart(found)
        target = folder / "released" / answer_id
        if not target.is_dir():
            with build_dir(target) as building:
                shutil.copytree(place, building, dirs_exist_ok=True)
                _log(folder, {"what": "released", **facts, "by": by, "gaps": len(found), "although": although or ""})
                building.rename(target)
    return target


def _counts_of(folder: Path, answer_id: str) -> Counts:
    question = read_question((folder / "outbox" / answer_id / "question.sql").read_text(encoding="utf-8"))
    frame = pl.read_parquet(folder / "kept" / f"{answer_id}.parquet")
    texts = frame.select(
        *(pl.col(name).cast(pl.String).fill_null("(null)") for name in question.groups), *question.counts
    )
    run_id = json.loads((folder / "outbox" / answer_id / "answer.json").read_text(encoding="utf-8"))["run_id"]
    try:
        people = people_of(question)
    except NotUnderstood:
        people = {}
    return Counts(f"answer {answer_id}", texts, question.groups, question.counts, people, run_id)


def log_of(folder: Path) -> list[dict[str, str]]:
    """Everything that was asked and let out, in order."""
    path = folder / "log.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:  # (a reason may have several lines)
        return list(csv.DictReader(file))


def _log(folder: Path, row: Mapping[str, Any]) -> None:
    """Before a folder gets its name: what was let out is never without its line. A line that a full disk left without
    its folder is not written again."""
    rows = log_of(folder)
    if {name: str(row[name]) for name in LOG} in rows:
        return
    told = io.StringIO(newline="")
    writer = csv.DictWriter(told, LOG, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows([*rows, row])
    write_whole(folder / "log.csv", told.getvalue())
