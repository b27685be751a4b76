{{ config(materialized='view', tags=['central', 'metrics', 'scenario']) }}
-- If a row were there only where somebody is, its absence would say zero: rows follow from lists, law tables,
-- vocabulary and as-of date. Only codes of no vocabulary come from records: releases merge them into a group that is
-- there.
{% set every_breakdown = ['places', 'traits', 'entries', 'traits_of_counties', 'crossed_traits'] %}
{% set parts = ['law', 'state', 'county_set', 'year_due', 'fact', 'sufficient_law'] %}
{% set measures = [] %}
{% for plan in ['records', 'policies'] %}
    {%- for measure, of in measures_of(plan).items() %}
        {%- do measures.extend([(plan, measure, 'people', of.among), (plan, measure, 'convictions', of.convictions)]) %}
    {%- endfor %}
{% endfor %}
with this_run as (

    select
        year(as_of_date) as this_year,
        date_trunc('month', as_of_date) as this_month
    from {{ source('intake', 'run_parameters') }}

),

places as (

    select
        'state' as area,
        'STATEWIDE' as place
    union
    select
        'county' as area,
        upper(county_name) as place
    from {{ ref(var('state') ~ '_counties') }}
    union
    select
        'county' as area,
        unnest(['ELSEWHERE', 'UNKNOWN']) as place

),

traits as (

    select
        group_kind as trait,
        group_code as code
    from {{ ref(var('state') ~ '_group_names') }}
    where group_kind in ('race', 'sex')
    union
    select
        group_by as trait,
        group_code as code
    from {{ ref('metrics') }}
    where group_by in ('race', 'sex')
    union
    select
        traits.trait,
        unnest(traits.codes) as code
    from (
        values
        ('race', ['several recorded', 'not recorded', 'not understood']),
        ('sex', ['several recorded', 'not recorded', 'not understood']),
        ('age', {{ age_bands() | list }} || ['not known'])
    ) as traits (trait, codes)

),

-- Each combination of remedies is a number, each remedy a bit of it.
combinations as (

    select array_to_string(list(bits.remedy_id order by bits.remedy_id), '+') as remedies
    from (
        select
            remedy_id,
            row_number() over (order by remedy_id) - 1 as bit
        from {{ law('remedies') }}
    ) as bits
    cross join (select unnest(range(1, 1 << count(*))) as number from {{ law('remedies') }}) as numbers
    where numbers.number >> bits.bit & 1 = 1
    group by numbers.number

),

codes as (

    select
        trait as group_by,
        code
    from traits
    union all
    select
        'race and ' || others.trait as group_by,
        races.code || ', ' || others.code as code
    from traits as races
    inner join traits as others on races.trait = 'race' and others.trait <> 'race'
    union all
    select
        'race possibly' as group_by,
        code
    from traits
    where trait = 'race'
    union all
    select distinct
        'offense_group' as group_by,
        books.code_book || ' ' || unnest([levels.level, 'unknown']) as code
    from {{ ref(var('state') ~ '_code_books') }} as books
    cross join {{ ref(var('state') ~ '_levels') }} as levels
    union all
    select
        'year' as group_by,
        cast(this_year - unnest(range(50)) as varchar) as code
    from this_run
    union all
    select
        'year_due' as group_by,
        cast(this_year + unnest(range(10)) as varchar) as code
    from this_run
    union all
    select distinct
        'fact' as group_by,
        element as code
    from {{ law('elements') }}
    union all
    select
        'state' as group_by,
        state as code
    from {{ ref('ledger_states') }}
    union all
    select
        'county_set' as group_by,
        place as code
    from places
    where area = 'county'
    union all
    select
        unnest(['law', 'sufficient_law']) as group_by,
        replace(remedies, '+', unnest([' and ', ' or '])) as code
    from combinations
    union all
    select
        group_by,
        code
    from (
        values
        ('all', 'all'), ('offense_group', 'not understood'), ('offense_group', 'arrest'), ('year', 'not known'),
        ('year_due', 'day not known'), ('fact', 'several facts'), ('fact', 'the finding itself'),
        ('state', 'not in the ledger'), ('county_set', 'several counties'), ('sufficient_law', 'no law alone')
    ) as others (group_by, code)

),

