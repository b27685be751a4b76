-- No statute: one finding per unit and remedy, of remedies that are decided after others: of its paths the best one,
-- after the case and the caps.
{{ engine_findings_of(1) }}
