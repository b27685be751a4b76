with counts_of_several_rows as (

    select
        charges.delivery_id,
        links.history_number,
        charges.count_key
    from {{ staged('charges') }} as charges
    inner join {{ ref('int_person_links') }} as links on charges.person_key = links.person_key
    group by charges.delivery_id, links.history_number, charges.count_key
    having count(*) > 1

),

several_rows as (

    select
        charges.delivery_id,
        links.history_number,
        charges.count_key,
        charges.source_line,
        charges.disposition_type,
        charges.disposition_text,
        charges.charge_text,
        charges.level,
        charges.level_source,
        charges.event_date_earliest,
        charges.event_date_precision,
        charges.disposition_date_earliest,
        charges.comment_names_great_bodily_injury,
        charges.comment_names_weapon,
        charges.may_name_degree,
        case
            when charges.disposition_type = 'convicted'
                then concat_ws(
                        '|',
                        charges.event_date_earliest,
                        charges.event_date_precision,
                        coalesce(charges.charge_text, ''),
                        charges.level
                    )
        end as conviction
    from {{ staged('charges') }} as charges
    inner join {{ ref('int_person_links') }} as links on charges.person_key = links.person_key
    inner join counts_of_several_rows
        on charges.delivery_id = counts_of_several_rows.delivery_id
        and links.history_number = counts_of_several_rows.history_number
        and charges.count_key = counts_of_several_rows.count_key

),

-- Of several rows of one count the conviction speaks, then what ended it (a diversion that is under way did not), then
-- the earliest, then the fullest; ties are equal in content. The one at place 1 speaks. A row that is not here is a
-- count by itself.
rows_of_several as (

    select
        {{ row_number_in_run('deliveries', 'several_rows.source_line') }} as row_number_in_run,
        row_number() over (
            partition by several_rows.delivery_id, several_rows.history_number, several_rows.count_key
            order by
                case when several_rows.disposition_type = 'convicted' then 0 else 1 end,
                case when several_rows.charge_text is null then 1 else 0 end,
                case
                    when several_rows.disposition_type = 'blank' then 2
                    when several_rows.disposition_type in ('diversion', 'deferred') then 1
                    else 0
                end,
                several_rows.event_date_earliest nulls last,
                several_rows.charge_text nulls last,
                case when several_rows.level_source is null then 1 else 0 end,
                several_rows.level,
                several_rows.disposition_text nulls last,
                several_rows.disposition_date_earliest nulls last,
                several_rows.source_line
        ) as place,
        list(several_rows.source_line) over of_the_count as source_lines,
        bool_or(several_rows.comment_names_great_bodily_injury) over of_the_count as comment_names_great_bodily_injury,
        bool_or(several_rows.comment_names_weapon) over of_the_count as comment_names_weapon,
        bool_or(several_rows.may_name_degree) over of_the_count as may_name_degree,
        min(several_rows.conviction) over of_the_count
        <> max(several_rows.conviction) over of_the_count as has_conflicting_convictions
    from several_rows
    inner join {{ source('intake', 'deliveries') }} as deliveries on several_rows.delivery_id = deliveries.delivery_id
    window
        of_the_count as (
            partition by several_rows.delivery_id, several_rows.history_number, several_rows.count_key
        )

),

case_numbers_of_steps as (

    select
        cases.delivery_id,
        links.history_number,
        cases.step_key,
        case
            when count(*) = 1 then min(cases.case_numbers)
            else array_to_string(list_sort(list_distinct(list(cases.case_numbers))), '; ')
        end as case_numbers,
        case
            when count(*) = 1 then min(cases.case_number_key)
            else nullif(array_to_string(list_sort(list_distinct(list(cases.case_number_key))), '+'), '')
        end as case_number_key,
        min(cases.case_number_source) as case_number_source
    from {{ staged('cases') }} as cases
    inner join {{ ref('int_person_links') }} as links on cases.person_key = links.person_key
    group by cases.delivery_id, links.history_number, cases.step_key

),

