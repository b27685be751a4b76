-- Compiled from the packs of de by lookback law compile de, hash a37c0bc26e2a8ed5.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
