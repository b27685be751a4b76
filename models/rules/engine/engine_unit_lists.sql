-- Which offense list each charge is on, as the lists of the state's law spell them: yes, or unknown where that turns on
-- a fact that the record does not hold, a subdivision that it does not name, or a section that cannot be placed in the
-- range or chapter of the line. A charge on no list has no row. The parsed parts of the section are compared, never the
-- text; a charge without a section is in doubt as a whole (engine_units).
{% set offense = ['code_book', 'section', 'subdivision_path', 'charge_prefix', 'level', 'is_elsewhere'] -%}
-- Of several lines one that surely fits speaks before one that perhaps does, and the more exact one before the wider;
-- among equals the one that says no member.
{% set speaking -%}
    is_placed = 'yes' desc,
    width,
    length(coalesce(subdivision, '')) desc,
    membership = 'not_member' desc,
    is_in_time = 'yes' desc,
    is_so = 'yes' desc,
    membership = 'needs_fact' desc,
    citation, row_key
{%- endset -%}
with lists as (
    select
        *,
        row_number() over () as line_number,
        case match_mode when 'range' then 2 when 'chapter' then 3 when 'needs_fact' then 4 else 1 end as width,
        coalesce(felony_only, false) as is_felony_only
    from {{ law('offense_lists') }}
),

units as (
    select
        {{ short_content_number('units.unit_id') }} as unit_number,
        units.unit_id, units.arrest_id, units.person_id, units.person_bucket,
        nullif(units.level, 'unknown') as level,
        units.code_book, units.section,
        coalesce(units.subdivision_path, '') as subdivision_path,
        units.charge_prefix,
        coalesce(units.jurisdiction = 'elsewhere', false) as is_elsewhere
    from {{ rule('units') }} as units
    where units.section is not null
),

-- (Each distinct offense is compared once.)
offenses as (
    select
        *,
        row_number() over () as offense_number
    from (select distinct {{ offense | join(', ') }} from units)
),

-- Lines that name a section, and lines that name many: of a code, of all (*), or of those that no line names (other).
-- A charge whose code is not on record may be of any code of this state.
placed as (
    select
        offenses.offense_number, lists.line_number,
        case
            when lists.match_mode = 'section' then 'yes'
            when offenses.subdivision_path = coalesce(lists.subdivision, '') then 'yes'
            when lists.match_mode = 'exact' then 'no'
            when starts_with(offenses.subdivision_path, lists.subdivision) then 'yes'
            when starts_with(lists.subdivision, offenses.subdivision_path) then 'unknown'
            else 'no'
        end as is_placed
    from offenses
    inner join lists
        on lists.width = 1 and offenses.code_book = lists.code_book and offenses.section = lists.section
    union all
    select
        offenses.offense_number, lists.line_number,
        case
            when offenses.code_book is null and lists.code_book <> '*' then 'unknown'
            when lists.match_mode = 'needs_fact' then 'yes'
            when lists.match_mode = 'chapter' then {{ engine_is_in_chapter('offenses.section', 'lists.section') }}
            else {{ engine_is_in_range(
                'offenses.section', "split_part(lists.section, ' to ', 1)", "split_part(lists.section, ' to ', 2)"
            ) }}
        end as is_placed
    from offenses
    inner join lists
        on lists.width > 1
        and case lists.code_book
            when '*' then true
            when 'other' then coalesce(offenses.code_book not in (select known.code_book from lists as known), true)
            else coalesce(offenses.code_book = lists.code_book, not offenses.is_elsewhere)
        end
),

-- The facts that lines name: what people established goes before the record.
facts as (
    select
        given.unit_number, given.fact,
        arg_min(given.answer, given.place) as answer
    from (
        {% for subject in ['unit_id', 'arrest_id', 'person_id'] -%}
            select
                units.unit_number, established.fact, established.value as answer,
                {{ loop.index }} as place
            from {{ rule('established') }} as established
            inner join units on established.subject = units.{{ subject }}
            union all
        {% endfor -%}
        select
            {{ short_content_number('unit_facts.unit_id') }} as unit_number,
            unit_facts.fact, unit_facts.answer, 4 as place
        from {{ rule('unit_facts') }} as unit_facts
    ) as given
    semi join lists on given.fact = lists.fact_needed
    group by given.unit_number, given.fact
),

