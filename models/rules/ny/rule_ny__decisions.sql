-- Compiled from the packs of ny by lookback law compile ny, hash ce5e9681890085ed.
{{ config(materialized='view') }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_ny__automatic_sealing') }}
