"""Answer files of courts and departments, as answers the ledger can take in.

Reasons in words are kept apart from the answers: they lie with the evidence, and the chain holds their hash.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.files.tables import Row, Table, TableFileError, read_table
from orchestration.filing.ledger.answers import Answer
from orchestration.filing.ledger.evidence import hash_evidence

NEEDED = ("line_id", "batch_id", "answer", "answered_by", "answered_on", "reason")
"""Columns of an answer file that are read; others may stand beside them (docs/reference/answer_file.md)."""

ANSWERING_COURT = "answering_court"
"""Column of the file of other courts alone: the county of the court that answers for itself."""

ANSWER_OF_ANOTHER_COURT = "answer_of_another_court"
"""In that file it stands for ``answer``, so that without the court's name nothing there is read as the answer of the
line's own court."""

NEEDED_OF_ANOTHER_COURT = (
    *(ANSWER_OF_ANOTHER_COURT if name == "answer" else name for name in NEEDED),
    ANSWERING_COURT,
)

LONGEST_NAME = 200
LONGEST_REASON = 4_000


@dataclass(frozen=True)
class AnswerFile:
    """``answers`` in their order; ``reasons``: what is kept as evidence, by the place of the answer; ``unreadable``:
    places of rows that are no answer, each with why."""

    columns: Sequence[str]
    rows: Sequence[Row]
    answers: Sequence[Answer]
    reasons: Mapping[int, str]
    unreadable: Mapping[int, str]


def read_answers(path: Path) -> AnswerFile:
    """What a file of answers says, of the courts of the lines or of their other courts. Raises ``TableFileError``."""
    table = _table(path)
    answers: list[Answer] = []
    reasons: dict[int, str] = {}
    unreadable: dict[int, str] = {}
    for row in table.rows:
        if wrong := row.wrong or _not_plain(row.values) or _nobody_answers(row.values):
            unreadable[row.place] = wrong
            continue
        answer = _answer(row)
        if answer.answer and (words := row.values["reason"]):
            reasons[row.place] = _reason(answer, words)
            answer = _answer(row, hash_evidence(reasons[row.place]))
        answers.append(answer)
    return AnswerFile(table.columns, table.rows, answers, reasons, unreadable)


def _table(path: Path) -> Table:
    """The file of one kind or the other, the answer under ``answer``; the columns stay as they came."""
    of_other_courts = _columns_with(path, ANSWER_OF_ANOTHER_COURT)
    if "answer" in of_other_courts or {"answer", ANSWERING_COURT} <= _columns_with(path, ANSWERING_COURT):
        raise TableFileError(
            f"{path.name}: a column answer stands beside those of another court; the answers of other courts come in a "
            f"file of their own, in {ANSWER_OF_ANOTHER_COURT}"
        )
    if not of_other_courts:
        return read_table(path, NEEDED)
    table = read_table(path, NEEDED_OF_ANOTHER_COURT)
    rows = [
        replace(row, values={**row.values, "answer": row.values.get(ANSWER_OF_ANOTHER_COURT, "")}) for row in table.rows
    ]
    return Table(table.columns, rows)


def _columns_with(path: Path, column: str) -> frozenset[str]:
    """The columns of the file, if ``column`` is one; none where it is not, or nothing can be read."""
    try:
        return frozenset(read_table(path, [column]).columns)
    except TableFileError:
        return frozenset()


def _answer(row: Row, reason_hash: str = "") -> Answer:
    return Answer(
        row.place,
        row.values["batch_id"].lower(),
        row.values["line_id"].lower(),
        re.sub(r"[\s_-]+", "_", row.values["answer"].casefold()),
        row.values["answered_by"],
        row.values["answered_on"],
        reason_hash,
        " ".join(row.values.get(ANSWERING_COURT, "").upper().split()),
    )


def _nobody_answers(values: Mapping[str, str]) -> str | None:
    """In the file of other courts a blank would make it the answer of the line's own court."""
    if ANSWERING_COURT in values and not values[ANSWERING_COURT].strip():
        return f"{ANSWERING_COURT} must name a county"
    return None


def _not_plain(values: Mapping[str, str]) -> str | None:
    for column in (*NEEDED, *({ANSWERING_COURT} & values.keys())):
        if any(unicodedata.category(sign).startswith("C") for sign in values[column]):  # controls, text turned round
            return f"{column} must be plain text on one line"
    if len(values["answered_by"]) > LONGEST_NAME:
        return f"answered_by must have at most {LONGEST_NAME} characters"
    if len(values["reason"]) > LONGEST_REASON:
        return f"reason must have at most {LONGEST_REASON} characters"
    return None


def _reason(answer: Answer, words: str) -> str:
    """What is kept of a reason: the words, and which answer they are the reason of."""
    kept = {"kind": "reason_of_answer", "batch_id": answer.batch_id, "answer": answer.answer, "reason": words}
    return json.dumps(kept | {"answered_on": answer.answered_on}, sort_keys=True, ensure_ascii=True)
