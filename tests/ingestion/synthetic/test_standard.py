"""Invented deliveries of the states of the standard layout: the same bytes again, and truth beside."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.layouts.layout import list_standard_columns, load_layout
from orchestration.ingestion.layouts.mapping import load_mapping
from orchestration.ingestion.synthetic import list_states, load_generator
from orchestration.ingestion.synthetic.standard.generate import COLUMNS, RATES
from orchestration.ingestion.synthetic.standard.tables import load_tables
from orchestration.law.register import list_packs
from orchestration.settings import PROJECT_ROOT

STATES = [state for state in list_states() if load_layout(state).may_lack_columns]
CUT = date(2026, 3, 1)
README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_state_of_the_standard_layout_can_be_invented() -> None:
    assert [state for state in list_packs(PROJECT_ROOT / "models") if load_layout(state).may_lack_columns] == STATES


@pytest.mark.parametrize("state", STATES)
def test_the_same_seed_gives_the_same_bytes_and_another_other_people(tmp_path: Path, state: str) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        load_generator(state).write_sample(people=60, seed=seed, out=tmp_path / name, cut_date=CUT)
    written = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*")]
    assert len(written) >= 14
    for path in written:
        if path.name != "README.txt":
            assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes(), path
    truth = Path("truth/charges.csv")
    assert (tmp_path / "a" / truth).read_bytes() != (tmp_path / "c" / truth).read_bytes()
    assert bool([path for path in written if path.parts[0] == "extract"]) == (load_mapping(state) is not None)


@pytest.mark.parametrize("state", list_states())
def test_the_folder_of_a_sample_is_a_delivery_that_is_current_on_the_day_of_the_readme(
    tmp_path: Path, state: str
) -> None:
    load_generator(state).write_sample(people=3, seed=7, out=tmp_path / "sample")
    found, refusals = find_deliveries([tmp_path / "sample"], load_layout(state))
    assert (bool(found), refusals) == (True, [])
    (day,) = set(re.findall(r"--as-of (\d\S+)", README))
    assert max(one.data_as_of for one in found) <= date.fromisoformat(day)
    assert all(one.is_synthetic for one in found)


@pytest.mark.parametrize("state", STATES)
def test_the_truth_is_what_the_files_tell_but_for_the_faults_it_names(tmp_path: Path, state: str) -> None:
    load_generator(state).write_sample(people=300, seed=8, out=tmp_path, cut_date=CUT)
    tables, truth = load_tables(state), read(tmp_path / "truth" / "charges.csv")
    faults = json.loads((tmp_path / "truth" / "truth.json").read_text(encoding="utf-8"))["faults"]
    told = [row for row in read(tmp_path / "standard" / "statewide_charges_20260301.csv") if None not in row]
    charges = {(row["case_number"], row["count_number"]): row for row in told}
    assert len(told) - len(charges) == faults["duplicate_row"] and len(charges) == len(truth)
    for row in truth:
        charge = charges[row["case_number"], row["count"]]
        assert (charge["place"], charge["person_id"]) == (row["place"], str(int(row["person"]) + 100_000))
        if row["fault"] != "unmapped_disposition":
            meaning = tables.dispositions[charge["disposition"]].means if charge["disposition"] else "blank"
            assert (meaning, bool(charge["disposition_date"])) == (row["disposition"], bool(row["disposed"]))
        assert row["disposed"] <= "2026-03-01"


def test_the_generator_knows_columns_of_the_standard_layout_alone() -> None:
    known = {(row["file"], row["column"]) for row in list_standard_columns()}
    assert {(file, column) for file, columns in COLUMNS.items() for column in columns.split()} <= known


@pytest.mark.parametrize("state", STATES)
def test_every_place_level_and_disposition_is_of_the_vocabulary(state: str) -> None:
    tables, layout = load_tables(state), load_layout(state)
    assert {name.upper() for name in tables.places} <= set(layout.counties)
    convicted = {word.upper() for word, found in tables.dispositions.items() if found.means == "convicted"}
    assert convicted <= set(layout.conviction_wordings)
    assert {level for court in tables.courts.values() for level in court.levels} == {
        offense.level for offense in tables.offenses
    }


def test_no_place_of_a_sample_has_more_unknown_wordings_than_known_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RATES, "unmapped_disposition", 0.5)
    load_generator("mi").write_sample(people=200, seed=8, out=tmp_path)
    of_place: dict[str, list[bool]] = {}
    for row in read(tmp_path / "truth" / "charges.csv"):
        if row["disposed"]:
            of_place.setdefault(row["place"], []).append(row["fault"] == "unmapped_disposition")
    assert sum(map(sum, of_place.values())) > 50
    assert all(sum(unknown) * 2 <= len(unknown) for unknown in of_place.values())
