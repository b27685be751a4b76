{#- Compiled from the packs of pa by lookback law compile pa, hash c7c92f6d8ba9e247.
How each element of each path stands,
    parts of combinations too. `among`: only units of this relation (unit_id). `unit`: where remedies are of charges and of arrests, only those of one. -#}
{% macro statuses_of_paths(among=none, unit=none) -%}
with
-- Clean slate limited access
limited_access as (
    {% set only_waits = [
        'free_for_7_years', 'restitution_paid', 'free_for_10_years', 'disposed_of',
        'five_years_since_judgment'
    ] %}
    {% set combined = ['nothing_graver_in_the_case'] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'free_for_7_years',
        'no_felony_ever', 'fewer_than_two_over_2y', 'fewer_than_three_felonies',
        'fewer_than_four_1y', 'no_listed_offense_ever', 'nothing_graver_in_the_case',
        'no_graver_conviction_in_the_case', 'free_for_10_years'
    ] %}
    {% set asks_about = [
        'no_felony_ever', 'fewer_than_two_over_2y', 'fewer_than_three_felonies',
        'fewer_than_four_1y', 'no_listed_offense_ever', 'nothing_graver_in_the_case',
        'no_graver_conviction_in_the_case'
    ] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': only_waits, 'combined': combined, 'presumable': [], 'rests_on':
        rests_on, 'asks_about': asks_about
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + [
        'free_for_7_years', 'restitution_paid', 'no_barred_offense', 'no_felony_ever',
        'fewer_than_two_over_2y', 'fewer_than_three_felonies', 'fewer_than_four_1y',
        'no_listed_offense_ever', 'nothing_graver_in_the_case'
    ] %}
    select {{ statuses(
        'limited_access', 'misdemeanor', asked, notes, kind='m2_m3_or_two_years',
        begins="date '2024-06-11'",
        parts=['no_graver_conviction_in_the_case', 'is_a_qualifying_offense']
    ) }}
    from {{ only_among(ref('rule_pa__limited_access_elements'), among) }}
    where m2_m3_or_two_years is not false
    union all
    {% set asked = asked_of_all + [
        'free_for_10_years', 'restitution_paid', 'no_barred_offense', 'no_felony_ever',
        'fewer_than_two_over_2y', 'fewer_than_three_felonies', 'fewer_than_four_1y',
        'no_listed_offense_ever'
    ] %}
    select {{ statuses(
        'limited_access', 'qualifying', asked, notes, kind='qualifying_offense',
        begins="date '2024-06-11'"
    ) }}
    from {{ only_among(ref('rule_pa__limited_access_elements'), among) }}
    where qualifying_offense is not false
    union all
    {% set asked = asked_of_all + ['disposed_of', 'restitution_paid'] %}
    select {{ statuses(
        'limited_access', 'no_conviction', asked, notes, kind='no_conviction',
        begins="date '2019-06-28'"
    ) }}
    from {{ only_among(ref('rule_pa__limited_access_elements'), among) }}
    where no_conviction is not false
    union all
    {% set asked = asked_of_all + ['five_years_since_judgment', 'restitution_paid'] %}
    select {{ statuses(
        'limited_access', 'summary', asked, notes, kind='summary', begins="date '2024-06-11'"
    ) }}
    from {{ only_among(ref('rule_pa__limited_access_elements'), among) }}
    where summary is not false
    union all
    {% set asked = asked_of_all + [] %}
    select {{ statuses(
        'limited_access', 'conditional_pardon', asked, notes, kind='conditional_pardon',
        begins="date '2024-02-12'"
    ) }}
    from {{ only_among(ref('rule_pa__limited_access_elements'), among) }}
    where conditional_pardon is not false
),

-- What the paths of all remedies ask, one row each.
elements as (
    {% set remedies = {'limited_access': 'charge'} %}
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
