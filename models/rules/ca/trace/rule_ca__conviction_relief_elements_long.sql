{{ config(materialized='view') }}
-- Penal Code 1203.425(a)(1)(B): the words of rule_ca__conviction_relief_elements and of the person as rows: one per
-- conviction in scope, path and element, as law/ca_elements.csv names them. It decides nothing.
{% set elements = [
    'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'judgment_on_or_after_floor',
    'relief_not_prohibited', 'not_required_to_register', 'no_active_supervision_record', 'not_serving_a_sentence',
    'no_pending_charges', 'sentenced_to_probation', 'probation_term_completed', 'completed_without_revocation',
    'infraction_or_misdemeanor', 'sentence_completed', 'calendar_year_since_judgment', 'felony', 'all_terms_completed',
    'four_years_since_completion', 'no_new_felony_in_the_four_years', 'not_a_serious_felony', 'not_a_violent_felony',
    'not_a_registrable_felony'
] %}
with asked as (

    select
        elements.element,
        paths.path
    from {{ law('elements') }} as elements
    inner join (values ('probation'), ('misdemeanor'), ('felony')) as paths (path)
        on elements.paths is null or list_contains(string_split(elements.paths, ' '), paths.path)
    where elements.remedy_id = 'conviction_relief'

)

select
    convictions.charge_id,
    convictions.person_id,
    convictions.person_bucket,
    'conviction_relief' as remedy_id,
    asked.path,
    asked.element,
    case asked.element
        when 'law_in_operation'
            then case asked.path
                    when 'probation' then convictions.law_in_operation_probation
                    when 'misdemeanor' then convictions.law_in_operation_misdemeanor
                    else convictions.law_in_operation_felony
                end
        {% for element in elements %}
            when '{{ element }}' then {{ element }}
        {% endfor %}
    end as word,
    cast(null as varchar[]) as rests_on_charge_ids
from {{ ref('rule_ca__conviction_relief_elements') }} as convictions
inner join {{ ref('rule_ca__conviction_relief_people') }} as people on convictions.person_id = people.person_id
cross join asked
