-- Fails if an arrest is not asked for a path in force (each has the statuses of all its elements: engine_statuses), or
-- a path of a finding is none that the law names; and if a path of the law table has an element twice.
with paths as (

    select
        element,
        unnest(string_split(paths, ' ')) as path
    from {{ law('elements') }}
    where remedy_id = 'arrest_relief'

),

candidates as (

    {{ engine_of_both_stages('paths') }}

),

paths_of_arrests as (

    select count(*) as paths
    from candidates
    inner join {{ ref('engine_law_paths') }} as law_paths on candidates.path_number = law_paths.path_number
    where law_paths.remedy_id = 'arrest_relief' and candidates.variant = 0
    group by candidates.unit_number

),

asked as (

    select count(*) as paths
    from {{ ref('engine_law_paths') }}
    where remedy_id = 'arrest_relief'

)

select 'a path that was not asked' as fault
from paths_of_arrests
cross join asked
where paths_of_arrests.paths <> asked.paths
union all
select 'a path nobody knows' as fault
from (select distinct path from {{ rule('arrest_findings') }}) as found
anti join paths on found.path = paths.path
union all
select 'an element twice' as fault
from paths
group by path, element
having count(*) > 1
