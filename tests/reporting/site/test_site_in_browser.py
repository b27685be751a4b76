"""The site in headless Chromium: it asks for nothing, everybody can use it, and it fits on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import DESK, PHONE, Browser
from site_pages import Read

LOOKED_AT = (
    "index.html",
    "results.html",
    "people.html",
    "metrics/eligible.html",
    "what_changed.html",
    "counties.html",
    "scenarios.html",
    "quality.html",
    "data.html",
    "counties/alameda.html",
)
"""One page of each shape; the long test looks at every page."""


@pytest.fixture(scope="module")
def looked_at(browser: Browser, site: Path) -> dict[str, dict[str, Any]]:
    """Each kind of page in the browser of a phone, light and dark: what it asked for, how wide it is, its faults."""
    seen: dict[str, dict[str, Any]] = {}
    for name in LOOKED_AT:
        with browser.opened(site / name) as opened:
            faults = opened.faults()
            opened.page.emulate_media(color_scheme="dark")
            faults += opened.faults("color-contrast")
            seen[name] = {"width": opened.width, "faults": faults, "asked": opened.asked}
    return seen


def test_a_page_asks_for_its_style_sheet_and_nothing_else(looked_at: dict[str, dict[str, Any]], site: Path) -> None:
    style = (site / "site.css").resolve().as_uri()
    for name, seen in looked_at.items():
        assert set(seen["asked"]) - {"data:,"} == {(site / name).resolve().as_uri(), style}, name


def test_axe_finds_nothing_serious_in_light_or_dark(looked_at: dict[str, dict[str, Any]]) -> None:
    assert {name: seen["faults"] for name, seen in looked_at.items() if seen["faults"]} == {}


def test_no_page_scrolls_sideways_on_a_phone(looked_at: dict[str, dict[str, Any]]) -> None:
    assert {name: seen["width"] for name, seen in looked_at.items() if seen["width"] > PHONE[0]} == {}


def test_axe_would_find_a_fault(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text('<html lang="en"><title>x</title><p style="color:#ccc;background:#fff">pale</p><img src="x.png">')
    with browser.opened(page) as opened:
        assert {"color-contrast", "image-alt"} <= {rule for rule, _ in opened.faults()}
        assert any(url.endswith("x.png") for url in opened.asked)


def test_whoever_has_only_a_keyboard_reaches_content_menu_and_tables(browser: Browser, site: Path) -> None:
    with browser.opened(site / "counties.html", size=DESK) as opened:
        page = opened.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0"), "it is seen while it has focus"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        reached = []
        for _ in range(6):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate("document.activeElement.getAttribute('role') || document.activeElement.tagName")
            )
        assert {"region", "A"} <= set(reached)
        page.locator("nav a", has_text="Data").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/data.html")


def test_dbts_own_page_of_the_models_works_without_a_network_and_asks_for_nothing(browser: Browser, site: Path) -> None:
    with browser.opened(site / "models" / "index.html", size=DESK) as opened:
        opened.page.goto(f"{opened.page.url.partition('#')[0]}#!/model/model.lookback.metrics")
        opened.page.get_by_text("figure_id").first.wait_for()
        own = (site / "models" / "index.html").resolve().as_uri()
        assert {url.partition("#")[0] for url in opened.asked if not url.startswith("data:")} == {own}
    text = (site / "models" / "index.html").read_text(encoding="utf-8")
    assert "generated_at" not in text.partition('"metadata"')[2][:2000]
    assert str(Path(__file__).parents[3]) not in text


def test_of_each_look_one_element_is_asked_for_its_contrast(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "pale.html"
    good = "".join(f"<tr><td>{number}</td></tr>" for number in range(300))
    page.write_text(
        '<html lang="en"><title>x</title><style>body { background: #fff; color: #000 }'
        "@media (prefers-color-scheme: dark) { em { color: #111 } body { background: #000; color: #fff } }</style>"
        f'<table>{good}<tr><td style="color:#bbb">pale</td></tr></table>'
        '<p style="background:#222">dark</p><em>pale too</em>'
    )
    ((_, opened),) = [(path, opened) for path, opened in _each(browser, [page])]
    light, dark = opened
    assert "pale" in light[0][1] and len(light) == 1
    assert dark and "<em>" in dark[0][1]


def _each(browser: Browser, paths: list[Path]) -> Iterator[tuple[Path, list[list[tuple[str, str]]]]]:
    for path, opened in browser.one_after_the_other(paths):
        light = opened.faults_of_contrast()
        opened.page.emulate_media(color_scheme="dark")
        yield path, [light, opened.faults_of_contrast()]


@pytest.mark.long
def test_every_page_of_all_counties_and_metrics_is_as_good(
    browser: Browser, site: Path, pages: dict[str, Read]
) -> None:
    """Every page by every rule; contrast in light and dark, of each look on the page."""
    style = (site / "site.css").resolve().as_uri()
    seen = 0
    for path, opened in browser.one_after_the_other(site / name for name in pages):
        assert opened.width <= PHONE[0], path
        faults = [*opened.faults_but_contrast(), *opened.faults_of_contrast()]
        opened.page.emulate_media(color_scheme="dark")
        assert [*faults, *opened.faults_of_contrast()] == [], path
        assert set(opened.asked) - {"data:,"} == {path.resolve().as_uri(), style}, path
        seen += 1
    assert seen == len(pages) > 90
