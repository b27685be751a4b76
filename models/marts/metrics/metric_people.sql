{{ config(tags=['central', 'metrics', 'scenario']) }}
-- (Grouping sets of DuckDB are not read by sqlfluff.) -- noqa: disable=PRS,ST03
{% set kinds = {'felony': 'felonies', 'conviction': 'convictions', 'recent': 'recent_convictions'} %}
with placed as (

    select
        person_id,
        any_value(race) as race,
        any_value(sex) as sex,
        any_value(age) as age,
        any_value(status) as status,
        coalesce(place, 'STATEWIDE') as in_place,
        offense_group,
        year,
        -- (Of what is in the place: a person with a conviction elsewhere is none with a conviction here.)
        max(with_record) as with_record,
        max(with_felony) as with_felony,
        max(with_conviction) as with_conviction,
        max(with_recent) as with_recent,
        {% for kind, counted in kinds.items() %}
            count(*) filter (where with_{{ kind }} = 'yes') as {{ counted }},
            count(*) filter (where with_{{ kind }} = 'unknown')
                as {{ counted }}_perhaps{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('metric_entries') }}
    group by {{ grouped_by_sets(['person_id'], [[], ['place'], ['offense_group'], ['year']]) }}
    -- (An arrest has no offense group and no year.)
    having grouping(offense_group) + grouping(year) = 2 or offense_group is not null or year is not null

)

select
    placed.person_id,
    placed.in_place as place,
    placed.offense_group,
    placed.year,
    placed.race,
    placed.sex,
    placed.age,
    placed.status,
    placed.with_record,
    placed.with_felony,
    placed.with_conviction,
    placed.with_recent,
    {% for counted in kinds.values() %}
        placed.{{ counted }},
        placed.{{ counted }}_perhaps{% if not loop.last %},{% endif %}
    {% endfor %}
from placed
