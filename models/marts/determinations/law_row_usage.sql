{{ config(tags=['central']) }}
-- People whose findings are of the same kinds are counted at once: they are few groups.
with groups as (

    select
        row_number() over () as group_number,
        kinds,
        own_law_rows,
        count(*) as people
    from {{ ref('finding_kinds_of_people') }}
    group by kinds, own_law_rows

),

decided as (

    select
        of_kinds.group_number,
        of_kinds.people,
        grounds.law_table,
        grounds.row_key,
        grounds.outcome = 'eligible' as is_eligible
    from (
        select
            group_number,
            people,
            unnest(kinds) as kind
        from groups
    ) as of_kinds
    inner join {{ rule('deciding_law_rows') }} as grounds on of_kinds.kind = {{ finding_kind('grounds.') }}
    union all
    select
        group_number,
        people,
        own['law_table'] as law_table,
        own['row_key'] as row_key,
        own['is_eligible'] as is_eligible
    from (
        select
            group_number,
            people,
            unnest(own_law_rows) as own
        from groups
    ) as of_units

),

of_groups as (

    select
        law_table,
        row_key,
        people,
        people * count(*) as determinations,
        people * count(*) filter (where is_eligible) as eligible
    from decided
    group by group_number, people, law_table, row_key

),

counted as (

    select
        law_table,
        row_key,
        sum(determinations) as determinations,
        sum(eligible) as eligible,
        sum(people) as people
    from of_groups
    group by law_table, row_key

)

select
    law_rows.law_table,
    law_rows.row_key,
    law_rows.citation,
    law_rows.verified,
    law_rows.doubt = 0 as is_read,
    cast(coalesce(counted.determinations, 0) as bigint) as determinations,
    cast(coalesce(counted.eligible, 0) as bigint) as eligible,
    cast(coalesce(counted.people, 0) as bigint) as people
from {{ rule('law_rows') }} as law_rows
left join counted on law_rows.law_table = counted.law_table and law_rows.row_key = counted.row_key
