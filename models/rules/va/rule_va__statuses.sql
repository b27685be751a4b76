-- Compiled from the packs of va by lookback law compile va, hash 46a0d265ae24f155.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
