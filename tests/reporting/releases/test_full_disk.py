"""A disk that fills while a release appears, is withdrawn or corrected: all of it or nothing, and again is the same."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.reporting.releases import registry as releases
from orchestration.reporting.releases.folders import find_public_folder
from orchestration.settings import Settings, load_settings

WRONG = {"release": 1, "figure_id": "x", "column": "count", "published": 12, "right": 13, "reason": "miscounted"}
OTHER = {**WRONG, "figure_id": "y"}


def built(settings: Settings, number: int) -> Path:
    """A release that is written and has not its name yet."""
    building = find_public_folder(settings) / f"{number}.partial"
    building.mkdir(parents=True, exist_ok=True)
    told = {"release": number, "as_of_date": "2026-06-01", "law_version": "x", "is_synthetic": True}
    (building / releases.PACKAGE).write_text(json.dumps({"lookback": told}))
    return building


def shown(settings: Settings) -> dict[str, str]:
    """What lies outside, a release that has no name yet left out."""
    paths = [path for path in sorted(find_public_folder(settings).rglob("*")) if ".partial" not in str(path)]
    told = {str(path.relative_to(find_public_folder(settings))): path.read_text() for path in paths if path.is_file()}
    current = find_public_folder(settings) / "current"
    return {**told, "current": str(current.readlink())} if current.is_symlink() else told


class _Disk:
    """Has no room any more from its ``room``-th write on."""

    def __init__(self, broken: pytest.MonkeyPatch, room: int) -> None:
        self._room = room
        self._write, self._link = Path.write_text, Path.symlink_to
        broken.setattr(Path, "write_text", self.write_text)
        broken.setattr(Path, "symlink_to", self.symlink_to)

    def _take(self) -> bool:
        self._room -= 1
        return self._room >= 0

    @property
    def write_text(self) -> Callable[..., int]:
        def write(path: Path, text: str, encoding: str | None = None) -> int:
            if self._take():
                return self._write(path, text, encoding=encoding)
            self._write(path, text[: len(text) // 2], encoding=encoding)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

        return write

    @property
    def symlink_to(self) -> Callable[..., None]:
        def link(path: Path, target: str, target_is_directory: bool = False) -> None:
            if not self._take():
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            self._link(path, target, target_is_directory=target_is_directory)

        return link


def all_or_nothing(settings: Settings, command: Callable[[], object], writes: int) -> None:
    """With room for fewer writes than ``command`` needs, all that is told of releases is what it was."""
    before = shown(settings)
    for room in range(writes):
        with pytest.MonkeyPatch.context() as broken, pytest.raises(OSError, match="No space left"):
            _Disk(broken, room)
            command()
        assert {name: text for name, text in shown(settings).items() if name != "errata.csv"} == {
            name: text for name, text in before.items() if name != "errata.csv"
        }, room
    command()
    once = shown(settings)
    assert once != before
    assert not [name for name in once if name.endswith(".coming")]


def test_a_release_appears_with_its_line_and_link_or_not_at_all(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    all_or_nothing(settings, lambda: releases.add_release(settings, built(settings, 1), 1), writes=3)
    all_or_nothing(settings, lambda: releases.add_release(settings, built(settings, 2), 2), writes=3)
    assert shown(settings)["current"] == "2"
    assert [row["release"] for row in releases.read_rows(find_public_folder(settings) / "releases.csv")] == ["1", "2"]


def test_what_was_said_of_a_release_is_not_lost_where_more_cannot_be_said(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    releases.add_release(settings, built(settings, 1), 1)
    releases.add_erratum(settings, WRONG)
    told = (find_public_folder(settings) / "errata.csv").read_text()
    with pytest.MonkeyPatch.context() as broken, pytest.raises(OSError, match="No space left"):
        _Disk(broken, 0)
        releases.add_erratum(settings, OTHER)
    assert (find_public_folder(settings) / "errata.csv").read_text() == told
    for _ in range(2):
        releases.add_erratum(settings, OTHER)
    assert [row["figure_id"] for row in releases.read_rows(find_public_folder(settings) / "errata.csv")] == ["x", "y"]


def test_a_withdrawal_without_room_withdraws_nothing_and_can_be_given_again(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    releases.add_release(settings, built(settings, 1), 1)
    before = shown(settings)
    with pytest.MonkeyPatch.context() as broken, pytest.raises(OSError, match="No space left"):
        _Disk(broken, 0)
        releases.withdraw(settings, 1, "wrong delivery")
    assert shown(settings) == before
    releases.withdraw(settings, 1, "wrong delivery")
    (row,) = releases.read_rows(find_public_folder(settings) / "releases.csv")
    assert (row["status"], row["reason"]) == ("withdrawn", "wrong delivery")
