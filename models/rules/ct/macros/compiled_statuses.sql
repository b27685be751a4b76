{#- Compiled from the packs of ct by lookback law compile ct, hash fc943d3ab8cbba0e.
How each element of each path stands,
    parts of combinations too. `among`: only units of this relation (unit_id). `unit`: where remedies are of charges and of arrests, only those of one. -#}
{% macro statuses_of_paths(among=none, unit=none) -%}
with
-- Erasure of records
erasure as (
    {% set only_waits = [
        'case_ended', 'appeal_time_over', 'thirteen_months', 'seven_years', 'sentences_over',
        'none_pending', 'ten_years'
    ] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'case_ended',
        'seven_years', 'sentences_over', 'none_pending', 'ten_years',
        'no_second_dui_in_ten_years'
    ] %}
    {% set asks_about = ['case_ended', 'none_pending', 'no_second_dui_in_ten_years'] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': only_waits, 'combined': [], 'presumable': [], 'rests_on': rests_on,
        'asks_about': asks_about
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + ['case_ended', 'appeal_time_over'] %}
    select {{ statuses(
        'erasure', 'acquitted_or_dismissed', asked, notes, kind='acquitted_or_dismissed',
        begins="date '1969-10-01'"
    ) }}
    from {{ only_among(ref('rule_ct__erasure_elements'), among) }}
    where acquitted_or_dismissed is not false
    union all
    {% set asked = asked_of_all + ['case_ended', 'thirteen_months'] %}
    select {{ statuses(
        'erasure', 'nolle', asked, notes, kind='nolle', begins="date '1969-10-01'"
    ) }}
    from {{ only_among(ref('rule_ct__erasure_elements'), among) }}
    where nolle is not false
    union all
    {% set asked = asked_of_all + [
        'case_ended', 'seven_years', 'never_erased', 'sentences_over', 'none_pending'
    ] %}
    select {{ statuses(
        'erasure', 'misdemeanor', asked, notes, kind='misdemeanor',
        begins="date '2023-01-01'"
    ) }}
    from {{ only_among(ref('rule_ct__erasure_elements'), among) }}
    where misdemeanor is not false
    union all
    {% set asked = asked_of_all + [
        'case_ended', 'ten_years', 'never_erased', 'sentences_over', 'none_pending',
        'no_second_dui_in_ten_years'
    ] %}
    select {{ statuses(
        'erasure', 'felony', asked, notes, kind='felony_d_e', begins="date '2023-01-01'"
    ) }}
    from {{ only_among(ref('rule_ct__erasure_elements'), among) }}
    where felony_d_e is not false
    union all
    {% set asked = asked_of_all + ['case_ended', 'under_18'] %}
    select {{ statuses(
        'erasure', 'misdemeanor_under_18', asked, notes, kind='misdemeanor_of_2000_to_2012',
        begins="date '2023-01-01'"
    ) }}
    from {{ only_among(ref('rule_ct__erasure_elements'), among) }}
    where misdemeanor_of_2000_to_2012 is not false
),

-- What the paths of all remedies ask, one row each.
elements as (
    {% set remedies = {'erasure': 'charge'} %}
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
{%- endmacro %}
