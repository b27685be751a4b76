{{ config(materialized='people_in_pieces') }}
-- One row per count as one delivery tells it: the rows of a count (one count number of one step of one cycle) put
-- together, its case number found, and the charge it is. Copies in other deliveries are other rows with the same
-- charge_id; int_charges makes one fact of them.
with charge_rows as (

    select
        charges.*,
        links.person_id,
        links.person_bucket as linked_bucket
    from {{ staged('charges') }} as charges
    inner join {{ ref('int_person_links') }} as links on charges.person_key = links.person_key
    where {{ in_piece('links.person_bucket') }}

),

row_counts as (

    select
        delivery_id,
        person_id,
        count_key,
        count(*) as row_count,
        min(source_line) as only_line
    from charge_rows
    group by delivery_id, person_id, count_key

),

-- Of several rows of one count the conviction speaks, then the earliest, then the fullest; ties are equal in content.
first_of_several as (

    select
        delivery_id,
        person_id,
        count_key,
        source_line as first_line,
        count(*) over count_window as row_count,
        list(source_line) over count_window as source_lines,
        row_number() over (
            partition by delivery_id, person_id, count_key
            order by
                disposition_type = 'convicted' desc,
                charge_text is null,
                disposition_type = 'blank',
                event_date_earliest nulls last,
                charge_text nulls last,
                level_source is null,
                level,
                disposition_text nulls last,
                disposition_date_earliest nulls last,
                source_line
        ) as place
    from charge_rows
    semi join (select * from row_counts where row_count > 1) as several
        using (delivery_id, person_id, count_key)
    window count_window as (partition by delivery_id, person_id, count_key)

),

conflicts_in_several as (

    select
        delivery_id,
        person_id,
        count_key,
        count(distinct (event_date_earliest, event_date_precision, charge_text, level)) > 1 as has_conflicting_convictions
    from charge_rows
    semi join (select * from row_counts where row_count > 1) as several
        using (delivery_id, person_id, count_key)
    where disposition_type = 'convicted'
    group by delivery_id, person_id, count_key

),

first_lines as (

    select delivery_id, person_id, count_key, only_line as first_line, [only_line] as source_lines
    from row_counts
    where row_count = 1
    union all
    select delivery_id, person_id, count_key, first_line, list_sort(source_lines) as source_lines
    from first_of_several
    where place = 1

),

case_numbers_of_steps as (

    select
        cases.delivery_id,
        links.person_id,
        cases.step_key,
        array_to_string(list_sort(list_distinct(list(cases.case_numbers))), '; ') as case_numbers,
        array_to_string(list_sort(list_distinct(list(cases.case_number_key))), '+') as case_number_key,
        min(cases.case_number_source) as case_number_source
    from {{ staged('cases') }} as cases
    inner join {{ ref('int_person_links') }} as links on cases.person_key = links.person_key
    where {{ in_piece('links.person_bucket') }}
    group by cases.delivery_id, links.person_id, cases.step_key

),

counts as (

    select
        charge_rows.* exclude (person_key, person_bucket, linked_bucket, source_line),
        charge_rows.linked_bucket as person_bucket,
        first_lines.source_lines,
        coalesce(conflicts.has_conflicting_convictions, false) as has_conflicting_convictions,
        cases.case_numbers,
        nullif(cases.case_number_key, '') as case_number_key,
        cases.case_number_source,
        deliveries.data_as_of
    from charge_rows
    inner join first_lines
        on charge_rows.delivery_id = first_lines.delivery_id
        and charge_rows.person_id = first_lines.person_id
        and charge_rows.source_line = first_lines.first_line
    inner join {{ source('intake', 'deliveries') }} as deliveries
        on charge_rows.delivery_id = deliveries.delivery_id
    left join case_numbers_of_steps as cases
        on charge_rows.delivery_id = cases.delivery_id
        and charge_rows.person_id = cases.person_id
        and charge_rows.step_key = cases.step_key
    left join conflicts_in_several as conflicts
        on charge_rows.delivery_id = conflicts.delivery_id
        and charge_rows.person_id = conflicts.person_id
        and charge_rows.count_key = conflicts.count_key

),

