"""The site of a release: every figure has an address, pages show what the release shows, and open from a file."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from metric_rows import metrics
from release_by_hand import HOSTILE, publish
from site_pages import Read

from orchestration.reporting.releases import registry
from orchestration.reporting.releases.folders import find_public_folder
from orchestration.reporting.site.building import MENU, render, rewrite_site
from orchestration.reporting.site.charts import WIDTH
from orchestration.reporting.site.load_contents import read_contents
from orchestration.reporting.site.pages.metric import list_questions
from orchestration.settings import PROJECT_ROOT, Settings, load_settings


def test_there_is_a_page_for_each_metric_county_and_entry_of_the_menu(
    settings: Settings, pages: dict[str, Read]
) -> None:
    catalogue = registry.read_release(settings, 2).facts["metrics"]
    assert {f"metrics/{name}.html" for name in catalogue} <= set(pages)
    assert sum(name.startswith("counties/") for name in pages) == 58
    assert {module.PATH for modules in MENU.values() for module in modules} <= set(pages)
    assert list(MENU) == ["Results", "Counties", "People", "Law", "Data"]
    for name, page in pages.items():
        assert (page.tags.count("h1"), page.tags.count("main"), page.tags.count("nav")) == (1, 1, 1), name
        assert len(page.ids) == len(set(page.ids)), name
        assert "Synthetic." in page.text and "rounded to the nearest 5" in page.text, name


def test_the_first_page_answers_in_one_sentence_two_charts_a_map_and_five_links(pages: dict[str, Read]) -> None:
    page, text = pages["index.html"], " ".join(pages["index.html"].text.split())
    sentence = (
        "Of 1,370 people with a conviction, 640 would be left with none if everything the law allows were granted."
    )
    assert f"{sentence} Fewer than 13 have been." in text
    assert "For 240 more it is not known" in text
    images = page.labels
    steps = next(one for one in images if "Convictions:; allowed: 900; filed: 25; granted: <13; " in one)
    for viewer in ("on an employer's check", "as a court counts priors"):
        assert f"; Left with no felony {viewer}:; allowed: " in steps
    assert any("Hispanic: 48 %, 240 of 500" in one and "Unknown" not in one for one in images)
    assert any(one.startswith("Map: ") for one in images)
    assert any("allowed, 1: 2026-06-01: 640; allowed, 2: 2026-06-01: 640" in one for one in images)


def test_no_words_of_a_chart_on_the_first_page_are_wider_than_the_chart(site: Path) -> None:
    """The widest usual font (DejaVu Sans, bold) takes 0.57 of its size for a character of such words."""
    charts = re.findall(r'<div class="chart".*?</svg>', (site / "index.html").read_text(encoding="utf-8"), re.DOTALL)
    texts = [found for chart in charts for found in re.findall(r'<text[^>]* font-size="(\d+)px"[^>]*>([^<]+)<', chart)]
    assert any("as a court counts priors" in text for _, text in texts)
    wide = [text for size, text in texts if len(unescape(text)) * int(size) * 0.57 > WIDTH - 10]
    assert wide == []


def test_a_page_has_one_number_for_each_question_and_says_which_to_quote(pages: dict[str, Read]) -> None:
    questions = [cells[0] for _, cells in pages["results.html"].rows]
    assert len(questions) == len(set(questions)) > 1
    assert "Fewer than 13 people, or none:" in pages["results.html"].text
    assert "Quote this number" in pages["metrics/eligible.html"].text
    assert "Each law has a number of its own here" in pages["metrics/outcome.html"].text


def test_no_number_of_people_left_with_no_felony_stands_without_for_whom(pages: dict[str, Read]) -> None:
    questions = {cells[0] for _, cells in pages["results.html"].rows}
    text = " ".join(pages["results.html"].text.split())
    for viewer in ("on an employer's check", "as a court counts priors"):
        question = f"Left with no felony {viewer}, if everything the law allows were granted"
        assert question in questions or question in text
    for name in ("index.html", "counties.html", "people.html"):
        words = " ".join([pages[name].text, *pages[name].labels]).lower()
        assert not re.search("left with no felony(?! on an employer's check| as a court counts priors)", words), name


def test_where_nothing_was_filed_the_pages_say_so(settings: Settings) -> None:
    contents = read_contents(settings, find_public_folder(settings) / "2")
    pages = dict(render(replace(contents, facts={**contents.facts, "ledger_event": None})))
    assert "None has been filed yet." in pages["index.html"]
    assert "filed: none yet; granted: none yet" in pages["index.html"]


def test_what_is_left_out_is_not_called_small(settings: Settings) -> None:
    contents = read_contents(settings, find_public_folder(settings) / "2")
    table = {"metric": "eligible", "unit": "people", "places": "STATEWIDE", "group_by": "all"}
    rows = [
        row for row in contents.rows if tuple(row[name] for name in ("metric", "place")) != ("eligible", "STATEWIDE")
    ]
    without = replace(contents, rows=rows, facts={**contents.facts, "left_out": [table]})
    questions = list_questions(without)
    assert "Eligible now" in questions.left_out and "Eligible now" not in questions.few
    assert "Left out of this release" in dict(render(without))["results.html"]


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


def test_what_is_withheld_is_named_in_one_line(pages: dict[str, Read]) -> None:
    page = pages["metrics/eligible.html"]
    assert not [cells for _, cells in page.rows if cells[0] == "Alpine"], "a row of nothing is no row"
    assert "Fewer than 13, or none: Alpine." in " ".join(page.text.split())
    assert "eligible/people/all//alpine/all/all/living" in page.ids
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
    with (PROJECT_ROOT / "expectations" / "ca" / "external.csv").open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            cells = pages["beside_others.html"].row_of[one["external_id"]]
            assert cells[0] == one["says"] and cells[2] == "not shown" and one["source"] in cells[4]
            assert cells[3].startswith("not comparable (")
    assert "state: it is of MI" in pages["beside_others.html"].text


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
    text = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert "Fewer than 13 people, or none, have a conviction." in text
    assert "No headline may be shown" in (folder / "site" / "results.html").read_text(encoding="utf-8")
