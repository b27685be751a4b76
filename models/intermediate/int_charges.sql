{{ config(materialized='people_in_pieces') }}
-- Each charge once, across all deliveries: one row per charge_id, with every source line that tells of it.
-- Where deliveries disagree the newer cut speaks; where equally new ones do, the row says so and rules send it to
-- review. record_status: current | superseded (a newer copy tells the same count otherwise) | conflicting (an equally
-- new copy does) | missing_in_newer_copy (a newer copy of this person's history lacks it).
with counts as (

    select *
    from {{ ref('int_counts') }} as int_counts
    where {{ in_piece('int_counts.person_bucket') }}

),

deliveries_of_people as (

    select
        person_number,
        count(distinct delivery_id) as delivery_count,
        max(data_as_of) as newest_data_as_of
    from counts
    group by person_number

),

tellings as (

    select
        charge_number,
        max(data_as_of) as newest_data_as_of,
        count(*) as telling_count,
        -- (In one delivery all tellings of a charge but one are repetitions.)
        count(*) filter (where not is_repeated_cycle) as delivery_count,
        bool_or(is_repeated_cycle) as is_in_repeated_cycle
    from counts
    group by charge_number

),

source_rows_of_several as (

    select
        charge_number,
        list_sort(list(delivery_id || ':' || source_line)) as source_rows
    from (
        select
            counts.charge_number,
            counts.delivery_id,
            unnest(counts.source_lines) as source_line
        from counts
        inner join tellings on counts.charge_number = tellings.charge_number
        where tellings.telling_count > 1
    ) as lines
    group by charge_number

),

-- Of several tellings in the newest cut one speaks; where they differ in a fact, the charge says so.
speaking_of_several as (

    select
        counts.speaking_row_number,
        row_number() over (
            partition by counts.charge_number
            order by
                counts.is_repeated_cycle,
                counts.facts_key,
                counts.wording_key,
                counts.delivery_id,
                counts.count_key

        ) as place,
        min(counts.facts_key) over (partition by counts.charge_number)
        <> max(counts.facts_key) over (partition by counts.charge_number) as has_conflicting_copies
    from counts
    inner join tellings on counts.charge_number = tellings.charge_number
    where counts.data_as_of = tellings.newest_data_as_of and tellings.telling_count > 1

),

-- Charges that only some of the deliveries of a person tell of: has another delivery told the same count otherwise?
told_by_some as (

    select
        counts.charge_number,
        counts.person_number,
        counts.delivery_id,
        counts.count_key,
        counts.charge_stage,
        counts.arrest_date_earliest,
        tellings.newest_data_as_of
    from counts
    inner join tellings on counts.charge_number = tellings.charge_number
    inner join deliveries_of_people on counts.person_number = deliveries_of_people.person_number
    where tellings.delivery_count < deliveries_of_people.delivery_count

),

told_otherwise as (

    select
        mine.charge_number,
        max(other.newest_data_as_of) as other_data_as_of
    from told_by_some as mine
    inner join told_by_some as other
        on mine.person_number = other.person_number
        and mine.count_key = other.count_key
        and mine.charge_stage = other.charge_stage
        and mine.arrest_date_earliest is not distinct from other.arrest_date_earliest
        and mine.delivery_id <> other.delivery_id
        and mine.charge_number <> other.charge_number
    left join told_by_some as mine_in_the_other_delivery
        on mine.charge_number = mine_in_the_other_delivery.charge_number
        and other.delivery_id = mine_in_the_other_delivery.delivery_id
    where mine_in_the_other_delivery.charge_number is null
    group by mine.charge_number

),

speaking as (

    select
        counts.*,
        tellings.is_in_repeated_cycle,
        tellings.newest_data_as_of,
        people.newest_data_as_of as newest_data_as_of_person,
        coalesce(speaking_of_several.has_conflicting_copies, false) as has_conflicting_copies,
        coalesce(
            source_rows_of_several.source_rows,
            list_sort(list_transform(counts.source_lines, lambda line: counts.delivery_id || ':' || line))
        ) as source_rows
    from counts
    inner join tellings on counts.charge_number = tellings.charge_number
    inner join deliveries_of_people as people on counts.person_number = people.person_number
    left join speaking_of_several
        on counts.speaking_row_number = speaking_of_several.speaking_row_number
    left join source_rows_of_several on counts.charge_number = source_rows_of_several.charge_number
    where tellings.telling_count = 1 or speaking_of_several.place = 1

)

select
    {{ content_hex('speaking.charge_number') }} as charge_id,
    speaking.charge_number,
    links.person_id,
    speaking.person_bucket,
    speaking.charge_stage,
    case
        when told_otherwise.other_data_as_of > speaking.newest_data_as_of then 'superseded'
        when told_otherwise.other_data_as_of = speaking.newest_data_as_of then 'conflicting'
        when speaking.newest_data_as_of_person > speaking.newest_data_as_of then 'missing_in_newer_copy'
        else 'current'
    end as record_status,
    speaking.data_as_of,
    speaking.has_conflicting_copies or speaking.has_conflicting_convictions as has_conflicting_facts,
    speaking.is_in_repeated_cycle,
    speaking.ordinal,
    charges.cycle_key,
    charges.step_key,
    charges.count_key,
    charges.has_count_order,
    charges.step_type,
    charges.county_name,
    charges.county_type,
    charges.agency_code,
    charges.agency_name,
    speaking.case_numbers,
    speaking.case_number_key,
    speaking.case_number_source,
    charges.offense_date,
    charges.arrest_date_earliest,
    charges.arrest_date_latest,
    charges.arrest_date_precision,
    charges.event_date_earliest,
    charges.event_date_latest,
    charges.event_date_precision,
    charges.disposition_date_earliest,
    charges.disposition_date_latest,
    charges.disposition_date_precision,
    charges.charge_text,
    charges.charge_text_source,
    charges.charged_text,
    charges.code_book,
    charges.section,
    charges.subdivision_path,
    charges.charge_prefix,
    charges.parse_status,
    charges.has_further_section,
    charges.has_further_charge_in_comment,
    charges.comment_code_book,
    charges.comment_section,
    charges.comment_subdivision_path,
    charges.level,
    charges.level_source,
    charges.grade,
    charges.disposition_text,
    charges.disposition_type,
    charges.disposition_type = 'convicted' and not charges.is_juvenile as is_conviction,
    charges.is_juvenile,
    charges.delivery_id || ':' || charges.source_line as speaking_source_row,
    speaking.source_rows
from {{ staged_in_piece('charges') }} as charges
inner join {{ ref('int_person_links') }} as links on charges.person_key = links.person_key
inner join {{ source('intake', 'deliveries') }} as deliveries on charges.delivery_id = deliveries.delivery_id
inner join speaking
    on {{ row_number_in_run('deliveries', 'charges.source_line') }} = speaking.speaking_row_number
left join told_otherwise on speaking.charge_number = told_otherwise.charge_number
where {{ in_piece('links.person_bucket') }}
