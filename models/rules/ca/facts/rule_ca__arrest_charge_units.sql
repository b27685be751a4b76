-- No statute: what each arrest was for, as units that are only looked at: the charges of the arrest that are, or may
-- be, felonies, one per arrest and charge, with level and section as told, whatever became of them.
with charges as (

    select
        arrest_charges.arrest_number,
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        nullif(charges.level, 'unknown') as level,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        charges.charge_prefix,
        charges.parse_status <> 'parsed'
        or charges.has_further_section
        or charges.has_further_charge_in_comment as is_text_in_doubt
    from {{ ref('int_arrest_charges') }} as arrest_charges
    inner join {{ ref('int_charges') }} as charges on arrest_charges.charge_number = charges.charge_number
    where charges.level in ('felony', 'unknown')
        and charges.record_status <> 'superseded'
        and not charges.is_juvenile

),

of_arrests as (

    select
        charges.*,
        {{ content_hex('charges.arrest_number') }} as arrest_id
    from charges

)

select
    concat_ws(' ', arrest_id, charge_id) as unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    cast(null as varchar) as case_id,
    arrest_id,
    cast(null as varchar) as tracking,
    'unknown' as jurisdiction,
    'none' as disposition,
    cast([] as varchar[]) as dispositions_perhaps,
    level,
    cast(null as varchar) as grade,
    cast(null as integer) as max_days,
    cast(null as integer) as imposed_min_days,
    cast(null as integer) as imposed_max_days,
    cast(null as decimal(12, 2)) as fine,
    cast(null as varchar[]) as components,
    code_book,
    section,
    subdivision_path,
    charge_prefix,
    is_text_in_doubt,
    false as is_candidate
from of_arrests
