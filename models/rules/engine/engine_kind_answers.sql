{{ config(tags=['distinct']) }}
-- No statute: whether each distinct kind of charge or arrest is what each alternative of a selector asks for; days,
-- facts, exceptions and earlier reliefs are left out. One row per kind, supposed level, and alternative, where the
-- answer is not no: judged once, however many charges are of the kind. A level that is not on record is supposed too
-- (variant 1 and on).
with kinds as (
    select units.*
    from {{ ref('engine_units') }} as units
    inner join (
        select min(unit_number) as unit_number
        from {{ ref('engine_units') }}
        group by kind_key
    ) as first_of_kind on units.unit_number = first_of_kind.unit_number
),

lists_of_kinds as (select * from {{ ref('engine_unit_lists') }}),

{{ engine_judged_kinds() }}

select * from judged_kinds