-- By county there is no sex and no crossing: of two large codes and a small one, rounding gives the small one away in
-- some county. Years and offenses of a county are too few.
cells as (

    select
        breakdowns.breakdown,
        list_contains({{ parts }}, breakdowns.breakdown) as is_part,
        unnest(breakdowns.statuses) as status,
        places.place,
        case codes.group_by when 'sufficient_law' then 'law' else codes.group_by end as group_by,
        codes.code as group_code
    from (
        values
        ('whole', ['living', 'deceased'], ['state'], ['all']),
        ('places', ['living', 'deceased'], ['state', 'county'], ['all']),
        ('every_status', ['all', 'living', 'deceased'], ['state', 'county'], ['all']),
        ('no_status', ['all'], ['state', 'county'], ['all']),
        ('living', ['living'], ['state', 'county'], ['all']),
        ('living_of_the_state', ['living'], ['state'], ['all']),
        ('traits', ['living'], ['state'], ['race', 'sex', 'age']),
        ('traits_of_counties', ['living'], ['county'], ['race', 'age']),
        ('crossed_traits', ['living'], ['state'], ['race and sex', 'race and age']),
        ('race', ['living'], ['state'], ['race']),
        ('possible_races', ['living'], ['state'], ['race possibly']),
        {% for part in parts %}
            ('{{ part }}', ['living'], ['state'], ['{{ part }}']),
        {% endfor %}
        ('entries', ['living'], ['state'], ['offense_group', 'year'])
    ) as breakdowns (breakdown, statuses, areas, group_bys)
    inner join places on list_contains(breakdowns.areas, places.area)
    inner join codes on list_contains(breakdowns.group_bys, codes.group_by)

),

laws as (

    select
        'ALL' as laws,
        'ALL' as law,
        ['people', 'convictions', 'charges', 'arrests'] as units
    union all
    select
        'ALL_of_people' as laws,
        'ALL' as law,
        ['people'] as units
    union all
    select
        unnest(['remedies'] || case when ways.asks_a_court then [] else ['remedies_without_a_court'] end) as laws,
        remedies.remedy_id as law,
        ['people', 'determinations', 'lines']
        || case remedies.unit when 'arrest' then ['arrests'] else ['convictions', 'charges'] end as units
    from {{ law('remedies') }} as remedies
    inner join {{ ref('relief_ways') }} as ways on remedies.relief_by = ways.relief_by
    union all
    select
        'remedies_of_records' as laws,
        remedy_id as law,
        ['people', 'convictions'] as units
    from {{ law('remedies') }}
    union all
    select distinct
        'ways' as laws,
        relief_by as law,
        ['convictions'] as units
    from {{ law('remedies') }}
    where unit <> 'arrest'
    union all
    select
        'policies' as laws,
        scenario as law,
        ['people', 'convictions'] as units
    from {{ law('scenarios') }}

),

-- What a word of the list says: itself, or one of these.
variants as (

    select distinct
        case
            when laws <> 'ALL' then 'under_one_law'
            when basis = 'if_filed_granted' then 'under_all_laws_later'
            else 'under_all_laws'
        end as word,
        concat_ws('/', basis, viewer, lower(nullif(laws, 'ALL'))) as variant
    from ({{ sets_of_laws() }}) as sets
    union all
    select
        'month' as word,
        strftime(this_month + to_months(cast(unnest(range(60)) as integer)), '%Y-%m') as variant
    from this_run
    union all
    select
        'year_reported' as word,
        cast(this_year - unnest(range(10)) as varchar) as variant
    from this_run
    union all
    select
        unnest(['month', 'year_reported']) as word,
        'not known' as variant

),

plans as (

    select *
    from (
        values
        ('levels', 'determinations', 'ALL', '', true, {{ every_breakdown }}),
        ('levels', 'determinations', 'remedies', '', false, ['places', 'traits', 'entries']),
        ('records', 'records', 'ALL', 'under_all_laws', true, {{ every_breakdown }}),
        ('records', 'records', 'ALL', 'under_all_laws_later', false, ['whole']),
        ('records', 'records', 'remedies_of_records', 'under_one_law', false, ['whole']),
        ('outcomes', 'outcomes', 'remedies', '', false, ['places', 'traits', 'traits_of_counties']),
        ('policies', 'policies', 'policies', '', false, ['places', 'traits']),
        ('stages', 'disparity', 'ALL', '', false, ['living_of_the_state', 'traits', 'possible_races']),
        ('stages', 'disparity', 'remedies', '', false, ['living_of_the_state', 'traits', 'possible_races']),
        ('gap', 'gap', 'ALL_of_people', '', false, ['living_of_the_state', 'race']),
        ('gap', 'gap', 'remedies', '', false, ['living_of_the_state', 'race']),
        ('calendar', 'calendar', 'remedies', '', false, ['living']),
        ('funnel', 'funnel', 'ways', '', false, ['every_status']),
        ('years', 'reports', 'remedies_without_a_court', '', false, ['no_status']),
        ('reports', 'reports', 'remedies', '', false, ['no_status'])
    ) as plans (plan, part, laws, words, adds_up, breakdowns)

),

