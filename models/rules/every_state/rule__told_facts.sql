{{ config(materialized='table', enabled=is_rule_shared('unit_facts', by_packs=true)) }}
-- No statute: facts that a pack of the state asks of charges and that files tell by name: one row per charge and fact.
-- Unknown where a row is not understood or two rows differ.
with asked as (

    select fact from {{ law('facts') }}
    where unit = 'charge'
    union
    select fact from {{ law('selector_facts') }}

)

select
    {{ content_hex('counts.charge_number') }} as unit_id,
    'charge' as unit,
    links.person_id,
    cast(links.person_bucket as integer) as person_bucket,
    told.fact,
    {{ as_answer("case
        when count(*) = count(told.answer) and min(told.answer) = max(told.answer) then min(told.answer)
        else 'unknown'
    end") }} as answer,
    false as is_presumed,
    cast(null as date) as over_on,
    cast(null as date) as valid_until,
    'history' as source,
    cast([] as varchar[]) as rests_on
from {{ staged('charge_facts') }} as told
inner join {{ ref('int_person_links') }} as links on told.person_key = links.person_key
inner join {{ ref('int_delivered_charges') }} as counts
    on {{ is_same_telling('told', 'counts') }}
    and links.history_number = counts.history_number
    and told.count_key = counts.count_key
where told.fact in (select asked.fact from asked)
group by counts.charge_number, links.person_id, links.person_bucket, told.fact
