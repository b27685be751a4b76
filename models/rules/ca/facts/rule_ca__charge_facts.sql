-- No statute: what the record tells or leaves open of each charge that rules look at: one row per charge and fact; none
-- where the record says nothing of the kind. What people established goes before the record.
with doubts as (

    {{ people_in_doubt() }}

),

-- Of whom somebody says that the record is wrong, and nobody has answered.
held as (

    {{ charges_held_by_a_claim() }}

),

petitions as (

    select
        charge_id,
        any_value(person_id) as person_id,
        any_value(person_bucket) as person_bucket,
        bool_or(outcome = 'granted') as is_granted,
        bool_or(outcome in ('pending', 'unknown')) as is_pending
    from {{ ref('int_prohibition_petitions') }} as prohibition_petitions
    group by charge_id

),

-- A petition that is about no conviction on record may be about each of its case, but for those after its filing; where
-- the case has none, about each of its county; a granted one, where none is of its county or it is not told, about any
-- (probation may have been transferred).
petitions_in_doubt as (

    select
        petitions.petition_id,
        convictions.charge_id,
        coalesce(petitions.county_name = convictions.county_name, true) as is_of_its_county,
        coalesce(
            petitions.county_name = convictions.county_name
            and list_has_any(
                string_split(petitions.case_number_key, '+'), string_split(convictions.case_number_key, '+')
            ),
            false
        ) as is_of_its_case
    from {{ ref('int_prohibition_petitions_unmatched') }} as petitions
    inner join {{ ref('int_convictions') }} as convictions on petitions.person_id = convictions.person_id
    where petitions.outcome in ('granted', 'pending', 'unknown')
        and convictions.county_type <> 'elsewhere'
        and coalesce(convictions.conviction_date_earliest <= petitions.filed_on_latest, true)
        and (
            petitions.outcome = 'granted'
            or coalesce(petitions.county_name = convictions.county_name, petitions.county_name is not null)
        )

),

perhaps_prohibited as (

    select distinct charge_id
    from (
        select charge_id from petitions_in_doubt
        qualify rank() over (partition by petition_id order by is_of_its_case desc, is_of_its_county desc) = 1
    ) as meant

),

convictions as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        convictions.county_type,
        convictions.relief_events,
        convictions.relief_events_in_cycle,
        doubts.doubt,
        perhaps_prohibited.charge_id is not null as is_perhaps_prohibited,
        convictions.parse_status <> 'parsed' or convictions.has_further_section as is_text_in_doubt,
        doubts.person_id is not null
        or held.charge_id is not null
        or perhaps_prohibited.charge_id is not null
        or convictions.has_conflicting_facts
        or convictions.record_status <> 'current'
        or convictions.has_unrecognised_disposition
        or list_has_any(convictions.relief_events_in_cycle, ['relief_reduced_17b', 'relief_prop47'])
        or len(list_filter(
            list_concat(convictions.relief_events, convictions.relief_events_in_cycle),
            lambda event: event in ('relief_prop64', 'relief_sealed') or starts_with(event, 'relief_arrest_')
        )) > 0 as is_in_doubt,
        sentences.completed_without_revocation,
        sentences.not_serving_it,
        sentences.not_serving_it_from,
        sentences.not_serving_it_until,
        sentences.is_sentence_looked_up
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('rule_ca__conviction_sentences') }} as sentences on convictions.charge_id = sentences.charge_id
    left join doubts on convictions.person_id = doubts.person_id
    left join held on convictions.charge_id = held.charge_id
    left join perhaps_prohibited on convictions.charge_id = perhaps_prohibited.charge_id

),

pending_by_established_facts as (

    select
        charge_id,
        any_value(person_id) as person_id,
        any_value(person_bucket) as person_bucket,
        max(value) as value
    from {{ ref('int_established_facts') }} as established_facts
    where fact = 'charge_is_pending'
    group by charge_id

),

facts as (

    select
        charge_id,
        person_id,
        person_bucket,
        'not_relieved_before' as fact,
        case when list_contains(relief_events, 'relief_conviction_automatic') then 'no' else 'unknown' end as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source
    from convictions
    where list_contains(list_concat(relief_events, relief_events_in_cycle), 'relief_conviction_automatic')
    union all
    -- (What a person can petition for is dismissed already, or was relieved otherwise.)
    select
        charge_id,
        person_id,
        person_bucket,
        'dismissed_or_relieved' as fact,
        case
            when len(list_filter(relief_events, lambda event: starts_with(event, 'relief_dismissed_'))) > 0 then 'yes'
            else 'unknown'
        end as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source
    from convictions
    where len(relief_events) + len(relief_events_in_cycle) > 0
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'court_of_this_state' as fact,
        case county_type when 'elsewhere' then 'no' else 'unknown' end as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source
    from convictions
    where county_type <> 'in_state'
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'record_is_clear' as fact,
        'unknown' as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source
    from convictions
    where is_in_doubt
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'unread_line' as fact,
        'yes' as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source
    from convictions
    where doubt = 'record_line_unread'
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'perhaps_prohibited' as fact,
        'yes' as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'petitions' as source
    from convictions
    where is_perhaps_prohibited
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'relief_prohibited' as fact,
        case when is_granted then 'yes' else 'unknown' end as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'petitions' as source
    from petitions
    where is_granted or is_pending
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'probation_revoked' as fact,
        case completed_without_revocation when 'not_met' then 'yes' else 'unknown' end as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source
    from convictions
    where completed_without_revocation <> 'met'
    union all
    -- (What the text of the conviction says is not known where it was not understood.)
    select
        enhancements.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        'made_serious_by_enhancement' as fact,
        case when convictions.is_text_in_doubt then 'unknown' else cast(enhancements.is_made_serious as varchar) end
            as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'history' as source
    from {{ ref('rule_ca__enhancements') }} as enhancements
    inner join convictions on enhancements.charge_id = convictions.charge_id
    where enhancements.is_made_serious <> 'no'
    union all
    -- (That an end on record has passed is told by no row.)
    select
        charge_id,
        person_id,
        person_bucket,
        'sentence_is_served' as fact,
        case not_serving_it when 'not_yet' then 'yes' when 'unknown' then 'unknown' else 'no' end as answer,
        not_serving_it = 'presumed' as is_presumed,
        not_serving_it_from as over_on,
        not_serving_it_until as valid_until,
        case when is_sentence_looked_up then 'established_facts' else 'history' end as source
    from convictions
    where not_serving_it <> 'met' or is_sentence_looked_up
    union all
    select
        open_charges.charge_id,
        open_charges.person_id,
        open_charges.person_bucket,
        'charge_is_pending' as fact,
        case when open_charges.is_surely_pending then 'yes' else 'unknown' end as answer,
        false as is_presumed,
        open_charges.over_on,
        open_charges.valid_until,
        'history' as source
    from {{ ref('rule_ca__open_charges') }} as open_charges
    anti join pending_by_established_facts as established on open_charges.charge_id = established.charge_id
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'charge_is_pending' as fact,
        value as answer,
        false as is_presumed,
        cast(null as date) as over_on,
        cast(null as date) as valid_until,
        'established_facts' as source
    from pending_by_established_facts

)

select
    facts.charge_id as unit_id,
    'charge' as unit,
    facts.person_id,
    facts.person_bucket,
    facts.fact,
    {{ as_answer('facts.answer') }} as answer,
    facts.is_presumed,
    facts.over_on,
    facts.valid_until,
    facts.source,
    cast([] as varchar[]) as rests_on
from facts
semi join {{ ref('rule_ca__charge_units') }} as units on facts.charge_id = units.unit_id