measures as (

    select *
    from (
        values
        {% for row in measures %}
            {{ row }}{% if not loop.last %},{% endif %}
        {% endfor %}
    ) as measures (plan, measure, unit, denominator_name)

),

figures as (

    select
        plans.part,
        replace(
            replace(figures.metric, '[relief]', coalesce(reliefs.relief, '')), '[left]', coalesce(measures.measure, '')
        ) as metric,
        replace(units.unit, 'cleared_', '') as unit,
        laws.law,
        coalesce(variants.variant, words.word) as variant,
        coalesce(measures.denominator_name, figures.denominator_name) as denominator_name,
        figures.may_be_unknown,
        figures.value_unit,
        unnest(list_concat(plans.breakdowns, case when plans.adds_up then string_split(figures.parts, ' ') end))
            as breakdown
    from {{ ref('published_figures') }} as figures
    inner join plans on figures.plan = plans.plan
    cross join unnest(string_split(figures.units, ' ')) as units (unit)
    cross join unnest(string_split(coalesce(figures.variants, plans.words), ' ')) as words (word)
    inner join laws on plans.laws = laws.laws and list_contains(laws.units, replace(units.unit, 'cleared_', ''))
    left join variants on words.word = variants.word
    left join (
        select law_reliefs.relief
        from {{ law('reliefs') }} as law_reliefs
        inner join {{ ref('relief_ways') }} as ways on law_reliefs.relief_by = ways.relief_by and ways.picks_best
    ) as reliefs on contains(figures.metric, '[relief]')
    left join measures
        on contains(figures.metric, '[left]') and figures.plan = measures.plan and units.unit = measures.unit
    where
        (units.unit <> 'cleared_charges' or {{ clears_charges() }})
        and (not contains(figures.metric, '[relief]') or reliefs.relief is not null)

),

published as (

    select
        figures.part,
        {{ figure_id_of_part() }} as figure_id,
        figures.metric,
        figures.unit,
        figures.law,
        figures.variant,
        cells.place,
        cells.group_by,
        cells.group_code,
        cells.status,
        case when not cells.is_part then figures.denominator_name end as denominator_name,
        figures.may_be_unknown and not cells.is_part as may_be_unknown,
        figures.value_unit
    from figures
    inner join cells on figures.breakdown = cells.breakdown
    where figures.part <> 'records' or figures.unit <> 'people' or figures.breakdown <> 'entries'

)

select
    published.figure_id,
    published.metric,
    published.unit,
    published.law,
    published.variant,
    published.place,
    published.group_by,
    published.group_code,
    published.status,
    coalesce(counted.count, 0) as count,
    coalesce(counted.people, 0) as people,
    published.denominator_name,
    case when published.denominator_name is not null then coalesce(counted.denominator, 0) end as denominator,
    case when published.denominator_name is not null then coalesce(counted.denominator_people, 0) end
        as denominator_people,
    case when published.may_be_unknown then coalesce(counted.not_known, 0) end as not_known,
    case when published.may_be_unknown then coalesce(counted.not_known_people, 0) end as not_known_people,
    counted.value,
    published.value_unit,
    case
        when
            published.part in ('records', 'disparity', 'gap', 'funnel', 'reports')
            or published.group_by = 'state'
            or published.metric in ('became_eligible', 'filed', 'granted')
            then {{ last_ledger_event() }}
    end as ledger_event
from published
left join {{ ref('metrics') }} as counted
    on
    true
    {% for key in ['metric', 'unit', 'law', 'variant', 'place', 'group_by', 'group_code', 'status'] %}
        and published.{{ key }} = counted.{{ key }}
    {% endfor %}
