with told as (

    select *
    from {{ ref('int_court_charge_rows') }} as told

),

asked as (

    select * from told
    where why_not_asked is null

),

-- The state's charges of these people before a court, as the telling that speaks has them. A telling that a newer copy
-- of the count took the place of is no candidate.
counts as (

    select counts.*
    from {{ ref('int_delivered_charges') }} as counts
    where counts.person_number in (select asked.person_number from asked)
        and counts.charge_stage = 'court'

),

speaking as (

    select counts.*
    from counts
    inner join {{ source('intake', 'deliveries') }} as deliveries on counts.delivery_id = deliveries.delivery_id
    qualify
        row_number() over (
            partition by counts.charge_number
            order by
                counts.data_as_of desc,
                counts.is_repeated_cycle,
                deliveries.county_name,
                counts.facts_key,
                counts.wording_key,
                {{ line_of_row_number('counts.speaking_row_number') }},
                counts.speaking_row_number
        ) = 1

),

superseded as (

    select distinct speaking.charge_number
    from speaking
    inner join counts
        on speaking.history_number = counts.history_number
        and speaking.count_key = counts.count_key
        and speaking.arrest_date_earliest is not distinct from counts.arrest_date_earliest
        and speaking.data_as_of < counts.data_as_of

),

of_the_state as (

    select
        speaking.person_number,
        speaking.charge_number,
        speaking.case_number_key,
        charges.county_name,
        charges.code_book,
        charges.section,
        charges.subdivision_path,
        charges.charge_prefix,
        charges.charge_text,
        charges.parse_status,
        charges.level,
        charges.disposition_type,
        charges.event_date_earliest,
        charges.event_date_latest,
        charges.disposition_date_earliest,
        charges.disposition_date_latest
    from {{ staged('charges') }} as charges
    inner join {{ ref('int_person_links') }} as links on charges.person_key = links.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on charges.delivery_id = deliveries.delivery_id
    inner join speaking
        on {{ row_number_in_run('deliveries', 'charges.source_line') }} = speaking.speaking_row_number
    anti join superseded on speaking.charge_number = superseded.charge_number
    where not charges.is_juvenile

),

likely as (

    select distinct
        asked.like_words,
        of_the_state.charge_number,
        of_the_state.disposition_type,
        coalesce(of_the_state.event_date_earliest, of_the_state.disposition_date_earliest) as date_earliest,
        coalesce(
            asked.subdivision_path = of_the_state.subdivision_path or asked.section <> of_the_state.section, true
        ) as is_exact
    from asked
    inner join of_the_state
        on asked.person_number = of_the_state.person_number
        and asked.county_name = of_the_state.county_name
        and asked.charge_prefix is not distinct from of_the_state.charge_prefix
        and list_has_all(string_split(of_the_state.case_number_key, '+'), string_split(asked.case_number_key, '+'))
        and case
            when asked.section is null then asked.charge_text = of_the_state.charge_text
            else
                coalesce(asked.code_book = of_the_state.code_book, true)
                and (
                    (
                        asked.section = of_the_state.section
                        and (
                            asked.subdivision_path = of_the_state.subdivision_path
                            or asked.subdivision_path = ''
                            or of_the_state.subdivision_path = ''
                        )
                    )
                    -- 496A can be read as 496(a): then the court's reading is one of the two.
                    or (
                        of_the_state.parse_status = 'ambiguous'
                        and {{ section_in_one_word('asked') }} = {{ section_in_one_word('of_the_state') }}
                    )
                )
        end

),

candidates as (

    select
        likely.*,
        bool_or(likely.is_exact) over (partition by likely.like_words) as has_exact
    from likely
    qualify likely.is_exact or not has_exact

),

-- First those that were disposed of alike (where a court tells no disposition, convictions), by date.
alike as (

    {{ paired_in_order(
        'asked', "true", "case asked.disposition_type when 'blank' then 'convicted' else asked.disposition_type end",
        'candidates', "true", 'candidates.disposition_type'
    ) }}

),

asked_still as (

    select asked.* from asked
    anti join alike on asked.court_charge_id = alike.court_charge_id

),

candidates_still as (

    select candidates.* from candidates
    anti join alike on candidates.charge_number = alike.charge_number

),

-- Then those the state has no disposition of.
without_disposition as (

    {{ paired_in_order(
        'asked_still', "true", "'any'",
        'candidates_still', "candidates_still.disposition_type = 'blank'", "'any'"
    ) }}

),

asked_at_last as (

    select asked_still.* from asked_still
    anti join without_disposition on asked_still.court_charge_id = without_disposition.court_charge_id

),

-- Then those that were disposed of otherwise.
otherwise as (

    {{ paired_in_order(
        'asked_at_last', "true", "'any'",
        'candidates_still', "candidates_still.disposition_type <> 'blank'", "'any'"
    ) }}

),

