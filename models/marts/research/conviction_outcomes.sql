{{ config(materialized='view') }}
select
    numbers.person_number,
    {{ named_place('charges') }} as county_name,
    findings.remedy_id,
    {{ name_of('findings.remedy_id', law('remedies'), 'remedy_id', 'remedy_name') }} as remedy_name,
    findings.outcome,
    coalesce(findings.relief, 'none') as relief,
    findings.reason_code,
    {{ name_of('findings.reason_code', law('reasons'), 'reason_code', 'reason_text') }} as reason_text,
    cast(date_trunc('month', findings.eligible_on) as date) as eligible_month,
    case
        when year(charges.event_date_earliest) = year(charges.event_date_latest)
            then cast(year(charges.event_date_earliest) as integer)
    end as charge_year,
    charges.code_book,
    {{ name_of('charges.code_book', vocabulary('code_books'), 'code_book', 'code_book_name') }} as code_book_name,
    charges.section,
    charges.level,
    charges.is_conviction
from {{ rule('findings') }} as findings
inner join {{ ref('int_charges') }} as charges on findings.charge_id = charges.charge_id
inner join {{ ref('research_person_ids') }} as numbers on findings.person_id = numbers.person_id
