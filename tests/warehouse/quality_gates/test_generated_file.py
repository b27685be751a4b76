"""A file of the public generator of the archived Clear My Record passes the gates before facts, with warnings."""

from __future__ import annotations

from pathlib import Path

from generated_test_data import write_generated_file
from warehouse_runs import build

from orchestration.warehouse.quality_gates.run import run_gate


def test_a_file_with_masked_columns_and_courts_of_no_county_only_warns(tmp_path: Path) -> None:
    file = write_generated_file(tmp_path / "d" / "sacramento_20260301.csv", "SACRAMENTO", 2_000)
    settings = build(tmp_path / "home", [file], stages=("staging",)).settings
    results = [result for gate in ("intake", "staging") for result in run_gate(settings, gate)]
    assert [result.sentence() for result in results if result.is_stopping] == []
    assert "counties_of_state" in {result.id for result in results if not result.is_met}
