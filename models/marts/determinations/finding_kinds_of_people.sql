-- Not the rows of the law themselves: they would be twenty per finding, and are the same for all of a kind.
with findings as (

    select
        charge_id as unit_id,
        person_id,
        remedy_id,
        outcome,
        {{ finding_kind() }} as kind
    from {{ rule('findings') }}
    union all
    select
        arrest_id as unit_id,
        person_id,
        remedy_id,
        outcome,
        {{ finding_kind(presumed_facts='cast([] as varchar[])') }} as kind
    from {{ rule('arrest_findings') }}

),

own as (

    select
        own.person_id,
        own.law_table,
        own.row_key,
        findings.outcome = 'eligible' as is_eligible
    from {{ rule('deciding_law_rows_by_unit') }} as own
    inner join findings
        on own.unit_id = findings.unit_id
        and own.person_id = findings.person_id
        and own.remedy_id = findings.remedy_id
    anti join {{ rule('deciding_law_rows') }} as grounds
        on findings.kind = {{ finding_kind('grounds.') }}
        and own.law_table = grounds.law_table
        and own.row_key = grounds.row_key

),

kinds_of_people as (

    select
        person_id,
        list(kind order by kind) as kinds
    from findings
    group by person_id

),

own_of_people as (

    select
        person_id,
        list(
            struct_pack(law_table := law_table, row_key := row_key, is_eligible := is_eligible)
            order by law_table, row_key, is_eligible
        ) as own_law_rows
    from own
    group by person_id

)

select
    kinds_of_people.person_id,
    kinds_of_people.kinds,
    coalesce(own_of_people.own_law_rows, []) as own_law_rows
from kinds_of_people
left join own_of_people on kinds_of_people.person_id = own_of_people.person_id
