{{ config(tags=['central']) }}
-- Fails if staging holds more or fewer rows than the receipts of the deliveries in force: no row is lost or doubled
-- between intake and staging (a join that multiplies, a filter that drops).
with staged as (

    select 'history' as delivery_kind, count(*) as staged_rows from {{ ref('stg_ca__history_rows') }}
    union all
    select 'supervised_release' as delivery_kind, count(*) as staged_rows from {{ ref('stg_ca__supervision_records') }}
    union all
    select 'registry' as delivery_kind, count(*) as staged_rows from {{ ref('stg_ca__registrations') }}
    union all
    select 'court_records' as delivery_kind, count(*) as staged_rows from {{ ref('stg_ca__court_records') }}
    union all
    select 'petitions' as delivery_kind, count(*) as staged_rows from {{ ref('stg_ca__petitions') }}
    union all
    select 'case_transfers' as delivery_kind, count(*) as staged_rows from {{ ref('stg_ca__case_transfers') }}

),

accepted as (

    select delivery_kind, sum(accepted_rows) as accepted_rows
    from {{ source('intake', 'deliveries') }}
    group by delivery_kind

)

select
    delivery_kind,
    coalesce(staged.staged_rows, 0) as staged_rows,
    coalesce(accepted.accepted_rows, 0) as accepted_rows
from staged
full join accepted using (delivery_kind)
where coalesce(staged.staged_rows, 0) <> coalesce(accepted.accepted_rows, 0)
