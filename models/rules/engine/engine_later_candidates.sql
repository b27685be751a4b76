{{ config(materialized='people_in_pieces') }}
-- No statute: units and the paths they may take, of remedies that may look
-- at the relief of earlier ones (engine_earlier_findings). One row per unit,
-- path and supposed level where the path's kind fits or may fit.
with {{ engine_facts(1) }},

{{ engine_matches_read(1) }},

{{ engine_candidates() }}

select
    candidates.*,
    units.person_bucket
from candidates
inner join units on candidates.unit_number = units.unit_number
