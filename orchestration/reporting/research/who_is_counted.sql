-- Who is behind the counts of one remedy and outcome in a release: a row for each living person and place. People stand
-- under the best outcome they have in the place, as models/marts/impact_outcomes.sql counts them; determinations under
-- each. $place is STATEWIDE for the whole state, else empty for the counties.
with determined as (

    select
        remedy_id,
        county_name,
        person_number,
        outcome
    from research.conviction_outcomes
    union all
    select
        remedy_id,
        county_name,
        person_number,
        outcome
    from research.arrest_outcomes

),

placed as (

    select
        case when $place = 'STATEWIDE' then 'STATEWIDE' else county_name end as county_name,
        person_number,
        outcome
    from determined
    where remedy_id = $remedy

),

counted as (

    select
        *,
        outcome = arg_min(
            outcome,
            list_position(
                ['eligible', 'not_yet', 'review', 'undeterminable', 'ineligible', 'already_relieved'], outcome
            )
        ) over (partition by county_name, person_number) as is_best
    from placed

)

select distinct
    counted.county_name,
    people.race_group,
    people.sex_group,
    people.age_band,
    people.person_number
from counted
inner join research.people as people on counted.person_number = people.person_number
where
    people.vital_status = 'living'
    and ($outcome = 'ALL' or counted.outcome = $outcome)
    and ($unit = 'determinations' or $outcome = 'ALL' or counted.is_best)
