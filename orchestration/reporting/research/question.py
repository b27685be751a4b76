"""A research question: one select, and a heading of comments that describes its columns::

    -- groups: county_name, race_group
    -- counts: people
    -- measures: median_age of people

Disclosure control applies to counts. A measure (a mean, a median) is shown if its count is. A column without a
description is refused, since it cannot be judged.
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
    """The file is no usable question. The message says what to correct."""


@dataclass(frozen=True)
class Question:
    """One select with its columns. ``measures`` maps each measure to its count."""

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
    """Parse the question in ``text``.

    Raises:
        QuestionFileError: The text is no usable question.
    """
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
            raise QuestionFileError(f"a measure must name its count, like median_age of people; found {words!r}")
        measures[name.strip()] = count.strip()
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error:
        raise QuestionFileError("the text is no valid SQL") from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QuestionFileError("a question must be exactly one select")
    return Question(text, tuple(said["groups"]), tuple(said["counts"]), measures)


def check_columns(question: Question, columns: list[str]) -> None:
    """Check that heading and answer have the same columns.

    Raises:
        QuestionFileError: They differ.
    """
    said = [*question.groups, *question.counts, *question.measures]
    if len(set(said)) != len(said):
        raise QuestionFileError("a column must be one of group, count or measure")
    if unsaid := [name for name in columns if name not in said]:
        raise QuestionFileError(f"the heading does not describe these columns: {', '.join(unsaid)}")
    if missing := [name for name in said if name not in columns]:
        raise QuestionFileError(f"the answer has no such columns: {', '.join(missing)}")
