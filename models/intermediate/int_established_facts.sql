-- What people established about a charge that no file tells (quantity, conduct, a challenge): one row per charge and
-- line of the facts file. A line is about every charge of its person in its county, with its case numbers and its
-- section; a line without a subdivision is about the section whatever its subdivision. Instead of a case number, which an
-- arrest may never have had, ARREST and the day of the arrest can stand. Apart from the state's facts.
with facts as (

    select * from {{ source('intake', 'established_facts') }}

),

-- The person an id stands for, after the decisions of people on who is who.
persons as (

    select facts.fact_id, links.person_id
    from facts
    inner join {{ staged('people') }} as people on facts.id_key = 'state:' || people.state_id
    inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key
    union
    select facts.fact_id, links.person_id
    from facts
    inner join {{ staged('people') }} as people on facts.id_key = 'issuer:' || people.issuer_person_id
    inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key

)

select
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    facts.fact,
    facts.value,
    facts.fact_id,
    facts.established_by,
    facts.established_on,
    facts.why
from facts
inner join persons on facts.fact_id = persons.fact_id
inner join {{ ref('int_charges') }} as charges
    on persons.person_id = charges.person_id
    and facts.section = charges.section
    and facts.county_name = upper(charges.county_name)
where (facts.subdivision_path = '' or facts.subdivision_path = charges.subdivision_path)
    and (
        list_has_all(string_split(charges.case_number_key, '+'), string_split(facts.case_number_key, '+'))
        or (
            charges.arrest_date_precision = 'day'
            and facts.case_number_key = strftime(charges.arrest_date_earliest, '%Y%m%d') || '+ARREST'
        )
    )
