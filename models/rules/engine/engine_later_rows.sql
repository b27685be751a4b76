-- No statute: the status of every element of every path that a unit may take, of remedies decided after others,
-- where it is another than the law gives by itself (engine_law_elements). engine_statuses shows all, with names.
{{ engine_rows_of(1) }}  -- noqa: PRS
