{#-
Which offense list each unit is on, as a query of units, `unit_days`, and `established` and `facts` by unit: yes, or
unknown where that turns on a fact that the record does not hold, a subdivision that it does not name, or a section that
cannot be placed in the range or chapter of the line. The parsed parts of the section are compared, never the text.
-#}
{#-
Of several lines one that surely fits speaks before one that perhaps does, and the more exact one before the wider; among
equals the one that says no member.
-#}
{% macro engine_line_order() -%}
    is_placed = 'yes' desc,
    width,
    length(coalesce(subdivision, '')) desc,
    membership = 'not_member' desc,
    is_in_time = 'yes' desc,
    is_so = 'yes' desc,
    membership = 'needs_fact' desc,
    citation, row_key
{%- endmacro %}

{#- Lists whose lines are all of every code, so that only facts decide: a charge is on one whatever its section is. -#}
{% macro engine_lists_of_every_code() -%}
    select offense_list
    from {{ law('offense_lists') }}
    group by offense_list
    having bool_and(code_book = '*' and match_mode = 'needs_fact')
{%- endmacro %}

{% macro engine_listed(units='units') -%}
with lists as (
    select
        *,
        row_number() over () as line_number,
        case match_mode when 'range' then 2 when 'chapter' then 3 when 'needs_fact' then 4 else 1 end as width,
        coalesce(felony_only, false) as is_felony_only
    from {{ law('offense_lists') }}
),

-- (Each distinct offense is compared once.)
numbered as (
    select
        unit_number, code_book, section, charge_prefix, level,
        coalesce(subdivision_path, '') as subdivision_path,
        coalesce(jurisdiction = 'elsewhere', false) as is_elsewhere,
        hash(code_book, section, subdivision_path, charge_prefix, level, jurisdiction) as offense_number
    from {{ units }}
    where section is not null or unit = 'charge'
),

offenses as (select distinct * exclude (unit_number) from numbered),

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
        and (offenses.section is not null or (lists.code_book = '*' and lists.match_mode = 'needs_fact'))
        and case lists.code_book
            when '*' then true
            when 'other' then coalesce(offenses.code_book not in (select known.code_book from lists as known), true)
            else coalesce(offenses.code_book = lists.code_book, not offenses.is_elsewhere)
        end
),

-- The facts that lines name: what people established goes before the record.
answers as (
    select unit_number, fact, coalesce(max(established_as), max(on_record)) as answer
    from (
        select unit_number, fact, value as established_as, null as on_record from established
        union all
        select subject_number as unit_number, fact, null as established_as, answer as on_record from facts
    ) as given
    semi join lists on given.fact = lists.fact_needed
    group by unit_number, fact
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
            or coalesce(lists.fact_needed in (select answers.fact from answers), false)
        ) over (partition by placed.offense_number, lists.offense_list) as is_of_unit
    from placed
    inner join offenses using (offense_number)
    inner join lists using (line_number)
    where placed.is_placed = 'yes' or (placed.is_placed = 'unknown' and lists.membership <> 'not_member')
),

-- The day that stands for the offense: its own, else that of the arrest, by which it was done, else that of the
-- disposition. Asked only of charges that a line with dates fits.
dated as (
    select units.unit_number
    from numbered as units
    semi join matches
        on units.offense_number = matches.offense_number
        and coalesce(matches.offense_from, matches.offense_to) is not null
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
    from ({{ engine_known_days('dated') }}) as days
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
            coalesce(answers.answer, 'unknown') as is_so
        )
    from numbered as units
    inner join matches on units.offense_number = matches.offense_number and matches.is_of_unit
    left join offense_days as days using (unit_number)
    left join answers
        on matches.membership = 'needs_fact' and units.unit_number = answers.unit_number
        and matches.fact_needed = answers.fact
),

speaking as (
    select
        units.unit_number,
        matches.*
    from numbered as units
    inner join (
        select * from matches
        where not is_of_unit
        qualify row_number() over (partition by offense_number, offense_list order by {{ engine_line_order() }}) = 1
    ) as matches on units.offense_number = matches.offense_number
    union all by name
    select * from of_units
    where is_in_time <> 'no' and is_so <> 'no'
    qualify row_number() over (partition by unit_number, offense_list order by {{ engine_line_order() }}) = 1
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
    unit_number, offense_list,
    {{ as_answer("case
        when is_of_the_level = 'no' then 'no'
        when is_member_as_felony and is_of_the_level = 'yes' then 'yes'
        else 'unknown'
    end") }} as answer,
    -- The same, were it a felony: for a unit whose level is supposed.
    {{ as_answer("case when is_member_as_felony then 'yes' else 'unknown' end") }} as answer_as_felony,
    is_felony_only as felony_only, is_of_unit, row_key,
    case when membership = 'needs_fact' and is_so = 'unknown' then fact_needed end as fact_needed
from judged
{%- endmacro %}
