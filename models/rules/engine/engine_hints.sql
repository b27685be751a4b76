-- No statute: petitions that a person may bring where a determination says that no relief reaches: one row per charge
-- or arrest and petition that is, or may be, within reach. A hint is no determination: it files nothing, asks nobody.
{{ engine_hints() }}  -- noqa: PRS
