-- Each person is once in a scenario and place; statewide nobody with a conviction is left out.
with missing as (

    select scenario, person_id, 'STATEWIDE' as place
    from {{ ref('metric_policy_convictions') }}
    except
    select scenario, person_id, place
    from {{ ref('metric_policy_people') }}

)

select scenario, person_id, place from missing
union all
select scenario, person_id, place
from {{ ref('metric_policy_people') }}
group by scenario, person_id, place
having count(*) > 1
