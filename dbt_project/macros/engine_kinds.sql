{#-
Whether kinds of charges are what the alternatives of selectors ask for, as CTEs up to `judged_kinds`, from `kinds` (one
unit of each) and `lists_of_kinds` (the lists these units are on).
-#}
{% macro engine_judged_kinds() -%}
supposed_kinds as (
    select
        *,
        0 as variant
    from kinds
    union all
    select
        kinds.* replace (levels.level as level),
        levels.variant
    from kinds
    inner join {{ ref('engine_supposed_levels') }} as levels on kinds.level is null
    where kinds.jurisdiction <> 'elsewhere'
),

listed_kinds as (
    select
        supposed.kind_key, supposed.variant, lists.offense_list,
        case
            when supposed.variant = 0 then lists.answer
            when supposed.level = 'felony' or not lists.felony_only then lists.answer_as_felony
            else 'no'
        end as answer
    from supposed_kinds as supposed
    inner join lists_of_kinds as lists using (unit_number)
),

every_code as (select list(offense_list) as lists_known from ({{ engine_lists_of_every_code() }}) as known),

-- How a section can be named: alone, with its code, and with its subdivision. What was imposed is not on record, or
-- was nothing. A charge whose text is in doubt may be on each list but those that ask for no section.
named_kinds as (
    select
        supposed.*,
        every_code.lists_known,
        {% for lists in ['lists', 'lists_perhaps'] -%}
        case
            when supposed.is_text_in_doubt
                then list_intersect(coalesce(of_kinds.{{ lists }}, []), coalesce(every_code.lists_known, []))
            else coalesce(of_kinds.{{ lists }}, [])
        end as {{ lists }},
        {% endfor -%}
        case
            when supposed.section is not null and not supposed.is_text_in_doubt
                then [supposed.section, concat_ws(' ', supposed.code_book, supposed.section)]
        end as sections,
        supposed.section || coalesce(supposed.subdivision_path, '') as section_in_full,
        concat_ws(' ', supposed.code_book, supposed.section || coalesce(supposed.subdivision_path, ''))
            as section_with_code,
        case when not list_has_any(supposed.components, ['prison', 'jail']) then 0 end as imposed_if_none
    from supposed_kinds as supposed
    cross join every_code
    left join (
        select
            kind_key, variant,
            list(offense_list) filter (where answer = 'yes') as lists,
            list(offense_list) filter (where answer = 'unknown') as lists_perhaps
        from listed_kinds
        group by kind_key, variant
    ) as of_kinds on supposed.kind_key = of_kinds.kind_key and supposed.variant = of_kinds.variant
),

-- The conditions that are cheap and mostly say no come first: the others are asked of what is left.
kind_candidates as (
    select
        kinds.*,
        selectors.* exclude (sections, components, grades, levels, dispositions, jurisdiction),
        selectors.sections as sections_asked, selectors.components as components_asked,
        selectors.grades as grades_asked, selectors.levels as levels_asked,
        selectors.dispositions as dispositions_asked, selectors.jurisdiction as jurisdiction_asked
    from named_kinds as kinds
    inner join {{ ref('engine_law_selectors') }} as selectors on kinds.unit = selectors.of_unit
    where (
        len(selectors.dispositions) = 0
        or coalesce(list_contains(selectors.dispositions, kinds.disposition), true)
    )
    and (len(selectors.levels) = 0 or coalesce(list_contains(selectors.levels, kinds.level), true))
    and (
        len(selectors.lists_any) = 0
        or (kinds.is_text_in_doubt and not list_has_all(coalesce(kinds.lists_known, []), selectors.lists_any))
        or list_has_any(selectors.lists_any, kinds.lists)
        or list_has_any(selectors.lists_any, kinds.lists_perhaps)
    )
),

judged_kinds as (
    select
        kind_key, cast(variant as utinyint) as variant, selector_number, alternative,
        {{ as_answer(all_3v([
            "case
                when len(dispositions_asked) = 0 then 'yes'
                when disposition is not null then if(list_contains(dispositions_asked, disposition), 'yes', 'no')
                when len(coalesce(dispositions_perhaps, [])) = 0 then 'unknown'
                when list_has_all(dispositions_asked, dispositions_perhaps) then 'yes'
                when list_has_any(dispositions_asked, dispositions_perhaps) then 'unknown'
                else 'no'
            end",
            engine_is_in('levels_asked', 'level'),
            engine_is_in('levels_none', 'level', 'no', 'yes'),
            engine_is_in('grades_asked', 'grade'),
            engine_compares('max_days_from', 'max_days', '>='),
            engine_compares('max_days_to', 'max_days', '<='),
            "case
                when len(lists_any) = 0 then 'yes'
                when list_has_any(lists_any, lists) then 'yes'
                else 'unknown'
            end",
            "case
                when len(lists_none) = 0 then 'yes'
                when list_has_any(lists_none, lists) then 'no'
                when list_has_any(lists_none, lists_perhaps) then 'unknown'
                when is_text_in_doubt and not list_has_all(coalesce(lists_known, []), lists_none) then 'unknown'
                else 'yes'
            end",
            engine_is_section('sections_asked'),
            engine_compares('imposed_min_below', 'coalesce(imposed_min_days, imposed_if_none)', '<'),
            engine_compares('imposed_max_below', 'coalesce(imposed_max_days, imposed_if_none)', '<'),
            engine_is_in('components_asked', 'components', has='list_has_any'),
            "case
                when jurisdiction_asked in ('any', jurisdiction) then 'yes'
                when jurisdiction = 'unknown' then 'unknown'
                else 'no'
            end"
        ])) }} as answer
    from kind_candidates
    where answer <> 'no'
)
{%- endmacro %}

{#- What selectors read of a unit without its days and facts, lists apart: units of one kind are equal in all of it. -#}
{% macro engine_kind_columns() -%}
    unit, jurisdiction, disposition, dispositions_perhaps, level, grade, max_days, imposed_min_days, imposed_max_days,
    fine, components, code_book, section, subdivision_path, is_text_in_doubt
{%- endmacro %}

{#- Kinds of which two units differ (kind_number of a state's facts leaves something out): a kind is judged once. -#}
{% macro engine_unsound_kinds(units) -%}
with listed as (
    select unit_number, list(offense_list || answer || answer_as_felony order by offense_list) as lists
    from {{ ref('engine_unit_lists') }}
    group by unit_number
),

kinds as (
    select distinct units.kind_key, {{ engine_kind_columns() }}, listed.lists
    from {{ units }} as units
    left join listed using (unit_number)
)

select kind_key
from kinds
group by kind_key
having count(*) > 1
{%- endmacro %}
