{{ config(materialized='view') }}
select
    numbers.person_number,
    {{ named_place('convictions') }} as county_name,
    case
        when year(convictions.conviction_date_earliest) = year(convictions.conviction_date_latest)
            then cast(year(convictions.conviction_date_earliest) as integer)
    end as conviction_year,
    convictions.code_book,
    {{ name_of('convictions.code_book', vocabulary('code_books'), 'code_book', 'code_book_name') }} as code_book_name,
    convictions.section,
    convictions.level,
    convictions.has_prison_sentence
from {{ ref('int_convictions') }} as convictions
inner join {{ ref('research_person_ids') }} as numbers on convictions.person_id = numbers.person_id
