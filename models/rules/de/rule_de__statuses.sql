-- Compiled from the packs of de by lookback law compile de, hash c2e58e3a7da13f0c.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
