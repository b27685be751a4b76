"""A project is parsed again where a file of it changed, also where the software was moved under an old home."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import orchestration.settings
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.dbt import manifest
from orchestration.warehouse.dbt.manifest import ParseFailedError, load_manifest, load_project, write_project

MODEL = "model.lookback.stg_ca__one"
SEED = "seed.lookback.ca_words"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment_kept: None) -> Settings:
    """A home, and software of one model and one seed beside it."""
    monkeypatch.setattr(orchestration.settings, "PROJECT_ROOT", tmp_path / "software")
    monkeypatch.setattr(manifest, "_PARSED", {})
    models = tmp_path / "software" / "models" / "staging" / "ca"
    (models / "vocabulary").mkdir(parents=True)
    (models / "stg_ca__one.sql").write_text("{{ config(contract={'enforced': false}) }}\nselect 1 as one\n")
    (models / "vocabulary" / "ca_words.csv").write_text("word\na\n")
    shutil.copytree(
        PROJECT_ROOT / "dbt_project",
        tmp_path / "software" / "dbt_project",
        ignore=shutil.ignore_patterns("target", "logs", "tests", "macros"),
    )
    for folder in ("tests", "macros"):
        (tmp_path / "software" / "dbt_project" / folder).mkdir()
    return load_settings(home=tmp_path / "home")


def test_a_changed_model_is_parsed_again_and_the_manifest_is_that_of_other_programs(settings: Settings) -> None:
    assert load_project(settings) is load_project(settings)
    file = settings.models / "staging" / "ca" / "stg_ca__one.sql"
    file.write_text(file.read_text().replace("1 as one", "2 as one"))
    assert "2 as one" in load_project(settings).nodes[MODEL].raw_code
    assert "2 as one" in load_manifest(settings)["nodes"][MODEL]["raw_code"]


def test_a_changed_law_table_or_pack_is_not_parsed(settings: Settings) -> None:
    law = settings.models / "rules" / "ca" / "law"
    law.mkdir(parents=True)
    (law / "ca_numbers.csv").write_text("number\n1\n")
    first = load_project(settings)
    assert [name for name in first.nodes if "numbers" in name] == [], "a law table is no seed"
    (law / "ca_numbers.csv").write_text("number\n2\n")
    (law.parent / "provision.law").write_text("pack: provision\n")
    assert load_project(settings) is first


def test_a_home_outlives_the_folder_that_the_software_lay_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_project(settings)
    moved = settings.models.parent.rename(settings.root.parent / "moved")
    monkeypatch.setattr(orchestration.settings, "PROJECT_ROOT", moved)
    manifest._PARSED.clear()
    seed = load_project(settings).nodes[SEED]
    assert (Path(seed.root_path) / seed.original_file_path).resolve().is_relative_to(moved / "models")


@pytest.fixture
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        yield pool


def test_two_commands_may_begin_in_a_new_home_at_once(settings: Settings, processes: ProcessPoolExecutor) -> None:
    homes = [settings.model_copy(update={"home": settings.home / str(number // 4)}) for number in range(80)]
    folders = [*processes.map(write_project, homes)]
    assert {*(file.name for folder in folders for file in folder.iterdir())} >= {"dbt_project.yml", "profiles.yml"}


def test_what_cannot_be_parsed_is_an_error_of_ours(settings: Settings) -> None:
    (settings.models / "staging" / "ca" / "stg_ca__one.sql").write_text("select * from {{ ref('nothing') }}")
    with pytest.raises(ParseFailedError, match="nothing"):
        load_project(settings)
