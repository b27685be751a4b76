-- Compiled from the packs of ny by lookback law compile ny, hash fbea0fbbc52cb2b8.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
