{{ config(tags=['central']) }}
with findings as (

    select
        charge_id as subject_id,
        person_id,
        remedy_id,
        path,
        outcome,
        reason_code,
        deciding_element,
        presumed_facts
    from {{ rule('findings') }}
    union all
    select
        arrest_id as subject_id,
        person_id,
        remedy_id,
        path,
        outcome,
        reason_code,
        deciding_element,
        cast([] as varchar[]) as presumed_facts
    from {{ rule('arrest_findings') }}

),

-- What is decided by kind is counted by kind, of people by the kinds that they have.
kinds as (

    select
        *,
        row_number() over (
            order by remedy_id, path, outcome, reason_code, deciding_element, presumed_facts
        ) as kind
    from (
        select distinct
            remedy_id,
            path,
            outcome,
            reason_code,
            deciding_element,
            presumed_facts
        from findings
    ) as every_kind

),

rows_of_kinds as (

    select
        kinds.kind,
        kinds.outcome,
        grounds.law_table,
        grounds.row_key
    from kinds
    inner join {{ rule('deciding_law_rows') }} as grounds on {{ is_of_the_kind('kinds', 'grounds') }}

),

numbered as (

    select
        findings.subject_id,
        findings.person_id,
        findings.remedy_id,
        kinds.kind,
        kinds.outcome
    from findings
    inner join kinds on {{ is_of_the_kind('findings', 'kinds') }}

),

of_one_subject as (

    select distinct
        numbered.subject_id,
        numbered.person_id,
        numbered.remedy_id,
        numbered.outcome,
        own.law_table,
        own.row_key
    from (
        select
            charge_id as subject_id,
            person_id,
            remedy_id,
            law_table,
            row_key
        from {{ rule('deciding_law_rows_by_charge') }}
        union all
        select
            arrest_id as subject_id,
            person_id,
            remedy_id,
            law_table,
            row_key
        from {{ rule('deciding_law_rows_by_arrest') }}
    ) as own
    inner join numbered
        on own.subject_id = numbered.subject_id
        and own.person_id = numbered.person_id
        and own.remedy_id = numbered.remedy_id
    anti join rows_of_kinds
        on numbered.kind = rows_of_kinds.kind
        and own.law_table = rows_of_kinds.law_table
        and own.row_key = rows_of_kinds.row_key

),

people as (

    select
        person_id,
        list_sort(list(distinct kind)) as kinds
    from numbered
    group by person_id

),

people_alike as (

    select
        kinds,
        count(*) as people,
        row_number() over (order by kinds) as kind_of_people
    from people
    group by kinds

),

rows_of_people_alike as (

    select distinct
        people_alike.kind_of_people,
        people_alike.people,
        rows_of_kinds.law_table,
        rows_of_kinds.row_key
    from people_alike
    cross join unnest(people_alike.kinds) as each (kind)
    inner join rows_of_kinds on each.kind = rows_of_kinds.kind

),

-- (Of people whom the row decides nothing for by kind.)
people_of_one_subject as (

    select distinct
        own.person_id,
        own.law_table,
        own.row_key
    from of_one_subject as own
    inner join people on own.person_id = people.person_id
    inner join people_alike on people.kinds = people_alike.kinds
    anti join rows_of_people_alike as known
        on people_alike.kind_of_people = known.kind_of_people
        and own.law_table = known.law_table
        and own.row_key = known.row_key

),

counts_by_kind as (

    select
        kind,
        count(*) as determinations
    from numbered
    group by kind

),

counted as (

    select
        law_table,
        row_key,
        cast(sum(determinations) as bigint) as determinations,
        cast(coalesce(sum(determinations) filter (where outcome = 'eligible'), 0) as bigint) as eligible,
        cast(sum(people) as bigint) as people
    from (
        select
            rows_of_kinds.law_table,
            rows_of_kinds.row_key,
            rows_of_kinds.outcome,
            counts_by_kind.determinations,
            0 as people
        from counts_by_kind
        inner join rows_of_kinds on counts_by_kind.kind = rows_of_kinds.kind
        union all
        select
            law_table,
            row_key,
            outcome,
            1 as determinations,
            0 as people
        from of_one_subject
        union all
        select
            law_table,
            row_key,
            null as outcome,
            0 as determinations,
            people
        from rows_of_people_alike
        union all
        select
            law_table,
            row_key,
            null as outcome,
            0 as determinations,
            1 as people
        from people_of_one_subject
    ) as parts
    group by law_table, row_key

)

select
    law_rows.law_table,
    law_rows.row_key,
    law_rows.citation,
    law_rows.verified,
    law_rows.doubt = 0 as is_read,
    coalesce(counted.determinations, 0) as determinations,
    coalesce(counted.eligible, 0) as eligible,
    coalesce(counted.people, 0) as people
from {{ ref('engine_law_rows') }} as law_rows
left join counted on law_rows.law_table = counted.law_table and law_rows.row_key = counted.row_key
