-- No statute: which charges and arrests the selectors ask for that read what an earlier remedy gives in the same run.
-- Only eligible is relief; where the earlier finding waits for somebody, the answer is unknown.
{{ engine_matches_of(true) }}
