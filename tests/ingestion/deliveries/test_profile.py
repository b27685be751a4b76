"""The profile of a delivery counts what is filled, well formed and convicted, no more, and is kept for its bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from raw_files import Row, arrest, conviction, person, write_history

from orchestration.ingestion.deliveries import profile as profiles
from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.deliveries.profile import PROFILE_FILE, Profile, load_profile_request, load_profiles
from orchestration.ingestion.deliveries.read_delivery import read_delivery
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.ingestion.parsing.column_counts import COUNTS_FILE

LAYOUT = load_layout("ca")
POSSESSION = "11357(B) HS-POSSESS MARIJUANA"


def profiled(home: Path, *files: Path) -> list[Profile]:
    """The profile of each file, in the order of the files."""
    found, refused = find_deliveries(files, LAYOUT)
    assert refused == []
    for delivery in found:
        read_delivery(delivery, LAYOUT, home / "intake")
    of = load_profiles(duckdb.connect(), home / "intake" / "ca", [one.sha256 for one in found], LAYOUT)
    by_path = {delivery.path: of[delivery.sha256] for delivery in found}
    return [by_path[file] for file in files]


def profile(tmp_path: Path, rows: Sequence[Row]) -> Profile:
    (one,) = profiled(tmp_path / "home", write_history(tmp_path / "sacramento_20260301.csv", rows))
    return one


def test_what_stands_for_nothing_is_not_filled(tmp_path: Path) -> None:
    blanks = ["", "   ", "NULL", "NULL   ", "-", "  - ", "xxxx", "####", "19700501"]
    found = profile(tmp_path, [arrest(person(n, PRI_DOB=blank), POSSESSION) for n, blank in enumerate(blanks)])
    assert found.rows == len(blanks)
    assert (found.columns["PRI_DOB"].filled, found.columns["PRI_DOB"].well_formed) == (1, 1)
    assert found.columns["PRI_NAME"].filled == len(blanks)
    assert found.columns["PRI_NAME"].well_formed is None


@pytest.mark.parametrize(
    ("text", "is_date"),
    [
        ("20260301", True),
        ("19700000", True),
        ("19700500", True),
        ("18991231", True),
        ("00000000", False),
        ("19701301", False),
        ("19700532", False),
        ("17000101", False),
        ("1970-05-01", False),
        ("700501", False),
        ("CONVICTED", False),
    ],
)
def test_a_date_is_well_formed_where_it_looks_like_one(tmp_path: Path, text: str, is_date: bool) -> None:
    found = profile(tmp_path, [arrest(person(1), POSSESSION, STP_EVENT_DATE=text)])
    assert found.columns["STP_EVENT_DATE"].filled == 1
    assert found.columns["STP_EVENT_DATE"].well_formed == int(is_date)


def test_only_counties_of_the_state_are_well_formed_in_any_case(tmp_path: Path) -> None:
    names = ["SACRAMENTO", "Los Angeles", "OUT OF STATE", "20000601"]
    found = profile(tmp_path, [arrest(person(n), POSSESSION, STP_ORI_CNTY_NAME=name) for n, name in enumerate(names)])
    column = found.columns["STP_ORI_CNTY_NAME"]
    assert (column.filled, column.well_formed) == (4, 2)


def test_convictions_are_counted_once_by_county_and_year_and_an_unknown_year_is_none(tmp_path: Path) -> None:
    found = profile(
        tmp_path,
        [
            arrest(person(1), POSSESSION),
            conviction(person(1), POSSESSION),
            conviction(person(1), POSSESSION, SENT_LOC_DESCR="JAIL"),  # a further part of that sentence
            conviction(person(1), POSSESSION, CNT_ORDER="101002002000"),
            conviction(person(2), POSSESSION, day="20010101", STP_ORI_CNTY_NAME="ALPINE"),
            conviction(person(3), POSSESSION, day="20010000"),
            conviction(person(4), POSSESSION, day="00000000"),
            conviction(person(5), POSSESSION, STP_ORI_CNTY_NAME="", DISP_DESCR="CONVICTED-PROB/JAIL"),
            conviction(person(6), POSSESSION, DISP_DESCR="DISMISSED"),
            conviction(person(7), POSSESSION, DISP_DESCR="NOT CONVICTED"),
        ],
    )
    assert found.convictions == (
        ("ALPINE", 2001, 1),
        ("SACRAMENTO", 2000, 2),
        ("SACRAMENTO", 2001, 1),
        ("SACRAMENTO", None, 1),
        ("unknown", 2000, 1),
    )


def test_many_deliveries_are_profiled_at_once_and_each_as_if_it_were_alone(tmp_path: Path) -> None:
    files = [
        write_history(
            tmp_path / "d" / f"{county}_20260301.csv", [conviction(person(n), POSSESSION) for n in range(count)]
        )
        for county, count in (("alpine", 3), ("fresno", 70), ("kern", 1))
    ]
    together = profiled(tmp_path / "together", *files)
    assert [one.rows for one in together] == [3, 70, 1]
    assert together == [profiled(tmp_path / f"alone {place}", file)[0] for place, file in enumerate(files)]


def test_a_delivery_without_any_row_has_a_profile_of_zeros(tmp_path: Path) -> None:
    file = write_history(tmp_path / "sacramento_20260301.csv", [conviction(person(1, PRI_NAME="ONE"), POSSESSION)])
    file.write_text(file.read_text().replace(",ONE,", ',"ONE,'))  # a quote that never closes rejects the only line
    (found,) = profiled(tmp_path / "home", file)
    assert (found.rows, found.convictions) == (0, ())
    assert {column.filled for column in found.columns.values()} == {0}


def test_a_profile_is_kept_beside_the_receipt_and_computed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_history(tmp_path / "sacramento_20260301.csv", [conviction(person(1), POSSESSION)])
    (first,) = profiled(tmp_path / "home", file)
    (kept,) = (tmp_path / "home" / "intake" / "ca").glob(f"*/{PROFILE_FILE}")
    assert Profile.model_validate_json(kept.read_bytes()) == first
    assert [path.name for path in kept.parent.iterdir() if path.name.endswith(".partial")] == []

    def computed(*_: object) -> dict[str, Profile]:
        return {sha256: first.model_copy(update={"rows": 99}) for sha256 in _[2]}  # type: ignore[attr-defined]

    monkeypatch.setattr(profiles, "_compute_profiles", computed)
    assert profiled(tmp_path / "home", file) == [first]
    for damage in ("", "{", json.dumps({"rows": 1}), kept.read_text().replace(first.version, "0-older")):
        kept.write_text(damage)
        assert profiled(tmp_path / "home", file)[0].rows == 99, damage


def test_a_profile_holds_no_value_of_a_person(tmp_path: Path) -> None:
    found = profile(tmp_path, [conviction(person(77, PRI_DOB="19661231"), POSSESSION, OFN="00F0077")])
    text = found.model_dump_json()
    for value in ("000000077", "10000077", "INVENTED", "19661231", "00F0077", "20000701"):
        assert value not in text


@pytest.mark.parametrize("wrong", ["column: RECORD_ID", "form: nonsense"])
def test_a_profile_file_that_asks_for_what_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    text = (profiles.LAYOUTS_FOLDER / "ca" / "profile.yml").read_text()
    key = wrong.split(":")[0]
    broken = text.replace("column: PRI_NAME", wrong) if key == "column" else text.replace("form: state_id", wrong)
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / "profile.yml").write_text(broken)
    monkeypatch.setattr(profiles, "LAYOUTS_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"profile\.yml of ca names (columns|forms)"):
        load_profile_request(LAYOUT)


def test_the_version_of_a_profile_changes_with_what_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = load_profile_request(LAYOUT).version
    (tmp_path / "ca").mkdir()
    text = (profiles.LAYOUTS_FOLDER / "ca" / "profile.yml").read_text()
    (tmp_path / "ca" / "profile.yml").write_text(text.replace("role: sometimes", "role: often", 1))
    monkeypatch.setattr(profiles, "LAYOUTS_FOLDER", tmp_path)
    assert load_profile_request(LAYOUT).version != before


def test_counts_made_while_reading_are_those_of_the_written_rows(tmp_path: Path) -> None:
    rows = [
        arrest(person(n, PRI_DOB=text, CYC_DATE=text), POSSESSION, STP_ORI_CNTY_NAME=county, DISP_DATE=text)
        for n, (text, county) in enumerate(
            zip(
                ["", "x", " - ", "19700501", "NULL", "M"] * 9,
                ["kern", "LOS  ANGELES", "", "ELSEWHERE"] * 14,
                strict=False,
            )
        )
    ]
    file = write_history(tmp_path / "sacramento_20260301.csv", rows)
    (while_reading,) = profiled(tmp_path / "home", file)
    folder = next((tmp_path / "home" / "intake" / "ca").glob("*/receipt.json")).parent
    for counts_file in ("", "{", (folder / COUNTS_FILE).read_text().replace(while_reading.version, "0-older")):
        (folder / PROFILE_FILE).unlink()
        (folder / COUNTS_FILE).write_text(counts_file)
        assert profiled(tmp_path / "home", file) == [while_reading]
    assert while_reading.columns["STP_ORI_CNTY_NAME"].filled > while_reading.columns["STP_ORI_CNTY_NAME"].well_formed
