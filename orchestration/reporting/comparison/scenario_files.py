"""Files of a comparison of two laws: gains and losses and changed figures as CSV, a chart, and one page."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap

import polars as pl

from orchestration.files.atomic import replace_dir
from orchestration.files.tables import write_frame
from orchestration.law.scenarios.scenario import CURRENT
from orchestration.reporting.comparison.chart import Bars, draw_bars
from orchestration.reporting.comparison.compare_scenarios import BREAKDOWNS, COUNTS, TOTAL, UNITS, Comparison, Row
from orchestration.reporting.comparison.page import Page, Section, Table, render_page
from orchestration.reporting.metrics.store import describe, read_catalogue

CSV_FILE, METRICS_FILE, CHART_FILE, PAGE_FILE = (
    "comparison.csv", "metrics.csv", "comparison.svg", "comparison.html"
)  # fmt: skip
MOST_COUNTIES = 15
"""Counties in the chart, those with most changes first; the page has all counties."""
LETTERS = 90
"""Letters per line above the chart."""
INTERNAL = (
    "Internal: small numbers are shown. Do not share it outside the office. A scenario is not the law: "
    "nothing of it is proposed, filed or recorded."
)
READ_SO = (
    "A unit has relief if a remedy says eligible; review is no relief. A person counts once in every county and remedy "
    "with a unit of theirs, and once in the total."
)
HEADLINES = "Figures of the whole state that differ"
COLUMNS = ("before", "gain", "lose", "other relief", "after", "people gain", "people lose")


def write_comparison(comparison: Comparison, folder: Path) -> Path:
    """Write the files into ``<folder>/<first>_and_<second>``, replacing earlier ones, and return that folder.

    Equal comparisons give equal bytes.
    """
    target = folder / f"{comparison.first.name}_and_{comparison.second.name}"
    chart = draw_chart(comparison)
    with replace_dir(target) as building:
        write_frame(_add_facts(comparison, build_rows(comparison)), building / CSV_FILE)
        if comparison.metrics is not None:
            write_frame(_add_facts(comparison, comparison.metrics), building / METRICS_FILE)
        (building / CHART_FILE).write_text(chart, encoding="utf-8")
        (building / PAGE_FILE).write_text(format_page(comparison, chart), encoding="utf-8")
    return target


def build_rows(comparison: Comparison) -> pl.DataFrame:
    """Build one row per unit and group, with the counts of units and of people."""
    columns = ["unit", "breakdown", "group_code", "group_name", *COUNTS, *(f"people_{word}" for word in COUNTS)]
    rows = [(row.unit, row.breakdown, row.group, row.group_name, *row.units, *row.people) for row in comparison.rows]
    return pl.DataFrame(rows, schema=columns, orient="row")


def draw_chart(comparison: Comparison) -> str:
    """Draw how many convictions, charges and arrests gain or lose relief, by county."""
    rows = [row for unit in UNITS for row in comparison.of(unit, "county") if row.count("gains") or row.count("losses")]
    most = sorted(rows, key=lambda row: -row.count("gains") - row.count("losses"))[:MOST_COUNTIES]
    lines = [Bars(f"{row.group_name} ({UNITS[row.unit]})", row.count("gains"), row.count("losses")) for row in most]
    laws = [f"{side.name}: {side.reason}" for side in (comparison.first, comparison.second)]
    words = [line for text in (*INTERNAL.split(". ", 1), *laws) for line in wrap(text, LETTERS)]
    return draw_bars(lines, "gain", "lose", [format_title(comparison), *words])


def format_page(comparison: Comparison, chart: str) -> str:
    """Format one page: gains and losses by county, each unit by each breakdown, then the figures."""
    about = [f"{side.name}: {side.law}" for side in (comparison.first, comparison.second)]
    allowed = f"; overrides: {comparison.allowances}" if comparison.allowances else ""
    about += [f"Run {comparison.run_id}, law {comparison.law_version}{allowed}", READ_SO]
    sections = [Section("Who gains and who loses, by county", " ".join(format_totals(comparison)), chart)]
    for unit, plural in UNITS.items():
        tables = [
            Table(
                f"By {name}",
                ("", *COLUMNS),
                [format_cells(row) for row in comparison.of(unit, breakdown) if row.differs],
            )
            for breakdown, name in BREAKDOWNS.items()
            if breakdown != TOTAL
        ]
        if comparison.total(unit).differs:
            sections.append(Section(plural.capitalize(), tables=tables))
    figures = [Table("Before and after", ("figure", "before", "after", "change"), format_headlines(comparison))]
    sections.append(Section(HEADLINES, format_stale(comparison), tables=figures))
    return render_page(Page(f"What if: {format_title(comparison)}", INTERNAL, about, sections))


def format_title(comparison: Comparison) -> str:
    """Format the names of both laws and the as-of date."""
    return f"{comparison.first.name} and {comparison.second.name}, as of {comparison.as_of_date}"


def format_totals(comparison: Comparison) -> list[str]:
    """Format each unit as a sum: ``Convictions: 1,681 + 6 - 0 = 1,687 with relief``."""
    totals = [comparison.total(unit) for unit in UNITS]
    return [_format_total(row) for row in totals if any(row.units)] or ["No one has relief under either law."]


def format_headlines(comparison: Comparison) -> list[tuple[str, ...]]:
    """Format the statewide figures that differ: name, before, after, change."""
    if comparison.metrics is None:
        return []
    counts = [pl.col(f"count_{end}").fill_null(0) for end in ("before", "after")]
    rows = comparison.headlines.with_columns(*counts).filter(pl.col("count_before") != pl.col("count_after"))
    return [
        (
            _name_figure(row),
            f"{row['count_before']:,}",
            f"{row['count_after']:,}",
            f"{row['count_after'] - row['count_before']:+,}",
        )
        for row in rows.iter_rows(named=True)
    ]


def format_stale(comparison: Comparison) -> str:
    """Say what to do if the figures cannot be compared; empty if they can."""
    if comparison.metrics is not None:
        return ""
    names = [side.name for side in (comparison.first, comparison.second) if side.name != CURRENT]
    return f"The ledger has changed since the figures were counted: lookback scenario figures {' '.join(names)}"


def _format_total(row: Row) -> str:
    before, gains, losses, changes, after = (f"{count:,}" for count in row.units)
    people = {word: f"{row.people_of(word):,}" for word in COUNTS}
    other = f", {changes} have another relief" if row.count("changes") else ""
    return (
        f"{UNITS[row.unit].capitalize()}: {before} + {gains} - {losses} = {after} with relief; "
        f"{people['gains']} people gain, {people['losses']} lose{other}."
    )


def format_cells(row: Row) -> tuple[str, ...]:
    """Format the cells of a group, in the order of ``COLUMNS``."""
    people = (row.people_of("gains"), row.people_of("losses"))
    return (row.group_name, *(f"{count:,}" for count in (*row.units, *people)))


def _name_figure(row: dict[str, object]) -> str:
    catalogue, metric = read_catalogue(), str(row["metric"])
    if metric not in catalogue:
        return str(row["figure_id"])
    words = describe(metric, str(row["unit"]), catalogue)
    variant = words["variants"].get(row["variant"], row["variant"])
    return f"{words['name']}: {row['unit']}{f', {variant}' if variant else ''}"


def _add_facts(comparison: Comparison, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the provenance to every row, since rows are copied without their page."""
    facts = {
        "first": comparison.first.name,
        "second": comparison.second.name,
        "first_law": comparison.first.law,
        "second_law": comparison.second.law,
        "as_of_date": str(comparison.as_of_date),
        "law_version": comparison.law_version,
        "run_id": comparison.run_id,
        "allowances": comparison.allowances,
        "disclosure": INTERNAL,
    }
    return rows.with_columns(**{name: pl.lit(value) for name, value in facts.items()})
