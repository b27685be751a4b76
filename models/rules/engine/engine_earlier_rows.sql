-- No statute: the status of every element of every path that a unit may take, of remedies whose relief others look at,
-- where it is another than the law gives by itself (engine_law_elements). engine_statuses shows all, with names.
{{ engine_rows_of(0) }}  -- noqa: PRS