-- What makes a charge that charge, numbering apart (design, "Ids come from content"), and what copies differ in.
counts as (

    select
        charges.delivery_id,
        deliveries.data_as_of,
        links.person_number,
        links.history_number,
        links.person_bucket,
        charges.count_key,
        charges.cycle_key,
        {{ row_number_in_run('deliveries', 'charges.source_line') }} as speaking_row_number,
        coalesce(list_sort(rows_of_several.source_lines), [charges.source_line]) as source_lines,
        coalesce(rows_of_several.has_conflicting_convictions, false) as has_conflicting_convictions,
        coalesce(rows_of_several.comment_names_great_bodily_injury, charges.comment_names_great_bodily_injury)
            as comment_names_great_bodily_injury,
        coalesce(rows_of_several.comment_names_weapon, charges.comment_names_weapon) as comment_names_weapon,
        coalesce(rows_of_several.may_name_degree, charges.may_name_degree) as may_name_degree,
        charges.disposition_type <> 'convicted' as is_no_conviction,
        starts_with(charges.disposition_type, 'relief_') as is_relief,
        charges.charge_stage,
        charges.arrest_date_earliest,
        cases.case_numbers,
        cases.case_number_key,
        cases.case_number_source,
        md5_number(concat_ws(
            '|',
            charges.charge_stage,
            links.person_id,
            coalesce(charges.county_name, ''),
            coalesce(
                'case ' || cases.case_number_key,
                'arrest ' || cast(charges.arrest_date_earliest as varchar) || charges.arrest_date_precision,
                'arrest ' || charges.arrest_date_precision
            ),
            coalesce(
                cast(charges.event_date_earliest as varchar) || charges.event_date_precision,
                'disposed ' || cast(charges.disposition_date_earliest as varchar) || charges.disposition_date_precision,
                ''
            ),
            coalesce(
                charges.code_book || ' ' || charges.section || ' ' || charges.subdivision_path,
                charges.charge_text,
                ''
            ),
            coalesce(charges.charge_prefix, '')
        )) as charge_key,
        cast(md5_number(concat_ws(
            '|',
            charges.level,
            coalesce(charges.level_source, ''),
            coalesce(charges.grade, ''),
            coalesce(charges.disposition_text, ''),
            case when charges.section is null then coalesce(charges.charge_text, '') else '' end,
            charges.is_juvenile,
            charges.has_further_section,
            charges.has_further_charge_in_comment,
            coalesce(charges.agency_code, ''),
            coalesce(cast(charges.offense_date as varchar), ''),
            coalesce(cast(charges.arrest_date_earliest as varchar), charges.arrest_date_precision),
            coalesce(cast(charges.disposition_date_earliest as varchar), charges.disposition_date_precision),
            coalesce(cases.case_numbers, ''),
            'term ' || charges.max_days,
            'tracking ' || charges.tracking_number,
            'docket ' || charges.docket_number,
            'court ' || charges.court_code,
            'district ' || charges.judicial_district
        )) >> 64 as ubigint) as facts_key,
        -- Two wordings of one type are no conflict; what a wording that nobody knows means may be one.
        cast(md5_number(concat_ws(
            '|',
            charges.level,
            coalesce(charges.level_source, ''),
            coalesce(charges.grade, ''),
            case
                when charges.disposition_type = 'unrecognised'
                    then 'unrecognised ' || coalesce(charges.disposition_text, '')
                else charges.disposition_type
            end,
            case when charges.section is null then coalesce(charges.charge_text, '') else '' end,
            charges.is_juvenile,
            charges.has_further_section,
            charges.has_further_charge_in_comment,
            coalesce(charges.agency_code, ''),
            coalesce(cast(charges.offense_date as varchar), ''),
            coalesce(cast(charges.arrest_date_earliest as varchar), charges.arrest_date_precision),
            coalesce(cast(charges.disposition_date_earliest as varchar), charges.disposition_date_precision),
            coalesce(cases.case_numbers, '')
        )) >> 64 as ubigint) as conflict_key,
        cast(md5_number(concat_ws(
            '|',
            coalesce(charges.charge_text, ''),
            coalesce(charges.charged_text, ''),
            coalesce(charges.agency_name, '')
        )) >> 64 as ubigint) as wording_key,
        -- The same count of the same court case under another cycle number is the same charge again.
        case
            when cases.case_number_key is not null and charges.count_number is not null then charges.count_number
            else charges.count_key
        end as count_in_case
    from {{ staged('charges') }} as charges
    inner join {{ ref('int_person_links') }} as links on charges.person_key = links.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on charges.delivery_id = deliveries.delivery_id
    left join case_numbers_of_steps as cases
        on charges.delivery_id = cases.delivery_id
        and links.history_number = cases.history_number
        and charges.step_key = cases.step_key
    -- (After the cases: rows are left out only here, and DuckDB takes what is left for fewer rows than there are.)
    left join rows_of_several
        on {{ row_number_in_run('deliveries', 'charges.source_line') }} = rows_of_several.row_number_in_run
    where coalesce(rows_of_several.place, 1) = 1

),

