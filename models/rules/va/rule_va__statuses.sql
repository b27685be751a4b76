-- Compiled from the packs of va by lookback law compile va, hash ea5cbb343ae17c8e.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
