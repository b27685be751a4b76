-- Penal Code 667(e)(2)(C)(iv) (super strikes), 290(c) (registrable offenses), 1192.7(c) and 1192.8(a) (serious
-- felonies) and 667.5(c) (violent felonies), as the lists in law/ spell them.
-- Which list of the law each conviction is on: yes, or unknown where a fact the record does not hold decides. A
-- conviction on no list has no row. The parsed parts of the section are compared, never the text.
with matches as (

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
    from {{ ref('int_convictions') }} as convictions
    inner join {{ law('offense_lists') }} as lists
        on convictions.code_book = lists.code_book
        and convictions.section = lists.section
        and case lists.match_mode
            when 'section' then true
            when 'subdivision' then starts_with(coalesce(convictions.subdivision_path, ''), lists.subdivision)
            else coalesce(convictions.subdivision_path, '') = coalesce(lists.subdivision, '')
        end
    -- (How long a term can be is asked of arrests.)
    where lists.offense_list <> 'term_below_eight_years'

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

select
    charge_id,
    person_id,
    person_bucket,
    offense_list,
    case
        when membership = 'member' and is_in_time = 'yes' and is_of_the_level = 'yes' and is_of_the_prefix = 'yes'
            then 'yes'
        else 'unknown'
    end as is_on_list,
    -- The same, were it a felony: for a path that asks the level by itself.
    case
        when membership = 'member' and is_in_time = 'yes' and is_of_the_prefix = 'yes' then 'yes'
        else 'unknown'
    end as is_on_list_as_felony,
    fact_needed,
    citation,
    verified,
    {{ list_line_key() }} as law_row_key
from speaking
where place = 1 and membership <> 'not_member' and is_of_the_level <> 'no' and is_of_the_prefix <> 'no'
