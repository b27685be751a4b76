{{ config(materialized='table', enabled=is_rule_shared('person_facts', by_packs=true)) }}
-- No statute: what the record tells of a person that laws of several states ask: whether anybody supervises the
-- person, and who: one fact for anybody, and one for each supervisor. One row per person and fact; none where the
-- record says nothing of the kind.
with records as (

    select
        *,
        'actively_supervised' as fact
    from {{ ref('int_supervision_records') }} as any_record
    union all
    -- (Who supervises in words that nobody knows may be each of them.)
    select
        of_supervisor.* replace (
            case
                when supervision_by = 'unknown' and is_active = 'yes' then 'unknown' else is_active
            end as is_active
        ),
        'actively_supervised_by_' || unnest(
            case
                when supervision_by in ('local', 'state', 'federal') then [supervision_by]
                else ['local', 'state', 'federal']
            end
        ) as fact
    from {{ ref('int_supervision_records') }} as of_supervisor

),

active_supervision as (

    select
        person_id,
        fact,
        any_value(person_bucket) as person_bucket,
        bool_or(is_active = 'yes') as is_active,
        bool_or(is_active = 'unknown') as is_perhaps_active,
        -- (What a newer file tells is new on record.)
        min(
            case
                when is_active = 'yes' then cast(ended_on_earliest + 1 as date)
                when is_active = 'unknown' and started_on_latest > run_parameters.as_of_date then started_on_latest
                when is_active = 'unknown'
                    and ended_on_latest <= data_as_of
                    and ended_on_latest >= run_parameters.as_of_date
                    then cast(ended_on_latest + 1 as date)
            end
        ) as valid_until,
        case
            when not bool_or(is_active <> 'no' and ended_on_latest is null)
                then cast(max(ended_on_latest) filter (where is_active <> 'no') + interval 1 day as date)
        end as free_from
    from records
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    group by person_id, fact

)

select
    person_id,
    person_bucket,
    fact,
    {{ as_answer("case when is_active then 'yes' when is_perhaps_active then 'unknown' else 'no' end") }} as answer,
    false as is_presumed,
    case when is_active then free_from end as over_on,
    valid_until,
    'supervised_release' as source,
    cast([] as varchar[]) as rests_on
from active_supervision
where is_active or is_perhaps_active or valid_until is not null
