-- No statute: what each path comes to by itself, of remedies that are decided after others: of one unit, and as if its
-- level were the one supposed.
{{ engine_paths_of(1) }}
