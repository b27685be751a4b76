with copies as (

    select
        history_number,
        delivery_id,
        county_name,
        is_of_newest_cut
    from {{ ref('int_history_copies') }} as copies

),

newest_copies as (

    select
        history_number,
        delivery_id,
        county_name
    from copies
    where is_of_newest_cut

),

told as (

    select
        tellings.event_id,
        tellings.person_id,
        tellings.person_bucket,
        tellings.history_number,
        copies.county_name,
        copies.is_of_newest_cut
    from {{ ref('int_event_sources') }} as tellings
    inner join copies
        on tellings.history_number = copies.history_number and tellings.delivery_id = copies.delivery_id

),

told_in_newest as (

    select
        event_id,
        history_number,
        county_name
    from told
    where is_of_newest_cut

),

events_told as (

    select
        event_id,
        history_number,
        any_value(person_id) as person_id,
        any_value(person_bucket) as person_bucket
    from told
    group by event_id, history_number

),

lacking as (

    select
        events_told.event_id,
        events_told.person_id,
        events_told.person_bucket,
        events_told.history_number,
        newest_copies.delivery_id
    from events_told
    inner join newest_copies on events_told.history_number = newest_copies.history_number
    anti join told_in_newest
        on events_told.event_id = told_in_newest.event_id
        and events_told.history_number = told_in_newest.history_number
        and newest_copies.county_name = told_in_newest.county_name

),

rejected_digits as (

    {{ digits_of_rejects('lacking') }}

),

ids_of_histories as (

    {{ ids_of_histories('lacking') }}

),

rejected as (

    select distinct
        ids_of_histories.history_number,
        rejected_digits.delivery_id
    from ids_of_histories
    inner join rejected_digits on ltrim(ids_of_histories.id, '0') = ltrim(rejected_digits.digits, '0')

)

select
    lacking.event_id,
    lacking.person_id,
    lacking.person_bucket,
    lacking.delivery_id,
    bool_and(rejected.delivery_id is not null) as is_line_rejected
from lacking
left join rejected
    on lacking.history_number = rejected.history_number
    and lacking.delivery_id = rejected.delivery_id
group by lacking.event_id, lacking.person_id, lacking.person_bucket, lacking.delivery_id
