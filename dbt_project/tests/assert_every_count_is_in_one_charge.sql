-- Fails if the source rows of counts and of charges differ: every telling of a charge is remembered by the one fact.
select
    (select coalesce(sum(len(source_lines)), 0) from {{ ref('int_counts') }}) as rows_in_counts,
    (select coalesce(sum(len(source_rows)), 0) from {{ ref('int_charges') }}) as rows_in_charges
where rows_in_counts <> rows_in_charges
