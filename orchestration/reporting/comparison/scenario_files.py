"""A comparison as files: every row as CSV, the chart as SVG, both on one page.

What belongs here: writing them whole. What does not: counting (``comparing``), drawing (``comparison_chart``). The same
comparison gives the same bytes. The files are internal and say so.
"""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import astuple
from pathlib import Path

from orchestration.files.html import templates_in
from orchestration.reporting.comparison import scenario_text as in_words
from orchestration.reporting.comparison.compare_scenarios import BREAKDOWNS, COUNTS, UNITS, Comparison
from orchestration.reporting.comparison.scenario_chart import comparison_svg
from orchestration.reporting.comparison.scenario_headlines import COUNTS as HEADLINE_COUNTS
from orchestration.reporting.comparison.scenario_headlines import WORDS

CSV_FILE, CHART_FILE, PAGE_FILE = "comparison.csv", "comparison.svg", "comparison.html"
FIGURES_FILE = "headline_figures.csv"
MOST_ROWS_OPEN = 25
"""Of a table that the page shows unfolded."""
INTERNAL = "internal: small numbers are shown"


def write_comparison(comparison: Comparison, folder: Path) -> Path:
    """Write the files into ``<folder>/<first>_and_<second>``, replacing what is there. Returns that folder."""
    target = folder / f"{comparison.first.name}_and_{comparison.second.name}"
    building = target.with_name(f"{target.name}.partial")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    chart = comparison_svg(comparison)
    (building / CSV_FILE).write_text(comparison_csv(comparison), encoding="utf-8")
    if comparison.figures:
        (building / FIGURES_FILE).write_text(figures_csv(comparison), encoding="utf-8")
    (building / CHART_FILE).write_text(chart, encoding="utf-8")
    (building / PAGE_FILE).write_text(comparison_page(comparison, chart), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    building.rename(target)
    return target


def comparison_csv(comparison: Comparison) -> str:
    """Every row; both laws with their reasons, what it rests on and that it is internal stand in each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            *("first", "second", "unit", "breakdown", "group_code", "group_name"),
            *COUNTS,
            *(f"people_{word}" for word in COUNTS),
            *_RESTS_ON,
        ]
    )
    for row in comparison.rows:
        writer.writerow(
            [
                *(comparison.first.name, comparison.second.name, row.unit, row.breakdown, row.group, row.group_name),
                *row.units,
                *row.people,
                *_rests_on(comparison),
            ]
        )
    return out.getvalue()


def figures_csv(comparison: Comparison) -> str:
    """Every headline of every county and group under both laws; the rest as in each row of the comparison."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    counts = [f"{count}_{side}" for side in ("before", "after") for count in HEADLINE_COUNTS]
    writer.writerow(["first", "second", *WORDS, *counts, "change", *_RESTS_ON])
    for one in comparison.figures:
        sides = [count for side in (one.before, one.after) for count in astuple(side)]
        words = [getattr(one, name) for name in WORDS]
        names = (comparison.first.name, comparison.second.name)
        writer.writerow([*names, *words, *sides, one.change, *_rests_on(comparison)])
    return out.getvalue()


_RESTS_ON = ("first_law", "second_law", "as_of_date", "law_version", "run_id", "allowances", "disclosure")


def _rests_on(comparison: Comparison) -> tuple[object, ...]:
    laws = (comparison.first.law, comparison.second.law)
    return (*laws, comparison.as_of_date, comparison.law_version, comparison.run_id, comparison.allowances, INTERNAL)


def comparison_page(comparison: Comparison, chart: str) -> str:
    """One page without network or script: headline, chart, and a table for each breakdown."""
    environment = templates_in(Path(__file__).parent / "templates")
    page: str = environment.get_template("comparison.html").render(
        told=comparison, words=in_words, chart=chart, units=UNITS, breakdowns=BREAKDOWNS, most_rows_open=MOST_ROWS_OPEN
    )
    return page
