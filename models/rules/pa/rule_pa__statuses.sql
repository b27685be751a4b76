-- Compiled from the packs of pa by lookback law compile pa, hash 027d42efeeca6ee6.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
