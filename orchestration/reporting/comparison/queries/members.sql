-- What a headline counts: convictions, arrests and people of the living, in each run and place.
create or replace temp table members as
with counted as (

    select
        'a' as side, outcome_metrics.metric, counts.kind, counts.count_key, counts.a_person as person_id,
        counts.a_place as place
    from determinations
    inner join outcome_metrics on determinations.a_outcome = outcome_metrics.outcome
    inner join counts on determinations.count_key = counts.count_key
    where counts.in_a and not counts.a_dead
    union all
    select
        'b' as side, outcome_metrics.metric, counts.kind, counts.count_key, counts.b_person as person_id,
        counts.b_place as place
    from determinations
    inner join outcome_metrics on determinations.b_outcome = outcome_metrics.outcome
    inner join counts on determinations.count_key = counts.count_key
    where counts.in_b and not counts.b_dead
    union all
    select
        side, unnest([case when is_filed then 'filed' end, case when is_given then 'granted' end]) as metric, kind,
        count_key, person_id, place
    from lines
    where not is_deceased

),

placed as (

    select
        *,
        unnest(['STATEWIDE', place]) as in_place
    from counted
    where metric is not null

),

people_left as (

    select 'a' as side, * from a_left
    union all by name
    select 'b' as side, * from b_left

)

select distinct
    side, metric, '' as variant, kind as unit, in_place as place, count_key::varchar as entity, person_id
from placed
union
select distinct side, metric, '' as variant, 'people' as unit, in_place as place, person_id as entity, person_id
from placed
union all
select
    side, metric, variant, 'people' as unit, place, person_id as entity, person_id
from people_left
