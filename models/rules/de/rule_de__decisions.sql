-- Compiled from the packs of de by lookback law compile de, hash f5f84ebae0d327ad.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
