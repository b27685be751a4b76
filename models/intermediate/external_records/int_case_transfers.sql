with received as (

    select
        transfers.*,
        persons.person_id,
        persons.person_bucket as linked_bucket,
        persons.is_person_known,
        persons.has_conflicting_ids,
        deliveries.county_name as told_by,
        deliveries.data_as_of,
        md5(concat_ws(
            '|',
            'case transfer',
            persons.person_id,
            coalesce(transfers.from_county_name, ''),
            -- (Where the first court's number is not told, the case is known by the second court's.)
            coalesce(transfers.from_case_number_key, 'received as ' || transfers.to_case_number_key, ''),
            coalesce(transfers.to_county_name, ''),
            coalesce(cast(transfers.transfer_date_earliest as varchar), ''),
            transfers.transfer_date_precision
        )) as transfer_id
    from {{ staged('case_transfers') }} as transfers
    inner join {{ ref('int_external_person_ids') }} as persons on transfers.person_key = persons.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on transfers.delivery_id = deliveries.delivery_id

),

told as (

    select
        transfer_id,
        person_id,
        any_value(linked_bucket) as person_bucket,
        bool_or(is_person_known) as is_person_known,
        bool_and(has_conflicting_ids) as has_conflicting_ids,
        any_value(from_county_name) as from_county_name,
        any_value(from_county_type) as from_county_type,
        min(from_case_numbers) as from_case_numbers,
        any_value(from_case_number_key) as from_case_number_key,
        any_value(to_county_name) as to_county_name,
        any_value(to_county_type) as to_county_type,
        min(to_case_numbers) as to_case_numbers,
        min(to_case_number_key) as to_case_number_key,
        count(distinct to_case_number_key) > 1 as has_several_numbers,
        any_value(transfer_date_earliest) as transferred_on_earliest,
        any_value(transfer_date_latest) as transferred_on_latest,
        any_value(transfer_date_precision) as transferred_on_precision,
        list_sort(list_distinct(list(told_by))) as told_by_county_names,
        max(data_as_of) as data_as_of,
        list_sort(list(delivery_id || ':' || source_line)) as source_rows
    from received
    group by transfer_id, person_id

),

judged as (

    select
        *,
        case
            when not is_person_known then 'person_unknown'
            when has_conflicting_ids then 'ids_name_two_people'
            when from_county_name is null or to_county_name is null then 'court_not_told'
            when from_county_type = 'unknown' or to_county_type = 'unknown' then 'court_unknown'
            when from_county_name = to_county_name then 'same_court'
            when from_case_number_key is null and to_case_number_key is null then 'case_not_told'
            when transferred_on_precision = 'after_data_cut' then 'date_after_cut'
            else 'stands'
        end as standing
    from told

),

-- Two transfers of one case that nothing puts one after the other: out of it to two courts, into it from two, or to one
-- court under two numbers. A day that is not known may be any day.
beside_each_other as (

    select
        one.transfer_id,
        bool_or(one.to_county_name <> other.to_county_name or one.from_county_name <> other.from_county_name)
            as is_contradictory,
        bool_or(one.to_county_name = other.to_county_name and one.to_case_number_key <> other.to_case_number_key)
            as has_several_numbers
    from judged as one
    inner join judged as other
        on one.person_id = other.person_id
        and one.transfer_id <> other.transfer_id
        and (
            (
                one.from_county_name = other.from_county_name
                and list_has_any(
                    string_split(one.from_case_number_key, '+'), string_split(other.from_case_number_key, '+')
                )
            )
            or (
                one.to_county_name = other.to_county_name
                and list_has_any(
                    string_split(one.to_case_number_key, '+'), string_split(other.to_case_number_key, '+')
                )
            )
        )
        and coalesce(
            one.transferred_on_earliest <= other.transferred_on_latest
            and one.transferred_on_latest >= other.transferred_on_earliest,
            true
        )
    where one.standing = 'stands' and other.standing = 'stands'
    group by one.transfer_id

),

compared as (

    select
        judged.* replace (
            case when beside.is_contradictory then 'contradictory' else judged.standing end as standing,
            judged.has_several_numbers or (
                coalesce(beside.has_several_numbers, false) and judged.from_case_number_key is not null
            ) as has_several_numbers
        )
    from judged
    left join beside_each_other as beside on judged.transfer_id = beside.transfer_id

)

select
    transfer_id,
    person_id,
    cast(person_bucket as integer) as person_bucket,
    is_person_known,
    standing,
    from_county_name,
    from_case_numbers,
    from_case_number_key,
    to_county_name,
    case when not has_several_numbers then to_case_numbers end as to_case_numbers,
    case when not has_several_numbers then to_case_number_key end as to_case_number_key,
    has_several_numbers,
    transferred_on_earliest,
    transferred_on_latest,
    transferred_on_precision,
    told_by_county_names,
    data_as_of,
    source_rows
from compared
