-- What is left of each person's record: one row per person, basis, viewer and set of laws. Bases: what the ledger says
-- was given, and what there would be if everything eligible were given too. Sets: all laws, each alone, all but each.
-- Words are no, unknown, yes, which sort so: the greatest of several says whether any is so. Restricted; temporary.
create or replace temp table people_records as
with bases as (

    select *
    from (values ('given'), ('if_all_granted')) as bases (basis)

),

law_sets as (

    select
        'ALL' as laws,
        'ALL' as law,
        remedy_id
    from rules.{state}_remedies
    union all
    select
        'ALONE' as laws,
        remedy_id as law,
        remedy_id
    from rules.{state}_remedies
    union all
    select
        'WITHOUT' as laws,
        others.remedy_id as law,
        remedies.remedy_id
    from rules.{state}_remedies as remedies
    inner join rules.{state}_remedies as others on remedies.remedy_id <> others.remedy_id

),

lines_given as (

    select distinct
        unit_id,
        remedy_id,
        relief
    from ledger_lines
    where is_given and unit_id is not null

),

found as (

    select
        charge_id as unit_id,
        remedy_id,
        outcome,
        relief
    from rules.rule_{state}__findings
    union all
    select
        arrest_id as unit_id,
        remedy_id,
        outcome,
        relief
    from rules.rule_{state}__arrest_findings

),

-- What was given has a place in both bases; what a person has to look at is unknown where all is supposed granted. What
-- a court may order in the end is open; the law itself gives one relief.
reliefs as (

    select
        bases.basis,
        lines_given.unit_id,
        lines_given.remedy_id,
        lines_given.relief,
        'yes' as is_so
    from lines_given
    cross join bases
    union
    select
        'if_all_granted' as basis,
        unit_id,
        remedy_id,
        relief,
        'yes' as is_so
    from found
    where outcome = 'eligible'
    union
    select
        'if_all_granted' as basis,
        found.unit_id,
        found.remedy_id,
        case
            when remedies.relief_by <> 'operation_of_law' then 'undecided'
            when remedies.unit = 'arrest' then 'relieve_arrest'
            else 'relieve_conviction'
        end as relief,
        'unknown' as is_so
    from found
    inner join rules.{state}_remedies as remedies on found.remedy_id = remedies.remedy_id
    where found.outcome in ('review', 'undeterminable')

),

viewers as (

    select distinct viewer
    from rules.{state}_relief_viewers

),

-- Every basis, set of laws and viewer that is asked for, by a number: what follows is asked of each of them.
sets as (

    select
        *,
        row_number() over (order by basis, laws, law, viewer) as set_number
    from (
        select distinct
            bases.basis,
            law_sets.laws,
            law_sets.law,
            viewers.viewer
        from bases
        cross join law_sets
        cross join viewers
    ) as every_set
    where {of_sets}

),

members as (

    select
        sets.set_number,
        sets.basis,
        sets.viewer,
        law_sets.remedy_id
    from sets
    inner join law_sets on sets.laws = law_sets.laws and sets.law = law_sets.law

),

ended as (

    select
        members.set_number,
        reliefs.unit_id,
        max(reliefs.is_so) as is_relieved,
        max(least(
            reliefs.is_so, case effects.leaves_entry when 'no' then 'yes' when 'yes' then 'no' else 'unknown' end
        )) as ends_entry,
        max(least(
            reliefs.is_so, case effects.leaves_felony when 'no' then 'yes' when 'yes' then 'no' else 'unknown' end
        )) as ends_felony
    from reliefs
    inner join members on reliefs.remedy_id = members.remedy_id and reliefs.basis = members.basis
    left join rules.{state}_relief_viewers as effects
        on members.viewer = effects.viewer and reliefs.relief = effects.relief
    group by members.set_number, reliefs.unit_id

),

convictions as (

    select
        sets.set_number,
        standing.person_id,
        coalesce(ended.is_relieved, 'no') as is_relieved,
        standing.with_felony,
        standing.with_conviction,
        standing.with_recent,
        least(standing.with_felony, coalesce(ended.ends_felony, 'no')) as felony_ended,
        least(standing.with_conviction, coalesce(ended.ends_entry, 'no')) as conviction_ended,
        least(standing.with_recent, coalesce(ended.ends_entry, 'no')) as recent_ended,
        case ended.ends_felony when 'yes' then 'no' when 'unknown' then least(standing.with_felony, 'unknown')
            else standing.with_felony end as felony_left,
        case ended.ends_entry when 'yes' then 'no' when 'unknown' then least(standing.with_conviction, 'unknown')
            else standing.with_conviction end as conviction_left,
        case ended.ends_entry when 'yes' then 'no' when 'unknown' then least(standing.with_recent, 'unknown')
            else standing.with_recent end as recent_left
    from sets
    cross join standing_convictions as standing
    left join ended
        on standing.charge_id = ended.unit_id
        and sets.set_number = ended.set_number

),

of_convictions as (

    select
        set_number,
        person_id,
        max(is_relieved) as is_relieved,
        max(with_felony) as with_felony,
        max(with_conviction) as with_conviction,
        max(with_recent) as with_recent,
        max(felony_ended) as felony_ended,
        max(conviction_ended) as conviction_ended,
        max(recent_ended) as recent_ended,
        max(felony_left) as felony_left,
        max(conviction_left) as conviction_left,
        max(recent_left) as recent_left
    from convictions
    group by set_number, person_id

),

