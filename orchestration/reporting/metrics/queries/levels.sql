-- The levels by two traits (all and none stand for no trait): convictions, charges without a conviction, arrests and
-- people at each step. What stands in a group twice (a conviction under two laws, a person of two counties) is counted
-- there once. Asked once per pair of traits: every pair at a time would not fit into memory.
with of_entities as (

    select
        unit,
        vital_status,
        {group_1} as group_1,
        {group_2} as group_2,
        entity,
        bool_or(outcome <> 'out_of_scope') as in_scope,
        bool_or(outcome = 'eligible') as eligible,
        bool_or(outcome = 'eligible' or is_filed) as became_eligible,
        bool_or(outcome = 'not_yet') as eligible_later,
        bool_or(outcome = 'review') as in_review,
        bool_or(outcome = 'undeterminable') as undeterminable,
        bool_or(is_filed) as filed,
        bool_or(is_given) as granted
    from counted_entities
    group by all

),

counted as (

    select
        unit,
        vital_status,
        group_1,
        group_2,
        count(*) filter (where in_scope) as in_scope,
        count(*) filter (where eligible) as eligible,
        count(*) filter (where became_eligible) as became_eligible,
        count(*) filter (where eligible_later) as eligible_later,
        count(*) filter (where in_review) as in_review,
        count(*) filter (where undeterminable) as undeterminable,
        count(*) filter (where not eligible and (in_review or undeterminable)) as perhaps_eligible,
        count(*) filter (where filed) as filed,
        count(*) filter (where granted) as granted
    from of_entities
    group by all

),

measured as (

    select
        unit,
        vital_status,
        group_1,
        group_2,
        unnest([
            {'measure': 'eligible', 'of': eligible, 'perhaps': perhaps_eligible, 'among': 'in_scope',
                'whole': in_scope},
            {'measure': 'became_eligible', 'of': became_eligible, 'perhaps': 0, 'among': 'in_scope',
                'whole': in_scope},
            {'measure': 'eligible_later', 'of': eligible_later, 'perhaps': 0, 'among': 'in_scope',
                'whole': in_scope},
            {'measure': 'in_review', 'of': in_review, 'perhaps': 0, 'among': 'in_scope', 'whole': in_scope},
            {'measure': 'undeterminable', 'of': undeterminable, 'perhaps': 0, 'among': 'in_scope',
                'whole': in_scope},
            {'measure': 'filed', 'of': filed, 'perhaps': 0, 'among': 'became_eligible', 'whole': became_eligible},
            {'measure': 'granted', 'of': granted, 'perhaps': 0, 'among': 'filed', 'whole': filed}
        ]) as level
    from counted

)

select
    level.measure,
    unit,
    {of_each_level}
