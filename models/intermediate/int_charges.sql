{{ config(materialized='people_in_pieces') }}
-- Each charge once, across all deliveries: one row per charge_id, with every source line that tells of it.
-- Where deliveries disagree the newer cut speaks; where equally new ones do, the row says so and rules send it to
-- review. record_status: current | superseded (a newer copy tells the same count otherwise) | conflicting (an equally
-- new copy does) | missing_in_newer_copy (a newer copy of this person's history lacks it).
with counts as (

    select * from {{ ref('int_counts') }} as counts
    where {{ in_piece('counts.person_bucket') }}

),

deliveries_of_people as (

    select
        person_id,
        count(distinct delivery_id) as delivery_count,
        max(data_as_of) as newest_data_as_of
    from counts
    group by person_id

),

tellings as (

    select
        charge_id,
        any_value(person_id) as person_id,
        max(data_as_of) as newest_data_as_of,
        count(*) as telling_count,
        count(distinct delivery_id) as delivery_count,
        bool_or(is_repeated_cycle) as is_in_repeated_cycle,
        list_sort(flatten(list(list_transform(source_lines, lambda line: delivery_id || ':' || line)))) as source_rows
    from counts
    group by charge_id

),

speaking as (

    select
        counts.charge_id,
        counts.delivery_id,
        counts.count_key,
        tellings.telling_count,
        row_number() over (
            partition by counts.charge_id
            order by counts.is_repeated_cycle, counts.facts_key, counts.delivery_id, counts.count_key
        ) as place,
        min(counts.facts_key) over (partition by counts.charge_id)
        <> max(counts.facts_key) over (partition by counts.charge_id) as has_conflicting_copies
    from counts
    inner join tellings on counts.charge_id = tellings.charge_id
    where counts.data_as_of = tellings.newest_data_as_of and tellings.telling_count > 1

),

speaking_rows as (

    select charge_id, delivery_id, count_key, has_conflicting_copies from speaking where place = 1
    union all
    select counts.charge_id, counts.delivery_id, counts.count_key, false as has_conflicting_copies
    from counts
    inner join tellings on counts.charge_id = tellings.charge_id
    where tellings.telling_count = 1

),

-- Charges that only some of the deliveries of a person tell of: has another delivery told the same count otherwise?
told_by_some as (

    select
        tellings.charge_id,
        tellings.person_id,
        tellings.newest_data_as_of
    from tellings
    inner join deliveries_of_people on tellings.person_id = deliveries_of_people.person_id
    where tellings.delivery_count < deliveries_of_people.delivery_count

),

told_by_some_counts as (

    select counts.charge_id, counts.person_id, counts.delivery_id, counts.count_key, counts.charge_stage,
        counts.arrest_date_earliest, told_by_some.newest_data_as_of
    from counts
    inner join told_by_some on counts.charge_id = told_by_some.charge_id

),

told_otherwise as (

    select
        mine.charge_id,
        max(other.newest_data_as_of) as other_data_as_of
    from told_by_some_counts as mine
    inner join told_by_some_counts as other
        on mine.person_id = other.person_id
        and mine.count_key = other.count_key
        and mine.charge_stage = other.charge_stage
        and mine.arrest_date_earliest is not distinct from other.arrest_date_earliest
        and mine.delivery_id <> other.delivery_id
        and mine.charge_id <> other.charge_id
    where not exists (
        select 1
        from told_by_some_counts as same_delivery
        where same_delivery.charge_id = mine.charge_id and same_delivery.delivery_id = other.delivery_id
    )
    group by mine.charge_id

)

select
    counts.charge_id,
    counts.person_id,
    counts.person_bucket,
    counts.charge_stage,
    case
        when told_otherwise.other_data_as_of > tellings.newest_data_as_of then 'superseded'
        when told_otherwise.other_data_as_of = tellings.newest_data_as_of then 'conflicting'
        when people.newest_data_as_of > tellings.newest_data_as_of then 'missing_in_newer_copy'
        else 'current'
    end as record_status,
    counts.data_as_of,
    speaking_rows.has_conflicting_copies or counts.has_conflicting_convictions as has_conflicting_facts,
    tellings.is_in_repeated_cycle,
    counts.ordinal,
    counts.cycle_key,
    counts.step_key,
    counts.count_key,
    counts.has_count_order,
    counts.step_type,
    counts.county_name,
    counts.county_type,
    counts.agency_code,
    counts.agency_name,
    counts.case_numbers,
    counts.case_number_key,
    counts.case_number_source,
    counts.offense_date,
    counts.arrest_date_earliest,
    counts.arrest_date_latest,
    counts.arrest_date_precision,
    counts.event_date_earliest,
    counts.event_date_latest,
    counts.event_date_precision,
    counts.disposition_date_earliest,
    counts.disposition_date_latest,
    counts.disposition_date_precision,
    counts.charge_text,
    counts.charge_text_source,
    counts.charged_text,
    counts.code_book,
    counts.section,
    counts.subdivision_path,
    counts.charge_prefix,
    counts.parse_status,
    counts.has_further_section,
    counts.has_further_charge_in_comment,
    counts.level,
    counts.level_source,
    counts.grade,
    counts.disposition_text,
    counts.disposition_type,
    counts.disposition_type = 'convicted' and not counts.is_juvenile as is_conviction,
    counts.is_juvenile,
    tellings.source_rows
from counts
inner join speaking_rows
    on counts.charge_id = speaking_rows.charge_id
    and counts.delivery_id = speaking_rows.delivery_id
    and counts.count_key = speaking_rows.count_key
inner join tellings on counts.charge_id = tellings.charge_id
inner join deliveries_of_people as people on counts.person_id = people.person_id
left join told_otherwise on counts.charge_id = told_otherwise.charge_id
