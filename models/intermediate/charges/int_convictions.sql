with relief_rows as (

    select
        charge_id,
        event_type,
        not is_missing_in_a_copy
        and (
            link_basis in ('same_count', 'same_count_in_case')
            or (
                link_basis = 'same_section_in_cycle'
                and count(*) over (partition by person_id, event_type, link_basis, source_rows) = 1
            )
        ) as is_on_the_count
    from {{ ref('int_events') }}
    where starts_with(event_type, 'relief_') and charge_id is not null

),

relief as (

    select
        charge_id,
        list_sort(list_distinct(list(event_type) filter (where is_on_the_count))) as relief_events,
        list_sort(list_distinct(list(event_type) filter (where not is_on_the_count))) as relief_events_in_cycle
    from relief_rows
    group by charge_id

),

unrecognised as (

    select distinct charge_id
    from {{ ref('int_events') }}
    where event_type in ('unrecognised', 'disposition_unrecognised')

),

told_by_some_copies as (

    select distinct charge_id
    from {{ ref('int_events') }}
    where is_missing_in_a_copy

)

select
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    charges.record_status,
    charges.has_conflicting_facts or told_by_some_copies.charge_id is not null as has_conflicting_facts,
    charges.county_name,
    charges.county_type,
    charges.case_numbers,
    charges.case_number_key,
    charges.event_date_earliest as conviction_date_earliest,
    charges.event_date_latest as conviction_date_latest,
    charges.event_date_precision as conviction_date_precision,
    charges.arrest_date_earliest,
    charges.arrest_date_latest,
    charges.offense_date,
    charges.code_book,
    charges.section,
    charges.subdivision_path,
    charges.charge_prefix,
    charges.parse_status,
    charges.has_further_section,
    charges.level,
    charges.grade,
    charges.disposition_source,
    terms.completion_date_earliest,
    terms.completion_date_latest,
    terms.completion_basis,
    terms.has_unreadable_length as has_unreadable_sentence,
    list_has_any(terms.sentence_types, ['prison', 'life']) as has_prison_sentence,
    coalesce(relief.relief_events, cast([] as varchar[])) as relief_events,
    coalesce(relief.relief_events_in_cycle, cast([] as varchar[])) as relief_events_in_cycle,
    unrecognised.charge_id is not null as has_unrecognised_disposition
from {{ ref('int_charges') }} as charges
inner join {{ ref('int_sentence_terms') }} as terms on charges.charge_id = terms.charge_id
left join relief on charges.charge_id = relief.charge_id
left join unrecognised on charges.charge_id = unrecognised.charge_id
left join told_by_some_copies on charges.charge_id = told_by_some_copies.charge_id
where charges.is_conviction and charges.record_status <> 'superseded'
