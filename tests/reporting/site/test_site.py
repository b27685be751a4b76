"""The site of a release: every figure has an address, pages show what the release shows, and open from a file."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from urllib.parse import unquote

from metric_rows import metrics
from release_by_hand import HOSTILE, publish
from site_pages import Read

from orchestration.reporting.releases import registry
from orchestration.reporting.releases.folders import find_public_folder
from orchestration.reporting.site.building import SECTIONS, render, rewrite_site
from orchestration.reporting.site.load_contents import read_contents
from orchestration.settings import PROJECT_ROOT, Settings, load_settings


def test_there_is_a_page_for_each_metric_county_and_entry_of_the_menu(
    settings: Settings, pages: dict[str, Read]
) -> None:
    catalogue = registry.read_release(settings, 2).facts["metrics"]
    assert {f"metrics/{name}.html" for name in catalogue} <= set(pages)
    assert sum(name.startswith("counties/") for name in pages) == 58
    assert {section.PATH for section in SECTIONS} <= set(pages)
    for name, page in pages.items():
        assert (page.tags.count("h1"), page.tags.count("main"), page.tags.count("nav")) == (1, 1, 1), name
        assert len(page.ids) == len(set(page.ids)), name
        assert "Synthetic." in page.text and "rounded to the nearest 5" in page.text, name


def test_every_figure_has_an_address_where_it_stands(settings: Settings, site: Path, pages: dict[str, Read]) -> None:
    with (site / "addresses.csv").open(encoding="utf-8", newline="") as file:
        address_of = {one["figure_id"]: one["address"] for one in csv.DictReader(file)}
    release = registry.read_release(settings, 2)
    ids = {one for name in ("metrics", "changes") for one in release.read_table(name)["figure_id"]}
    assert set(address_of) == ids
    for figure_id, address in address_of.items():
        path, _, anchor = address.partition("#")
        assert unquote(anchor) == figure_id
        assert figure_id in pages[path].ids


def test_every_link_leads_to_a_page_or_file_of_the_release(site: Path, pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        for link in page.links:
            if link.startswith("data:"):
                continue
            path, _, anchor = link.partition("#")
            target = (site / name).parent / path if path else site / name
            assert target.is_file(), (name, link)
            inside = (
                str(target.resolve().relative_to(site.resolve()))
                if target.resolve().is_relative_to(site.resolve())
                else ""
            )
            if anchor and inside in pages:
                assert unquote(anchor) in pages[inside].ids, (name, link)


def test_pages_have_no_script_and_name_nothing_remote(site: Path, pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        text = (site / name).read_text(encoding="utf-8")
        assert "script" not in page.tags, name
        assert not re.search(r"""(?:src|href)=["']https?:""", text), name
        assert "@import" not in text and "url(http" not in text, name


def test_a_hostile_name_of_a_group_is_words_on_the_page_and_nothing_else(site: Path) -> None:
    text = (site / "counties" / "alameda.html").read_text(encoding="utf-8")
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text


def test_a_withheld_count_is_written_as_less_than_13(pages: dict[str, Read]) -> None:
    (alpine,) = (cells for _, cells in pages["metrics/eligible.html"].rows if cells[0] == "Alpine")
    assert alpine[1] == "<13 of 65"
    cells = pages["metrics/eligible.html"].row_of["eligible/people/all//statewide/all/all/living"]
    assert cells[1:3] == ["1,235", "5,000"] and cells[3].startswith("24.7 %") and cells[4] == "240"


def test_a_sentence_can_be_quoted_with_all_that_a_reader_must_know(pages: dict[str, Read]) -> None:
    text = " ".join(pages["metrics/eligible.html"].text.split())
    assert "In synthetic data about invented people:" in text
    assert "about 1,235 of about 5,000 people" in text and "release 2" in text


def test_a_county_whose_history_was_left_out_says_so(pages: dict[str, Read]) -> None:
    assert "was not read for this release" in pages["counties/alpine.html"].text
    assert "was not read for this release" not in pages["counties/alameda.html"].text


def test_changes_and_scenarios_stand_as_the_release_tells_them(pages: dict[str, Read]) -> None:
    rows = pages["what_changed.html"].row_of
    assert rows["changes/people_eligible_whole/before"][3] == "1,200"
    assert rows["changes/people_eligible_whole/law"][1:3] == ["130", "<13"]
    told = pages["scenarios.html"]
    assert "What if the wait were <two> years?" in told.text
    assert any(cells[1:] == ["1,235 of 5,000, 24.7 %", "1,300"] for _, cells in told.rows)


def test_figures_of_others_stand_with_their_source(pages: dict[str, Read]) -> None:
    with (PROJECT_ROOT / "expectations" / "external.csv").open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            cells = pages["beside_others.html"].row_of[one["external_id"]]
            assert cells[0] == one["says"] and cells[2] == "not shown" and one["source"] in cells[3]


def test_a_site_is_made_of_what_is_published_alone_and_gives_the_same_bytes(settings: Settings, site: Path) -> None:
    """There is no warehouse in this home: a page cannot tell of it."""
    assert not settings.warehouse.exists()
    before = {
        path: (site / path).read_text(encoding="utf-8") for path, _ in render(read_contents(settings, site.parent))
    }
    rewrite_site(settings, 2)
    assert before == {path: (site / path).read_text(encoding="utf-8") for path in before}


def test_a_release_that_is_withdrawn_says_so_on_every_page(settings: Settings) -> None:
    registry.withdraw(settings, 1, "wrong delivery")
    rewrite_site(settings, 1)
    for path in (find_public_folder(settings) / "1" / "site").rglob("*.html"):
        if path.parent.name != "models":
            assert "This release is withdrawn." in path.read_text(encoding="utf-8"), path


def test_an_empty_release_has_a_site(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    folder = publish(settings, metrics())
    assert json.loads((folder / "datapackage.json").read_text())["lookback"]["figures"] == 0
    assert "No headline may be shown" in (folder / "site" / "index.html").read_text(encoding="utf-8")
