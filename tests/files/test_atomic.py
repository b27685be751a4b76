"""What is forced to the disk before a folder gets its name: everything in it, or an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.files.atomic import replace_dir, sync_all_to_disk


def _folder(path: Path) -> Path:
    (path / "below" / "empty").mkdir(parents=True)
    for number in range(40):
        (path / "below" / f"{number}.csv").write_text(str(number))
    (path / "above.csv").write_text("")
    return path


def _inode(descriptor: int) -> int:
    return os.fstat(descriptor).st_ino


def test_everything_below_and_the_folder_itself_is_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, forced = _folder(tmp_path / "made"), []
    monkeypatch.setattr(os, "fsync", lambda descriptor: forced.append(_inode(descriptor)))
    sync_all_to_disk(folder)
    assert sorted(forced) == sorted(path.stat().st_ino for path in [*folder.rglob("*"), folder])


def test_one_file_that_cannot_be_forced_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _folder(tmp_path / "made")
    bad = (folder / "below" / "17.csv").stat().st_ino

    def fail_at_one(descriptor: int) -> None:
        if _inode(descriptor) == bad:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail_at_one)
    with pytest.raises(OSError, match="No space left"):
        sync_all_to_disk(folder)


def test_a_folder_that_could_not_be_forced_does_not_take_the_old_ones_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _folder(tmp_path / "made")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"), replace_dir(folder) as building:
        (building / "new.csv").write_text("")
    assert (folder / "above.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
