-- Convictions that are or may be punished by life or death: one row each, whether surely, and the day on which such a
-- term ended: of a discharge from parole, or of death. No length on record says so. Read as automatic_relief.md says,
-- section 3.
with lists as (

    select *
    from {{ law('offense_lists') }}
    where offense_list in ('punishable_by_life', 'life_enhancement')
        and membership <> 'not_member'

),

-- What the comments, further sections and counts name of the lists. A number that may be no section (the text is not
-- understood) is looked up only where a whole section is listed. (A list may name a section and its subdivision.)
sections as (

    select
        charge_id,
        'comment' as named_by,
        comment_code_book as code_book,
        comment_section as section,
        coalesce(comment_subdivision_path, '') as subdivision_path,
        cast(null as varchar) as charge_prefix
    from {{ ref('int_charges') }}
    where is_conviction and comment_section is not null
    union all
    select
        charge_id,
        'further section' as named_by,
        code_book,
        list_first(string_split(further_section, ' ')) as section,
        list_last(string_split(further_section, ' ')) as subdivision_path,
        coalesce(charge_prefix, '') as charge_prefix
    from (
        select
            *,
            unnest(further_sections) as further_section
        from {{ ref('int_charges') }}
        where is_conviction
    ) as further
    union all
    select
        charge_id,
        'count' as named_by,
        code_book,
        section,
        coalesce(subdivision_path, '') as subdivision_path,
        cast(null as varchar) as charge_prefix
    from {{ ref('int_charges') }}
    where charge_stage = 'court'
        and disposition_type in ('convicted', 'blank', 'unrecognised')
        and not is_juvenile
        and record_status <> 'superseded'
        and section is not null

),

listed as (

    select
        sections.charge_id,
        sections.named_by,
        lists.offense_list,
        lists.membership = 'member' and coalesce(sections.charge_prefix, '') = '' as is_member
    from sections
    inner join lists
        on sections.section = lists.section
        and coalesce(sections.code_book = lists.code_book, lists.match_mode = 'section' and lists.membership = 'member')
        and case lists.match_mode
            when 'section' then true
            when 'subdivision' then starts_with(sections.subdivision_path, lists.subdivision)
            else sections.subdivision_path = coalesce(lists.subdivision, '')
        end
    where not (contains(coalesce(sections.charge_prefix, ''), 'attempt') and lists.attempt_counts = 'no')
        and not (contains(coalesce(sections.charge_prefix, ''), 'conspiracy') and lists.conspiracy_counts = 'no')

),

-- Counts of an enhancement that stand in the case of a conviction, by its number; by the cycle where one has none.
convicted_or_counted as (

    select
        charges.charge_id,
        charges.charge_number,
        charges.person_id,
        charges.county_name,
        charges.is_conviction,
        string_split(charges.case_number_key, '+') as case_numbers,
        enhancements.is_member
    from {{ ref('int_charges') }} as charges
    left join (
        select charge_id, bool_or(is_member) as is_member
        from listed
        where named_by = 'count' and offense_list = 'life_enhancement'
        group by charge_id
    ) as enhancements on charges.charge_id = enhancements.charge_id
    where (charges.is_conviction or enhancements.charge_id is not null) and charges.record_status <> 'superseded'

),

in_its_case as (

    select
        convicted.charge_id,
        counts.is_member
    from convicted_or_counted as counts
    inner join convicted_or_counted as convicted
        on counts.person_id = convicted.person_id
        and counts.county_name = convicted.county_name
        and list_has_any(counts.case_numbers, convicted.case_numbers)
    where counts.is_member is not null and convicted.is_conviction and counts.charge_id <> convicted.charge_id
    union all
    select
        convicted.charge_id,
        counts.is_member
    from convicted_or_counted as counts
    inner join {{ ref('int_delivered_charges') }} as told_in on counts.charge_number = told_in.charge_number
    inner join {{ ref('int_delivered_charges') }} as cycles
        on told_in.history_number = cycles.history_number
        and told_in.delivery_id = cycles.delivery_id
        and told_in.cycle_key = cycles.cycle_key
    inner join convicted_or_counted as convicted on cycles.charge_number = convicted.charge_number
    where counts.is_member is not null
        and convicted.is_conviction
        and counts.charge_id <> convicted.charge_id
        and (counts.case_numbers is null or convicted.case_numbers is null)

),

