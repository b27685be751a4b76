{#- Compiled from the packs of va by lookback law compile va, hash 84a3d6cbd21f79ee.
How each element of each path stands,
    parts of combinations too. `among`: only units of this relation (unit_id). `unit`: where remedies are of charges and of arrests, only those of one. -#}
{% macro statuses_of_paths(among=none, unit=none) -%}
with
-- Yearly sealing of misdemeanors without a conviction
yearly_sealing as (
    {% set only_waits = ['disposed_of', 'no_charge_in_three_years'] %}
    {% set presumable = ['no_conviction_ever'] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'no_conviction_ever',
        'no_charge_in_three_years'
    ] %}
    {% set asks_about = ['no_conviction_ever', 'no_charge_in_three_years'] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': only_waits, 'combined': [], 'presumable': presumable, 'rests_on':
        rests_on, 'asks_about': asks_about
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + [
        'disposed_of', 'no_conviction_ever', 'no_charge_in_three_years'
    ] %}
    select {{ statuses(
        'yearly_sealing', 'without_conviction', asked, notes,
        kind='misdemeanor_without_conviction', begins="date '2026-07-01'"
    ) }}
    from {{ only_among(ref('rule_va__yearly_sealing_elements'), among) }}
    where misdemeanor_without_conviction is not false
),

-- Traffic infractions deemed sealed
sealing_of_infractions as (
    {% set only_waits = ['eleven_years'] %}
    {% set rests_on = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': only_waits, 'combined': [], 'presumable': [], 'rests_on': rests_on,
        'asks_about': []
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + ['eleven_years'] %}
    select {{ statuses(
        'sealing_of_infractions', 'eleven_years_old', asked, notes, kind='traffic_infraction',
        begins="date '2026-07-01'"
    ) }}
    from {{ only_among(ref('rule_va__sealing_of_infractions_elements'), among) }}
    where traffic_infraction is not false
),

-- Automatic sealing of convictions
sealing_of_convictions as (
    {% set only_waits = ['seven_years'] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear',
        'no_conviction_in_seven_years', 'nothing_else_that_day',
        'no_charge_elsewhere_in_seven_years'
    ] %}
    {% set asks_about = [
        'no_conviction_in_seven_years', 'nothing_else_that_day',
        'no_charge_elsewhere_in_seven_years'
    ] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': only_waits, 'combined': [], 'presumable': [], 'rests_on': rests_on,
        'asks_about': asks_about
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + [
        'seven_years', 'no_conviction_in_seven_years', 'nothing_else_that_day',
        'no_charge_elsewhere_in_seven_years'
    ] %}
    select {{ statuses(
        'sealing_of_convictions', 'listed', asked, notes, kind='listed_conviction',
        begins="date '2026-07-01'"
    ) }}
    from {{ only_among(ref('rule_va__sealing_of_convictions_elements'), among) }}
    where listed_conviction is not false
    union all
    {% set asked = asked_of_all + [
        'seven_years', 'no_conviction_in_seven_years', 'nothing_else_that_day',
        'no_charge_elsewhere_in_seven_years'
    ] %}
    select {{ statuses(
        'sealing_of_convictions', 'marijuana', asked, notes, kind='marijuana_conviction',
        begins="date '2026-07-01'"
    ) }}
    from {{ only_among(ref('rule_va__sealing_of_convictions_elements'), among) }}
    where marijuana_conviction is not false and as_of_date < date '2027-07-01'
    union all
    {% set asked = asked_of_all + [
        'seven_years', 'no_conviction_in_seven_years', 'nothing_else_that_day',
        'no_charge_elsewhere_in_seven_years'
    ] %}
    select {{ statuses(
        'sealing_of_convictions', 'former_marijuana', asked, notes,
        kind='former_marijuana_conviction', begins="date '2027-07-01'"
    ) }}
    from {{ only_among(ref('rule_va__sealing_of_convictions_elements'), among) }}
    where former_marijuana_conviction is not false
),

-- Sealing of former possession of marijuana
sealing_of_marijuana as (
    {% set rests_on = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': [], 'combined': [], 'presumable': [], 'rests_on': rests_on,
        'asks_about': []
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + [] %}
    select {{ statuses(
        'sealing_of_marijuana', 'former_18_2_250_1', asked, notes,
        kind='possession_of_marijuana', begins="date '2026-07-01'"
    ) }}
    from {{ only_among(ref('rule_va__sealing_of_marijuana_elements'), among) }}
    where possession_of_marijuana is not false
),

-- Automatic sealing at acquittal or dismissal
sealing_at_disposition as (
    {% set only_waits = ['sealed_at_disposition'] %}
    {% set rests_on = [
        'not_relieved_before', 'court_of_this_state', 'record_is_clear', 'no_objection'
    ] %}
    {% set notes = {
        'unit': 'charge', 'shown_as': {},
        'only_waits': only_waits, 'combined': [], 'presumable': [], 'rests_on': rests_on,
        'asks_about': []
    } %}
    {% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
    {% set asked = asked_of_all + ['sealed_at_disposition', 'no_objection'] %}
    select {{ statuses(
        'sealing_at_disposition', 'acquitted_or_dismissed', asked, notes,
        kind='acquitted_or_dismissed_with_prejudice', begins="date '2026-07-01'"
    ) }}
    from {{ only_among(ref('rule_va__sealing_at_disposition_elements'), among) }}
    where acquitted_or_dismissed_with_prejudice is not false
),

-- What the paths of all remedies ask, one row each.
elements as (
    {% set remedies = {'yearly_sealing': 'charge', 'sealing_of_infractions': 'charge',
        'sealing_of_convictions': 'charge', 'sealing_of_marijuana': 'charge',
        'sealing_at_disposition': 'charge'} %}
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
