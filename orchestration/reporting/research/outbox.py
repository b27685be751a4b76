"""The outbox: answers after the rule for counts, waiting for a person who lets them out.

What belongs here: keeping answers, letting one out, the log of both. What does not: asking (``run_query``). One folder
an answer, named by what was asked of which run: the same question to the same run is the same answer. The log is a list
in the order of what was done.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from orchestration.files.atomic import PARTIAL_SUFFIX, build_dir, write_atomic
from orchestration.reporting.research.question import Question, read_question
from orchestration.reporting.research.run_query import Answer

LOG = ("what", "answer", "by", "question_sha256", "run_id", "counts", "withheld", "close_to", "although")
LOCK = "outbox.lock"
"""Held while something is kept, or weighed and let out: of two at a time neither would see the other."""


Comparison = Callable[[Question, Question], bool]
"""Whether two questions to one run are about nearly the same people."""


class UnknownAnswerError(LookupError):
    """There is no answer of this id in the outbox."""


class DifferencingRiskError(RuntimeError):
    """The people of the answer and of a released one differ by a few; nobody said why it may go out all the same."""


class UnreadQuestionError(RuntimeError):
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
        facts = {
            "answer": place.name,
            "question_sha256": question.sha256,
            "run_id": run_id,
            "rows": answer.shown.height,
            "counts": answer.counts,
            "withheld": answer.withheld,
            "not_understood": not_understood,
        }
        (building / "answer.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        _write_log(folder, {"what": "asked", **facts, "by": "", "close_to": "", "although": ""})
        building.rename(place)


def release_answer(folder: Path, answer_id: str, by: str, is_close: Comparison, although: str | None = None) -> Path:
    """Let an answer out, in the name of ``by``. Each answer that was let out of the same run is compared with it.

    Raises:
        UnknownAnswerError: The outbox has no such answer.
        UnreadQuestionError: Nothing but its heading says what it counts, and nobody vouches for that.
        DifferencingRiskError: It differs from a released answer by a few people, and nobody says why it may go out.
    """
    place = folder / "outbox" / answer_id
    if not answer_id.isalnum() or not (place / "answer.json").is_file():
        raise UnknownAnswerError(f"the outbox has no answer {answer_id!r}")
    facts = json.loads((place / "answer.json").read_text(encoding="utf-8"))
    if (why := facts.get("not_understood", "")) and not although:
        raise UnreadQuestionError(why)
    with FileLock(folder / LOCK):
        question = _read_question(place)
        close_to = [
            other.name
            for other in sorted((folder / "released").glob("*"))
            if other.suffix != PARTIAL_SUFFIX and other.name != answer_id and (other / "answer.json").is_file()
            if _read_run(other) == facts["run_id"] and is_close(question, _read_question(other))
        ]
        if close_to and not although:
            raise DifferencingRiskError(", ".join(close_to))
        target = folder / "released" / answer_id
        if not target.is_dir():
            with build_dir(target) as building:
                shutil.copytree(place, building, dirs_exist_ok=True)
                told = {"by": by, "close_to": " ".join(close_to), "although": although or ""}
                _write_log(folder, {"what": "released", **facts, **told})
                building.rename(target)
    return target


def _read_question(place: Path) -> Question:
    return read_question((place / "question.sql").read_text(encoding="utf-8"))


def _read_run(place: Path) -> str:
    return str(json.loads((place / "answer.json").read_text(encoding="utf-8"))["run_id"])


def read_log(folder: Path) -> list[dict[str, str]]:
    """Everything that was asked and let out, in order."""
    path = folder / "log.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:  # (a reason may have several lines)
        return list(csv.DictReader(file))


def _write_log(folder: Path, row: Mapping[str, Any]) -> None:
    """Before a folder gets its name: what was let out is never without its line. A line that a full disk left without
    its folder is not written again."""
    rows = [{name: one.get(name, "") for name in LOG} for one in read_log(folder)]
    if {name: str(row[name]) for name in LOG} in rows:
        return
    told = io.StringIO(newline="")
    writer = csv.DictWriter(told, LOG, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows([*rows, row])
    write_atomic(folder / "log.csv", told.getvalue())
