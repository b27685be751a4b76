"""Which of several rows alike a charge names: the first by county and line, whatever the files' hashes are."""

from __future__ import annotations

from pathlib import Path

import pytest
from other_files import ids, write_other
from raw_files import conviction, person, write_history
from warehouse_runs import build

from orchestration.files.publish_dir import hash_file


@pytest.mark.parametrize("is_later_first_by_hash", [True, False])
def test_the_first_of_rows_alike_is_named_by_county_and_line(is_later_first_by_hash: bool, tmp_path: Path) -> None:
    who = person(1)
    row = conviction(who, "484 PC-THEFT")
    alpine = write_history(tmp_path / "alpine_20260301.csv", [row])
    for stranger in range(2, 20):
        yolo = write_history(tmp_path / "yolo_20260301.csv", [conviction(person(stranger), "484 PC-THEFT"), row])
        if (hash_file(yolo) < hash_file(alpine)) == is_later_first_by_hash:
            break
    warehouse = build(tmp_path / "home", [alpine, yolo], stages=("staging", "intermediate"))
    (named,) = warehouse.rows(
        """
        select deliveries.county_name, len(charges.source_rows) as told,
            split_part(charges.speaking_source_row, ':', 2) as line
        from intermediate.int_charges as charges
        inner join intake.deliveries
            on split_part(charges.speaking_source_row, ':', 1) = deliveries.delivery_id
        where len(charges.source_rows) > 1
        """
    )
    assert named == {"county_name": "ALPINE", "told": 2, "line": "2"}


def test_of_a_court_s_rows_alike_line_nine_is_named_before_line_ten(tmp_path: Path) -> None:
    only_the_court = {
        **ids(1),
        "COUNTY_NAME": "SACRAMENTO",
        "CASE_NUMBER": "99X0001",
        "DISPOSITION": "CONVICTED",
        "DISPOSITION_DATE": "1999-01-02",
        "LEVEL": "M",
    }
    others = [{**only_the_court, "CHARGE": f"{section} PC"} for section in range(484, 491)]
    twice = [{**only_the_court, "CHARGE": "11357(b) HS"}] * 2
    history = write_history(tmp_path / "sacramento_20260301.csv", [conviction(person(1), "602 PC-TRESPASSING")])
    courts = write_other(tmp_path, "court_records", [*others, *twice])
    warehouse = build(tmp_path / "home", [history, courts], stages=("staging", "intermediate"))
    (named,) = warehouse.rows(
        "select split_part(speaking_source_row, ':', 2) as line, len(source_rows) as told "
        "from intermediate.int_charges where len(source_rows) > 1"
    )
    assert named == {"line": "9", "told": 2}
