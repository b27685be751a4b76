{{ config(materialized='table', enabled=is_rule_shared('missing_sources', by_packs=true)) }}
-- No statute: who waits for a delivery or column that the run lacks.
with missing_sources as (

    select * from {{ source('intake', 'missing_sources') }}

),

undecided as (

    select
        charge_id as unit_id,
        person_id,
        person_bucket,
        remedy_id,
        coalesce(path, '') as path,
        is_held_up_by_missing_file
    from {{ rule('findings') }}
    where {{ is_open('outcome') }}
    union all
    select
        arrest_id as unit_id,
        person_id,
        person_bucket,
        remedy_id,
        coalesce(path, '') as path,
        false as is_held_up_by_missing_file
    from {{ rule('arrest_findings') }}
    where {{ is_open('outcome') }}

),

-- (Of remedies that lack nothing no element is read.)
lacking as (

    select distinct unit_id
    from undecided
    where remedy_id in (select missing.remedy_id from missing_sources as missing)

),

elements as (

    select
        unit_id,
        person_id,
        remedy_id,
        coalesce(path, '') as path,
        element,
        status as word
    from ({{ statuses_of_paths(among='lacking') }}) as statuses
    where not is_part and status in ('not_met', 'not_yet', 'unknown')

),

waiting as (

    select
        undecided.*,
        missing.source,
        elements.element
    from undecided
    inner join elements using (unit_id, person_id, remedy_id, path)
    inner join missing_sources as missing
        on elements.remedy_id = missing.remedy_id
        and elements.path = missing.path
        and elements.element = missing.element
    where elements.word = 'unknown'

),

-- What else keeps such a finding undecided on its path.
held_up_otherwise as (

    select distinct
        elements.unit_id,
        elements.person_id,
        elements.remedy_id
    from elements
    semi join waiting as findings_waiting using (unit_id, person_id, remedy_id, path)
    anti join waiting as elements_waiting using (unit_id, person_id, remedy_id, path, element)

)

select
    waiting.person_id,
    waiting.person_bucket,
    waiting.remedy_id,
    waiting.source,
    count(distinct waiting.unit_id) as findings,
    count(distinct waiting.unit_id) filter (
        where waiting.is_held_up_by_missing_file or held_up_otherwise.unit_id is null
    ) as findings_held_up_alone
from waiting
left join held_up_otherwise
    on waiting.unit_id = held_up_otherwise.unit_id
    and waiting.person_id = held_up_otherwise.person_id
    and waiting.remedy_id = held_up_otherwise.remedy_id
group by waiting.person_id, waiting.person_bucket, waiting.remedy_id, waiting.source
