{{ config(tags=['central', 'metrics', 'scenario']) }}
{% set flags = ['in_scope', 'eligible', 'filed', 'granted', 'in_review', 'undeterminable'] %}
with people as (

    select
        coalesce(remedy_id, 'ALL') as law,
        person_id,
        any_value(race) as race,
        any_value(sex) as sex,
        any_value(age) as age,
        bool_or(outcome <> 'out_of_scope' or is_filed) as in_scope,
        bool_or(outcome = 'eligible' or is_filed) as eligible,
        bool_or(is_filed) as filed,
        bool_or(is_given) as granted,
        bool_or(outcome = 'review') as in_review,
        bool_or(outcome = 'undeterminable') as undeterminable
    from (
        select * from {{ ref('metric_subjects') }}
        union all by name
        select * replace (cast(null as varchar) as remedy_id) from {{ ref('metric_subjects') }}
        where unit = 'convictions'
    ) as subjects
    where status = 'living'
    group by remedy_id, person_id

),

grouped as (

    select
        people.*,
        -- (What it unnests names its columns itself.)
        unnest([  -- noqa: AL03
            { 'group_by': 'all', 'group_code': 'all' },
            { 'group_by': 'race', 'group_code': people.race },
            { 'group_by': 'sex', 'group_code': people.sex },
            { 'group_by': 'age', 'group_code': people.age }
        ], recursive := true)
    from people
    union all by name
    select
        people.*,
        'race possibly' as group_by,
        unnest(list_distinct(recorded.race_codes)) as group_code
    from people
    inner join {{ ref('int_people') }} as recorded on people.person_id = recorded.person_id
    where len(list_distinct(recorded.race_codes)) > 1

),

counted as (

    select
        law,
        group_by,
        group_code,
        {% for flag in flags %}
            count(*) filter (where {{ flag }}) as {{ flag }},
            count(*) filter (where {{ flag }}) as {{ flag }}_people{% if not loop.last %},{% endif %}
        {% endfor %}
    from grouped
    group by all

),

measured as (

    select
        law,
        group_by,
        group_code,
        {{ measured([
            ('eligible', 'eligible', 'in_scope', ''),
            ('filed', 'filed', 'eligible', ''),
            ('granted', 'granted', 'filed', ''),
            ('granted', 'granted', 'in_scope', ''),
            ('in_review', 'in_review', 'in_scope', ''),
            ('undeterminable', 'undeterminable', 'in_scope', ''),
        ]) }}
    from counted

),

named as (

    select
        * replace ('stage' as metric),
        metric || '/' || denominator_name as variant,
        'people' as unit,
        'STATEWIDE' as place,
        'living' as status
    from measured

)

{{ as_metrics('named', last_ledger_event()) }}
