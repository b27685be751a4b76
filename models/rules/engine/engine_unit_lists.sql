{{ config(materialized='people_in_pieces') }}
-- Which offense list each charge is on, as the lists of the state's law spell them: yes, or unknown where a fact that
-- the record does not hold decides. A charge on no list has no row. The parsed parts of the section are compared, never
-- the text.
with lists as (

    select *
    from {{ law('offense_lists') }}

),

units as (

    select
        {{ short_content_number('units.unit_id') }} as unit_number,
        units.unit_id,
        units.person_id,
        units.person_bucket,
        nullif(units.level, 'unknown') as level,
        units.code_book,
        units.section,
        coalesce(units.subdivision_path, '') as subdivision_path,
        units.charge_prefix
    from {{ rule('units') }} as units
    where {{ in_piece('units.person_bucket') }} and units.section is not null

),

-- (Each distinct offense is compared once.)
offenses as (

    select distinct
        code_book,
        section,
        subdivision_path,
        charge_prefix,
        level
    from units

),

matches as (

    select
        offenses.code_book as charged_book,
        offenses.section as charged_section,
        offenses.subdivision_path,
        offenses.charge_prefix,
        offenses.level,
        lists.*,
        case
            when not coalesce(lists.felony_only, false) or offenses.level = 'felony' then 'yes'
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
        end as is_of_the_prefix
    from offenses
    inner join lists
        on offenses.code_book = lists.code_book
        and offenses.section = lists.section
        and case lists.match_mode
            when 'section' then true
            when 'subdivision' then starts_with(offenses.subdivision_path, lists.subdivision)
            else offenses.subdivision_path = coalesce(lists.subdivision, '')
        end

),

-- The day that stands for the offense: its own, else that of the arrest, by which it was done, else that of the
-- disposition. Asked only of charges that a line with dates fits.
dated as (

    select distinct units.unit_number
    from matches
    inner join units
        on matches.charged_book = units.code_book
        and matches.charged_section = units.section
        and matches.subdivision_path = units.subdivision_path
    where coalesce(matches.offense_from, matches.offense_to) is not null

),

days as (

    select
        days.unit_number,
        max(days.day_earliest) filter (where days.event = 'offense') as offense_earliest,
        max(days.day_latest) filter (where days.event = 'offense') as offense_latest,
        max(days.day_earliest) filter (where days.event = 'arrest') as arrest_earliest,
        max(days.day_latest) filter (where days.event = 'arrest') as arrest_latest,
        max(days.day_earliest) filter (where days.event = 'disposition') as disposition_earliest,
        max(days.day_latest) filter (where days.event = 'disposition') as disposition_latest
    from {{ ref('engine_days') }} as days
    semi join dated on days.unit_number = dated.unit_number
    where {{ in_piece('days.person_bucket') }} and days.event in ('offense', 'arrest', 'disposition')
    group by days.unit_number

),

offense_days as (

    select
        unit_number,
        coalesce(
            offense_earliest,
            case when coalesce(arrest_latest <= disposition_latest, true) then arrest_earliest end,
            disposition_earliest
        ) as day_earliest,
        coalesce(
            offense_latest,
            case when coalesce(arrest_latest <= disposition_latest, true) then arrest_latest end,
            disposition_latest
        ) as day_latest
    from days

),

on_days as (

    select
        units.unit_number,
        units.unit_id,
        units.person_id,
        units.person_bucket,
        matches.* exclude (charged_book, charged_section, subdivision_path, charge_prefix, level),
        case
            when coalesce(matches.offense_from, matches.offense_to) is null then 'yes'
            when offense_days.day_latest < matches.offense_from or offense_days.day_earliest > matches.offense_to
                then 'no'
            when
                offense_days.day_earliest >= coalesce(matches.offense_from, offense_days.day_earliest)
                and offense_days.day_latest <= coalesce(matches.offense_to, offense_days.day_latest)
                then 'yes'
            else 'unknown'
        end as is_in_time
    from units
    inner join matches
        on units.code_book = matches.charged_book
        and units.section = matches.charged_section
        and units.subdivision_path = matches.subdivision_path
        and units.charge_prefix is not distinct from matches.charge_prefix
        and units.level is not distinct from matches.level
    left join offense_days on units.unit_number = offense_days.unit_number

),

-- Of several lines the more exact one speaks; among equals the one that says no member.
speaking as (

    select
        *,
        membership = 'member' and 'unknown' not in (is_in_time, is_of_the_level, is_of_the_prefix) as is_member,
        membership = 'member' and 'unknown' not in (is_in_time, is_of_the_prefix) as is_member_as_felony,
        row_number() over (
            partition by unit_number, offense_list
            order by
                length(coalesce(subdivision, '')) desc,
                membership = 'not_member' desc,
                is_in_time = 'yes' desc,
                membership = 'needs_fact' desc,
                citation,
                row_key
        ) as place
    from on_days
    where is_in_time <> 'no'

)

select
    unit_number,
    unit_id,
    person_id,
    person_bucket,
    offense_list,
    {{ as_answer("case when is_of_the_level = 'no' then 'no' when is_member then 'yes' else 'unknown' end") }}
        as answer,
    -- The same, were it a felony: for a unit whose level is supposed.
    {{ as_answer("case when is_member_as_felony then 'yes' else 'unknown' end") }} as answer_as_felony,
    coalesce(felony_only, false) as felony_only,
    coalesce(offense_from, offense_to) is not null as is_dated,
    row_key
from speaking
where place = 1 and membership <> 'not_member' and is_of_the_prefix <> 'no'
