-- Health and Safety Code 11358(d), 11359(c), 11360(a)(3): charges of which it is not known whether there was a
-- conviction, since nobody understands their disposition and nothing else answers for them, on the lists of prior
-- convictions that bar. One row per charge and list. Read as proposition_64.md says, section 4.
with charges as (

    select
        charges.*,
        charges.event_date_earliest as conviction_date_earliest,
        -- (What an arrest led to came on some day after it.)
        case when charges.charge_stage = 'court' then charges.event_date_latest end as conviction_date_latest
    from {{ ref('int_charges') }} as charges
    inner join {{ rule('undisposed_charges') }} as undisposed on charges.charge_id = undisposed.charge_id
    where charges.disposition_type = 'unrecognised' and undisposed.answered_by = 'unknown'

),

-- What a person found: that there was none.
known_to_be_none as (

    select distinct charge_id
    from {{ ref('int_established_facts') }}
    where fact = 'convicted_of_the_charge' and value = 'no'

),

{{ lines_of_the_lists('charges') }}

select
    speaking.charge_id,
    speaking.person_id,
    speaking.person_bucket,
    speaking.offense_list,
    speaking.conviction_date_earliest as convicted_not_before,
    {{ list_line_key('speaking.') }} as law_row_key
from speaking
anti join known_to_be_none on speaking.charge_id = known_to_be_none.charge_id
where speaking.place = 1
    and speaking.offense_list in ('prop64_super_strike', 'prop64_registrable')
    and speaking.membership <> 'not_member'
    and speaking.is_of_the_level <> 'no'
    and speaking.is_of_the_prefix <> 'no'
