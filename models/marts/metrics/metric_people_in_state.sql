{{ config(tags=['central', 'metrics', 'scenario']) }}
-- (Four tables, one after the other: grouped in one query, the rows of a whole state fill a disk.)
{{ people_counted_by() }}
