-- Compiled from the packs of de by lookback law compile de, hash 321057dd710be8eb.
{{ config(materialized='view', tags=['on_demand', 'compiled_law']) }}
-- The findings of all remedies of the state.
select * from {{ ref('rule_de__mandatory_expungement') }}
