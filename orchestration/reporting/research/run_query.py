"""Run a question on the research database within limits of time and memory, and apply disclosure control.

An error is reported by its kind only, since its text may quote a row.
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
from orchestration.reporting.research.parse_query import ParsedQuestion
from orchestration.reporting.research.question import Question, QuestionFileError, check_columns
from orchestration.reporting.research.sandbox import MEMORY, parse_memory

SECONDS = 60.0
MOST_ROWS = 20_000


class NotAnsweredError(RuntimeError):
    """The question has no answer: an error, too much time, too much memory, or too many rows."""


@dataclass(frozen=True)
class Answer:
    """The visible part of an answer (null: withheld), ordered by group, since the order of counts would reveal them.
    Rows without a shown count are left out: the presence of a combination would reveal a few people."""

    shown: pl.DataFrame
    counts: int
    withheld: int


def ask(
    path: Path,
    question: Question,
    threads: int,
    seconds: float = SECONDS,
    memory: str = MEMORY,
    understood: ParsedQuestion | None = None,
) -> pl.DataFrame:
    """Run the question in a process of its own and return the answer before disclosure control.

    The answer to an ``understood`` question includes the people behind each number.

    Raises:
        NotAnsweredError: The question has no answer.
        QuestionFileError: The heading does not fit the answer.
    """
    asked = _strip(question.sql if understood is None else understood.sql)
    frame = select_rows(path, f"select * from ({asked}) limit {MOST_ROWS + 1}", threads, seconds, memory)
    if frame.height > MOST_ROWS:
        raise NotAnsweredError(f"the answer has more than {MOST_ROWS:,} rows: ask for groups, not for people")
    beside = understood.hidden if understood is not None else []
    check_columns(question, [name for name in frame.columns if name not in beside])
    return frame


def select_rows(path: Path, sql: str, threads: int, seconds: float = SECONDS, memory: str = MEMORY) -> pl.DataFrame:
    """Run a select in a process of its own, within limits of time and memory.

    Raises:
        NotAnsweredError: The select failed or exceeded a limit.
    """
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
            "the question uses an unknown table, function or setting: only the schema research is available"
        )
    if ended.returncode == asking.WRONG:
        raise NotAnsweredError(f"the question is invalid ({ended.stderr.decode()})")
    if ended.returncode != 0:  # also if the system killed it
        raise NotAnsweredError(f"the question needs more memory than {memory}")
    return pl.read_ipc_stream(io.BytesIO(ended.stdout))


def _strip(sql: str) -> str:
    return sql.strip().rstrip(";") + "\n"


def round_answer(question: Question, frame: pl.DataFrame, understood: ParsedQuestion | None = None) -> Answer:
    """Apply disclosure control: round counts to 5, and withhold those that are small or about few people.

    Measures are rounded to whole numbers, and shown only if many people are known to be behind them.

    Raises:
        QuestionFileError: A count is invalid, or two rows have the same groups.
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
        raise QuestionFileError(f"{name} is no count: it has nulls or is no number")
    numbers = column.cast(pl.Float64)
    if (numbers < 0).any() or (numbers != numbers.round()).any():
        raise QuestionFileError(f"{name} is no count: counts are whole numbers from 0")
