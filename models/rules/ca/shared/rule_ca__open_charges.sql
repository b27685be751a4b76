-- Penal Code 1203.425(a)(1)(B)(iii): the charges of people with a conviction on record that may still be pending, one
-- row each, and whether one surely is. Read as automatic_relief.md says, section 4.
with people as (

    select distinct person_id
    from {{ ref('rule_ca__conviction_sentences') }} as sentences

),

this as (

    select as_of_date from {{ source('intake', 'run_parameters') }}

),

known_not_to_be_pending as (

    select distinct charge_id
    from {{ ref('int_established_facts') }}
    where fact = 'charge_is_pending' and value = 'no'

),

known_to_be_pending as (

    select distinct charge_id
    from {{ ref('int_established_facts') }}
    where fact = 'charge_is_pending' and value = 'yes'

),

unanswered as (

    select
        undisposed.charge_id,
        undisposed.person_id,
        undisposed.person_bucket,
        undisposed.answered_by,
        undisposed.is_filed
    from {{ rule('undisposed_charges') }} as undisposed
    semi join people on undisposed.person_id = people.person_id
    anti join known_not_to_be_pending on undisposed.charge_id = known_not_to_be_pending.charge_id
    -- (Whoever violates probation or supervision is charged with no offense.)
    anti join {{ ref('rule_ca__violation_charges') }} as violations on undisposed.charge_id = violations.charge_id
    where undisposed.answered_by in ('nothing', 'unknown')

),

-- Sections of which a prosecution may have no limitation (Penal Code 799: what is punishable by death or life).
perhaps_without_limitation as (

    select distinct code_book, section
    from {{ law('offense_lists') }}
    where offense_list = 'punishable_by_life' and membership <> 'not_member'

),

with_days as (

    select
        unanswered.charge_id,
        unanswered.person_id,
        unanswered.person_bucket,
        -- (That somebody was turned over to another authority does not say what became of the charge.)
        unanswered.answered_by = 'unknown' or charges.disposition_type = 'released_to_other_jurisdiction' as is_unknown,
        unanswered.is_filed,
        -- (What counsel decides is of courts of this state, and of offenses with a limitation.)
        charges.county_type <> 'in_state'
        or (
            charges.level in ('felony', 'unknown')
            and (
                perhaps_without_limitation.section is not null
                or charges.parse_status <> 'parsed'
                or charges.has_further_section
            )
        ) as is_out_of_reach,
        coalesce(charges.arrest_date_earliest, charges.event_date_earliest) as first_day,
        coalesce(charges.arrest_date_latest, charges.event_date_latest) as last_day
    from unanswered
    inner join {{ ref('int_charges') }} as charges on unanswered.charge_id = charges.charge_id
    left join perhaps_without_limitation
        on charges.code_book = perhaps_without_limitation.code_book
        and charges.section = perhaps_without_limitation.section

),

-- After how many years a charge is no indication any more: as a law says, or as counsel decided of charges whose
-- dispositions are understood. Until then it is one.
with_decided_years as (

    select
        with_days.*,
        case
            when with_days.is_unknown or with_days.is_out_of_reach or known_to_be_pending.charge_id is not null
                then null
            when with_days.is_filed then {{ law_integer('filed_charge_pending_years') }}
            else {{ law_integer('unfiled_arrest_pending_years') }}
        end as decided_years
    from with_days
    left join known_to_be_pending on with_days.charge_id = known_to_be_pending.charge_id

),

with_terms as (

    select
        *,
        coalesce({{ law_integer('pending_charge_stale_years') }}, decided_years) as stale_years,
        case
            when not is_unknown
                then {{ anniversary(
                    'first_day',
                    'greatest(' ~ law_integer('pending_charge_review_years') ~ ', decided_years)'
                ) }}
        end as pending_until
    from with_decided_years

)

select
    with_terms.charge_id,
    with_terms.person_id,
    with_terms.person_bucket,
    coalesce(with_terms.pending_until >= this.as_of_date, false) as is_surely_pending,
    cast(
        case
            when with_terms.pending_until >= this.as_of_date
                then {{ anniversary('with_terms.last_day', 'with_terms.stale_years') }} + interval 1 day
        end as date
    ) as over_on,
    cast(
        least(
            case when with_terms.pending_until >= this.as_of_date then with_terms.pending_until end,
            {{ anniversary('with_terms.last_day', 'with_terms.stale_years') }}
        ) + interval 1 day as date
    ) as valid_until
from with_terms
cross join this
where
    not coalesce({{ anniversary('with_terms.last_day', 'with_terms.stale_years') }} < this.as_of_date, false)
