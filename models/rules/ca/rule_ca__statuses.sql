-- Compiled from the packs of ca by lookback law compile ca, hash e35fb7ba5ce06838.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
