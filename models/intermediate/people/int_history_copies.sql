with held as (

    select distinct
        links.history_number,
        cast(links.person_bucket as integer) as person_bucket,
        people.delivery_id,
        deliveries.county_name,
        deliveries.data_as_of
    from {{ staged('people') }} as people
    inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on people.delivery_id = deliveries.delivery_id
    {% if var('staging') == 'standard' %}where false{% endif %}

)

select
    held.history_number,
    held.person_bucket,
    held.delivery_id,
    held.county_name,
    held.data_as_of,
    held.data_as_of = max(held.data_as_of) over (partition by held.history_number) as is_of_newest_cut
from held
qualify count(*) over (partition by held.history_number) > 1