matches as (
    select
        placed.offense_number, placed.is_placed, lists.line_number, lists.offense_list, lists.subdivision,
        lists.membership, lists.fact_needed, lists.offense_from, lists.offense_to, lists.width, lists.citation,
        lists.row_key, lists.is_felony_only,
        case
            when not lists.is_felony_only or offenses.level = 'felony' then 'yes'
            when offenses.level is null then 'unknown'
            else 'no'
        end as is_of_the_level,
        case
            when offenses.charge_prefix is null then 'yes'
            when offenses.charge_prefix = 'attempt' then coalesce(lists.attempt_counts, 'yes')
            when offenses.charge_prefix = 'conspiracy' then coalesce(lists.conspiracy_counts, 'yes')
            when 'no' in (lists.attempt_counts, lists.conspiracy_counts) then 'no'
            when 'unknown' in (lists.attempt_counts, lists.conspiracy_counts) then 'unknown'
            else 'yes'
        end as is_of_the_prefix, 'yes' as is_in_time, 'unknown' as is_so,
        bool_or(
            coalesce(lists.offense_from, lists.offense_to) is not null
            or coalesce(lists.fact_needed in (select facts.fact from facts), false)
        ) over (partition by placed.offense_number, lists.offense_list) as is_of_unit
    from placed
    inner join offenses using (offense_number)
    inner join lists using (line_number)
    where placed.is_placed = 'yes' or (placed.is_placed = 'unknown' and lists.membership <> 'not_member')
),

units_numbered as (
    select
        units.*,
        offenses.offense_number
    from units
    inner join offenses
        on true
        {% for column in offense %}
            and units.{{ column }} is not distinct from offenses.{{ column }}
        {% endfor %}
),

-- The day that stands for the offense: its own, else that of the arrest, by which it was done, else that of the
-- disposition. Asked only of charges that a line with dates fits.
dated as (
    select units.unit_number
    from units_numbered as units
    semi join matches
        on units.offense_number = matches.offense_number
        and coalesce(matches.offense_from, matches.offense_to) is not null
),

days as (
    select
        {% for event in ['offense', 'arrest', 'disposition'] %}
            max(days.day_earliest) filter (where days.event = '{{ event }}') as {{ event }}_earliest,
            max(days.day_latest) filter (where days.event = '{{ event }}') as {{ event }}_latest,
        {% endfor %}
        days.unit_number
    from {{ ref('engine_days') }} as days
    semi join dated using (unit_number)
    where days.event in ('offense', 'arrest', 'disposition')
    group by days.unit_number
),

offense_days as (
    select
        {% for side in ['earliest', 'latest'] %}
            coalesce(
                offense_{{ side }},
                case when coalesce(arrest_latest <= disposition_latest, true) then arrest_{{ side }} end,
                disposition_{{ side }}
            ) as day_{{ side }},
        {% endfor %}
        unit_number
    from days
),

of_units as (
    select
        units.unit_number,
        matches.* replace (
            case
                when coalesce(matches.offense_from, matches.offense_to) is null then 'yes'
                when days.day_latest < matches.offense_from or days.day_earliest > matches.offense_to then 'no'
                when days.day_earliest >= coalesce(matches.offense_from, days.day_earliest)
                    and days.day_latest <= coalesce(matches.offense_to, days.day_latest)
                    then 'yes'
                else 'unknown'
            end as is_in_time,
            coalesce(facts.answer, 'unknown') as is_so
        )
    from units_numbered as units
    inner join matches on units.offense_number = matches.offense_number and matches.is_of_unit
    left join offense_days as days using (unit_number)
    left join facts
        on matches.membership = 'needs_fact' and units.unit_number = facts.unit_number
        and matches.fact_needed = facts.fact
),

speaking as (
    select
        units.unit_number,
        matches.*
    from units_numbered as units
    inner join (
        select * from matches
        where not is_of_unit
        qualify row_number() over (partition by offense_number, offense_list order by {{ speaking }}) = 1
    ) as matches on units.offense_number = matches.offense_number
    union all by name
    select * from of_units
    where is_in_time <> 'no' and is_so <> 'no'
    qualify row_number() over (partition by unit_number, offense_list order by {{ speaking }}) = 1
),

judged as (
    select
        *,
        (membership = 'member' or is_so = 'yes') and 'unknown' not in (is_placed, is_in_time, is_of_the_prefix)
            as is_member_as_felony
    from speaking
    where membership <> 'not_member' and is_of_the_prefix <> 'no'
)

select
    units.unit_number, units.unit_id, units.person_id, units.person_bucket, judged.offense_list,
    {{ as_answer("case
        when judged.is_of_the_level = 'no' then 'no'
        when judged.is_member_as_felony and judged.is_of_the_level = 'yes' then 'yes'
        else 'unknown'
    end") }} as answer,
    -- The same, were it a felony: for a unit whose level is supposed.
    {{ as_answer("case when judged.is_member_as_felony then 'yes' else 'unknown' end") }} as answer_as_felony,
    judged.is_felony_only as felony_only, judged.is_of_unit, judged.row_key
from judged
inner join units using (unit_number)
