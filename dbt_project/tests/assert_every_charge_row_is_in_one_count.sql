-- Fails if a charge row of staging is in no count, or in two.
select
    (select count(*) from {{ staged('charges') }}) as charge_rows,
    (select coalesce(sum(len(source_lines)), 0) from {{ ref('int_delivered_charges') }}) as rows_in_counts
where charge_rows <> rows_in_counts
