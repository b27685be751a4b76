-- Fails if a staged row of a delivery beside the histories is in no record, or in two. (A record of supervision or
-- registration whose ids name two persons is one record of each.)
with counted as (

    {% for records in ['supervision_records', 'registrations'] %}
        select
            '{{ records }}' as records,
            (select count(*) from {{ staged(records) }}) as staged_rows,
            (
                select coalesce(sum(len(source_rows)) filter (where not has_conflicting_ids), 0)
                from {{ ref('int_' ~ records) }}
            ) + (
                select count(distinct source_row)
                from (
                    select unnest(source_rows) as source_row from {{ ref('int_' ~ records) }}
                    where has_conflicting_ids
                ) as of_two_persons
            ) as rows_in_records
        union all
    {% endfor %}
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
