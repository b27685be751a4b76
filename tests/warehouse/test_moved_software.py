"""What was parsed is kept for the next run, and only for the very project that it was parsed from."""

from __future__ import annotations

import marshal
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest

import orchestration.settings
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.dbt import manifest as parsed_project
from orchestration.warehouse.dbt import runner as dbt


class Parsed:
    """Stands for dbt's manifest: it can be written in both forms, and has one template."""

    nodes: ClassVar[dict[str, object]] = {}
    macros: ClassVar[dict[str, object]] = {"one": SimpleNamespace(macro_sql="{% macro one() %}1{% endmacro %}")}

    def write(self, path: str) -> None:
        Path(path).write_text('{"nodes": {}}')

    def to_msgpack(self, encoder: object) -> bytes:
        return b"packed"


@pytest.fixture
def parsed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment_kept: None) -> list[Path]:
    """The places a project was parsed at, in order."""
    places: list[Path] = []

    def parse(settings: Settings) -> Parsed:
        places.append(settings.models.parent)
        return Parsed()

    monkeypatch.setattr(dbt, "parsed_by_dbt", parse)
    monkeypatch.setattr(dbt, "_PARSED", {})
    monkeypatch.setattr(parsed_project.sys, "prefix", str(tmp_path / "environment"))
    return places


def software_at(place: Path, monkeypatch: pytest.MonkeyPatch, model: str = "select 1") -> Settings:
    monkeypatch.setattr(orchestration.settings, "PROJECT_ROOT", place)
    settings = load_settings(home=place.parent / "home")
    for folder in (settings.models / "staging" / "ca", settings.dbt_project):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "same.sql").write_text(model)
    return settings


def kept(settings: Settings) -> list[Path]:
    return sorted(parsed_project.kept_in_home(settings).rglob("manifest.*"))


def test_a_home_outlives_the_folder_the_software_lay_in_and_what_was_parsed_there_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_anew: list[Path]
) -> None:
    for place in ("one", "one", "two"):
        settings = software_at(tmp_path / place, monkeypatch)
        dbt.load_manifest(settings)
        assert len(kept(settings)) == 2, place
    assert parsed_anew == [tmp_path / "one", tmp_path / "two"]


def test_a_changed_model_is_parsed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_anew: list[Path]
) -> None:
    for model in ("select 1", "select 2", "select 2"):
        dbt.load_manifest(software_at(tmp_path / "one", monkeypatch, model))
    assert len(parsed_anew) == 2


def test_another_version_of_dbt_parses_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_anew: list[Path]
) -> None:
    settings = software_at(tmp_path / "one", monkeypatch)
    for version in ("1.11.16", "1.11.17"):
        monkeypatch.setattr(parsed_project, "version", lambda package, version=version: version)
        dbt.load_manifest(settings)
    assert len(parsed_anew) == 2


def test_what_was_kept_and_is_damaged_is_parsed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_anew: list[Path]
) -> None:
    settings = software_at(tmp_path / "one", monkeypatch)
    dbt.load_manifest(settings)
    for file in kept(settings):
        file.write_bytes(b"")
    dbt._PARSED.clear()
    assert parsed_project.kept_manifest(settings, parsed_project.project_fingerprint(settings)) is None
    assert dbt.load_manifest(settings) == {"nodes": {}}
    assert len(parsed_anew) == 2


def test_what_setup_prepared_serves_every_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_anew: list[Path]
) -> None:
    settings = software_at(tmp_path / "one", monkeypatch)
    parsed_project._prepare()
    assert dbt.load_manifest(settings) == {"nodes": {}}
    assert len(parsed_anew) == 1
    assert kept(settings) == []


def test_compiled_templates_are_kept_by_setup_and_in_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_anew: list[Path]
) -> None:
    settings = software_at(tmp_path / "one", monkeypatch)
    parsed_project._prepare()
    dbt.load_manifest(software_at(tmp_path / "one", monkeypatch, "select 2"))
    assert len(kept(settings)) == 2, "of another model, which nobody prepared"
    (templates,) = tmp_path.rglob(parsed_project._TEMPLATES)
    assert templates.is_relative_to(parsed_project.kept_in_environment(settings))
    assert len(marshal.loads(templates.read_bytes())) == 1
    monkeypatch.setattr(parsed_project, "MAGIC_NUMBER", b"another Python")
    parsed_project._prepare()
    assert len(parsed_anew) == 3, "what another Python compiled is none of ours"


def test_two_projects_that_are_asked_in_turn_are_parsed_once_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_anew: list[Path]
) -> None:
    for place in ("now", "then", "now", "then"):
        dbt.parsed_project(software_at(tmp_path / place, monkeypatch))
    assert parsed_anew == [tmp_path / "now", tmp_path / "then"]
    for place in ("now", "another", "now", "then"):  # (the one that was asked longest ago makes way)
        dbt.parsed_project(software_at(tmp_path / place, monkeypatch))
    assert parsed_anew == [tmp_path / place for place in ("now", "then", "another", "then")]
