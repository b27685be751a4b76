-- No statute: which charges and arrests each selector asks for, those left out that read an earlier remedy's relief
-- (engine_later_matches). One row per unit, supposed level and selector, where the answer is yes or unknown, or may be.
{{ engine_matches_of(false) }}
