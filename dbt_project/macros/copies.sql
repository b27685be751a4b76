{#- Ids on the rejected lines of these deliveries: runs of digits, without the zeros before them. -#}
{% macro digits_of_rejects(deliveries) -%}
    select
        rejects.delivery_id,
        rejects.source_line,
        unnest(regexp_extract_all(rejects.raw_text, '[0-9]{8,}')) as digits
    from {{ source('restricted', 'rejects') }} as rejects
    where rejects.delivery_id in (select {{ deliveries }}.delivery_id from {{ deliveries }})
{%- endmacro %}

{#- Rejected lines of these deliveries that held something: neither blank nor the header again. -#}
{% macro rejects_with_content(deliveries) -%}
    select
        rejects.delivery_id,
        rejects.source_line,
        rejects.raw_text
    from {{ source('restricted', 'rejects') }} as rejects
    where rejects.delivery_id in (select {{ deliveries }}.delivery_id from {{ deliveries }})
        and rejects.reason not in ('blank', 'repeated_header')
{%- endmacro %}

{#-
Fields of the rejected lines of these deliveries, as the standard layout writes texts; none in a layout of a state's own.
Of a broken line nobody knows which column a field is of, nor which delimiter is one: field_number is its place in the
line, from 1.
-#}
{% macro fields_of_rejects(deliveries) -%}
    select
        delivery_id,
        source_line,
        field_number,
        upper(trim(regexp_replace(written, '\s+', ' ', 'g'))) as field,
        {{ name_key('written') }} as field_key
    from (
        select
            delivery_id,
            source_line,
            unnest(written) as written,
            unnest(range(1, len(written) + 1)) as field_number
        from (
            select
                delivery_id,
                source_line,
                regexp_split_to_array(replace(raw_text, '"', ''), '[,;|\t]') as written
            from ({{ rejects_with_content(deliveries) }}) as rejects
            where '{{ var("staging") }}' = 'standard'
        ) as lines
    ) as fields
    where {{ name_key('written') }} <> ''
{%- endmacro %}

{#- The places that fields of the standard layout name. -#}
{% macro places_of_fields() -%}
    {%- if var('staging') == 'standard' -%}
    select recorded_county_name as place from {{ vocabulary('counties') }}
    {%- else -%}
    select '' as place
    {%- endif -%}
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
