with convictions as (

    select
        charge_id,
        charge_number,
        person_id,
        person_bucket
    from {{ ref('int_charges') }} as charges
    where is_conviction and record_status <> 'superseded'

),

parts as (

    select
        sentence_part_id,
        person_id,
        step_date_latest,
        source_rows,
        sentence_type,
        sentence_length is not null and sentence_unit in ('years', 'months', 'days') and sentence_type <> 'life'
            as has_known_length,
        -- (Of a kind that is not understood nobody knows how long it can be.)
        sentence_length_code is not null or sentence_unit_code is not null or sentence_type in ('life', 'unrecognised')
            as has_some_length,
        case sentence_unit
            when 'years' then sentence_length * 12
            when 'months' then sentence_length
            else 0
        end as months,
        case when sentence_unit = 'days' then sentence_length else 0 end as days
    from {{ ref('int_sentences') }} as sentences
    where (
        charge_id is null
        -- (On the row of a change of nobody knows which conviction.)
        or (is_of_a_change and charge_id not in (select convictions.charge_id from convictions))
    )
    and not (sentence_type in ('fine', 'restitution') and sentence_length is null)

),

rows_of_parts as (

    select
        sentence_part_id,
        split_part(source_row, ':', 1) as delivery_id,
        cast(split_part(source_row, ':', 2) as integer) as source_line
    from (select sentence_part_id, unnest(source_rows) as source_row from parts) as told

),

in_the_cycle as (

    select distinct
        rows_of_parts.sentence_part_id,
        convictions.charge_id
    from rows_of_parts
    inner join {{ staged('sentences') }} as sentences
        on rows_of_parts.delivery_id = sentences.delivery_id and rows_of_parts.source_line = sentences.source_line
    inner join {{ ref('int_person_links') }} as links on sentences.person_key = links.person_key
    inner join {{ ref('int_delivered_charges') }} as counts
        on links.history_number = counts.history_number
        and {{ is_same_telling('sentences', 'counts') }}
        and sentences.cycle_key = counts.cycle_key
    inner join convictions on counts.charge_number = convictions.charge_number

),

of_convictions as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        parts.*
    from parts
    inner join convictions on parts.person_id = convictions.person_id
    left join in_the_cycle
        on parts.sentence_part_id = in_the_cycle.sentence_part_id and convictions.charge_id = in_the_cycle.charge_id
    where in_the_cycle.charge_id is not null
        or parts.sentence_part_id not in (select placed.sentence_part_id from in_the_cycle as placed)

),

of_days as (

    select
        charge_id,
        any_value(person_id) as person_id,
        any_value(person_bucket) as person_bucket,
        step_date_latest,
        count(*) as part_count,
        bool_or(sentence_type in ('prison', 'life')) as has_prison,
        bool_or(sentence_type = 'life') as has_life_term,
        bool_or(has_some_length and not has_known_length) as has_unreadable_length,
        case
            when bool_and(has_known_length)
                then
                    cast(
                        step_date_latest
                        + to_months(cast(sum(months) as integer))
                        + to_days(cast(sum(days) as integer)) as date
                    )
        end as end_latest
    from of_convictions
    group by charge_id, step_date_latest

)

select
    charge_id,
    any_value(person_id) as person_id,
    any_value(person_bucket) as person_bucket,
    cast(sum(part_count) as integer) as part_count,
    max(step_date_latest) as told_on_latest,
    bool_or(step_date_latest is null) as has_step_without_day,
    case when bool_and(end_latest is not null) then max(end_latest) end as end_latest,
    bool_or(has_prison) as has_prison,
    bool_or(has_life_term) as has_life_term,
    bool_or(has_unreadable_length) as has_unreadable_length
from of_days
group by charge_id
