{#- Whom a record from elsewhere may be of: the person of its ids, and of ids that name two, the other one too. -#}
{% macro persons_that_a_record_may_be_of() -%}
select
        person_key,
        person_id,
        person_bucket,
        is_person_known,
        has_conflicting_ids
    from {{ ref('int_external_person_ids') }}
    union all
    select
        person_key,
        other_person.person_id,
        other_person.person_bucket,
        true as is_person_known,
        true as has_conflicting_ids
    from (
        select
            person_key,
            unnest(other_persons) as other_person
        from {{ ref('int_external_person_ids') }}
    ) as others
{%- endmacro %}
