"""The chart: the same figures give the same bytes in any process, with nothing to fetch and nothing of the machine."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from pathlib import Path

from orchestration.reporting.metrics.policy_figures import HEADLINES, by_policy

from orchestration.reporting.metrics.figures_chart import CHART_FILE, FONT, as_markdown_image, chart_svg, write_chart
from tests.reporting.metrics.figures.invented_figures import figures

AS_OF = "2026-06-01"
ANOTHER_PROCESS = f"""
import sys
from orchestration.impact.chart import chart_svg
from orchestration.impact.figures import by_policy
from tests.reporting.metrics.figures.invented_figures import figures
sys.stdout.write(chart_svg(by_policy(figures()), {AS_OF!r}))
"""


def test_a_chart_shows_each_headline_about_people_for_each_policy() -> None:
    policies = by_policy(figures())
    svg = chart_svg(policies, AS_OF)
    for policy in policies:
        assert policy.name in svg
        for unit, measure in HEADLINES:
            count = policy.statewide_figure(unit, measure).living
            assert (f">{count.figure:,} of {count.denominator:,}<" in svg) == (unit == "people")
    assert AS_OF in svg


def test_another_process_draws_the_same_bytes(tmp_path: Path) -> None:
    svg = write_chart(by_policy(figures()), AS_OF, tmp_path)
    assert (tmp_path / CHART_FILE).read_text(encoding="utf-8") == svg
    root = Path(__file__).parents[3]
    again = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS],
        cwd=root,
        env={"PYTHONHASHSEED": "7", "PATH": "", "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout == svg


def test_a_chart_fetches_nothing_and_names_a_font_that_comes_with_the_library() -> None:
    svg = chart_svg(by_policy(figures()), AS_OF)
    assert set(re.findall(r"https?://[^\"']+", svg)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {FONT}
    assert "<script" not in svg


def test_what_was_let_pass_by_name_stands_on_the_chart() -> None:
    allowed = "old data allowed for FRESNO; missing allowed: KERN"
    svg = chart_svg(by_policy(figures()), AS_OF, allowed)
    assert f"Allowed for this run: {allowed}" in " ".join(re.findall(r">([^<>]*)<", svg))
    assert "Allowed" not in chart_svg(by_policy(figures()), AS_OF)


def test_a_run_without_figures_has_a_chart_without_bars() -> None:
    svg = chart_svg((), AS_OF)
    assert svg.startswith("<svg")
    assert " of " not in re.sub(r"[^>]*as of", "", svg)


def test_the_image_inside_markdown_is_the_chart() -> None:
    svg = chart_svg(by_policy(figures()), AS_OF)
    image = as_markdown_image(svg)
    (encoded,) = re.findall(r"^!\[figures\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)$", image)
    assert base64.b64decode(encoded).decode() == svg
