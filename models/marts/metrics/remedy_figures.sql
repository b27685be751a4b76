{{ config(tags=['scenario']) }}
-- What came out of each remedy whose unit is the charge: one row per remedy, with the determinations by outcome, the
-- people reached now, those whom only a missing Supervised Release File holds up (they would be eligible were it at
-- hand and silent of them), and how many determinations each source decided. People are counted once a remedy.
{% set outcomes = ['eligible', 'not_yet', 'review', 'undeterminable', 'ineligible', 'already_relieved'] %}
{% set sources = ['history', 'supervised_release', 'court_records', 'petitions', 'established_facts'] %}
with counted as (

    select
        remedy_id,
        count(*) as determinations,
        count(distinct person_id) as people,
        {% for outcome in outcomes %}
            count(*) filter (where outcome = '{{ outcome }}') as {{ outcome }},
        {% endfor %}
        count(*) filter (where outcome = 'not_yet' and eligible_on is not null) as not_yet_with_a_day,
        count(distinct case when outcome = 'eligible' then person_id end) as people_eligible,
        count(distinct case when outcome = 'not_yet' then person_id end) as people_not_yet,
        count(*) filter (where is_held_up_by_missing_file) as held_up_by_missing_file,
        count(distinct case when is_held_up_by_missing_file then person_id end) as people_held_up_by_missing_file,
        {% for source in sources %}
            count(*) filter (where decided_by = '{{ source }}')
                as decided_by_{{ source }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ rule('findings') }}
    group by remedy_id

)

select
    remedies.remedy_id,
    remedies.remedy_name,
    remedies.unit,
    remedies.relief_by,
    remedies.effect,
    coalesce(counted.determinations, 0) as determinations,
    coalesce(counted.people, 0) as people,
    {% for outcome in outcomes %}
        coalesce(counted.{{ outcome }}, 0) as {{ outcome }},
    {% endfor %}
    coalesce(counted.not_yet_with_a_day, 0) as not_yet_with_a_day,
    coalesce(counted.people_eligible, 0) as people_eligible,
    coalesce(counted.people_not_yet, 0) as people_not_yet,
    coalesce(counted.held_up_by_missing_file, 0) as held_up_by_missing_file,
    coalesce(counted.people_held_up_by_missing_file, 0) as people_held_up_by_missing_file,
    {% for source in sources %}
        coalesce(counted.decided_by_{{ source }}, 0) as decided_by_{{ source }}{% if not loop.last %},{% endif %}
    {% endfor %}
from {{ law('remedies') }} as remedies
left join counted on remedies.remedy_id = counted.remedy_id
where remedies.unit = 'charge'
