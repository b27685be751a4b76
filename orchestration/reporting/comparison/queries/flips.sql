-- Counts of which something that a headline asks is otherwise in the second run, each with the cause. A headline of what
-- is left on record is asked on a basis; every other has none.
create or replace temp table flips as
with both_lines as (

    select
        count_key,
        coalesce(bool_or(is_filed and not is_deceased) filter (where side = 'a'), false) as a_filed,
        coalesce(bool_or(is_filed and not is_deceased) filter (where side = 'b'), false) as b_filed,
        coalesce(bool_or(is_given and not is_deceased) filter (where side = 'a'), false) as a_granted,
        coalesce(bool_or(is_given and not is_deceased) filter (where side = 'b'), false) as b_granted,
        coalesce(bool_or(is_filed) filter (where side = 'a'), false)
            <> coalesce(bool_or(is_filed) filter (where side = 'b'), false) as is_filed_otherwise,
        coalesce(bool_or(is_given) filter (where side = 'a'), false) as a_given,
        coalesce(bool_or(is_given) filter (where side = 'b'), false) as b_given,
        case when max(last_event) > getvariable('both_know_event') then 'filing' end as by_event
    from lines
    group by count_key, person_id

),

with_counts as (

    select
        both_lines.*,
        counts.cause,
        coalesce(both_lines.by_event, counts.cause) as cause_of_answer
    from both_lines
    left join counts on both_lines.count_key = counts.count_key

),

grants as (

    select
        count_key,
        bool_or(a_given) as a_given,
        bool_or(b_given) as b_given,
        max(by_event) filter (where a_given <> b_given) as by_event
    from both_lines
    group by count_key

),

-- Relief of ours ended what stood until then, whatever a newer delivery shows.
convictions as (

    select
        counts.*,
        coalesce(grants.by_event, counts.cause) as cause_of_grant,
        case when counts.in_a and grants.a_given then 'yes' else coalesce(counts.a_row.with_conviction, 'no') end
            as a_stands,
        case when counts.in_b and grants.b_given then 'yes' else coalesce(counts.b_row.with_conviction, 'no') end
            as b_stands,
        counts.a_row.with_conviction is not distinct from counts.b_row.with_conviction as is_told_the_same
    from counts
    left join grants on counts.count_key = grants.count_key
    where counts.kind = 'convictions'

),

stands as (

    select
        count_key, cause, cause_of_grant, not (in_a and in_b) or a_person is distinct from b_person as is_in_one,
        unnest([
            {'among': 'with_felony', 'a': coalesce(a_row.with_felony, 'no'), 'b': coalesce(b_row.with_felony, 'no'),
                'is_granted': false},
            {'among': 'with_recent', 'a': coalesce(a_row.with_recent_conviction, 'no'),
                'b': coalesce(b_row.with_recent_conviction, 'no'), 'is_granted': false},
            {'among': 'with_conviction', 'a': a_stands, 'b': b_stands, 'is_granted': is_told_the_same},
            {'among': 'with_record', 'a': a_stands, 'b': b_stands, 'is_granted': is_told_the_same}
        ], recursive := true)
    from convictions

),

standing as (

    select stands.*, record_metrics.metric
    from stands
    inner join record_metrics on stands.among = record_metrics.among

),

with_arrests as (

    select record_metrics.metric, counts.*
    from counts
    inner join record_metrics on record_metrics.among = 'with_record'
    where counts.kind = 'arrests'

),

stands_otherwise as (

    select
        metric, count_key, case when is_granted and not is_in_one then cause_of_grant else cause end as cause
    from standing
    where a <> b
    union all
    select metric, count_key, cause
    from with_arrests
    where
        not (in_a and in_b)
        or a_row.is_convicted <> b_row.is_convicted
        or a_row.is_relieved <> b_row.is_relieved

),

relief_otherwise as (

    select unnest(['given', 'if_all_granted']) as basis, count_key, cause_of_answer as cause
    from with_counts
    where a_given <> b_given
    union all
    select 'if_all_granted' as basis, count_key, cause
    from determinations
    where cause is not null and (
        a_outcome in ('eligible', 'review', 'undeterminable') or b_outcome in ('eligible', 'review', 'undeterminable')
    )

),

asked as (

    select metric, count_key from standing where a <> 'no' or b <> 'no'
    union all
    select metric, count_key from with_arrests

)

select outcome_metrics.metric, '' as basis, determinations.count_key, determinations.cause
from determinations
cross join outcome_metrics
where coalesce(a_outcome = outcome, false) <> coalesce(b_outcome = outcome, false)
union all
select outcome_metrics.metric, '' as basis, counts.count_key, counts.cause
from counts
cross join outcome_metrics
where in_a and in_b and a_dead <> b_dead
union all
select 'filed' as metric, '' as basis, count_key, case when is_filed_otherwise then cause_of_answer else cause end
from with_counts
where a_filed <> b_filed
union all
select 'granted' as metric, '' as basis, count_key, case when a_given <> b_given then cause_of_answer else cause end
from with_counts
where a_granted <> b_granted
union all
select metric, unnest(['given', 'if_all_granted']) as basis, count_key, cause
from stands_otherwise
union all
select asked.metric, relief_otherwise.basis, asked.count_key, relief_otherwise.cause
from relief_otherwise
inner join asked on relief_otherwise.count_key = asked.count_key
inner join counts on asked.count_key = counts.count_key and counts.in_a and counts.in_b
