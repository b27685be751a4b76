-- Compiled from the packs of pa by lookback law compile pa, hash 9bd59811d6d0b25c.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
