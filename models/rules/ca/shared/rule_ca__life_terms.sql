-- Convictions that are or may be punished by life or death: one row each, whether surely, and the day on which such a
-- term ended: of a discharge from parole, or of death. No length on record says so. Read as automatic_relief.md says,
-- section 3.
with lists as (

    select *
    from {{ law('offense_lists') }}
    where offense_list in ('punishable_by_life', 'life_enhancement')
        and membership <> 'not_member'

),

-- What a comment names is surely part of the conviction only if it is an enhancement.
named as (

    select
        charge_id,
        is_on_list_as_felony = 'yes' as is_surely
    from {{ ref('rule_ca__offense_tags') }} as tags
    where offense_list in ('punishable_by_life', 'life_enhancement')
    union all
    select
        charges.charge_id,
        lists.offense_list = 'life_enhancement' and lists.membership = 'member' as is_surely
    from {{ ref('int_charges') }} as charges
    inner join lists
        on charges.comment_code_book = lists.code_book
        and charges.comment_section = lists.section
        and case lists.match_mode
            when 'section' then true
            when 'subdivision' then starts_with(coalesce(charges.comment_subdivision_path, ''), lists.subdivision)
            else coalesce(charges.comment_subdivision_path, '') = coalesce(lists.subdivision, '')
        end
    where charges.is_conviction

),

by_the_lists as (

    select charge_id, bool_or(is_surely) as is_surely
    from named
    group by charge_id

),

levels_looked_up as (

    select charge_id, max(value) as level_is_felony
    from {{ ref('int_established_facts') }}
    where fact = 'level_is_felony'
    group by charge_id

),

-- (A text that is not understood may name such an offense. A misdemeanor is punished by no such term.)
terms as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        convictions.conviction_date_earliest,
        case
            when list_contains(ends.sentence_types, 'life') or coalesce(steps.has_life_term, false) then 'yes'
            when convictions.level in ('misdemeanor', 'infraction')
                or (convictions.level = 'unknown' and coalesce(looked_up.level_is_felony = 'no', false))
                or list_has_any(convictions.relief_events, ['relief_reduced_17b', 'relief_prop47'])
                then 'no'
            when by_the_lists.is_surely then 'yes'
            when by_the_lists.charge_id is not null
                or convictions.parse_status <> 'parsed'
                or convictions.has_further_section
                then 'unknown'
            else 'no'
        end as is_for_life
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_sentence_ends') }} as ends on convictions.charge_id = ends.charge_id
    left join {{ ref('int_step_sentences') }} as steps on convictions.charge_id = steps.charge_id
    left join by_the_lists on convictions.charge_id = by_the_lists.charge_id
    left join levels_looked_up as looked_up on convictions.charge_id = looked_up.charge_id

),

-- (While another parole since is not known to be over, none of them discharged the person.)
discharges as (

    select
        terms.charge_id,
        max(records.ended_on_earliest) as ended_on_earliest,
        max(records.ended_on_latest) as ended_on_latest
    from terms
    inner join {{ ref('int_supervision_records') }} as records on terms.person_id = records.person_id
    where records.supervision_type = 'parole'
        and not records.has_conflicting_ids
        and terms.conviction_date_earliest <= records.started_on_earliest
    group by terms.charge_id
    having bool_and(records.is_active = 'no' and records.ended_on_latest is not null)

),

deaths as (

    select
        person_id,
        min(event_date_earliest) as died_on_earliest,
        min(event_date_latest) as died_on_latest
    from {{ ref('int_events') }}
    where event_type = 'deceased'
    group by person_id

)

select
    terms.charge_id,
    terms.person_id,
    terms.person_bucket,
    terms.is_for_life,
    least(discharges.ended_on_earliest, deaths.died_on_earliest) as ended_on_earliest,
    least(discharges.ended_on_latest, deaths.died_on_latest) as ended_on_latest
from terms
left join discharges on terms.charge_id = discharges.charge_id
left join deaths on terms.person_id = deaths.person_id
where terms.is_for_life <> 'no'
