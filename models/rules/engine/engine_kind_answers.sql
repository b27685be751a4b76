{{ config(tags=['distinct']) }}
-- No statute: whether each distinct kind of charge or arrest is what each alternative of a selector asks for; days,
-- facts and earlier reliefs are left out. One row per kind, supposed level, and alternative, where the answer is not
-- no: judged once, however many charges are of the kind. A level that is not on record is supposed too (variant 1 and
-- on).
with kinds as (
    select units.*
    from {{ ref('engine_units') }} as units
    inner join (
        select min(unit_number) as unit_number
        from {{ ref('engine_units') }}
        group by kind_key
    ) as first_of_kind on units.unit_number = first_of_kind.unit_number
),

supposed as (
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

listed as (
    select
        supposed.kind_key, supposed.variant, lists.offense_list,
        case
            when supposed.variant = 0 then lists.answer
            when supposed.level = 'felony' or not lists.felony_only then lists.answer_as_felony
            else 'no'
        end as answer
    from supposed
    inner join {{ ref('engine_unit_lists') }} as lists using (unit_number)
),

-- How a section can be named: alone, with its code, and with its subdivision. What was imposed is not on record, or
-- was nothing.
named as (
    select
        supposed.*,
        coalesce(of_kinds.lists, []) as lists,
        coalesce(of_kinds.lists_perhaps, []) as lists_perhaps,
        case
            when supposed.section is not null and not supposed.is_text_in_doubt
                then [supposed.section, concat_ws(' ', supposed.code_book, supposed.section)]
        end as sections,
        supposed.section || coalesce(supposed.subdivision_path, '') as section_in_full,
        concat_ws(' ', supposed.code_book, supposed.section || coalesce(supposed.subdivision_path, ''))
            as section_with_code,
        case when not list_has_any(supposed.components, ['prison', 'jail']) then 0 end as imposed_if_none
    from supposed
    left join (
        select
            kind_key, variant,
            list(offense_list) filter (where answer = 'yes') as lists,
            list(offense_list) filter (where answer = 'unknown') as lists_perhaps
        from listed
        group by kind_key, variant
    ) as of_kinds on supposed.kind_key = of_kinds.kind_key and supposed.variant = of_kinds.variant
),

-- The conditions that are cheap and mostly say no come first: the others are asked of what is left.
candidates as (
    select
        kinds.*,
        selectors.* exclude (sections, components, grades, levels, dispositions, jurisdiction),
        selectors.sections as sections_asked, selectors.components as components_asked,
        selectors.grades as grades_asked, selectors.levels as levels_asked,
        selectors.dispositions as dispositions_asked, selectors.jurisdiction as jurisdiction_asked
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
        kind_key, variant, selector_number, alternative, except_number, is_exception_of_kind,
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
                when list_has_any(lists_any, lists) and not is_text_in_doubt then 'yes'
                else 'unknown'
            end",
            "case
                when len(lists_none) = 0 then 'yes'
                when is_text_in_doubt then 'unknown'
                when list_has_any(lists_none, lists) then 'no'
                when list_has_any(lists_none, lists_perhaps) then 'unknown'
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
    from candidates
),

-- An exception that reads the kind alone is taken out here, and an exception of it before.
without_exceptions as (
    select
        kind_key, variant, selector_number,
        {{ any_3v('answer') }} as answer
    from answered
    group by kind_key, variant, selector_number
),

exceptions as (
    select
        answered.kind_key, answered.variant, answered.selector_number,
        max({{ engine_without('answered.answer', 'excepted.answer') }}) as answer
    from answered
    semi join {{ ref('engine_law_selectors') }} as selectors on answered.selector_number = selectors.except_number
    left join without_exceptions as excepted
        on answered.kind_key = excepted.kind_key and answered.variant = excepted.variant
        and answered.except_number = excepted.selector_number
    group by answered.kind_key, answered.variant, answered.selector_number
)

select
    answered.kind_key,
    cast(answered.variant as utinyint) as variant,
    answered.selector_number, answered.alternative,
    {{ engine_without('answered.answer', 'excepted.answer') }} as answer
from answered
left join exceptions as excepted
    on answered.is_exception_of_kind and answered.kind_key = excepted.kind_key
    and answered.variant = excepted.variant and answered.except_number = excepted.selector_number
where {{ engine_without('answered.answer', 'excepted.answer') }} <> 'no'
