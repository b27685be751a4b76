{#-
What the statuses of a path come to, and what the paths of a unit do, as CTEs: `path_rows` (one row per candidate), then
`decided` (one row per unit and remedy), for every state alike. Needs the CTEs `law_paths`, `law_elements`, `candidates`,
`element_rows`, `units`, `unit_days` and `matches`.
-#}
{#- How grave a status is, and how early the place of its element: the greatest of a path decides it. -#}
{% macro engine_grave(status, elements='elements') -%}
    case {{ status }}
            when 'not_met' then case {{ elements }}.element when 'not_relieved_before' then 6 else 5 end
            when 'unknown'
                then case {{ elements }}.when_unknown when 'review' then 4 when 'undeterminable' then 3 else 2 end
            when 'not_yet' then 1
            else -1
        end * 1000 + 999 - {{ elements }}.element_place
{%- endmacro %}

{#- Outcomes in the order of how good they are, from what is gravest: what is for counsel goes to review. -#}
{% macro engine_rank(grave) -%}
    cast([1, 2, 3, 4, 3, 5, 0][{{ grave }} // 1000 + 1] as tinyint)
{%- endmacro %}

{% macro engine_outcome_of_rank(rank) -%}
    ['already_relieved', 'eligible', 'not_yet', 'review', 'undeterminable', 'ineligible', 'review'][{{ rank }} + 1]
{%- endmacro %}

{#-
Which of several paths is the better, as one number: the outcome, the earlier day, and of those that are barred the one
that the unit is most of the kind of; then one that says no by itself, and the order of the paths.
-#}
{% macro engine_path_key() -%}
    cast(rank as bigint) * 100000000000000
        + case when deciding_place is not null then 50000 else 0 end
        + case
            when rank in (1, 2) then coalesce(datediff('day', date '1800-01-01', eligible_on), 999999) * 100000000
            when rank in (0, 5)
                then case when rank = 5 and is_last_when_barred then 10000000 else 0 end
                    + least(kinds_not_met, 99) * 100000
            else 0
        end
        + path_number
{%- endmacro %}

{% macro engine_rank_of_key(path_key) -%}
    {{ path_key }} // 100000000000000
{%- endmacro %}

{#- Where an outcome comes from, the more telling source first. -#}
{% macro engine_sources() -%}
    ['established_facts', 'supervised_release', 'petitions', 'court_records', 'history']
{%- endmacro %}

{% macro engine_path_rows() -%}
graded as (
    select
        statuses.candidate_number, statuses.over_on, statuses.valid_until, statuses.is_held_up,
        greatest({{ engine_grave('statuses.status') }}, 0) as grave,
        cast(coalesce(list_position({{ engine_sources() }}, statuses.source), 5) as tinyint) as source_rank,
        -- (That a file of petitions or of supervision tells nothing against it decides nothing.)
        elements.type in ('fact', 'status')
        and statuses.status = 'met'
        and statuses.source in ('petitions', 'supervised_release') as is_silent,
        case when statuses.is_held_up then elements.needs_delivery end as delivery,
        (elements.fits or (elements.type = 'kind' and not elements.is_negated)) and statuses.status = 'not_met'
            as is_of_another_kind,
        statuses.status = 'unknown' and elements.when_unknown = 'undeterminable' as is_undetermined,
        statuses.status in ('not_yet', 'not_met') as is_out_of_reach,
        statuses.over_on is null and statuses.status = 'not_yet' as waits_without_day,
        statuses.over_on is null and elements.is_dated as is_without_day
    from element_rows as statuses
    inner join law_elements as elements using (element_number)
    where not statuses.is_part
),

graded_paths as (
    select
        candidate_number,
        max(grave) as grave,
        arg_max(source_rank, grave) as source_of_gravest,
        min(source_rank) filter (where not is_silent) as best_source,
        max(over_on) as over_on,
        bool_or(is_out_of_reach) as is_out_of_reach,
        bool_or(waits_without_day) as waits_without_day,
        bool_or(is_without_day) as is_without_day,
        bool_or(is_undetermined) as is_undetermined,
        min(valid_until) as valid_until,
        count(*) filter (where is_of_another_kind) as kinds_not_met,
        max(delivery) as delivery,
        max(grave) filter (where not is_held_up) as grave_but_for_delivery
    from graded
    group by candidate_number
),

judged_paths as (
    select
        candidates.*,
        coalesce(statuses.grave, 0) as gravest,
        case when gravest < 1000 then law_paths.rank_if_met else {{ engine_rank('gravest') }} end as rank_of_elements,
        coalesce(statuses.kinds_not_met, 0) as kinds_not_met,
        -- (One of another kind, or that gives way, decides only where no other does.)
        case
            when law_paths.review_unless_fits and rank_of_elements = 5 and kinds_not_met > 0 then 6
            when law_paths.gives_way and rank_of_elements in (3, 4) and statuses.is_undetermined then 6
            else rank_of_elements
        end as rank,
        case when gravest >= 1000 then cast(999 - gravest % 1000 as integer) end as deciding_place,
        case
            when (gravest < 1000 and rank_of_elements = 1 and not coalesce(statuses.is_without_day, false))
                or (gravest between 1000 and 1999 and not coalesce(statuses.waits_without_day, false))
                then statuses.over_on
        end as eligible_on,
        coalesce(if(gravest < 1000, statuses.best_source, statuses.source_of_gravest), cast(5 as tinyint))
            as source_rank,
        least(statuses.valid_until, law_paths.effective_to) as valid_until,
        coalesce(statuses.is_out_of_reach, false) as is_out_of_reach,
        law_paths.is_last_when_barred
        or not law_paths.is_in_force
        or coalesce(law_paths.gives_way and statuses.is_undetermined, false) as is_last_when_barred,
        case when coalesce(statuses.grave_but_for_delivery, 0) = 0 then statuses.delivery end as held_up_by
    from candidates
    inner join law_paths using (path_number)
    left join graded_paths as statuses using (candidate_number)
),

path_rows as (select * exclude (gravest, rank_of_elements), {{ engine_path_key() }} as path_key from judged_paths)
{%- endmacro %}

{% macro engine_decided() -%}
-- 1. The level supposed: where all levels give one outcome, it is the outcome; the worst of equal ones by day.
remedies as (
    select remedy_number, max(len(suppose_levels)) as levels, bool_or(is_by_case) as is_by_case
    from law_paths
    group by remedy_number
),

best_of_variants as (
    select
        unit_number, remedy_number, variant,
        min(path_key) as path_key, min(valid_until) as valid_until, max(held_up_by) as held_up_by
    from path_rows
    group by unit_number, remedy_number, variant
),

variants as (
    select
        best.unit_number, best.remedy_number,
        case
            when count(*) filter (where best.variant > 0) = any_value(remedies.levels)
                and count(distinct {{ engine_rank_of_key('best.path_key') }}) filter (where best.variant > 0) = 1
                then arg_max(best.variant, row(best.path_key, best.variant)) filter (where best.variant > 0)
            else 0
        end as variant,
        case
            when count(best.held_up_by) filter (where best.variant > 0) = any_value(remedies.levels)
                then max(best.held_up_by) filter (where best.variant > 0)
        end as held_up_by,
        min(best.valid_until) as valid_until
    from best_of_variants as best
    inner join remedies using (remedy_number)
    group by best.unit_number, best.remedy_number
),

chosen as (
    select
        path_rows.* replace (variants.valid_until as valid_until),
        variants.held_up_by as held_up_by_any_level
    from path_rows
    inner join variants using (unit_number, remedy_number, variant)
),

-- 2. The case as the unit: every charge that the path covers must be reached, so the worst counts, on the latest day.
best_of_units as (
    select
        chosen.unit_number, chosen.remedy_number,
        {{ engine_rank_of_key('min(chosen.path_key)') }} as rank,
        arg_min_null(chosen.eligible_on, row(chosen.path_key, chosen.eligible_on)) as eligible_on,
        any_value(chosen.valid_until) as valid_until
    from chosen
    inner join remedies on chosen.remedy_number = remedies.remedy_number and remedies.is_by_case
    group by chosen.unit_number, chosen.remedy_number
),

cases as (
    select distinct chosen.case_number, chosen.path_number, chosen.remedy_number, law_paths.covers_number
    from chosen
    inner join law_paths on chosen.path_number = law_paths.path_number and law_paths.is_by_case
    where chosen.case_number is not null
),

-- (A charge that the path perhaps covers bars nothing for sure; one that was relieved is reached.)
charges_of_cases as (
    select
        cases.case_number, cases.path_number,
        case
            when best.rank = 0 then 1
            when covers.answer = 'unknown' and coalesce(best.rank, 5) > 3 then 3
            else coalesce(best.rank, 5)
        end as rank, best.eligible_on,
        least(best.valid_until, covers.valid_until) as valid_until,
        coalesce(covers.answer, 'yes') <> 'no' as is_covered
    from cases
    inner join units on cases.case_number = units.case_number and units.unit = 'charge'
    left join matches as covers
        on cases.covers_number = covers.selector_number and units.unit_number = covers.unit_number
        and covers.variant = 0
    left join best_of_units as best
        on units.unit_number = best.unit_number and cases.remedy_number = best.remedy_number
    where cases.covers_number is null or covers.unit_number is not null
),

-- (While one charge of several bars the case, the others do not matter.)
by_case as (
    select
        case_number, path_number,
        max(rank) filter (where is_covered) as rank,
        bool_or(is_covered and rank = 2 and eligible_on is null) as waits_without_day,
        case when not waits_without_day then max(eligible_on) filter (where is_covered) end as eligible_on,
        case
            when coalesce(max(rank) filter (where is_covered), 0) < 5 then min(valid_until)
            when bool_and(valid_until is not null) filter (where is_covered and rank = 5)
                then max(valid_until) filter (where is_covered and rank = 5)
        end as valid_until
    from charges_of_cases
    group by case_number, path_number
),

united as (
    select
        chosen.* replace (
            case when chosen.rank > 0 then greatest(chosen.rank, cast(coalesce(by_case.rank, 0) as tinyint)) else 0 end
                as rank,
            case
                when chosen.rank > 0
                    and greatest(chosen.rank, coalesce(by_case.rank, 0)) <= 2
                    and not coalesce(by_case.rank = 2 and by_case.eligible_on is null, false)
                    then greatest(chosen.eligible_on, by_case.eligible_on)
            end as eligible_on,
            least(chosen.valid_until, case when chosen.rank between 1 and 4 then by_case.valid_until end) as valid_until
        ),
        case when chosen.rank > 0 and by_case.rank > chosen.rank then 'every_charge_of_the_case' end as decided_apart
    from chosen
    left join by_case using (case_number, path_number)
),

-- 3. Caps: of the person's units that some paths relieve, at most so many, in an order. One that waits for an answer
-- may take a place before another: where that matters, the other waits too. So does one beside relief on record, whatever
-- its order, of which the record does not tell whether it was given under the same law; before that law it was not. One
-- that is not due yet comes after all that are.
caps as (
    select
        caps.cap, caps.n, law_paths.path_number,
        case caps.order_by when 'sentenced_on' then 'sentence' else caps.order_by end as event,
        min(law_paths.effective_from) over (partition by caps.cap) as begins_on
    from {{ law('caps') }} as caps
    inner join law_paths on list_contains(caps.paths, law_paths.path)
),

perhaps_relieved as (
    select distinct statuses.candidate_number
    from element_rows as statuses
    inner join law_elements as elements
        on statuses.element_number = elements.element_number and elements.element = 'not_relieved_before'
    where statuses.status <> 'met'
),

in_line as (
    select
        caps.cap, caps.n, united.person_number, united.unit_number, units.unit_id,
        coalesce(days.day_earliest, units.disposition_earliest) as day_earliest,
        coalesce(days.day_latest, units.disposition_latest) as day_latest,
        min(united.rank) as rank,
        bool_or(
            perhaps_relieved.candidate_number is not null
            and coalesce(relieved.relieved_latest >= caps.begins_on, true)
        ) as may_have_a_place,
        min(united.valid_until) as valid_until
    from united
    inner join caps using (path_number)
    inner join units using (unit_number)
    left join unit_days as days using (unit_number, event)
    left join perhaps_relieved using (candidate_number)
    left join (
        select
            reliefs.unit_number,
            case when count(*) = count(reliefs.day_latest) then max(reliefs.day_latest) end as relieved_latest
        from unit_days as reliefs
        where starts_with(reliefs.event, 'relief_')
        group by reliefs.unit_number
    ) as relieved using (unit_number)
    where united.rank < 5 or perhaps_relieved.candidate_number is not null
    group by all
),

places as (
    select
        own.cap, own.n, own.unit_number, others.rank, others.may_have_a_place, others.valid_until,
        -- (Of several on one day the order of ids counts.)
        case
            when own.rank = 2 then if(others.rank = 1, 'yes', 'unknown')
            when others.day_latest < own.day_earliest then 'yes'
            when others.day_earliest > own.day_latest then 'no'
            when others.day_earliest = others.day_latest and own.day_earliest = own.day_latest
                and own.day_earliest = others.day_earliest
                then if(others.unit_id < own.unit_id, 'yes', if(others.rank = 1, 'no', 'unknown'))
            else 'unknown'
        end as is_before
    from in_line as own
    inner join in_line as others
        on own.person_number = others.person_number and own.cap = others.cap and own.unit_number <> others.unit_number
    where own.rank between 1 and 4
),

places_taken as (
    select
        cap, n, unit_number,
        count(*) filter (where rank = 1 and is_before = 'yes') as surely,
        count(*) filter (where may_have_a_place or (rank in (1, 3, 4) and is_before <> 'no')) as perhaps,
        min(valid_until) as valid_until
    from places
    group by cap, n, unit_number
),

capped_paths as (
    select
        caps.path_number, taken.unit_number,
        arg_max(taken.cap, row(taken.surely - taken.n, taken.cap)) as cap,
        bool_or(taken.surely >= taken.n) as is_surely_over,
        bool_or(taken.perhaps >= taken.n) as is_perhaps_over,
        min(taken.valid_until) as valid_until
    from places_taken as taken
    inner join caps using (cap)
    group by caps.path_number, taken.unit_number
),

capped as (
    select
        united.* replace (
            cast(case
                when united.rank between 1 and 4 and taken.is_surely_over then 5
                when united.rank = 1 and taken.is_perhaps_over then 3
                else united.rank
            end as tinyint) as rank,
            case
                when not coalesce(taken.is_surely_over or (united.rank = 1 and taken.is_perhaps_over), false)
                    then united.eligible_on
            end as eligible_on,
            least(united.valid_until, taken.valid_until) as valid_until,
            case
                when (united.rank between 1 and 4 and taken.is_surely_over)
                    or (united.rank = 1 and taken.is_perhaps_over)
                    then taken.cap
                else united.decided_apart
            end as decided_apart
        )
    from united
    left join capped_paths as taken using (path_number, unit_number)
),

-- 4. The best path of the remedy.
best_last as (select * replace ({{ engine_path_key() }} as path_key) from capped),

decided as (
    select
        *,
        {{ engine_outcome_of_rank('rank') }} as outcome,
        min(valid_until) over remedy as remedy_until,
        case when rank > 2 then coalesce(max(held_up_by) over remedy, held_up_by_any_level) end as remedy_held_up_by
    from best_last
    window remedy as (partition by unit_number, remedy_number)
    qualify path_key = min(path_key) over remedy
)
{%- endmacro %}
