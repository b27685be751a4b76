{% set fact = 'line_tells_nothing_more' %}
with in_force as (

    select delivery_id from {{ source('intake', 'deliveries') }}

),

digits_of_lines as (

    {{ digits_of_rejects('in_force') }}

),

lines as (

    select distinct
        delivery_id,
        source_line,
        ltrim(digits, '0') as digits
    from digits_of_lines

),

-- In the standard layout an id is any text, and whom no number of the state names, a case or name and birth date do.
fields as (

    {{ fields_of_rejects('in_force') }}

),

births as (

    select
        delivery_id,
        source_line,
        cast(try_strptime(left(field, 10), ['%Y-%m-%d', '%m/%d/%Y', '%Y%m%d']) as date) as birth_date
    from fields

),

keys_of_people as (

    select person_key, 'digits' as kind, unnest([ltrim(state_id, '0'), ltrim(issuer_person_id, '0')]) as key
    from {{ staged('people') }}
    union
    select person_key, 'field' as kind, issuer_person_id as key from {{ staged('people') }}
    union
    select person_key, 'number' as kind, state_id as key from {{ staged('people') }}
    union
    select person_key, 'case' as kind, case_number_key as key from {{ staged('cases') }}

),

keys_of_lines as (

    select delivery_id, source_line, 'digits' as kind, digits as key from lines
    union all
    -- (An id as short as a count's names nobody but in its own place: the first of a line, the state's the second.)
    select delivery_id, source_line, 'field' as kind, field as key from fields
    where length(field) > 3 or field_number = 1
    union all
    select delivery_id, source_line, 'number' as kind, ltrim(field, '0') as key from fields
    where length(field) > 3 or field_number = 2
    union all
    -- (A case number as short as a count's names nobody.)
    select delivery_id, source_line, 'case' as kind, field_key as key from fields
    where length(field_key) > 4 and regexp_matches(field_key, '[0-9]')

),

named as (

    select person_key, delivery_id, source_line
    from keys_of_people
    inner join keys_of_lines using (kind, key)
    union
    select people.person_key, births.delivery_id, births.source_line
    from {{ staged('people') }} as people
    inner join births on people.birth_date_earliest = births.birth_date
    inner join fields
        on births.delivery_id = fields.delivery_id
        and births.source_line = fields.source_line
        and {{ name_key("split_part(people.person_name, ',', 1)") }} = fields.field_key
    where people.birth_date_precision = 'day'

),

of_people as (

    select distinct
        links.person_id,
        cast(links.person_bucket as integer) as person_bucket,
        named.delivery_id,
        named.source_line
    from named
    inner join {{ ref('int_person_links') }} as links on named.person_key = links.person_key

),

-- A delivery is known by what its file holds: what was found of a line is of no line of a later file.
facts as (

    select * from {{ source('intake', 'established_facts') }}
    where unit = 'line' and fact = '{{ fact }}'

),

persons as (

    {{ persons_named('facts', 'fact_id') }}

),

found as (

    select
        persons.person_id,
        facts.case_number_key as line_key,
        min(facts.fact_id) as fact_id,
        bool_and(facts.value = 'yes') as is_settled
    from facts
    inner join persons on facts.fact_id = persons.fact_id
    group by persons.person_id, facts.case_number_key

)

select
    of_people.person_id,
    of_people.person_bucket,
    of_people.delivery_id,
    of_people.source_line,
    found.fact_id,
    coalesce(found.is_settled, false) as is_settled
from of_people
left join found
    on of_people.person_id = found.person_id
    and concat('line:', of_people.delivery_id, ':', of_people.source_line) = found.line_key
