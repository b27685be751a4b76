-- What each remedy gives to each count in both runs and, where that differs, the cause. First: the first run named the
-- day and it has come. Then what differs for this determination alone. Then what differs for the run as a whole.
create or replace temp table determinations as
with a as (

    select * replace (key_of_count(findings.count_key, charges.kind) as count_key)
    from a_findings as findings
    left join (select count_key as charge, kind from a_counts where kind = 'charges') as charges
        on findings.count_key = charges.charge

),

b as (

    select * replace (key_of_count(findings.count_key, charges.kind) as count_key)
    from b_findings as findings
    left join (select count_key as charge, kind from b_counts where kind = 'charges') as charges
        on findings.count_key = charges.charge

),

sides as (

    select
        coalesce(a.count_key, b.count_key) as count_key,
        coalesce(a.remedy_id, b.remedy_id) as remedy_id,
        a.count_key is not null and b.count_key is not null as is_in_both,
        a.outcome as a_outcome,
        b.outcome as b_outcome,
        a.outcome is distinct from b.outcome or a.relief is distinct from b.relief as is_other,
        coalesce(
            (a.outcome = 'not_yet' and b.outcome = 'eligible'
                and a.eligible_on > getvariable('first_day') and a.eligible_on <= getvariable('second_day'))
            or (a.outcome = 'eligible' and b.outcome = 'not_yet'
                and b.eligible_on > getvariable('second_day') and b.eligible_on <= getvariable('first_day')),
            false
        ) as is_foretold,
        a.ground as a_ground,
        b.ground as b_ground,
        list_concat(coalesce(a.rows_of_law, []), coalesce(b.rows_of_law, [])) as own_rows
    from a
    full join b on a.count_key = b.count_key and a.remedy_id = b.remedy_id

),

used as (

    select count_key, remedy_id, unnest(own_rows) as law_row from sides where is_other
    union
    select sides.count_key, sides.remedy_id, grounds.row_of_law
    from sides
    inner join a_grounds as grounds on sides.a_ground = grounds.ground
    where sides.is_other
    union
    select sides.count_key, sides.remedy_id, grounds.row_of_law
    from sides
    inner join b_grounds as grounds on sides.b_ground = grounds.ground
    where sides.is_other

),

-- (Two rows of one parameter: another value is in force.)
by_law as (

    select count_key, remedy_id from used where list_contains(getvariable('changed_rows'), law_row)
    union
    select count_key, remedy_id
    from used
    where starts_with(law_row, 'parameters ')
    group by count_key, remedy_id, regexp_replace(law_row, ' [^ ]+$', '')
    having count(*) > 1
    union
    select count_key, remedy_id from sides where not is_in_both and len(getvariable('changed_rows')) > 0

),

with_causes as (

    select
        sides.*,
        counts.in_a and counts.in_b as has_count_in_both,
        counts.cause as cause_of_count,
        list_distinct(list_concat(counts.causes, [
            case when by_law.count_key is not null then 'law' end,
            case when list_contains(getvariable('policy_remedies'), sides.remedy_id)
                and list_contains(getvariable('changed_counties'), coalesce(counts.b_place, counts.a_place))
                then 'policy' end
        ])) as causes
    from sides
    inner join counts on sides.count_key = counts.count_key
    left join by_law on sides.count_key = by_law.count_key and sides.remedy_id = by_law.remedy_id

)

select
    count_key,
    remedy_id,
    a_outcome,
    b_outcome,
    case
        when not is_other then null
        when not has_count_in_both then cause_of_count
        when is_foretold then 'time'
        when len(causes) > 0 then one_cause(causes)
        else getvariable('residual')
    end as cause
from with_causes
