{#- Ids on the rejected lines of these deliveries: runs of digits, without the zeros before them. -#}
{% macro digits_of_rejects(deliveries) -%}
    select
        rejects.delivery_id,
        rejects.source_line,
        unnest(regexp_extract_all(rejects.raw_text, '[0-9]{8,}')) as digits
    from {{ source('restricted', 'rejects') }} as rejects
    where rejects.delivery_id in (select {{ deliveries }}.delivery_id from {{ deliveries }})
{%- endmacro %}

{#- The state's and the issuer's ids of these histories, one a row. -#}
{% macro ids_of_histories(histories) -%}
    select distinct
        links.history_number,
        unnest([people.state_id, people.issuer_person_id]) as id
    from {{ staged('people') }} as people
    inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key
    where links.history_number in (select {{ histories }}.history_number from {{ histories }})
{%- endmacro %}
