"""A delivery is new once it lies still, and once only; what is remembered names nothing."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from orchestration.ingestion.deliveries.arrivals import Arrivals, Seen, look_for_arrivals
from orchestration.ingestion.layouts.layout import load_layout

LAYOUT = load_layout("ca")
MONTH = date(2026, 6, 1)


def look(folder: Path, before: Seen | None = None, day: date = MONTH) -> Arrivals:
    return look_for_arrivals(folder, LAYOUT, day, before or Seen())


def put(folder: Path, name: str = "fresno_20260301.csv", text: str = "a") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def test_a_file_is_new_at_the_second_look_and_never_again(tmp_path: Path) -> None:
    put(tmp_path)
    first = look(tmp_path)
    assert (first.new, first.changing) == ((), 1)
    second = look(tmp_path, first.seen)
    assert (len(second.new), second.changing) == (1, 0)
    third = look(tmp_path, second.seen)
    assert (third.new, third.changing) == ((), 0)
    assert look(tmp_path, Seen.read(third.seen.written())) == third


def test_a_file_that_is_still_being_written_waits(tmp_path: Path) -> None:
    seen = Seen()
    for length in range(1, 5):
        put(tmp_path, text="a" * length)
        found = look(tmp_path, seen)
        assert (found.new, found.changing) == ((), 1)
        seen = found.seen
    assert len(look(tmp_path, seen).new) == 1


def test_a_file_written_again_in_the_same_size_is_new_again(tmp_path: Path) -> None:
    file = put(tmp_path)
    seen = look(tmp_path, look(tmp_path).seen).seen
    os.utime(file, ns=(1, 1))
    changed = look(tmp_path, seen)
    assert (changed.new, changed.changing) == ((), 1)
    assert len(look(tmp_path, changed.seen).new) == 1


def test_several_files_are_asked_for_together_and_a_late_one_alone(tmp_path: Path) -> None:
    put(tmp_path)
    put(tmp_path / "below", "alpine_20260301.dat")
    seen = look(tmp_path).seen
    put(tmp_path, "sacramento_20260301.csv")
    found = look(tmp_path, seen)
    assert (len(found.new), found.changing) == (2, 1)
    assert len(look(tmp_path, found.seen).new) == 1


@pytest.mark.parametrize(("cut", "is_new"), [("20260531", True), ("20260601", True), ("20260602", False)])
def test_a_file_whose_cut_is_after_the_day_waits_until_the_day_has_come(tmp_path: Path, cut: str, is_new: bool) -> None:
    put(tmp_path, f"fresno_{cut}.csv")
    found = look(tmp_path, look(tmp_path).seen)
    assert (len(found.new), found.waiting) == ((1, 0) if is_new else (0, 1))
    next_month = look(tmp_path, found.seen, date(2026, 7, 1))
    assert (len(next_month.new), next_month.waiting) == ((0, 0) if is_new else (1, 0))


def test_a_file_without_a_cut_date_is_new_and_so_it_is_when_somebody_tells_the_date(tmp_path: Path) -> None:
    put(tmp_path, "fresno.csv")
    found = look(tmp_path, look(tmp_path).seen)
    assert len(found.new) == 1  # the run refuses it by name
    put(tmp_path, "fresno.csv.delivery.yml", "data_as_of: 2026-03-01\n")
    told = look(tmp_path, found.seen)
    assert len(look(tmp_path, told.seen).new) == 1


def test_what_is_no_delivery_is_not_looked_at(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt")
    put(tmp_path / "truth", "fresno_20260301.csv")
    os.mkfifo(tmp_path / "pipe_20260301.csv")
    found = look(tmp_path, look(tmp_path).seen)
    assert found == Arrivals((), 0, 0, Seen())


def test_a_file_that_went_away_is_forgotten_and_comes_back_as_new(tmp_path: Path) -> None:
    file = put(tmp_path)
    seen = look(tmp_path, look(tmp_path).seen).seen
    state = file.stat()
    file.unlink()
    gone = look(tmp_path, seen)
    assert gone.seen == Seen()
    put(tmp_path)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert len(look(tmp_path, look(tmp_path, gone.seen).seen).new) == 1


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert look(tmp_path / "none", Seen(frozenset("a"), frozenset("a"))).seen == Seen()


def test_what_is_remembered_holds_no_name(tmp_path: Path) -> None:
    put(tmp_path / "doe_jane", "fresno_doe_jane_19700501_20260301.csv")
    kept = look(tmp_path, look(tmp_path).seen).seen.written()
    for word in ("doe", "jane", "fresno", "1970", "2026", "csv"):
        assert word not in kept.lower()
    assert all(len(mark) == 16 for marks in json.loads(kept).values() for mark in marks)


@pytest.mark.parametrize("text", [None, "", "nonsense", "[]", "{}", '{"lying": 1, "taken": 2}', "null"])
def test_what_was_remembered_and_cannot_be_read_is_nothing_seen(text: str | None) -> None:
    assert Seen.read(text) == Seen()
