-- Fails if staging holds more or fewer rows than the receipts of the deliveries in force: no row is lost or doubled
-- between intake and staging (a join that multiplies, a filter that drops).
select
    (select count(*) from {{ ref('stg_ca__history_rows') }}) as staged,
    (select coalesce(sum(accepted_rows), 0) from {{ source('intake', 'deliveries') }}) as accepted
where staged <> accepted
