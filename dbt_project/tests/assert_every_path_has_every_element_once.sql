-- Fails if a path of a finding lacks an element that the law table names, or has one twice; where no path decided, the
-- elements asked of the count stand for it.
with asked as (

    select
        remedy_id,
        count(*) as elements,
        count(*) filter (where asked_of = 'count') as elements_of_the_count
    from {{ law('elements') }}
    group by remedy_id

),

found as (

    select
        charge_id,
        remedy_id,
        path,
        count(*) as elements,
        count(distinct element) as different_elements
    from {{ rule('prop64_elements') }}
    group by charge_id, remedy_id, path

)

select
    found.charge_id,
    found.remedy_id,
    found.path
from found
inner join asked on found.remedy_id = asked.remedy_id
where found.elements <> found.different_elements
    or found.elements <> case when found.path is null then asked.elements_of_the_count else asked.elements end
