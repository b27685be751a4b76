"""Pages of groups, gap, disparity, reports and counties show what the release shows, row by row, and no more."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import polars as pl
import pytest
from site_pages import Read, count_in, read

from orchestration.reporting.metrics.funnel_steps import STEPS
from orchestration.reporting.metrics.intervals import MEANS
from orchestration.reporting.releases.registry import Release, read_release
from orchestration.reporting.releases.reports import PARTS
from orchestration.reporting.releases.tables import COUNTS
from orchestration.settings import load_settings

PAGES = (
    "gap.html", "disparity.html", "disparity-sex.html", "disparity-age.html", "reports.html", "calendar.html",
    "beside_others.html", "downloads.html", "counties/los-angeles.html", "counties/alameda.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def release(published_once: Path) -> Release:
    return read_release(load_settings(home=published_once), 1)


@pytest.fixture(scope="module")
def pages(release: Release) -> dict[str, Read]:
    return {name: read(release.folder / "site" / name) for name in PAGES}


def columns_of(pages: dict[str, Read], table: pl.DataFrame, columns: dict[int, str], *names: str) -> int:
    """Every row of the table that stands on one of the pages shows its counts: the cell and the column it shows. How
    many rows do."""
    rows = {row["figure_id"]: row for row in table.to_dicts()}
    found = 0
    for name in names:
        for figure_id, cells in pages[name].row_of.items():
            if figure_id in rows:
                told = {column: count_in(cells[at]) for at, column in columns.items()}
                assert told == {column: rows[figure_id][column] for column in told}, figure_id
                found += 1
    return found


def test_the_page_of_the_gap_shows_exactly_what_the_release_shows(pages: dict[str, Read], release: Release) -> None:
    gap = release.frames["gap"]
    columns = {2: "could_have_been_given", 3: "given_in_time", 5: "too_early_to_tell", 6: "given_on_an_unknown_day"}
    assert columns_of(pages, gap, columns, "gap.html") == gap.height > 100
    rows = [cells for _, cells in pages["gap.html"].rows if len(cells) == 5]
    for row in gap.filter(pl.col("years") == 1, pl.col("group_kind") == "all").to_dicts():
        counts = [row[name] for name in ("became_eligible", "day_not_known", "eligible_and_not_cleared")]
        assert counts in [[count_in(cell) for cell in cells[1:4]] for cells in rows if cells[0] == "all"]
    told = gap.filter(pl.col("current_gap").is_not_null())
    assert told.height and (told["current_gap_low"] <= told["current_gap"]).all()
    assert gap.filter(pl.col("eligible_and_not_cleared").is_null() & pl.col("current_gap").is_not_null()).height == 0


def test_disparity_stands_with_intervals_and_what_they_mean(pages: dict[str, Read], release: Release) -> None:
    table = release.frames["disparity"]
    groups = table.filter(pl.col("group_kind") != "all", pl.col("denominator").is_null() | (pl.col("denominator") > 0))
    names = ["disparity.html", "disparity-sex.html", "disparity-age.html"]
    assert columns_of(pages, table, {1: "count", 2: "denominator"}, *names) >= groups.height > 200
    assert columns_of(pages, table, {7: "possible_denominator"}, "disparity.html") > 50
    for name in names:
        assert MEANS in pages[name].text
    assert "chance alone" in pages["disparity-sex.html"].text
    references = table.filter(pl.col("reference_group") != "", pl.col("group_code") == pl.col("reference_group"))
    first = references.filter(pl.col("stage") == "eligible", pl.col("among") == "in_scope")
    assert first.height > 5 and first["denominator"].null_count() == 0, "the reference is one that is shown"
    for column in ("share", "rate_ratio", "difference"):
        assert table.filter(pl.col("count").is_null() & pl.col(column).is_not_null()).height == 0
        assert table[column].drop_nulls().len() > 20


def test_the_reports_stand_by_county_and_add_up(pages: dict[str, Read], release: Release) -> None:
    progress, by_year = release.frames["relief_progress"], release.frames["relief_by_year"]
    columns = dict(enumerate(COUNTS["relief_progress"], 1))
    assert columns_of(pages, progress, columns, "reports.html") == progress.height > 10
    for row in progress.drop_nulls().to_dicts():
        assert sum(row[part] for part in PARTS) == row["identified"]
    shown = {row["figure_id"]: row["count"] for row in by_year.to_dicts()}
    html = (release.folder / "site" / "reports.html").read_text(encoding="utf-8")
    for figure_id, count in shown.items():
        (cell,) = re.findall(rf'id="{re.escape(figure_id)}">(.*?)</td>', html)
        assert re.sub("<[^>]*>", "", cell) == ("withheld" if count is None else f"{count:,}")


def test_a_county_has_its_headlines_funnel_calendar_and_reports(pages: dict[str, Read], release: Release) -> None:
    for slug, place in (("los-angeles", "LOS ANGELES"), ("alameda", "ALAMEDA")):
        name = f"counties/{slug}.html"
        tables = {table: frame.filter(pl.col("place") == place) for table, frame in release.frames.items()}
        assert columns_of(pages, tables["funnel"], {1: "count"}, name) == 2 * len(STEPS)
        grouped = tables["levels_by_group"]
        assert columns_of(pages, grouped, {1: "count", 2: "not_known", 3: "denominator"}, name) == grouped.height > 40
        progress = dict(enumerate(COUNTS["relief_progress"], 1))
        its = tables["relief_progress"]
        assert columns_of(pages, its, progress, name) == its.height
        assert columns_of(pages, tables["relief_by_year"], {3: "count"}, name) == tables["relief_by_year"].height
        later = tables["eligible_later"].filter(pl.col("eligible_year") != "ALL")
        html = (release.folder / "site" / name).read_text(encoding="utf-8")
        for row in later.to_dicts():
            (cell,) = re.findall(rf'id="{re.escape(row["figure_id"])}">(.*?)</td>', html)
            assert re.sub("<[^>]*>", "", cell) == ("withheld" if row["count"] is None else f"{row['count']:,}")
        assert later.height > 3


def test_the_calendar_tells_months_of_this_year_and_the_next(pages: dict[str, Read], release: Release) -> None:
    periods = {cells[0] for _, cells in pages["calendar.html"].rows if len(cells) == 3}
    months = {period for period in periods if re.fullmatch(r"\d{4}-\d{2}", period)}
    assert months and {month[:4] for month in months} <= {"2026", "2027"}
    assert {period for period in periods if re.fullmatch(r"\d{4}", period)} >= {"2026", "2027", "2028"}


def test_every_file_of_the_release_stands_with_its_hash(pages: dict[str, Read], release: Release) -> None:
    rows = {cells[0]: cells for _, cells in pages["downloads.html"].rows if len(cells) == 4}
    files = [path for path in release.folder.rglob("*") if path.is_file() and "site" not in path.parts[-4:]]
    assert "impact.duckdb" in rows
    for path in files:
        name = str(path.relative_to(release.folder))
        assert rows[name][3] == hashlib.sha256(path.read_bytes()).hexdigest(), name


def test_what_each_law_gives_stands_alone_after_the_others_and_together(
    pages: dict[str, Read], release: Release
) -> None:
    page = read(release.folder / "site" / "remedies.html")
    levels = {row["figure_id"]: row for row in release.frames["levels"].to_dicts()}
    told = 0
    is_count = re.compile(r"[\d,]+|withheld").fullmatch
    later = [cells for _, cells in page.rows if len(cells) == 3 and all(map(is_count, cells[1:]))]
    first = [cells for _, cells in page.rows if len(cells) == 6 and all(map(is_count, cells[2:5]))]
    for row in release.frames["law_effects"].to_dicts():
        if (row["alone"], row["after_the_others"]) == (0, 0):
            continue
        what = [row["measure"], row["unit"], *(row[name] for name in ("basis", "viewer") if row[name] != "none")]
        together = levels["/".join(["levels", *what])]["count"]
        expected = [row["alone"], row["after_the_others"]]
        found = expected in [[count_in(cell) for cell in cells[1:]] for cells in later]
        whole = [*expected, together] in [[count_in(cell) for cell in cells[2:5]] for cells in first]
        assert found or whole, row["figure_id"]
        told += 1
    assert told > 10
    shared = [cells[5] for cells in first if "−" in cells[5]]
    assert shared
    for sentence in shared:
        alone, _, rest = sentence.partition(" − ")
        together_now, _, said = rest.partition(" = ")
        assert sum(map(number, alone.split(" + "))) - number(together_now) == number(said)


def number(text: str) -> int:
    return int(text.replace(",", ""))
