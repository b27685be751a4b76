"""What a release withholds stands in none of its files, in whatever form: table, database, drawing, sentence, page.

The files are made from tables after the cell rules and from nothing else. So two questions are asked: do these tables
have anything of what they withhold (whatever the withheld counts are, byte for byte the same must come of it), and does
any file tell a withheld count after all? Every test here is shown to fail on a release that is broken on purpose.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from numbers_told import drawn, in_files, too_long, written
from site_pages import Read

from orchestration.reporting.releases import build as made_module
from orchestration.reporting.releases.build import after_the_rules, shares_withheld
from orchestration.reporting.releases.counted_tables import read_counted
from orchestration.reporting.releases.files import write_database
from orchestration.reporting.releases.folders import outside
from orchestration.reporting.releases.registry import read_release, run_behind, true_counts
from orchestration.reporting.releases.tables import COUNTS, cell_keys, read_counts
from orchestration.reporting.site.building import STYLE, TEMPLATES
from orchestration.reporting.site.charts import Bar, bars
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

Frames = Mapping[str, pl.DataFrame]
ENOUGH = 99
"""Smaller numbers stand everywhere: as sizes, months, sections of law."""
YEARS = range(1850, 2151)


@pytest.fixture(scope="module")
def withheld(published_once: Path) -> Mapping[str, float]:
    """The true count of each cell that the release withholds, by its name."""
    settings = load_settings(home=published_once)
    true = true_counts(settings, 1)
    frames = read_release(settings, 1).frames
    found = {}
    for name, columns in COUNTS.items():
        keys = cell_keys(name, frames[name])
        for column in columns:
            is_null = frames[name][column].is_null().to_list()
            found.update({key: true[key] for key, null in zip(keys[column], is_null, strict=True) if null})
    return found


@pytest.fixture(scope="module")
def counts(copied_release: Settings) -> Frames:
    with open_warehouse(copied_release) as connection:
        return read_counts(connection, read_counted(copied_release, run_behind(copied_release, 1)))


def otherwise(counts: Frames, withheld: Mapping[str, float]) -> Frames:
    """The same tables if everything that is withheld were something else; of such rows also days and words."""
    frames = {}
    for name, frame in counts.items():
        keys = cell_keys(name, frame)
        masks = {
            column: pl.Series([key in withheld for key in keys[column]], dtype=pl.Boolean) for column in COUNTS[name]
        }
        changed = frame.with_columns(
            pl.when(mask).then(pl.col(column) * 3 + 1_000_003).otherwise(pl.col(column)).alias(column)
            for column, mask in masks.items()
        )
        if "sentence" in frame.columns:
            row = pl.any_horizontal(*masks.values()) if masks else pl.lit(value=False)
            changed = changed.with_columns(
                pl.when(row).then(pl.lit("another sentence")).otherwise(pl.col("sentence")).alias("sentence")
            )
        frames[name] = changed
    return frames


def released(counts: Frames, withheld: Mapping[str, float], rules: Callable[..., pl.DataFrame]) -> Frames:
    found = SimpleNamespace(is_key_withheld=lambda key: key in withheld)
    frames = {name: rules(name, frame, found) for name, frame in counts.items()}
    return {**frames, made_module.SUPPRESSION: shares_withheld(frames)}


def as_files(frames: Frames, folder: Path) -> Mapping[str, bytes]:
    """The tables in each form in which they are handed out, and as they lie in memory before (``arrow``)."""
    told = {}
    for name, frame in frames.items():
        parquet = io.BytesIO()
        frame.write_parquet(parquet)
        told |= {f"{name}.csv": frame.write_csv().encode(), f"{name}.parquet": parquet.getvalue()}
        for column in frame.get_columns():
            for number, buffer in enumerate(column.to_arrow().buffers()):
                if buffer is not None:
                    told[f"{name}.{column.name}.{number}.arrow"] = buffer.to_pybytes()
    folder.mkdir()
    write_database(folder / "impact.duckdb", {name: frame.select(_described(frame)) for name, frame in frames.items()})
    return {**told, "impact.duckdb": (folder / "impact.duckdb").read_bytes()}


def _described(frame: pl.DataFrame) -> list[str]:
    from orchestration.reporting.releases.dictionary import COLUMNS

    return [column for column in frame.columns if column in COLUMNS]


def test_whatever_is_withheld_the_same_bytes_are_handed_out(
    counts: Frames, withheld: Mapping[str, float], tmp_path: Path
) -> None:
    assert len(withheld) > 5_000
    other = otherwise(counts, withheld)
    assert (
        sum((counts[name][column] != other[name][column]).sum() for name in COUNTS for column in COUNTS[name]) > 5_000
    )
    ours = as_files(released(counts, withheld, after_the_rules), tmp_path / "ours")
    theirs = as_files(released(other, withheld, after_the_rules), tmp_path / "theirs")
    assert set(ours) == set(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


@pytest.mark.parametrize("table", ["levels", "disparity", "funnel", "outcomes"])
def test_a_table_that_tells_of_what_it_withholds_is_noticed(
    counts: Frames, withheld: Mapping[str, float], table: str
) -> None:
    """Broken on purpose: an order by the true counts; a rate made before anything is withheld."""

    def in_the_order_of_the_truth(name: str, frame: pl.DataFrame, found: object) -> pl.DataFrame:
        return after_the_rules(name, frame.sort("count", "figure_id"), found)

    def with_a_mean(name: str, frame: pl.DataFrame, found: object) -> pl.DataFrame:
        return after_the_rules(name, frame, found).with_columns(pl.lit(frame["count"].mean()).alias("mean"))

    one, other = {table: counts[table]}, {table: otherwise(counts, withheld)[table]}
    found = SimpleNamespace(is_key_withheld=lambda key: key in withheld)
    for broken in (in_the_order_of_the_truth, with_a_mean):
        assert not broken(table, one[table], found).equals(broken(table, other[table], found))


def unmistakable(frames: Frames, withheld: Mapping[str, float]) -> set[int]:
    """Withheld counts that, standing in a file, can mean nothing else: nothing that is shown is the same number."""
    shown = {
        value
        for frame in frames.values()
        for column in frame.select(pl.selectors.integer()).get_columns()
        for value in column.drop_nulls().to_list()
    }
    return {int(value) for value in withheld.values() if value >= ENOUGH and value not in YEARS} - shown


def test_no_file_of_a_release_tells_a_withheld_count(home_with_site: Settings, withheld: Mapping[str, float]) -> None:
    folder = outside(home_with_site) / "1"
    frames = {path.stem: pl.read_parquet(path) for path in (folder / "parquet").glob("*.parquet")}
    never = unmistakable(frames, withheld)
    assert len(never) > 25
    law = {"law-whole.html", "definitions.html"}  # sections of law, the same for every release
    style = folder / "site" / STYLE  # colors are numbers too
    assert style.read_bytes() == (TEMPLATES / STYLE).read_bytes(), "the same for every release"
    told, numbers = [], 0
    for path, number, around in in_files(outside(home_with_site)):
        numbers += 1
        if number in never and path.name not in law and path != style and path.parent.name != "models":
            told.append((str(path.relative_to(folder)), number, around))
    assert numbers > 50_000
    assert told == []
    assert not never & {number for number, _ in written("<p>nothing, 17 and 2 to 9,999</p>")}
    for form in ("<b>{:,}</b>", '"count": {},', "{} ", 'aria-label="{:,} people"', "<title>Alpine: {:,}</title>"):
        number = max(never)
        assert number in {one for one, _ in written(form.format(number))}, f"it would be seen: {form}"


def test_no_bar_is_as_long_as_what_is_withheld(site: Path, pages: Mapping[str, Read]) -> None:
    charts = [bars for name in pages for bars in drawn((site / name).read_text(encoding="utf-8"))]
    assert len(charts) > 65 and sum(label == "withheld" for bars in charts for _, label in bars) > 200
    assert [found for bars in charts if (found := too_long(bars))] == []


def test_a_bar_that_tells_what_it_withholds_is_noticed() -> None:
    rows = [Bar("Alameda", 120, "120"), Bar("Alpine", 7, "withheld"), Bar("Amador", 60, "60")]
    (chart,) = drawn(str(bars("Eligible", "People.", rows)))
    assert [label for _, label in too_long(chart)] == ["withheld"]
    (chart,) = drawn(str(bars("Eligible", "People.", [*rows[::2], Bar("Butte", 33, "30")])))
    assert [label for _, label in too_long(chart)] == ["30"], "a bar that is longer than its number says"
    (chart,) = drawn(str(bars("Eligible", "People.", [*rows[::2], Bar("Alpine", None, "withheld")])))
    assert too_long(chart) == []
