{{ config(tags=['central', 'metrics', 'scenario']) }}
{% set flags = ['became_eligible', 'eligible_day_not_known', 'too_early_to_tell', 'could_have_been_given',
    'given_in_time', 'given_on_an_unknown_day', 'not_cleared'] %}
{% set years = [1, 3, 5] %}
with became_eligible as (

    select
        units.unit,
        laws.law,
        units.entity,
        any_value(units.person_id) as person_id,
        any_value(units.race) as race,
        bool_and(units.eligible_on is not null) as is_day_known,
        min(units.eligible_on) as eligible_on,
        bool_or(units.is_given) as is_given,
        bool_and(not units.is_given or units.given_on is not null) as is_given_day_known,
        min(units.given_on) as given_on,
        bool_or(units.outcome = 'eligible' and not units.is_given) as is_open
    from (
        select *, unit_id as entity from {{ ref('metric_subjects') }}
        union all by name
        select * replace ('people' as unit), person_id as entity from {{ ref('metric_subjects') }}
    ) as units
    inner join (
        select 'ALL' as law, null as remedy_id
        union all
        select remedy_id as law, remedy_id from {{ law('remedies') }}
    ) as laws on units.remedy_id = laws.remedy_id or (laws.law = 'ALL' and units.unit = 'people')
    where units.status = 'living' and (units.outcome = 'eligible' or units.is_filed)
    group by units.unit, laws.law, units.entity

),

-- Within so many years: asked only of those of whom as many years have passed. From a 29 February they end on 1 March.
anniversaries as (

    select
        became_eligible.*,
        {% for number in years %}
            cast(eligible_on + to_years({{ number }}) + case
                when month(eligible_on) = 2 and day(eligible_on) = 29 and day(eligible_on + to_years({{ number }})) = 28
                    then interval 1 day
                else interval 0 day
            end as date) as last_day_{{ number }},
        {% endfor %}
        run_parameters.as_of_date
    from became_eligible
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

),

-- The flags as bits in their order, those of each number of years beside each other.
answered as (

    select
        unit,
        law,
        person_id,
        race,
        {% for number in years %}
            (
                1
                + case when is_open then 64 else 0 end
                + case
                    when not is_day_known then 2
                    when last_day_{{ number }} > as_of_date then 4
                    when is_given and not is_given_day_known then 8 + 32
                    when is_given and given_on <= last_day_{{ number }} then 8 + 16
                    else 8
                end
            ) * {{ 2 ** (loop.index0 * flags | length) }}{% if not loop.last %} +{% endif %}
        {% endfor %} as flags
    from anniversaries

),

alike as (

    select
        unit,
        law,
        race,
        flags,
        count(*) as count,
        0 as people
    from answered
    group by unit, law, race, flags
    union all
    select
        unit,
        law,
        race,
        flags,
        0 as count,
        count(*) as people
    from (
        select
            unit,
            law,
            race,
            bit_or(flags) as flags
        from answered
        group by unit, law, race, person_id
    ) as by_person
    group by unit, law, race, flags

),

by_race as (

    {% for number in years %}
        {% set first = loop.index0 * flags | length %}
        select
            unit,
            law,
            {{ number }} as years,
            race,
            {% for flag in flags %}
                {% set is_so = '(flags >> ' ~ (first + loop.index0) ~ ' & 1)' %}
                sum(count * {{ is_so }}) as {{ flag }},
                sum(people * {{ is_so }}) as {{ flag }}_people{% if not loop.last %},{% endif %}
            {% endfor %}
        from alike
        group by unit, law, race
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        unit,
        law,
        years,
        groups.group_by,
        case groups.group_by when 'race' then race else 'all' end as group_code,
        {{ sum_flags(flags) }}
    from by_race
    cross join (values ('all'), ('race')) as groups (group_by)
    group by all

),

measured as (

    select
        unit,
        law,
        years,
        group_by,
        group_code,
        {{ measured([
            ('given_in_time', 'given_in_time', 'could_have_been_given', 'given_on_an_unknown_day'),
            ('too_early_to_tell', 'too_early_to_tell', 'became_eligible', 'eligible_day_not_known'),
            ('current_gap', 'not_cleared', 'became_eligible', ''),
        ]) }}
    from counted

),

named as (

    select
        *,
        case metric when 'current_gap' then '' else cast(years as varchar) end as variant,
        'STATEWIDE' as place,
        'living' as status
    from measured
    where metric <> 'current_gap' or years = 1

)

{{ as_metrics('named', last_ledger_event()) }}
