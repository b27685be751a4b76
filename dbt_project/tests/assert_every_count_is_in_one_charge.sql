-- Fails if the source rows of counts and of charges differ: every telling of a charge is remembered by the one fact,
-- those of courts that are about it too.
select
    (select coalesce(sum(len(source_lines)), 0) from {{ ref('int_delivered_charges') }}) as rows_in_counts,
    (
        select coalesce(sum(len(source_rows)), 0) from {{ ref('int_court_charges') }}
        where charge_number is not null
    ) as rows_of_courts,
    (select coalesce(sum(len(source_rows)), 0) from {{ ref('int_charges') }}) as rows_in_charges
where rows_in_counts + rows_of_courts <> rows_in_charges
