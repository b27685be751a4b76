{{ config(tags=['central', 'metrics', 'scenario']) }}
-- (A table each: grouped at once, the rows of a state need more disk than four times one of them.)
{{ people_counted_by() }}
