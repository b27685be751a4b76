{{ config(tags=['central', 'metrics', 'scenario']) }}
with keys as (

    select
        counts.unit_id,
        {% for found_by in ['case', 'record'] %}
            left(sha256(concat_ws(
                chr(31),
                'count',
                coalesce(counts.county_name, ''),
                case
                    when
                        counts.unit = 'arrest' and counts.agency <> ''
                        then counts.agency || ' ' || counts.recorded_person_id
                    when counts.unit = 'arrest' then ''
                    when counts.case_number_key <> '' then counts.case_number_key
                    else {% if found_by == 'case' %}''{% else %}'record ' || counts.recorded_person_id{% endif %}
                end,
                coalesce(counts.count_number, ''),
                case counts.unit when 'arrest' then 'arrest' else counts.section end,
                coalesce(counts.known_day, '')
            )), 32) as key_by_{{ found_by }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from (
        select
            *,
            regexp_replace(upper(coalesce(nullif(agency_code, ''), agency_name, '')), '[^A-Z0-9]', '', 'g') as agency,
            trim(regexp_replace(coalesce(section_text, ''), '\s+', ' ', 'g')) as section
        from {{ ref('records_by_court_key') }}
        where exists (select 1 from {{ source('ledger', 'lines') }})  -- (a run reads no ledger)
    ) as counts

),

units as (

    select
        count_id,
        min(unit_id) as first_unit_id,
        case when count(distinct unit_id) = 1 then min(unit_id) end as unit_id
    from (
        select
            unit_id,
            unnest([key_by_case, key_by_record]) as count_id
        from keys
    ) as both_ways
    group by count_id

)

select
    lines.*,
    units.unit_id,
    units.first_unit_id
from {{ source('ledger', 'lines') }} as lines
left join units on lines.count_id = units.count_id
