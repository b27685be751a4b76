"""Figures that others published: row by row on the site, beside the figure of ours that the file names, and none silent
about a miss."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from command_line import Finished
from site_pages import Read, read

from orchestration.reporting.releases.registry import read_release
from orchestration.reporting.site.pages.beside_others import VERDICTS
from orchestration.settings import PROJECT_ROOT, Settings, load_settings

SHIPPED = PROJECT_ROOT / "expectations" / "external.csv"
HEADER, *LINES = SHIPPED.read_text(encoding="utf-8").splitlines()
NO_FELONY = "levels/felony_free/people/if_all_granted/after_dismissal_and_sealing"


@pytest.fixture(scope="module")
def folder(published_once: Path) -> Path:
    return read_release(load_settings(home=published_once), 1).folder


@pytest.fixture(scope="module")
def page(folder: Path) -> Read:
    return read(folder / "site" / "beside_others.html")


def as_shown(text: str, kind: str) -> str:
    return f"{100 * float(text):.1f} %" if kind == "share" else f"{float(text):,.0f}"


def test_the_page_says_row_by_row_what_the_file_says(page: Read) -> None:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 5
    assert [name for name in page.row_of if not name.startswith("rates/")] == sorted(row["external_id"] for row in rows)
    for row in rows:
        says, published, _, verdict, source, needs = page.row_of[row["external_id"]]
        assert (says, needs) == (row["says"], row["applies_to"])
        assert published == as_shown(row["published"], row["kind"])
        assert source == row["source"] + (f", {row['published_on']}" if row["published_on"] else "")
        unit = "percentage points" if row["kind"] == "share" else "%"
        assert verdict == f"{VERDICTS['not_compared']} (tolerance {100 * float(row['tolerance']):.1f} {unit})"


OURS = {
    "cfa_convictions_identified": (
        "select count from levels_by_group where measure = 'eligible' and unit = 'convictions' "
        "and group_kind = 'remedy' and group_code = 'prop64_statutory'"
    ),
    **{
        external_id: f"select alone from law_effects where measure = '{measure}' and basis = 'if_all_granted' "
        "and unit = 'people' and viewer = 'after_dismissal_and_sealing' and law = 'prop64_statutory'"
        for external_id, measure in (
            ("cfa_people_some_relief", "some_relief"),
            ("cfa_people_no_felony", "felony_free"),
            ("cfa_people_no_recent_conviction", "recent_free"),
            ("cfa_people_no_conviction", "conviction_free"),
        )
    },
    "sf_convictions": (
        "select count from outcomes where remedy_id = 'prop64_statutory' and place = 'SAN FRANCISCO' and "
        "group_kind = 'all' and vital_status = 'living' and outcome = 'eligible' and unit = 'determinations'"
    ),
    "ab1706_processed_share": (
        "select processed / nullif(identified, 0) from relief_progress where law = 'prop64_statutory' and "
        "place = 'STATEWIDE'"
    ),
    "uptake_five_years": (
        "select uptake from gap where unit = 'people' and law = 'ALL' and group_kind = 'all' and years = 5"
    ),
}
"""Asked of the tables by what each figure is, not by the name that the file has for it."""


def test_ours_is_the_figure_that_the_row_means_and_its_number_leads_there(folder: Path, page: Read) -> None:
    html = (folder / "site" / "beside_others.html").read_text(encoding="utf-8")
    shown = 0
    with duckdb.connect(str(folder / "impact.duckdb"), read_only=True) as connection:
        rows = connection.sql("from external").pl().to_dicts()
        assert {row["external_id"] for row in rows} == set(OURS)
        for row in rows:
            ((expected,),) = connection.execute(OURS[row["external_id"]]).fetchall()
            assert row["ours"] == expected, row["external_id"]
            assert row["our_figure_id"], "every row is comparable with a figure of a release"
            cell = page.row_of[row["external_id"]][2]
            assert cell == ("not told" if expected is None else as_shown(str(expected), row["kind"]))
            line = html.partition(f'id="{row["external_id"]}"')[2].partition("</tr>")[0]
            assert f"#{row['our_figure_id']}" in line
            shown += expected is not None
    assert shown >= 3


@pytest.fixture
def real(copied_sample: Settings) -> Iterator[Settings]:
    """The run of the sample as if its people were no invented ones; put back afterwards."""
    yield from _renamed(copied_sample)


def _renamed(settings: Settings) -> Iterator[Settings]:
    def rename(old: str, new: str) -> None:
        with duckdb.connect(str(settings.warehouse)) as connection:
            connection.execute(
                "update intermediate.int_people set person_name = ? || person_name[?:]", [new, len(old) + 1]
            )

    rename("SYNTH", "DOE")
    yield settings
    rename("DOE", "SYNTH")


@pytest.fixture
def file_of_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """The file that the command reads, with these lines."""
    monkeypatch.setattr(Settings, "expectations", property(lambda _: tmp_path))

    def write(*lines: str) -> None:
        (tmp_path / "external.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")

    return write


def line(published: object, figure: str = NO_FELONY, tolerance: object = 0.1, explanation: str = "") -> str:
    return (
        f"ours,people left with no felony,{published},count,2026-01-01,somebody,{figure},{tolerance},all,{explanation}"
    )


@pytest.mark.long  # a run of its own; the refusals are tested without one
def test_of_real_people_a_miss_without_a_sentence_stops_the_figures(
    real: Settings, file_of_others: Callable[..., None], command: Callable[..., Finished]
) -> None:
    file_of_others(*LINES)
    done = command("figures", "--home", real.home)
    assert done.code == 4 and "does not say why" in done.err
    assert "cfa_people_no_felony says 42000, ours is 57" in done.err
    assert not list(real.figures.glob("*/*/headlines.json")), "nothing was written"

    file_of_others(line(1))
    (found,) = re.findall(r"ours is (\d+)", command("figures", "--home", real.home).err)
    for broken, says in (
        (line(int(found) * 2), "does not say why"),  # another number
        (line(found, tolerance="-0.1"), "tolerance is a share"),
        (line(found, tolerance="wide"), "a number is none"),
        (line(found, f"{NO_FELONY}/race=B/age=1/sex=F"), "no figure of ours is called"),
        (line(found, "levels/felonyfree/people"), "no figure of ours is called"),
        (f"{line(found)}\n{line(found)}", "stands there twice"),
    ):
        file_of_others(broken)
        done = command("figures", "--home", real.home)
        assert done.code in (1, 4) and says in done.err, broken
        assert not list(real.figures.glob("*/*/headlines.json"))

    nobody = f"{NO_FELONY}/county=TRINITY"
    file_of_others(line(found), line(1, explanation="Two counties sent nothing.").replace("ours,", "miss,", 1),
                   line(5, nobody).replace("ours,", "none,", 1))  # fmt: skip
    assert command("figures", "--home", real.home).code == 0
    (written,) = real.figures.glob("*/*-0/external.csv")
    with written.open(encoding="utf-8", newline="") as file:
        told = {row["external_id"]: row for row in csv.DictReader(file)}
    assert [told[name]["verdict"] for name in ("ours", "miss", "none")] == ["within", "miss", "no_figure_of_ours"]
    assert float(told["ours"]["ours"]) == float(told["miss"]["ours"]) == float(found)
