{{ config(tags=['central']) }}
-- Whoever a line is of that names nobody, nothing is held up: so it is counted, and by place where it names one.
with in_force as (

    select
        delivery_id,
        county_name
    from {{ source('intake', 'deliveries') }}

),

rejects as (

    {{ rejects_with_content('in_force') }}

),

fields as (

    {{ fields_of_rejects('in_force') }}

),

places as (

    {{ places_of_fields() }}

),

named_places as (

    select
        fields.delivery_id,
        fields.source_line,
        case when count(distinct places.place) = 1 then min(places.place) end as place
    from fields
    inner join places on fields.field = places.place
    group by fields.delivery_id, fields.source_line

)

select
    rejects.delivery_id,
    rejects.source_line,
    case
        when '{{ var("staging") }}' = 'standard' then coalesce(named_places.place, 'UNKNOWN')
        else in_force.county_name
    end as county_name
from rejects
inner join in_force on rejects.delivery_id = in_force.delivery_id
left join named_places
    on rejects.delivery_id = named_places.delivery_id and rejects.source_line = named_places.source_line
anti join {{ ref('int_rejected_lines') }} as attributed
    on rejects.delivery_id = attributed.delivery_id and rejects.source_line = attributed.source_line
