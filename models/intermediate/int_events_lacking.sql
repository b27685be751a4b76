{{ config(materialized='people_in_pieces') }}
-- Events that an equally new copy of the person's history lacks: one row per event and delivery that lacks it. As
-- int_copies_lacking says it of charges, but by counties (two files of one county can be parts), and a rejected line
-- with an id of the person is reason enough to think that it stood there.
with newest_copies as (

    {{ newest_copies() }}

),

told_in_newest as (

    select
        tellings.event_id,
        tellings.person_id,
        tellings.person_bucket,
        tellings.history_number,
        newest_copies.county_name,
        newest_copies.county_count
    from {{ ref('int_event_tellings') }} as tellings
    inner join newest_copies
        on tellings.history_number = newest_copies.history_number and tellings.delivery_id = newest_copies.delivery_id
    where {{ in_piece('tellings.person_bucket') }} and newest_copies.county_count > 1

),

told_by_some as (

    select
        event_id,
        history_number,
        any_value(person_id) as person_id,
        any_value(person_bucket) as person_bucket
    from told_in_newest
    group by event_id, history_number
    having count(distinct county_name) < any_value(county_count)

),

lacking as (

    select
        told_by_some.event_id,
        told_by_some.person_id,
        told_by_some.person_bucket,
        told_by_some.history_number,
        newest_copies.delivery_id
    from told_by_some
    inner join newest_copies on told_by_some.history_number = newest_copies.history_number
    anti join told_in_newest
        on told_by_some.event_id = told_in_newest.event_id
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
