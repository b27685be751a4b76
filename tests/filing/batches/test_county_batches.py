"""Batches of one court: cases of people who asked stand in the first ones, whole, and nothing is left out or twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from orchestration.filing.batches import county_batches
from orchestration.filing.batches.candidates import FilingLine
from orchestration.filing.batches.submission import SubmissionResult, _divide_into_batches, _select_people_who_asked
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.proposals import Candidate
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse


def line(case: str, count: str, person: str, county: str = "FRESNO") -> FilingLine:
    key = CourtKey(county, case, count, "HS 11358", "2001-01-01", "dismiss")
    candidate = Candidate(
        key, "court_order", "prop64_statutory", county, person, frozenset({person, f"once {person}"}), "c", "s"
    )
    held = Held(county, "prop64_statutory", frozenset(), frozenset({person}))
    return FilingLine(candidate, held, "charge", f"{case} {count}", person, 0, "CA010015J")


LINES = [
    line("A", "1", "p1"),
    line("A", "2", "p1"),
    line("B", "1", "p2"),
    line("C", "1", "p3"),
    line("C", "2", "p4"),
    line("D", "1", "p5", "YOLO"),
]


def cases(asked: Mapping[str, str], max_lines: int = 2) -> list[list[str]]:
    return [[one.unit_id for one in batch] for batch in _divide_into_batches(LINES, max_lines, asked)]


def in_order(batches: list[list[str]]) -> list[str]:
    return [unit for batch in batches for unit in batch]


def test_where_nobody_asked_cases_stand_by_their_number() -> None:
    of_fresno = [unit for unit in in_order(cases({})) if not unit.startswith("D")]
    assert [unit[0] for unit in of_fresno] == ["A", "A", "B", "C", "C"]
    assert sorted(in_order(cases({}))) == sorted(one.unit_id for one in LINES)


def test_the_case_of_who_asked_comes_first_and_stays_whole_by_the_day_of_the_first_who_did() -> None:
    asked = {"p4": "2026-05-01", "once p2": "2026-04-01", "somebody": "2026-01-01"}
    batches = cases(asked)
    of_fresno = [unit for unit in in_order(batches) if not unit.startswith("D")]
    assert [unit[0] for unit in of_fresno] == ["B", "C", "C", "A", "A"], "under whatever id they asked"
    assert sorted(in_order(batches)) == sorted(one.unit_id for one in LINES)
    assert all(len(batch) <= 2 for batch in batches)


def test_only_those_who_asked_are_filed_where_only_they_are_meant_and_the_others_are_counted() -> None:
    done = SubmissionResult()
    assert [one.unit_id for one in _select_people_who_asked(LINES, {"p4": "2026-05-01"}, done)] == ["C 2"]
    assert dict(done.left) == {"of people who did not apply": 5}
    everybody = SubmissionResult()
    all_asked = {f"p{number}": "2026-05-01" for number in range(1, 6)}
    assert _select_people_who_asked(LINES, all_asked, everybody) == LINES
    assert not everybody.left


def test_batches_have_the_same_bytes_however_many_lines_are_read_at_once(
    copied_sample: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for at_once in (1, 10_000):
        monkeypatch.setattr(county_batches, "LINES_AT_ONCE", at_once)
        with open_warehouse(copied_sample) as connection:
            folder = tmp_path / str(at_once)
            county_batches.write_county_batches(connection, folder, "ca", {"use": "for a test"})
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        found.append({str(path.relative_to(folder)): path.read_bytes() for path in files})
    assert found[0] == found[1]
    assert len({name.split("/")[0] for name in found[0]}) > 3, "counties"
