{{ config(materialized='table') }}
with numbers as (

    select
        delivery_id,
        person_key,
        person_bucket,
        {{ ca_step_key() }} as step_key,
        county_name,
        agency_name,
        source_line,
        case when step_type in ('court_action', 'juvenile_court') then originating_file_number end
            as originating_file_number,
        court_case_number
    from {{ ref('stg_ca__history_rows') }}
    where (step_type in ('court_action', 'juvenile_court') and originating_file_number is not null)
        or court_case_number is not null

),

steps as (

    select
        delivery_id,
        person_key,
        person_bucket,
        step_key,
        min(source_line) as first_source_line,
        min(county_name) as county_name,
        min(agency_name) as agency_name,
        list_sort(list_distinct(list(originating_file_number) filter (where originating_file_number is not null)))
            as originating_file_numbers,
        list_sort(list_distinct(list(court_case_number) filter (where court_case_number is not null)))
            as court_case_numbers
    from numbers
    group by delivery_id, person_key, person_bucket, step_key

),

chosen as (

    select
        *,
        case
            when len(originating_file_numbers) > 0 then originating_file_numbers
            else court_case_numbers
        end as case_numbers,
        case
            when len(originating_file_numbers) > 0 then 'originating_file_number'
            else 'court_case_number'
        end as case_number_source
    from steps

)

select
    delivery_id,
    person_key,
    person_bucket,
    step_key,
    county_name,
    agency_name,
    array_to_string(case_numbers, '; ') as case_numbers,
    nullif(
        array_to_string(
            list_sort(list_distinct(list_filter(
                list_transform(
                    string_split_regex(array_to_string(case_numbers, ' '), '[ ,;]+'),
                    lambda number: regexp_replace(upper(number), '[^A-Z0-9]', '', 'g')
                ),
                lambda number: number not in ('', 'NULL')
            ))),
            '+'
        ),
        ''
    ) as case_number_key,
    case_number_source,
    first_source_line as source_line
from chosen
