{{ config(materialized='table', enabled=is_rule_shared('hints', by_packs=true)) }}
-- No statute: petitions that a person may bring where a determination says that no relief reaches: one row per charge
-- or arrest and petition that is, or may be, within reach. A hint is no determination: it files nothing, asks nobody.
with paths as (
    select
        cast(null as varchar) as unit_id,
        cast(null as varchar) as remedy_id,
        cast(null as integer) as path_number,
        cast(null as varchar[]) as conditions
    where false
    {% for petitions in ['petition_paths', 'arrest_petition_paths'] if petitions in var('own_rules') %}
        union all
        select
            unit_id,
            remedy_id,
            path_number,
            conditions
        from {{ rule(petitions) }}
    {% endfor %}
),

-- Of several paths of a petition the one that leaves the least open.
best as (
    select *
    from paths
    qualify row_number() over (partition by unit_id, remedy_id order by len(conditions), path_number) = 1
)

select
    findings.unit,
    findings.unit_id,
    findings.person_id,
    findings.person_bucket,
    petitions.beside_remedy as remedy_id,
    petitions.remedy_id as hint_id,
    petitions.place,
    if(len(best.conditions) = 0, 'yes', 'unknown') as is_within_reach,
    best.conditions,
    'Hint: ' || petitions.hint_text || coalesce(' (form ' || petitions.form || ')', '')
    || if(len(best.conditions) > 0, ', if ' || array_to_string(best.conditions, ' and '), '')
    || '. ' || petitions.further_text as hint,
    petitions.citation,
    petitions.verified
from best
inner join {{ law('petitions') }} as petitions on best.remedy_id = petitions.remedy_id
inner join {{ rule('decisions') }} as findings
    on best.unit_id = findings.unit_id and petitions.beside_remedy = findings.remedy_id
where findings.outcome not in ('eligible', 'already_relieved')
