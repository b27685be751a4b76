-- Compiled from the packs of ca by lookback law compile ca, hash b214aee06985278a.
{{ config(tags=['on_demand', 'compiled_law']) }}
-- The facts of each unit in one row, made of the facts that are one row each. It decides nothing.
with
-- The days of each unit.
days as (
    select
        {% for event in [
            'all_terms_end', 'arrest', 'disposition', 'offense', 'probation_end', 'sentence_end'
        ] -%}
            count(*) filter (where days.event = '{{ event }}') > 0 as has_{{ event }},
            max(days.day_earliest) filter (where days.event = '{{ event }}')
                as {{ event }}_first,
            max(days.day_latest) filter (where days.event = '{{ event }}')
                as {{ event }}_last,
            min(days.valid_until) filter (where days.event = '{{ event }}')
                as {{ event }}_day_until,
            max(days.source) filter (where days.event = '{{ event }}')
                as {{ event }}_day_source,
        {% endfor -%}
        days.unit_id
    from {{ rule('unit_days') }} as days
    group by days.unit_id
),

-- The offense lists that each charge is on, surely and perhaps.
listed as (
    select
        unit_id,
        list(offense_list) filter (where answer = 'yes') as lists,
        list(offense_list) filter (where answer = 'unknown') as lists_perhaps,
        list(offense_list) filter (where answer_as_felony = 'yes') as lists_as_felony,
        list(offense_list) filter (where answer_as_felony = 'unknown') as lists_perhaps_as_felony,
        list(offense_list) filter (where answer_as_felony = 'yes' and not felony_only)
            as lists_as_other,
        list(offense_list) filter (where answer_as_felony = 'unknown' and not felony_only)
            as lists_perhaps_as_other
    from {{ ref('engine_unit_lists') }}
    group by unit_id
),

-- What is known of each unit; what is not told is NULL.
told_of_unit as (
    select
        {% for fact in [
            'acquitted', 'arrest_of_this_state', 'asks_for_no_registration', 'charge_dismissed',
            'charge_is_pending', 'convicted', 'court_of_this_state', 'deferred_with_a_plea',
            'dismissed_or_relieved', 'diversion_completed', 'ended_under_mandatory_supervision',
            'identity_conflict', 'is_county_jail_felony_now', 'is_wobbler',
            'made_serious_by_enhancement', 'no_charge_can_follow', 'not_relieved_before',
            'perhaps_prohibited', 'probation_revoked', 'proceedings', 'record_is_clear',
            'relief_prohibited', 'sentence_is_served', 'sentenced_under_1170h5', 'unread_line'
        ] -%}
            max(cast(facts.answer as varchar)) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer,
            bool_or(facts.is_presumed) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_is_presumed,
            max(facts.over_on) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_over_on,
            min(facts.valid_until) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_until,
            max(facts.source) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_source,
        {% endfor -%}
        map_from_entries(
            list((facts.fact, facts.rests_on)) filter (where len(facts.rests_on) > 0)
        ) as told_facts_rest_on,
        facts.unit_id
    from {{ rule('unit_facts') }} as facts
    group by facts.unit_id
),

-- What is known of each person; what is not told is NULL.
told_of_person as (
    select
        {% for fact in ['actively_supervised', 'required_to_register'] -%}
            max(cast(facts.answer as varchar)) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer,
            bool_or(facts.is_presumed) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_is_presumed,
            max(facts.over_on) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_over_on,
            min(facts.valid_until) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_until,
            max(facts.source) filter (where facts.fact = '{{ fact }}')
                as {{ fact }}_answer_source,
        {% endfor -%}
        map_from_entries(
            list((facts.fact, facts.rests_on)) filter (where len(facts.rests_on) > 0)
        ) as told_statuses_rest_on,
        facts.person_id
    from {{ rule('person_facts') }} as facts
    group by facts.person_id
),

-- (Of several answers of one subject yes counts.)
answered as (
    select
        subject,
        fact,
        max(value) as value
    from {{ rule('established') }}
    group by subject, fact
),

-- What people established, by what it is about.
established as (
    select
        {% for fact in [
            'at_least_18_at_the_offense', 'at_least_21_at_the_offense', 'at_most_six_plants',
            'charge_is_pending', 'concentrate_at_most_8_grams', 'convicted_of_the_charge',
            'diversion_completed', 'employed_person_under_21', 'gift_to_persons_of_21_or_over',
            'level_is_felony', 'offense_before_proposition_64',
            'offense_in_the_ten_years_before_conviction', 'offense_is_serious_or_violent',
            'proceedings_initiated', 'prosecutor_challenge', 'registration_duty_ended',
            'sentence_completed_on_record', 'transport_or_gift_of_at_most_28_grams'
        ] -%}
            bool_or(given.value = 'yes') filter (where given.fact = '{{ fact }}')
                as {{ fact }}_established_yes,
            bool_or(given.value = 'no') filter (where given.fact = '{{ fact }}')
                as {{ fact }}_established_no,
        {% endfor -%}
        given.subject
    from answered as given
    group by given.subject
),

-- The level that people established of a charge whose record has none.
leveled as (
    select
        given.subject as unit_id,
        max(levels.level) as level_established
    from {{ rule('established') }} as given
    inner join {{ law('level_facts') }} as levels using (fact, value)
    group by given.subject
),

