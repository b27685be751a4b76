{#-
The status of every element of every candidate, as CTEs up to `element_rows` (unit_number, path_number, variant,
element_number, status, over_on, valid_until, source, rests_on, asks_about, is_part). A status that the law gives by
itself is no row (engine_law_elements, default_*). One CTE or two per type of element. Needs the CTEs of engine_facts()
and `candidates`.
-#}
{#- What an element asks of the candidates of its path. -#}
{% macro engine_asked(types) -%}
    candidates
    inner join law_elements as elements
        on candidates.path_number = elements.path_number
        and elements.type in ('{{ types | join("', '") }}')
{%- endmacro %}

{% macro engine_key() -%}
        candidates.unit_number,
        candidates.person_number,
        candidates.path_number,
        candidates.variant,
        elements.element_number,
{%- endmacro %}

{#- An answer as a status; and met as presumed where it rests on a presumption. -#}
{% macro engine_presumed(status, is_presumed) -%}
    case when {{ is_presumed }} and {{ status }} = 'met' then 'presumed' else {{ status }} end
{%- endmacro %}

{% macro engine_element_rows() -%}
{{ engine_waits() }},

{{ engine_counts() }},

-- The other types.
kind_rows as (

    select
        {{ engine_key() }}
        case
            when elements.type = 'of_the_kind'
                then case candidates.kind_answer when 'no' then 'not_met' when 'unknown' then 'unknown' else 'met' end
            when coalesce(matches.answer, 'no') = 'unknown' then 'unknown'
            when elements.is_negated
                then case
                        when matches.answer = 'yes' then elements.when_hit
                        else {{ engine_presumed('elements.when_silent', 'coalesce(matches.is_presumed, false)') }}
                    end
            when matches.answer = 'yes' then 'met'
            else 'not_met'
        end as status,
        cast(null as date) as over_on,
        case when elements.type = 'of_the_kind' then candidates.kind_until else matches.valid_until end as valid_until,
        coalesce(matches.source, 'history') as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from {{ engine_asked(['kind', 'of_the_kind']) }}
    left join matches
        on candidates.unit_number = matches.unit_number
        and candidates.variant = matches.variant
        and elements.selector_number = matches.selector_number
    where elements.type = 'kind' or candidates.kind_answer <> 'yes' or candidates.kind_until is not null

),

fact_rows as (

    select
        {{ engine_key() }}
        {{ engine_presumed("case coalesce(facts.answer, case when elements.must_appear then 'unknown' else 'met' end)
            when 'yes' then if(elements.is_negated, elements.when_no, 'met')
            when 'no' then if(elements.is_negated, 'met', elements.when_no)
            when 'met' then 'met'
            else 'unknown'
        end", 'coalesce(facts.is_presumed, false)') }} as status,
        facts.over_on,
        least(
            facts.valid_until, case when facts.over_on > elements.as_of_date then facts.over_on end
        ) as valid_until,
        coalesce(facts.source, 'history') as source,
        facts.rests_on,
        cast(null as ubigint[]) as asks_about
    from {{ engine_asked(['fact']) }}
    left join unit_facts as facts
        on candidates.unit_number = facts.unit_number and elements.fact = facts.fact
    where facts.unit_number is not null or elements.must_appear or elements.is_dated

),

status_rows as (

    select
        {{ engine_key() }}
        {{ engine_presumed("case coalesce(facts.answer, case when elements.must_appear then 'unknown' else 'met' end)
            when 'yes' then if(elements.is_negated, 'met', elements.when_hit)
            when 'no' then if(elements.is_negated, elements.when_hit, 'met')
            when 'met' then 'met'
            else 'unknown'
        end", 'coalesce(facts.is_presumed, false)') }} as status,
        facts.over_on,
        least(
            facts.valid_until, case when facts.over_on > elements.as_of_date then facts.over_on end
        ) as valid_until,
        coalesce(facts.source, 'history') as source,
        facts.rests_on,
        cast(null as ubigint[]) as asks_about
    from {{ engine_asked(['status']) }}
    left join person_facts as facts
        on candidates.person_number = facts.person_number and elements.person_fact = facts.fact
    where facts.person_number is not null or elements.must_appear

),

owes_judged as (

    select
        {{ engine_key() }}
        elements.when_hit,
        elements.must_appear,
        bool_or(owed.balance > 0) as is_owed,
        bool_or(owed.is_unknown) as is_unknown,
        count(owed.case_number) as kinds
    from {{ engine_asked(['owes']) }}
    left join owed on candidates.case_number = owed.case_number and list_contains(elements.owed, owed.kind)
    where elements.must_appear or owed.case_number is not null
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        elements.element_number, elements.when_hit, elements.must_appear

),

owes_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case
            when is_owed then when_hit
            when is_unknown or (kinds = 0 and must_appear) then 'unknown'
            else 'met'
        end as status,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from owes_judged

),

ages as (

    select
        {{ engine_key() }}
        elements.as_of_date,
        elements.age_at,
        elements.is_age_below,
        case when elements.age_at = 'as_of' then elements.as_of_date else days.day_earliest end as day_earliest,
        case when elements.age_at = 'as_of' then elements.as_of_date else days.day_latest end as day_latest,
        {{ engine_over_on('people.birth_date_earliest', 'elements.age_years', 0, 0, 'false') }} as reached_earliest,
        {{ engine_over_on('people.birth_date_latest', 'elements.age_years', 0, 0, 'false') }} as reached_latest
    from {{ engine_asked(['age']) }}
    left join unit_days as days on candidates.unit_number = days.unit_number and elements.age_at = days.event
    left join people on candidates.person_number = people.person_number

),

age_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case
            when day_earliest >= reached_latest then if(is_age_below, 'not_met', 'met')
            when day_latest < reached_earliest then if(is_age_below, 'met', 'not_met')
            else 'unknown'
        end as status,
        cast(null as date) as over_on,
        case
            when age_at = 'as_of'
                then case
                        when as_of_date < reached_earliest then reached_earliest
                        when as_of_date < reached_latest then reached_latest
                    end
        end as valid_until,
        'history' as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from ages

),

-- (The first alternative whose fact is so counts.)
operatives as (

    select
        {{ engine_key() }}
        elements.as_of_date,
        arg_min(operatives.operative_from, operatives.alternative) as operative_from,
        min(facts.valid_until) as valid_until
    from {{ engine_asked(['operative']) }} and not elements.is_constant
    inner join {{ law('path_operatives') }} as operatives
        on elements.remedy_id = operatives.remedy_id
        and elements.path = operatives.path
        and elements.element = operatives.element
    left join unit_facts as facts
        on candidates.unit_number = facts.unit_number and operatives.operative_if_fact = facts.fact
    where operatives.operative_if_fact is null
        or coalesce(facts.answer, 'no') = coalesce(operatives.operative_if_answer, 'yes')
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        elements.element_number, elements.as_of_date

),

operative_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case
            when operative_from is null then 'unknown'
            when as_of_date < operative_from then 'not_yet'
            else 'met'
        end as status,
        operative_from as over_on,
        least(valid_until, case when as_of_date < operative_from then operative_from end) as valid_until,
        'history' as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from operatives

),

event_rows as (

    select
        {{ engine_key() }}
        case when days.day_latest is not null or not elements.is_required then 'met' else 'unknown' end as status,
        days.day_latest as over_on,
        days.valid_until,
        coalesce(days.source, 'history') as source,
        cast(null as varchar[]) as rests_on,
        cast(null as ubigint[]) as asks_about
    from {{ engine_asked(['event']) }}
    left join unit_days as days on candidates.unit_number = days.unit_number and elements.day_event = days.event

),

on_record as (

    {% for type in ['wait', 'count', 'kind', 'fact', 'status', 'owes', 'age', 'operative', 'event'] -%}
        select *
        from {{ type }}_rows
        {{ 'union all by name' if not loop.last }}
    {% endfor %}

),

-- What people established goes before the record, or where it leaves the element open.
answers as (

    select
        {{ engine_key() }}
        max({{ engine_as_status('law_answers.result') }}) as answered,
        bool_or(law_answers.over = 'any') as is_over_any
    from established
    inner join candidates on established.unit_number = candidates.unit_number
    inner join law_elements as elements
        on candidates.path_number = elements.path_number and elements.is_answered
    inner join {{ law('element_answers') }} as law_answers
        on elements.remedy_id = law_answers.remedy_id
        and elements.path = law_answers.path
        and elements.element = law_answers.element
        and not law_answers.of_other
        and established.fact = law_answers.fact
        and established.value = law_answers.value
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        elements.element_number

),

answered as (

    select
        on_record.* replace (
            case
                when answers.is_over_any or (answers.answered is not null and on_record.status = 'unknown')
                    then cast(answers.answered as varchar)
                else on_record.status
            end as status,
            -- (An answer tells no day; that of the record counts where it says the same.)
            case
                when answers.answered is null or (not answers.is_over_any and on_record.status <> 'unknown')
                    then on_record.over_on
                when answers.answered = 'met' and on_record.over_on <= run.as_of_date then on_record.over_on
            end as over_on,
            case
                when answers.answered is null or (not answers.is_over_any and on_record.status <> 'unknown')
                    then on_record.valid_until
            end as valid_until,
            case
                when answers.is_over_any
                    or (answers.answered is not null and on_record.status = 'unknown')
                    or cast(answers.answered as varchar) = on_record.status
                    then 'established_facts'
                else on_record.source
            end as source
        )
    from on_record
    cross join {{ source('intake', 'run_parameters') }} as run
    left join answers
        on on_record.unit_number = answers.unit_number
        and on_record.variant = answers.variant
        and on_record.element_number = answers.element_number
    union all by name
    select
        answers.unit_number,
        answers.person_number,
        answers.path_number,
        answers.variant,
        answers.element_number,
        cast(answers.answered as varchar) as status,
        'established_facts' as source
    from answers
    anti join on_record
        on answers.unit_number = on_record.unit_number
        and answers.variant = on_record.variant
        and answers.element_number = on_record.element_number
    where answers.is_over_any or answers.answered = 'met'

),

-- What else an element says of itself: where it applies, what it is presumed unless, which delivery it needs.
modified as (

    select *
    from law_elements
    where coalesce(applies_if_number, applies_unless_number, presumed_unless_number) is not null
        or needs_delivery is not null

),

modifications as (

    select
        {{ engine_key() }}
        least(
            case when elements.applies_if_number is not null then coalesce(applies_if.answer, 'no') else 'yes' end,
            case applies_unless.answer when 'yes' then 'no' when 'unknown' then 'unknown' else 'yes' end
        ) as applies,
        elements.presumed_unless_number is not null and coalesce(presumed_unless.answer <> 'yes', true) as is_presumed,
        elements.needs_delivery,
        elements.needs_delivery is not null and deliveries.delivery is null as is_delivery_missing,
        least(applies_if.valid_until, applies_unless.valid_until, presumed_unless.valid_until) as valid_until
    from candidates
    inner join modified as elements on candidates.path_number = elements.path_number
    {% for key in ['applies_if', 'applies_unless', 'presumed_unless'] -%}
        left join matches as {{ key }}
            on elements.{{ key }}_number = {{ key }}.selector_number
            and candidates.unit_number = {{ key }}.unit_number
            and candidates.variant = {{ key }}.variant
    {% endfor -%}
    left join (
        select distinct delivery_kind as delivery
        from {{ ref('int_deliveries') }}
    ) as deliveries on elements.needs_delivery = deliveries.delivery

),

-- (A delivery that is missing leaves open what nobody established.)
in_full as (

    select
        statuses.* exclude (status, valid_until, over_on),
        {{ engine_as_status('statuses.status') }} as status,
        statuses.valid_until,
        statuses.over_on,
        false as is_held_up
    from answered as statuses
    anti join modified on statuses.element_number = modified.element_number
    union all by name
    select
        modifications.unit_number,
        modifications.person_number,
        modifications.path_number,
        modifications.variant,
        modifications.element_number,
        {{ engine_as_status("case
            when modifications.is_delivery_missing and coalesce(statuses.source <> 'established_facts', true)
                then 'unknown'
            when modifications.applies = 'no' then 'met'
            when modifications.applies = 'unknown' and coalesce(statuses.status not in ('met', 'presumed'), false)
                then 'unknown'
            when modifications.is_presumed and coalesce(statuses.status = 'met', true) then 'presumed'
            else coalesce(statuses.status, 'met')
        end") }} as status,
        case when modifications.applies <> 'no' and not modifications.is_delivery_missing then statuses.over_on end
            as over_on,
        case
            when modifications.applies = 'no' then modifications.valid_until
            else least(modifications.valid_until, statuses.valid_until)
        end as valid_until,
        case
            when modifications.is_delivery_missing and coalesce(statuses.source <> 'established_facts', true)
                then modifications.needs_delivery
            else coalesce(statuses.source, 'history')
        end as source,
        statuses.rests_on,
        statuses.asks_about,
        modifications.is_delivery_missing and coalesce(statuses.source <> 'established_facts', true) as is_held_up
    from modifications
    left join answered as statuses
        on modifications.unit_number = statuses.unit_number
        and modifications.variant = statuses.variant
        and modifications.element_number = statuses.element_number

),

-- Combinations: any of several takes the best, all of them the worst.
parts as (

    select
        elements.element_number,
        elements.path_number,
        elements.combine_take,
        groups.place,
        parts.element_number as part_number
    from law_elements as elements,
        lateral (
            select
                unnest(elements.combine_of) as part_names,
                generate_subscripts(elements.combine_of, 1) as place
        ) as groups,
        lateral (select unnest(string_split(groups.part_names, '+')) as part_name) as names
    inner join law_elements as parts
        on elements.path_number = parts.path_number and names.part_name = parts.element
    where elements.type = 'combine'

),

combined_groups as (

    select
        candidates.unit_number,
        candidates.person_number,
        candidates.path_number,
        candidates.variant,
        parts.element_number,
        parts.combine_take,
        parts.place,
        max(coalesce(statuses.status, {{ engine_as_status("'met'") }})) as status,
        case
            when not bool_or(statuses.status in ('not_yet', 'unknown') and statuses.over_on is null)
                then max(statuses.over_on)
        end as over_on,
        min(statuses.valid_until) as valid_until,
        arg_max(statuses.source, statuses.status) as source,
        flatten(list(statuses.rests_on) filter (where statuses.rests_on is not null)) as rests_on,
        flatten(list(statuses.asks_about) filter (where statuses.asks_about is not null)) as asks_about
    from candidates
    inner join parts on candidates.path_number = parts.path_number
    left join in_full as statuses
        on candidates.unit_number = statuses.unit_number
        and candidates.variant = statuses.variant
        and parts.part_number = statuses.element_number
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        parts.element_number, parts.combine_take, parts.place

),

combine_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case any_value(combine_take) when 'any' then min(status) else max(status) end as status,
        case
            when any_value(combine_take) = 'any'
                then nullif(nullif(
                        arg_min(
                            coalesce(
                                over_on,
                                cast(case when status in ('met', 'presumed') then '-infinity' else 'infinity' end as date)
                            ),
                            struct_pack(
                                status := status,
                                over_on := coalesce(
                                    over_on,
                                    cast(
                                        case when status in ('met', 'presumed') then '-infinity' else 'infinity' end as date
                                    )
                                )
                            )
                        ),
                        cast('infinity' as date)
                    ), cast('-infinity' as date))
            when not bool_or(status in ('not_yet', 'unknown') and over_on is null) then max(over_on)
        end as over_on,
        min(valid_until) as valid_until,
        case any_value(combine_take)
            when 'any' then arg_min(source, status)
            else arg_max(source, status)
        end as source,
        flatten(list(rests_on) filter (where rests_on is not null)) as rests_on,
        flatten(list(asks_about) filter (where asks_about is not null)) as asks_about
    from combined_groups
    group by unit_number, person_number, path_number, variant, element_number

),

element_rows as (

    select
        statuses.*,
        elements.is_part
    from in_full as statuses
    inner join law_elements as elements on statuses.element_number = elements.element_number
    where statuses.status <> 'met'
        or statuses.over_on is not null
        or statuses.valid_until is not null
        or statuses.source <> 'history'
        or elements.is_dated
    union all by name
    select
        *,
        false as is_held_up,
        false as is_part
    from combine_rows

)
{%- endmacro %}

{#- What an earlier finding says of relief: only eligible is relief. -#}
{% macro engine_relief_given(outcome) -%}
    {{ as_answer("case " ~ outcome ~ "
        when 'eligible' then 'yes'
        when 'review' then 'unknown'
        when 'undeterminable' then 'unknown'
        else 'no'
    end") }}
{%- endmacro %}
