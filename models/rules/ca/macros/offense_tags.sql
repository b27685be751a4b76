{#-
Tables `graded` to `speaking`: the line of each list that speaks of each of `convictions`, by the parsed parts of the
section, never by the text; `is_of_the_level`, `is_of_the_prefix` and `is_in_time` say how surely.
-#}
{% macro lines_of_the_lists(convictions) -%}
-- A degree that the text names says which subdivision it is (law/ca_offense_grades.csv).
graded as (

    select
        convictions.*,
        coalesce(grades.graded_section, convictions.section) as listed_section,
        coalesce(grades.graded_subdivision, convictions.subdivision_path, '') as listed_subdivision
    from {{ convictions }} as convictions
    left join {{ law('offense_grades') }} as grades
        on convictions.code_book = grades.code_book
        and convictions.section = grades.section
        and convictions.grade = grades.grade
        and coalesce(convictions.subdivision_path, '') = ''

),

matches as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        convictions.level,
        convictions.charge_prefix,
        convictions.offense_date,
        convictions.arrest_date_earliest,
        convictions.arrest_date_latest,
        convictions.conviction_date_earliest,
        convictions.conviction_date_latest,
        convictions.arrest_date_earliest is not null
        and coalesce(convictions.arrest_date_latest <= convictions.conviction_date_latest, true) as is_arrest_before,
        lists.*
    from graded as convictions
    inner join {{ law('offense_lists') }} as lists
        on convictions.code_book = lists.code_book
        and convictions.listed_section = lists.section
        and case lists.match_mode
            when 'section' then true
            when 'subdivision' then starts_with(convictions.listed_subdivision, lists.subdivision)
            else convictions.listed_subdivision = coalesce(lists.subdivision, '')
        end
    -- (How long a term can be, and what can be a misdemeanor, is asked of arrests; enhancements and weapons in
    -- rule_ca__enhancements, petitions in rule_ca__petition_paths.)
    where lists.offense_list not in (
            'term_below_eight_years', 'wobbler', 'serious_enhancement', 'weapon_possession'
        )
        and not starts_with(lists.offense_list, 'petition_')

),

-- The day that stands for the offense: its own, else that of the arrest, by which it was done, else that of the
-- conviction.
on_days as (

    select
        *,
        coalesce(offense_date, case when is_arrest_before then arrest_date_earliest end, conviction_date_earliest)
            as offense_day_earliest,
        coalesce(offense_date, case when is_arrest_before then arrest_date_latest end, conviction_date_latest)
            as offense_day_latest
    from matches

),

-- A row of the list with dates counts for offenses in them.
in_time as (

    select
        *,
        case
            when offense_from is null and offense_to is null then 'yes'
            when offense_day_latest < offense_from or offense_day_earliest > offense_to then 'no'
            when
                offense_day_earliest >= coalesce(offense_from, offense_day_earliest)
                and offense_day_latest <= coalesce(offense_to, offense_day_latest)
                then 'yes'
            else 'unknown'
        end as is_in_time
    from on_days

),

of_the_level as (

    select
        *,
        case
            when level = 'infraction' then 'no'
            when not felony_only or level = 'felony' then 'yes'
            when level = 'unknown' then 'unknown'
            else 'no'
        end as is_of_the_level
    from in_time

),

of_the_prefix as (

    select
        *,
        case
            when charge_prefix is null then 'yes'
            when charge_prefix = 'attempt' then attempt_counts
            when charge_prefix = 'conspiracy' then conspiracy_counts
            when 'no' in (attempt_counts, conspiracy_counts) then 'no'
            when 'unknown' in (attempt_counts, conspiracy_counts) then 'unknown'
            else 'yes'
        end as is_of_the_prefix
    from of_the_level

),

-- Of several rows the more exact one speaks; among equals the one that says no member.
speaking as (

    select
        *,
        row_number() over (
            partition by charge_id, offense_list
            order by
                length(coalesce(subdivision, '')) desc,
                membership = 'not_member' desc,
                is_in_time = 'yes' desc,
                membership = 'needs_fact' desc,
                citation
        ) as place
    from of_the_prefix
    where is_in_time <> 'no'

)
{%- endmacro %}
