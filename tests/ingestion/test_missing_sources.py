"""What remedies need and a run lacks is found by delivery and by column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import small_deliveries
from other_files import ids, write_other

from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse

CHARGES = """\
person_id,case_number,count_number,place,statute,level,grade,disposition,disposition_date,tracking_number
1,A-1,1,York,18 § 5505,S,{grade},Guilty,2015-01-02,X 1
"""


def find(home: Path, deliveries: Path, state: str) -> dict[str, bool]:
    """Take in the deliveries: what is missing, and whether the state never tells it."""
    settings = load_settings(home=home, state=state)
    ingest(settings, IngestionRequest(paths=(deliveries,), as_of_date=date(2026, 6, 1)))
    with open_warehouse(settings) as connection:
        rows = connection.execute(
            "select source, bool_and(is_never_told) from intake.missing_sources group by source"
        ).fetchall()
    return dict(rows)


def test_a_delivery_that_a_pack_names_is_missing_until_it_comes(tmp_path: Path) -> None:
    small_deliveries.good(tmp_path / "d", people=2)
    assert find(tmp_path / "home", tmp_path / "d", "ca") == {"supervised_release": False}
    write_other(tmp_path / "d", "supervised_release", [ids(9) | {"SUPERVISED_BY": "STATE"}])
    assert find(tmp_path / "home", tmp_path / "d", "ca") == {}


def test_a_file_and_a_column_of_the_standard_layout_are_missing_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    charges = folder / "statewide_charges_20260301.csv"
    charges.write_text(CHARGES.format(grade=""), encoding="utf-8")
    found = find(tmp_path / "home", folder, "pa")
    assert found["charges.max_days"], "the state never tells it"
    assert not any(never for source, never in found.items() if source != "charges.max_days")
    assert {"charges.grade", "obligations", "sentences"} <= set(found)
    assert "charges.offense_flags" not in found, "what only a person can tell is a question"
    charges.write_text(CHARGES.format(grade="M2"), encoding="utf-8")
    (folder / "statewide_sentences_20260301.csv").write_text(
        "person_id,case_number,component,max_days\n1,A-1,jail,\n", encoding="utf-8"
    )
    found = find(tmp_path / "home", folder, "pa")
    assert "charges.grade" not in found
    assert (found["sentences.min_days"], found["sentences.max_days"]) == (True, False)
    assert "sentences" not in found
