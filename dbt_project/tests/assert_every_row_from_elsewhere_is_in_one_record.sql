-- Fails if a staged row of a Supervised Release File, a court's list, a list of petitions or of case transfers is in no
-- record, or in two. (A supervision record whose ids name two persons is one record of each.)
with counted as (

    select
        'supervision_records' as records,
        (select count(*) from {{ staged('supervision_records') }}) as staged_rows,
        (
            select coalesce(sum(len(source_rows)) filter (where not has_conflicting_ids), 0)
            from {{ ref('int_supervision_records') }}
        ) + (
            select count(distinct source_row)
            from (
                select unnest(source_rows) as source_row from {{ ref('int_supervision_records') }}
                where has_conflicting_ids
            ) as of_two_persons
        ) as rows_in_records
    union all
    select
        'court_records' as records,
        (select count(*) from {{ staged('court_records') }}) as staged_rows,
        (select coalesce(sum(len(source_rows)), 0) from {{ ref('int_court_records') }}) as rows_in_records
    union all
    select
        'petitions' as records,
        (select count(*) from {{ staged('petitions') }}) as staged_rows,
        (
            select coalesce(sum(len(source_rows)), 0) from {{ ref('int_petition_rows') }}
            where
                petition_id in (select petition_id from {{ ref('int_prohibition_petitions') }})
                or petition_id in (select petition_id from {{ ref('int_prohibition_petitions_unmatched') }})
        ) as rows_in_records
    union all
    select
        'case_transfers' as records,
        (select count(*) from {{ staged('case_transfers') }}) as staged_rows,
        (select coalesce(sum(len(source_rows)), 0) from {{ ref('int_case_transfers') }}) as rows_in_records

)

select *
from counted
where staged_rows <> rows_in_records