arrests as (

    select
        arrests.arrest_id,
        arrests.arrest_number,
        arrests.person_id,
        outcomes.has_arrest_relief and ours.unit_id is null as is_relieved_before_us
    from intermediate.int_arrests as arrests
    inner join intermediate.int_arrest_outcomes as outcomes on arrests.arrest_number = outcomes.arrest_number
    left join (select distinct unit_id from lines_given) as ours on arrests.arrest_id = ours.unit_id

),

-- An arrest that ended in a conviction is no arrest to relieve; where no conviction is left, whether it is shown is not
-- known: no law at hand says so.
of_arrests as (

    select
        sets.set_number,
        arrests.person_id,
        max(case when ended.ends_entry is not null then ended.is_relieved else 'no' end) as is_relieved,
        max(coalesce(ended.ends_entry, 'no')) as arrest_ended,
        max(case
            when outcomes.is_convicted or arrests.is_relieved_before_us then 'no'
            when ended.ends_entry = 'yes' then 'no'
            when ended.ends_entry = 'unknown' then 'unknown'
            else 'yes'
        end) as arrest_left,
        max(case when arrests.is_relieved_before_us then 'no' else 'yes' end) as with_arrest,
        max(case when outcomes.is_convicted then 'yes' else 'no' end) as has_convicted_arrest
    from arrests
    inner join intermediate.int_arrest_outcomes as outcomes on arrests.arrest_number = outcomes.arrest_number
    cross join sets
    left join ended
        on arrests.arrest_id = ended.unit_id
        and sets.set_number = ended.set_number
    group by all

),

-- Of whom something on record could not be read, or whose ids contradict each other, one more conviction or arrest may
-- be left.
in_doubt as (

    select person_id
    from intermediate.int_rejected_lines
    where not is_settled
    union
    select unnest([person_id, other_person_id]) as person_id
    from intermediate.int_identity_conflicts
    where sends_to_review

),

people as (

    select
        coalesce(of_convictions.set_number, of_arrests.set_number) as set_number,
        coalesce(of_convictions.person_id, of_arrests.person_id) as person_id,
        greatest(coalesce(of_convictions.is_relieved, 'no'), coalesce(of_arrests.is_relieved, 'no')) as some_relief,
        coalesce(of_convictions.with_felony, 'no') as with_felony,
        coalesce(of_convictions.with_conviction, 'no') as with_conviction,
        coalesce(of_convictions.with_recent, 'no') as with_recent,
        greatest(coalesce(of_convictions.with_conviction, 'no'), coalesce(of_arrests.with_arrest, 'no'))
            as with_record,
        coalesce(of_convictions.felony_ended, 'no') as felony_ended,
        coalesce(of_convictions.conviction_ended, 'no') as conviction_ended,
        coalesce(of_convictions.recent_ended, 'no') as recent_ended,
        greatest(coalesce(of_convictions.conviction_ended, 'no'), coalesce(of_arrests.arrest_ended, 'no'))
            as record_ended,
        coalesce(of_convictions.felony_left, 'no') as felony_left,
        coalesce(of_convictions.conviction_left, 'no') as conviction_left,
        coalesce(of_convictions.recent_left, 'no') as recent_left,
        greatest(
            coalesce(of_convictions.conviction_left, 'no'),
            coalesce(of_arrests.arrest_left, 'no'),
            case when of_arrests.has_convicted_arrest = 'yes' then 'unknown' else 'no' end
        ) as record_left
    from of_convictions
    full join of_arrests
        on of_convictions.person_id = of_arrests.person_id
        and of_convictions.set_number = of_arrests.set_number

),

people_with_doubts as (

    select
        people.* exclude (felony_left, conviction_left, recent_left, record_left),
        greatest(people.felony_left, doubts.one_more) as felony_left,
        greatest(people.conviction_left, doubts.one_more) as conviction_left,
        greatest(people.recent_left, doubts.one_more) as recent_left,
        greatest(people.record_left, doubts.one_more) as record_left
    from people
    left join (select person_id, 'unknown' as one_more from in_doubt) as doubts on people.person_id = doubts.person_id

)

select
    sets.basis,
    sets.laws,
    sets.law,
    sets.viewer,
    numbers.person_number,
    least(people.some_relief, people.with_record) as some_relief,
    people.with_record,
    people.with_felony,
    people.with_conviction,
    people.with_recent,
    least(people.felony_ended, case people.felony_left when 'no' then 'yes' when 'yes' then 'no' else 'unknown' end)
        as felony_free,
    least(people.conviction_ended, case people.conviction_left when 'no' then 'yes' when 'yes' then 'no'
        else 'unknown' end) as conviction_free,
    least(people.recent_ended, case people.recent_left when 'no' then 'yes' when 'yes' then 'no' else 'unknown' end)
        as recent_free,
    least(people.record_ended, case people.record_left when 'no' then 'yes' when 'yes' then 'no' else 'unknown' end)
        as record_free
from people_with_doubts as people
inner join sets on people.set_number = sets.set_number
inner join marts.research_person_ids as numbers on people.person_id = numbers.person_id
