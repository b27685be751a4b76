-- Penal Code 851.93(a)(2): one finding per arrest in scope, of its paths the best one. A level that is not on record
-- is tried as felony, as misdemeanor and as infraction: where all give one outcome it holds nobody up.
{% set of_every_path = ['not_relieved_before', 'arrest_of_this_state', 'record_is_clear', 'arrest_on_or_after_floor'] %}
{% set without_proceedings = ['no_proceedings_initiated', 'no_conviction_from_the_arrest'] %}
{% set paths = {
    'dismissed_misdemeanor': {
        'asks': ['charge_dismissed', 'no_conviction_beside_the_dismissal'],
        'levels': ['misdemeanor_arrest', 'infractions_are_meant'], 'law': 'law_in_operation_for_misdemeanors',
        'day': latest_with('dismissal_on', ['misdemeanors_from']),
    },
    'misdemeanor_without_proceedings': {
        'asks': without_proceedings + ['calendar_year_since_arrest'],
        'levels': ['misdemeanor_arrest', 'infractions_are_meant'], 'law': 'law_in_operation_for_misdemeanors',
        'day': 'greatest(misdemeanors_from, calendar_year_over_on)',
    },
    'misdemeanor_acquitted': {
        'asks': ['acquitted', 'acquittal_of_a_misdemeanor_needs_no_wait'],
        'levels': ['misdemeanor_arrest', 'infractions_are_meant'], 'law': 'law_in_operation_for_misdemeanors',
        'day': latest_with('misdemeanor_acquittal_on', ['misdemeanors_from', 'misdemeanor_acquittal_waits_until']),
    },
    'felony_without_proceedings': {
        'asks': without_proceedings + ['term_below_eight_years', 'three_years_since_arrest'],
        'levels': ['felony_arrest'], 'law': 'law_in_operation_for_felonies',
        'day': 'greatest(felonies_from, three_years_over_on)',
    },
    'felony_of_eight_years': {
        'asks': without_proceedings + ['six_years_since_arrest'],
        'levels': ['felony_arrest'], 'law': 'law_in_operation_for_felonies',
        'day': 'greatest(felonies_from, six_years_over_on)',
    },
    'felony_acquitted': {
        'asks': ['acquitted', 'acquittal_of_a_felony_needs_no_wait'],
        'levels': ['felony_arrest'], 'law': 'law_in_operation_for_felonies',
        'day': latest_with('felony_acquittal_on', ['felonies_from', 'felony_acquittal_waits_until']),
    },
    'diversion_completed': {
        'asks': ['diversion_completed'],
        'levels': [], 'law': 'law_in_operation_for_diversion',
        'day': latest_with('diversion_on', ['diversion_from']),
    },
} %}
{# What an unknown word of them leads to is undeterminable, of all others review (law/ca_elements.csv, when_unknown). #}
{% set undeterminable = [
    'arrest_on_or_after_floor', 'charge_dismissed', 'acquitted', 'calendar_year_since_arrest', 'three_years_since_arrest',
    'six_years_since_arrest', 'diversion_completed'
] %}
with elements as (

    select
        *,
        -- (A case that ended on a day nobody knows ended before what is still waited for: that gives the day.)
        coalesce(
            disposed_on_latest, case when law_in_operation_for_misdemeanors = 'not_yet' then misdemeanors_from end
        ) as dismissal_on,
        coalesce(
            disposed_on_latest,
            case
                when 'not_yet' in (law_in_operation_for_misdemeanors, acquittal_of_a_misdemeanor_needs_no_wait)
                    then misdemeanors_from
            end
        ) as misdemeanor_acquittal_on,
        coalesce(
            disposed_on_latest,
            case
                when 'not_yet' in (law_in_operation_for_felonies, acquittal_of_a_felony_needs_no_wait)
                    then felonies_from
            end
        ) as felony_acquittal_on,
        coalesce(
            disposed_on_latest, case when law_in_operation_for_diversion = 'not_yet' then diversion_from end
        ) as diversion_on,
        case when acquittal_never_waits then misdemeanors_from else calendar_year_over_on end
            as misdemeanor_acquittal_waits_until,
        case when acquittal_never_waits then felonies_from else felony_wait_over_on end as felony_acquittal_waits_until
    from {{ ref('rule_ca__arrest_relief') }}

),

-- The outcome of each path, as if the arrest were of its level.
outcomes as (

    select
        *,
    {% for path, of_path in paths.items() -%}
        {{ outcome_of_path(of_every_path + [of_path.law] + of_path.asks, undeterminable) }} as {{ path }}_outcome
        {{- "," if not loop.last }}
    {% endfor %}
    from elements

),

taken as (

    select
        *,
        {% for path, of_path in paths.items() -%}
            {{ path_taken(path ~ '_outcome', of_path.day, loop.index, path) }} as {{ path }}_taken,
        {% endfor -%}
    {% for path, of_path in paths.items() if of_path.levels -%}
        -- A path that asks for the level, where that is not known and decides; and one of an infraction, where what the
        -- section means is for counsel.
        {{ path_taken(as_outcome("case " ~ path ~ "_outcome when 'already_relieved' then 'already_relieved'"
            ~ " when 'ineligible' then 'ineligible' else 'review' end"), none, loop.index, path) }} as {{ path }}_in_doubt,
        {{ path_taken(as_outcome("case when " ~ path ~ "_outcome in ('eligible', 'not_yet') then 'review'"
            ~ " else " ~ path ~ "_outcome end"), none, loop.index, path) }} as {{ path }}_if_meant
        {{- "," if not loop.last }}
    {% endfor %}
    from outcomes

),

-- The best path of an arrest for a misdemeanor, for an infraction, for a felony, and of one that may be any.
best as (

    select
        *,
        least(
            dismissed_misdemeanor_taken, misdemeanor_without_proceedings_taken, misdemeanor_acquitted_taken,
            diversion_completed_taken
        ) as as_misdemeanor,
        least(
            dismissed_misdemeanor_if_meant, misdemeanor_without_proceedings_if_meant, misdemeanor_acquitted_if_meant,
            diversion_completed_taken
        ) as as_infraction,
        case
            -- Bills would open (A) to felonies; no law does (parameter arrest_felony_dismissed_ok).
            when felony_dismissed_ok
                then least(
                        dismissed_misdemeanor_taken, felony_without_proceedings_taken, felony_of_eight_years_taken,
                        felony_acquitted_taken, diversion_completed_taken
                    )
            else least(
                    felony_without_proceedings_taken, felony_of_eight_years_taken, felony_acquitted_taken,
                    diversion_completed_taken
                )
        end as as_felony,
        least(
            case when felony_dismissed_ok then dismissed_misdemeanor_if_meant else dismissed_misdemeanor_in_doubt end,
            misdemeanor_without_proceedings_in_doubt,
            misdemeanor_acquitted_in_doubt,
            felony_without_proceedings_in_doubt,
            felony_of_eight_years_in_doubt,
            felony_acquitted_in_doubt,
            diversion_completed_taken
        ) as as_either
    from taken

),

levels_tried as (

    select
        *,
        as_misdemeanor['outcome'] = as_felony['outcome'] and as_infraction['outcome'] = as_felony['outcome']
            as is_one_outcome
    from best

),

chosen as (

    select
        *,
        case
            when level = 'felony' then as_felony
            when level = 'infraction' then as_infraction
            when level <> 'unknown' then as_misdemeanor
            when is_one_outcome then greatest(as_misdemeanor, as_infraction, as_felony)
            else as_either
        end as best,
        level = 'unknown' and is_one_outcome as is_level_immaterial
    from levels_tried

),

decided as (

    select
        * replace (
            case
                when is_level_immaterial or (felony_dismissed_ok and best['path'] = 'dismissed_misdemeanor') then 'met'
                else misdemeanor_arrest
            end as misdemeanor_arrest,
            case when is_level_immaterial then 'met' else infractions_are_meant end as infractions_are_meant,
            case when is_level_immaterial then 'met' else felony_arrest end as felony_arrest
        ),
        best['path'] as path,
        best['outcome'] as outcome,
        best['day'] as eligible_on
    from chosen

),

deciding as (

    select
        *,
        case path
            {% for path, of_path in paths.items() -%}
                when '{{ path }}'
                    then {{ deciding_element_of_path(
                    of_every_path + [of_path.law] + of_path.levels + of_path.asks, undeterminable
                ) }}
            {% endfor -%}
        end as deciding_column
    from decided

),

-- The element as law/ca_elements.csv names it: some have a column for each kind of arrest.
named as (

    select
        *,
        case
            when starts_with(deciding_column, 'law_in_operation') then 'law_in_operation'
            when deciding_column in ('acquittal_of_a_misdemeanor_needs_no_wait', 'acquittal_of_a_felony_needs_no_wait')
                then 'acquittal_needs_no_wait'
            else deciding_column
        end as deciding_element,
        case outcome
            when 'already_relieved' then 'not_met'
            when 'ineligible' then 'not_met'
            when 'not_yet' then 'not_yet'
            when 'eligible' then 'met'
            else 'unknown'
        end as deciding_word
    from deciding

)

select
    arrest_id,
    person_id,
    person_bucket,
    'arrest_relief' as remedy_id,
    path,
    cast(outcome as varchar) as outcome,
    case when outcome = 'eligible' then 'relieve_arrest' end as relief,
    case
        when outcome = 'eligible' then 'arrest_relief_' || path
        when path = 'felony_without_proceedings'
            and deciding_element = 'no_proceedings_initiated'
            and charge_dismissed = 'met'
            and no_conviction_beside_the_dismissal = 'met'
            then 'arrest_relief_felony_filed_and_dismissed'
        when deciding_element = 'record_is_clear' and doubt_of_the_person = 'record_line_unread'
            then doubt_of_the_person
        else concat_ws('_', 'arrest_relief', deciding_element, deciding_word)
    end as reason_code,
    deciding_element,
    eligible_on,
    case
        when is_level_immaterial and starts_with(path, 'felony') then ['felony_arrest']
        when is_level_immaterial and path <> 'diversion_completed' then ['misdemeanor_arrest', 'infractions_are_meant']
        else cast([] as varchar[])
    end as immaterial_elements
from named
