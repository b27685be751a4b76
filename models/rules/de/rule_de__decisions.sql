-- Compiled from the packs of de by lookback law compile de, hash 36ee50bcdc1d27d4.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
