{#- Compiled from the packs of mi by lookback law compile mi, hash a646f77d7899244e.
How each element of each path stands,
    parts of combinations too. `among`: only units of this relation (unit_id). `unit`: where remedies are of charges and of arrests, only those of one. -#}
{% macro statuses_of_paths(among=none, unit=none) -%}
with
-- Set aside without application
setting_aside as (
    {% set only_waits = [
        'seven_years_since_sentence', 'no_pending_charge',
        'ten_years_since_sentence_or_prison'
    ] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'no_pending_charge',
        'no_conviction_in_the_period', 'at_most_one_assaultive', 'at_most_three_felonies',
        'no_conviction_in_the_period_on_felony'
    ] %}
    {% set asks_about = [
        'no_pending_charge', 'no_conviction_in_the_period', 'at_most_one_assaultive',
        'at_most_three_felonies', 'no_conviction_in_the_period_on_felony'
    ] %}
    {% set shown_as
    = {'no_conviction_in_the_period_on_felony': 'no_conviction_in_the_period'} %}
    {% set notes = {
        'unit': 'charge', 'shown_as': shown_as,
        'only_waits': only_waits, 'combined': [], 'presumable': [], 'rests_on': rests_on,
        'asks_about': asks_about
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + ['seven_years_since_sentence', 'never_set_aside'] %}
    select {{ statuses(
        'setting_aside', 'misdemeanor_up_to_92_days', asked, notes, kind='at_most_92_days',
        begins="date '2023-04-11'"
    ) }}
    from {{ only_among(ref('rule_mi__setting_aside_elements'), among) }}
    where at_most_92_days is not false
    union all
    {% set asked = asked_of_all + [
        'seven_years_since_sentence', 'no_pending_charge', 'no_conviction_in_the_period',
        'at_most_one_assaultive', 'not_left_out', 'not_ten_years', 'never_set_aside'
    ] %}
    select {{ statuses(
        'setting_aside', 'misdemeanor_from_93_days', asked, notes, kind='at_least_93_days',
        begins="date '2023-04-11'"
    ) }}
    from {{ only_among(ref('rule_mi__setting_aside_elements'), among) }}
    where at_least_93_days is not false
    union all
    {% set asked = asked_of_all + [
        'ten_years_since_sentence_or_prison', 'at_most_three_felonies', 'no_pending_charge',
        'no_conviction_in_the_period_on_felony', 'at_most_one_assaultive', 'not_left_out',
        'not_ten_years', 'never_set_aside'
    ] %}
    select {{ statuses(
        'setting_aside', 'felony', asked, notes, kind='felony', begins="date '2023-04-11'"
    ) }}
    from {{ only_among(ref('rule_mi__setting_aside_elements'), among) }}
    where felony is not false
),

-- What the paths of all remedies ask, one row each.
elements as (
    {% set remedies = {'setting_aside': 'charge'} %}
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
