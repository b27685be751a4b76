"""The parts pages are put together from: drawings, the map, Markdown, county outlines."""

from __future__ import annotations

import re
from typing import cast

from orchestration.reporting.site.building import load_page_templates
from orchestration.reporting.site.charts import Bar, Point, draw_bars, draw_lines
from orchestration.reporting.site.contents import Contents, County
from orchestration.reporting.site.county_map import draw_map
from orchestration.reporting.site.grid import build_grid
from orchestration.reporting.site.markdown_pages import render_markdown
from orchestration.reporting.site.shapes_from_atlas import build_shapes, thin_line
from orchestration.reporting.site.words import format_percent, order_place

SQUARE = "M0,0L10,0L10,10L0,10Z"


def county(name: str) -> County:
    return County(name, name.upper(), name.lower(), SQUARE)


def test_bars_are_one_image_in_the_colours_of_the_page_that_says_in_words_what_it_shows() -> None:
    bars = [Bar("Part"), Bar("eligible <now> & here", 0.5, "50 %, 5 of 10"), Bar("filed", None, "<13")]
    svg = draw_bars("Shares", "share of people", bars, is_share=True)
    assert svg == draw_bars("Shares", "share of people", list(bars), is_share=True)
    assert (
        'role="img" aria-label="Shares. Part:; eligible &lt;now&gt; &amp; here: 50 %, 5 of 10; filed: &lt;13."' in svg
    )
    assert "<now>" not in svg and "share of people</text>" in svg
    assert svg.count('fill="var(--bar)"') == len(bars) and "currentColor" in svg
    assert not re.search(r"https?://(?!www\.w3\.org/)", svg)
    assert draw_bars("Nothing", "", []) == draw_bars("Nothing to draw", "", [Bar("a", None, "<13")]) == ""


def test_a_line_over_releases_needs_two_of_them_and_a_value() -> None:
    points = [Point("1: May", "allowed", 600), Point("2: June", "allowed", 640), Point("1: May", "granted", None)]
    svg = draw_lines("Left with none", "release", "people", points)
    assert "allowed, 1: May: 600; allowed, 2: June: 640; granted, 1: May: withheld" in svg
    assert all(f">{word}</text>" in svg for word in ("release", "people", "allowed", "2: June"))
    assert draw_lines("One", "release", "people", points[:1]) == ""
    assert draw_lines("None", "release", "people", [Point(at, "granted", None) for at in ("1", "2")]) == ""


def test_rows_without_a_shown_count_are_named_and_not_drawn() -> None:
    shown, withheld = ({"figure_id": name, "count": count, "value": None} for name, count in (("a", 20), ("b", None)))
    grid = build_grid("By place", "place", ["people"], [("Alameda", [shown]), ("Alpine", [withheld]), ("Inyo", [None])])
    assert [name for name, _ in grid.rows] == ["Alameda"] and [name for name, _ in grid.few] == ["Alpine", "Inyo"]
    assert grid.figures == ["a", "b"], "both have an address"


def test_the_map_shades_by_steps_and_draws_what_is_withheld_with_stripes() -> None:
    counties = [county(name) for name in ("One", "Two", "Three", "Four")]
    svg, legend = draw_map(counties, {"ONE": 0.41, "TWO": 0.62, "THREE": None}, "A map", "law")
    assert re.findall(r'<path class="(\w+)"', svg) == ["step0", "step4", "hatched", "none"]
    assert "<title>One: 41.0 %</title>" in svg
    assert "<title>Three: fewer than 13, or none</title>" in svg and "<title>Four: delivered nothing</title>" in svg
    assert svg.count('fill="url(#withheld-law)"') == svg.count('<pattern id="withheld-law"') == 1
    assert [one.says for one in legend[-2:]] == ["fewer than 13, or none", "delivered nothing"] and legend[
        0
    ].says == "41 to 46 %"
    assert draw_map([County("One", "ONE", "one", "")], {"ONE": 0.4}, "A map", "law") == ("", [])
    alone, (step, _) = draw_map(counties, {"ONE": 1.0}, "A map", "law")
    assert step.says == "100.0 %"
    _, (none, *_) = draw_map(counties, {"ONE": 0.0, "TWO": 0.0}, "A map", "law")
    assert none.says == "0.0 %"
    assert 'class="step0"' in alone


