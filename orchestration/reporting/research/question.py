"""A question as it is written: one select, and above it what its columns are.

What belongs here: reading and refusing the file. What does not: running it (``run_query``). The heading is comments::

    -- groups: county_name, race_group
    -- counts: people
    -- measures: median_age of people

Counts are what the rule looks at. A measure (a mean, a median) is shown where the count it rests on is.
A column that is none of the three is refused: what nobody said of a column cannot be judged.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import duckdb

NAMES = {
    "race_name": "race_group",
    "sex_name": "sex_group",
    "remedy_name": "remedy_id",
    "reason_text": "reason_code",
    "code_book_name": "code_book",
    "scenario_name": "scenario",
}
"""Columns that name a code, and the column of the code."""


class QuestionFileError(ValueError):
    """The file cannot be used as a question; the message says what to mend."""


@dataclass(frozen=True)
class Question:
    """One select with what its columns are. ``measures`` name the count each rests on."""

    sql: str
    groups: tuple[str, ...]
    counts: tuple[str, ...]
    measures: dict[str, str]

    @property
    def codes(self) -> list[str]:
        """Groups without names of codes, sorted: two questions with the same codes have the same groups."""
        return sorted(name for name in self.groups if name not in NAMES)

    @property
    def sha256(self) -> str:
        """Hash of the text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_question(text: str) -> Question:
    """The question in ``text``. Raises ``QuestionFileError``."""
    said: dict[str, list[str]] = {"groups": [], "counts": [], "measures": []}
    for kind, names in re.findall(r"^--\s*(groups|counts|measures):(.*)$", text, flags=re.MULTILINE):
        said[kind] += [name.strip() for name in names.split(",") if name.strip()]
    if not said["counts"]:
        raise QuestionFileError("name the columns that count people, charges or arrests: -- counts: people")
    for name in said["groups"]:
        if NAMES.get(name, name) not in said["groups"]:
            raise QuestionFileError(f"group by {NAMES[name]} beside {name}: answers are compared by codes")
    measures = {}
    for words in said["measures"]:
        name, of, count = words.partition(" of ")
        if not of or count.strip() not in said["counts"]:
            raise QuestionFileError(
                f"a measure names the count it rests on, like median_age of people; found {words!r}"
            )
        measures[name.strip()] = count.strip()
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error:
        raise QuestionFileError("the text is no SQL that can be read") from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QuestionFileError("a question is one select, and nothing else")
    return Question(text, tuple(said["groups"]), tuple(said["counts"]), measures)


def check_columns(question: Question, columns: list[str]) -> None:
    """Raise ``QuestionFileError`` unless the heading and the answer name the same columns."""
    said = [*question.groups, *question.counts, *question.measures]
    if len(set(said)) != len(said):
        raise QuestionFileError("a column is a group, a count or a measure, and one of them only")
    if unsaid := [name for name in columns if name not in said]:
        raise QuestionFileError(f"the heading does not say what these columns are: {', '.join(unsaid)}")
    if missing := [name for name in said if name not in columns]:
        raise QuestionFileError(f"the answer has no such columns: {', '.join(missing)}")
