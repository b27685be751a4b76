{#- Compiled from the packs of ny by lookback law compile ny, hash a379efe1f10cdcc6.
How each element of each path stands,
    parts of combinations too. `among`: only units of this relation (unit_id). `unit`: where remedies are of charges and of arrests, only those of one. -#}
{% macro statuses_of_paths(among=none, unit=none) -%}
with
-- Automatic sealing of convictions
automatic_sealing as (
    {% set only_waits = [
        'three_years', 'three_years_since_release', 'no_charge_pending_here',
        'not_on_supervision_for_it', 'no_felony_pending_elsewhere',
        'no_felony_elsewhere_in_eight_years', 'eight_years_since_release'
    ] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear',
        'three_years_since_release', 'no_charge_pending_here', 'no_felony_pending_elsewhere',
        'no_felony_elsewhere_in_eight_years', 'eight_years_since_release'
    ] %}
    {% set asks_about = [
        'no_charge_pending_here', 'no_felony_pending_elsewhere',
        'no_felony_elsewhere_in_eight_years'
    ] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': only_waits, 'combined': [], 'presumable': [], 'rests_on': rests_on,
        'asks_about': asks_about
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + ['three_years'] %}
    select {{ statuses(
        'automatic_sealing', 'traffic', asked, notes, kind='vtl_1192_1',
        begins="date '2024-11-16'"
    ) }}
    from {{ only_among(ref('rule_ny__automatic_sealing_elements'), among) }}
    where vtl_1192_1 is not false
    union all
    {% set asked = asked_of_all + [
        'three_years_since_release', 'no_charge_pending_here', 'not_on_supervision_for_it',
        'no_sex_offense', 'no_felony_pending_elsewhere', 'no_felony_elsewhere_in_eight_years'
    ] %}
    select {{ statuses(
        'automatic_sealing', 'misdemeanor', asked, notes, kind='misdemeanor',
        begins="date '2024-11-16'"
    ) }}
    from {{ only_among(ref('rule_ny__automatic_sealing_elements'), among) }}
    where misdemeanor is not false
    union all
    {% set asked = asked_of_all + [
        'eight_years_since_release', 'no_charge_pending_here', 'not_on_supervision_for_it',
        'no_sex_offense', 'no_class_a_felony', 'no_felony_pending_elsewhere',
        'no_felony_elsewhere_in_eight_years'
    ] %}
    select {{ statuses(
        'automatic_sealing', 'felony', asked, notes, kind='felony',
        begins="date '2024-11-16'"
    ) }}
    from {{ only_among(ref('rule_ny__automatic_sealing_elements'), among) }}
    where felony is not false
),

-- What the paths of all remedies ask, one row each.
elements as (
    {% set remedies = {'automatic_sealing': 'charge'} %}
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
