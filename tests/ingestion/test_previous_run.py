"""Which counties the next run must have: those of the last run that intake let pass."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_deliveries
from warehouse_runs import AS_OF, build

from orchestration.ingestion.load import IngestionGateError, NoCurrentDeliveryError, take_in
from orchestration.ingestion.request import TakeInRequest
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.run_history import GateResult, keep_gate


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
    with pytest.raises(IngestionGateError, match="YOLO: the last run had a delivery"):
        build(home, [first, damaged], stages=())


def test_a_county_left_out_by_name_is_not_read_and_not_missed_and_shows(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "d"
    for county, first in (("sacramento", 1), ("yolo", 100)):
        small_deliveries.good(folder, county, first=first)
    build(home, [folder], stages=())
    settings = load_settings(home=home)
    request = TakeInRequest(paths=(folder,), as_of_date=AS_OF, leave_out=("YOLO",))
    taken_in = take_in(settings, request)
    assert [one.county for one in taken_in.in_force] == ["SACRAMENTO"]
    assert taken_in.list_not_current(AS_OF) == [
        "left out yolo_20260301.csv: --leave-out 'YOLO' says so, and it shows on every figure"
    ]
    with open_warehouse(settings) as connection:
        ((allowances,),) = connection.execute("select allowances from intake.run_parameters").fetchall()
    assert allowances == "history left out: YOLO"
    nowhere = TakeInRequest(paths=(folder,), as_of_date=AS_OF, leave_out=("ALPINE", "YOLO"))
    assert take_in(settings, nowhere).list_not_current(AS_OF) == [
        "left out yolo_20260301.csv: --leave-out 'YOLO' says so, and it shows on every figure",
        "nothing to leave out of 'ALPINE': no history of it was found; what was asked shows on every figure",
    ]
    everything = TakeInRequest(paths=(folder,), as_of_date=AS_OF, leave_out=("YOLO", "SACRAMENTO"))
    with pytest.raises(NoCurrentDeliveryError) as nothing:
        take_in(settings, everything)
    assert [line.split(":")[0] for line in str(nothing.value).splitlines()] == [
        "left out sacramento_20260301.csv", "left out yolo_20260301.csv", "no delivery is in force on 2026-06-01",
    ]  # fmt: skip
