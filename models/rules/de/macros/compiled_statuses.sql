{#- Compiled from the packs of de by lookback law compile de, hash 476708ad99940a60.
How each element of each path stands,
    parts of combinations too. `among`: only units of this relation (unit_id). `unit`: where remedies are of charges and of arrests, only those of one. -#}
{% macro statuses_of_paths(among=none, unit=none) -%}
with
-- Mandatory expungement without application
mandatory_expungement as (
    {% set only_waits = [
        'one_year_without_charges', 'seven_years_old', 'three_years', 'five_years',
        'ten_years'
    ] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'no_open_charge',
        'not_supervised', 'no_active_warrant', 'no_activity', 'no_conviction_that_bars'
    ] %}
    {% set asks_about = ['no_open_charge', 'no_conviction_that_bars'] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': only_waits, 'combined': [], 'presumable': [], 'rests_on': rests_on,
        'asks_about': asks_about
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + ['not_excluded', 'no_open_charge', 'not_supervised'] %}
    select {{ statuses(
        'mandatory_expungement', 'terminated_in_favor', asked, notes,
        kind='terminated_in_favor', begins="date '2024-08-01'"
    ) }}
    from {{ only_among(ref('rule_de__mandatory_expungement_elements'), among) }}
    where terminated_in_favor is not false
    union all
    {% set asked = asked_of_all + [
        'one_year_without_charges', 'not_excluded', 'no_open_charge', 'not_supervised'
    ] %}
    select {{ statuses(
        'mandatory_expungement', 'never_charged', asked, notes, kind='never_charged',
        begins="date '2024-08-01'"
    ) }}
    from {{ only_among(ref('rule_de__mandatory_expungement_elements'), among) }}
    where never_charged is not false
    union all
    {% set asked = asked_of_all + [
        'seven_years_old', 'no_active_warrant', 'no_activity', 'not_excluded',
        'no_open_charge', 'not_supervised'
    ] %}
    select {{ statuses(
        'mandatory_expungement', 'old_without_disposition', asked, notes,
        kind='without_disposition', begins="date '2024-08-01'"
    ) }}
    from {{ only_among(ref('rule_de__mandatory_expungement_elements'), among) }}
    where without_disposition is not false
    union all
    {% set asked = asked_of_all + ['not_excluded', 'no_open_charge', 'not_supervised'] %}
    select {{ statuses(
        'mandatory_expungement', 'marijuana_paraphernalia_or_alcohol', asked, notes,
        kind='marijuana_paraphernalia_or_alcohol', begins="date '2024-08-01'"
    ) }}
    from {{ only_among(ref('rule_de__mandatory_expungement_elements'), among) }}
    where marijuana_paraphernalia_or_alcohol is not false
    union all
    {% set asked = asked_of_all + [
        'three_years', 'not_excluded', 'no_open_charge', 'not_supervised'
    ] %}
    select {{ statuses(
        'mandatory_expungement', 'violation', asked, notes, kind='violation',
        begins="date '2024-08-01'"
    ) }}
    from {{ only_among(ref('rule_de__mandatory_expungement_elements'), among) }}
    where violation is not false
    union all
    {% set asked = asked_of_all + [
        'five_years', 'no_conviction_that_bars', 'not_excluded', 'no_open_charge',
        'not_supervised'
    ] %}
    select {{ statuses(
        'mandatory_expungement', 'drug_possession', asked, notes, kind='drug_possession',
        begins="date '2024-08-01'"
    ) }}
    from {{ only_among(ref('rule_de__mandatory_expungement_elements'), among) }}
    where drug_possession is not false
    union all
    {% set asked = asked_of_all + [
        'five_years', 'no_conviction_that_bars', 'not_listed_in_b', 'not_excluded',
        'no_open_charge', 'not_supervised'
    ] %}
    select {{ statuses(
        'mandatory_expungement', 'misdemeanor', asked, notes, kind='misdemeanor',
        begins="date '2024-08-01'"
    ) }}
    from {{ only_among(ref('rule_de__mandatory_expungement_elements'), among) }}
    where misdemeanor is not false
    union all
    {% set asked = asked_of_all + [
        'ten_years', 'no_conviction_that_bars', 'not_excluded', 'no_open_charge',
        'not_supervised'
    ] %}
    select {{ statuses(
        'mandatory_expungement', 'felony', asked, notes, kind='listed_felony',
        begins="date '2024-08-01'"
    ) }}
    from {{ only_among(ref('rule_de__mandatory_expungement_elements'), among) }}
    where listed_felony is not false
),

-- What the paths of all remedies ask, one row each.
elements as (
    {% set remedies = {'mandatory_expungement': 'charge'} %}
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
