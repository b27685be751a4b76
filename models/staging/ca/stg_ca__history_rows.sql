{{ config(materialized='table') }}
with received as (

    select
        rows.delivery_id,
        rows.source_line,
        rows.person_bucket,
        deliveries.data_as_of,
        {{ ca_person_key('rows') }} as person_key,
        {{ clean_text('rows.cyc_date') }} as cycle_date_code,
        {{ clean_text('rows.stp_event_date') }} as event_date_code,
        {{ clean_text('rows.disp_date') }} as disposition_date_code,
        {{ clean_text('rows.stp_type_descr') }} as step_type_code,
        {{ clean_text('rows.stp_ori_code') }} as agency_code,
        {{ clean_text('rows.stp_ori_descr') }} as agency_name,
        upper(regexp_replace({{ clean_text('rows.stp_ori_cnty_name') }}, '\s+', ' ', 'g')) as county_name,
        {{ clean_text('rows.cnt_order') }} as count_order_code,
        {{ clean_text('rows.ofn') }} as originating_file_number,
        {{ clean_text('rows.fe_num_crt_case') }} as court_case_number,
        {{ clean_text('rows.offense_descr') }} as offense_text,
        {{ clean_text('rows.disp_offense_descr') }} as disposed_text,
        {{ clean_text('rows.conv_offense_descr') }} as convicted_text,
        {{ clean_text('rows.comment_text') }} as comment_text,
        {{ clean_text('rows.offense_toc') }} as charged_level_code,
        {{ clean_text('rows.disp_offense_toc') }} as disposed_level_code,
        {{ clean_text('rows.conv_offense_toc') }} as convicted_level_code,
        {{ clean_text('rows.conv_stat_descr') }} as conviction_status_code,
        {{ clean_text('rows.disp_descr') }} as disposition_text,
        {{ clean_text('rows.sent_loc_descr') }} as sentence_location_code,
        {{ clean_text('rows.sent_length') }} as sentence_length_code,
        {{ clean_text('rows.sent_time_code') }} as sentence_unit_code,
        {{ clean_text('rows.sent_time_descr') }} as sentence_unit_text
    from {{ source('ca_doj', 'history_rows') }} as rows
    inner join {{ source('intake', 'deliveries') }} as deliveries
        on rows.delivery_id = deliveries.delivery_id

),

-- The charge is in the comment where the column is blank or says so; of what was disposed of and convicted of only
-- where it says so.
charge_chosen as (

    select
        * exclude (disposed_text, convicted_text),
        case
            when offense_text is null or upper(offense_text) like 'SEE COMMENT%' then comment_text
            else offense_text
        end as charged_text,
        case
            when upper(disposed_text) like 'SEE COMMENT%' then coalesce(comment_text, disposed_text)
            else disposed_text
        end as disposed_text,
        case
            when upper(convicted_text) like 'SEE COMMENT%' then coalesce(comment_text, convicted_text)
            else convicted_text
        end as convicted_text,
        case
            when
                offense_text is null
                or upper(offense_text) like 'SEE COMMENT%'
                or upper(disposed_text) like 'SEE COMMENT%'
                or upper(convicted_text) like 'SEE COMMENT%'
                then null
            else comment_text
        end as further_text,
        coalesce(
            length(count_order_code) = 12 and ltrim(count_order_code, '0123456789') = '',
            false
        ) as has_count_order
    from received

),

charge_sourced as (

    select
        *,
        coalesce(convicted_text, disposed_text, charged_text) as charge_text,
        case
            when convicted_text is not null then 'convicted'
            when disposed_text is not null then 'disposed'
            when charged_text is not null then 'charged'
        end as charge_text_source
    from charge_chosen

),

-- The level: the conviction's own status, or where that is blank the type of charge of the very offense that was
-- taken. Both blank is unknown, never misdemeanor.
leveled as (

    select
        *,
        case
            when conviction_status_code is not null then conviction_status_code
            when charge_text_source = 'convicted' then convicted_level_code
            when charge_text_source = 'disposed' then disposed_level_code
            else charged_level_code
        end as level_code,
        case
            when conviction_status_code is not null then 'conviction_status'
            when charge_text_source = 'convicted' and convicted_level_code is not null then 'convicted_offense'
            when charge_text_source = 'disposed' and disposed_level_code is not null then 'disposed_offense'
            when coalesce(charge_text_source, 'charged') = 'charged' and charged_level_code is not null
                then 'charged_offense'
        end as level_source
    from charge_sourced

),

charge_steps as (

    select step_type
    from {{ ref('ca_step_types') }}
    where is_charge_step

)

