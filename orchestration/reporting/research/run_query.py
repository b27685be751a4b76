"""Asking: the question against the database, within its time and memory, and the cell rules over the answer.

What belongs here: these two steps. What does not: where answers wait (``outbox``), comparing them with what is out
(``differencing``). An error is told by its kind alone: its text may quote a row.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL
from orchestration.reporting.disclosure.complementary import CannotProtect
from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN
from orchestration.reporting.research import crossings
from orchestration.reporting.research import few_people as behind_the_counts
from orchestration.reporting.research import sandbox as asking
from orchestration.reporting.research.parse_query import Understood
from orchestration.reporting.research.question import Question, QuestionInvalid, check_columns
from orchestration.reporting.research.sandbox import MEMORY, megabytes_of

SECONDS = 60.0
MOST_ROWS = 20_000


class NotAnswered(RuntimeError):
    """The question ended without an answer: an error in it, too much time, too much memory, too many rows."""


@dataclass(frozen=True)
class Answer:
    """What may be seen of an answer (null: withheld), in the order of the groups: that of counts would tell of them.
    ``shown`` lacks the rows all of whose counts are withheld, for that such a combination occurs tells of a few
    people; ``full`` has them, and stays inside."""

    shown: pl.DataFrame
    full: pl.DataFrame
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
    number. Raises ``NotAnswered``, ``QuestionInvalid``."""
    asked = _bare(question.sql if understood is None else understood.sql)
    frame = rows_of(path, f"select * from ({asked}) limit {MOST_ROWS + 1}", threads, seconds, memory)
    if frame.height > MOST_ROWS:
        raise NotAnswered(f"an answer has at most {MOST_ROWS:,} rows: ask for groups, not for people")
    beside = understood.hidden if understood is not None else []
    check_columns(question, [name for name in frame.columns if name not in beside])
    return frame


def rows_of(path: Path, sql: str, threads: int, seconds: float = SECONDS, memory: str = MEMORY) -> pl.DataFrame:
    """What a select gives, from a process of its own, within time and memory. Raises ``NotAnswered``."""
    megabytes = megabytes_of(memory)
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
        raise NotAnswered(f"the question took longer than {seconds:g} seconds") from None
    if ended.returncode == asking.NOT_THERE:
        raise NotAnswered(
            "the question names a table, function or setting that is not there: only the schema research can be asked"
        )
    if ended.returncode == asking.WRONG:
        raise NotAnswered(f"the question is wrong ({ended.stderr.decode()})")
    if ended.returncode != 0:  # also where the system ended it
        raise NotAnswered(f"the question needs more memory than {memory}")
    return pl.read_ipc_stream(io.BytesIO(ended.stdout))


def _bare(sql: str) -> str:
    return sql.strip().rstrip(";") + "\n"


def after_the_rules(question: Question, frame: pl.DataFrame, understood: Understood | None = None) -> Answer:
    """The answer as it may be seen. Its totals are taken as known, whether it shows them or not: so what is withheld
    cannot be worked out by whoever knows them from elsewhere. Of an ``understood`` question the people behind a number
    decide, whatever it is called. Raises ``QuestionInvalid``, ``NotAnswered``."""
    groups = list(question.groups)
    told, frame = frame, frame.select(*question.groups, *question.counts, *question.measures)
    for name in question.counts:
        _check_count(name, frame[name])
    texts = frame.select(
        *(pl.col(name).cast(pl.String).fill_null("(null)").alias(name) for name in groups),
        *(pl.col(name).cast(pl.Int64) for name in question.counts),
    )
    if texts.select(groups).is_duplicated().any() if groups else texts.height > 1:
        raise QuestionInvalid("two rows have the same groups")
    if any((texts[name] == TOTAL).any() for name in groups):
        raise QuestionInvalid(f"{TOTAL} is the word for totals, and an answer holds none: leave totals out")
    try:
        withheld = dict(crossings.withheld(texts, groups, question.counts))
        if understood is not None:
            withheld = behind_the_counts.withheld(understood, texts, told, groups, withheld)
    except CannotProtect:
        raise NotAnswered("whoever knows its totals could work out a few people: ask for larger groups") from None

    def may_be_measured(name: str) -> pl.Series:
        every = pl.Series([True] * frame.height, dtype=pl.Boolean)
        return every if understood is None else behind_the_counts.are_many(understood, name, told, withheld)

    full = frame.with_columns(
        *(pl.when(~withheld[name]).then(pl.col(name)).otherwise(None).alias(name) for name in question.counts),
        *(
            pl.when(~withheld[count] & (frame[count] >= SMALLEST_SHOWN) & may_be_measured(name))
            .then(pl.col(name))
            .otherwise(None)
            .alias(name)
            for name, count in question.measures.items()
        ),
    )
    full = full.sort(groups) if groups else full
    shown = full.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in question.counts))
    number = sum(int(mask.sum()) for mask in withheld.values())
    return Answer(shown, full, frame.height * len(question.counts), number)


def _check_count(name: str, column: pl.Series) -> None:
    if column.null_count() or not column.dtype.is_numeric():
        raise QuestionInvalid(f"{name} is no count: it is empty somewhere, or no number")
    numbers = column.cast(pl.Float64)
    if (numbers < 0).any() or (numbers != numbers.round()).any():
        raise QuestionInvalid(f"{name} is no count: counts are whole numbers from 0 on")
