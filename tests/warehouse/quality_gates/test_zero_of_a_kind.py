"""A county that has none of a kind any more, or none among many charges, stops the run until a person accepts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import small_deliveries
from warehouse_runs import build

from orchestration.warehouse.quality_gates.run import run_gate

DAY = "20000701"
BIRTH = "19700501"
ZEROS = {
    "convictions_not_zero": ("CONVICTED", "DISMISSED"),
    "dated_dispositions_not_zero": (f",{DAY},", ",,"),
    "birth_dates_not_zero": (BIRTH, "00000000"),
}
"""What is written wrongly in a whole file, by the expectation that it breaks."""


def deliver(folder: Path, cut: str, people: int, zero: str = "") -> Path:
    """A delivery in which something is written wrongly in every row."""
    file = small_deliveries.good(folder, cut=cut, people=people)
    if zero:
        text = file.read_text(encoding="latin-1")
        before, after = ZEROS[zero]
        assert before in text
        file.write_text(text.replace(before, after), encoding="latin-1")
    return file


def list_stopping(home: Path, folder: Path, *stages: str) -> dict[str, str]:
    """Take the deliveries in and ask every gate up to those of ``stages``: zeros that stop the run, in a sentence."""
    settings = build(home, [folder], stages=stages).settings
    asked = [one for gate in ("intake", *stages) for one in run_gate(settings, gate)]
    return {one.id: one.sentence() for one in asked if one.is_stopping and one.id in ZEROS}


@pytest.mark.parametrize("zero", ZEROS)
def test_a_county_that_had_some_before_stops_until_a_person_accepts_it(
    command: Callable[..., Any], tmp_path: Path, zero: str
) -> None:
    home, folder = tmp_path / "home", tmp_path / "d"
    deliver(folder, "20260301", 57)
    assert list_stopping(home, folder, "staging", "intermediate") == {}
    deliver(folder, "20260401", 57, zero)
    ((id_, said),) = list_stopping(home, folder, "staging").items()
    assert id_ == zero
    assert "SACRAMENTO" in said
    assert "some before" in said
    assert f"lookback accept {zero} --delivery sacramento_20260401.csv --because" in said
    accepted = command("accept", zero, "--delivery", "sacramento_20260401.csv", "--because", "so it is", "--home", home)
    assert accepted.code == 0, accepted.err
    assert list_stopping(home, folder, "staging") == {}


@pytest.mark.parametrize(("people", "is_stopped"), [(99, False), (100, True)])
def test_a_first_delivery_stops_from_200_charges_on(tmp_path: Path, people: int, is_stopped: bool) -> None:
    deliver(tmp_path / "d", "20260301", people, "convictions_not_zero")
    found = list_stopping(tmp_path / "home", tmp_path / "d", "staging")
    assert (set(found) == {"convictions_not_zero"}) == is_stopped, found
