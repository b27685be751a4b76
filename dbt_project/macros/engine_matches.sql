{#-
Which units each selector asks for: the CTEs up to `matched` (unit_number, person_number, variant, selector_number, answer,
valid_until, is_presumed, source, over_on), from `units`, `unit_facts` and, of selectors that read earlier reliefs,
`earlier` (unit_number, remedy_id, answer, valid_until). A row that says no is kept only where that may change or rests
on a presumption.
-#}
{% macro engine_matched(is_later) -%}
selectors as (

    select *
    from {{ ref('engine_law_selectors') }}
    where is_later = {{ is_later }}

),

{% if not is_later %}
-- Of selectors that read the kind alone the answer is that of the kind.
kinds as (

    select
        answers.kind_key,
        answers.variant,
        answers.selector_number,
        {{ any_3v('answers.answer') }} as answer
    from {{ ref('engine_kind_answers') }} as answers
    where answers.selector_number in (select selector_number from selectors where is_of_kind)
    group by answers.kind_key, answers.variant, answers.selector_number

),

of_kinds as (

    select
        units.unit_number,
        units.person_number,
        kinds.variant,
        kinds.selector_number,
        kinds.answer
    from units
    inner join kinds on units.kind_key = kinds.kind_key

),

{% endif -%}
-- Of the others each alternative is asked of the units whose kind does not exclude it.
asked as (

    select
        units.unit_number,
        units.person_number,
        answers.variant,
        selectors.selector_number,
        selectors.alternative,
        selectors.except_number,
        selectors.is_exception_of_kind,
        selectors.reads_facts,
        selectors.selector,
        {% if is_later %}selectors.relieved_by,
        selectors.not_relieved_by,
        units.arrest_number,
        {% endif -%}
        {{ as_answer(all_3v([
            'answers.answer',
            engine_is_from('selectors.offense_from', 'units.offense_earliest', 'units.offense_latest'),
            engine_is_before('selectors.offense_to', 'units.offense_earliest', 'units.offense_latest'),
            engine_is_from('selectors.convicted_from', 'units.disposition_earliest', 'units.disposition_latest'),
            engine_is_before('selectors.convicted_to', 'units.disposition_earliest', 'units.disposition_latest'),
            engine_is_from('selectors.arrested_from', 'units.arrest_earliest', 'units.arrest_latest'),
            engine_is_before('selectors.arrested_to', 'units.arrest_earliest', 'units.arrest_latest'),
        ])) }} as answer
    from units
    inner join {{ ref('engine_kind_answers') }} as answers on units.kind_key = answers.kind_key
    inner join selectors
        on answers.selector_number = selectors.selector_number and answers.alternative = selectors.alternative
    where not selectors.is_of_kind

),

-- Facts of the unit: one that is not on record is not so.
facts_asked as (

    select
        asked.unit_number,
        asked.variant,
        asked.selector_number,
        asked.alternative,
        case
            when list_contains(selector_facts.answers, coalesce(facts.answer, 'no')) then 'yes'
            when facts.answer = 'unknown' then 'unknown'
            else 'no'
        end as answer,
        facts.valid_until,
        coalesce(facts.is_presumed, false) as is_presumed,
        facts.source,
        facts.over_on
    from asked
    inner join {{ law('selector_facts') }} as selector_facts
        on asked.selector = selector_facts.selector and asked.alternative = selector_facts.alternative
    left join unit_facts as facts
        on asked.unit_number = facts.unit_number and selector_facts.fact = facts.fact
    where asked.reads_facts and asked.answer <> 'no'

),

facts_answered as (

    select
        unit_number,
        variant,
        selector_number,
        alternative,
        min({{ as_answer('answer') }}) as answer,
        min(valid_until) as valid_until,
        bool_or(is_presumed) as is_presumed,
        max(source) as source,
        max(over_on) as over_on
    from facts_asked
    group by unit_number, variant, selector_number, alternative

),

alternatives as (

    select
        asked.unit_number,
        asked.person_number,
        asked.variant,
        asked.selector_number,
        asked.except_number,
        asked.is_exception_of_kind,
        {% if is_later %}asked.relieved_by,
        asked.not_relieved_by,
        asked.arrest_number,
        {% endif -%}
        case when asked.reads_facts then least(asked.answer, coalesce(facts.answer, asked.answer)) else asked.answer end
            as answer,
        facts.valid_until,
        coalesce(facts.is_presumed, false) as is_presumed,
        facts.source,
        facts.over_on
    from asked
    left join facts_answered as facts
        on asked.reads_facts
        and asked.unit_number = facts.unit_number
        and asked.variant = facts.variant
        and asked.selector_number = facts.selector_number
        and asked.alternative = facts.alternative
    where asked.answer <> 'no'

),
{% if is_later %}
-- Relief that an earlier remedy gives the unit or its arrest: only eligible counts.
relieved as (

    select
        alternatives.*,
        {% for column in ['relieved_by', 'not_relieved_by'] %}
            case
                when alternatives.{{ column }} is not null
                    then greatest(
                            coalesce({{ column }}_own.answer, 'no'), coalesce({{ column }}_arrest.answer, 'no')
                        )
            end as {{ column }}_answer,
            least({{ column }}_own.valid_until, {{ column }}_arrest.valid_until) as {{ column }}_until
            {{- ',' if not loop.last }}
        {% endfor %}
    from alternatives
    {% for column in ['relieved_by', 'not_relieved_by'] %}
        left join earlier as {{ column }}_own
            on alternatives.{{ column }} = {{ column }}_own.remedy_id
            and alternatives.unit_number = {{ column }}_own.unit_number
        left join earlier as {{ column }}_arrest
            on alternatives.{{ column }} = {{ column }}_arrest.remedy_id
            and alternatives.arrest_number = {{ column }}_arrest.unit_number
    {% endfor %}

),

after_reliefs as (

    select
        * replace (
            least(
                answer,
                coalesce({{ as_answer('relieved_by_answer') }}, 'yes'),
                case not_relieved_by_answer
                    when 'yes' then 'no'
                    when 'unknown' then 'unknown'
                    else 'yes'
                end
            ) as answer,
            least(valid_until, relieved_by_until, not_relieved_by_until) as valid_until
        )
    from relieved

),
{% else %}
after_reliefs as (select * from alternatives),
{% endif %}
-- An exception that reads more than the kind, of a selector that does.
without_exceptions as (

    select
        unit_number,
        variant,
        selector_number,
        {{ any_3v('answer') }} as answer,
        min(valid_until) as valid_until
    from after_reliefs
    group by unit_number, variant, selector_number

),

with_exceptions as (

    select
        alternatives.* replace (
            {{ engine_without(
                'alternatives.answer',
                'coalesce(excepted.answer, ' ~ ('known.answer' if is_later else 'null') ~ ')'
            ) }} as answer,
            least(alternatives.valid_until, excepted.valid_until{{ ', known.valid_until' if is_later }}) as valid_until
        )
    from after_reliefs as alternatives
    left join without_exceptions as excepted
        on not alternatives.is_exception_of_kind
        and alternatives.except_number = excepted.selector_number
        and alternatives.unit_number = excepted.unit_number
        and alternatives.variant = excepted.variant
    {% if is_later %}
        left join earlier_matches as known
            on not alternatives.is_exception_of_kind
            and alternatives.except_number = known.selector_number
            and alternatives.unit_number = known.unit_number
            and alternatives.variant = known.variant
    {% endif %}

),

of_units as (

    select
        unit_number,
        any_value(person_number) as person_number,
        variant,
        selector_number,
        {{ any_3v('answer') }} as answer,
        min(valid_until) as valid_until,
        bool_or(is_presumed) as is_presumed,
        max(source) as source,
        max(over_on) as over_on
    from with_exceptions
    group by unit_number, variant, selector_number

),

matched as (

    select *
    from of_units
    where answer <> 'no' or valid_until is not null or is_presumed
    {% if not is_later %}
        union all by name
        select * from of_kinds
    {% endif %}

)
{%- endmacro %}

{#- The facts of units and persons, by number. -#}
{% macro engine_unit_facts() -%}
    select
        {{ short_content_number('facts.unit_id') }} as unit_number,
        facts.fact,
        facts.answer,
        facts.is_presumed,
        facts.over_on,
        facts.valid_until,
        facts.source,
        facts.rests_on
    from {{ rule('unit_facts') }} as facts
    where {{ in_piece('facts.person_bucket') }}
{%- endmacro %}
