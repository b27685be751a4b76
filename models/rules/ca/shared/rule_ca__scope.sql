{{ config(tags=['central']) }}
-- Health and Safety Code 11361.8(a), Penal Code 1203.425(a): for each of the two laws every conviction on record
-- counted once, in scope by how it came there, or out of scope by why; and for the first every charge of its sections
-- that is no conviction on record. The counts of a law add up to these; the gate after the rules looks.
{% set section_of_row = (
    "select concat_ws(' ', code_book, section) from " ~ law('prop64_matrix') ~ " where matrix_row = '{}'"
) %}
with marijuana_sections as (

    select section from {{ law('prop64_matrix') }}
    where matrix_row = 'P64-POST'

),

convictions as (

    select
        convictions.charge_id,
        convictions.parse_status,
        convictions.county_type,
        concat_ws(' ', convictions.code_book, convictions.section) as code_and_section,
        charges.comment_code_book,
        charges.comment_section,
        counts.scope,
        concat_ws(' ', convictions.code_book, convictions.section) in (
            select concat_ws(' ', matrix.code_book, matrix.section)
            from {{ law('prop64_matrix') }} as matrix
            where matrix.code_book = 'HS' or matrix.matrix_row = 'P64-4573'
        ) as is_of_the_matrix,
        violations.charge_id is not null as is_a_violation
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_charges') }} as charges on convictions.charge_id = charges.charge_id
    left join {{ ref('rule_ca__prop64_counts') }} as counts on convictions.charge_id = counts.charge_id
    left join {{ ref('rule_ca__violation_charges') }} as violations on convictions.charge_id = violations.charge_id

),

reasoned as (

    select
        'prop64_statutory' as remedy_id,
        true as is_conviction,
        scope is not null as is_in_scope,
        case
            when scope is not null then scope
            when parse_status <> 'parsed' then 'section_not_understood'
            when is_of_the_matrix and county_type = 'elsewhere' then 'marijuana_of_another_state'
            when comment_code_book = 'HS' and comment_section in (select section from marijuana_sections)
                then 'marijuana_in_comment_only'
            when code_and_section in (
                    ({{ section_of_row.format('P64-182') }}),
                    ({{ section_of_row.format('P64-32') }})
                ) then 'conspiracy_or_accessory_without_marijuana'
            else 'other_section'
        end as scope_reason
    from convictions
    union all
    select
        'conviction_relief' as remedy_id,
        true as is_conviction,
        county_type <> 'elsewhere' and not is_a_violation as is_in_scope,
        case
            when county_type = 'elsewhere' then 'court_of_another_state'
            when is_a_violation then 'violation_of_supervision'
            when county_type = 'in_state' then 'conviction_of_this_state'
            else 'conviction_of_an_unknown_court'
        end as scope_reason
    from convictions
    union all
    select
        'prop64_statutory' as remedy_id,
        false as is_conviction,
        is_in_scope,
        scope_reason
    from {{ ref('rule_ca__prop64_charges') }}

)

select
    remedy_id,
    is_in_scope,
    scope_reason,
    count(*) filter (where is_conviction) as conviction_count,
    count(*) filter (where not is_conviction) as charge_count
from reasoned
group by remedy_id, is_in_scope, scope_reason
