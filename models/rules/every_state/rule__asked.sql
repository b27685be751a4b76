{{ config(materialized='view', enabled=is_rule_shared('asked', by_packs=true)) }}
-- No statute: facts that nobody established and that an unknown element of a determination which waits would be
-- answered by: one row per fact and the charge, arrest or person it is about. Whether an answer changes anything is not
-- asked here, nor how the question is worded.
with findings_waiting as (

    select
        unit_id,
        remedy_id
    from {{ rule('decisions') }}
    where outcome in ('review', 'undeterminable') or has_possible_better_path

),

waiting as (

    select
        statuses.person_id,
        statuses.person_bucket,
        statuses.remedy_id,
        statuses.path,
        statuses.element,
        statuses.unit_id,
        statuses.rests_on,
        statuses.asks_about
    from ({{ statuses_of_paths(among='findings_waiting') }}) as statuses
    semi join findings_waiting as findings
        on statuses.unit_id = findings.unit_id and statuses.remedy_id = findings.remedy_id
    where statuses.status = 'unknown'

),

-- The offense lists that an element reads, by its selectors and what those except.
selectors_named as (

    select
        remedy_id,
        path,
        element,
        unnest([selector, also_selector]) as selector
    from {{ law('path_elements') }}
    union
    select
        remedy_id,
        path,
        'of_the_kind' as element,
        kind as selector
    from {{ law('paths') }}
    union
    select
        elements.remedy_id,
        elements.path,
        elements.element,
        clocks.selector
    from {{ law('path_elements') }} as elements
    inner join {{ law('clocks') }} as clocks on clocks.clock in (elements.clock, elements.after_clock)

),

lists_read as (

    select distinct
        named.remedy_id,
        named.path,
        named.element,
        unnest(list_concat(selectors.lists_any, selectors.lists_none)) as offense_list
    from selectors_named as named
    inner join {{ law('selectors') }} as of_element on named.selector = of_element.selector
    inner join {{ law('selectors') }} as selectors
        on selectors.selector in (of_element.selector, of_element.except_selector)

),

looked_at as (

    select
        person_id,
        person_bucket,
        remedy_id,
        path,
        element,
        unnest(list_append(rests_on, unit_id)) as unit_id
    from waiting

),

asked_of_units as (

    select
        waiting.person_id,
        waiting.person_bucket,
        answers.fact,
        unnest(case when answers.of_other then waiting.asks_about else [waiting.unit_id] end) as unit_id
    from waiting
    inner join {{ law('element_answers') }} as answers
        on waiting.remedy_id = answers.remedy_id
        and waiting.path = answers.path
        and waiting.element = answers.element
    union
    -- (The facts that lines of lists turn on.)
    select
        looked_at.person_id,
        looked_at.person_bucket,
        lists.fact_needed as fact,
        looked_at.unit_id
    from looked_at
    inner join lists_read
        on looked_at.remedy_id = lists_read.remedy_id
        and looked_at.path = lists_read.path
        and looked_at.element = lists_read.element
    inner join {{ rule('offense_lists') }} as lists
        on looked_at.unit_id = lists.unit_id
        and looked_at.person_bucket = lists.person_bucket
        and lists_read.offense_list = lists.offense_list
        and lists.fact_needed is not null

),

-- A fact of an arrest is asked once of all its charges.
asked as (

    select distinct
        asked_of_units.fact,
        case
            when facts.unit = 'person' then 'person'
            when facts.unit = 'arrest' and units.arrest_id is not null then 'arrest'
            else units.unit
        end as subject_unit,
        case
            when facts.unit = 'person' then units.person_id
            when facts.unit = 'arrest' then coalesce(units.arrest_id, units.unit_id)
            else units.unit_id
        end as subject_id,
        asked_of_units.person_id,
        asked_of_units.person_bucket
    from asked_of_units
    inner join {{ law('facts') }} as facts on asked_of_units.fact = facts.fact
    inner join {{ rule('units') }} as units
        on asked_of_units.unit_id = units.unit_id and asked_of_units.person_bucket = units.person_bucket

)

select asked.*
from asked
anti join {{ rule('established') }} as known on asked.subject_id = known.subject and asked.fact = known.fact
