-- No statute: which offense list each charge is on, as the lists of the state's law spell them. A charge on no list has
-- no row; one without a section is in doubt (engine_units), but for lists that only facts decide.
with {{ engine_numbered_units() }},

{{ engine_established_by_unit() }},

facts as (
    {{ engine_known_facts() }}
),

unit_days as (select * from {{ ref('engine_days') }} as rows)

select owners.unit_id, owners.person_id, owners.person_bucket, listed.*
from ({{ engine_listed() }}) as listed
inner join units as owners using (unit_number)
