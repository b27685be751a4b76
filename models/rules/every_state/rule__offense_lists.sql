{{ config(materialized='table', enabled=is_rule_shared('offense_lists', by_packs=true)) }}
-- No statute: which offense list each charge is on, as the lines of the lists spell it. The parsed parts of the section
-- are compared, never the text. A condition is true, false, or NULL where nobody knows.
with charges as (
    select
        * replace (coalesce(subdivision_path, '') as subdivision_path),
        coalesce(jurisdiction = 'elsewhere', false) as is_elsewhere,
        row(code_book, section, coalesce(subdivision_path, ''), is_elsewhere) as offense
    from ({{ units_with_established_levels() }}) as units
    where section is not null or unit = 'charge'
),

-- (Each distinct offense is compared once.)
offenses as (select distinct offense, code_book, section, subdivision_path, is_elsewhere from charges),

lines as (
    select
        * replace (coalesce(felony_only, false) as felony_only),
        -- How much of a code a line names: the narrower line speaks before the wider.
        case match_mode when 'range' then 2 when 'chapter' then 3 when 'needs_fact' then 4 else 1 end as width,
        match_mode in ('range', 'chapter', 'needs_fact') as names_many
    from {{ law('offense_lists') }}
),

-- Lines that name a section.
by_section as (
    select
        offenses.offense, lines.*,
        case
            when lines.match_mode = 'section' or offenses.subdivision_path = coalesce(lines.subdivision, '') then true
            when lines.match_mode = 'exact' then false
            when starts_with(offenses.subdivision_path, lines.subdivision) then true
            when starts_with(lines.subdivision, offenses.subdivision_path) then null
            else false
        end as is_placed
    from offenses
    inner join lines
        on not lines.names_many and offenses.code_book = lines.code_book and offenses.section = lines.section
),

-- Lines that name many sections: of a code, of all (*), or of those that no line names (other). A charge whose code is
-- not on record may be of any code of this state. A line of every code that only a fact decides asks for no section.
by_many_sections as (
    select
        offenses.offense, lines.*,
        case
            when offenses.code_book is null and lines.code_book <> '*' then null
            when lines.match_mode = 'needs_fact' then true
            when lines.match_mode = 'chapter' then {{ is_in_chapter('offenses.section', 'lines.section') }}
            else {{ is_in_range('offenses.section', 'lines.section') }}
        end as is_placed
    from offenses
    inner join lines
        on lines.names_many
        and (offenses.section is not null or (lines.code_book = '*' and lines.match_mode = 'needs_fact'))
        and case lines.code_book
            when '*' then true
            when 'other' then coalesce(offenses.code_book not in (select known.code_book from lines as known), true)
            else coalesce(offenses.code_book = lines.code_book, not offenses.is_elsewhere)
        end
),

fitting as (
    select * from by_section
    where is_placed or (is_placed is null and membership <> 'not_member')
    union all by name
    select * from by_many_sections
    where is_placed or (is_placed is null and membership <> 'not_member')
),

-- The facts that lines name: what people established (of the charge, its arrest or the person) goes before the record.
told as (
    {% for of in ['unit', 'arrest', 'person'] -%}
        select charges.unit_id, given.fact, given.value as established, null as on_record
        from {{ rule('established') }} as given
        inner join charges on given.subject = charges.{{ of }}_id
        union all
    {% endfor -%}
    select unit_id, fact, null as established, cast(answer as varchar) as on_record
    from {{ rule('unit_facts') }} as facts
),

answers as (
    select
        unit_id, fact,
        case coalesce(max(established), max(on_record)) when 'yes' then true when 'no' then false end as is_so
    from told
    where fact in (select lines.fact_needed from lines)
    group by unit_id, fact
),

-- The days of charges that a line with dates fits.
known_days as (
    select
        {% for event in ['offense', 'arrest', 'disposition'] -%}
            max(days.day_earliest) filter (where days.event = '{{ event }}') as {{ event }}_earliest,
            max(days.day_latest) filter (where days.event = '{{ event }}') as {{ event }}_latest,
        {% endfor -%}
        days.unit_id
    from {{ rule('unit_days') }} as days
    where days.unit_id in (
            select charges.unit_id
            from charges
            inner join fitting using (offense)
            where coalesce(fitting.offense_from, fitting.offense_to) is not null
        )
    group by days.unit_id
),

-- The day that stands for the offense: its own, else that of the arrest, by which it was done, else that of the
-- disposition.
offense_days as (
    select
        {% for side in ['earliest', 'latest'] -%}
            coalesce(
                offense_{{ side }},
                case when coalesce(arrest_latest <= disposition_latest, true) then arrest_{{ side }} end,
                disposition_{{ side }}
            ) as day_{{ side }},
        {% endfor -%}
        unit_id
    from known_days
),

-- Of several lines of a list one speaks: one that surely fits before one that perhaps does, and the more exact one
-- before the wider; among equals the one that says no member.
speaking as (
    select
        charges.unit_id, charges.person_id, charges.person_bucket, charges.level, charges.charge_prefix, fitting.*,
        case
            when coalesce(fitting.offense_from, fitting.offense_to) is null then true
            when days.day_latest < fitting.offense_from or days.day_earliest > fitting.offense_to then false
            when days.day_earliest >= coalesce(fitting.offense_from, days.day_earliest)
                and days.day_latest <= coalesce(fitting.offense_to, days.day_latest)
                then true
        end as is_in_time,
        case when fitting.membership = 'needs_fact' then answers.is_so end as is_so
    from charges
    inner join fitting on charges.offense = fitting.offense
    left join offense_days as days on charges.unit_id = days.unit_id
    left join answers on charges.unit_id = answers.unit_id and fitting.fact_needed = answers.fact
    where is_in_time is not false and is_so is not false
    qualify
        row_number() over (
            partition by charges.unit_id, fitting.offense_list
            order by
                is_placed desc nulls last, width, length(coalesce(subdivision, '')) desc,
                membership = 'not_member' desc, is_in_time desc nulls last, is_so desc nulls last,
                membership = 'needs_fact' desc, citation, row_key, fact_needed
        ) = 1
),

-- (An attempt or a conspiracy counts where the line does not say otherwise; of another prefix both are asked.)
judged as (
    select
        *,
        case charge_prefix
            when 'attempt' then coalesce(attempt_counts, 'yes')
            when 'conspiracy' then coalesce(conspiracy_counts, 'yes')
            else least(coalesce(attempt_counts, 'yes'), coalesce(conspiracy_counts, 'yes'))
        end as prefix_counts,
        coalesce(
            is_placed and is_in_time and (membership = 'member' or is_so)
            and (charge_prefix is null or prefix_counts = 'yes'), false
        ) as is_member_as_felony,
        not felony_only or level = 'felony' as is_of_the_level
    from speaking
    where membership <> 'not_member' and (charge_prefix is null or prefix_counts <> 'no')
)

select
    unit_id, person_id, person_bucket, offense_list,
    {{ as_answer("case
        when not is_of_the_level then 'no'
        when is_of_the_level and is_member_as_felony then 'yes'
        else 'unknown'
    end") }} as answer,
    -- The same, were it a felony: for a charge whose level is supposed.
    {{ as_answer("case when is_member_as_felony then 'yes' else 'unknown' end") }} as answer_as_felony,
    felony_only, row_key,
    case when membership = 'needs_fact' and is_so is null then fact_needed end as fact_needed
from judged
