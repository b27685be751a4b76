"""A release tells what the warehouse says, gives nothing of a few people away, and is kept, withdrawn and corrected."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
import yaml
from command_line import Finished
from tied_cells import equal_and_not_tied, moved

import orchestration.reporting.releases.build as made_module
from orchestration.cli.app import main
from orchestration.reporting.disclosure.attack import known_from, possible, too_narrow
from orchestration.reporting.disclosure.complementary import CannotProtect, Suppression
from orchestration.reporting.disclosure.rule import primary
from orchestration.reporting.releases.counted_tables import Frames, read_counted
from orchestration.reporting.releases.folders import outside
from orchestration.reporting.releases.registry import kept_worlds, read_release, run_behind
from orchestration.reporting.releases.tables import COUNTS, cells_of, read_counts, same_counts
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., Finished]:
    def run(*arguments: str | Path) -> Finished:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Finished(int(left.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(scope="module")
def published(copied_release: Settings) -> Settings:
    return copied_release


def small_cells_alone(cells: Any, before: Any, **_: Any) -> Suppression:
    small = primary(cells) & cells.is_shown
    return Suppression(cells, small, small)


def counts_of(settings: Settings) -> Frames:
    with open_warehouse(settings) as connection:
        return read_counts(connection, read_counted(settings, run_behind(settings, 1)))


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_worlds_that_prove_a_release_fit_its_files_and_stay_inside(published: Settings) -> None:
    known = read_release(published, 1).known()
    worlds = kept_worlds(published, 1, known.cells.keys)
    assert len(worlds) > 1
    assert len(possible(known, worlds)) == len(worlds)
    withheld = np.isnan(known.cells.values) & known.cells.is_shown
    assert (np.ptp(np.array(worlds), axis=0)[withheld] >= 5 - 1e-6).all(), "whoever has them needs no solver"
    assert not [name for name in files_of(outside(published)) if "world" in name]


@pytest.mark.long  # the next one says more
def test_what_stands_in_the_files_gives_no_withheld_count_away(published: Settings) -> None:
    known = read_release(published, 1).known()
    withheld = np.isnan(known.cells.values) & known.cells.is_shown
    assert withheld.sum() > 100
    assert not too_narrow(known, withheld).any()
    counts = known.cells.values[~np.isnan(known.cells.values)]
    assert not ((counts >= 1) & (counts < 11)).any()


@pytest.mark.long
def test_nor_does_it_to_whoever_supposes_that_two_tables_count_the_same(published: Settings) -> None:
    supposed = same_counts(counts_of(published))
    assert len([one for one in supposed if "levels/" in one.parts[0]]) > 20
    assert len([one for one in supposed if "figures/" in one.parts[0]]) > 50
    cells = cells_of(read_release(published, 1).frames, also=supposed)
    known = known_from(cells, np.zeros(len(cells.values), dtype=bool))
    withheld = np.isnan(known.cells.values) & known.cells.is_shown
    assert not too_narrow(known, withheld).any()


def test_every_count_that_is_shown_is_the_one_of_the_warehouse(published: Settings) -> None:
    release = read_release(published, 1)
    true = counts_of(published)
    for name, columns in COUNTS.items():
        both = release.frames[name].join(true[name], on="figure_id", how="full", suffix="_true")
        assert both.height == true[name].height == release.frames[name].height
        for column in columns:
            shown = both.filter(pl.col(column).is_not_null())
            least = {"relief_by_year": 2, "eligible_later": 2, "relief_progress": 3}
            assert shown.height > (50 if name in ("outcomes", "figures") else least.get(name, 30))
            assert (shown[column] == shown[f"{column}_true"]).all()
    rates = release.frames["outcomes"]
    assert rates.filter(pl.col("count").is_null() & pl.col("share").is_not_null()).height == 0


def test_a_release_without_complementary_suppression_is_not_written(
    published: Settings, ask: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_module, "protect", small_cells_alone)
    finished = ask("publish", "--home", published.root)
    assert finished.code == 4
    assert "can be worked out" in finished.err
    assert not (outside(published) / "2").exists()


def test_who_is_stopped_by_the_release_before_is_told_how_to_go_on(
    published: Settings, ask: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any, **__: Any) -> Suppression:
        raise CannotProtect("what was published before gives away a count", given_away=3)

    monkeypatch.setattr(made_module, "protect", refuses)
    finished = ask("publish", "--home", published.root)
    assert finished.code == 4
    assert "--withdraw" in finished.err and "--although" in finished.err
    assert not (outside(published) / "2").exists()
    assert ask("publish", "--withdraw", "1", "--reason", "x", "--although", "y", "--home", published.root).code == 2
    nothing_said = ask("publish", "--although", " ", "--home", published.root)
    assert (nothing_said.code, "needs a reason" in nothing_said.err) == (2, True)


@pytest.mark.long
@pytest.mark.timeout(2_400)  # what was given away makes many worlds impossible, and each is asked for
def test_a_release_that_gave_counts_away_does_not_stop_the_next_one_for_ever(
    published_once: Path, tmp_path: Path, ask: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for folder in ("warehouse", "figures"):
        shutil.copytree(published_once / folder, home / folder, symlinks=True)
    with monkeypatch.context() as as_it_was:
        as_it_was.setattr(made_module, "protect", small_cells_alone)
        as_it_was.setattr(made_module, "attacked", lambda *_: None)
        assert ask("publish", "--home", home).code == 0
    stopped = ask("publish", "--home", home)
    assert (stopped.code, "whatever is withheld now" in stopped.err) == (4, True)
    assert ask("publish", "--withdraw", "1", "--reason", "it gives counts away", "--home", home).code == 0
    assert ask("publish", "--home", home).code == 4, "what is out is out, withdrawn or not"
    done = ask("publish", "--although", "the release before is withdrawn", "--home", home)
    assert (done.code, "were given away before" in done.out) == (0, True)
    settings = load_settings(home=home)
    second = read_release(settings, 2)
    facts = second.facts["given_away_before"]
    assert facts["counts"] > 0 and facts["although"] == "the release before is withdrawn"
    assert "the release before is withdrawn" in (second.folder / "README.md").read_text()
    values = second.known().cells.values
    assert not ((values >= 1) & (values < 11)).any()


def test_the_package_is_one_that_its_readers_understand(published: Settings) -> None:
    from frictionless import Package, system

    folder = outside(published) / "1"
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    package = json.loads((folder / "datapackage.json").read_text())
    beside = {"changes", "external", "ranges", "rates", "suppression"}
    assert {resource["name"] for resource in package["resources"]} == {*COUNTS, *beside}
    assert yaml.safe_load((folder / "CITATION.cff").read_text())["cff-version"] == "1.2.0"


def test_the_same_tables_stand_in_every_form_and_older_programs_read_them(published: Settings) -> None:
    folder = outside(published) / "1"
    with duckdb.connect(str(folder / "impact.duckdb"), read_only=True) as connection:
        ((tags,),) = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where database_name = 'impact'"
        ).fetchall()
        assert str(tags).startswith("v1.4")
        for name in (*COUNTS, "suppression"):
            frame = connection.sql(f"from {name}").pl()
            assert frame.equals(pl.read_parquet(folder / "parquet" / f"{name}.parquet"))
            assert pl.read_csv(folder / "csv" / f"{name}.csv", infer_schema_length=None).height == frame.height


def test_every_figure_of_a_release_has_an_id_of_its_own(published: Settings) -> None:
    frames = read_release(published, 1).frames
    ids = [figure_id for name in COUNTS for figure_id in frames[name]["figure_id"].to_list()]
    assert len(ids) == len(set(ids)) > 9_000
    package = json.loads((outside(published) / "1" / "datapackage.json").read_text())
    keys = {resource["name"]: resource["schema"]["primaryKey"] for resource in package["resources"]}
    assert {tuple(key) for name, key in keys.items() if name != "external"} == {("figure_id",)}
    assert keys["external"] == ["external_id"]
    assert not [figure_id for figure_id in ids if " " in figure_id and not figure_id.startswith("levels/")]


def test_synthetic_data_says_so(published: Settings) -> None:
    folder = outside(published) / "1"
    for name in ("README.md", "CITATION.cff", "datapackage.json"):
        assert "synthetic" in (folder / name).read_text().lower(), name
    assert json.loads((folder / "datapackage.json").read_text())["lookback"]["is_synthetic"] is True


def test_the_share_that_is_withheld_is_published(published: Settings) -> None:
    release = read_release(published, 1)
    cells = sum(release.frames[name].height * len(columns) for name, columns in COUNTS.items())
    nulls = sum(release.frames[name][column].null_count() for name, columns in COUNTS.items() for column in columns)
    rows = list(csv.DictReader((release.folder / "csv" / "suppression.csv").read_text().splitlines()))
    (whole,) = [row for row in rows if row["table"] == "ALL"]
    assert (int(whole["counts"]), int(whole["withheld"])) == (cells, nulls)


@pytest.mark.long
def test_the_same_run_gives_the_same_bytes(published: Settings, tmp_path: Path, ask: Callable[..., Finished]) -> None:
    home = tmp_path / "home"
    for folder in ("warehouse", "figures"):
        shutil.copytree(published.root / folder, home / folder, symlinks=True)
    assert ask("publish", "--home", home).code == 0
    ours, theirs = (files_of(outside(settings) / "1") for settings in (published, load_settings(home=home)))
    assert set(ours) == set(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_every_sum_that_cells_are_tied_by_holds_for_the_counts(published: Settings) -> None:
    """Of all tables: a tie that is not true would make the attack believe what nobody can."""
    counts = counts_of(published)
    cells = cells_of(counts, also=same_counts(counts))
    assert min(cells.equal.shape[0], cells.at_most.shape[0]) > 5_000
    assert np.abs(cells.equal @ cells.values).max() == 0
    assert (cells.at_most @ cells.values).max() <= 0
    assert cells.values.min() >= 0, "what is left over is a count"


@pytest.mark.long  # 15 s of CPU
def test_all_that_is_equal_everywhere_is_tied(published: Settings) -> None:
    """Whoever reads a release sees which columns are equal where both are shown, and supposes it where one is not."""
    counts = counts_of(published)
    cells = cells_of(counts, also=same_counts(counts))
    move = moved(cells)
    kinds = ("all", "race", "sex", "age")
    assert [one for kind in kinds for one in equal_and_not_tied(counts, cells, move, kind)] == []
    sums_alone = cells_of(counts)
    found = list(equal_and_not_tied(counts, sums_alone, moved(sums_alone), "all"))
    assert {len(one) for one in found} == {2, 3}, "without the ties there are equal columns, and living and dead"


def test_cells_are_the_same_system_whether_from_counts_or_from_files(published: Settings) -> None:
    true = cells_of(counts_of(published))
    assert set(cells_of(read_release(published, 1).frames).keys) == set(true.keys)


# The last one: it changes the warehouse behind the release.
def test_a_figure_is_recomputed_withdrawn_and_corrected(published: Settings, ask: Callable[..., Finished]) -> None:
    frame = read_release(published, 1).frames["outcomes"].filter(pl.col("count") > 100)
    figure = frame["figure_id"][0]
    home = ("--home", published.root)
    said = ask("figure", "verify", "1", figure, *home)
    assert (said.code, "the same" in said.out, "another run" in said.out) == (0, True, False)
    assert ask("figure", "verify", "1", "outcomes/nothing", *home).code == 2
    said = ask("figure", "verify", "1", "levels/eligible/people", *home)
    assert (said.code, said.out.count("the same")) == (0, 3)
    for other, same in (
        ("suppression/all/all/all/all", 2),
        ("suppression/outcomes/county/all/people", 2),
        ("cfa_people_some_relief", 1),
    ):
        said = ask("figure", "verify", "1", other, *home)
        assert (said.code, said.out.count("the same"), "DIFFERENT" in said.out) == (0, same, False), other
    withheld = read_release(published, 1).frames["outcomes"].filter(pl.col("count").is_null())["figure_id"][0]
    said = ask("figure", "verify", "1", withheld, *home)
    assert (said.code, said.out) == (0, "count: published withheld, recomputed not said: the same\n")
    with open_warehouse(published) as connection:
        connection.execute("update intake.run_parameters set run_id = 'another'")
        connection.execute(
            "update marts.impact_outcomes set determinations = determinations + 20, people = people + 20"
        )
    said = ask("figure", "verify", "1", figure, *home)
    assert (said.code, "DIFFERENT" in said.out, "another run" in said.out) == (1, True, True)
    said = ask("figure", "verify", "1", "levels/eligible/people", *home)
    assert said.code == 1 and "are not counted: lookback figures" in said.err, "what nobody counted is not nobody"
    said = ask("figure", "verify", "1", withheld, *home)
    assert said.code == 1 and "published withheld, recomputed not said: DIFFERENT" in said.out

    assert ask("figure", "correct", "1", figure, "--right", "7", "--reason", "a test", *home).code == 0
    (row,) = csv.DictReader((outside(published) / "errata.csv").read_text().splitlines())
    assert (row["figure_id"], row["right"]) == (figure, "withheld")

    before = files_of(outside(published) / "1")
    assert (outside(published) / "current").resolve() == (outside(published) / "1").resolve()
    assert ask("publish", "--withdraw", "1", *home).code == 2
    assert ask("publish", "--withdraw", "9", "--reason", "none", *home).code == 2
    assert ask("publish", "--withdraw", "1", "--reason", "a test", *home).code == 0
    after = files_of(outside(published) / "1")
    kept = [name for name in before if not name.startswith("site/")]
    assert set(after) - set(before) == {"WITHDRAWN.txt"}
    assert [after[name] for name in kept] == [before[name] for name in kept], "the files of a release are kept"
    for page in ("site/index.html", "site/counties/alpine.html"):
        assert b"This release is withdrawn" in after[page], "its site says so on every page"
        assert b"1 figure of this release was" in after[page]
    assert not (outside(published) / "current").exists(), "no release stands"
    (row,) = csv.DictReader((outside(published) / "releases.csv").read_text().splitlines())
    assert (row["status"], row["reason"]) == ("withdrawn", "a test")
    said = ask("publish", "--withdraw", "1", "--reason", "another", *home)
    assert said.code == 2 and "withdrawn already: a test" in said.err, "what readers were told first stands"
    assert ask("publish", "--withdraw", "1", "--reason", "a test", *home).code == 0, "as after a crash"