paired as (

    select court_charge_id, charge_number, 'alike' as pairing from alike
    union all
    select court_charge_id, charge_number, 'without_disposition' as pairing from without_disposition
    union all
    select court_charge_id, charge_number, 'otherwise' as pairing from otherwise

),

compared as (

    select
        told.*,
        paired.pairing,
        paired.charge_number as state_charge_number,
        of_the_state.level as state_level,
        coalesce(
            told.disposition_date_earliest <= of_the_state.event_date_latest
            and of_the_state.event_date_earliest <= told.disposition_date_latest,
            told.disposition_date_earliest is null or of_the_state.event_date_earliest is null
        )
        or coalesce(
            told.disposition_date_earliest <= of_the_state.disposition_date_latest
            and of_the_state.disposition_date_earliest <= told.disposition_date_latest,
            false
        ) as has_same_date,
        told.level = 'unknown' or of_the_state.level in ('unknown', told.level) as has_same_level
    from told
    left join paired on told.court_charge_id = paired.court_charge_id
    left join of_the_state on paired.charge_number = of_the_state.charge_number

),

matched as (

    select
        *,
        case
            when why_not_asked is not null then why_not_asked
            when pairing is null and disposition_type = 'blank' then 'nothing_to_match'
            when pairing is null then 'state_lacks_it'
            when has_conflicting_rows or (pairing = 'alike' and not has_same_level) then 'disagrees'
            when pairing = 'without_disposition' and disposition_type = 'blank' then 'agrees'
            when pairing = 'without_disposition'
                and disposition_type in (
                    'convicted', 'dismissed', 'acquitted', 'diversion', 'prosecutor_rejected', 'detention_only',
                    'released_to_other_jurisdiction', 'dismissed_with_prejudice', 'dismissed_without_prejudice',
                    'nolle_prosequi', 'deferred', 'declined', 'no_charge'
                ) then 'completes'
            when pairing = 'alike' and (has_same_date or disposition_type = 'blank') and state_level = 'unknown'
                and level <> 'unknown' then 'completes'
            when pairing = 'alike' and (has_same_date or disposition_type = 'blank') then 'agrees'
            when pairing = 'otherwise' and disposition_type = 'blank' then 'agrees'
            else 'disagrees'
        end as match
    from compared

),

-- A conviction that the state lacks has the id that it would have if the state told it (int_delivered_charges,
-- charge_key); further ones like it are numbered after those the state tells.
lacking as (

    select
        court_charge_id,
        person_number,
        md5_number(concat_ws(
            '|',
            'court',
            person_id,
            county_name,
            'case ' || case_number_key,
            coalesce(cast(disposition_date_earliest as varchar) || disposition_date_precision, ''),
            coalesce(code_book || ' ' || section || ' ' || subdivision_path, charge_text),
            coalesce(charge_prefix, '')
        )) as charge_key
    from matched
    where match = 'state_lacks_it' and disposition_type = 'convicted'

),

state_ordinals as (

    select counts.charge_key, max(counts.ordinal) as ordinal
    from counts
    where counts.charge_key in (select lacking.charge_key from lacking)
    group by counts.charge_key

),

numbered as (

    select
        lacking.court_charge_id,
        lacking.charge_key,
        cast(
            coalesce(state_ordinals.ordinal, 0)
            + row_number() over (partition by lacking.charge_key order by lacking.court_charge_id) as integer
        ) as ordinal
    from lacking
    left join state_ordinals on lacking.charge_key = state_ordinals.charge_key

)

select
    matched.court_charge_id,
    matched.person_id,
    matched.person_bucket,
    matched.is_person_known,
    matched.has_conflicting_ids,
    matched.match,
    case
        when numbered.ordinal = 1 then numbered.charge_key
        when numbered.ordinal > 1
            then {{ content_number("hex(numbered.charge_key) || '|' || numbered.ordinal") }}
        else matched.state_charge_number
    end as charge_number,
    numbered.ordinal is not null as is_new_charge,
    coalesce(numbered.ordinal, 1) as ordinal,
    matched.match = 'completes' and matched.pairing = 'without_disposition' as completes_disposition,
    -- (Without a disposition the state's level is that of the accusation; the court's is that of what became of it.)
    matched.match = 'completes' and matched.level <> 'unknown' as completes_level,
    matched.has_conflicting_rows,
    matched.data_as_of,
    matched.county_name,
    matched.county_type,
    matched.case_numbers,
    matched.case_number_key,
    matched.count_number,
    matched.charge_text,
    matched.code_book,
    matched.section,
    matched.subdivision_path,
    matched.charge_prefix,
    matched.parse_status,
    matched.has_further_section,
    matched.level,
    matched.disposition_text,
    matched.disposition_type,
    matched.disposition_date_earliest,
    matched.disposition_date_latest,
    matched.disposition_date_precision,
    matched.source_rows
from matched
left join numbered on matched.court_charge_id = numbered.court_charge_id
