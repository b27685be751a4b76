{{ config(materialized='table', enabled=is_rule_shared('deciding_law_rows_by_unit', by_packs=true)) }}
-- No statute: the rows of the law that decide the finding of one charge or arrest and not of all of its kind, and how
-- sure each is: lines of lists and facts that people established, of it and of the units that its elements rest on;
-- lines of lists for which a unit beside it does not count; and what the facts of the state read.
with lists as (

    select
        unit_id,
        offense_list,
        row_key
    from {{ rule('offense_lists') }}

),

lists_beside as (

    select
        units.person_id,
        units.case_id,
        units.arrest_id,
        lists.row_key,
        looked_up.looks_at,
        looked_up.law_key
    from (
        select distinct
            looks_at,
            law_key
        from {{ law('finding_law') }}
        where looks_at in ('same_arrest', 'same_case', 'person')
    ) as looked_up
    inner join lists on looked_up.law_key = lists.offense_list
    inner join {{ rule('units') }} as units on lists.unit_id = units.unit_id

),

-- What is there of each unit, by how law table finding_law looks at it.
given as (

    select
        unit_id,
        'unit' as looks_at,
        'offense_lists' as law_table,
        offense_list as law_key,
        row_key
    from lists
    union all
    select
        units.unit_id,
        beside.looks_at,
        'offense_lists' as law_table,
        beside.law_key,
        beside.row_key
    from {{ rule('units') }} as units
    inner join lists_beside as beside
        on units.person_id = beside.person_id
        and case beside.looks_at
            when 'same_arrest' then beside.arrest_id in (units.unit_id, units.arrest_id)
            when 'same_case' then units.case_id = beside.case_id
            else true
        end
    union all
    select
        subject as unit_id,
        unnest(['unit', 'facts']) as looks_at,
        'facts' as law_table,
        fact as law_key,
        fact as row_key
    from {{ rule('established') }}
    union all
    select
        units.unit_id,
        'facts' as looks_at,
        'facts' as law_table,
        established.fact as law_key,
        established.fact as row_key
    from {{ rule('established') }} as established
    inner join {{ rule('units') }} as units on established.subject = units.person_id
    union all
    select
        unit_id,
        'facts' as looks_at,
        law_table,
        law_key,
        row_key
    from {{ rule('law_reads') }}

),

-- The findings that look at anything, with their unit and the units that one of their elements rests on.
findings as (

    select findings.*
    from {{ rule('decisions') }} as findings
    semi join {{ law('finding_law') }} as finding_law
        on findings.path = finding_law.path
        and {{ is_decided_by('findings', 'finding_law') }}
        and finding_law.looks_at is not null

),

looked_at as (

    select
        *,
        unit_id as looked_at_id,
        cast(null as varchar) as element
    from findings
    union all
    select
        *,
        unnest(rests_on)['unit_id'] as looked_at_id,
        unnest(rests_on)['element'] as element
    from findings

),

named as (

    select distinct
        looked_at.unit_id,
        looked_at.unit,
        looked_at.person_id,
        looked_at.person_bucket,
        looked_at.remedy_id,
        given.law_table,
        given.row_key
    from looked_at
    inner join given on looked_at.looked_at_id = given.unit_id
    -- (Few rows, so that they are left out first.)
    inner join (
        select *
        from {{ law('finding_law') }}
        where looks_at is not null
    ) as finding_law
        on looked_at.path = finding_law.path
        and {{ is_decided_by('looked_at', 'finding_law') }}
        and given.law_table = finding_law.law_table
        and given.law_key = finding_law.law_key
        and given.looks_at = finding_law.looks_at
    where looked_at.element is null or (looked_at.element = finding_law.element and finding_law.looks_at = 'unit')

)

select
    named.*,
    law_rows.doubt
from named
left join {{ rule('law_rows') }} as law_rows
    on named.law_table = law_rows.law_table and named.row_key = law_rows.row_key
