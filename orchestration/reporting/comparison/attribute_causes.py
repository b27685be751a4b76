"""What differs between two kept runs for each conviction, and so the cause of what was decided otherwise.

What belongs here: the order of precedence, as temporary tables. What does not: headlines (``moved``), what the words
mean (``causes``). A determination follows from the facts of the person, what people said and decided about them, the
law, the choices of the county, the as-of date and the software, and from nothing else. So, first that applies:

1. A conviction that one run alone tells: ``identity`` where people decided who the person is, else what became of its
   own event: new, left, or told otherwise (``corrections``).
2. ``time``: the first run itself said that relief waits for a day, and the second is made on that day or later.
3. What differs for this determination: a row of the law that decided it in either run, the county's choices where a
   policy decides, what people said, who the person is, and events of the person that are new, gone or told otherwise.
   One of these is the cause; more than one are ``several_causes``.
4. What differs between the runs as a whole, where nothing of the above does: as-of date and software, then the law,
   then deliveries beside the histories. One is the cause; more are ``several_causes``; none is ``not_explained``.
"""

from __future__ import annotations

import duckdb

from orchestration.determinations.snapshots.queries import QUERIES
from orchestration.determinations.snapshots.store import KeptRun
from orchestration.reporting.comparison.causes import (  # fmt: skip
    CORRECTIONS,
    IDENTITY,
    LAW,
    LEFT,
    NEW,
    NOT_EXPLAINED,
    POLICY,
    REVIEW,
    SEVERAL,
    SOFTWARE,
    TIME,
)

STABLE_KINDS = "'conviction', 'charge'"
"""Events whose key no decision on identity changes. Where people decided who a person is, others say nothing, nor does
a count that is gone: what two copies told of two persons, one tells of one; their arrests of one day are one arrest."""

_OF_A_CHARGE = 0x9E3779B97F4A7C15
WORD_OF = {"new": NEW, "left": LEFT, "corrected": CORRECTIONS}


def make_differing(connection: duckdb.DuckDBPyConnection, first: KeptRun, second: KeptRun) -> None:
    """The temporary tables ``specific`` (per person as recorded), ``counts`` (per conviction, arrest and charge: both
    sides) and ``decided`` (per one of these and remedy: both sides and, where they differ, the cause)."""
    for side, run in (("a", first), ("b", second)):
        for table in QUERIES:
            path = run.rows(table).replace("'", "''")
            connection.execute(f"create or replace view {side}_{table} as from read_parquet('{path}')")
        connection.execute(
            f"create or replace view {side}_counts as "
            f"select 'convictions' as kind, count_key as event, * from {side}_convictions "
            f"union all by name select count_key as event, * replace ({count_key('count_key', 'kind')} as count_key) "
            f"from {side}_others"
        )
        connection.execute(
            f"create or replace view {side}_found as select findings.* replace "
            f"({count_key('findings.count_key', 'charges.kind')} as count_key) from {side}_findings as findings "
            f"left join (from {side}_others where kind = 'charges') as charges "
            "on findings.count_key = charges.count_key"
        )
    _make_events(connection)
    _make_specific(connection)
    _make_counts(connection, of_the_runs(first, second))
    _make_decided(connection, first, second)


def count_key(key: str, kind: str) -> str:
    """SQL: the key of a count; of a charge without a conviction another one. What was such a charge and is a conviction
    now is the same event (``events``), and of another kind is counted anew."""
    return f"case when {kind} = 'charges' then xor({key}, {_OF_A_CHARGE}::ubigint) else {key} end"


def one_of(causes: str) -> str:
    """SQL: the one cause in a list; the word for several, or for none, where it is not one."""
    distinct = f"list_distinct(list_filter({causes}, lambda cause: cause is not null))"
    return f"case len({distinct}) when 0 then '{NOT_EXPLAINED}' when 1 then {distinct}[1] else '{SEVERAL}' end"


def of_the_runs(first: KeptRun, second: KeptRun) -> str:
    """Step 4: the cause where nothing of the person, the county or the deciding law differs."""
    causes = [
        cause
        for cause, differs in (
            (TIME, first.as_of_date != second.as_of_date),
            (SOFTWARE, (first.code, first.version) != (second.code, second.version)),
        )
        if differs
    ]
    if not causes and changed_rows(first, second):
        causes = [LAW]
    if not causes and set(first.sources) != set(second.sources):
        causes = [NEW if set(second.sources) - set(first.sources) else LEFT]
    return {0: NOT_EXPLAINED, 1: "".join(causes)}.get(len(causes), SEVERAL)


def changed_rows(first: KeptRun, second: KeptRun) -> list[str]:
    """Rows of the law that only one run knows, or that say something else."""
    names = first.law_rows.keys() | second.law_rows.keys()
    return sorted(name for name in names if first.law_rows.get(name) != second.law_rows.get(name))


