with counts as (

    select *
    from {{ ref('int_delivered_charges') }} as int_delivered_charges

),

deliveries_of_histories as (

    select
        history_number,
        count(distinct delivery_id) as delivery_count
    from counts
    group by history_number

),

newest_copies as (

    select
        history_number,
        max(data_as_of) as data_as_of
    from {{ ref('int_history_copies') }} as copies
    group by history_number

),

tellings as (

    select
        charge_number,
        max(data_as_of) as newest_data_as_of,
        count(*) as telling_count,
        -- (In one delivery all rows of a charge but one are repetitions.)
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

-- Of several rows in the newest cut the first is used, by county and line (the order of lines in one county's files
-- changes no fact); if they differ in a fact, the charge says so.
speaking_of_several as (

    select
        counts.speaking_row_number,
        row_number() over (
            partition by counts.charge_number
            order by
                counts.is_repeated_cycle,
                deliveries.county_name,
                counts.facts_key,
                counts.wording_key,
                {{ line_of_row_number('counts.speaking_row_number') }},
                counts.speaking_row_number
        ) as place,
        min(counts.conflict_key) over (partition by counts.charge_number)
        <> max(counts.conflict_key) over (partition by counts.charge_number) as has_conflicting_copies
    from counts
    inner join tellings on counts.charge_number = tellings.charge_number
    inner join {{ source('intake', 'deliveries') }} as deliveries on counts.delivery_id = deliveries.delivery_id
    where counts.data_as_of = tellings.newest_data_as_of and tellings.telling_count > 1

),

-- Charges in some of the deliveries of a person only: does another have the same count with other facts?
told_by_some as (

    select
        counts.charge_number,
        counts.history_number,
        counts.delivery_id,
        counts.count_key,
        counts.charge_stage,
        counts.arrest_date_earliest,
        tellings.newest_data_as_of
    from counts
    inner join tellings on counts.charge_number = tellings.charge_number
    inner join deliveries_of_histories on counts.history_number = deliveries_of_histories.history_number
    where tellings.delivery_count < deliveries_of_histories.delivery_count

),

told_otherwise as (

    select
        mine.charge_number,
        max(other.newest_data_as_of) as other_data_as_of
    from told_by_some as mine
    inner join told_by_some as other
        on mine.history_number = other.history_number
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

missing_in_equal_copies as (

    select distinct charge_number
    from {{ ref('int_charges_missing_in_copies') }} as copies_lacking
    where not is_line_rejected

),

speaking as (

    select
        counts.*,
        tellings.is_in_repeated_cycle,
        tellings.newest_data_as_of,
        newest_copies.data_as_of as newest_data_as_of_history,
        coalesce(speaking_of_several.has_conflicting_copies, false) as has_conflicting_copies,
        coalesce(
            source_rows_of_several.source_rows,
            list_sort(list_transform(counts.source_lines, lambda line: counts.delivery_id || ':' || line))
        ) as source_rows
    from counts
    inner join tellings on counts.charge_number = tellings.charge_number
    left join newest_copies on counts.history_number = newest_copies.history_number
    left join speaking_of_several
        on counts.speaking_row_number = speaking_of_several.speaking_row_number
    left join source_rows_of_several on counts.charge_number = source_rows_of_several.charge_number
    where tellings.telling_count = 1 or speaking_of_several.place = 1

),

court_charges as (

    select *
    from {{ ref('int_court_charges') }} as court_charges
    where charge_number is not null

),

-- Of the rows of a charge that only courts report, the first by county and line.
speaking_of_courts as (

    select
        court_rows.charge_number,
        arg_min(
            court_rows.source_row,
            row(
                deliveries.county_name,
                cast(split_part(court_rows.source_row, ':', 2) as bigint),
                court_rows.source_row
            )
        ) as source_row
    from (
        select
            charge_number,
            unnest(source_rows) as source_row
        from court_charges
        where is_new_charge
    ) as court_rows
    inner join {{ source('intake', 'deliveries') }} as deliveries
        on split_part(court_rows.source_row, ':', 1) = deliveries.delivery_id
    group by court_rows.charge_number

),

new_court_charges as (

    select
        court_charges.*,
        speaking_of_courts.source_row as speaking_source_row
    from court_charges
    inner join speaking_of_courts on court_charges.charge_number = speaking_of_courts.charge_number
    where court_charges.is_new_charge

),

-- Reports of courts on a charge of the state. If two would complete it differently, it stays as it is and says so.
courts as (

    select
        charge_number,
        bool_or(match = 'disagrees') or count(distinct facts) > 1 as disagrees,
        bool_or(completes_disposition) and count(distinct facts) = 1 as completes_disposition,
        bool_or(completes_level) and count(distinct facts) = 1 as completes_level,
        min(level) filter (where match = 'completes') as level,
        min(disposition_text) filter (where match = 'completes') as disposition_text,
        min(disposition_type) filter (where match = 'completes') as disposition_type,
        min(disposition_date_earliest) filter (where match = 'completes') as disposition_date_earliest,
        min(disposition_date_latest) filter (where match = 'completes') as disposition_date_latest,
        min(disposition_date_precision) filter (where match = 'completes') as disposition_date_precision,
        list_sort(flatten(list(source_rows))) as source_rows
    from (
        select
            *,
            case
                when match = 'completes'
                    then concat_ws('|', disposition_type, disposition_date_earliest, disposition_date_precision, level)
            end as facts
        from court_charges
        where not is_new_charge
    ) as of_the_state
    group by charge_number

)

select
    {{ content_hex('speaking.charge_number') }} as charge_id,
    speaking.charge_number,
    links.person_id,
    links.recorded_person_id,
    speaking.person_bucket,
    speaking.charge_stage,
    case
        when told_otherwise.other_data_as_of > speaking.newest_data_as_of then 'superseded'
        when told_otherwise.other_data_as_of = speaking.newest_data_as_of then 'conflicting'
        when speaking.newest_data_as_of_history > speaking.newest_data_as_of then 'missing_in_newer_copy'
        when missing_in_equal_copies.charge_number is not null then 'missing_in_equal_copy'
        else 'current'
    end as record_status,
    speaking.data_as_of,
    speaking.has_conflicting_copies or speaking.has_conflicting_convictions
    or coalesce(courts.disagrees, false) as has_conflicting_facts,
    speaking.is_in_repeated_cycle,
    speaking.ordinal,
    charges.cycle_key,
    charges.step_key,
    charges.count_key,
    charges.count_number,
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
    {{ prefer_court_value('disposition_date_earliest', 'event_date_earliest') }},
    {{ prefer_court_value('disposition_date_latest', 'event_date_latest') }},
    {{ prefer_court_value('disposition_date_precision', 'event_date_precision') }},
    {{ prefer_court_value('disposition_date_earliest', 'disposition_date_earliest') }},
    {{ prefer_court_value('disposition_date_latest', 'disposition_date_latest') }},
    {{ prefer_court_value('disposition_date_precision', 'disposition_date_precision') }},
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
    speaking.comment_names_great_bodily_injury,
    speaking.comment_names_weapon,
    speaking.may_name_degree,
    charges.further_sections,
    charges.names_life_offense,
    case when courts.completes_level then courts.level else charges.level end as level,
    case when courts.completes_level then 'court_record' else charges.level_source end as level_source,
    charges.grade,
    charges.max_days,
    charges.tracking_number,
    charges.docket_number,
    charges.court_code,
    charges.judicial_district,
    {{ prefer_court_value('disposition_text', 'disposition_text') }},
    {{ prefer_court_value('disposition_type', 'disposition_type') }},
    case
        when courts.completes_disposition then 'court_record'
        when charges.disposition_type <> 'blank' then 'state'
    end as disposition_source,
    case when courts.completes_disposition then courts.disposition_type else charges.disposition_type end = 'convicted'
    and not charges.is_juvenile as is_conviction,
    charges.is_juvenile,
    charges.delivery_id || ':' || charges.source_line as speaking_source_row,
    case
        when courts.charge_number is null then speaking.source_rows
        else list_sort(list_concat(speaking.source_rows, courts.source_rows))
    end as source_rows
from {{ staged('charges') }} as charges
inner join {{ ref('int_person_links') }} as links on charges.person_key = links.person_key
inner join {{ source('intake', 'deliveries') }} as deliveries on charges.delivery_id = deliveries.delivery_id
inner join speaking
    on {{ row_number_in_run('deliveries', 'charges.source_line') }} = speaking.speaking_row_number
left join told_otherwise on speaking.charge_number = told_otherwise.charge_number
left join missing_in_equal_copies on speaking.charge_number = missing_in_equal_copies.charge_number
left join courts on speaking.charge_number = courts.charge_number
union all
select
    {{ content_hex('charge_number') }} as charge_id,
    charge_number,
    person_id,
    cast(null as varchar) as recorded_person_id,
    person_bucket,
    'court' as charge_stage,
    'current' as record_status,
    data_as_of,
    has_conflicting_rows as has_conflicting_facts,
    false as is_in_repeated_cycle,
    ordinal,
    concat_ws(' ', 'court record', county_name, case_number_key) as cycle_key,
    concat_ws(' ', 'court record', county_name, case_number_key) as step_key,
    concat_ws(' ', 'court record', county_name, case_number_key, court_charge_id) as count_key,
    count_number,
    false as has_count_order,
    'court_action' as step_type,
    county_name,
    county_type,
    cast(null as varchar) as agency_code,
    cast(null as varchar) as agency_name,
    case_numbers,
    case_number_key,
    'court_case_number' as case_number_source,
    cast(null as date) as offense_date,
    cast(null as date) as arrest_date_earliest,
    cast(null as date) as arrest_date_latest,
    'blank' as arrest_date_precision,
    disposition_date_earliest as event_date_earliest,
    disposition_date_latest as event_date_latest,
    disposition_date_precision as event_date_precision,
    disposition_date_earliest,
    disposition_date_latest,
    disposition_date_precision,
    charge_text,
    'convicted' as charge_text_source,
    charge_text as charged_text,
    code_book,
    case when code_book is not null then section end as section,
    case when code_book is not null then subdivision_path end as subdivision_path,
    charge_prefix,
    case parse_status when 'code_book_not_told' then 'unknown_code_book' else parse_status end as parse_status,
    has_further_section,
    false as has_further_charge_in_comment,
    cast(null as varchar) as comment_code_book,
    cast(null as varchar) as comment_section,
    cast(null as varchar) as comment_subdivision_path,
    false as comment_names_great_bodily_injury,
    false as comment_names_weapon,
    false as may_name_degree,
    cast(null as varchar[]) as further_sections,
    cast(null as boolean) as names_life_offense,
    level,
    case when level <> 'unknown' then 'court_record' end as level_source,
    cast(null as varchar) as grade,
    cast(null as integer) as max_days,
    cast(null as varchar) as tracking_number,
    cast(null as varchar) as docket_number,
    cast(null as varchar) as court_code,
    cast(null as varchar) as judicial_district,
    disposition_text,
    disposition_type,
    'court_record' as disposition_source,
    true as is_conviction,
    false as is_juvenile,
    speaking_source_row,
    source_rows
from new_court_charges