def test_where_every_share_is_withheld_there_is_a_map_all_the_same() -> None:
    counties = [county(name) for name in ("One", "Two")]
    svg, legend = draw_map(counties, {"ONE": None, "TWO": None}, "A map", "law")
    assert svg.count('class="hatched"') == 2
    assert [one.says for one in legend] == ["fewer than 13, or none"]


def test_markdown_gets_anchors_scrolling_tables_and_links_that_stay_inside() -> None:
    text = "# Title\n\n## Part\n\nSee [words](../GLOSSARY.md#x), [elsewhere](https://example.org), [code](a.py).\n\n"
    html = render_markdown(text + "## Part\n\n| a | |\n|---|---|\n| 1 | <b> |\n", "doc", lowered=2)
    assert "Title" not in html
    assert '<h3 id="doc-part">' in html
    assert '<h3 id="doc-part-2">' in html
    assert '<a href="definitions.html">words</a>, elsewhere, code.' in html
    assert 'role="region" tabindex="0" aria-label="Table 1: Part"' in html
    assert "&lt;b&gt;" in html


def test_a_line_is_thinned_and_keeps_its_ends() -> None:
    assert thin_line([(0, 0), (5, 0.5), (10, 0)], 1) == [(0, 0), (10, 0)]
    assert thin_line([(0, 0), (5, 3), (10, 0)], 1) == [(0, 0), (5, 3), (10, 0)]
    assert thin_line([(0, 0), (4, 4), (0, 0)], 1) == [(0, 0), (4, 4), (0, 0)]


def test_a_line_that_two_counties_share_is_the_same_in_both() -> None:
    """Two squares side by side; the line between them is bent a little, and straight in both."""
    atlas = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [
            [[10, 0], [0, 5], [0, 5]],
            [[10, 10], [-10, 0], [0, -10], [10, 0]],
            [[10, 0], [10, 0], [0, 10], [-10, 0]],
        ],
        "objects": {
            "counties": {
                "geometries": [
                    {"type": "Polygon", "id": "06001", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "06003", "arcs": [[[2, -1]]]},
                    {"type": "Polygon", "id": "07001", "arcs": [[0, 1]]},
                ]
            }
        },
    }
    (one, left), (other, right) = build_shapes(atlas, "06")
    assert (one, other) == ("06001", "06003")
    shared = {"598,600", "598,0"}
    assert shared <= set(re.findall(r"\d+,\d+", left))
    assert shared <= set(re.findall(r"\d+,\d+", right))


def test_words_for_shares() -> None:
    assert (format_percent(None), format_percent(0.0), format_percent(0.0004), format_percent(0.5)) == (
        "",
        "0.0 %",
        "< 0.1 %",
        "50.0 %",
    )


def test_a_table_that_may_be_wider_than_a_phone_says_that_it_moves() -> None:
    no_site = cast(Contents, None)  # what is drawn here asks the site for nothing
    page = load_page_templates(no_site).from_string(
        "{% import 'parts.html' as parts %}{% call parts.wide('x') %}{% for one in range(columns) %}"
        '<th scope="col">a</th>{% endfor %}{% endcall %}'
    )
    said = "The table moves sideways."
    assert (said in page.render(columns=3), said in page.render(columns=4)) == (False, True)


def test_the_whole_state_stands_below_counties_and_what_is_no_county() -> None:
    places = ["UNKNOWN", "YOLO", "STATEWIDE", "ELSEWHERE", "ALPINE"]
    assert sorted(places, key=order_place) == ["ALPINE", "YOLO", "ELSEWHERE", "UNKNOWN", "STATEWIDE"]
