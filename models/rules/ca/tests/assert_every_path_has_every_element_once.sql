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

-- (Each element of a remedy has a bit of its own: where one is lacking or stands twice, fewer bits are set.)
bits as (

    select
        remedy_id,
        element,
        cast(1 as ubigint) << (row_number() over (partition by remedy_id order by element) - 1) as element_bit
    from {{ law('elements') }}

),

found as (

    select
        elements.charge_id,
        elements.remedy_id,
        elements.path,
        count(*) as elements,
        bit_count(bit_or(bits.element_bit)) as different_elements
    from {{ rule('prop64_elements') }} as elements
    left join bits on elements.remedy_id = bits.remedy_id and elements.element = bits.element
    group by elements.charge_id, elements.remedy_id, elements.path

)

select
    found.charge_id,
    found.remedy_id,
    found.path
from found
inner join asked on found.remedy_id = asked.remedy_id
where found.elements is distinct from found.different_elements
    or found.elements <> case when found.path is null then asked.elements_of_the_count else asked.elements end