-- What makes a charge that charge, numbering apart (design, "Ids come from content").
identified as (

    select
        *,
        md5(concat_ws(
            '|',
            charge_stage,
            person_id,
            coalesce(county_name, ''),
            coalesce('case ' || case_number_key, 'arrest ' || coalesce(strftime(arrest_date_earliest, '%Y%m%d'), '')),
            coalesce(
                strftime(event_date_earliest, '%Y%m%d') || event_date_precision,
                'disposed ' || strftime(disposition_date_earliest, '%Y%m%d') || disposition_date_precision,
                ''
            ),
            coalesce(code_book || ' ' || section || ' ' || subdivision_path, charge_text, ''),
            coalesce(charge_prefix, '')
        )) as charge_key,
        md5(concat_ws(
            '|',
            level,
            coalesce(level_source, ''),
            disposition_type,
            coalesce(disposition_text, ''),
            coalesce(charge_text, ''),
            is_juvenile,
            coalesce(agency_code, ''),
            coalesce(strftime(arrest_date_earliest, '%Y%m%d') || arrest_date_precision, ''),
            coalesce(strftime(disposition_date_earliest, '%Y%m%d') || disposition_date_precision, ''),
            coalesce(case_numbers, '')
        )) as facts_key,
        -- The same count of the same court case under another cycle number is the same charge told twice.
        case
            when case_number_key is not null and count_number is not null then count_number
            else count_key
        end as count_in_case
    from counts

),

key_sizes as (

    select delivery_id, charge_key, count(*) as key_size
    from identified
    group by delivery_id, charge_key

),

several_of_a_key as (

    select
        delivery_id,
        person_id,
        count_key,
        charge_key,
        count_in_case,
        min(facts_key) over (partition by delivery_id, charge_key, count_in_case) as group_facts_key,
        count(*) over (partition by delivery_id, charge_key, count_in_case) as group_size,
        row_number() over (
            partition by delivery_id, charge_key, count_in_case order by facts_key, count_key
        ) as place_in_group
    from identified
    semi join (select * from key_sizes where key_size > 1) as several using (delivery_id, charge_key)

),

ordinals as (

    select
        *,
        dense_rank() over (
            partition by delivery_id, charge_key order by group_facts_key, count_in_case
        ) as ordinal
    from several_of_a_key

)

select
    md5(identified.charge_key || '|' || coalesce(ordinals.ordinal, 1)) as charge_id,
    identified.person_id,
    cast(identified.person_bucket as integer) as person_bucket,
    identified.delivery_id,
    identified.data_as_of,
    identified.count_key,
    identified.cycle_key,
    identified.step_key,
    identified.count_number,
    identified.has_count_order,
    identified.source_lines,
    identified.charge_key,
    identified.facts_key,
    cast(coalesce(ordinals.ordinal, 1) as integer) as ordinal,
    coalesce(ordinals.place_in_group, 1) > 1 as is_repeated_cycle,
    identified.has_conflicting_convictions,
    identified.charge_stage,
    identified.step_type,
    identified.county_name,
    identified.county_type,
    identified.agency_code,
    identified.agency_name,
    identified.case_numbers,
    identified.case_number_key,
    identified.case_number_source,
    identified.offense_date,
    identified.arrest_date_earliest,
    identified.arrest_date_latest,
    identified.arrest_date_precision,
    identified.event_date_earliest,
    identified.event_date_latest,
    identified.event_date_precision,
    identified.disposition_date_earliest,
    identified.disposition_date_latest,
    identified.disposition_date_precision,
    identified.charge_text,
    identified.charge_text_source,
    identified.charged_text,
    identified.code_book,
    identified.section,
    identified.subdivision_path,
    identified.charge_prefix,
    identified.parse_status,
    identified.has_further_section,
    identified.has_further_charge_in_comment,
    identified.level,
    identified.level_source,
    identified.grade,
    identified.disposition_text,
    identified.disposition_type,
    identified.is_juvenile
from identified
left join ordinals
    on identified.delivery_id = ordinals.delivery_id
    and identified.person_id = ordinals.person_id
    and identified.count_key = ordinals.count_key
