{{ config(tags=['central', 'on_demand']) }}
with items as (

    select
        item_id,
        age_band,
        is_person_freed_if_yes or is_person_freed_if_no as is_person_freed
    from {{ ref('review_items') }}
    where item_kind = 'question'

),

answers as (

    select
        answers.*,
        places.place,
        items.age_band,
        items.is_person_freed
    from {{ ref('review_answers') }} as answers
    inner join items on answers.question_id = items.item_id
    cross join (values ('ALL'), ('its county')) as kinds (kind)
    cross join lateral (
        select case kinds.kind when 'ALL' then 'ALL' else answers.county_name end as place
    ) as places

),

outcomes as (

    {% for value in ['yes', 'no'] %}
        select
            remedy_id,
            fact,
            age_band,
            place,
            '{{ value }}' as value,
            {{ with_relief('outcome_if_' ~ value, 'relief_if_' ~ value) }} as comes_out,
            count(distinct unit_id) as times
        from answers
        where is_waiting
        group by remedy_id, fact, age_band, place, comes_out
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

in_words as (

    select
        outcomes.remedy_id,
        outcomes.fact,
        outcomes.age_band,
        outcomes.place,
        outcomes.value,
        {{ counts_in_words('outcomes') }} as words
    from outcomes
    group by outcomes.remedy_id, outcomes.fact, outcomes.age_band, outcomes.place, outcomes.value

),

waiting as (

    select
        remedy_id,
        fact,
        age_band,
        place,
        count(distinct question_id) filter (where is_waiting) as questions,
        count(distinct unit_id) filter (where is_waiting) as charges_waiting,
        count(distinct person_id) filter (where is_waiting) as people_waiting,
        count(distinct case when is_waiting and is_person_freed then person_id end) as people_freed_by_one_answer,
        count(distinct unit_id) filter (where not is_waiting) as decided_ones_that_change
    from answers
    group by remedy_id, fact, age_band, place
    having bool_or(is_waiting)

),

-- One file of the state, where it alone is missing: it is taken to say nothing of the person.
held_up as (

    select
        findings.remedy_id,
        findings.charge_id,
        findings.person_id,
        {{ named_place('charges') }} as county_name,
        count(*) over (partition by findings.person_id) = open_of_people.open_determinations as is_person_freed
    from {{ rule('findings') }} as findings
    inner join {{ ref('int_charges') }} as charges on findings.charge_id = charges.charge_id
    inner join (
        select
            person_id,
            count(*) as open_determinations
        from (
            select person_id, outcome from {{ rule('findings') }}
            union all
            select person_id, outcome from {{ rule('arrest_findings') }}
        ) as all_findings
        where {{ is_open('outcome') }}
        group by person_id
    ) as open_of_people
        on findings.person_id = open_of_people.person_id
    where findings.is_held_up_by_missing_file

),

missing_files as (

    select
        held_up.remedy_id,
        facts.fact,
        places.place,
        count(*) as charges_waiting,
        count(distinct held_up.person_id) as people_waiting,
        count(distinct case when held_up.is_person_freed then held_up.person_id end) as people_freed_by_one_answer
    from held_up
    cross join {{ law('facts') }} as facts
    cross join lateral (select unnest(['ALL', held_up.county_name]) as place) as places
    where facts.unit = 'delivery'
    group by held_up.remedy_id, facts.fact, places.place

),

rows_of_the_queue as (

    select
        waiting.*,
        yes.words as if_yes,
        no.words as if_no
    from waiting
    left join in_words as yes
        on waiting.remedy_id = yes.remedy_id
        and waiting.fact = yes.fact
        and waiting.age_band = yes.age_band
        and waiting.place = yes.place
        and yes.value = 'yes'
    left join in_words as no
        on waiting.remedy_id = no.remedy_id
        and waiting.fact = no.fact
        and waiting.age_band = no.age_band
        and waiting.place = no.place
        and no.value = 'no'
    union all
    select
        remedy_id,
        fact,
        'any' as age_band,
        place,
        1 as questions,
        charges_waiting,
        people_waiting,
        people_freed_by_one_answer,
        0 as decided_ones_that_change,
        charges_waiting || ' eligible' as if_yes,
        charges_waiting || ' undeterminable' as if_no
    from missing_files

)

select
    waiting.remedy_id,
    waiting.fact,
    facts.question,
    facts.unit as subject_unit,
    waiting.age_band,
    waiting.place as county_name,
    waiting.questions,
    waiting.charges_waiting,
    waiting.people_waiting,
    waiting.people_freed_by_one_answer,
    waiting.decided_ones_that_change,
    waiting.if_yes,
    waiting.if_no,
    cast(row_number() over (
        partition by waiting.place
        order by
            waiting.people_freed_by_one_answer desc,
            waiting.charges_waiting desc,
            waiting.remedy_id,
            waiting.fact,
            waiting.age_band
    ) as integer) as place_in_queue
from rows_of_the_queue as waiting
inner join {{ law('facts') }} as facts on waiting.fact = facts.fact