-- What a comment names is surely part of the conviction only if it is an enhancement. A number beside what is named is
-- its minimum; where a subdivision, or what an attempt was, decides, it may as well be the whole term.
named as (

    select
        charge_id,
        is_on_list_as_felony = 'yes' as is_surely,
        is_on_list_as_felony = 'yes' as is_length_its_minimum
    from {{ ref('rule_ca__offense_tags') }} as tags
    where offense_list in ('punishable_by_life', 'life_enhancement')
    union all
    select
        charge_id,
        named_by = 'comment' and offense_list = 'life_enhancement' and is_member as is_surely,
        is_member as is_length_its_minimum
    from listed
    where named_by in ('comment', 'further section')
    union all
    select
        charge_id,
        false as is_surely,
        is_member as is_length_its_minimum
    from in_its_case
    union all
    -- (Of what only a court's list tells, nobody looked for words and further sections.)
    select
        charge_id,
        false as is_surely,
        coalesce(names_life_offense, false) as is_length_its_minimum
    from {{ ref('int_charges') }}
    where is_conviction
        and case
            when names_life_offense is null then parse_status <> 'parsed' or has_further_section
            else names_life_offense and parse_status <> 'parsed'
        end

),

by_the_lists as (

    select
        charge_id,
        bool_or(is_surely) as is_surely,
        bool_or(is_length_its_minimum) as is_length_its_minimum
    from named
    group by charge_id

),

levels_looked_up as (

    select charge_id, max(value) as level_is_felony
    from {{ ref('int_established_facts') }}
    where fact = 'level_is_felony'
    group by charge_id

),

-- (A misdemeanor is punished by no such term.)
terms as (

    select
        convictions.charge_id,
        convictions.person_id,
        convictions.person_bucket,
        convictions.conviction_date_earliest,
        convictions.conviction_date_latest,
        coalesce(by_the_lists.is_length_its_minimum, false) as is_length_its_minimum,
        steps.told_on_latest as step_told_on_latest,
        coalesce(steps.has_step_without_day, false) as has_step_without_day,
        case
            when list_contains(ends.sentence_types, 'life') or coalesce(steps.has_life_term, false) then 'yes'
            when convictions.level in ('misdemeanor', 'infraction')
                or (convictions.level = 'unknown' and coalesce(looked_up.level_is_felony = 'no', false))
                or list_has_any(convictions.relief_events, ['relief_reduced_17b', 'relief_prop47'])
                then 'no'
            when by_the_lists.is_surely then 'yes'
            when by_the_lists.charge_id is not null then 'unknown'
            else 'no'
        end as is_for_life
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_sentence_ends') }} as ends on convictions.charge_id = ends.charge_id
    left join {{ ref('int_step_sentences') }} as steps on convictions.charge_id = steps.charge_id
    left join by_the_lists on convictions.charge_id = by_the_lists.charge_id
    left join levels_looked_up as looked_up on convictions.charge_id = looked_up.charge_id

),

violations as (

    select
        person_id,
        max(violated_on_latest) as violated_on_latest,
        bool_or(violated_on_latest is null) as has_violation_without_day
    from {{ ref('rule_ca__violation_charges') }}
    where supervision = 'after_prison' and outcome in ('revoked', 'perhaps')
    group by person_id

),

-- (While another parole that may be since is not known to be over, none of them discharged the person; nor did one
-- whose end custody or a violation follows, or may follow.)
discharges as (

    select
        terms.charge_id,
        max(records.ended_on_earliest) as ended_on_earliest,
        max(records.ended_on_latest) as ended_on_latest
    from terms
    inner join {{ ref('int_supervision_records') }} as records on terms.person_id = records.person_id
    left join violations on terms.person_id = violations.person_id
    where records.supervision_type = 'parole'
        and not records.has_conflicting_ids
        and coalesce(terms.conviction_date_earliest <= records.started_on_latest, true)
    group by terms.charge_id
    having bool_and(records.is_active = 'no' and records.ended_on_latest is not null)
        and bool_or(terms.conviction_date_latest <= records.started_on_earliest)
        and not bool_or(terms.has_step_without_day or coalesce(violations.has_violation_without_day, false))
        and coalesce(
            max(greatest(terms.step_told_on_latest, violations.violated_on_latest)) < max(records.ended_on_earliest),
            true
        )

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
    terms.is_for_life = 'yes' or terms.is_length_its_minimum as is_length_its_minimum,
    least(discharges.ended_on_earliest, deaths.died_on_earliest) as ended_on_earliest,
    least(discharges.ended_on_latest, deaths.died_on_latest) as ended_on_latest
from terms
left join discharges on terms.charge_id = discharges.charge_id
left join deaths on terms.person_id = deaths.person_id
where terms.is_for_life <> 'no'
