-- Penal Code 667(e)(2)(C)(iv) (super strikes), 290(c) (registrable offenses), 1192.7(c) and 1192.8(a) (serious
-- felonies) and 667.5(c) (violent felonies), as the lists in law/ spell them.
-- Which list of the law each conviction is on: yes, or unknown where a fact the record does not hold decides. A
-- conviction on no list has no row. The parsed parts of the section are compared, never the text.
with {{ lines_of_the_lists(ref('int_convictions')) }}

select
    charge_id,
    person_id,
    person_bucket,
    offense_list,
    case
        when membership = 'member' and is_in_time = 'yes' and is_of_the_level = 'yes' and is_of_the_prefix = 'yes'
            then 'yes'
        else 'unknown'
    end as is_on_list,
    -- The same, were it a felony: for a path that asks the level by itself.
    case
        when membership = 'member' and is_in_time = 'yes' and is_of_the_prefix = 'yes' then 'yes'
        else 'unknown'
    end as is_on_list_as_felony,
    fact_needed,
    citation,
    verified,
    {{ list_line_key() }} as law_row_key
from speaking
where place = 1 and membership <> 'not_member' and is_of_the_level <> 'no' and is_of_the_prefix <> 'no'