key_sizes as (

    select
        delivery_id,
        charge_key
    from counts
    group by delivery_id, charge_key
    having count(*) > 1

),

several_of_a_key as (

    select
        counts.delivery_id,
        counts.speaking_row_number,
        counts.charge_key,
        counts.count_in_case,
        min(counts.facts_key) over (
            partition by counts.delivery_id, counts.charge_key, counts.count_in_case
        ) as group_facts_key,
        min(counts.wording_key) over (
            partition by counts.delivery_id, counts.charge_key, counts.count_in_case
        ) as group_wording_key,
        row_number() over (
            partition by counts.delivery_id, counts.charge_key, counts.count_in_case
            order by counts.is_no_conviction, counts.facts_key, counts.wording_key, counts.count_key
        ) as place_in_group,
        -- What relief did to a count under another cycle number does not contradict the conviction; it is an event.
        case
            when counts.is_relief
                then first_value(counts.conflict_key) over (
                        partition by counts.delivery_id, counts.charge_key, counts.count_in_case
                        order by counts.is_no_conviction, counts.facts_key, counts.wording_key, counts.count_key
                    )
            else counts.conflict_key
        end as conflict_key
    from counts
    inner join key_sizes
        on counts.delivery_id = key_sizes.delivery_id
        and counts.charge_key = key_sizes.charge_key

),

ordinals as (

    select
        *,
        dense_rank()
            over (partition by delivery_id, charge_key order by group_facts_key, group_wording_key, count_in_case)
            as ordinal
    from several_of_a_key

)

select
    -- One of its kind is its kind; of several the ordinal tells which.
    case
        when coalesce(ordinals.ordinal, 1) = 1 then counts.charge_key
        else {{ content_number("hex(counts.charge_key) || '|' || ordinals.ordinal") }}
    end as charge_number,
    counts.person_number,
    counts.history_number,
    cast(counts.person_bucket as integer) as person_bucket,
    counts.delivery_id,
    counts.data_as_of,
    counts.count_key,
    counts.cycle_key,
    counts.speaking_row_number,
    counts.source_lines,
    counts.charge_key,
    counts.facts_key,
    coalesce(ordinals.conflict_key, counts.conflict_key) as conflict_key,
    counts.wording_key,
    cast(coalesce(ordinals.ordinal, 1) as integer) as ordinal,
    coalesce(ordinals.place_in_group, 1) > 1 as is_repeated_cycle,
    counts.has_conflicting_convictions,
    counts.comment_names_great_bodily_injury,
    counts.comment_names_weapon,
    counts.may_name_degree,
    counts.charge_stage,
    counts.arrest_date_earliest,
    counts.case_numbers,
    counts.case_number_key,
    counts.case_number_source
from counts
left join ordinals on counts.speaking_row_number = ordinals.speaking_row_number
