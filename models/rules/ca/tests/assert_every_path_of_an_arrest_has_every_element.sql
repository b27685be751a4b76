-- Fails if an element of arrests has no word, or a path of a finding is none that the law table names; and if a path of
-- the law table has an element twice.
with paths as (

    select
        element,
        unnest(string_split(paths, ' ')) as path
    from {{ law('elements') }}
    where remedy_id = 'arrest_relief'

)

select 'an element without a word' as fault
from {{ rule('arrest_relief') }} as relief
where relief.not_relieved_before is null
    or relief.arrest_of_this_state is null
    or relief.record_is_clear is null
    or relief.arrest_on_or_after_floor is null
    or relief.law_in_operation_for_misdemeanors is null
    or relief.law_in_operation_for_felonies is null
    or relief.law_in_operation_for_diversion is null
    or relief.misdemeanor_arrest is null
    or relief.infractions_are_meant is null
    or relief.felony_arrest is null
    or relief.charge_dismissed is null
    or relief.no_conviction_beside_the_dismissal is null
    or relief.no_proceedings_initiated is null
    or relief.no_conviction_from_the_arrest is null
    or relief.acquitted is null
    or relief.term_below_eight_years is null
    or relief.calendar_year_since_arrest is null
    or relief.three_years_since_arrest is null
    or relief.six_years_since_arrest is null
    or relief.acquittal_of_a_misdemeanor_needs_no_wait is null
    or relief.acquittal_of_a_felony_needs_no_wait is null
    or relief.diversion_completed is null
union all
select 'a path nobody knows' as fault
from (select distinct path from {{ rule('arrest_findings') }}) as found
anti join paths on found.path = paths.path
union all
select 'an element twice' as fault
from paths
group by path, element
having count(*) > 1
