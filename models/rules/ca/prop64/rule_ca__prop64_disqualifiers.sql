-- Health and Safety Code 11358(d), 11359(c), 11360(a)(3): what makes the offense a felony still. Never asked of 11357.
-- A prior is a conviction before the marijuana offense (People v. Smit (2018) 24 Cal.App.5th 596), which was on the
-- day of the arrest or before it; a conviction on the same day is none. Each word is present, absent or unknown. How
-- each is read stands in proposition_64.md, section 4.
with asking_sections as (

    select
        code_book,
        section,
        max(coalesce(subdivision_path, '')) as base_subdivision
    from {{ law('prop64_matrix') }}
    where disqualifiers = 'present'
    group by code_book, section

),

counts as (

    select
        counts.*,
        asking_sections.base_subdivision
    from {{ ref('rule_ca__prop64_counts') }} as counts
    inner join asking_sections
        on counts.code_book = asking_sections.code_book and counts.section = asking_sections.section
    where counts.scope = 'conviction'

),

other_convictions as (

    select
        counts.charge_id,
        counts.section as section_of_the_count,
        counts.base_subdivision,
        others.charge_id as other_charge_id,
        others.county_name,
        others.county_type,
        others.case_number_key,
        others.conviction_date_earliest,
        others.code_book,
        others.section,
        others.subdivision_path,
        others.charge_prefix,
        others.level,
        others.parse_status <> 'parsed' or others.has_further_section as is_text_in_doubt,
        others.has_conflicting_facts,
        others.has_conflicting_facts or others.record_status <> 'current' as is_record_in_doubt,
        case
            when others.conviction_date_latest < counts.offense_earliest then 'certain'
            when others.conviction_date_earliest >= counts.offense_not_after then 'no'
            else 'uncertain'
        end as is_prior
    from counts
    inner join {{ ref('int_convictions') }} as others
        on counts.person_id = others.person_id and counts.charge_id <> others.charge_id

),

priors as (

    select * from other_convictions
    where is_prior <> 'no'

),

-- What one prior says about one list.
listed as (

    select
        priors.charge_id,
        priors.other_charge_id,
        lists.offense_list,
        case
            -- Whatever of it speaks: another row of the same count may say another offense, or another level.
            when priors.has_conflicting_facts then 'unknown'
            when priors.level = 'infraction' then 'absent'
            when priors.level = 'misdemeanor' and lists.offense_list = 'prop64_super_strike' then 'absent'
            when priors.is_text_in_doubt or priors.county_type <> 'in_state' then 'unknown'
            when tags.is_on_list = 'yes' and priors.is_prior = 'certain' and not priors.is_record_in_doubt
                then 'present'
            when tags.is_on_list is not null then 'unknown'
            else 'absent'
        end as bar
    from priors
    cross join (
        select distinct offense_list from {{ law('offense_lists') }}
        where offense_list in ('prop64_super_strike', 'prop64_registrable')
    ) as lists
    left join {{ ref('rule_ca__offense_tags') }} as tags
        on priors.other_charge_id = tags.charge_id and lists.offense_list = tags.offense_list

),

-- A charge on a list of which it is not known whether there was a conviction before the offense.
perhaps_listed as (

    select
        counts.charge_id,
        unknown_priors.charge_id as other_charge_id,
        unknown_priors.offense_list,
        'unknown' as bar
    from counts
    inner join {{ ref('rule_ca__unknown_priors') }} as unknown_priors on counts.person_id = unknown_priors.person_id
    where coalesce(unknown_priors.convicted_not_before < counts.offense_not_after, true)

),

by_list as (

    select
        charge_id,
        offense_list,
        case
            when bool_or(bar = 'present') then 'present'
            when bool_or(bar = 'unknown') then 'unknown'
            else 'absent'
        end as bar,
        list_sort(list(other_charge_id) filter (where bar <> 'absent')) as charge_ids
    from (
        select * from listed
        union all
        select * from perhaps_listed
    ) as said
    group by charge_id, offense_list

),

