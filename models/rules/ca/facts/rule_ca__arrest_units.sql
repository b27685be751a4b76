-- No statute: every arrest on record as a unit that a remedy can be about. One of a juvenile, also one after which a
-- juvenile court alone spoke, is only looked at. A complaint may have made a felony a misdemeanor.
with arrests as (

    select
        arrests.arrest_id,
        arrests.person_id,
        arrests.person_bucket,
        case arrests.county_type
            when 'in_state' then 'here'
            when 'elsewhere' then 'elsewhere'
            else 'unknown'
        end as jurisdiction,
        case
            when complaints.arrest_number is null then nullif(outcomes.level, 'unknown')
            when complaints.is_misdemeanor then 'misdemeanor'
        end as level,
        not arrests.is_juvenile
        and (not outcomes.has_juvenile_charge or outcomes.court_charge_count > 0) as is_candidate
    from {{ ref('int_arrests') }} as arrests
    inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number
    left join {{ ref('rule_ca__misdemeanor_complaints') }} as complaints
        on arrests.arrest_number = complaints.arrest_number

)

select
    arrest_id as unit_id,
    'arrest' as unit,
    person_id,
    person_bucket,
    cast(null as varchar) as case_id,
    arrest_id,
    cast(null as varchar) as tracking,
    jurisdiction,
    cast(null as varchar) as disposition,
    cast([] as varchar[]) as dispositions_perhaps,
    level,
    cast(null as varchar) as grade,
    cast(null as integer) as max_days,
    cast(null as integer) as imposed_min_days,
    cast(null as integer) as imposed_max_days,
    cast(null as decimal(12, 2)) as fine,
    cast(null as varchar[]) as components,
    cast(null as varchar) as code_book,
    cast(null as varchar) as section,
    cast(null as varchar) as subdivision_path,
    cast(null as varchar) as charge_prefix,
    false as is_text_in_doubt,
    is_candidate
from arrests
