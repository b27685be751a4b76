-- No statute: the paths that are, or will be, in force on the run's as-of date, with numbers to join by. A path that
-- begins later grants nothing yet, and its first day is one on which a finding changes.
with numbers as (
    select distinct
        selector, selector_number
    from {{ ref('engine_law_selectors') }}
)

select
    cast(row_number() over (order by paths.stage, paths.remedy_id, paths.place, paths.path) as integer) as path_number,
    cast(dense_rank() over (order by paths.remedy_id) as integer) as remedy_number,
    paths.remedy_id, paths.path, paths.place, paths.stage,
    case paths.unit when 'arrest' then 'arrest' else 'charge' end as unit,
    paths.unit = 'case' as is_by_case,
    kinds.selector_number as kind_number, covers.selector_number as covers_number,
    restarts.selector_number as restarts_number, paths.relief, paths.effective_from, paths.effective_to,
    run_parameters.as_of_date >= paths.effective_from as is_in_force,
    coalesce(paths.last_when_barred, false) as is_last_when_barred,
    coalesce(paths.suppose_levels, []) as suppose_levels,
    cast(case paths.comes_to when 'ineligible' then 5 when 'review' then 3 else 1 end as tinyint) as rank_if_met,
    coalesce(paths.gives_way, false) as gives_way,
    coalesce(paths.review_unless_fits, false) as review_unless_fits,
    paths.if_words,
    coalesce(reliefs.rank, 99) as relief_rank,
    run_parameters.as_of_date
from {{ law('paths') }} as paths
cross join {{ source('intake', 'run_parameters') }} as run_parameters
inner join numbers as kinds on paths.kind = kinds.selector
left join {{ law('reliefs') }} as reliefs on paths.relief = reliefs.relief
left join numbers as covers on paths.covers = covers.selector
left join numbers as restarts on paths.restarts = restarts.selector
where coalesce(run_parameters.as_of_date < paths.effective_to, true) and coalesce(paths.only_if, 'true') = 'true'
