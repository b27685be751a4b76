with told as (

    select
        counts.history_number,
        counts.person_number,
        counts.person_bucket,
        counts.charge_number,
        counts.delivery_id,
        counts.speaking_row_number
    from {{ ref('int_delivered_charges') }} as counts

),

-- The copies of each history that are of its newest cut, where there are several.
newest_copies as (

    select
        history_number,
        delivery_id,
        county_name,
        count(*) over (partition by history_number) as delivery_count,
        dense_rank() over (partition by history_number order by county_name)
        + dense_rank() over (partition by history_number order by county_name desc) - 1 as county_count
    from {{ ref('int_history_copies') }} as copies
    where is_of_newest_cut
    qualify count(*) over (partition by history_number) > 1

),

told_by_some as (

    select
        told.history_number,
        told.charge_number
    from told
    inner join newest_copies
        on told.history_number = newest_copies.history_number and told.delivery_id = newest_copies.delivery_id
    group by told.history_number, told.charge_number
    having count(distinct told.delivery_id) < any_value(newest_copies.delivery_count)

),

-- Contents of the newest copies, for people whose copies differ.
told_of_them as (

    select
        told.*,
        newest_copies.county_name
    from told
    inner join newest_copies
        on told.history_number = newest_copies.history_number and told.delivery_id = newest_copies.delivery_id
    where told.history_number in (select told_by_some.history_number from told_by_some)

),

lacking as (

    select
        told_by_some.charge_number,
        newest_copies.history_number,
        newest_copies.delivery_id,
        newest_copies.county_name
    from told_by_some
    inner join newest_copies on told_by_some.history_number = newest_copies.history_number
    anti join told_of_them
        on told_by_some.charge_number = told_of_them.charge_number
        and newest_copies.delivery_id = told_of_them.delivery_id

),

-- Two files of one county and cut that share a charge of a person are two copies; that share none, parts of one.
copies_of_one_county as (

    select distinct
        mine.history_number,
        mine.delivery_id,
        other.delivery_id as other_delivery_id
    from told_of_them as mine
    inner join told_of_them as other
        on mine.history_number = other.history_number
        and mine.charge_number = other.charge_number
        and mine.county_name = other.county_name
        and mine.delivery_id <> other.delivery_id

),

told_in_another_part as (

    select distinct
        lacking.charge_number,
        lacking.delivery_id
    from lacking
    inner join told_of_them
        on lacking.charge_number = told_of_them.charge_number
        and lacking.county_name = told_of_them.county_name
    anti join copies_of_one_county
        on lacking.history_number = copies_of_one_county.history_number
        and lacking.delivery_id = copies_of_one_county.delivery_id
        and told_of_them.delivery_id = copies_of_one_county.other_delivery_id

),

-- What stands on the rejected lines of the deliveries that lack something: ids and days are runs of digits.
rejected_digits as (

    {{ digits_of_rejects('lacking') }}

),

ids_of_histories as (

    {{ ids_of_histories('lacking') }}

),

days as (

    select distinct
        told_of_them.charge_number,
        strftime(
            coalesce(charges.event_date_earliest, charges.disposition_date_earliest, charges.arrest_date_earliest),
            '%Y%m%d'
        ) as day
    from {{ staged('charges') }} as charges
    inner join {{ source('intake', 'deliveries') }} as deliveries on charges.delivery_id = deliveries.delivery_id
    inner join told_of_them
        on {{ row_number_in_run('deliveries', 'charges.source_line') }} = told_of_them.speaking_row_number
    where told_of_them.charge_number in (select lacking.charge_number from lacking)

),

-- A rejected line with an id of the person and the day of the charge.
rejected_there as (

    select distinct
        lacking.charge_number,
        lacking.delivery_id
    from lacking
    inner join days on lacking.charge_number = days.charge_number
    inner join ids_of_histories on lacking.history_number = ids_of_histories.history_number
    inner join rejected_digits as named
        on lacking.delivery_id = named.delivery_id
        and ltrim(ids_of_histories.id, '0') = ltrim(named.digits, '0')
    inner join rejected_digits as dated
        on named.delivery_id = dated.delivery_id
        and named.source_line = dated.source_line
        and days.day = dated.digits

),

persons as (

    select
        charge_number,
        any_value(person_number) as person_number,
        any_value(person_bucket) as person_bucket
    from told_of_them
    group by charge_number

)

select distinct
    {{ content_hex('lacking.charge_number') }} as charge_id,
    lacking.charge_number,
    lpad(lower(hex(persons.person_number)), 16, '0') as person_id,
    cast(persons.person_bucket as integer) as person_bucket,
    lacking.delivery_id,
    rejected_there.charge_number is not null as is_line_rejected
from lacking
inner join persons on lacking.charge_number = persons.charge_number
anti join told_in_another_part
    on lacking.charge_number = told_in_another_part.charge_number
    and lacking.delivery_id = told_in_another_part.delivery_id
left join rejected_there
    on lacking.charge_number = rejected_there.charge_number
    and lacking.delivery_id = rejected_there.delivery_id
