{{ config(materialized='view', tags=['on_demand']) }}
with open_of_people as (

    select
        person_id,
        count(*) filter (where {{ is_open('outcome') }}) as open_determinations
    from (
        select person_id, outcome from {{ rule('findings') }}
        union all
        select person_id, outcome from {{ rule('arrest_findings') }}
    ) as findings
    group by person_id

),

outcomes as (

    {% for value in ['yes', 'no'] %}
        select
            question_id,
            '{{ value }}' as value,
            {{ with_relief('outcome_if_' ~ value, 'relief_if_' ~ value) }} as comes_out,
            count(*) as times
        from {{ ref('review_answers') }}
        where is_waiting
        group by question_id, comes_out
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

in_words as (

    select
        outcomes.question_id,
        outcomes.value,
        {{ counts_in_words('outcomes') }} as words
    from outcomes
    group by outcomes.question_id, outcomes.value

),

waiting as (

    select
        question_id,
        list_sort(list(distinct remedy_id) filter (where is_waiting)) as remedy_ids,
        count(*) filter (where is_waiting) as determinations,
        count(distinct unit_id) filter (where is_waiting) as charges_waiting,
        count(*) filter (where not is_waiting) as decided_ones_that_change,
        -- (What is decided now and would wait after the answer counts against it.)
        count(*) filter (where {{ is_open('outcome') }} and not {{ is_open('outcome_if_yes') }})
        - count(*) filter (where not {{ is_open('outcome') }} and {{ is_open('outcome_if_yes') }}) as decided_if_yes,
        count(*) filter (where {{ is_open('outcome') }} and not {{ is_open('outcome_if_no') }})
        - count(*) filter (where not {{ is_open('outcome') }} and {{ is_open('outcome_if_no') }}) as decided_if_no
    from {{ ref('review_answers') }}
    group by question_id

)

select
    questions.question_id as item_id,
    'question' as item_kind,
    questions.fact as asks,
    facts.question,
    questions.subject_unit,
    questions.person_id,
    questions.person_bucket,
    questions.id_key,
    questions.county_name,
    questions.case_number_key,
    questions.section || questions.subdivision_path as section,
    questions.age_band,
    waiting.remedy_ids,
    waiting.determinations,
    waiting.charges_waiting,
    waiting.decided_ones_that_change,
    yes.words as if_yes,
    no.words as if_no,
    waiting.decided_if_yes > 0 and waiting.decided_if_yes = open_of_people.open_determinations
        as is_person_freed_if_yes,
    waiting.decided_if_no > 0 and waiting.decided_if_no = open_of_people.open_determinations as is_person_freed_if_no,
    cast(null as date) as due_on,
    false as is_overdue
from {{ ref('review_questions') }} as questions
inner join {{ law('facts') }} as facts on questions.fact = facts.fact
inner join waiting on questions.question_id = waiting.question_id
inner join open_of_people on questions.person_id = open_of_people.person_id
left join in_words as yes on questions.question_id = yes.question_id and yes.value = 'yes'
left join in_words as no on questions.question_id = no.question_id and no.value = 'no'
union all
select
    facts.fact as item_id,
    'delivery' as item_kind,
    facts.fact as asks,
    facts.question,
    facts.unit as subject_unit,
    cast(null as varchar) as person_id,
    cast(null as integer) as person_bucket,
    cast(null as varchar) as id_key,
    '' as county_name,
    '' as case_number_key,
    '' as section,
    'any' as age_band,
    list_sort(list(distinct findings.remedy_id)) as remedy_ids,
    count(*) as determinations,
    count(distinct findings.charge_id) as charges_waiting,
    cast(0 as bigint) as decided_ones_that_change,
    count(*) || ' eligible' as if_yes,
    count(*) || ' undeterminable' as if_no,
    false as is_person_freed_if_yes,
    false as is_person_freed_if_no,
    cast(null as date) as due_on,
    false as is_overdue
from {{ rule('findings') }} as findings
cross join {{ law('facts') }} as facts
where findings.is_held_up_by_missing_file and facts.unit = 'delivery'
group by facts.fact, facts.question, facts.unit
union all
select
    claims.claim_id as item_id,
    'claim' as item_kind,
    claims.claim as asks,
    words.says as question,
    claims.unit as subject_unit,
    claims.person_id,
    people.person_bucket,
    said.id_key,
    claims.county_name,
    said.case_number_key,
    said.section || said.subdivision_path as section,
    'any' as age_band,
    held.remedy_ids,
    coalesce(held.determinations, 0) as determinations,
    claims.charges as charges_waiting,
    cast(0 as bigint) as decided_ones_that_change,
    cast(null as varchar) as if_yes,
    cast(null as varchar) as if_no,
    false as is_person_freed_if_yes,
    false as is_person_freed_if_no,
    claims.due_on,
    claims.is_overdue
from {{ ref('int_claims') }} as claims
inner join {{ source('intake', 'claims') }} as said on claims.claim_id = said.claim_id
inner join {{ law('claims') }} as words on claims.claim = words.claim
left join {{ ref('int_people') }} as people on claims.person_id = people.person_id
left join (
    select
        claim_id,
        list_sort(list(distinct remedy_id)) as remedy_ids,
        count(*) as determinations
    from (
        select claimed.claim_id, findings.remedy_id
        from {{ ref('int_claimed_charges') }} as claimed
        inner join {{ rule('findings') }} as findings on claimed.charge_id = findings.charge_id
        union all
        select claimed.claim_id, findings.remedy_id
        from {{ ref('int_claimed_arrests') }} as claimed
        inner join {{ rule('arrest_findings') }} as findings on claimed.arrest_id = findings.arrest_id
    ) as determined
    group by claim_id
) as held
    on claims.claim_id = held.claim_id
where claims.is_open
