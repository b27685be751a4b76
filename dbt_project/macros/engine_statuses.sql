{#-
The status of every element of every candidate, as CTEs up to `element_rows` (candidate_number, element_number, status,
over_on, valid_until, source, rests_on, asks_about, is_held_up, is_part). What is met and says nothing else is no row. One
CTE or two per type of element; one that says no source has it from the history.
Needs the CTEs of engine_facts() and `candidates`.
-#}
{#- What an element asks of the candidates of its path. -#}
{% macro engine_asked(types) -%}
    candidates
    inner join law_elements as elements
        on candidates.path_number = elements.path_number and elements.type in ('{{ types | join("', '") }}')
{%- endmacro %}

{% macro engine_key() -%}
        candidates.candidate_number, elements.element_number,
{%- endmacro %}

{% macro engine_element_rows() -%}
    {{ engine_waits() }},

{{ engine_counts() }},

kind_rows as (
    select
        {{ engine_key() }}
        case
            when matches.answer = 'unknown' then 'unknown'
            when not elements.is_negated then if(matches.answer = 'yes', 'met', 'not_met')
            when matches.answer = 'yes' then elements.when_hit
            when matches.is_presumed and elements.when_silent = 'met' then 'presumed'
            else elements.when_silent
        end as status, matches.valid_until,
        case when elements.type = 'kind' then matches.source end as source
    from {{ engine_asked(['kind', 'of_the_kind']) }}
    left join matches using (unit_number, variant, selector_number)
    where elements.type = 'kind' or matches.answer <> 'yes' or matches.valid_until is not null
),

-- Facts of the unit and of the person; silence is unknown where the statute wants it to appear, and where the delivery is
-- missing that would tell it.
fact_rows as (
    select
        {{ engine_key() }}
        case
            when elements.lacks_delivery then 'unknown'
            when facts.answer is null then if(elements.must_appear, 'unknown', 'met')
            when facts.answer = 'unknown' then 'unknown'
            when facts.answer = elements.hit_answer then elements.when_hit
            when facts.is_presumed then 'presumed'
            else 'met'
        end as status,
        case when not elements.lacks_delivery then facts.over_on end as over_on,
        least(facts.valid_until, {{ engine_if_to_come('facts.over_on') }}) as valid_until,
        case when elements.lacks_delivery then elements.needs_delivery else facts.source end as source,
        facts.rests_on, elements.is_dated, elements.lacks_delivery as is_held_up
    from {{ engine_asked(['fact', 'status']) }}
    left join facts
        on facts.subject_number
        = case elements.type when 'fact' then candidates.unit_number else candidates.person_number end
        and elements.fact = facts.fact
    where facts.subject_number is not null or elements.must_appear or elements.is_dated or elements.lacks_delivery
),

owes_rows as (
    select
        {{ engine_key() }}
        case
            when bool_or(owed.balance > 0) then elements.when_hit
            when bool_or(owed.is_unknown) or (count(owed.case_number) = 0 and elements.must_appear) then 'unknown'
            else 'met'
        end as status
    from {{ engine_asked(['owes']) }}
    left join owed on candidates.case_number = owed.case_number and list_contains(elements.owed, owed.kind)
    where elements.must_appear or owed.case_number is not null
    group by candidates.candidate_number, elements.element_number, elements.when_hit, elements.must_appear
),

age_rows as (
    select
        {{ engine_key() }}
        case
            when days.day_latest < {{ engine_over_on('people.birth_date_earliest', 'elements.age_years') }} then 'met'
            when days.day_earliest >= {{ engine_over_on('people.birth_date_latest', 'elements.age_years') }}
                then 'not_met'
            else 'unknown'
        end as status
    from {{ engine_asked(['age']) }}
    left join unit_days as days on candidates.unit_number = days.unit_number and elements.age_at = days.event
    left join people on candidates.person_number = people.person_number
),

-- (The first alternative whose fact is so counts.)
operative_rows as (
    select
        {{ engine_key() }}
        arg_min_null(operatives.operative_from, operatives.alternative) as begins_on,
        begins_on as over_on,
        case
            when begins_on is null then 'unknown'
            when any_value(elements.as_of_date) < begins_on then 'not_yet'
            else 'met'
        end as status,
        least(min(facts.valid_until), {{ engine_if_to_come('begins_on', 'any_value(elements.as_of_date)') }})
            as valid_until
    from {{ engine_asked(['operative']) }}
    inner join {{ law('path_operatives') }} as operatives using (remedy_id, path, element)
    left join facts on candidates.unit_number = facts.subject_number and operatives.operative_if_fact = facts.fact
    where operatives.operative_if_fact is null
        or coalesce(facts.answer, 'no') = coalesce(operatives.operative_if_answer, 'yes')
    group by candidates.candidate_number, elements.element_number
),

no_path_rows as (
    select {{ engine_key() }} 'not_met' as status, elements.effective_from as valid_until
    from {{ engine_asked(['no_path']) }}
),

on_record as (
    select *
    from (
        {% for type in ['wait', 'count', 'kind', 'fact', 'owes', 'age', 'operative', 'no_path'] -%}
        select * from {{ type }}_rows
        {{ 'union all by name' if not loop.last }}
        {% endfor %}
    ) as rows_of_types
    where status <> 'met' or source <> 'history' or coalesce(over_on, valid_until) is not null or is_dated
),

-- What people established goes before the record, or where it leaves the element open. An answer tells no day; that of
-- the record counts where it says the same.
answers as (
    select
        {{ engine_key() }}
        max({{ engine_as_status('law_answers.result') }}) as answered,
        bool_or(law_answers.over = 'any') as is_over_any,
        any_value(elements.as_of_date) as as_of_date
    from established
    inner join candidates using (unit_number)
    inner join law_elements as elements on candidates.path_number = elements.path_number and elements.is_answered
    inner join {{ law('element_answers') }} as law_answers
        on elements.remedy_id = law_answers.remedy_id and elements.path = law_answers.path
        and elements.element = law_answers.element and not law_answers.of_other
        and established.fact = law_answers.fact and established.value = law_answers.value
    group by candidates.candidate_number, elements.element_number
),

answered as (
    select
        coalesce(statuses.candidate_number, answers.candidate_number) as candidate_number,
        coalesce(statuses.element_number, answers.element_number) as element_number,
        coalesce(answers.answered is not null and (answers.is_over_any or statuses.status = 'unknown'), false)
        or statuses.element_number is null as is_answered,
        {{ engine_as_status("case when is_answered then cast(answers.answered as varchar) else statuses.status end") }}
            as status,
        case
            when not is_answered or (answers.answered = 'met' and statuses.over_on <= answers.as_of_date)
                then statuses.over_on
        end as over_on,
        case when not is_answered then statuses.valid_until end as valid_until,
        case
            when is_answered or cast(answers.answered as varchar) = statuses.status then 'established_facts'
            else coalesce(statuses.source, 'history')
        end as source, statuses.rests_on, statuses.asks_about,
        coalesce(statuses.is_held_up and not is_answered, false) as is_held_up
    from on_record as statuses
    full join answers using (candidate_number, element_number)
    where statuses.element_number is not null or answers.is_over_any or answers.answered = 'met'
),

-- Combinations: the best of several parts, each the worst of its elements.
parts as (
    select
        elements.element_number, elements.path_number, groups.place,
        parts.element_number as part_number
    from law_elements as elements,
        lateral (
            select unnest(elements.combine_of) as names, generate_subscripts(elements.combine_of, 1) as place
        ) as groups,
        lateral (select unnest(string_split(groups.names, '+')) as part_name) as names
    inner join law_elements as parts on elements.path_number = parts.path_number and names.part_name = parts.element
    where elements.type = 'combine'
),

combined_groups as (
    select
        candidates.candidate_number, parts.element_number, parts.place,
        max(coalesce(statuses.status, {{ engine_as_status("'met'") }})) as status,
        case
            when not bool_or(statuses.status in ('not_yet', 'unknown') and statuses.over_on is null)
                then max(statuses.over_on)
        end as over_on,
        arg_max(statuses.source, row(statuses.status, statuses.source)) filter (where statuses.status is not null)
            as source,
        {{ engine_read_by_parts('statuses') }}
    from candidates
    inner join parts using (path_number)
    left join answered as statuses
        on candidates.candidate_number = statuses.candidate_number and parts.part_number = statuses.element_number
    group by candidates.candidate_number, parts.element_number, parts.place
),

-- (Of equal ones the earlier: one without a day that is met is the earliest, another the latest.)
{% set day_of_best -%}
    coalesce(over_on, cast(case when status in ('met', 'presumed') then '-infinity' else 'infinity' end as date))
{%- endset -%}
combine_rows as (
    select
        candidate_number, element_number,
        min(status) as status,
        arg_min_null(over_on, row(status, {{ day_of_best }})) as over_on,
        arg_min(source, row(status, source)) as source,
        {{ engine_read_by_parts('parts') }}
    from combined_groups as parts
    group by candidate_number, element_number
),

element_rows as (
    select statuses.* exclude (is_answered), elements.is_part
    from answered as statuses
    inner join law_elements as elements using (element_number)
    where statuses.status <> 'met'
        or statuses.over_on is not null
        or statuses.valid_until is not null
        or statuses.source <> 'history'
        or elements.is_dated
    union all by name
    select *, false as is_held_up, false as is_part from combine_rows
)
{%- endmacro %}

{#- What several parts rest on and ask about, and until when all of it holds. -#}
{% macro engine_read_by_parts(parts) -%}
        min({{ parts }}.valid_until) as valid_until,
        list_sort(flatten(list({{ parts }}.rests_on) filter (where {{ parts }}.rests_on is not null))) as rests_on,
        list_sort(flatten(list({{ parts }}.asks_about) filter (where {{ parts }}.asks_about is not null))) as asks_about
{%- endmacro %}