select
    rows.delivery_id,
    rows.source_line,
    rows.person_bucket,
    rows.person_key,
    rows.has_count_order,
    -- Where the numbering is malformed, the value beside it distinguishes the counts of one person.
    case
        when rows.has_count_order then rows.count_order_code
        else concat_ws(
                ' ',
                'unnumbered',
                rows.count_order_code,
                rows.cycle_date_code,
                rows.event_date_code,
                rows.county_name,
                rows.charge_text
            )
    end as count_key,
    case
        when cycle_dates.date_earliest > rows.data_as_of then null
        else cycle_dates.date_earliest
    end as cycle_date_earliest,
    {{ date_precision_of('rows.cycle_date_code', 'cycle_dates') }} as cycle_date_precision,
    case
        when event_dates.date_earliest > rows.data_as_of then null
        else event_dates.date_earliest
    end as event_date_earliest,
    {{ date_precision_of('rows.event_date_code', 'event_dates') }} as event_date_precision,
    case
        when disposition_dates.date_earliest > rows.data_as_of then null
        else disposition_dates.date_earliest
    end as disposition_date_earliest,
    {{ date_precision_of('rows.disposition_date_code', 'disposition_dates') }} as disposition_date_precision,
    rows.step_type_code,
    case
        when rows.step_type_code is null then 'unknown'
        else coalesce(step_types.step_type, 'unrecognised')
    end as step_type,
    coalesce(step_types.step_type in (select steps.step_type from charge_steps as steps), false)
    or coalesce(disposition_texts.disposition_type in ('convicted', 'juvenile_adjudication'), false) as is_charge,
    rows.agency_code,
    rows.agency_name,
    rows.county_name,
    case
        when rows.county_name is null then 'unknown'
        when counties.recorded_county_name is not null then 'in_state'
        -- A name that is no county beside an agency of this state: one of the two is wrong, and nobody knows which.
        when upper(rows.agency_code) like 'CA%' then 'unknown'
        else 'elsewhere'
    end as county_type,
    rows.originating_file_number,
    rows.court_case_number,
    rows.charge_text,
    rows.charge_text_source,
    rows.charged_text,
    charge_texts.code_book,
    charge_texts.section,
    charge_texts.subdivision_path,
    charge_texts.charge_prefix,
    charge_texts.grade,
    coalesce(charge_texts.may_name_degree, false)
    or coalesce(comment_texts.may_name_degree, false)
    or coalesce({{ ca_may_name_degree('rows.charged_text') }}, false)
    or coalesce({{ ca_may_name_degree('rows.disposition_text') }}, false) as may_name_degree,
    case when rows.charge_text is null then 'blank' else charge_texts.parse_status end as parse_status,
    coalesce(charge_texts.has_further_section, false) as has_further_section,
    coalesce(
        further_texts.section is not null
        and (
            further_texts.code_book is distinct from charge_texts.code_book
            or further_texts.section is distinct from charge_texts.section
        ),
        false
    ) as has_further_charge_in_comment,
    -- What the comment names beside the column: "CONSP 11358 HS" under 182(A)(1) PC.
    further_texts.code_book as comment_code_book,
    further_texts.section as comment_section,
    further_texts.subdivision_path as comment_subdivision_path,
    coalesce(comment_texts.names_great_bodily_injury, false) as comment_names_great_bodily_injury,
    coalesce(comment_texts.names_weapon, false) as comment_names_weapon,
    charge_texts.further_sections,
    coalesce(charge_texts.names_life_offense, false) as names_life_offense,
    rows.level_code,
    case when rows.level_code is null then 'unknown' else coalesce(levels.level, 'unknown') end as level,
    rows.level_source,
    rows.disposition_text,
    case
        when rows.disposition_text is not null then disposition_texts.disposition_type
        when step_types.step_type = 'registration'
            then coalesce(
                    {{ ca_end_of_registration("concat_ws(' ', rows.charge_text, rows.comment_text)") }}, 'blank'
                )
        else 'blank'
    end as disposition_type,
    rows.sentence_location_code,
    rows.sentence_length_code,
    rows.sentence_unit_code,
    -- A misdemeanor has no such term, whatever its words say (THREAT TO LIFE).
    {{ ca_is_life_word('rows.sentence_location_code') }}
    or {{ ca_is_life_word('rows.sentence_length_code') }}
    or coalesce(upper(rows.sentence_unit_code) = 'L', false)
    or {{ ca_is_life_word('rows.sentence_unit_text') }}
    or (
        coalesce(levels.level, 'unknown') not in ('misdemeanor', 'infraction')
        and (
            coalesce(charge_texts.names_life_term, false)
            or coalesce(comment_texts.names_life_term or contains(upper(rows.comment_text), 'CONDEMNED'), false)
            or coalesce({{ ca_says_life_term('rows.disposition_text') }}, false)
        )
    ) as is_for_life,
    coalesce(disposition_texts.disposition_type = 'juvenile_adjudication', false)
    or coalesce(step_types.step_type = 'juvenile_court', false)
    or coalesce(contains(upper(rows.agency_name), 'JUV'), false) as is_juvenile
from leveled as rows
left join {{ ref('stg_ca__date_texts') }} as cycle_dates on rows.cycle_date_code = cycle_dates.date_text
left join {{ ref('stg_ca__date_texts') }} as event_dates on rows.event_date_code = event_dates.date_text
left join
    {{ ref('stg_ca__date_texts') }} as disposition_dates
    on rows.disposition_date_code = disposition_dates.date_text
left join {{ ref('stg_ca__charge_texts') }} as charge_texts on rows.charge_text = charge_texts.charge_text
left join {{ ref('stg_ca__charge_texts') }} as further_texts on rows.further_text = further_texts.charge_text
left join {{ ref('stg_ca__charge_texts') }} as comment_texts on rows.comment_text = comment_texts.charge_text
left join {{ ref('stg_ca__disposition_texts') }} as disposition_texts
    on rows.disposition_text = disposition_texts.disposition_text
left join {{ ca_vocabulary('step_type') }} as step_types
    on upper(regexp_replace(rows.step_type_code, '\s+', ' ', 'g')) = step_types.step_type_code
left join {{ ca_vocabulary('level') }} as levels on upper(rows.level_code) = levels.level_code
left join {{ ref('ca_counties') }} as counties on rows.county_name = counties.recorded_county_name
