{{ config(tags=['central', 'metrics', 'scenario']) }}
{{ people_counted_by('year') }}
