-- Compiled from the packs of ct by lookback law compile ct, hash e00385ca6eacd821.
{{ config(materialized='view') }}
-- What each path asks and how that stands, one row per element, parts of combinations too.
{{ statuses_of_paths() }}
