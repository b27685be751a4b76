-- Health and Safety Code 11361.8: what a reviewer wants to see beside a count, from the record of the person in every
-- county. One row per charge in scope. It decides nothing: how super strikes and registrations bear on a count is asked
-- in rule_ca__prop64_disqualifiers.
with counts as (

    select
        counts.*,
        run_parameters.as_of_date
    from {{ ref('rule_ca__prop64_counts') }} as counts
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

),

marijuana_sections as (

    select section from {{ law('prop64_matrix') }}
    where matrix_row = 'P64-POST'

),

people as (

    select distinct person_id from counts

),

-- The last conviction lies between the latest first day and the latest last day that any conviction can have.
convictions_of_people as (

    select
        people.person_id,
        count(convictions.charge_id) as convictions_on_record,
        case
            when count(convictions.conviction_date_earliest) = count(convictions.charge_id)
                and max(convictions.conviction_date_earliest) = max(convictions.conviction_date_latest)
                then max(convictions.conviction_date_latest)
        end as last_conviction_date
    from people
    left join {{ ref('int_convictions') }} as convictions on people.person_id = convictions.person_id
    group by people.person_id

),

-- The date decides whether a conviction is a prior (People v. Smit): it stands beside each.
listed as (

    select
        tags.person_id,
        tags.offense_list,
        concat(
            charges.charge_text,
            ', convicted ',
            coalesce(cast(charges.event_date_earliest as varchar), 'on a day not on record'),
            case
                when charges.event_date_earliest <> charges.event_date_latest
                    then ' to ' || cast(charges.event_date_latest as varchar)
            end,
            case when tags.is_on_list = 'unknown' then ' (not certain)' end
        ) as words
    from {{ ref('rule_ca__offense_tags') }} as tags
    inner join {{ ref('int_charges') }} as charges on tags.charge_id = charges.charge_id

),

listed_of_people as (

    select
        person_id,
        offense_list,
        string_agg(distinct words, '; ' order by words) as charge_texts
    from listed
    group by person_id, offense_list

),

registrations_of_people as (

    -- A registration under another section (drug offenses had one of their own) says nothing about 290.
    select
        person_id,
        string_agg(
            distinct coalesce(concat(section, subdivision_path, ' ', code_book), 'section not understood'),
            '; '
            order by coalesce(concat(section, subdivision_path, ' ', code_book), 'section not understood')
        ) as registrations_found
    from (
        select person_id, section, subdivision_path, code_book
        from {{ ref('int_events') }}
        where event_type = 'registration'
    ) as registrations
    group by person_id

)

select
    counts.charge_id,
    counts.person_id,
    counts.person_bucket,
    convictions_of_people.convictions_on_record,
    case
        when
            charges.comment_code_book = 'HS'
            and charges.comment_section in (select section from marijuana_sections)
            and (
                charges.has_further_charge_in_comment
                or nullif(charges.comment_subdivision_path, '') <> nullif(charges.subdivision_path, '')
            )
            then concat(
                    charges.comment_section,
                    coalesce(charges.comment_subdivision_path, ''),
                    ' ',
                    charges.comment_code_book
                )
    end as other_prop64_charge_in_comment,
    super_strikes.charge_texts as super_strikes_found,
    registrables.charge_texts as registrable_offenses_found,
    registrations_of_people.registrations_found,
    case
        when counts.conviction_date_earliest = counts.conviction_date_latest
            then {{ complete_years('counts.conviction_date_latest', 'counts.as_of_date') }}
    end as years_since_this_conviction,
    {{ complete_years('convictions_of_people.last_conviction_date', 'counts.as_of_date') }}
        as years_since_last_conviction,
    counts.is_deceased
from counts
inner join {{ ref('int_charges') }} as charges on counts.charge_id = charges.charge_id
inner join convictions_of_people on counts.person_id = convictions_of_people.person_id
left join registrations_of_people on counts.person_id = registrations_of_people.person_id
left join listed_of_people as super_strikes
    on counts.person_id = super_strikes.person_id and super_strikes.offense_list = 'prop64_super_strike'
left join listed_of_people as registrables
    on counts.person_id = registrables.person_id and registrables.offense_list = 'prop64_registrable'
