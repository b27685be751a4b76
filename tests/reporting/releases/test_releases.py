"""A release of the sample tells what the warehouse says after the rule, and is recomputed, corrected and withdrawn."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from command_line import Finished

from orchestration.cli.app import main
from orchestration.reporting.disclosure.rule import FEWEST, PEOPLE
from orchestration.reporting.metrics.store import PUBLISHED, read_metrics
from orchestration.reporting.releases.folders import find_public_folder, find_restricted_folder
from orchestration.reporting.releases.groups import merge_groups
from orchestration.reporting.releases.registry import read_release
from orchestration.reporting.releases.verify import verify_figure
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

OLD_HOME = Path(__file__).parents[2] / "golden" / "home_0b71b153.tar.zst"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., Finished]:
    def run(*arguments: str | Path) -> Finished:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Finished(int(left.value.code or 0), said.out, said.err)

    return run


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_shown_count_is_the_true_one_rounded_and_of_enough_people(copied_release: Settings) -> None:
    release = read_release(copied_release, 1)
    shown = release.read_table("metrics").filter(pl.col("count").is_not_null())
    with open_warehouse(copied_release) as connection:
        true = merge_groups(read_metrics(connection, table=PUBLISHED), release.facts["groups"])
    both = shown.join(true.select("figure_id", "people", pl.col("count").alias("was")), on="figure_id")
    assert both.height == shown.height > 1_000
    assert both.filter((pl.col("was") - pl.col("count")).abs() > 2).height == 0
    assert both.filter(pl.col("count") % 5 != 0).height == 0
    people = pl.when(pl.col("unit") == PEOPLE).then("was").otherwise("people")
    assert both.filter(people < FEWEST).height == 0
    assert shown["figure_id"].is_unique().all()


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.long)])
def test_a_figure_of_each_metric_is_computed_again(copied_release: Settings, every: int) -> None:
    """``every``: of each metric, or of each sixth."""
    release = read_release(copied_release, 1)
    of_each = release.read_table("metrics").unique("metric", keep="first", maintain_order=True)
    with open_warehouse(copied_release) as connection:
        for figure_id in of_each.gather_every(every)["figure_id"]:
            checked = verify_figure(connection, copied_release, release, figure_id)
            assert checked and all(one.is_equal for one in checked), figure_id


def test_a_part_of_the_state_is_published_only_if_somebody_confirms_it(
    copied_release: Settings, ask: Callable[..., Finished]
) -> None:
    folder = find_public_folder(copied_release)
    before = sorted(path.name for path in folder.iterdir())
    refused = ask("publish", "--home", copied_release.root)
    assert (refused.code, "This is a part of the state: 7 of 58 counties; lists: Sup" in refused.out) == (2, True)
    assert "--yes" in refused.err
    assert sorted(path.name for path in folder.iterdir()) == before
    for page in ("index.html", "results.html", "counties/alpine.html"):
        text = (folder / "1" / "site" / page).read_text(encoding="utf-8")
        assert '<p class="coverage">7 of 58 counties; lists: Supervised Release File, ' in text.partition("</h1>")[2]


@pytest.mark.long
def test_the_same_run_gives_the_same_release(
    copied_release: Settings, tmp_path: Path, ask: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    """(But for its site: that this is the same each time, tests of the site say.)"""
    monkeypatch.setattr("orchestration.cli.publish.write_site", lambda *_: None)
    home = tmp_path / "again"
    shutil.copytree(copied_release.root / "warehouse", home / "warehouse")
    assert ask("publish", "--yes", "--home", home).code == 0
    again = load_settings(home=home)
    first, second = (files_of(find_public_folder(settings) / "1") for settings in (copied_release, again))
    assert second == {name: data for name, data in first.items() if not name.startswith("site/")}


def test_a_release_is_recomputed_corrected_withdrawn_and_followed(
    copied_release: Settings, ask: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, folder = copied_release.root, find_public_folder(copied_release)
    figure = "levels/eligible/people"
    told = ask("figure", "verify", "1", figure, "--home", home)
    assert (told.code, told.out.count("the same")) == (0, 3)
    assert ask("figure", "verify", "1", "no/such", "--home", home).code == 2
    with monkeypatch.context() as without_site:  # (that of release 2 is written where it is withdrawn)
        without_site.setattr("orchestration.cli.publish.write_site", lambda *_: None)
        assert ask("publish", "--yes", "--home", home).code == 0
    assert (folder / "current").resolve().name == "2"
    first, second = (read_release(copied_release, number).read_table("metrics") for number in (1, 2))
    assert first.equals(second), "nothing changed"
    with duckdb.connect(str(copied_release.warehouse)) as connection:
        connection.execute("update marts.metrics set count = count + 400 where figure_id = ?", [figure])
    wrong = ask("figure", "verify", "2", figure, "--home", home)
    assert wrong.code == 1 and "DIFFERENT" in wrong.out
    same = first.filter(pl.col("figure_id") == figure)["count"].item()
    assert ask("figure", "correct", "1", figure, "--right", same + 1, "--reason", "x", "--home", home).code == 2
    done = ask("figure", "correct", "1", figure, "--right", 7, "--reason", "miscounted", "--home", home)
    assert done.code == 0
    with (folder / "errata.csv").open(encoding="utf-8", newline="") as file:
        assert [one["right"] for one in csv.DictReader(file)] == ["<13"]
    assert "1 figure of this release was wrong" in (folder / "1" / "site" / "index.html").read_text(encoding="utf-8")
    assert ask("publish", "--withdraw", "2", "--home", home).code == 2, "--withdraw needs --reason"
    assert ask("publish", "--withdraw", "2", "--reason", "wrong delivery", "--home", home).code == 0
    assert (folder / "current").resolve().name == "1"
    assert "wrong delivery" in (folder / "2" / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_a_release_of_an_earlier_version_is_listed_and_withdrawn_and_its_figures_are_told_plainly(
    tmp_path: Path, copied_release: Settings, ask: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.cli.publish.write_site", lambda *_: None)  # the subject is what is listed
    old = load_settings(home=tmp_path / "home")
    shutil.copytree(copied_release.root / "warehouse", old.root / "warehouse")
    unpack(OLD_HOME, old.root)
    for command in (["verify"], ["correct", "--right", "10", "--reason", "x"]):
        told = ask("figure", command[0], "1", "levels/eligible/people", *command[1:], "--home", old.root)
        assert told.code == 2 and "release 1 was made under earlier disclosure rules" in told.err
    assert ask("publish", "--yes", "--home", old.root).code == 0
    assert ask("publish", "--withdraw", "1", "--reason", "exact counts", "--home", old.root).code == 0
    with (find_public_folder(old) / "releases.csv").open(encoding="utf-8", newline="") as file:
        assert [(one["release"], one["status"]) for one in csv.DictReader(file)] == [
            ("1", "withdrawn"), ("2", "published"),
        ]  # fmt: skip
    assert (find_restricted_folder(old) / "2.parquet").is_file()


def unpack(archive: Path, home: Path) -> None:
    """The folders of releases of a home that is kept as a test."""
    subprocess.run(["tar", "--zstd", "-xf", archive, "-C", home, "published", "disclosure"], check=True)
