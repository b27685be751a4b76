-- How many convictions and arrests that automatic relief does not reach have a hint at a petition, and of how many
-- people: one row per hint, surely within reach or only if more is known. A hint is no determination.
with hints as (

    select
        hint_id,
        place,
        person_id,
        is_within_reach
    from {{ rule('petition_hints') }}
    union all
    select
        hint_id,
        place,
        person_id,
        is_within_reach
    from {{ rule('arrest_petition_hints') }}

)

select
    remedies.hint_id,
    remedies.place,
    remedies.unit,
    remedies.citation,
    remedies.verified,
    count(hints.person_id) filter (where hints.is_within_reach = 'yes') as within_reach,
    count(hints.person_id) filter (where hints.is_within_reach = 'unknown') as perhaps_within_reach,
    count(distinct hints.person_id) as person_count
from {{ law('traditional_remedies') }} as remedies
left join hints on remedies.hint_id = hints.hint_id
group by remedies.hint_id, remedies.place, remedies.unit, remedies.citation, remedies.verified
