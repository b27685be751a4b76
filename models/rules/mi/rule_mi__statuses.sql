-- Compiled from the packs of mi by lookback law compile mi, hash 5e392150f0ab5282.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
