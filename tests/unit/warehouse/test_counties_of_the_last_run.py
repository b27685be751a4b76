"""Which counties the next run must have: those of the last run that intake let pass."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_deliveries
from warehouse_runs import build

from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.run_history import GateResult, keep_gate
from orchestration.warehouse.take_in import StoppedAtIntake


def test_a_run_that_stopped_at_the_intake_gate_settles_no_county(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first, second, damaged = (
        small_deliveries.good(tmp_path / "d", county, first=first)
        for county, first in (("sacramento", 1), ("yolo", 100), ("sierra", 200))
    )
    build(home, [first, second], stages=())
    stopped = build(home, [first, second, damaged], stages=())
    with open_warehouse(stopped.settings) as connection:
        failed = GateResult("intake", "intake.deliveries", "kind", "", False, "1", "all must be well", "", "")
        keep_gate(connection, "intake", [failed], [])
    build(home, [first, second], stages=())  # nobody misses Sierra, whose only file was never let pass
    with pytest.raises(StoppedAtIntake, match="YOLO: the last run had a delivery"):
        build(home, [first, damaged], stages=())
