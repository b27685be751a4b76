with arrest_rows as (

    select
        arrests.*,
        links.person_id,
        links.recorded_person_id,
        links.person_bucket as linked_bucket,
        {{ arrest_number('arrests', 'links.person_id') }} as arrest_number
    from {{ staged('arrests') }} as arrests
    inner join {{ ref('int_person_links') }} as links on arrests.person_key = links.person_key

)

select
    {{ content_hex('arrest_number') }} as arrest_id,
    arrest_number,
    person_id,
    min(recorded_person_id) as recorded_person_id,
    cast(any_value(linked_bucket) as integer) as person_bucket,
    any_value(arrest_date_earliest) as arrest_date_earliest,
    any_value(arrest_date_latest) as arrest_date_latest,
    any_value(arrest_date_precision) as arrest_date_precision,
    any_value(county_name) as county_name,
    any_value(county_type) as county_type,
    min(agency_code) as agency_code,
    min(agency_name) as agency_name,
    bool_or(is_juvenile) as is_juvenile,
    list_sort(list(delivery_id || ':' || source_line)) as source_rows
from arrest_rows
group by arrest_number, person_id
