"""The site over all states: numbers of releases alone, each with its dates, and every provision with its state of
operation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from release_by_hand import publish, some_figures

from orchestration.law.register import list_packs, read_pack
from orchestration.reporting.releases import registry
from orchestration.reporting.site.states import write_states_site
from orchestration.settings import Settings, load_settings


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def published(tmp_path: Path) -> tuple[Settings, Path]:
    settings = load_settings(home=tmp_path, state="ca")
    publish(settings, some_figures())
    return settings, write_states_site(settings).parent


def test_a_number_is_what_the_release_shows_and_has_its_dates(published: tuple[Settings, Path]) -> None:
    settings, folder = published
    rows = {row["state"]: row for row in _read(folder / "states.csv")}
    assert list(rows) == list_packs(settings.models)
    release = registry.read_release(settings, 1)
    shown = release.read_table("metrics").filter(
        metric="eligible", unit="people", law="ALL", place="STATEWIDE", variant="", group_by="all", status="living"
    )
    assert int(rows["ca"]["people_eligible"]) == shown["count"].item()
    assert rows["ca"]["as_of_date"] == release.facts["as_of_date"] and rows["ca"]["is_synthetic"] == "True"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert f"{shown['count'].item():,}" in page and release.facts["data_as_of_latest"] in page
    assert "Synthetic." in page and "two people" in page
    assert rows["ca"]["charges_eligible"] == "" and '<span class="quiet">–</span>' in page, "its law clears none"


def test_a_number_that_the_release_leaves_out_is_not_shown_as_small(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, state="ca")
    publish(settings, some_figures().filter((pl.col("metric") != "eligible") | (pl.col("unit") != "people")))
    page = write_states_site(settings).read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if "left out</span>" in line)
    assert row.count("left out</span>") >= 3 and "&lt;13" not in row and "no share is published" in page


def test_every_provision_says_whether_it_is_in_operation(published: tuple[Settings, Path]) -> None:
    settings, folder = published
    rows = _read(folder / "provisions.csv")
    known = [
        (s, one.provision) for s in list_packs(settings.models) for one in read_pack(settings.models, s).provisions
    ]
    assert [(row["state"], row["provision"]) for row in rows] == known
    assert all(row["in_operation"] and row["status"] for row in rows)


def test_a_withdrawn_release_shows_no_number(published: tuple[Settings, Path]) -> None:
    settings, folder = published
    registry.withdraw(settings, 1, "a wrong file")
    write_states_site(settings)
    row = next(row for row in _read(folder / "states.csv") if row["state"] == "ca")
    assert row["release"] == row["people_eligible"] == ""
    assert "Nothing is published." in (folder / "index.html").read_text(encoding="utf-8")


def test_the_package_names_files_that_are_there_and_equal_releases_give_equal_bytes(
    published: tuple[Settings, Path],
) -> None:
    settings, folder = published
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    paths = [resource["path"] for resource in package["resources"]]
    assert "ca/1/csv/metrics.csv" in paths and all((folder / path).is_file() for path in paths)
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    write_states_site(settings)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