def _make_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Events that differ: new, left, or told otherwise. One that is gone while a new one of the same person shares two
    of its three parts is told otherwise, and so is the new one. A charge that is a conviction now is new."""
    parts = " + ".join(
        f"coalesce(new.{part} = gone.{part}, false)::integer" for part in ("first_part", "second_part", "third_part")
    )
    connection.execute(
        f"""
        create or replace temporary table events as
        with differing as (
            select
                coalesce(b.kind, a.kind) as kind,
                coalesce(a.event, b.event) as event, coalesce(a.recorded, b.recorded) as recorded,
                case
                    when a.event is null or (a.kind = 'charge' and b.kind = 'conviction') then 'new'
                    when b.event is null then 'left'
                    else 'corrected'
                end as word,
                coalesce(a.first_part, b.first_part) as first_part,
                coalesce(a.second_part, b.second_part) as second_part,
                coalesce(a.third_part, b.third_part) as third_part
            from a_events as a
            full outer join b_events as b on a.event = b.event and a.recorded = b.recorded
            where a.facts is distinct from b.facts
        ),
        paired as (
            select
                unnest([new.event, gone.event]) as event,
                case when gone.kind = 'charge' and new.kind = 'conviction' then 'new' else 'corrected' end as word
            from differing as new
            inner join differing as gone on new.recorded = gone.recorded
            where new.word = 'new' and gone.word = 'left' and {parts} >= 2
                and replace(new.kind, 'conviction', 'charge') = replace(gone.kind, 'conviction', 'charge')
        ),
        known_again as (select event, min(word) as word from paired group by event)
        select differing.kind, differing.event, differing.recorded, coalesce(known_again.word, differing.word) as word
        from differing
        left join known_again on differing.event = known_again.event
        """
    )


def _make_specific(connection: duckdb.DuckDBPyConnection) -> None:
    """What differs for each person as recorded, with all that either run takes for the same person."""
    told = f"not who.is_decided or (events.kind in ({STABLE_KINDS}) and events.word <> 'left')"
    words = ", ".join(
        f"case when bool_or(events.word = '{word}' and ({told})) then '{cause}' end" for word, cause in WORD_OF.items()
    )
    connection.execute(
        f"""
        create or replace temporary table specific as
        with a as (
            select recorded, list_sort(list(person_id)) as persons, sum(decided::hugeint) as decided
            from a_persons group by recorded
        ),
        b as (
            select recorded, list_sort(list(person_id)) as persons, sum(decided::hugeint) as decided
            from b_persons group by recorded
        ),
        told as (
            select coalesce(a.recorded, b.recorded) as recorded,
                coalesce(a.persons <> b.persons or a.decided <> b.decided, false) as is_decided
            from a full outer join b on a.recorded = b.recorded
        ),
        same_person as (
            select recorded, recorded as other from told
            union select one.recorded, other.recorded
            from a_persons as one inner join a_persons as other on one.person_id = other.person_id
            union select one.recorded, other.recorded
            from b_persons as one inner join b_persons as other on one.person_id = other.person_id
        ),
        said_a as (
            select recorded, bit_xor(said) as said
            from (
                select distinct same_person.recorded, persons.person_id, persons.said
                from same_person inner join a_persons as persons on same_person.other = persons.recorded
            )
            group by recorded
        ),
        said_b as (
            select recorded, bit_xor(said) as said
            from (
                select distinct same_person.recorded, persons.person_id, persons.said
                from same_person inner join b_persons as persons on same_person.other = persons.recorded
            )
            group by recorded
        ),
        who as (
            select same_person.recorded, same_person.other,
                bool_or(told.is_decided) over (partition by same_person.recorded) as is_decided,
                coalesce(said_a.said, 0) <> coalesce(said_b.said, 0) as is_said
            from same_person
            inner join told on same_person.other = told.recorded
            left join said_a on same_person.recorded = said_a.recorded
            left join said_b on same_person.recorded = said_b.recorded
        )
        select who.recorded, bool_or(who.is_decided) as is_decided,
            list_filter(
                [
                    case when bool_or(who.is_said) then '{REVIEW}' end,
                    case when bool_or(who.is_decided) then '{IDENTITY}' end,
                    {words}
                ],
                lambda cause: cause is not null
            ) as causes
        from who
        left join events on who.other = events.recorded
        group by who.recorded
        """
    )


def _make_counts(connection: duckdb.DuckDBPyConnection, residual: str) -> None:
    """Every conviction, arrest and charge of either run. ``cause``: of being told by one run alone, or of what no
    finding explains."""
    words = " ".join(f"when events.word = '{word}' then '{cause}'" for word, cause in WORD_OF.items())
    connection.execute(
        f"""
        create or replace temporary table counts as
        select
            coalesce(a.count_key, b.count_key) as count_key, coalesce(a.kind, b.kind) as kind,
            a.count_key is not null as in_a, b.count_key is not null as in_b,
            coalesce(b.recorded, a.recorded) as recorded,
            a.person_id as a_person, b.person_id as b_person, a.place as a_place, b.place as b_place,
            a as a_answers, b as b_answers, specific.causes,
            case
                when (a.count_key is null or b.count_key is null) and specific.is_decided then '{IDENTITY}'
                when a.count_key is null or b.count_key is null then case {words} else {_general(residual)} end
                else {_general(residual)}
            end as cause
        from a_counts as a
        full outer join b_counts as b on a.count_key = b.count_key
        left join specific on coalesce(b.recorded, a.recorded) = specific.recorded
        left join events
            on events.kind in ('conviction', 'charge', 'arrest') and coalesce(b.event, a.event) = events.event
        """
    )


def _general(residual: str) -> str:
    return f"case when len(specific.causes) > 0 then {one_of('specific.causes')} else '{residual}' end"


def _make_decided(connection: duckdb.DuckDBPyConnection, first: KeptRun, second: KeptRun) -> None:
    connection.execute("create or replace temporary table changed_rows (row_of_law varchar)")
    rows = changed_rows(first, second)
    connection.execute("insert into changed_rows select unnest(?::varchar[])", [rows])
    places = [
        place for (place,) in connection.execute("select distinct unnest([a_place, b_place]) from counts").fetchall()
    ]
    counties = sorted(place for place in places if place and first.choices(place) != second.choices(place))
    basis = {remedy: about["basis"] for run in (first, second) for remedy, about in run.remedies.items()}
    by_policy = sorted(remedy for remedy, rests_on in basis.items() if rests_on == "policy")
    connection.execute(
        f"""
        create or replace temporary table decided as
        with sides as (
            select
                coalesce(a.count_key, b.count_key) as count_key, coalesce(a.remedy_id, b.remedy_id) as remedy_id,
                a.count_key is not null as in_a, b.count_key is not null as in_b,
                a.outcome as a_outcome, b.outcome as b_outcome, a.relief as a_relief, b.relief as b_relief,
                a.eligible_on as a_on, b.eligible_on as b_on, a.ground as a_ground, b.ground as b_ground,
                coalesce(a.rows_of_law, []) as a_rows, coalesce(b.rows_of_law, []) as b_rows
            from a_found as a
            full outer join b_found as b on a.count_key = b.count_key and a.remedy_id = b.remedy_id
        ),
        differing as (
            select * from sides where a_outcome is distinct from b_outcome or a_relief is distinct from b_relief
        ),
        used as (
            select count_key, remedy_id, 'a' as side, unnest(a_rows) as row_of_law from differing
            union select count_key, remedy_id, 'b', unnest(b_rows) from differing
            union select count_key, remedy_id, 'a', row_of_law
            from differing inner join a_grounds as grounds on differing.a_ground = grounds.ground
            union select count_key, remedy_id, 'b', row_of_law
            from differing inner join b_grounds as grounds on differing.b_ground = grounds.ground
        ),
        parameters as (
            select count_key, remedy_id, regexp_replace(row_of_law, ' [^ ]+$', '') as parameter,
                count(distinct row_of_law) > 1 as is_other
            from used where starts_with(row_of_law, 'parameters ')
            group by all
        ),
        by_law as (
            select count_key, remedy_id from used where row_of_law in (from changed_rows)
            union select count_key, remedy_id from parameters where is_other
            union select count_key, remedy_id from differing
            where not (in_a and in_b) and {str(bool(rows)).lower()}
        ),
        with_causes as (
            select
                differing.count_key, differing.remedy_id,
                case
                    when differing.a_outcome = 'not_yet' and differing.b_outcome = 'eligible'
                        and differing.a_on > $first and differing.a_on <= $second then true
                    when differing.a_outcome = 'eligible' and differing.b_outcome = 'not_yet'
                        and differing.b_on > $second and differing.b_on <= $first then true
                    else false
                end as is_foretold,
                list_concat(
                    coalesce(specific.causes, []),
                    list_filter(
                        [
                            case when by_law.count_key is not null then '{LAW}' end,
                            case when list_contains($by_policy::varchar[], differing.remedy_id)
                                and list_contains($counties::varchar[], coalesce(counts.b_place, counts.a_place))
                                then '{POLICY}' end
                        ],
                        lambda cause: cause is not null
                    )
                ) as causes,
                counts.in_a and counts.in_b as is_in_both, counts.cause as cause_of_the_count
            from differing
            inner join counts on differing.count_key = counts.count_key
            left join specific on counts.recorded = specific.recorded
            left join by_law on differing.count_key = by_law.count_key and differing.remedy_id = by_law.remedy_id
        )
        select
            sides.count_key, sides.remedy_id, sides.a_outcome, sides.b_outcome,
            case
                when with_causes.count_key is null then null
                when not with_causes.is_in_both then with_causes.cause_of_the_count
                when with_causes.is_foretold then '{TIME}'
                when len(with_causes.causes) > 0 then {one_of("with_causes.causes")}
                else '{of_the_runs(first, second)}'
            end as cause
        from sides
        inner join counts on sides.count_key = counts.count_key
        left join with_causes
            on sides.count_key = with_causes.count_key and sides.remedy_id = with_causes.remedy_id
        """,
        {
            "first": first.as_of_date,
            "second": second.as_of_date,
            "by_policy": by_policy,
            "counties": counties,
        },
    )
