"""Files of the Lookback standard layout, read by the intake of every state."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.deliveries.read_delivery import read_delivery
from orchestration.ingestion.layouts.layout import list_standard_columns, list_states, load_layout
from orchestration.ingestion.layouts.mapping import load_mapping

LAYOUT = load_layout("va")
SHORT = "level,person_id,disposition,case_number,place,statute,disposition_date"
ROW = "Misdemeanor,1001,Guilty,GC10-1,Henrico County,18.2-96,2010-03-01"


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def refuse(path: Path) -> str:
    found, (refusal,) = find_deliveries([path], LAYOUT)
    assert found == []
    return refusal.reason


def test_required_columns_in_any_order_are_a_file_of_charges(tmp_path: Path) -> None:
    path = write(tmp_path / "statewide_charges_20260901.csv", SHORT, ROW, "too,short", ROW.replace("1001", "1002"))
    (delivery,), refusals = find_deliveries([path], LAYOUT)
    assert (refusals, delivery.kind, delivery.county, str(delivery.data_as_of)) == (
        [],
        "history",
        "STATEWIDE",
        "2026-09-01",
    )
    receipt = read_delivery(delivery, LAYOUT, tmp_path / "intake")
    assert (receipt.physical_lines, receipt.header_lines, receipt.accepted, receipt.rejected) == (
        4,
        1,
        2,
        {"field_count": 1},
    )
    rows = duckdb.sql(
        f"select person_id, place, grade from read_parquet('{receipt.rows_glob}') order by all"
    ).fetchall()
    assert rows == [("1001", "Henrico County", None), ("1002", "Henrico County", None)]


@pytest.mark.parametrize("file", ["people", "sentences", "events", "obligations", "supervision"])
def test_each_other_file_is_known_by_its_header(tmp_path: Path, file: str) -> None:
    required = [row["column"] for row in list_standard_columns(file) if row["is_required"] == "true"]
    columns = required if len(required) > 1 else [row["column"] for row in list_standard_columns(file)]
    path = write(tmp_path / f"fairfax_county_{file}_2026-09-01.csv", ",".join(reversed(columns)))
    (delivery,), refusals = find_deliveries([path], LAYOUT)
    assert (refusals, delivery.kind, delivery.county) == ([], file, "FAIRFAX COUNTY")


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (SHORT.replace("place,", ""), "found no place"),
        (f"{SHORT},shoe_size", "found unknown columns shoe_size"),
        (f"{SHORT},level", "found twice level"),
        (SHORT.replace(",", ";"), "found semicolons between the columns"),
    ],
)
def test_a_header_that_is_wrong_is_refused_with_the_column(tmp_path: Path, header: str, reason: str) -> None:
    assert refuse(write(tmp_path / "statewide_charges_20260901.csv", header, ROW)).endswith(reason)


def test_a_file_of_no_place_of_the_state_is_refused(tmp_path: Path) -> None:
    reason = refuse(write(tmp_path / "atlantis_charges_20260901.csv", SHORT, ROW))
    assert reason == "expected a county of the state or statewide in its name, found 'atlantis'"


def test_every_state_of_the_standard_layout_has_its_places_and_a_mapping_that_fits() -> None:
    standard = [load_layout(state) for state in list_states() if load_layout(state).may_lack_columns]
    assert [len(layout.counties) for layout in standard] == [8, 3, 83, 62, 67, 133]
    for layout in standard:
        assert "CONVICTED" in layout.conviction_wordings and len(layout.conviction_wordings) > 1
        mapping = load_mapping(layout.state)
        assert mapping is None or all(source.rows["charges"] or source.person.of_case for source in mapping.sources[:1])
