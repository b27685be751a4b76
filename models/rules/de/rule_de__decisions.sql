-- Compiled from the packs of de by lookback law compile de, hash 476708ad99940a60.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
