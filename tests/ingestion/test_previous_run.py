"""Which counties the next run must have: those of the last run that intake let pass."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_deliveries
from warehouse_runs import AS_OF, build

from orchestration.ingestion.load import NoCurrentDeliveryError, ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.run_history import GateResult, keep_gate


def untimely(settings: Settings) -> list[tuple[str, str]]:
    with open_warehouse(settings) as connection:
        return connection.execute("select kind, county_name from intake.untimely_deliveries").fetchall()


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
    assert untimely(build(home, [first, damaged], stages=()).settings) == [("missing", "YOLO")]


def test_a_county_left_out_by_name_is_not_read_and_not_missed_and_shows(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "d"
    for county, first in (("sacramento", 1), ("yolo", 100)):
        small_deliveries.good(folder, county, first=first)
    build(home, [folder], stages=())
    settings = load_settings(home=home)
    request = IngestionRequest(paths=(folder,), as_of_date=AS_OF, leave_out=("YOLO",))
    taken_in = ingest(settings, request)
    assert [one.county for one in taken_in.in_force] == ["SACRAMENTO"]
    assert taken_in.list_not_current(AS_OF) == [
        "left out yolo_20260301.csv: by --leave-out 'YOLO', which every figure shows"
    ]
    with open_warehouse(settings) as connection:
        ((allowances,),) = connection.execute("select allowances from intake.run_parameters").fetchall()
    assert allowances == "history left out: YOLO"
    nowhere = IngestionRequest(paths=(folder,), as_of_date=AS_OF, leave_out=("ALPINE", "YOLO"))
    assert ingest(settings, nowhere).list_not_current(AS_OF) == [
        "left out yolo_20260301.csv: by --leave-out 'YOLO', which every figure shows",
        "nothing to leave out for 'ALPINE': it has no history; every figure shows the option",
    ]
    everything = IngestionRequest(paths=(folder,), as_of_date=AS_OF, leave_out=("YOLO", "SACRAMENTO"))
    with pytest.raises(NoCurrentDeliveryError) as nothing:
        ingest(settings, everything)
    assert [line.split(":")[0] for line in str(nothing.value).splitlines()] == [
        "left out sacramento_20260301.csv", "left out yolo_20260301.csv", "no delivery is current on 2026-06-01",
    ]  # fmt: skip
