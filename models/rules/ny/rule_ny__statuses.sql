-- Compiled from the packs of ny by lookback law compile ny, hash a35814a3efebb1b2.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
