-- Fails if an arrest lacks the status of an element of a path in force, or a path of a finding is none that the law
-- names; and if a path of the law table has an element twice.
with paths as (

    select
        element,
        unnest(string_split(paths, ' ')) as path
    from {{ law('elements') }}
    where remedy_id = 'arrest_relief'

),

statuses as (

    select count(*) as statuses
    from {{ rule('arrest_elements') }}
    where word is not null
    group by arrest_id

),

asked as (

    select count(*) as elements
    from {{ ref('engine_law_elements') }}
    where remedy_id = 'arrest_relief' and not is_part and type not in ('of_the_kind', 'no_path')

)

select 'an element without a status' as fault
from statuses
cross join asked
where statuses.statuses <> asked.elements
union all
select 'a path nobody knows' as fault
from (select distinct path from {{ rule('arrest_findings') }}) as found
anti join paths on found.path = paths.path
union all
select 'an element twice' as fault
from paths
group by path, element
having count(*) > 1