units as (
    select
        facts.* replace (
            coalesce(nullif(facts.level, 'unknown'), leveled.level_established) as level
        )
    from {{ rule('units') }} as facts
    left join leveled using (unit_id)
),

-- The longest term of a grade, by law, where the charge names none.
graded as (
    select
        units.unit_id,
        max(grades.max_days) as max_days_of_grade
    from units
    inner join {{ law('grades') }} as grades using (level, grade)
    left join days using (unit_id)
    where units.max_days is null
        and coalesce(days.offense_first >= grades.offense_from, grades.offense_from is null)
        and coalesce(days.offense_last < grades.offense_to, grades.offense_to is null)
    group by units.unit_id
)

select
    units.unit_id,
    units.unit,
    units.person_id,
    units.person_bucket,
    units.arrest_id,
    run.as_of_date,
    units.person_id || '|' || units.case_id as case_key,
    units.person_id || '|' || units.case_id || '|' || units.tracking as tracking_key,
    case units.jurisdiction when 'here' then true when 'elsewhere' then false end as is_here,
    units.is_candidate,
    units.disposition,
    coalesce(units.dispositions_perhaps, []) as dispositions_perhaps,
    units.level,
    units.grade,
    coalesce(units.max_days, graded.max_days_of_grade) as max_days,
    coalesce(
        units.imposed_min_days,
        case when not list_has_any(units.components, ['prison', 'jail']) then 0 end
    ) as imposed_min_days,
    coalesce(
        units.imposed_max_days,
        case when not list_has_any(units.components, ['prison', 'jail']) then 0 end
    ) as imposed_max_days,
    units.components,
    units.code_book,
    units.section,
    units.subdivision_path,
    coalesce(units.is_text_in_doubt, false)
    or (units.unit = 'charge' and units.section is null) as is_text_in_doubt,
    coalesce(listed.lists, []) as lists,
    coalesce(listed.lists_perhaps, []) as lists_perhaps,
    days.disposition_day_source as disposition_source,
    born.birth_date_earliest as born_first,
    born.birth_date_latest as born_last,
    coalesce(listed.lists_as_felony, []) as lists_as_felony,
    coalesce(listed.lists_perhaps_as_felony, []) as lists_perhaps_as_felony,
    coalesce(listed.lists_as_other, []) as lists_as_other,
    coalesce(listed.lists_perhaps_as_other, []) as lists_perhaps_as_other,
    days.* exclude (unit_id) replace (
        coalesce(days.has_all_terms_end, false) as has_all_terms_end,
        coalesce(days.has_arrest, false) as has_arrest,
        coalesce(days.has_disposition, false) as has_disposition,
        coalesce(days.has_offense, false) as has_offense,
        coalesce(days.has_probation_end, false) as has_probation_end,
        coalesce(days.has_sentence_end, false) as has_sentence_end
    ),
    {% for said in [
        'at_least_18_at_the_offense_established_yes',
        'at_least_18_at_the_offense_established_no',
        'at_least_21_at_the_offense_established_yes',
        'at_least_21_at_the_offense_established_no', 'at_most_six_plants_established_yes',
        'at_most_six_plants_established_no', 'charge_is_pending_established_yes',
        'charge_is_pending_established_no', 'concentrate_at_most_8_grams_established_yes',
        'concentrate_at_most_8_grams_established_no',
        'convicted_of_the_charge_established_yes', 'convicted_of_the_charge_established_no',
        'diversion_completed_established_yes', 'diversion_completed_established_no',
        'employed_person_under_21_established_yes', 'employed_person_under_21_established_no',
        'gift_to_persons_of_21_or_over_established_yes',
        'gift_to_persons_of_21_or_over_established_no', 'level_is_felony_established_yes',
        'level_is_felony_established_no', 'offense_before_proposition_64_established_yes',
        'offense_before_proposition_64_established_no',
        'offense_in_the_ten_years_before_conviction_established_yes',
        'offense_in_the_ten_years_before_conviction_established_no',
        'offense_is_serious_or_violent_established_yes',
        'offense_is_serious_or_violent_established_no',
        'proceedings_initiated_established_yes', 'proceedings_initiated_established_no',
        'prosecutor_challenge_established_yes', 'prosecutor_challenge_established_no',
        'registration_duty_ended_established_yes', 'registration_duty_ended_established_no',
        'sentence_completed_on_record_established_yes',
        'sentence_completed_on_record_established_no',
        'transport_or_gift_of_at_most_28_grams_established_yes',
        'transport_or_gift_of_at_most_28_grams_established_no'
    ] -%}
        of_unit.{{ said }} or of_arrest.{{ said }} or of_person.{{ said }} as {{ said }},
    {% endfor -%}
    told_of_person.* exclude (person_id),
    told_of_unit.* exclude (unit_id)
from units
cross join {{ source('intake', 'run_parameters') }} as run
left join days using (unit_id)
left join listed using (unit_id)
left join told_of_unit using (unit_id)
left join graded using (unit_id)
left join told_of_person using (person_id)
left join {{ rule('people') }} as born using (person_id)
left join established as of_unit on units.unit_id = of_unit.subject
left join established as of_arrest on units.arrest_id = of_arrest.subject
left join established as of_person on units.person_id = of_person.subject
