"""Asking: the question against the database, within its time and memory, and the rule for counts over the answer.

What belongs here: these two steps. What does not: where answers wait (``outbox``). An error is told by its kind alone:
its text may quote a row.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orchestration.reporting.disclosure.rule import FEWEST, round_count
from orchestration.reporting.research import sandbox as asking
from orchestration.reporting.research.parse_query import Understood
from orchestration.reporting.research.question import Question, QuestionFileError, check_columns
from orchestration.reporting.research.sandbox import MEMORY, parse_memory

SECONDS = 60.0
MOST_ROWS = 20_000


class NotAnsweredError(RuntimeError):
    """The question ended without an answer: an error in it, too much time, too much memory, too many rows."""


@dataclass(frozen=True)
class Answer:
    """What may be seen of an answer (null: withheld), in the order of the groups: that of counts would tell of them.
    Rows without a shown count are left out, for that such a combination occurs tells of a few people."""

    shown: pl.DataFrame
    counts: int
    withheld: int


def ask(
    path: Path,
    question: Question,
    threads: int,
    seconds: float = SECONDS,
    memory: str = MEMORY,
    understood: Understood | None = None,
) -> pl.DataFrame:
    """The answer before the rules, from a process of its own; of an ``understood`` question with the people behind each
    number. Raises ``NotAnsweredError``, ``QuestionFileError``."""
    asked = _strip(question.sql if understood is None else understood.sql)
    frame = select_rows(path, f"select * from ({asked}) limit {MOST_ROWS + 1}", threads, seconds, memory)
    if frame.height > MOST_ROWS:
        raise NotAnsweredError(f"an answer has at most {MOST_ROWS:,} rows: ask for groups, not for people")
    beside = understood.hidden if understood is not None else []
    check_columns(question, [name for name in frame.columns if name not in beside])
    return frame


def select_rows(path: Path, sql: str, threads: int, seconds: float = SECONDS, memory: str = MEMORY) -> pl.DataFrame:
    """What a select gives, from a process of its own, within time and memory. Raises ``NotAnsweredError``."""
    megabytes = parse_memory(memory)
    told = {"path": str(path), "sql": sql, "threads": threads, "megabytes": megabytes}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", asking.__name__],
            input=json.dumps(told).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotAnsweredError(f"the question took longer than {seconds:g} seconds") from None
    if ended.returncode == asking.NOT_THERE:
        raise NotAnsweredError(
            "the question names a table, function or setting that is not there: only the schema research can be asked"
        )
    if ended.returncode == asking.WRONG:
        raise NotAnsweredError(f"the question is wrong ({ended.stderr.decode()})")
    if ended.returncode != 0:  # also where the system ended it
        raise NotAnsweredError(f"the question needs more memory than {memory}")
    return pl.read_ipc_stream(io.BytesIO(ended.stdout))


def _strip(sql: str) -> str:
    return sql.strip().rstrip(";") + "\n"


def round_answer(question: Question, frame: pl.DataFrame, understood: Understood | None = None) -> Answer:
    """The answer as it may be seen: counts rounded to 5, withheld if they or the people behind them are few. Measures
    are rounded to whole numbers, and stand only where many people are known to be behind them.

    Raises:
        QuestionFileError: A count is none, or two rows have the same groups.
    """
    for name in question.counts:
        _check_count(name, frame[name])
    groups = frame.select(question.groups)
    if groups.is_duplicated().any() if question.groups else frame.height > 1:
        raise QuestionFileError("two rows have the same groups")

    def list_people(name: str) -> pl.Expr:
        behind = understood.behind[name] if understood is not None else [name]
        return pl.min_horizontal(behind)

    told = frame.select(
        *question.groups,
        *(round_count(pl.col(name), list_people(name)).alias(name) for name in question.counts),
        *(
            pl.when((pl.col(count) >= FEWEST) & (list_people(name) >= FEWEST) & pl.lit(understood is not None))
            .then(pl.col(name).cast(pl.Float64).round(0))
            .alias(name)
            for name, count in question.measures.items()
        ),
    )
    shown = told.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in question.counts))
    number = sum(told[name].null_count() for name in question.counts)
    shown = shown.sort(question.groups, nulls_last=True) if question.groups else shown
    return Answer(shown, frame.height * len(question.counts), number)


def _check_count(name: str, column: pl.Series) -> None:
    if column.null_count() or not column.dtype.is_numeric():
        raise QuestionFileError(f"{name} is no count: it is empty somewhere, or no number")
    numbers = column.cast(pl.Float64)
    if (numbers < 0).any() or (numbers != numbers.round()).any():
        raise QuestionFileError(f"{name} is no count: counts are whole numbers from 0 on")
