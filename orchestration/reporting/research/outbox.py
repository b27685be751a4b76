"""Outbox: answers after disclosure control that wait for a person to release them, and the log of both.

An answer has a folder named by question and run: the same question to the same run is the same answer. The log is in
order of events.
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
from orchestration.files.tables import write_frame
from orchestration.reporting.research.question import Question, read_question
from orchestration.reporting.research.run_query import Answer

LOG = ("what", "answer", "by", "question_sha256", "run_id", "counts", "withheld", "close_to", "although")
LOCK = "outbox.lock"
"""Held while an answer is kept, or checked and released, so that two processes never miss each other's answer."""


Comparison = Callable[[Question, Question], bool]
"""Says whether two questions to one run differ by a few people."""


class UnknownAnswerError(LookupError):
    """The outbox has no answer of this id."""


class DifferencingRiskError(RuntimeError):
    """The answer and a released one differ by a few people, and no reason to release it was given."""


class UnreadQuestionError(RuntimeError):
    """The columns of the answer could not be judged from the question, and nobody vouches for them."""


def keep(folder: Path, question: Question, answer: Answer, run_id: str, not_understood: str = "") -> str:
    """Put an answer into the outbox and return its id.

    ``not_understood``: why the columns could not be judged from the question.
    """
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
        write_frame(answer.shown, building / "answer.csv")
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
    """Release an answer in the name of ``by``, after comparing it with every released answer of the same run.

    Raises:
        UnknownAnswerError: The outbox has no such answer.
        UnreadQuestionError: Its columns could not be judged, and nobody vouches for them.
        DifferencingRiskError: It differs from a released answer by a few people, without a reason.
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
    """Read the log of questions and releases, in order."""
    path = folder / "log.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:  # a reason may have several lines
        return list(csv.DictReader(file))


def _write_log(folder: Path, row: Mapping[str, Any]) -> None:
    """Log an event before its folder is renamed, so that every released answer has its line. A line that a full disk
    left without a folder is not written again."""
    rows = [{name: one.get(name, "") for name in LOG} for one in read_log(folder)]
    if {name: str(row[name]) for name in LOG} in rows:
        return
    told = io.StringIO(newline="")
    writer = csv.DictWriter(told, LOG, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows([*rows, row])
    write_atomic(folder / "log.csv", told.getvalue())
