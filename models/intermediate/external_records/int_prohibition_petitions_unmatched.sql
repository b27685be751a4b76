with unmatched as (

    select petitions.*
    from {{ ref('int_petition_rows') }} as petitions
    anti join {{ ref('int_prohibition_petitions') }} as matched on petitions.petition_id = matched.petition_id

),

with_case as (

    select distinct unmatched.petition_id
    from unmatched
    inner join {{ ref('int_charges') }} as charges
        on unmatched.person_id = charges.person_id
        and unmatched.county_name = charges.county_name
    where list_has_all(string_split(charges.case_number_key, '+'), string_split(unmatched.case_number_key, '+'))

)

select
    unmatched.petition_id,
    unmatched.person_id,
    unmatched.person_bucket,
    case
        when not unmatched.is_person_known then 'person_unknown'
        when unmatched.county_name is null or unmatched.case_number_key is null then 'case_not_told'
        when unmatched.section_text is not null and unmatched.section is null then 'section_not_understood'
        when with_case.petition_id is null then 'no_such_case'
        else 'no_such_conviction'
    end as reason,
    unmatched.county_name,
    unmatched.case_number_key,
    unmatched.filed_on_earliest,
    unmatched.filed_on_latest,
    unmatched.filed_on_precision,
    unmatched.outcome,
    unmatched.source_rows
from unmatched
left join with_case on unmatched.petition_id = with_case.petition_id
