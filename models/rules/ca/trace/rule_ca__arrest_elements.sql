{{ config(materialized='view') }}
-- Penal Code 851.93: the word of every element of every path, one row each, as law/ca_elements.csv names them. It
-- decides nothing: it reads the element columns of rule_ca__arrest_relief.
{% set of_one_column = [
    'not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'arrest_on_or_after_floor', 'infractions_are_meant',
    'felony_arrest', 'charge_dismissed', 'no_conviction_beside_the_dismissal', 'no_proceedings_initiated', 'no_conviction_from_the_arrest',
    'acquitted', 'term_below_eight_years', 'calendar_year_since_arrest', 'three_years_since_arrest',
    'six_years_since_arrest', 'diversion_completed'
] %}
with elements as (

    select
        element,
        unnest(string_split(paths, ' ')) as path
    from {{ law('elements') }}
    where remedy_id = 'arrest_relief'

)

select
    relief.arrest_id,
    relief.person_id,
    relief.person_bucket,
    'arrest_relief' as remedy_id,
    elements.path,
    elements.element,
    cast(
        case elements.element
            {% for element in of_one_column -%}
                when '{{ element }}' then relief.{{ element }}
            {% endfor -%}
            when 'misdemeanor_arrest'
                then
                    case
                        when elements.path = 'dismissed_misdemeanor' and relief.felony_dismissed_ok then 'met'
                        else relief.misdemeanor_arrest
                    end
            when 'law_in_operation'
                then
                    case
                        when elements.path = 'diversion_completed' then relief.law_in_operation_for_diversion
                        when starts_with(elements.path, 'felony') then relief.law_in_operation_for_felonies
                        else relief.law_in_operation_for_misdemeanors
                    end
            when 'acquittal_needs_no_wait'
                then
                    case elements.path
                        when 'felony_acquitted' then relief.acquittal_of_a_felony_needs_no_wait
                        else relief.acquittal_of_a_misdemeanor_needs_no_wait
                    end
        end as varchar
    ) as word
from {{ ref('rule_ca__arrest_relief') }} as relief
cross join elements
