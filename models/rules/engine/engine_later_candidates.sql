-- No statute: units and the paths they may take, of remedies that are decided after others. One row per unit, path and
-- supposed level where the path's kind fits or may fit.
{{ engine_candidates_of(1) }}
