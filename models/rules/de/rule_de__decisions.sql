-- Compiled from the packs of de by lookback law compile de, hash 6fbc0c280f06df3d.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
