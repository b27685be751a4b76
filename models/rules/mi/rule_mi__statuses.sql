-- Compiled from the packs of mi by lookback law compile mi, hash b1eec718fcb2f917.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
