-- Compiled from the packs of mi by lookback law compile mi, hash f677d630c145c6fe.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
