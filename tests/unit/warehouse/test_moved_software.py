"""A home outlives the folder the software lay in: dbt's memory of that folder must not."""

from __future__ import annotations

from pathlib import Path

import pytest

import orchestration.settings
from orchestration.settings import load_settings
from orchestration.warehouse import dbt


class Parsed:
    def write(self, path: str) -> None:
        Path(path).write_text("{}")


def test_what_dbt_kept_of_software_that_lay_elsewhere_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment_kept: None
) -> None:
    monkeypatch.setattr(dbt, "_parse", lambda settings: Parsed())
    settings = load_settings(home=tmp_path / "home")
    kept = settings.dbt_target / "target" / "partial_parse.msgpack"
    for place, stays in (("one", False), ("one", True), ("two", False)):
        monkeypatch.setattr(orchestration.settings, "PROJECT_ROOT", tmp_path / place)
        for folder in (settings.models, settings.dbt_project):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "same.sql").write_text("select 1")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("where the seeds lay")
        dbt.load_manifest(settings)
        assert kept.exists() is stays, place
