-- Compiled from the packs of de by lookback law compile de, hash e4b43b5928144020.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
