"""The convictions of whoever is left with none, in two runs: which stood, which are counted, and why they moved.

What belongs here: these headlines, in convictions. What does not: who is left with none (``achieved``), why a
conviction is told otherwise (``differing``).

Of a person left with no felony all felonies are counted that stood; of one left with no conviction or no record all
convictions, and so on. So a conviction moves for what it is itself (it came, left, is told otherwise, was somebody
else's), or for what moved its person, which may lie with another conviction. Where both are otherwise and have two
causes, these are several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from orchestration.reporting.comparison.attribute_causes import one_of
from orchestration.reporting.comparison.ledger_counts import BASES, VIEWERS, column
from orchestration.reporting.metrics.policy_figures import STATEWIDE

STANDS = ("with_felony", "with_conviction", "with_recent_conviction")
STANDS_ON: Mapping[str, str] = {
    "felony_free": "with_felony",
    "conviction_free": "with_conviction",
    "record_free": "with_conviction",
    "recent_free": "with_recent_conviction",
}
"""Which convictions are counted of whoever is free."""
OF_THE_FREE: Mapping[str, str] = {
    "felony_free": "felonies of living people left with no felony",
    "conviction_free": "convictions of living people left with no conviction",
    "record_free": "convictions of living people left with no record at all",
    "recent_free": "convictions of the last seven years of living people left with none of these years",
}


def of_the_free() -> Iterator[tuple[str, str, str, str]]:
    """Every headline of these convictions: its id, then as levels call it (measure, basis, viewer)."""
    for measure in OF_THE_FREE:
        for basis in BASES:
            for viewer in VIEWERS:
                yield f"convictions_{column(measure, basis, viewer)}", measure, basis, viewer


def make_stood(connection: duckdb.DuckDBPyConnection) -> None:
    """The table ``stood``: how each conviction of either run stands before us, and where that is otherwise, the cause.
    One whose relief was ours stood until then, whatever a newer delivery shows."""
    sides = ", ".join(
        f"""
        counts.{side}_answers.with_conviction is not null as is_in_{side},
        {side}_given.count_key is not null and counts.{side}_answers.with_conviction is not null as {side}_is_given
        """
        for side in ("a", "b")
    )
    connection.execute(
        f"""
        create or replace temporary table stood as
        with a_given as (select distinct count_key from a_lines where is_given),
        b_given as (select distinct count_key from b_lines where is_given),
        events as (
            select count_key, max(by_event) as by_event from lines_of_both where is_granted_otherwise group by count_key
        ),
        told as (
            select counts.*, {sides}, coalesce(events.by_event, counts.cause) as cause_of_a_grant
            from counts
            left join a_given on counts.count_key = a_given.count_key
            left join b_given on counts.count_key = b_given.count_key
            left join events on counts.count_key = events.count_key
        ),
        both_sides as (
            select *, not (is_in_a and is_in_b) or a_person is distinct from b_person as is_in_one,
                {", ".join(f"{_stands(side, word)} as {side}_{word}" for side in ("a", "b") for word in STANDS)}
            from told
            where is_in_a or is_in_b
        )
        select count_key, a_person, b_person, is_in_one,
            {", ".join(f"{side}_{word}" for side in ("a", "b") for word in STANDS)},
            {", ".join(f"{_cause(word)} as {word}_cause" for word in STANDS)}
        from both_sides
        """
    )


def count_the_convictions(connection: duckdb.DuckDBPyConnection) -> None:
    """Add them to ``counted``: yes where the conviction stood and nothing of its kind is left, unknown where one of
    both perhaps is so."""
    for figure, measure, basis, viewer in of_the_free():
        free = column(measure, basis, viewer)
        for side in ("a", "b"):
            connection.execute(
                f"""
                insert into counted
                select '{side}', '{figure}', '{STATEWIDE}', stood.count_key::varchar,
                    least(stood.{side}_{STANDS_ON[measure]}, records.{free}) as word
                from stood inner join {side}_records as records on stood.{side}_person = records.person_id
                where not records.is_deceased and word <> 'no'
                """
            )


def causes_of_the_convictions(connection: duckdb.DuckDBPyConnection) -> None:
    """Add to ``causes`` what moved them, after the causes of people are there."""
    for figure, measure, basis, viewer in of_the_free():
        free, stands = column(measure, basis, viewer), STANDS_ON[measure]
        words = {
            side: f"case when {side}.is_deceased then 'no' else coalesce({side}.{free}, 'no') end" for side in "ab"
        }
        connection.execute(
            f"""
            insert into causes
            with words as (
                select stood.*, coalesce(stood.b_person, stood.a_person) as person,
                    {words["a"]} as a_free, {words["b"]} as b_free
                from stood
                left join a_records as a on coalesce(stood.a_person, stood.b_person) = a.person_id
                left join b_records as b on coalesce(stood.b_person, stood.a_person) = b.person_id
            )
            select '{figure}', '', words.count_key::varchar,
                {
                one_of(
                    f"[words.{stands}_cause, case when words.a_free <> words.b_free and "
                    "coalesce(words.a_person = words.b_person, true) then of_people.cause end]"
                )
            }
            from words
            left join causes as of_people
                on of_people.figure = 'people_{free}' and of_people.place = '{STATEWIDE}'
                and words.person = of_people.unit
            where least(words.a_{stands}, words.a_free) <> least(words.b_{stands}, words.b_free)
            """
        )


def _stands(side: str, word: str) -> str:
    told = f"coalesce({side}_answers.{word}, 'no')"
    return f"case when {side}_is_given then 'yes' else {told} end" if word == "with_conviction" else told


def _cause(word: str) -> str:
    """Why a conviction itself is another, for what is counted by this word; null where it is not."""
    is_told_otherwise = f"a_answers.{word} is distinct from b_answers.{word}"
    by_a_grant = f" when not {is_told_otherwise} then cause_of_a_grant" if word == "with_conviction" else ""
    return f"case when is_in_one then cause when a_{word} = b_{word} then null{by_a_grant} else cause end"
