"""The quality page of real runs: the asset and the command write the same, it needs no network and names nobody."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import small_deliveries
from command_line import AS_OF, Finished

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

Command = Callable[..., Finished]


@pytest.fixture(scope="module")
def page(sample_run: Any) -> str:
    return str((sample_run.home / "quality" / "ca" / "quality.html").read_text(encoding="utf-8"))


def test_a_passed_run_leaves_a_page_that_says_so(sample_run: Any, page: str) -> None:
    with open_warehouse(sample_run.settings) as connection:
        ((asked, met),) = connection.execute(
            "select count(*), count(*) filter (where is_met) from quality.gate_results"
        ).fetchall()
    assert asked == met > 60
    assert f"Passed all 5 gates: {asked} checks, all passed." in page
    assert page.count("✓ passed") == 10  # five gates, and the one run of the table over runs
    assert "✗" not in page


def test_the_command_writes_the_bytes_of_the_asset(
    sample_run: Any, page: str, command: Command, tmp_path: Path
) -> None:
    for name in ("first.html", "second.html"):
        done = command("quality", "--home", sample_run.home, "--out", tmp_path / "new" / name)
        assert (done.code, done.out) == (0, f"wrote {tmp_path / 'new' / name}\n")
        assert (tmp_path / "new" / name).read_text(encoding="utf-8") == page


@pytest.mark.long
def test_the_same_deliveries_give_the_same_page_in_another_home(sample_run_again: Any, page: str) -> None:
    assert (sample_run_again.home / "quality" / "ca" / "quality.html").read_text(encoding="utf-8") == page


def test_the_page_needs_nothing_beside_it(page: str) -> None:
    assert not re.search(r"https?://|//\w|@import|url\(|<script|<link|<img|<iframe|\bsrc=", page)
    assert "default-src 'none'" in page


def test_the_figures_of_the_page_are_those_of_the_warehouse(sample_run: Any, page: str) -> None:
    with open_warehouse(sample_run.settings) as connection:
        rows = connection.execute(
            "select county_name, count(*), count(*) filter (where level = 'unknown') from intermediate.int_convictions "
            "where county_type = 'in_state' group by county_name"
        ).fetchall()
    section = page.split("Missing facts of convictions")[1].split("</table>")[0]
    cells = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', section)
    lacking = {county.upper(): re.findall(r'number[^"]*">([\d,]+)', numbers) for county, numbers in cells}
    assert len(rows) == 7
    for county, convictions, without_level in rows:
        assert lacking[county][0] == f"{convictions:,}"
        assert lacking[county][3] == f"{without_level:,}"  # after birth date and conviction date


@pytest.mark.long
def test_after_a_failed_gate_the_page_begins_with_what_failed_and_says_what_was_not_counted(
    command: Command, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert command("run", "--as-of", AS_OF, "--deliveries", small_deliveries.good(tmp_path), "--home", home).code == 0
    damaged = small_deliveries.damaged(tmp_path / "d")
    finished = command("run", "--as-of", AS_OF, "--deliveries", damaged, "--home", home)
    assert finished.code == 4
    path = home / "quality" / "ca" / "quality.html"
    assert f"Results of the gates: {path}" in finished.out
    page = path.read_text(encoding="utf-8")
    assert "Nothing after it was built or published." in page
    failed = page.index("No delivery may have more than 2 % of its lines rejected.")
    assert failed < page.index("SACRAMENTO: 50 of 1251 lines") < page.index("The five gates")
    assert "lookback accept few_lines_rejected --delivery sacramento_20260301.csv" in page
    assert (
        page.count("Not counted: the run ended before this was known.") == 5
    )  # wordings, facts, ids, copies, law: of the run before
    assert page.count("not reached") == 4


@pytest.mark.parametrize("made", ["nothing", "a warehouse without runs"])
def test_without_a_run_there_is_one_line_and_no_page(command: Command, tmp_path: Path, made: str) -> None:
    if made != "nothing":
        with open_warehouse(Settings(home=tmp_path)):
            pass
    finished = command("quality", "--home", tmp_path)
    assert finished.code == 1
    assert finished.err.endswith(f"run `lookback run --home {tmp_path} --as-of DAY --deliveries FOLDER` first\n")
    assert len(finished.err.splitlines()) == 1
    assert not (tmp_path / "quality").exists()


def test_a_folder_is_no_file_to_write_to(command: Command, tmp_path: Path) -> None:
    finished = command("quality", "--home", tmp_path, "--out", tmp_path)
    assert finished.code == 2
    assert finished.err == f"lookback: Invalid value: --out must be a file, found the folder {tmp_path}\n"


def test_a_warehouse_of_an_earlier_version_begins_its_history_anew(
    sample_run: Any, command: Command, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(sample_run.home / "warehouse", home / "warehouse")
    with open_warehouse(Settings(home=home)) as connection:
        connection.execute("create or replace table quality.runs as select 'old' as gate")
    finished = command("quality", "--home", home)
    assert (finished.code, finished.err) == (
        1,
        "lookback: the warehouse holds no run: "
        f"run `lookback run --home {home} --as-of {AS_OF} --deliveries FOLDER` first\n",
    )
