{{ config(tags=['central', 'metrics', 'scenario']) }}
-- People whose records are alike, in what was determined of them too, lose the same to relief: it is worked out once
-- for each kind of record (metric_record_kinds). What is alike is compared by lists of small numbers.
{% set answers = ['with_felony', 'with_conviction', 'with_recent', 'with_record', 'is_convicted_arrest'] %}
with reliefs as (

    select
        unit_id,
        remedy_id,
        'line' as outcome,
        coalesce(relief, '') as relief,
        is_given
    from {{ ref('metric_lines') }}
    where unit_id is not null and (is_given or is_filed)
    union all
    select
        unit_id,
        remedy_id,
        outcome,
        coalesce(relief, '') as relief,
        false as is_given
    from {{ ref('metric_subjects') }}
    where outcome in ('eligible', 'review', 'undeterminable')

),

kinds_of_relief as (

    select
        *,
        row_number() over (order by remedy_id, outcome, relief, is_given) as kind
    from (
        select distinct
            remedy_id,
            outcome,
            relief,
            is_given
        from reliefs
    ) as every_kind

),

reliefs_of_units as (

    select
        reliefs.unit_id,
        list_sort(list(distinct kinds.kind)) as reliefs
    from reliefs
    inner join kinds_of_relief as kinds
        on reliefs.remedy_id = kinds.remedy_id
        and reliefs.outcome = kinds.outcome
        and reliefs.relief = kinds.relief
        and reliefs.is_given = kinds.is_given
    group by reliefs.unit_id

),

entries as (

    select
        entries.person_id,
        {% for answer in answers %}
            entries.{{ answer }},
        {% endfor %}
        coalesce(reliefs_of_units.reliefs, []) as reliefs
    from {{ ref('metric_entries') }} as entries
    left join reliefs_of_units on entries.unit_id = reliefs_of_units.unit_id

),

kinds_of_entry as (

    select
        *,
        row_number() over (order by {{ answers | join(', ') }}, reliefs) as kind
    from (
        select distinct
            {{ answers | join(', ') }},
            reliefs
        from entries
    ) as every_kind

),

-- People with an unreadable line, a disposition that is not understood or conflicting ids may have one more left.
in_doubt as (

    {{ people_with_perhaps_one_more() }}

),

people as (

    select
        entries.person_id,
        list_sort(list(distinct kinds.kind)) as entries
    from entries
    inner join kinds_of_entry as kinds
        on entries.reliefs = kinds.reliefs
        {% for answer in answers %}
            and entries.{{ answer }} is not distinct from kinds.{{ answer }}
        {% endfor %}
    group by entries.person_id

),

records as (

    select
        people.person_id,
        people.entries,
        in_doubt.person_id is not null as may_have_one_more,
        coalesce(in_doubt.may_be_felony, false) as may_be_felony
    from people
    left join in_doubt on people.person_id = in_doubt.person_id

),

kinds_of_record as (

    select
        *,
        row_number() over (order by first_person_id) as record_kind
    from (
        select
            entries,
            may_have_one_more,
            may_be_felony,
            min(person_id) as first_person_id
        from records
        group by entries, may_have_one_more, may_be_felony
    ) as every_kind

)

select
    records.person_id,
    cast(kinds.record_kind as integer) as record_kind,
    records.person_id = kinds.first_person_id as is_first,
    records.may_have_one_more,
    records.may_be_felony
from records
inner join kinds_of_record as kinds
    on records.entries = kinds.entries
    and records.may_have_one_more = kinds.may_have_one_more
    and records.may_be_felony = kinds.may_be_felony
