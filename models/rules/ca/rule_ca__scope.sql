-- Health and Safety Code 11361.8(a): every conviction on record counted once, in scope by how it came there, or out of
-- scope by why. The counts add up to the convictions on record; the gate after the rules looks.
{% set section_of_row = (
    "select concat_ws(' ', code_book, section) from " ~ ref('ca_prop64_matrix') ~ " where matrix_row = '{}'"
) %}
with marijuana_sections as (

    select section from {{ ref('ca_prop64_matrix') }}
    where matrix_row = 'P64-POST'

),

convictions as (

    select
        convictions.charge_id,
        convictions.parse_status,
        concat_ws(' ', convictions.code_book, convictions.section) as code_and_section,
        charges.comment_code_book,
        charges.comment_section,
        counts.scope
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_charges') }} as charges on convictions.charge_id = charges.charge_id
    left join {{ ref('rule_ca__prop64_counts') }} as counts on convictions.charge_id = counts.charge_id

),

reasoned as (

    select
        scope is not null as is_in_scope,
        case
            when scope is not null then scope
            when parse_status <> 'parsed' then 'section_not_understood'
            when comment_code_book = 'HS' and comment_section in (select section from marijuana_sections)
                then 'marijuana_in_comment_only'
            when code_and_section in (
                    ({{ section_of_row.format('P64-182') }}),
                    ({{ section_of_row.format('P64-32') }})
                ) then 'conspiracy_or_accessory_without_marijuana'
            else 'other_section'
        end as scope_reason
    from convictions

)

select
    is_in_scope,
    scope_reason,
    count(*) as conviction_count
from reasoned
group by is_in_scope, scope_reason
