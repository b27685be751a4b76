"""The site of a release: it shows what the release tells and no more, holds together, and anybody can use it."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import polars as pl
import pytest
from site_pages import Read, count_in

from orchestration.reporting.disclosure.ranges import WIDTH
from orchestration.reporting.metrics.funnel_steps import STEPS
from orchestration.reporting.releases.folders import outside
from orchestration.reporting.releases.ranged_tables import QUALITY_FILE
from orchestration.reporting.releases.registry import Release, read_release
from orchestration.reporting.site.building import rendered, write_site
from orchestration.reporting.site.figures import figures
from orchestration.reporting.site.load_contents import contents_of
from orchestration.reporting.site.pages.funnel import BY_COUNTY
from orchestration.reporting.site.pages.overview import pages as overview_pages
from orchestration.reporting.site.pages.what_changed import NOT_TOLD
from orchestration.reporting.site.registry import SECTIONS
from orchestration.reporting.site.words import OUTCOMES, added, among, amount
from orchestration.settings import Settings, load_settings

PAGES_OF_FIGURES = ("figures/outcomes-", "figures/figures-", "figures/levels-")


@pytest.fixture(scope="module")
def home(home_with_site: Settings) -> Settings:
    return home_with_site


@pytest.fixture(scope="module")
def release(home: Settings) -> Release:
    return read_release(home, 1)


def test_there_is_a_page_for_each_county_each_figure_and_each_entry_of_the_menu(
    home: Settings, pages: dict[str, Read], release: Release
) -> None:
    assert sum(name.startswith("counties/") for name in pages) == 58
    assert {section.PATH for section in SECTIONS} <= set(pages)
    shown = {figure.path for figure in figures(contents_of(home, release.folder))}
    assert len(shown) > 70
    assert shown <= set(pages)
    for name, page in pages.items():
        assert (page.tags.count("h1"), page.tags.count("main"), page.tags.count("nav")) == (1, 1, 1), name
        assert len(page.ids) == len(set(page.ids)), name
        assert "Synthetic." in page.text, name


def test_every_link_leads_to_a_page_or_file_of_the_release(site: Path, pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        for link in page.links:
            path, _, anchor = link.partition("#")
            if link == "data:,":
                continue
            assert not re.match(r"[a-z]+:|//", link), f"{name}: {link}"
            target = (site / name).parent.joinpath(path).resolve() if path else (site / name).resolve()
            assert target.is_file(), f"{name}: {link}"
            assert target.is_relative_to(site.parent.resolve()), f"{name}: {link}"
            if anchor:
                assert unquote(anchor) in pages[str(target.relative_to(site.resolve()))].ids, f"{name}: {link}"


def test_our_pages_have_no_script_and_name_nothing_remote(site: Path, pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        assert not {"script", "iframe", "object", "img", "form"} & set(page.tags), name
        html = (site / name).read_text(encoding="utf-8")
        marked_up = re.sub(r">[^<]*<", "><", html).replace("http://www.w3.org/2000/svg", "")
        assert "//" not in marked_up.replace("<!DOCTYPE html>", ""), name
        assert "default-src 'none'" in html, name
    assert "url(" not in (site / "site.css").read_text(encoding="utf-8")


def test_the_pages_of_figures_show_exactly_what_the_release_shows(pages: dict[str, Read], release: Release) -> None:
    """Row by row: the count of the release, or the word ``withheld`` where the release withholds it."""
    rows = [row for table in release.frames.values() for row in table.to_dicts() if "figure_id" in row]
    by_id = {row["figure_id"]: row for row in rows}
    its_parts = set(release.frames["level_parts"]["figure_id"])
    groups = set(release.frames["levels_by_group"]["figure_id"])
    shown = withheld = parts = 0
    for name in (name for name in pages if name.startswith(PAGES_OF_FIGURES)):
        groups -= set(pages[name].row_of)
        for figure_id, cells in pages[name].row_of.items():
            row = by_id[figure_id]
            columns = ("count", "not_known", "denominator") if "not_known" in row else ("count",)
            assert [count_in(cell) for cell in cells[1:]] == [row[column] for column in columns], figure_id
            parts += figure_id in its_parts
            shown += sum(row[column] is not None for column in columns)
            withheld += sum(row[column] is None for column in columns)
    assert shown > 500
    assert withheld > 500
    assert parts == release.frames["level_parts"].height > 50
    assert groups == set(), "every county and group of a headline stands on its page"


def test_the_funnel_shows_exactly_what_the_release_shows(
    pages: dict[str, Read], release: Release, home: Settings
) -> None:
    page, funnel = pages["stuck.html"], release.frames["funnel"].to_dicts()
    counts = {(row["relief_by"], row["place"], row["step"]): row["count"] for row in funnel}
    statewide = [row for row in funnel if row["place"] == "STATEWIDE"]
    assert len(statewide) == 2 * len(STEPS)
    for row in statewide:
        says, count, *_ = page.row_of[row["figure_id"]]
        assert (says, count_in(count)) == (STEPS[row["step"]].says, row["count"])
    names = {county.place: county.name for county in contents_of(home, release.folder).counties}
    rows = [cells for _, cells in page.rows if len(cells) == 1 + len(BY_COUNTY)]
    for way, place in {key[:2] for key in counts if key[1] in names}:
        expected = [counts[way, place, step] for step in BY_COUNTY]
        assert expected in [[_without_days(cell) for cell in cells[1:]] for cells in rows if cells[0] == names[place]]
    assert None in counts.values(), "something is withheld, and the page says so"


def _without_days(cell: str) -> int | None:
    return count_in(re.sub(r" [\d,]+ / [\d,]+$", "", cell))


def test_the_page_of_changes_says_what_the_release_says_of_them(pages: dict[str, Read]) -> None:
    page = pages["what_changed.html"]
    assert "1,200 + 131 - 40 + withheld - withheld = 1,291" in page.text
    sheet = pages["figures/changes-convictions_eligible_any.html"]
    for step in ("before", "new_in_the_data", "law", "several_causes", "after"):
        assert f"changes/convictions_eligible_any/{step}" in sheet.ids
    assert "figures/changes-convictions_eligible_any.html#changes/convictions_eligible_any/law" in page.links
    assert "91 (added 131, taken away 40)" in sheet.text and "withheld (added withheld, taken away 0)" in sheet.text
    assert [cells for _, cells in page.rows if len(cells) == 4] == [
        ["step", "adds", "takes away", "amount"],
        ["before", "", "", "1,200"],
        ["new in the data", "131", "40", "91"],
        ["law", "withheld", "0", "withheld"],
        ["several causes", "0", "withheld", "withheld"],
        ["after", "", "", "1,291"],
    ]
    for said in ("release 4", "allowed by name: stale: KERN", "people with an eligible conviction", "34 before"):
        assert said in page.text


def test_headlines_stand_with_sentence_and_sum_or_with_the_word_withheld(
    pages: dict[str, Read], release: Release
) -> None:
    levels, parts = (release.frames[name].to_dicts() for name in ("levels", "level_parts"))
    told = [row for row in levels if row["sentence"] is not None]
    assert told and all(row["sentence"] in pages["headlines.html"].text for row in told)
    sums = 0
    for row in levels:
        page = pages[f"figures/levels-{'-'.join(row[name] for name in ('measure', 'unit', 'basis', 'viewer'))}.html"]
        assert row["definition"] in page.text and row["does_not_mean"] in page.text
        its = [one["count"] for one in parts if one["figure_id"].rpartition("/")[0] == row["figure_id"]]
        if its and None not in [*its, row["count"]]:
            text = added(sorted((count for count in its if count), reverse=True), row["count"])
            sums += text in page.text and text in pages["headlines.html"].text
    assert sums >= 3


def test_the_pages_of_counties_show_exactly_what_the_release_shows(pages: dict[str, Read], release: Release) -> None:
    outcomes = release.frames["outcomes"].filter(pl.col("vital_status") == "living", pl.col("group_kind") == "all")
    counts = {
        (row["remedy_id"], row["place"], row["outcome"], row["unit"]): row["count"] for row in outcomes.to_dicts()
    }
    remedies = list(dict.fromkeys(key[0] for key in counts if key[1] == "LOS ANGELES"))
    words = {called: outcome for outcome, (called, _) in OUTCOMES.items()} | {"all": "ALL"}
    for slug, place in (("los-angeles", "LOS ANGELES"), ("alameda", "ALAMEDA"), ("alpine", "ALPINE")):
        rows = [cells for _, cells in pages[f"counties/{slug}.html"].rows if cells[0] in words and len(cells) == 3]
        there = [remedy for remedy in remedies if (remedy, place, "ALL", "people") in counts]
        assert len(rows) == len(words) * len(there)
        found = [(words[cells[0]], count_in(cells[1]), count_in(cells[2])) for cells in rows]
        expected = [
            (outcome, *(counts.get((remedy, place, outcome, unit), 0) for unit in ("people", "determinations")))
            for remedy in there
            for outcome in words.values()
        ]
        assert sorted(found, key=str) == sorted(expected, key=str)


def test_every_headline_is_the_sum_of_its_parts(home: Settings, release: Release, pages: dict[str, Read]) -> None:
    (page,) = overview_pages(contents_of(home, release.folder))
    whole_sums = 0
    for addition in page.values["additions"]:
        parts = [count for _, count in addition.parts]
        assert addition.sum in pages["index.html"].text
        if addition.whole is not None and None not in parts:
            assert sum(parts) == addition.whole, addition.says
            whole_sums += 1
    assert whole_sums >= 3
    free = [one for one in page.values["in_short"] if one.people.row["viewer"] != "none" and one.convictions]
    assert free, "each in convictions and people"
    for one in page.values["in_short"]:
        if one.convictions:
            row = one.convictions.row
            is_of = row["count"] is not None or row["denominator"] is not None
            said = f"In convictions : {amount(row['count'])}" + (f" of {among(row['denominator'])}" if is_of else "")
            assert said.replace(" :", ":") in " ".join(pages["index.html"].text.split()).replace(" :", ":")
    assert added([8132, 1230], 9362) == "8,132 + 1,230 = 9,362"


def test_quality_is_told_in_ranges_alone_and_scenarios_as_the_release_has_them(
    release: Release, pages: dict[str, Read]
) -> None:
    found = list(_ranges(json.loads((release.folder / QUALITY_FILE).read_text(encoding="utf-8"))))
    assert sum(one is not None and one[1] > 0 for one in found) > 30
    for one in found:
        assert one is None or one == [0, 0] or (one[0] % WIDTH == 1 and one[0] > WIDTH and one[1] - one[0] == WIDTH - 1)
    assert "What if the wait after a felony sentence were two years?" in pages["scenarios.html"].text
    assert ["Convictions", "121 to 130", "111 to 120", "none", "none"] in [
        cells for _, cells in pages["scenarios.html"].rows
    ]
    assert "Files as delivered" in pages["quality.html"].text
    for name, figure_id, says in (
        ("scenario-felony_wait_two_years", "scenarios/felony_wait_two_years/gains/conviction/people", "111 to 120"),
        (
            "scenario-felony_wait_two_years",
            "scenarios/felony_wait_two_years/gains/conviction/determinations/county=alameda",
            "Alameda County: withheld (1 to 10)",
        ),
        ("quality-missing_facts", "quality/over_the_runs/missing_facts/birth_date/newest", "newest run"),
    ):
        path = f"figures/ranges-{name}.html"
        assert figure_id in pages[path].ids and says in pages[path].text
        assert f"{path}#{figure_id}" in pages[f"{name.partition('-')[0].replace('scenario', 'scenarios')}.html"].links


def _ranges(told: Any, name: str = "") -> Iterator[Any]:
    """Everything that stands where a count could."""
    if isinstance(told, dict):
        for key, value in told.items():
            yield from _ranges(value, key)
    elif name in ("count", "people", "out_of", "statewide"):
        yield told
    elif isinstance(told, list):
        for value in told:
            is_count = name == "counties" and not isinstance(value, str)
            yield from ([value] if is_count else _ranges(value, ""))


def test_the_sql_of_a_figure_gives_the_figure(pages: dict[str, Read], release: Release) -> None:
    page = pages["figures/figures-county_choices-no_felony-people.html"]
    (sql,) = re.findall(r"select \* from .*? where figure_id = '[^']+'", page.text)
    with duckdb.connect(str(release.folder / "impact.duckdb"), read_only=True) as connection:
        (row,) = connection.sql(sql).pl().to_dicts()
    assert f"{row['count']} of {row['denominator']}" in page.text
    for said in (
        "Numerator",
        "Denominator",
        "What it does not mean",
        "The last values",
        "All passed",
        row["figure_id"],
    ):
        assert said in page.text


def test_a_site_is_made_of_what_is_published_alone_and_the_same_release_gives_the_same_bytes(
    home: Settings, site: Path, release: Release, tmp_path: Path
) -> None:
    """There is no warehouse in this home, no figure of a run, nothing behind a release: a page cannot tell of them."""
    elsewhere = load_settings(home=tmp_path)
    again = outside(elsewhere) / "1"
    shutil.copytree(outside(home), outside(elsewhere), symlinks=True, ignore=shutil.ignore_patterns("site"))
    write_site(elsewhere, again)
    ours, theirs = ({str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
                    for root in (site, again / "site"))  # fmt: skip
    assert set(ours) == set(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert (outside(home) / "current").resolve() == release.folder.resolve()


def test_what_a_release_has_not_is_said_and_breaks_nothing(home: Settings, release: Release) -> None:
    site = contents_of(home, release.folder)
    bare = dataclasses.replace(
        site,
        quality=None,
        scenarios=[],
        counties=[dataclasses.replace(county, outline="") for county in site.counties],
        tables={"outcomes": [], "figures": [], "suppression": []},
        by_id={},
        history=[],
        facts={name: fact for name, fact in site.facts.items() if name != "what_changed"},
    )
    told = dict(rendered(bare))
    assert "No scenario was compared" in told["scenarios.html"]
    assert "This release tells nothing of it" in told["quality.html"]
    assert "does not tell by year" in told["calendar.html"]
    for name in ("gap", "disparity", "reports", "beside_others"):
        assert "It is counted by <code>lookback figures</code>" in told[f"{name}.html"]
    assert "tell of nobody" in told["counties/alameda.html"]
    assert "<svg" not in told["counties.html"]
    assert NOT_TOLD in told["what_changed.html"]
    for name in ("index.html", "headlines.html", "stuck.html"):
        assert "<code>lookback figures</code>, before <code>lookback publish</code>" in told[name]


def test_a_county_whose_history_was_left_out_says_so_beside_its_numbers(home: Settings, release: Release) -> None:
    site = contents_of(home, release.folder)
    allowed = {**site.facts, "allowances": "missing allowed: KERN; history left out: SAN JOAQUIN"}
    told: dict[str, str] = {}
    for name, html in rendered(dataclasses.replace(site, facts=allowed)):
        told[name] = html
        if name == "counties/yuba.html":  # the last one of them
            break
    says = "was not read for this release"
    assert [name for name, html in told.items() if says in html] == ["counties/san-joaquin.html"]
    rows = re.findall(r">([^<]*)</a> \(history not read\)", told["counties.html"])
    assert set(rows) == {"San Joaquin"} and len(rows) == len(site.remedies)


def test_a_map_is_drawn_of_every_remedy_and_withheld_has_a_pattern_of_its_own(
    home: Settings, release: Release, site: Path
) -> None:
    html = (site / "counties.html").read_text(encoding="utf-8")
    contents = contents_of(home, release.folder)
    maps = re.findall(r'<svg class="map".*?</svg>', html, re.DOTALL)
    assert len(maps) == len(contents.remedies)
    seen: set[str] = set()
    for remedy, drawn in zip(contents.remedies, maps, strict=True):
        said = dict(
            zip((one.name for one in contents.counties), re.findall(r"<title>[^:]*: (.*?)<", drawn), strict=True)
        )
        for county in contents.counties:
            row = contents.outcome(remedy.remedy_id, county.place, "eligible", "people")
            whole = contents.outcome(remedy.remedy_id, county.place, "all", "people")
            untold = "nobody in the files" if not whole["figure_id"] else "withheld" if row["count"] != 0 else "0.0 %"
            assert said[county.name] == (untold if row["share"] is None else f"{100 * row['share']:.1f} %")
        striped = re.findall(r'class="hatched" fill="url\(#(.*?)\)"', drawn)
        assert len(striped) == list(said.values()).count("withheld")
        assert set(striped) <= set(re.findall(r'<pattern id="(.*?)"', drawn))
        seen |= set(said.values())
    assert {"withheld", "nobody in the files"} <= seen and 'class="step0"' in html
