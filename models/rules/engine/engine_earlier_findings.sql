-- No statute: one finding per unit and remedy, of remedies whose relief others look at: of its paths the best one,
-- after the case and the caps.
{{ engine_findings_of(0) }}
