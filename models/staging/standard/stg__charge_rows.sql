{{ config(materialized='table') }}
{% set days = ['filed_date', 'offense_date', 'arrest_date', 'disposition_date'] %}
-- Every accepted row of the files of charges in force, once: texts cleaned, days and words read.
with received as (

    select
        rows.delivery_id,
        rows.source_line,
        deliveries.data_as_of,
        {{ standard_person_id('rows.person_id') }} as issuer_person_id,
        coalesce({{ standard_state_id('rows.state_id') }}, ids.only_state_id) as state_id,
        {{ standard_text('rows.case_number') }} as case_number,
        {{ standard_text('rows.docket_number') }} as docket_number,
        {{ standard_text('rows.tracking_number') }} as tracking_number,
        upper({{ standard_text('rows.place') }}) as place,
        {{ standard_text('rows.court_code') }} as court_code,
        {{ standard_text('rows.judicial_district') }} as judicial_district,
        {{ standard_text('rows.count_number') }} as count_number,
        {{ standard_count(standard_text('rows.count_number')) }} as count_code,
        {% for day in days %}
            {{ standard_text('rows.' ~ day) }} as {{ day }}_text,
        {% endfor %}
        {{ standard_text('rows.arrest_agency') }} as arrest_agency,
        {{ standard_text('rows.statute') }} as charged_statute,
        {{ standard_text('coalesce(rows.amended_statute, rows.statute)') }} as statute_text,
        {{ standard_text('rows.amended_statute') }} is not null as is_amended,
        case when rows.amended_statute is null then upper({{ standard_text('rows.statute_title') }}) end as title_text,
        case when rows.amended_statute is null then {{ standard_text('rows.statute_section') }} end as section_text,
        case when rows.amended_statute is null then {{ standard_text('rows.statute_subsection') }} end
            as subsection_text,
        upper({{ standard_text('rows.inchoate') }}) as inchoate_code,
        {{ standard_text('rows.charge_text') }} as charge_words,
        upper({{ standard_text('rows.level') }}) as level_code,
        upper({{ standard_text('rows.grade') }}) as grade_code,
        {{ standard_text('rows.max_days') }} as max_days_text,
        upper({{ standard_text('rows.disposition') }}) as disposition_text,
        upper({{ standard_text('rows.disposition_is_final') }}) as is_final_code,
        upper({{ standard_text('rows.is_juvenile') }}) as is_juvenile_code
    from {{ source('standard', 'history_rows') }} as rows
    inner join {{ source('intake', 'deliveries') }} as deliveries on rows.delivery_id = deliveries.delivery_id
    left join {{ ref('stg__person_ids') }} as ids
        on {{ standard_person_id('rows.person_id') }} = ids.issuer_person_id

),

dated as (

    select
        *,
        {% for day in days %}
            {{ standard_day(day ~ '_text') }} as {{ day }}_first,
        {% endfor %}
        {{ standard_case_key('case_number') }} as case_key
    from received

),

-- Without a number of the count, charges of a case are told apart by their content, and equal ones by their order.
counted as (

    select
        *,
        case
            when count_number is null
                then row_number() over (
                        partition by
                            delivery_id,
                            issuer_person_id,
                            state_id,
                            place,
                            case_key,
                            tracking_number,
                            arrest_date_text,
                            statute_text,
                            offense_date_text,
                            disposition_text
                        order by source_line
                    )
        end as ordinal
    from dated

),

grades as (

    select
        grade_text,
        level,
        grade
    from {{ standard_grades() }}
    union all
    -- (Where the level is not known: what every level calls by one grade.)
    select
        grade_text,
        'unknown' as level,
        min(grade) as grade
    from {{ standard_grades() }}
    group by grade_text
    having count(distinct grade) = 1

)