-- A registration before or about the time, or a conviction of failing to register: the statute asks for a conviction
-- under 290(c), the registration may rest on another ground.
registrations as (

    select priors.charge_id
    from priors
    inner join {{ ref('rule_ca__offense_tags') }} as tags on priors.other_charge_id = tags.charge_id
    where tags.offense_list = 'prop64_registration'
    union
    select counts.charge_id
    from counts
    inner join {{ ref('int_events') }} as events on counts.person_id = events.person_id
    where events.event_type = 'registration'
        and (
            events.section is null
            or events.code_book is null
            or exists (
                select lists.section
                from {{ law('offense_lists') }} as lists
                where lists.offense_list = 'prop64_registration'
                    and events.code_book = lists.code_book
                    and (events.section = lists.section or starts_with(events.section, lists.section || '.'))
            )
        )
        and coalesce(events.event_date_earliest < counts.conviction_date_latest, true)

),

-- Two or more prior convictions under the same section. What can be read in two ways, names a further section, or is
-- not surely of a court of this state may be one.
same_section as (

    select
        charge_id,
        other_charge_id,
        is_prior = 'certain'
        and not is_record_in_doubt
        and not is_text_in_doubt
        and county_type = 'in_state' as is_certain,
        concat_ws('|', county_name, coalesce(case_number_key, cast(conviction_date_earliest as varchar))) as court_case
    from priors
    where code_book = 'HS' and section = section_of_the_count and charge_prefix is null
        and starts_with(coalesce(subdivision_path, ''), base_subdivision)

),

same_section_counted as (

    select
        charge_id,
        count(*) as possible_counts,
        count(distinct court_case) as possible_cases,
        count(*) filter (where is_certain) as certain_counts,
        count(distinct court_case) filter (where is_certain) as certain_cases,
        list_sort(list(other_charge_id)) as charge_ids
    from same_section
    group by charge_id

),

two_priors as (

    select
        *,
        {{ law_integer('prop64_priors_that_bar') }} as number_that_bars,
        {{ law_value('prop64_former_law_priors_count') }} as former_law_counts,
        {{ law_value('prop64_two_priors_unit') }} as unit
    from same_section_counted

),

two_priors_decided as (

    select
        charge_id,
        charge_ids,
        case
            when former_law_counts = 'false' or possible_counts < number_that_bars then 'absent'
            when former_law_counts <> 'true' then 'unknown'
            when unit = 'count' and certain_counts >= number_that_bars then 'present'
            when certain_cases >= number_that_bars then 'present'
            when unit = 'case' and possible_cases < number_that_bars then 'absent'
            else 'unknown'
        end as two_priors
    from two_priors

),

-- Conduct is never in the file; what a person established is.
conduct as (

    select distinct counts.charge_id
    from counts
    inner join {{ ref('int_established_facts') }} as facts on counts.charge_id = facts.charge_id
    inner join {{ law('facts') }} as known_facts on facts.fact = known_facts.fact
    where facts.value = 'yes'
        and list_contains(string_split(known_facts.disqualifies_sections, ' '), counts.section)

),

together as (

    select
        counts.charge_id,
        counts.person_id,
        counts.person_bucket,
        coalesce(super_strikes.bar, 'absent') as super_strike,
        coalesce(registrables.bar, 'absent') as registrable,
        case when registrations.charge_id is not null then 'unknown' else 'absent' end as registration,
        coalesce(two_priors_decided.two_priors, 'absent') as two_priors,
        case when conduct.charge_id is not null then 'present' else 'absent' end as conduct,
        coalesce(super_strikes.charge_ids, []) as super_strike_charge_ids,
        coalesce(registrables.charge_ids, []) as registrable_charge_ids,
        coalesce(two_priors_decided.charge_ids, []) as two_priors_charge_ids
    from counts
    left join by_list as super_strikes
        on counts.charge_id = super_strikes.charge_id and super_strikes.offense_list = 'prop64_super_strike'
    left join by_list as registrables
        on counts.charge_id = registrables.charge_id and registrables.offense_list = 'prop64_registrable'
    left join registrations on counts.charge_id = registrations.charge_id
    left join two_priors_decided on counts.charge_id = two_priors_decided.charge_id
    left join conduct on counts.charge_id = conduct.charge_id

)

select
    charge_id,
    person_id,
    person_bucket,
    super_strike,
    registrable,
    registration,
    two_priors,
    conduct,
    case
        when 'present' in (super_strike, registrable, two_priors, conduct) then 'present'
        when 'unknown' in (super_strike, registrable, registration, two_priors) then 'unknown'
        else 'absent'
    end as disqualifiers,
    super_strike_charge_ids,
    registrable_charge_ids,
    two_priors_charge_ids
from together
