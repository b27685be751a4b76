{#-
Which units each selector asks for: CTEs up to `matched` (unit_number, person_number, variant, selector_number, answer,
valid_until, is_presumed, source, over_on), from units, `kind_answers`, `facts` and, of selectors that read earlier
reliefs, `earlier` (unit_number, remedy_id, answer, valid_until). A row that says no is kept only where that may change or
rests on a presumption.
-#}
{% macro engine_matched(is_later, units='units') -%}
{#- A relief that an earlier remedy gives is a fact of the unit, and of the charges of the arrest that it relieves. -#}
{% if is_later -%}
reliefs as (
    {% for of in ['unit', 'arrest'] -%}
    select units.unit_number, earlier.remedy_id, earlier.answer, earlier.valid_until
    from units
    inner join earlier on units.{{ of }}_number = earlier.unit_number
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{% endif -%}
known_facts as (
    select subject_number, fact, answer, is_presumed, source, over_on, valid_until from facts
    {% if is_later -%}
    union all by name
    select
        unit_number as subject_number,
        'relieved by ' || remedy_id as fact,
        cast(max(answer) as varchar) as answer,
        false as is_presumed,
        min(valid_until) as valid_until
    from reliefs
    group by unit_number, remedy_id
    {%- endif %}
),

-- (A later selector needs those that are taken out of it.)
selectors as (
    select * from {{ ref('engine_law_selectors') }}
    where {% if is_later %}is_later or selector_number in (
        select later.except_number from {{ ref('engine_law_selectors') }} as later where later.is_later
    ){% else %}not is_later{% endif %}{% if units == 'kinds' %} and not is_of_petitions{% endif %}
),

facts_named as (
    select selector, alternative, fact, answers from {{ law('selector_facts') }}
    {% if is_later -%}
    union all
    select selector, alternative, 'relieved by ' || relieved_by, ['yes'] from selectors where relieved_by is not null
    union all
    select selector, alternative, 'relieved by ' || not_relieved_by, ['no'] from selectors
    where not_relieved_by is not null
    {%- endif %}
),

-- An alternative that names a fact which must be on record is asked of the units that have one of its facts: of any other
-- it is no. (Not where something is taken out of it, which may change.)
alternatives_by_fact as (
    select distinct selectors.selector_number, selectors.alternative
    from selectors
    inner join facts_named using (selector, alternative)
    where selectors.except_number is null and not list_contains(facts_named.answers, 'no')
),

units_by_fact as (
    select distinct known.subject_number as unit_number, by_fact.selector_number, by_fact.alternative
    from alternatives_by_fact as by_fact
    inner join selectors using (selector_number, alternative)
    inner join facts_named using (selector, alternative)
    inner join known_facts as known using (fact)
),

-- Each alternative is asked of the units whose kind does not exclude it: first by their days.
units_asked as (
    select units.unit_number, answers.variant, answers.selector_number, answers.alternative, answers.answer
    from {{ units }} as units
    inner join kind_answers as answers using (kind_key)
    inner join selectors using (selector_number, alternative)
    anti join alternatives_by_fact using (selector_number, alternative)
    where not selectors.is_of_kind
    union all
    select units.unit_number, answers.variant, answers.selector_number, answers.alternative, answers.answer
    from units_by_fact
    inner join {{ units }} as units using (unit_number)
    inner join kind_answers as answers using (kind_key, selector_number, alternative)
),

asked as (
    select
        units.unit_number, units.person_number, answers.variant,
        selectors.selector_number, selectors.selector, selectors.alternative, selectors.except_number,
        {{ as_answer(all_3v([
            'answers.answer',
            engine_is_from('selectors.offense_from', 'units.offense_earliest', 'units.offense_latest'),
            engine_is_before('selectors.offense_to', 'units.offense_earliest', 'units.offense_latest'),
            engine_is_from('selectors.convicted_from', 'units.disposition_earliest', 'units.disposition_latest'),
            engine_is_before('selectors.convicted_to', 'units.disposition_earliest', 'units.disposition_latest'),
            engine_is_from('selectors.arrested_from', 'units.arrest_earliest', 'units.arrest_latest'),
            engine_is_before('selectors.arrested_to', 'units.arrest_earliest', 'units.arrest_latest'),
        ])) }} as answer
    from units_asked as answers
    inner join {{ units }} as units using (unit_number)
    inner join selectors using (selector_number, alternative)
),

-- Then by the facts of the unit: one that is not on record is not so.
facts_asked as (
    select
        asked.unit_number, asked.variant, asked.selector_number, asked.alternative,
        min({{ as_answer("case
            when list_contains(facts_named.answers, coalesce(known.answer, 'no')) then 'yes'
            when known.answer = 'unknown' then 'unknown'
            else 'no'
        end") }}) as answer,
        min(known.valid_until) as valid_until,
        bool_or(coalesce(known.is_presumed, false)) as is_presumed,
        max(known.source) as source,
        max(known.over_on) as over_on
    from asked
    inner join facts_named using (selector, alternative)
    left join known_facts as known on asked.unit_number = known.subject_number and facts_named.fact = known.fact
    where asked.answer <> 'no'
    group by all
),

alternatives as (
    select
        asked.* replace (least(asked.answer, known.answer) as answer),
        known.valid_until, coalesce(known.is_presumed, false) as is_presumed, known.source, known.over_on
    from asked
    left join facts_asked as known using (unit_number, variant, selector_number, alternative)
    where asked.answer <> 'no'
),

exceptions as (
    select unit_number, variant, selector_number, {{ any_3v('answer') }} as answer, min(valid_until) as valid_until
    from alternatives
    where selector_number in (select selectors.except_number from selectors)
    group by unit_number, variant, selector_number
),

of_units as (
    select
        alternatives.unit_number, any_value(alternatives.person_number) as person_number,
        alternatives.variant, alternatives.selector_number,
        max(least(alternatives.answer, {{ not_3v('coalesce(excepted.answer, ' ~ as_answer("'no'") ~ ')') }})) as answer,
        least(min(alternatives.valid_until), min(excepted.valid_until)) as valid_until,
        bool_or(alternatives.is_presumed) as is_presumed,
        max(alternatives.source) as source,
        max(alternatives.over_on) as over_on
    from alternatives
    left join exceptions as excepted
        on alternatives.except_number = excepted.selector_number
        and alternatives.unit_number = excepted.unit_number and alternatives.variant = excepted.variant
    group by alternatives.unit_number, alternatives.variant, alternatives.selector_number
),

matched as (
    select * from of_units
    where (answer <> 'no' or valid_until is not null or is_presumed)
    {%- if is_later %}
        and selector_number in (select selectors.selector_number from selectors where selectors.is_later)
    {%- else %}
    union all by name
    -- (Of selectors that read the kind alone the answer is that of the kind.)
    select
        units.unit_number, units.person_number, kinds.variant, kinds.selector_number, kinds.answer,
        false as is_presumed
    from {{ units }} as units
    inner join (
        select kind_key, variant, selector_number, {{ any_3v('answer') }} as answer
        from kind_answers
        where selector_number in (select selectors.selector_number from selectors where selectors.is_of_kind)
        group by kind_key, variant, selector_number
    ) as kinds on units.kind_key = kinds.kind_key
    {%- endif %}
)
{%- endmacro %}

{#- The model of one stage. -#}
{% macro engine_matches_of(is_later) -%}
with units as (
    select * from {{ ref('engine_units') }} as rows
),

kind_answers as (select * from {{ ref('engine_kind_answers') }}),

facts as (
    {{ engine_known_facts() }}
),

{% if is_later -%}
earlier as (
    select unit_number, remedy_id, {{ engine_relief_given('rows') }} as answer, valid_until
    from {{ ref('engine_earlier_findings') }} as rows
),

{% endif -%}
{{ engine_matched(is_later) }}

select matched.*, units.person_bucket
from matched
inner join units using (unit_number)
{%- endmacro %}
