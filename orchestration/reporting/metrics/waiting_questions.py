"""What waits for people: open questions, the first of the queue, and claims, as figures.

What belongs here: reading them from the marts. What does not: the questions themselves, which name people (``review``).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

SHOWN = 3
"""Questions that the summary shows."""


@dataclass(frozen=True)
class QuestionInLine:
    """One question of the queue of the whole state. ``age_band`` is ``any`` where it is about people."""

    question: str
    fact: str
    remedy_id: str
    age_band: str
    charges_waiting: int
    people_waiting: int
    people_freed_by_one_answer: int
    if_yes: str
    if_no: str

    def in_words(self) -> str:
        """One sentence."""
        of = "" if self.age_band == "any" else f" (arrest or court event {self.age_band})"
        return (
            f"{self.charges_waiting:,} charges of {self.people_waiting:,} people wait for: {self.question}{of} "
            f"One answer each frees {self.people_freed_by_one_answer:,} people. Yes: {self.if_yes}. No: {self.if_no}."
        )


@dataclass(frozen=True)
class Waiting:
    """Open questions, the first of them, and claims: open, of these overdue on the as-of date, and those about nothing
    of the run."""

    open_questions: int
    first_questions: tuple[QuestionInLine, ...]
    open_claims: int
    overdue_claims: int
    claims_about_nothing: int


def read_waiting(connection: duckdb.DuckDBPyConnection) -> Waiting:
    """What waits in the run that the warehouse holds."""
    ((questions,),) = connection.execute("select count(*) from marts.review_questions").fetchall()
    first = connection.execute(
        """
        select
            question, fact, remedy_id, age_band, charges_waiting, people_waiting, people_freed_by_one_answer, if_yes,
            if_no
        from marts.review_queue
        where county_name = 'ALL'
        order by place_in_queue
        limit ?
        """,
        [SHOWN],
    ).fetchall()
    ((is_open, overdue, about_nothing),) = connection.execute(
        "select count(*) filter (where is_open), count(*) filter (where is_overdue), "
        "count(*) filter (where unmatched_reason is not null) from intermediate.int_claims"
    ).fetchall()
    return Waiting(questions, tuple(QuestionInLine(*row) for row in first), is_open, overdue, about_nothing)
