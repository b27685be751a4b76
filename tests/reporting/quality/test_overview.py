"""The quality page in short: what the UI shows of the gates, with nothing left out that is not as expected."""

from __future__ import annotations

from datetime import date

from orchestration.reporting.quality.overview import format_overview
from orchestration.reporting.quality.runs import Run
from orchestration.warehouse.quality_gates.wordings import UnknownWording
from orchestration.warehouse.run_history import GateResult, Measure


def test_the_overview_has_every_gate_all_that_is_not_met_and_the_shares_that_were_counted() -> None:
    says = ("no delivery may lose lines", "charges must be understood")
    results = [
        GateResult("intake", "intake.deliveries", "rows", "", is_met, "3", said, "", "", severity=severity)
        for is_met, said, severity in ((True, "met", "stop"), (False, says[0], "stop"), (False, says[1], "warn"))
    ]
    measures = {"rejected_lines": [Measure("rejected_lines", "KERN", "blank", 1, 50)]}
    run = Run("run", 1, date(2026, 6, 1), "", [], {"intake": results}, measures)
    shown = format_overview(run, [UnknownWording("disposition", "KERN", "kern.csv", "FOUND GUILTY", 7)])
    assert "| failed | 3 | 2 |" in shown
    assert shown.count("| not reached | 0 | 0 |") == 4
    assert all(said in shown for said in says)
    assert "| 2.0 % of lines delivered |" in shown
    assert "| disposition | KERN | kern.csv | FOUND GUILTY | 7 |" in shown
