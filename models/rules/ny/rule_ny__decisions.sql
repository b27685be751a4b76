-- Compiled from the packs of ny by lookback law compile ny, hash a04bf4c6b5eae676.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
