-- Findings and their reasons are read and not determinations, which put together more of each than a line has.
with eligible_charges as (

    {{ findings_with_reasons('charge', "findings.outcome = 'eligible'") }}

),

eligible_arrests as (

    {{ findings_with_reasons('arrest', "findings.outcome = 'eligible'") }}

),

details as (

    select *
    from {{ rule('charge_details') }} as charge_details

),

-- (Few have another id than their own: those people decided about, and those of whom an issuer's id is told.)
other_ids as (

    select
        person_id,
        list(recorded_person_id) filter (where recorded_person_id is not null) as recorded_person_ids,
        list(person_id_of_issuer_id) filter (where person_id_of_issuer_id is not null) as issuer_person_ids
    from {{ ref('int_person_links') }}
    where recorded_person_id is not null or person_id_of_issuer_id is not null
    group by person_id

),

people as (

    select
        people.*,
        case
            when other_ids.person_id is null then [people.person_id]
            else list_sort(list_distinct(list_concat(
                    [people.person_id], other_ids.recorded_person_ids, other_ids.issuer_person_ids
                )))
        end as person_ids
    from {{ ref('int_people') }} as people
    left join other_ids on people.person_id = other_ids.person_id

),

charge_lines as (

    select
        findings.relief_by,
        findings.remedy_id,
        findings.relief,
        findings.relief_words,
        findings.effect,
        findings.basis,
        'charge' as unit,
        charges.charge_id as unit_id,
        charges.charge_id,
        cast(null as varchar) as arrest_id,
        charges.person_id,
        charges.person_bucket,
        coalesce(charges.recorded_person_id, charges.person_id) as recorded_person_id,
        charges.county_name,
        charges.agency_code,
        charges.agency_name,
        charges.court_code,
        charges.judicial_district,
        charges.docket_number,
        charges.tracking_number,
        charges.case_numbers,
        charges.case_number_key,
        charges.count_number,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        {{ section_text('charges') }} as section_text,
        [] as arrest_sections,
        charges.charge_text,
        charges.level,
        cast(charges.disposition_type as varchar) as disposition_type,
        {{ day_only('charges.event_date_earliest', 'charges.event_date_precision') }} as conviction_date,
        {{ day_only('charges.arrest_date_earliest', 'charges.arrest_date_precision') }} as arrest_date,
        findings.path,
        findings.statutory_path,
        coalesce(asked.statutory_remedy, asked.statutory_outcome) as statute_gives,
        by_statute.path as statutory_row,
        details_by_statute.new_section as statutory_new_section,
        by_statute.citation as statutory_citation,
        details.new_section,
        details.new_level,
        coalesce(details.is_sealed, false) as is_sealed,
        findings.is_presumed,
        findings.presumed_facts,
        coalesce(details.disqualifiers, 'not_asked') as disqualifiers,
        details.sentence_state,
        findings.reason_code,
        findings.deciding_element,
        findings.reason_text,
        findings.citation,
        findings.verified,
        charges.source_rows,
        charges.data_as_of,
        run_parameters.as_of_date
    from eligible_charges as findings
    inner join {{ ref('int_charges') }} as charges
        on findings.charge_id = charges.charge_id and findings.person_bucket = charges.person_bucket
    inner join {{ ref('relief_ways') }} as ways on findings.relief_by = ways.relief_by
    -- Where only one relief of a charge is handed over: the best, of statute and policy too.
    left join {{ ref('charge_reliefs') }} as asked
        on findings.charge_id = asked.charge_id
        and findings.remedy_id = asked.remedy_id
    -- What the statute gives by itself, where more is asked.
    left join eligible_charges as by_statute
        on findings.charge_id = by_statute.charge_id
        and ways.asks_a_court
        and findings.relief_by = by_statute.relief_by
        and by_statute.basis = 'statute'
    left join details
        on findings.charge_id = details.charge_id
        and findings.person_id = details.person_id
        and findings.remedy_id = details.remedy_id
    left join details as details_by_statute
        on by_statute.charge_id = details_by_statute.charge_id
        and by_statute.person_id = details_by_statute.person_id
        and by_statute.remedy_id = details_by_statute.remedy_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where
        charges.county_type = 'in_state'
        and (asked.outcome = 'eligible' or not ways.picks_best)

),

-- (The charges of an arrest are looked for by its number.)
asked_arrests as (

    select
        findings.*,
        arrests.* exclude (arrest_id, person_id, person_bucket)
    from eligible_arrests as findings
    inner join {{ ref('int_arrests') }} as arrests
        on findings.arrest_id = arrests.arrest_id and findings.person_id = arrests.person_id
    where arrests.county_type = 'in_state'

),

charges_of_arrests as (

    select
        arrest_charges.arrest_number,
        charges.person_id,
        list_sort(list_distinct(list(charges.charge_text))) as charge_texts,
        flatten(list(charges.source_rows)) as source_rows,
        list_sort(list_distinct(list({{ section_text('charges') }}) filter (where charges.charge_stage = 'arrest')))
            as arrest_sections,
        list_sort(list_distinct(list(charges.case_numbers) filter (where charges.case_numbers is not null)))
            as case_numbers,
        list_sort(list_distinct(list(charges.case_number_key) filter (where charges.case_number_key is not null)))
            as case_number_keys
    from {{ ref('int_arrest_charges') }} as arrest_charges
    inner join {{ ref('int_charges') }} as charges on arrest_charges.charge_number = charges.charge_number
    where arrest_charges.arrest_number in (select asked_arrests.arrest_number from asked_arrests)
    group by arrest_charges.arrest_number, charges.person_id

),

arrest_lines as (

    select
        arrests.relief_by,
        arrests.remedy_id,
        arrests.relief,
        arrests.relief_words,
        arrests.effect,
        arrests.basis,
        'arrest' as unit,
        arrests.arrest_id as unit_id,
        cast(null as varchar) as charge_id,
        arrests.arrest_id,
        arrests.person_id,
        arrests.person_bucket,
        coalesce(arrests.recorded_person_id, arrests.person_id) as recorded_person_id,
        arrests.county_name,
        arrests.agency_code,
        arrests.agency_name,
        cast(null as varchar) as court_code,
        cast(null as varchar) as judicial_district,
        cast(null as varchar) as docket_number,
        cast(null as varchar) as tracking_number,
        nullif(array_to_string(charges_of_arrests.case_numbers, '; '), '') as case_numbers,
        nullif(array_to_string(charges_of_arrests.case_number_keys, '+'), '') as case_number_key,
        cast(null as varchar) as count_number,
        cast(null as varchar) as code_book,
        cast(null as varchar) as section,
        cast(null as varchar) as subdivision_path,
        nullif(array_to_string(charges_of_arrests.arrest_sections, '; '), '') as section_text,
        coalesce(charges_of_arrests.arrest_sections, []) as arrest_sections,
        nullif(array_to_string(charges_of_arrests.charge_texts, '; '), '') as charge_text,
        outcomes.level,
        cast(null as varchar) as disposition_type,
        cast(null as varchar) as conviction_date,
        {{ day_only('arrests.arrest_date_earliest', 'arrests.arrest_date_precision') }} as arrest_date,
        arrests.path,
        arrests.statutory_path,
        cast(null as varchar) as statute_gives,
        cast(null as varchar) as statutory_row,
        cast(null as varchar) as statutory_new_section,
        cast(null as varchar) as statutory_citation,
        cast(null as varchar) as new_section,
        cast(null as varchar) as new_level,
        cast(null as boolean) as is_sealed,
        cast(null as boolean) as is_presumed,
        [] as presumed_facts,
        cast(null as varchar) as disqualifiers,
        cast(null as varchar) as sentence_state,
        arrests.reason_code,
        arrests.deciding_element,
        arrests.reason_text,
        arrests.citation,
        arrests.verified,
        list_sort(list_distinct(list_concat(arrests.source_rows, charges_of_arrests.source_rows))) as source_rows,
        cast(null as date) as data_as_of,
        run_parameters.as_of_date
    from asked_arrests as arrests
    inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number
    left join charges_of_arrests
        on arrests.arrest_number = charges_of_arrests.arrest_number
        and arrests.person_id = charges_of_arrests.person_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

),

all_lines as (

    select * from charge_lines
    union all
    select * from arrest_lines

),

-- What the law presumes, or a list or a delivery decided: a person need not look.
settled_presumptions as (

    select
        remedy_id,
        list(presumption order by presumption) as presumptions
    from {{ law('presumptions') }}
    where not asks_a_person
    group by remedy_id

)

select
    all_lines.relief_by,
    all_lines.remedy_id,
    all_lines.relief,
    all_lines.relief_words,
    all_lines.effect,
    all_lines.basis,
    all_lines.county_name,
    all_lines.agency_code,
    all_lines.agency_name,
    all_lines.court_code,
    all_lines.judicial_district,
    all_lines.docket_number,
    all_lines.tracking_number,
    all_lines.unit,
    all_lines.unit_id,
    all_lines.charge_id,
    all_lines.arrest_id,
    all_lines.person_id,
    all_lines.person_bucket,
    all_lines.recorded_person_id,
    people.person_ids,
    all_lines.case_numbers,
    all_lines.case_number_key,
    all_lines.count_number,
    all_lines.code_book,
    all_lines.section,
    all_lines.subdivision_path,
    all_lines.section_text,
    cast(all_lines.arrest_sections as varchar[]) as arrest_sections,
    all_lines.charge_text,
    cast(all_lines.level as varchar) as level,
    all_lines.disposition_type,
    all_lines.conviction_date,
    all_lines.arrest_date,
    people.person_name,
    people.person_names,
    people.birth_date_earliest,
    people.birth_date_latest,
    people.birth_date_precision,
    people.state_ids,
    people.is_deceased,
    all_lines.path,
    all_lines.statutory_path,
    cast(all_lines.statute_gives as varchar) as statute_gives,
    all_lines.statutory_row,
    all_lines.statutory_new_section,
    all_lines.statutory_citation,
    all_lines.new_section,
    all_lines.new_level,
    all_lines.is_sealed,
    all_lines.is_presumed,
    cast(all_lines.presumed_facts as varchar[]) as presumed_facts,
    list_filter(
        cast(all_lines.presumed_facts as varchar[]),
        lambda presumed: not coalesce(list_contains(settled_presumptions.presumptions, presumed), false)
    ) as presumed_facts_to_check,
    all_lines.disqualifiers,
    all_lines.sentence_state,
    all_lines.reason_code,
    all_lines.deciding_element,
    all_lines.reason_text,
    all_lines.citation,
    all_lines.verified,
    coalesce(other_courts.other_court_county_names, []) as other_court_county_names,
    coalesce(other_courts.other_court_case_numbers, []) as other_court_case_numbers,
    cast(coalesce(other_courts.transfers_in_doubt, 0) as integer) as transfers_in_doubt,
    coalesce(other_courts.told_also_by_county_names, []) as told_also_by_county_names,
    all_lines.source_rows,
    coalesce(all_lines.data_as_of, people.data_as_of) as data_as_of,
    all_lines.as_of_date
from all_lines
inner join people on all_lines.person_id = people.person_id
left join settled_presumptions on all_lines.remedy_id = settled_presumptions.remedy_id
left join {{ ref('transfer_courts') }} as other_courts
    on all_lines.unit = other_courts.unit and all_lines.unit_id = other_courts.unit_id
    and all_lines.person_id = other_courts.person_id
