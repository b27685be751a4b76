-- Compiled from the packs of ca by lookback law compile ca, hash 6bb982861a884255.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
