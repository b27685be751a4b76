{{ config(tags=['metrics']) }}
-- Totals of the reports are the lines of the ledger, each once, and counties add up to the state.
with reports as (

    select
        metric,
        law,
        variant,
        place,
        count
    from {{ ref('metrics') }}
    where
        metric in ('ledger_lines', 'progress', 'granted_in_year')
        and variant <> 'not_in_the_ledger'
        and status = 'all'

),

of_reports as (

    select
        metric || '/' || law as what,
        sum(count) as lines
    from reports
    where place = 'STATEWIDE'
    group by all
    union all
    select
        'state/' || variant as what,
        count as lines
    from reports
    where metric = 'ledger_lines'
    union all
    select
        'counties/' || metric || '/' || law as what,
        sum(count) as lines
    from reports
    where place <> 'STATEWIDE'
    group by all

),

lines as (

    select
        lines.remedy_id,
        lines.state,
        lines.is_given and not ways.asks_a_court as is_granted
    from {{ source('ledger', 'lines') }} as lines
    inner join {{ ref('relief_ways') }} as ways on lines.relief_by = ways.relief_by

),

of_the_ledger as (

    select
        'ledger_lines/ALL' as what,
        count(*) as lines
    from lines
    union all
    select
        'state/' || state as what,
        count(*) as lines
    from lines
    group by state
    union all
    select
        unnest(['progress/' || remedy_id, 'counties/progress/' || remedy_id]) as what,
        count(*) as lines
    from lines
    group by remedy_id
    union all
    select
        unnest(['granted_in_year/' || remedy_id, 'counties/granted_in_year/' || remedy_id]) as what,
        count(*) as lines
    from lines
    where is_granted
    group by remedy_id

)

select
    what,
    of_reports.lines as of_reports,
    of_the_ledger.lines as of_the_ledger
from of_reports
full join of_the_ledger using (what)
where coalesce(of_reports.lines, 0) <> coalesce(of_the_ledger.lines, 0)
