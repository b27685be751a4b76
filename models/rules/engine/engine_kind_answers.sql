-- No statute: whether each distinct kind of charge or arrest is what each alternative of a selector asks for; days,
-- facts and earlier reliefs are left out. One row per kind, supposed level, and alternative, where the answer is not
-- no: judged once, however many charges are of the kind. A level that is not on record is supposed too (variant 1 and
-- on).
with kinds as (

    select
        kind_key,
        min(unit_number) as unit_number,
        any_value(unit) as unit,
        any_value(jurisdiction) as jurisdiction,
        any_value(disposition) as disposition,
        coalesce(any_value(dispositions_perhaps), []) as dispositions_perhaps,
        any_value(level) as level,
        any_value(grade) as grade,
        any_value(max_days) as max_days,
        any_value(imposed_min_days) as imposed_min_days,
        any_value(imposed_max_days) as imposed_max_days,
        any_value(fine) as fine,
        any_value(components) as components,
        any_value(code_book) as code_book,
        any_value(section) as section,
        any_value(coalesce(subdivision_path, '')) as subdivision_path,
        bool_or(is_text_in_doubt) as is_text_in_doubt
    from {{ ref('engine_units') }}
    group by kind_key

),

lists as (

    select
        lists.unit_number,
        lists.offense_list,
        lists.answer,
        lists.answer_as_felony,
        lists.felony_only
    from {{ ref('engine_unit_lists') }} as lists
    semi join kinds on lists.unit_number = kinds.unit_number

),

supposed as (

    select
        kinds.* replace (levels.level as level),
        levels.variant
    from kinds
    inner join {{ ref('engine_supposed_levels') }} as levels on kinds.level is null
    where kinds.jurisdiction <> 'elsewhere'
    union all
    select
        kinds.*,
        0 as variant
    from kinds

),

listed_answers as (

    select
        supposed.kind_key,
        supposed.variant,
        lists.offense_list,
        case
            when supposed.variant = 0 then lists.answer
            when supposed.level = 'felony' or not lists.felony_only then lists.answer_as_felony
            else 'no'
        end as answer
    from supposed
    inner join lists on supposed.unit_number = lists.unit_number

),

listed as (

    select
        kind_key,
        variant,
        list(offense_list) filter (where answer = 'yes') as lists,
        list(offense_list) filter (where answer = 'unknown') as lists_perhaps
    from listed_answers
    group by kind_key, variant

),

-- How a section can be named: alone, with its code, and with its subdivision.
named as (

    select
        supposed.*,
        coalesce(listed.lists, []) as lists,
        coalesce(listed.lists_perhaps, []) as lists_perhaps,
        case
            when supposed.section is not null and not supposed.is_text_in_doubt
                then [supposed.section, concat_ws(' ', supposed.code_book, supposed.section)]
        end as sections,
        supposed.section || supposed.subdivision_path as section_in_full,
        concat_ws(' ', supposed.code_book, supposed.section || supposed.subdivision_path) as section_with_code
    from supposed
    left join listed on supposed.kind_key = listed.kind_key and supposed.variant = listed.variant

),

-- The conditions that are cheap and mostly say no come first: the others are asked of what is left.
candidates as (

    select
        kinds.*,
        selectors.* exclude (lists_any, lists_none, sections, components, grades, levels, dispositions, jurisdiction),
        selectors.lists_any,
        selectors.lists_none,
        selectors.sections as sections_asked,
        selectors.components as components_asked,
        selectors.grades as grades_asked,
        selectors.levels as levels_asked,
        selectors.dispositions as dispositions_asked,
        selectors.jurisdiction as jurisdiction_asked
    from named as kinds
    inner join {{ ref('engine_law_selectors') }} as selectors on kinds.unit = selectors.of_unit
    where (
        len(selectors.dispositions) = 0
        or coalesce(list_contains(selectors.dispositions, kinds.disposition), true)
    )
    and (len(selectors.levels) = 0 or coalesce(list_contains(selectors.levels, kinds.level), true))
    and (
        len(selectors.lists_any) = 0
        or kinds.is_text_in_doubt
        or list_has_any(selectors.lists_any, kinds.lists)
        or list_has_any(selectors.lists_any, kinds.lists_perhaps)
    )

),

