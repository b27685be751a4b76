-- People at each stage, by one trait: in scope, eligible (now, or filed before), filed, granted; waiting for a person to
-- look, and not determinable. Under each law by itself, and under all laws of convictions together. The living.
with people as (

    select
        case when laws.law = 'ALL' then 'ALL' else units.remedy_id end as law,
        units.person_number,
        any_value(units.race) as race,
        any_value(units.sex) as sex,
        any_value(units.age) as age,
        bool_or(units.outcome <> 'out_of_scope') as in_scope,
        bool_or(units.outcome = 'eligible' or units.is_filed) as eligible,
        bool_or(units.is_filed) as filed,
        bool_or(units.is_given) as granted,
        bool_or(units.outcome = 'review') as in_review,
        bool_or(units.outcome = 'undeterminable') as undeterminable
    from counted_units as units
    cross join (values ('ALL'), ('EACH')) as laws (law)
    where units.vital_status = 'living' and (laws.law = 'EACH' or units.unit = 'convictions')
    group by 1, 2

),

-- Who has several races on record could be any of them: counted beside each, for the band of what is possible.
possible as (

    select
        numbers.person_number,
        unnest(list_distinct(recorded.race_codes)) as code
    from intermediate.int_people as recorded
    inner join marts.research_person_ids as numbers on recorded.person_id = numbers.person_id
    where len(list_distinct(recorded.race_codes)) > 1

),

grouped as (

    select
        people.* exclude (race, sex, age),
        traits.trait,
        case traits.trait when 'race' then people.race when 'sex' then people.sex else people.age end as group_code
    from people
    cross join (values ('race'), ('sex'), ('age')) as traits (trait)
    union all by name
    select
        people.* exclude (race, sex, age),
        'race possibly' as trait,
        possible.code as group_code
    from people
    inner join possible on people.person_number = possible.person_number

),

staged as (

    select
        law,
        trait,
        group_code,
        unnest([
            {'stage': 'eligible', 'among': 'in_scope', 'is_so': eligible, 'could_be': in_scope or eligible},
            {'stage': 'filed', 'among': 'eligible', 'is_so': filed, 'could_be': eligible},
            {'stage': 'granted', 'among': 'filed', 'is_so': granted, 'could_be': filed},
            {'stage': 'granted', 'among': 'in_scope', 'is_so': granted, 'could_be': in_scope or eligible},
            {'stage': 'in_review', 'among': 'in_scope', 'is_so': in_review, 'could_be': in_scope or eligible},
            {'stage': 'undeterminable', 'among': 'in_scope', 'is_so': undeterminable,
                'could_be': in_scope or eligible}
        ]) as one
    from grouped

)

select
    law,
    trait,
    group_code,
    one.stage,
    one.among,
    count(*) filter (where one.is_so) as count,
    count(*) filter (where one.could_be) as denominator
from staged
group by all
order by all
