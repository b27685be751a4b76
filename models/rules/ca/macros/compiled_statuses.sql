{#- Compiled from the packs of ca by lookback law compile ca, hash a010c30c21213f26.
How each element of each path stands,
    parts of combinations too. `among`: only units of this relation (unit_id). `unit`: where remedies are of charges and of arrests, only those of one. -#}
{% macro statuses_of_paths(among=none, unit=none) -%}
with
-- Automatic relief for convictions
conviction_relief as (
    {% set only_waits = [
        'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
        'law_in_operation_for_probation', 'probation_term_completed',
        'law_in_operation_for_misdemeanors', 'sentence_completed',
        'calendar_year_since_judgment', 'law_in_operation_for_felonies',
        'all_terms_completed', 'four_years_since_completion',
        'no_felony_in_the_last_four_years'
    ] %}
    {% set presumable = [
        'not_required_to_register', 'not_serving_a_sentence', 'no_pending_charges',
        'not_a_serious_felony', 'not_a_violent_felony'
    ] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear',
        'relief_not_prohibited', 'not_required_to_register', 'no_active_supervision_record',
        'not_serving_a_sentence', 'no_pending_charges', 'completed_without_revocation',
        'no_felony_in_the_last_four_years', 'no_new_felony_in_the_four_years'
    ] %}
    {% set asks_about = [
        'not_serving_a_sentence', 'no_pending_charges', 'no_felony_in_the_last_four_years',
        'no_new_felony_in_the_four_years'
    ] %}
    {% set shown_as
    = {'law_in_operation_for_probation': 'law_in_operation',
        'law_in_operation_for_misdemeanors': 'law_in_operation',
        'law_in_operation_for_felonies': 'law_in_operation'} %}
    {% set notes = {
        'unit': 'charge', 'shown_as': shown_as,
        'only_waits': only_waits, 'combined': [], 'presumable': presumable, 'rests_on':
        rests_on, 'asks_about': asks_about
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + [
        'judgment_on_or_after_floor', 'relief_not_prohibited', 'not_required_to_register',
        'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
        'law_in_operation_for_probation', 'sentenced_to_probation',
        'probation_term_completed', 'completed_without_revocation'
    ] %}
    select {{ statuses(
        'conviction_relief', 'probation', asked, notes, kind='conviction',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__conviction_relief_elements'), among) }}
    where conviction is not false and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'judgment_on_or_after_floor', 'relief_not_prohibited', 'not_required_to_register',
        'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
        'law_in_operation_for_misdemeanors', 'infraction_or_misdemeanor',
        'sentence_completed', 'calendar_year_since_judgment'
    ] %}
    select {{ statuses(
        'conviction_relief', 'misdemeanor', asked, notes, kind='conviction',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__conviction_relief_elements'), among) }}
    where conviction is not false and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'judgment_on_or_after_floor', 'relief_not_prohibited', 'not_required_to_register',
        'no_active_supervision_record', 'not_serving_a_sentence', 'no_pending_charges',
        'law_in_operation_for_felonies', 'felony', 'all_terms_completed',
        'four_years_since_completion', 'no_felony_in_the_last_four_years',
        'no_new_felony_in_the_four_years', 'not_a_serious_felony', 'not_a_violent_felony',
        'not_a_registrable_felony'
    ] %}
    select {{ statuses(
        'conviction_relief', 'felony', asked, notes, kind='conviction',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__conviction_relief_elements'), among) }}
    where conviction is not false and supposed = ''
),

-- Automatic relief for arrests
arrest_relief as (
    {% set only_waits = [
        'law_in_operation_for_misdemeanors', 'calendar_year_since_arrest',
        'acquittal_of_a_misdemeanor_needs_no_wait', 'law_in_operation_for_felonies',
        'three_years_since_arrest', 'six_years_elapsed', 'acquittal_after_six_years',
        'acquittal_after_three_years', 'law_in_operation_for_diversion'
    ] %}
    {% set combined = ['six_years_since_arrest', 'acquittal_of_a_felony_needs_no_wait'] %}
    {% set presumable = ['six_years_since_arrest', 'six_years_are_the_wait'] %}
    {% set rests_on = [
        'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'charge_dismissed',
        'no_conviction_beside_the_dismissal', 'no_proceedings_initiated',
        'no_conviction_from_the_arrest', 'acquitted', 'term_below_eight_years',
        'six_years_since_arrest', 'six_years_are_the_wait',
        'acquittal_of_a_felony_needs_no_wait', 'diversion_completed'
    ] %}
    {% set asks_about = [
        'term_below_eight_years', 'six_years_since_arrest', 'six_years_are_the_wait',
        'acquittal_of_a_felony_needs_no_wait'
    ] %}
    {% set shown_as
    = {'law_in_operation_for_misdemeanors': 'law_in_operation',
        'acquittal_of_a_misdemeanor_needs_no_wait': 'acquittal_needs_no_wait',
        'law_in_operation_for_felonies': 'law_in_operation',
        'acquittal_of_a_felony_needs_no_wait': 'acquittal_needs_no_wait',
        'law_in_operation_for_diversion': 'law_in_operation'} %}
    {% set notes = {
        'unit': 'arrest', 'shown_as': shown_as,
        'only_waits': only_waits, 'combined': combined, 'presumable': presumable, 'rests_on':
        rests_on, 'asks_about': asks_about
    } %}
    {% set asked_of_all = [
        'not_relieved_before', 'arrest_of_this_state', 'record_is_clear'
    ] %}
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'misdemeanor_arrest',
        'infractions_are_meant', 'charge_dismissed', 'no_conviction_beside_the_dismissal'
    ] %}
    select {{ statuses(
        'arrest_relief', 'dismissed_misdemeanor', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'misdemeanor_arrest',
        'infractions_are_meant', 'charge_dismissed'
    ] %}
    select {{ statuses(
        'arrest_relief', 'dismissed_beside_a_conviction', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and dismissal_beside_a_conviction and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'felony_arrest',
        'charge_dismissed', 'no_conviction_beside_the_dismissal'
    ] %}
    select {{ statuses(
        'arrest_relief', 'dismissed_felony', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and arrest_felony_dismissed_ok and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'misdemeanor_arrest',
        'infractions_are_meant', 'no_proceedings_initiated', 'no_conviction_from_the_arrest',
        'calendar_year_since_arrest'
    ] %}
    select {{ statuses(
        'arrest_relief', 'misdemeanor_without_proceedings', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_misdemeanors', 'misdemeanor_arrest',
        'infractions_are_meant', 'acquitted', 'acquittal_of_a_misdemeanor_needs_no_wait'
    ] %}
    select {{ statuses(
        'arrest_relief', 'misdemeanor_acquitted', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_felonies', 'felony_arrest',
        'no_proceedings_initiated', 'no_conviction_from_the_arrest', 'term_below_eight_years',
        'three_years_since_arrest'
    ] %}
    select {{ statuses(
        'arrest_relief', 'felony_without_proceedings', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_felonies', 'felony_arrest',
        'no_proceedings_initiated', 'no_conviction_from_the_arrest', 'six_years_since_arrest'
    ] %}
    select {{ statuses(
        'arrest_relief', 'felony_of_eight_years', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'", parts=['six_years_elapsed', 'six_years_are_the_wait']
    ) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_felonies', 'felony_arrest',
        'acquitted', 'acquittal_of_a_felony_needs_no_wait'
    ] %}
    select {{ statuses('arrest_relief', 'felony_acquitted', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'", parts=[
        'acquittal_after_six_years', 'acquittal_after_three_years', 'term_below_eight_years'
    ]) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and supposed = ''
    union all
    {% set asked = asked_of_all + [
        'arrest_on_or_after_floor', 'law_in_operation_for_diversion', 'diversion_completed'
    ] %}
    select {{ statuses(
        'arrest_relief', 'diversion_completed', asked, notes, kind='any_arrest',
        begins="date '1850-01-01'"
    ) }}
    from {{ only_among(ref('rule_ca__arrest_relief_elements'), among) }}
    where any_arrest is not false and supposed = ''
),

-- What the paths of all remedies ask, one row each.
elements as (
    {% set remedies = {'conviction_relief': 'charge', 'arrest_relief': 'arrest'} %}
    {% set of_unit = remedies.items() | selectattr(1, 'equalto', unit) | list %}
    {% for remedy, _ in of_unit or remedies.items() -%}
    select
        * exclude (statuses),
        unnest(statuses) as told
    from {{ remedy }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    elements.* exclude (told),
    told.*
from elements
where told is not null
{% if unit != 'arrest' -%}
union all by name
{{ statuses_of_rows(ref('rule_ca__prop64_statutory'), ref('rule_ca__prop64_statutory_elements'),
    among) }}
union all by name
{{ statuses_of_rows(ref('rule_ca__prop64_policy'), ref('rule_ca__prop64_policy_elements'), among) }}
{%- endif %}
{%- endmacro %}
