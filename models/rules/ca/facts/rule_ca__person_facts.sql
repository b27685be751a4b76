-- No statute: what the record tells or leaves open of a person with a conviction on record: one row per person and
-- fact; none where the record says nothing of the kind.
with people as (

    select * from {{ ref('rule_ca__conviction_relief_people') }}

)

select
    person_id,
    person_bucket,
    'required_to_register' as fact,
    {{ as_answer(
        "case not_required_to_register when 'not_met' then 'yes' when 'unknown' then 'unknown' else 'no' end"
    ) }} as answer,
    not_required_to_register = 'presumed' as is_presumed,
    cast(null as date) as over_on,
    cast(null as date) as valid_until,
    case when is_registration_looked_up then 'established_facts' else 'history' end as source,
    cast([] as varchar[]) as rests_on
from people
where not_required_to_register <> 'met' or is_registration_looked_up
union all
select
    person_id,
    person_bucket,
    'actively_supervised' as fact,
    {{ as_answer(
        "case no_active_supervision_record when 'not_yet' then 'yes' when 'unknown' then 'unknown' else 'no' end"
    ) }} as answer,
    false as is_presumed,
    no_active_supervision_record_from as over_on,
    no_active_supervision_record_until as valid_until,
    'supervised_release' as source,
    cast([] as varchar[]) as rests_on
from people
where has_supervised_release
    and (no_active_supervision_record <> 'met' or no_active_supervision_record_until is not null)
