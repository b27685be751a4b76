-- No statute: units and the paths they may take, of remedies whose relief others look at. One row per unit, path and
-- supposed level where the path's kind fits or may fit.
{{ engine_candidates_of(0) }}
