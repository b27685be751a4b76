with persons as (

    {{ persons_that_a_record_may_be_of() }}

),

records as (

    select
        records.*,
        persons.person_id,
        persons.person_bucket as linked_bucket,
        persons.is_person_known,
        persons.has_conflicting_ids,
        deliveries.data_as_of,
        md5(concat_ws(
            '|',
            'registration',
            persons.person_id,
            coalesce(records.kind_code, ''),
            coalesce(records.status_code, '')
        )) as registration_id
    from {{ staged('registrations') }} as records
    inner join persons on records.person_key = persons.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on records.delivery_id = deliveries.delivery_id

)

select
    registration_id,
    person_id,
    cast(any_value(linked_bucket) as integer) as person_bucket,
    bool_and(is_person_known) as is_person_known,
    bool_or(has_conflicting_ids) as has_conflicting_ids,
    any_value(kind) as kind,
    any_value(kind_code) as kind_code,
    any_value(status) as status,
    any_value(status_code) as status_code,
    max(data_as_of) as data_as_of,
    min(delivery_id) as delivery_id,
    list_sort(list(delivery_id || ':' || source_line)) as source_rows
from records
group by registration_id, person_id
