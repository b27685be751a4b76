-- Each conviction, charge and arrest that has relief under one of two laws, with its groups. Of several reliefs of a
-- unit the best counts, in the order of the law table reliefs.
create or replace temp table compared_relief as
with ranked as (

    select
        outcomes.*,
        100 * coalesce(reliefs.rank, 99) + row_number() over (
            partition by outcomes.law, outcomes.unit_type, outcomes.unit_id
            order by remedies.relief_by, remedies.basis desc, remedies.remedy_id
        ) as rank
    from (
        select 'first' as law, * from first_outcomes
        union all
        select 'second' as law, * from second_outcomes
    ) as outcomes
    inner join remedies on outcomes.remedy_id = remedies.remedy_id
    left join reliefs on outcomes.relief = reliefs.relief
    where outcomes.outcome = 'eligible'

),

compared as (

    select
        unit_type,
        unit_id,
        arg_min(remedy_id, rank) filter (where law = 'first') as remedy_before,
        arg_min(remedy_id, rank) filter (where law = 'second') as remedy_after,
        arg_min(relief, rank) filter (where law = 'first') as relief_before,
        arg_min(relief, rank) filter (where law = 'second') as relief_after
    from ranked
    group by unit_type, unit_id

)

select
    groups.unit,
    groups.person_id,
    groups.place as county,
    groups.race_group as race,
    coalesce(compared.remedy_after, compared.remedy_before) as remedy,
    compared.remedy_before is not null as before,
    compared.remedy_before is null as gains,
    compared.remedy_after is null as losses,
    compared.remedy_before is not null and compared.remedy_after is not null and (
        compared.remedy_before <> compared.remedy_after
        or compared.relief_before is distinct from compared.relief_after
    ) as changes,
    compared.remedy_after is not null as after
from compared
inner join marts.relief_groups as groups
    on compared.unit_type = groups.unit_type and compared.unit_id = groups.unit_id
