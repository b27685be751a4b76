"""A folder handed out is whole or absent, and an earlier file is never overwritten."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from orchestration.files.publish_dir import OutputConflictError, find_last_published, publish_dir


def hand_out(folder: Path, files: dict[str, str]) -> None:
    with publish_dir(folder) as building:
        for name, text in files.items():
            (building / name).parent.mkdir(parents=True, exist_ok=True)
            (building / name).write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_appears_with_everything_in_it_and_current_points_at_it(tmp_path: Path) -> None:
    with publish_dir(tmp_path / "one") as building:
        (building / "county").mkdir()
        (building / "county" / "lines.csv").write_text("a")
        assert not (tmp_path / "one").exists()
    assert contents(tmp_path / "one") == {"county/lines.csv": "a"}
    assert (tmp_path / "current").readlink() == Path("one")
    assert names(tmp_path) == ["current", "one"]


def test_the_same_bytes_twice_are_one_folder(tmp_path: Path) -> None:
    hand_out(tmp_path / "one", {"a.csv": "a"})
    before = (tmp_path / "one" / "a.csv").stat()
    hand_out(tmp_path / "one", {"a.csv": "a"})
    assert (tmp_path / "one" / "a.csv").stat().st_ino == before.st_ino
    assert names(tmp_path) == ["current", "one"]


def test_other_bytes_of_the_same_run_stop_it_and_change_nothing(tmp_path: Path) -> None:
    hand_out(tmp_path / "one", {"a.csv": "a", "b.csv": "b"})
    hand_out(tmp_path / "two", {"a.csv": "other"})
    with pytest.raises(
        OutputConflictError, match=r"one/b\.csv exists with different content; move .*one away and run again"
    ):
        hand_out(tmp_path / "one", {"a.csv": "a", "b.csv": "changed", "aa.csv": "new"})
    assert contents(tmp_path / "one") == {"a.csv": "a", "b.csv": "b"}
    assert (tmp_path / "current").readlink() == Path("two")


def test_a_file_where_a_folder_was_is_other_bytes(tmp_path: Path) -> None:
    hand_out(tmp_path / "one", {"county/lines.csv": "a"})
    with pytest.raises(OutputConflictError):
        hand_out(tmp_path / "one", {"county": "a"})
    assert contents(tmp_path / "one") == {"county/lines.csv": "a"}


def test_a_run_that_writes_more_adds_what_is_new(tmp_path: Path) -> None:
    hand_out(tmp_path / "one", {"a.csv": "a"})
    hand_out(tmp_path / "one", {"a.csv": "a", "county/b.csv": "b"})
    assert contents(tmp_path / "one") == {"a.csv": "a", "county/b.csv": "b"}


def test_a_run_that_writes_less_takes_nothing_away(tmp_path: Path) -> None:
    hand_out(tmp_path / "one", {"a.csv": "a", "county/b.csv": "b"})
    hand_out(tmp_path / "one", {"a.csv": "a"})
    assert contents(tmp_path / "one") == {"a.csv": "a", "county/b.csv": "b"}


@pytest.mark.parametrize("is_there", [False, True])
def test_a_crash_leaves_no_final_name_and_nothing_in_the_way(tmp_path: Path, is_there: bool) -> None:
    if is_there:
        hand_out(tmp_path / "one", {"a.csv": "a"})
    with pytest.raises(ZeroDivisionError), publish_dir(tmp_path / "one") as building:
        (building / "half.csv").write_text("hal")
        raise ZeroDivisionError
    assert (tmp_path / "one").exists() is is_there
    assert not (tmp_path / "one" / "half.csv").exists()
    assert (tmp_path / "current").exists() is is_there
    hand_out(tmp_path / "one", {"a.csv": "a"})
    assert contents(tmp_path / "one") == {"a.csv": "a"}
    assert names(tmp_path) == ["current", "one"]


def test_current_moves_to_the_run_that_was_done_last(tmp_path: Path) -> None:
    for run in ("one", "two", "one"):
        hand_out(tmp_path / run, {"a.csv": run})
        assert (tmp_path / "current" / "a.csv").read_text() == run
    assert names(tmp_path) == ["current", "one", "two"]


def test_a_folder_in_it_that_was_lost_comes_back_and_its_neighbours_are_not_touched(tmp_path: Path) -> None:
    files = {"alpine/lines.csv": "a", "alpine/manifest.json": "m", "fresno/lines.csv": "f"}
    hand_out(tmp_path / "one", files)
    before = (tmp_path / "one" / "fresno" / "lines.csv").stat()
    shutil.rmtree(tmp_path / "one" / "alpine")
    hand_out(tmp_path / "one", {name: text for name, text in files.items() if name.startswith("alpine")})
    assert contents(tmp_path / "one") == files
    after = (tmp_path / "one" / "fresno" / "lines.csv").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_other_bytes_in_one_folder_name_that_folder_as_the_one_to_move_away(tmp_path: Path) -> None:
    hand_out(tmp_path / "one", {"alpine/lines.csv": "a", "fresno/lines.csv": "f"})
    with pytest.raises(OutputConflictError, match=r"one/alpine/lines\.csv exists .* move .*one/alpine away"):
        hand_out(tmp_path / "one", {"alpine/lines.csv": "changed"})


def test_what_was_half_written_when_it_broke_does_not_stay(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk full"), publish_dir(tmp_path / "one") as building:
        (building / "names_people.csv").write_text("a")
        raise OSError("disk full")
    assert names(tmp_path) == []


def test_after_a_stopped_run_it_is_said_which_run_is_still_shown(tmp_path: Path) -> None:
    may, june, july = (date(2026, month, 1) for month in (5, 6, 7))
    assert find_last_published(tmp_path, june) is None
    hand_out(tmp_path / "2026-05-01" / "a", {"summary.json": "{}"})
    hand_out(tmp_path / "2026-06-01" / "b", {"summary.json": "{}"})
    of_june, of_may, of_july = (find_last_published(tmp_path, day) for day in (june, may, july))
    assert of_june and of_may and of_july
    link = tmp_path / "2026-06-01" / "current"
    assert of_june.sentence(june) == f"Nothing was published: {link} still shows the previous run, b as of 2026-06-01."
    assert (of_may.run_id, of_may.as_of_date) == ("a", may)
    assert of_july.sentence(july) == (
        f"Nothing was published for 2026-07-01: the last results are those of run b as of 2026-06-01, {link}."
    )
