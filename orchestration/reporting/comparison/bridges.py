"""What is counted in one run and not in the other, by headline, place and cause: counts only.

What belongs here: counting the headlines, and how a person's cause follows from those of the person's convictions. What
does not: those causes (``differing``), what is compared (``headlines``). No id of a person or a conviction leaves this
module.

A person who is counted in one run alone has the cause of those of the person's convictions that say otherwise now;
where these have several causes, ``several_causes``; where none does, what differs for the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.determinations.snapshots.store import KeptRun
from orchestration.reporting.comparison.attribute_causes import one_of
from orchestration.reporting.comparison.causes import NOT_EXPLAINED
from orchestration.reporting.comparison.conviction_bridges import causes_of_the_convictions, of_the_free
from orchestration.reporting.comparison.headlines import ANY, PEOPLE_FIGURES, WAITING, WHOLE, Headline, headlines
from orchestration.reporting.comparison.ledger_bridges import (
    causes_of_achieved,
    count_achieved,
    law_of_viewers,
    left_of_records,
    make_views,
)
from orchestration.reporting.metrics.policy_figures import STATEWIDE

UNDECIDED = "('review', 'undeterminable')"
RELIEF_BY_COURT = "court_order"

ANSWERS_OF: Mapping[str, Sequence[str]] = {
    "some_relief": ("some_relief",),
    "no_felony": ("no_felony", "keeps_felony"),
    "no_conviction": ("no_conviction", "keeps_conviction"),
    "no_recent_conviction": ("no_recent_conviction", "keeps_recent_conviction"),
}
"""What is kept of people to the answers of convictions it is made of (``marts.impact_people``)."""

_WHOSE = f"case kind when 'convictions' then ['{ANY}', '{WHOLE}'] when 'arrests' then ['arrest', '{WHOLE}'] "
_WHOSE += f"else ['{WHOLE}'] end"
"""SQL: whose figures of people a unit of a kind is in: with a conviction, with an arrest, with whatever."""

_WAITING = " union all ".join(
    f"select '{word}' as word, '{outcome}' as outcome" for word, (outcome, _) in WAITING.items()
)


@dataclass(frozen=True)
class Moved:
    """Counts of one headline in one place: before, after, what is not known in either run, and by cause how many are
    counted in the second run alone (gains) and in the first alone (losses)."""

    headline: Headline
    place: str
    before: int
    after: int
    not_known_before: int
    not_known_after: int
    by_cause: Mapping[str, tuple[int, int]]


def moved(connection: duckdb.DuckDBPyConnection, first: KeptRun, second: KeptRun, residual: str) -> Iterator[Moved]:
    """Every headline in every place, after ``make_differing``. ``residual``: the cause where nothing else differs."""
    _make_counted(connection)
    _make_people_counted(connection)
    _make_causes_of_convictions(connection, first, second)
    is_achieved = first.counted is not None and second.counted is not None
    if first.counted is not None and second.counted is not None:
        make_views(connection, first.counted, second.counted)
        count_achieved(connection)
        causes_of_achieved(connection)
    _make_causes_of_people(connection, residual, law_of_viewers(first, second), is_achieved=is_achieved)
    if is_achieved:
        causes_of_the_convictions(connection)
    told = connection.execute(
        f"""
        with moving as (
            select coalesce(a.figure, b.figure) as figure, coalesce(a.place, b.place) as place,
                coalesce(a.unit, b.unit) as unit, b.unit is not null as is_gain
            from (from counted where side = 'a' and word = 'yes') as a
            full outer join (from counted where side = 'b' and word = 'yes') as b
                on a.figure = b.figure and a.place = b.place and a.unit = b.unit
            where a.unit is null or b.unit is null
        ),
        caused as (
            select moving.figure, moving.place, moving.is_gain, coalesce(causes.cause, '{NOT_EXPLAINED}') as cause
            from moving
            left join causes
                on moving.figure = causes.figure and moving.unit = causes.unit
                and causes.place = case when starts_with(moving.figure, 'people_') then moving.place else '' end
        ),
        counts as (
            select figure, place,
                count(*) filter (where side = 'a' and word = 'yes') as a_yes,
                count(*) filter (where side = 'b' and word = 'yes') as b_yes,
                count(*) filter (where side = 'a' and word = 'unknown') as a_unknown,
                count(*) filter (where side = 'b' and word = 'unknown') as b_unknown
            from counted group by all
        ),
        by_cause as (
            select figure, place, cause, count(*) filter (where is_gain) as gains,
                count(*) filter (where not is_gain) as losses
            from caused group by all
        )
        select counts.*, list({{'cause': by_cause.cause, 'gains': gains, 'losses': losses}})
            filter (where by_cause.cause is not null) as by_cause
        from counts
        left join by_cause on counts.figure = by_cause.figure and counts.place = by_cause.place
        group by all
        order by all
        """
    ).fetchall()
    found = {(figure, place): counts for figure, place, *counts in told}
    places = sorted({place for _, place in found} | {STATEWIDE}, key=lambda place: (place != STATEWIDE, place))
    whole = {figure for figure, *_ in (*left_of_records(), *of_the_free())}
    for headline in headlines(first, second):
        for place in places if headline.figure not in whole else [STATEWIDE]:
            before, after, unknown, unknown_after, by_cause = found.get((headline.figure, place), (0, 0, 0, 0, None))
            causes = {one["cause"]: (one["gains"], one["losses"]) for one in by_cause or []}
            yield Moved(headline, place, before, after, unknown, unknown_after, causes)


def _make_counted(connection: duckdb.DuckDBPyConnection) -> None:
    """What is counted of the living, and what could be: one row per side, headline, place and unit, with the word yes
    or unknown. The dead are in no headline."""
    for side in ("a", "b"):
        connection.execute(
            f"create or replace temporary table {side}_dead as "
            f"select person_id from {side}_people where vital_status = 'deceased' "
            f"union select person_id from {side}_others where is_deceased"
        )
    sides = " union all ".join(
        f"""
        select '{side}' as side, counts.kind, decided.remedy_id, counts.count_key, counts.{side}_person as person,
            counts.{side}_place as place, decided.{side}_outcome as outcome
        from decided inner join counts on decided.count_key = counts.count_key
        where counts.in_{side} and decided.{side}_outcome is not null and counts.{side}_person not in (from {side}_dead)
        """
        for side in ("a", "b")
    )
    word = (
        "case when bool_or(outcome = 'eligible') then 'yes' "
        f"when bool_or(outcome in {UNDECIDED}) then 'unknown' else 'no' end as word"
    )
    connection.execute(
        f"""
        create or replace temporary table counted as
        with outcomes as ({sides}),
        with_statewide as (from outcomes union all select * replace ('{STATEWIDE}' as place) from outcomes)
        select side, 'convictions_eligible_' || remedy_id as figure, place, count_key::varchar as unit, {word}
        from with_statewide where kind = 'convictions' group by all
        union all
        select side, kind || '_eligible_{ANY}', place, count_key::varchar, {word}
        from with_statewide group by all
        union all
        select side, 'people_eligible_' || whose, place, person, {word}
        from (select *, unnest({_WHOSE}) as whose from with_statewide) group by all
        union all
        select distinct side, kind || '_' || waiting.word || '_{ANY}', place, count_key::varchar, 'yes'
        from with_statewide inner join ({_WAITING}) as waiting on with_statewide.outcome = waiting.outcome
        union all
        select distinct side, 'people_' || waiting.word || '_' || unnest({_WHOSE}), place, person, 'yes'
        from with_statewide inner join ({_WAITING}) as waiting on with_statewide.outcome = waiting.outcome
        """
    )


def _make_people_counted(connection: duckdb.DuckDBPyConnection) -> None:
    """What orders of courts would leave of the records of the living."""
    for side in ("a", "b"):
        for measure in PEOPLE_FIGURES:
            connection.execute(
                f"insert into counted select '{side}', 'people_{measure}', place, person_id, {measure} "
                f"from {side}_people where vital_status = 'living'"
            )


def _make_causes_of_convictions(connection: duckdb.DuckDBPyConnection, first: KeptRun, second: KeptRun) -> None:
    """Of each conviction that says otherwise now, or whose person died since, by headline: the cause. Whoever is known
    to have died is told otherwise as a person; a finding that says otherwise too has the cause of its own."""
    by_court = sorted(
        {
            remedy
            for run in (first, second)
            for remedy, about in run.remedies.items()
            if about["relief_by"] == RELIEF_BY_COURT
        }
    )
    differing = " union all ".join(
        f"select '{measure}' as measure, count_key from counts where "
        + " or ".join(f"a_answers.{answer} is distinct from b_answers.{answer}" for answer in answers)
        for measure, answers in ANSWERS_OF.items()
    )
    connection.execute(
        f"""
        create or replace temporary table causes_of_counts as
        with flipped as (
            select counts.kind, decided.remedy_id, decided.count_key, decided.cause
            from decided inner join counts on decided.count_key = counts.count_key
            where coalesce(a_outcome = 'eligible', false) <> coalesce(b_outcome = 'eligible', false)
        ),
        died as (
            select kind, count_key, cause from counts
            where in_a and in_b and (a_person in (from a_dead)) <> (b_person in (from b_dead))
        ),
        of_findings as (
            select count_key, list(cause) as causes from decided
            where cause is not null and list_contains($by_court::varchar[], remedy_id)
            group by count_key
        )
        select 'convictions_eligible_' || remedy_id as figure, count_key, cause from flipped where kind = 'convictions'
        union all
        select 'convictions_eligible_' || decided.remedy_id, died.count_key, died.cause
        from died inner join decided on died.count_key = decided.count_key
        anti join flipped on decided.count_key = flipped.count_key and decided.remedy_id = flipped.remedy_id
        where died.kind = 'convictions'
        union all
        select
            unnest(list_prepend(
                kind || '_' || word || '_{ANY}',
                list_transform({_WHOSE}, lambda whose: 'people_' || word || '_' || whose)
            )),
            count_key, {one_of("list(cause)")}
        from (
            select 'eligible' as word, kind, count_key, cause
            from (select kind, count_key, cause from flipped union all from died)
            union all
            select waiting.word, counts.kind, decided.count_key, decided.cause
            from decided inner join counts on decided.count_key = counts.count_key
            cross join ({_WAITING}) as waiting
            where coalesce(a_outcome = waiting.outcome, false) <> coalesce(b_outcome = waiting.outcome, false)
            union all
            select waiting.word, died.kind, died.count_key, died.cause from died cross join ({_WAITING}) as waiting
        )
        group by word, kind, count_key
        union all
        select 'people_' || differing.measure, differing.count_key,
            case when of_findings.causes is not null and counts.in_a and counts.in_b
                then {one_of("of_findings.causes")} else counts.cause end
        from ({differing}) as differing
        inner join counts on differing.count_key = counts.count_key
        left join of_findings on differing.count_key = of_findings.count_key
        """,
        {"by_court": by_court},
    )


def _make_causes_of_people(
    connection: duckdb.DuckDBPyConnection, residual: str, of_viewers: str | None, *, is_achieved: bool
) -> None:
    """The cause of each conviction and person by headline; of a person in each place, from the convictions there. What
    is left of a record is the whole record's, in every place."""
    of_lines = (
        "union select count_key, person_id, place from a_lines union select count_key, person_id, place from b_lines"
        if is_achieved
        else ""
    )
    seen_otherwise = ", ".join(f"'{figure}'" for figure, *_ in left_of_records())
    of_law = f"when seen.figure in ({seen_otherwise}) then '{of_viewers}'" if of_viewers is not None else ""
    whole = "('people_no_felony', 'people_no_conviction', 'people_no_recent_conviction')"
    connection.execute(
        f"""
        create or replace temporary table causes as
        with of_counts as (
            select figure, count_key, cause from causes_of_counts where starts_with(figure, 'people_')
        ),
        whose as (
            select count_key, a_person as person, a_place as place from counts where in_a
            union select count_key, b_person, b_place from counts where in_b
            {of_lines}
        ),
        placed as (
            select of_counts.figure, whose.person, '{STATEWIDE}' as place, of_counts.cause
            from of_counts inner join whose on of_counts.count_key = whose.count_key
            union all
            select of_counts.figure, whose.person, whose.place, of_counts.cause
            from of_counts inner join whose on of_counts.count_key = whose.count_key
            where of_counts.figure not in {whole}
        ),
        of_people as (
            select figure, person, place, list(cause) as causes from placed group by all
        ),
        persons as (from a_persons union from b_persons),
        of_the_person as (
            select persons.person_id as person, {one_of("flatten(list(specific.causes))")} as cause
            from persons inner join specific on persons.recorded = specific.recorded
            group by persons.person_id
            having len(flatten(list(specific.causes))) > 0
        ),
        seen as (select distinct figure, place, unit as person from counted where starts_with(figure, 'people_'))
        select figure, '' as place, count_key::varchar as unit, cause from causes_of_counts
        where not starts_with(figure, 'people_')
        union all
        select seen.figure, seen.place, seen.person,
            case
                when of_people.causes is not null then {one_of("of_people.causes")}
                {of_law}
                else coalesce(of_the_person.cause, '{residual}')
            end
        from seen
        left join of_people
            on seen.figure = of_people.figure and seen.person = of_people.person
            and of_people.place = case when seen.figure in {whole} then '{STATEWIDE}' else seen.place end
        left join of_the_person on seen.person = of_the_person.person
        """
    )