select
    rows.delivery_id,
    rows.source_line,
    {{ standard_person_key('rows') }} as person_key,
    {{ standard_bucket('rows') }} as person_bucket,
    rows.state_id,
    rows.issuer_person_id,
    rows.case_number,
    rows.case_key,
    rows.docket_number,
    rows.tracking_number,
    rows.count_number,
    rows.count_code,
    coalesce(
        'case ' || rows.case_key,
        'tracking ' || rows.tracking_number,
        concat_ws(' ', 'arrest', rows.arrest_date_text, rows.place)
    ) as cycle_key,
    concat_ws(
        ' ',
        coalesce(rows.case_key, 'tracking ' || rows.tracking_number, concat_ws(' ', 'arrest', rows.arrest_date_text)),
        coalesce(
            rows.count_code,
            concat_ws(' ', 'unnumbered', rows.statute_text, rows.offense_date_text, rows.disposition_text, rows.ordinal)
        )
    ) as count_key,
    rows.place as county_name,
    case
        when rows.place is null then 'unknown'
        when counties.recorded_county_name is not null then 'in_state'
        when rows.place = 'ELSEWHERE' then 'elsewhere'
        else 'unknown'
    end as county_type,
    rows.court_code,
    rows.judicial_district,
    rows.arrest_agency,
    {% for day in days %}
        {{ standard_days('rows.' ~ day, day) }},
    {% endfor %}
    concat_ws(
        ' ',
        coalesce(rows.statute_text, concat_ws(' ', rows.title_text, rows.section_text, rows.subsection_text)),
        rows.charge_words
    ) as charge_text,
    concat_ws(' ', rows.charged_statute, rows.charge_words) as charged_text,
    rows.is_amended,
    statutes.code_book,
    statutes.section,
    statutes.subdivision_path,
    statutes.parse_status,
    coalesce(statutes.has_further_section, false) as has_further_section,
    statutes.code_book_code,
    coalesce(statutes.is_federal, false) as is_federal,
    inchoates.meaning as charge_prefix,
    rows.inchoate_code is not null and inchoates.meaning is null as is_inchoate_unknown,
    rows.level_code,
    -- (A grade that only another level has leaves open which of the two is so; after an amendment it may be the one
    -- before.)
    case
        when grade_texts.grade_text is not null and grades.grade is null and not rows.is_amended then 'unknown'
        else coalesce(levels.meaning, 'unknown')
    end as level,
    levels.meaning is not null as is_level_known,
    rows.grade_code,
    grades.grade,
    grade_texts.grade_text is not null as is_grade_known,
    {{ standard_number('rows.max_days_text') }} as max_days,
    rows.max_days_text,
    rows.disposition_text,
    dispositions.meaning is not null as is_disposition_known,
    -- (What an appeal may still change is not known yet; what may be of a juvenile court is perhaps no conviction.)
    case
        when rows.is_juvenile_code is not null and juveniles.meaning is null then 'unrecognised'
        when rows.disposition_text is null then 'blank'
        when rows.is_final_code is not null and coalesce(finals.meaning, 'no') = 'no' then 'unrecognised'
        else coalesce(dispositions.meaning, 'unrecognised')
    end as disposition_type,
    rows.is_final_code is not null and finals.meaning is null as is_final_unknown,
    coalesce(juveniles.meaning = 'yes', false) as is_juvenile,
    rows.is_juvenile_code is not null and juveniles.meaning is null as is_juvenile_unknown
from counted as rows
left join {{ ref('stg__statute_texts') }} as statutes
    on rows.statute_text is not distinct from statutes.statute_text
    and rows.title_text is not distinct from statutes.title_text
    and rows.section_text is not distinct from statutes.section_text
    and rows.subsection_text is not distinct from statutes.subsection_text
left join {{ vocabulary('counties') }} as counties on rows.place = counties.recorded_county_name
left join {{ standard_vocabulary('level') }} as levels on rows.level_code = levels.wording
left join grades
    on rows.grade_code = grades.grade_text and coalesce(levels.meaning, 'unknown') = grades.level
left join (select distinct grade_text from {{ standard_grades() }}) as grade_texts
    on rows.grade_code = grade_texts.grade_text
left join {{ standard_vocabulary('disposition') }} as dispositions on rows.disposition_text = dispositions.wording
left join {{ standard_vocabulary('inchoate') }} as inchoates on rows.inchoate_code = inchoates.wording
left join {{ standard_vocabulary('yes_no') }} as finals on rows.is_final_code = finals.wording
left join {{ standard_vocabulary('yes_no') }} as juveniles on rows.is_juvenile_code = juveniles.wording
