-- What each level adds up from: each conviction, charge, arrest or person of it in exactly one part. The living alone.
with labels as (

    select
        unit,
        entity,
        min(race) as race,
        case when count(distinct county) = 1 then min(county) else 'several counties' end as county,
        string_agg(distinct remedy_id, ' and ' order by remedy_id) filter (where outcome = 'eligible') as laws,
        arg_max(state, place) filter (where outcome = 'eligible') as state_of_eligible,
        bool_or(outcome = 'eligible') as is_eligible,
        bool_or(outcome = 'not_yet') as is_later,
        case when bool_or(outcome = 'not_yet') then coalesce(cast(
            min(year(eligible_on)) filter (where outcome = 'not_yet') as varchar), 'day not known') end as later_year,
        bool_or(outcome = 'review') as is_in_review,
        list_sort(list(distinct coalesce(deciding_element, 'the finding itself')) filter (where outcome = 'review'))
            as review_facts,
        bool_or(outcome = 'undeterminable') as is_undeterminable,
        list_sort(list(distinct coalesce(deciding_element, 'the finding itself'))
            filter (where outcome = 'undeterminable')) as missing_facts,
        bool_or(is_filed) as is_filed,
        arg_max(state, place) filter (where is_filed) as state_of_filed,
        bool_or(is_given) as is_given,
        arg_max(state, place) filter (where is_given) as state_of_given,
        string_agg(distinct remedy_id, ' and ' order by remedy_id) filter (where is_given) as laws_given
    from counted_entities
    where vital_status = 'living'
    group by unit, entity

),

parts as (

    select
        unit,
        unnest([
            {'measure': 'eligible', 'is_so': is_eligible, 'part_kind': 'law', 'part': laws},
            {'measure': 'eligible', 'is_so': is_eligible, 'part_kind': 'state', 'part': state_of_eligible},
            {'measure': 'eligible', 'is_so': is_eligible, 'part_kind': 'county', 'part': county},
            {'measure': 'eligible', 'is_so': is_eligible, 'part_kind': 'race', 'part': race},
            {'measure': 'eligible_later', 'is_so': is_later, 'part_kind': 'year', 'part': later_year},
            {'measure': 'eligible_later', 'is_so': is_later, 'part_kind': 'county', 'part': county},
            {'measure': 'in_review', 'is_so': is_in_review, 'part_kind': 'fact', 'part':
                case when len(review_facts) = 1 then review_facts[1] else 'several facts' end},
            {'measure': 'in_review', 'is_so': is_in_review, 'part_kind': 'race', 'part': race},
            {'measure': 'undeterminable', 'is_so': is_undeterminable, 'part_kind': 'fact', 'part':
                case when len(missing_facts) = 1 then missing_facts[1] else 'several facts' end},
            {'measure': 'undeterminable', 'is_so': is_undeterminable, 'part_kind': 'race', 'part': race},
            {'measure': 'filed', 'is_so': is_filed, 'part_kind': 'state', 'part': state_of_filed},
            {'measure': 'filed', 'is_so': is_filed, 'part_kind': 'county', 'part': county},
            {'measure': 'granted', 'is_so': is_given, 'part_kind': 'state', 'part': state_of_given},
            {'measure': 'granted', 'is_so': is_given, 'part_kind': 'law', 'part': laws_given},
            {'measure': 'granted', 'is_so': is_given, 'part_kind': 'county', 'part': county}
        ]) as one
    from labels

)

select
    one.measure,
    unit,
    'none' as basis,
    'none' as viewer,
    one.part_kind,
    one.part,
    count(*) as count
from parts
where one.is_so
group by all
order by all
