"""What was filed and granted, and what is left of people's records, in two runs: counted, and with its causes.

What belongs here: these headlines, on the tables of ``moved``. What does not: how a conviction's own cause is found
(``differing``), how a person's follows from it (``moved``). They are told where somebody counted levels of both runs
(``counted``), since the ledger moves between runs.

Where an event of the ledger came after those that the other counting knew, what it moved was *filed or answered*. What
moved without one has the cause of the count itself: a delivery that tells it for the first time, or no more. What is
left of a record follows from lines that were granted, from determinations (where all is supposed granted), and from
what stands on the record; what of these is another for a conviction or arrest is its cause.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from orchestration.determinations.snapshots.countings import Counting
from orchestration.determinations.snapshots.store import KeptRun
from orchestration.reporting.comparison.attribute_causes import changed_rows, count_key, one_of
from orchestration.reporting.comparison.causes import FILING, LAW
from orchestration.reporting.comparison.conviction_bridges import count_the_convictions, make_stood
from orchestration.reporting.comparison.ledger_counts import BASES, LEFT, VIEWERS, column
from orchestration.reporting.metrics.policy_figures import STATEWIDE

LINES = {"filed": "is_filed", "granted": "is_given"}
"""The word of a headline, and the column of a kept line that says so."""
UNITS = ("convictions", "arrests", "people")
RELIEVING = "('eligible', 'review', 'undeterminable')"
"""Outcomes that leave relief open or give it."""
STANDS_ON: dict[str, str] = {
    "some_relief": "with_conviction",
    "felony_free": "with_felony",
    "conviction_free": "with_conviction",
    "record_free": "with_conviction",
    "recent_free": "with_recent_conviction",
}
"""What of a conviction bears on a headline of records."""
WITH_ARRESTS = ("some_relief", "record_free")


def left_of_records() -> Iterator[tuple[str, str, str, str]]:
    """Every headline of records: its id, then as levels call it (measure, basis, viewer)."""
    for measure in LEFT:
        for basis in BASES:
            for viewer in VIEWERS:
                yield f"people_{column(measure, basis, viewer)}", measure, basis, viewer


def make_views(connection: duckdb.DuckDBPyConnection, first: Counting, second: Counting) -> None:
    """The views and tables that the rest of this module reads."""
    for side, counting in (("a", first), ("b", second)):
        for table, what in (("lines", f"* replace ({count_key('count_key', 'kind')} as count_key)"), ("records", "*")):
            path = counting.rows(table).replace("'", "''")
            connection.execute(f"create or replace view {side}_{table} as select {what} from read_parquet('{path}')")
    connection.execute(
        f"""
        create or replace temporary table lines_of_both as
        select
            coalesce(a.kind, b.kind) as kind, coalesce(a.count_key, b.count_key) as count_key,
            coalesce(a.is_filed and not a.is_deceased, false) as a_filed,
            coalesce(b.is_filed and not b.is_deceased, false) as b_filed,
            coalesce(a.is_given and not a.is_deceased, false) as a_granted,
            coalesce(b.is_given and not b.is_deceased, false) as b_granted,
            coalesce(a.is_filed, false) <> coalesce(b.is_filed, false) as is_filed_otherwise,
            coalesce(a.is_given, false) <> coalesce(b.is_given, false) as is_granted_otherwise,
            case when greatest(coalesce(a.last_event, 0), coalesce(b.last_event, 0)) > {min(first.event, second.event)}
                then '{FILING}' end as by_event
        from a_lines as a
        full outer join b_lines as b on a.count_key = b.count_key and a.person_id = b.person_id
        """
    )
    make_stood(connection)


def count_achieved(connection: duckdb.DuckDBPyConnection) -> None:
    """Add to ``counted`` what was filed and granted, and what is left of records, of the living."""
    for side in ("a", "b"):
        for word, is_so in LINES.items():
            connection.execute(
                f"""
                insert into counted
                with so as (
                    select kind, count_key, person_id, unnest(['{STATEWIDE}', place]) as place
                    from {side}_lines where {is_so} and not is_deceased
                )
                select distinct '{side}', unnest([kind, 'people']) || '_{word}', place,
                    unnest([count_key::varchar, person_id]), 'yes'
                from so
                """
            )
        for figure, *what in left_of_records():
            connection.execute(
                f"insert into counted select '{side}', '{figure}', '{STATEWIDE}', person_id, {column(*what)} "
                f"from {side}_records where not is_deceased"
            )
    count_the_convictions(connection)


def causes_of_achieved(connection: duckdb.DuckDBPyConnection) -> None:
    """Add to ``causes_of_counts`` the causes of what moved in these headlines."""
    for word in LINES:
        connection.execute(
            f"""
            insert into causes_of_counts
            select unnest([lines.kind, 'people']) || '_{word}' as figure, lines.count_key,
                case when lines.is_{word}_otherwise then coalesce(lines.by_event, counts.cause) else counts.cause end
            from lines_of_both as lines
            left join counts on lines.count_key = counts.count_key
            where lines.a_{word} <> lines.b_{word}
                and (counts.cause is not null or (lines.is_{word}_otherwise and lines.by_event is not null))
            """
        )
    connection.execute(
        """
        create or replace temporary table relief_otherwise as
        select 'given' as basis, lines.count_key, coalesce(lines.by_event, counts.cause) as cause
        from lines_of_both as lines inner join counts on lines.count_key = counts.count_key
        where lines.is_granted_otherwise
        """
    )
    connection.execute(
        f"""
        insert into relief_otherwise
        select 'if_all_granted', count_key, cause from relief_otherwise
        union all
        select 'if_all_granted', count_key, cause from decided
        where cause is not null and (a_outcome in {RELIEVING} or b_outcome in {RELIEVING})
        """
    )
    for measure in LEFT:
        connection.execute(
            f"""
            insert into causes_of_counts
            with otherwise as (
                select bases.basis, stands_otherwise.count_key, stands_otherwise.cause
                from ({_stands_otherwise(measure)}) as stands_otherwise
                cross join (select unnest({list(BASES)}) as basis) as bases
                union all
                select relief.basis, relief.count_key, relief.cause
                from relief_otherwise as relief inner join counts on relief.count_key = counts.count_key
                left join stood on relief.count_key = stood.count_key
                where counts.in_a and counts.in_b and {_bears_on(measure)}
            ),
            whole as (select basis, count_key, {one_of("list(cause)")} as cause from otherwise group by all)
            select 'people_{measure}_' || whole.basis || '_' || viewers.viewer, whole.count_key, whole.cause
            from whole cross join (select unnest({list(VIEWERS)}) as viewer) as viewers
            """
        )


def law_of_viewers(first: KeptRun, second: KeptRun) -> str | None:
    """The law is why a record is seen otherwise where nothing of the person is another, if a row on what viewers see
    says something else."""
    return LAW if any(row.startswith("relief_viewers ") for row in changed_rows(first, second)) else None


def _stands_otherwise(measure: str) -> str:
    of_convictions = (
        f"select count_key, {STANDS_ON[measure]}_cause as cause from stood where a_{STANDS_ON[measure]} "
        f"<> b_{STANDS_ON[measure]}"
    )
    if measure not in WITH_ARRESTS:
        return of_convictions
    return (
        f"{of_convictions} union all select count_key, cause from counts where kind = 'arrests' and (not in_a "
        "or not in_b or a_answers.is_convicted <> b_answers.is_convicted "
        "or a_answers.is_relieved <> b_answers.is_relieved)"
    )


def _bears_on(measure: str) -> str:
    stands = STANDS_ON[measure]
    told = f"(stood.a_{stands} <> 'no' or stood.b_{stands} <> 'no')"
    return f"({told} or counts.kind = 'arrests')" if measure in WITH_ARRESTS else told
