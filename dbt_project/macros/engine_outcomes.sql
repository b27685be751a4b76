{#-
What the statuses of a path come to, and what the paths of a unit do, as CTEs: `path_rows` (one row per candidate), then
`decided` (one row per unit and remedy), for every state alike. Needs the CTEs `law_paths`, `law_elements`, `candidates`,
`element_rows`, `units`, `unit_days` and `matches`.
-#}
{#- How grave a status is, and the place of its element: the greatest of a path decides it. -#}
{% macro engine_gravity(status, element, when_unknown) -%}
    case {{ status }}
            when 'not_met' then case {{ element }} when 'not_relieved_before' then 6 else 5 end
            when 'unknown' then case {{ when_unknown }} when 'review' then 4 when 'undeterminable' then 3 else 2 end
            when 'not_yet' then 1
            else 0
        end
{%- endmacro %}

{#- Outcomes in the order of how good they are, from their gravity: what is for counsel goes to review. -#}
{% macro engine_rank_of_gravity(gravity) -%}
    [1, 2, 3, 4, 3, 5, 0][{{ gravity }} + 1]
{%- endmacro %}

{% macro engine_outcome_of_rank(rank) -%}
    ['already_relieved', 'eligible', 'not_yet', 'review', 'undeterminable', 'ineligible'][{{ rank }} + 1]
{%- endmacro %}

{#-
Which of several paths is the better, as one number: the outcome, the earlier day, and of those that are barred the one
that the unit is most of the kind of; then the order of the paths.
-#}
{% macro engine_path_key(rank, eligible_on, kinds_not_met, is_last_when_barred) -%}
    cast({{ rank }} as bigint) * 100000000000000
        + case
            when {{ rank }} in (1, 2)
                then coalesce(datediff('day', date '1800-01-01', {{ eligible_on }}), 999999) * 100000000
            when {{ rank }} in (0, 5)
                then case when {{ rank }} = 5 and {{ is_last_when_barred }} then 10000000 else 0 end
                    + least({{ kinds_not_met }}, 99) * 100000
            else 0
        end
        + path_number
{%- endmacro %}

{#- Where an outcome comes from, the more telling source first. -#}
{% macro engine_source_rank(source) -%}
    case {{ source }}
            when 'established_facts' then 1
            when 'supervised_release' then 2
            when 'petitions' then 3
            when 'court_records' then 4
            else 5
        end
{%- endmacro %}

{% macro engine_source_of_rank(rank) -%}
    ['established_facts', 'supervised_release', 'petitions', 'court_records', 'history'][{{ rank }}]
{%- endmacro %}

{% macro engine_path_rows() -%}
defaults as (

    select
        law_paths.path_number,
        coalesce(max(
            {{ engine_gravity('elements.default_status', 'elements.element', 'elements.when_unknown') }} * 1000
            + 999 - elements.element_place
        ) filter (where elements.default_status <> 'met'), 0) as grave,
        max(elements.default_over_on) as over_on,
        least(any_value(law_paths.effective_to), min(elements.default_valid_until)) as valid_until,
        any_value(law_paths.is_last_when_barred or not law_paths.is_in_force) as is_last_when_barred
    from law_paths
    left join law_elements as elements on law_paths.path_number = elements.path_number and not elements.is_part
    group by law_paths.path_number

),

graded as (

    select
        statuses.unit_number,
        statuses.path_number,
        statuses.variant,
        statuses.over_on,
        statuses.valid_until,
        {{ engine_gravity('statuses.status', 'elements.element', 'elements.when_unknown') }} as gravity,
        case
            when {{ engine_gravity('statuses.status', 'elements.element', 'elements.when_unknown') }} > 0
                then {{ engine_gravity('statuses.status', 'elements.element', 'elements.when_unknown') }} * 1000
                    + 999 - elements.element_place
            else 0
        end as grave,
        {{ engine_source_rank('statuses.source') }} as source_rank,
        -- (That a file of petitions or of supervision tells nothing against it decides nothing.)
        elements.type in ('fact', 'status')
        and statuses.status = 'met'
        and statuses.source in ('petitions', 'supervised_release') as is_silent,
        statuses.is_held_up,
        case when statuses.is_held_up then elements.needs_delivery end as delivery,
        elements.type = 'kind' and not elements.is_negated and statuses.status = 'not_met' as is_of_another_kind,
        statuses.over_on is null and statuses.status = 'not_yet' as waits_without_day,
        statuses.over_on is null and elements.is_dated as is_without_day
    from element_rows as statuses
    inner join law_elements as elements on statuses.element_number = elements.element_number
    where not statuses.is_part

),

rows_of_paths as (

    select
        unit_number,
        path_number,
        variant,
        max(grave) as grave,
        arg_max(source_rank, grave) as source_of_gravest,
        min(source_rank) filter (where not is_silent) as best_source,
        max(over_on) as over_on,
        bool_or(waits_without_day) as waits_without_day,
        bool_or(is_without_day) as is_without_day,
        min(valid_until) as valid_until,
        count(*) filter (where is_of_another_kind) as kinds_not_met,
        max(delivery) as delivery,
        max(gravity) filter (where not is_held_up) as gravity_but_for_delivery
    from graded
    group by unit_number, path_number, variant

),

path_gravity as (

    select
        candidates.unit_number,
        candidates.person_number,
        candidates.case_number,
        candidates.remedy_number,
        candidates.path_number,
        candidates.variant,
        greatest(coalesce(statuses.grave, 0), defaults.grave) as grave,
        case when coalesce(statuses.grave, 0) >= defaults.grave then statuses.source_of_gravest else 5 end
            as source_of_gravest,
        statuses.best_source,
        greatest(statuses.over_on, defaults.over_on) as over_on,
        coalesce(statuses.waits_without_day, false) as waits_without_day,
        coalesce(statuses.is_without_day, false) as is_without_day,
        least(statuses.valid_until, defaults.valid_until, candidates.kind_until) as valid_until,
        coalesce(statuses.kinds_not_met, 0) as kinds_not_met,
        defaults.is_last_when_barred,
        case
            when coalesce(statuses.gravity_but_for_delivery, 0) = 0 and defaults.grave = 0 then statuses.delivery
        end as held_up_by
    from candidates
    inner join defaults on candidates.path_number = defaults.path_number
    left join rows_of_paths as statuses
        on candidates.unit_number = statuses.unit_number
        and candidates.path_number = statuses.path_number
        and candidates.variant = statuses.variant

),

path_ranks as (

    select
        * exclude (grave, over_on, waits_without_day, is_without_day, source_of_gravest, best_source),
        cast({{ engine_rank_of_gravity('grave // 1000') }} as tinyint) as rank,
        case when grave >= 1000 then cast(999 - grave % 1000 as integer) end as deciding_place,
        case
            when grave < 1000 and not is_without_day then over_on
            when grave between 1000 and 1999 and not waits_without_day then over_on
        end as eligible_on,
        cast(coalesce(case when grave >= 1000 then source_of_gravest else best_source end, 5) as tinyint) as source_rank
    from path_gravity

),

path_rows as (

    select
        *,
        {{ engine_path_key('rank', 'eligible_on', 'kinds_not_met', 'is_last_when_barred') }} as path_key
    from path_ranks

)
{%- endmacro %}

{% macro engine_decided() -%}
-- 1. The level supposed: where all levels give one outcome, it is the outcome; the worst of equal ones by day.
best_of_variants as (

    select
        unit_number,
        remedy_number,
        variant,
        min(path_key) as path_key,
        min(valid_until) as valid_until,
        max(held_up_by) as held_up_by
    from path_rows
    group by unit_number, remedy_number, variant

),

remedies as (

    select
        remedy_number,
        any_value(remedy_id) as remedy_id,
        max(len(suppose_levels)) as levels,
        bool_or(is_by_case) as is_by_case
    from law_paths
    group by remedy_number

),

supposed as (

    select
        best.unit_number,
        best.remedy_number,
        arg_max(best.variant, row(best.path_key, best.variant)) as variant,
        count(*) = any_value(remedies.levels)
        and count(distinct best.path_key // 100000000000000) = 1 as is_level_immaterial,
        case when count(best.held_up_by) = any_value(remedies.levels) then max(best.held_up_by) end as held_up_by
    from best_of_variants as best
    inner join remedies on best.remedy_number = remedies.remedy_number
    where best.variant > 0
    group by best.unit_number, best.remedy_number

),

valid_until as (

    select
        unit_number,
        remedy_number,
        min(valid_until) as valid_until
    from best_of_variants
    group by unit_number, remedy_number

),

chosen as (

    select
        path_rows.* exclude (valid_until),
        valid_until.valid_until,
        supposed.held_up_by as held_up_by_any_level,
        cast(null as varchar) as decided_apart
    from path_rows
    inner join valid_until
        on path_rows.unit_number = valid_until.unit_number and path_rows.remedy_number = valid_until.remedy_number
    left join supposed
        on path_rows.unit_number = supposed.unit_number and path_rows.remedy_number = supposed.remedy_number
    where path_rows.variant = case when supposed.is_level_immaterial then supposed.variant else 0 end

),

-- 2. The case as the unit: every charge that the path covers must be reached, so the worst counts, on the latest day.
best_of_units as (

    select
        chosen.unit_number,
        chosen.remedy_number,
        min(chosen.path_key) as path_key,
        arg_min(chosen.eligible_on, row(chosen.path_key, chosen.eligible_on)) as eligible_on,
        any_value(chosen.valid_until) as valid_until
    from chosen
    inner join remedies on chosen.remedy_number = remedies.remedy_number and remedies.is_by_case
    group by chosen.unit_number, chosen.remedy_number

),

cases as (

    select distinct
        chosen.case_number,
        chosen.path_number,
        chosen.remedy_number,
        law_paths.covers_number
    from chosen
    inner join law_paths on chosen.path_number = law_paths.path_number and law_paths.is_by_case
    where chosen.case_number is not null

),

charges_of_cases as (

    select
        cases.case_number,
        cases.path_number,
        case
            when coalesce(best.path_key // 100000000000000, 5) = 0 then 1
            when covers.answer = 'unknown' and coalesce(best.path_key // 100000000000000, 5) > 3 then 3
            else coalesce(best.path_key // 100000000000000, 5)
        end as rank,
        best.eligible_on,
        least(best.valid_until, covers.valid_until) as valid_until,
        coalesce(covers.answer, 'yes') <> 'no' as is_covered
    from cases
    inner join units on cases.case_number = units.case_number and units.unit = 'charge'
    left join matches as covers
        on cases.covers_number = covers.selector_number
        and units.unit_number = covers.unit_number
        and covers.variant = 0
    left join best_of_units as best
        on units.unit_number = best.unit_number and cases.remedy_number = best.remedy_number
    where cases.covers_number is null or covers.unit_number is not null

),

by_case as (

    select
        case_number,
        path_number,
        max(rank) filter (where is_covered) as rank,
        case when not bool_or(is_covered and rank = 2 and eligible_on is null) then max(eligible_on) filter (where is_covered) end
            as eligible_on,
        -- (While one charge of several bars the case, the others do not matter.)
        case
            when max(rank) filter (where is_covered) = 5
                then nullif(
                        max(coalesce(valid_until, cast('infinity' as date))) filter (where is_covered and rank = 5),
                        cast('infinity' as date)
                    )
            else min(valid_until)
        end as valid_until
    from charges_of_cases
    group by case_number, path_number

),

united as (

    select
        chosen.* replace (
            cast(
                case when chosen.rank > 0 then greatest(chosen.rank, coalesce(by_case.rank, 0)) else 0 end as tinyint
            ) as rank,
            case
                when chosen.rank = 0 or greatest(chosen.rank, coalesce(by_case.rank, 0)) > 2 then null
                when by_case.rank = 2 and by_case.eligible_on is null then null
                else greatest(chosen.eligible_on, by_case.eligible_on)
            end as eligible_on,
            least(chosen.valid_until, case when chosen.rank between 1 and 4 then by_case.valid_until end)
                as valid_until,
            case when chosen.rank > 0 and by_case.rank > chosen.rank then 'every_charge_of_the_case' end
                as decided_apart
        )
    from chosen
    left join by_case on chosen.case_number = by_case.case_number and chosen.path_number = by_case.path_number

),

-- 3. Caps: of the person's units that some paths relieve, at most so many, in an order. One that waits for an answer
-- may take a place before another: where that matters, the other waits too. Relief on record has taken its place.
caps as (

    select
        caps.cap,
        caps.n,
        case caps.order_by when 'sentenced_on' then 'sentence' else caps.order_by end as event,
        law_paths.path_number
    from {{ law('caps') }} as caps
    inner join law_paths on list_contains(caps.paths, law_paths.path)

),

in_line as (

    select
        caps.cap,
        any_value(caps.n) as n,
        any_value(caps.event) as event,
        united.person_number,
        united.unit_number,
        min(united.rank) as rank,
        min(united.valid_until) as valid_until
    from united
    inner join caps on united.path_number = caps.path_number
    where united.rank < 5
    group by caps.cap, united.person_number, united.unit_number

),

in_order as (

    select
        in_line.*,
        coalesce(days.day_earliest, units.disposition_earliest) as day_earliest,
        coalesce(days.day_latest, units.disposition_latest) as day_latest,
        units.unit_id
    from in_line
    inner join units on in_line.unit_number = units.unit_number
    left join unit_days as days on in_line.unit_number = days.unit_number and in_line.event = days.event

),

places_taken as (

    select
        own.cap,
        own.unit_number,
        any_value(own.n) as n,
        count(*) filter (where others.rank = 0 or (others.rank = 1 and (
            others.day_latest < own.day_earliest
            or (
                others.day_earliest = others.day_latest
                and own.day_earliest = own.day_latest
                and others.day_latest = own.day_latest
                and others.unit_id < own.unit_id
            )
        ))) as surely,
        count(*) filter (where others.rank = 0 or (others.rank in (1, 3, 4) and not coalesce(
            others.day_earliest > own.day_latest
            or (
                others.rank = 1
                and others.day_earliest = others.day_latest
                and own.day_earliest = own.day_latest
                and others.day_latest = own.day_latest
                and others.unit_id > own.unit_id
            ),
            false
        ))) as perhaps,
        min(others.valid_until) as valid_until
    from in_order as own
    inner join in_order as others
        on own.person_number = others.person_number
        and own.cap = others.cap
        and own.unit_number <> others.unit_number
    where own.rank in (1, 3, 4)
    group by own.cap, own.unit_number

),

capped_paths as (

    select
        caps.path_number,
        taken.unit_number,
        arg_max(taken.cap, row(taken.surely - taken.n, taken.cap)) as cap,
        bool_or(taken.surely >= taken.n) as is_surely_over,
        bool_or(taken.perhaps >= taken.n) as is_perhaps_over,
        min(taken.valid_until) as valid_until
    from places_taken as taken
    inner join caps on taken.cap = caps.cap
    group by caps.path_number, taken.unit_number

),

capped as (

    select
        united.* replace (
            cast(
                case
                    when united.rank in (1, 3, 4) and taken.is_surely_over then 5
                    when united.rank = 1 and taken.is_perhaps_over then 3
                    else united.rank
                end as tinyint
            ) as rank,
            case when united.rank = 1 and taken.is_perhaps_over then null else united.eligible_on end as eligible_on,
            least(united.valid_until, taken.valid_until) as valid_until,
            case
                when (united.rank in (1, 3, 4) and taken.is_surely_over) or (united.rank = 1 and taken.is_perhaps_over)
                    then taken.cap
                else united.decided_apart
            end as decided_apart
        )
    from united
    left join capped_paths as taken
        on united.path_number = taken.path_number and united.unit_number = taken.unit_number

),

-- 4. The best path of the remedy.
capped_keys as (

    select
        * replace ({{ engine_path_key('rank', 'eligible_on', 'kinds_not_met', 'is_last_when_barred') }} as path_key)
    from capped

),

best as (

    select
        unit_number,
        remedy_number,
        min(path_key) as path_key,
        min(valid_until) as valid_until,
        max(held_up_by) as held_up_by
    from capped_keys
    group by unit_number, remedy_number

),

decided as (

    select
        capped_keys.unit_number,
        capped_keys.remedy_number,
        capped_keys.path_number,
        capped_keys.variant,
        capped_keys.rank,
        {{ engine_outcome_of_rank('capped_keys.rank') }} as outcome,
        capped_keys.eligible_on,
        capped_keys.decided_apart,
        capped_keys.deciding_place,
        capped_keys.source_rank,
        case when capped_keys.rank > 2 then coalesce(best.held_up_by, capped_keys.held_up_by_any_level) end
            as held_up_by,
        best.valid_until
    from capped_keys
    inner join best
        on capped_keys.unit_number = best.unit_number
        and capped_keys.remedy_number = best.remedy_number
        and capped_keys.path_key = best.path_key

)
{%- endmacro %}
