{{ config(materialized='people_in_pieces') }}
-- When the sentence of each convicted charge is over, as far as the record says. One row per conviction.
-- The file does not say whether parts run together or one after the other: the earliest end takes them together, the
-- latest one after the other. A calendar month is a month (Penal Code 7(b)(13)). completion_basis says what the end
-- rests on: no_sentence_recorded | no_term (a fine) | one_part | several_parts | part_of_unknown_length |
-- conviction_date_unknown.
with convictions as (

    select
        charge_id,
        person_id,
        person_bucket,
        event_date_earliest,
        event_date_latest
    from {{ ref('int_charges') }} as charges
    where {{ in_piece('charges.person_bucket') }} and is_conviction

),

parts as (

    select
        *,
        case sentence_unit
            when 'years' then sentence_length * 12
            when 'months' then sentence_length
            else 0
        end as months,
        case when sentence_unit = 'days' then sentence_length else 0 end as days,
        sentence_type in ('fine', 'restitution') and sentence_length is null as has_no_term,
        sentence_length is not null and sentence_unit in ('years', 'months', 'days') as has_known_length,
        -- LIFE, or a unit that is not understood: something is on record, and it cannot be counted.
        (sentence_length_code is not null or sentence_unit_code is not null)
        and not (sentence_length is not null and sentence_unit in ('years', 'months', 'days')) as has_unreadable_length
    from {{ ref('int_sentences') }} as sentences
    where {{ in_piece('sentences.person_bucket') }} and record_status = 'current'

),

ends as (

    select
        convictions.charge_id,
        parts.sentence_type,
        parts.has_no_term,
        parts.has_known_length,
        parts.has_conflicting_copies,
        parts.has_unreadable_length,
        parts.months,
        parts.days,
        cast(convictions.event_date_earliest + to_months(parts.months) + to_days(parts.days) as date) as part_end
    from convictions
    inner join parts on convictions.charge_id = parts.charge_id

),

summed as (

    select
        charge_id,
        count(*) as part_count,
        count(*) filter (where not has_no_term) as term_count,
        list_sort(list_distinct(list(sentence_type))) as sentence_types,
        bool_or(not has_no_term and not has_known_length) as has_part_of_unknown_length,
        bool_or(has_conflicting_copies) as has_conflicting_copies,
        bool_or(has_unreadable_length) as has_unreadable_length,
        max(part_end) as end_together,
        cast(sum(months) as integer) as months_in_all,
        cast(sum(days) as integer) as days_in_all,
        bool_and(has_known_length) filter (where sentence_type = 'probation') as is_probation_length_known,
        max(part_end) filter (where sentence_type = 'probation') as probation_end_together,
        cast(sum(months) filter (where sentence_type = 'probation') as integer) as probation_months,
        cast(sum(days) filter (where sentence_type = 'probation') as integer) as probation_days
    from ends
    group by charge_id

),

based as (

    select
        convictions.*,
        summed.part_count,
        summed.sentence_types,
        summed.has_conflicting_copies,
        summed.has_unreadable_length,
        summed.term_count,
        summed.months_in_all,
        summed.days_in_all,
        summed.end_together,
        cast(
            convictions.event_date_latest + to_months(summed.months_in_all) + to_days(summed.days_in_all) as date
        ) as end_one_after_another,
        case when summed.is_probation_length_known then summed.probation_end_together end as probation_end_earliest,
        case
            when summed.is_probation_length_known
                then
                    cast(
                        convictions.event_date_latest
                        + to_months(summed.probation_months)
                        + to_days(summed.probation_days) as date
                    )
        end as probation_end_latest,
        case
            when convictions.event_date_earliest is null then 'conviction_date_unknown'
            when summed.charge_id is null then 'no_sentence_recorded'
            when summed.has_part_of_unknown_length then 'part_of_unknown_length'
            when summed.term_count = 0 then 'no_term'
            when summed.term_count = 1 then 'one_part'
            else 'several_parts'
        end as completion_basis
    from convictions
    left join summed on convictions.charge_id = summed.charge_id

)

select
    charge_id,
    person_id,
    person_bucket,
    cast(coalesce(part_count, 0) as integer) as part_count,
    coalesce(sentence_types, cast([] as varchar[])) as sentence_types,
    case completion_basis
        when 'no_term' then event_date_earliest
        when 'one_part' then end_together
        when 'several_parts' then end_together
    end as completion_date_earliest,
    case completion_basis
        when 'no_term' then event_date_latest
        when 'one_part' then end_one_after_another
        when 'several_parts' then end_one_after_another
    end as completion_date_latest,
    completion_basis,
    case when completion_basis in ('one_part', 'several_parts') then months_in_all end as months_in_all,
    case when completion_basis in ('one_part', 'several_parts') then days_in_all end as days_in_all,
    coalesce(term_count = 0, false) as has_no_term,
    probation_end_earliest,
    probation_end_latest,
    coalesce(has_unreadable_length, false) as has_unreadable_length,
    coalesce(has_conflicting_copies, false) as has_conflicting_copies
from based
