{{ config(tags=['central']) }}
-- Whoever a line is of that names nobody, nothing is held up: so it is counted, and by place where it names one.
with in_force as (

    select
        delivery_id,
        county_name
    from {{ source('intake', 'deliveries') }}

){% if var('staging') == 'standard' %},

places as (

    select
        fields.delivery_id,
        fields.source_line,
        min(fields.field) as county_name
    from ({{ standard_fields_of_rejects('in_force') }}) as fields
    inner join {{ vocabulary('counties') }} as counties on fields.field = counties.recorded_county_name
    group by fields.delivery_id, fields.source_line
    having count(distinct counties.county_name) = 1

){% endif %}

select
    rejects.delivery_id,
    rejects.source_line,
    {% if var('staging') == 'standard' %}
        coalesce(places.county_name, 'UNKNOWN') as county_name
    {% else %}
        in_force.county_name
    {% endif %}
from {{ source('restricted', 'rejects') }} as rejects
inner join in_force on rejects.delivery_id = in_force.delivery_id
{% if var('staging') == 'standard' %}
    left join places on rejects.delivery_id = places.delivery_id and rejects.source_line = places.source_line
{% endif %}
anti join {{ ref('int_rejected_lines') }} as named
    on rejects.delivery_id = named.delivery_id and rejects.source_line = named.source_line
where rejects.reason not in ('blank', 'repeated_header')
