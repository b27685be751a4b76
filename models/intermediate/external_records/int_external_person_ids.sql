with told as (

    select person_key, issuer_person_id from {{ staged('supervision_records') }}
    union
    select person_key, issuer_person_id from {{ staged('registrations') }}
    union
    select person_key, issuer_person_id from {{ staged('court_records') }}
    union
    select person_key, issuer_person_id from {{ staged('petitions') }}
    union
    select person_key, issuer_person_id from {{ staged('case_transfers') }}

),

links as (

    select
        told.person_key,
        told.issuer_person_id,
        links.person_id,
        links.person_number,
        links.person_bucket,
        links.link_basis
    from told
    inner join {{ ref('int_person_links') }} as links on told.person_key = links.person_key

),

histories as (

    select distinct
        people.issuer_person_id,
        history_links.person_id,
        history_links.person_bucket
    from {{ staged('people') }} as people
    inner join {{ ref('int_person_links') }} as history_links on people.person_key = history_links.person_key
    where people.issuer_person_id in (select links.issuer_person_id from links)
        or history_links.person_id in (select links.person_id from links)

),

known as (

    select distinct person_id from histories

),

owners_of_issuer_ids as (

    select
        issuer_person_id,
        list({ 'person_id': person_id, 'person_bucket': person_bucket } order by person_id) as persons,
        list(person_id) as person_ids
    from histories
    where issuer_person_id is not null
    group by issuer_person_id

)

select
    links.person_key,
    links.person_id,
    links.person_number,
    links.person_bucket,
    links.link_basis,
    known.person_id is not null as is_person_known,
    owners.issuer_person_id is not null and not list_contains(owners.person_ids, links.person_id)
        as has_conflicting_ids,
    case when not list_contains(owners.person_ids, links.person_id) then owners.persons end as other_persons
from links
left join known on links.person_id = known.person_id
left join owners_of_issuer_ids as owners on links.issuer_person_id = owners.issuer_person_id