answered as (

    select
        kind_key,
        variant,
        selector_number,
        alternative,
        except_number,
        is_exception_of_kind,
        {{ as_answer(all_3v([
            "case
                when len(dispositions_asked) = 0 then 'yes'
                when disposition is not null then if(list_contains(dispositions_asked, disposition), 'yes', 'no')
                when len(dispositions_perhaps) = 0 then 'unknown'
                when list_has_all(dispositions_asked, dispositions_perhaps) then 'yes'
                when list_has_any(dispositions_asked, dispositions_perhaps) then 'unknown'
                else 'no'
            end",
            engine_is_in('levels_asked', 'level'),
            engine_is_not_in('levels_none', 'level'),
            engine_is_in('grades_asked', 'grade'),
            engine_compares('max_days_from', 'max_days', '>='),
            engine_compares('max_days_to', 'max_days', '<='),
            "case
                when len(lists_any) = 0 then 'yes'
                when is_text_in_doubt then 'unknown'
                when list_has_any(lists_any, lists) then 'yes'
                else 'unknown'
            end",
            "case
                when len(lists_none) = 0 then 'yes'
                when is_text_in_doubt then 'unknown'
                when list_has_any(lists_none, lists) then 'no'
                when list_has_any(lists_none, lists_perhaps) then 'unknown'
                else 'yes'
            end",
            engine_is_section('sections_asked', 'yes', 'no'),
            engine_is_section('sections_none', 'no', 'yes'),
            engine_compares('imposed_min_below', 'coalesce(imposed_min_days, 0)', '<'),
            engine_compares('imposed_max_below', 'coalesce(imposed_max_days, 0)', '<'),
            engine_compares('fine_below', 'coalesce(fine, 0)', '<'),
            "case
                when len(components_asked) = 0 then 'yes'
                when components is null then 'unknown'
                when list_has_any(components_asked, components) then 'yes'
                else 'no'
            end",
            "case
                when len(components_none) = 0 then 'yes'
                when components is null then 'unknown'
                when list_has_any(components_none, components) then 'no'
                else 'yes'
            end",
            "case
                when jurisdiction_asked in ('any', jurisdiction) then 'yes'
                when jurisdiction = 'unknown' then 'unknown'
                else 'no'
            end"
        ])) }} as answer
    from candidates

),

-- An exception that reads the kind alone is taken out here, and an exception of it before.
without_exceptions as (

    select
        kind_key,
        variant,
        selector_number,
        {{ any_3v('answer') }} as answer
    from answered
    where answer <> 'no'
    group by kind_key, variant, selector_number

),

exceptions as (

    select
        answered.kind_key,
        answered.variant,
        answered.selector_number,
        max({{ engine_without('answered.answer', 'excepted.answer') }}) as answer
    from answered
    left join without_exceptions as excepted
        on answered.kind_key = excepted.kind_key
        and answered.variant = excepted.variant
        and answered.except_number = excepted.selector_number
    where answered.answer <> 'no'
        and answered.selector_number in (
            select selectors.except_number from {{ ref('engine_law_selectors') }} as selectors
        )
    group by answered.kind_key, answered.variant, answered.selector_number

)

select
    answered.kind_key,
    cast(answered.variant as utinyint) as variant,
    answered.selector_number,
    answered.alternative,
    {{ engine_without('answered.answer', 'excepted.answer') }} as answer
from answered
left join exceptions as excepted
    on answered.is_exception_of_kind
    and answered.kind_key = excepted.kind_key
    and answered.variant = excepted.variant
    and answered.except_number = excepted.selector_number
where answered.answer <> 'no' and {{ engine_without('answered.answer', 'excepted.answer') }} <> 'no'
