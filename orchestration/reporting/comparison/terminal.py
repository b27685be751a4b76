"""Print comparisons of two runs or two laws on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from orchestration.reporting.comparison import compare_scenarios, files, scenario_files
from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.compare_runs import Comparison
from orchestration.reporting.metrics.store import STATEWIDE

NOT_COUNTED = "Filed, granted and left on record are missing: both runs need `lookback figures`."


def print_comparison(console: Console, comparison: Comparison, figure: str | None = None) -> None:
    """Print the statewide bridges that changed; for ``figure`` every county too."""
    console.rule(files.format_title(comparison))
    for name, side in (("from", comparison.first), ("to", comparison.second)):
        console.print(f"{name:>4} {files.describe_side(side)}", markup=False)
    bridges = [one for one in comparison.in_place() if figure in (None, one.headline.figure)]
    changed = [bridge for bridge in bridges if bridge.is_changed or figure is not None]
    for bridge in changed:
        console.print(f"\n{bridge.headline.says} ({bridge.headline.figure})", markup=False)
        console.print(f"  {files.format_change(comparison, bridge)}", markup=False)
        for step in bridge.steps:
            gains, losses = files.format_number(step.gains), files.format_number(step.losses)
            console.print(f"  {CAUSES[step.cause]:20} +{gains:>9}  -{losses:>9}", markup=False)
    if figure is not None:
        _print_counties(console, comparison, figure)
    else:
        console.print(f"\n{len(bridges) - len(changed)} of {len(bridges)} headlines: no change to show.")
        if not any(bridge.headline.metric == "filed" for bridge in bridges):
            console.print(NOT_COUNTED, markup=False)
        console.print("By county: --figure ID. Meaning of the causes: --format html.", markup=False)
    console.print(files.format_disclosure(comparison), markup=False)


def _print_counties(console: Console, comparison: Comparison, figure: str) -> None:
    rows = [
        (bridge.place, files.format_sum(bridge), files.format_causes(bridge))
        for bridge in comparison.of(figure)
        if bridge.place != STATEWIDE and bridge.is_changed
    ]
    _print_table(console, "Counties with changes", ("county", "as a sum", "why"), rows)


def print_scenarios(console: Console, comparison: compare_scenarios.Comparison, *, shows_all: bool = False) -> None:
    """Print gains and losses, the groups in which the laws differ (``shows_all``: every group), and the figures."""
    console.rule(f"What if: {scenario_files.format_title(comparison)}")
    for side in (comparison.first, comparison.second):
        console.print(f"{side.name}: {side.reason}", markup=False)
        for change in side.changes:
            console.print(f"  {change}", markup=False)
    for line in scenario_files.format_totals(comparison):
        console.print(line, markup=False)
    for unit, plural in compare_scenarios.UNITS.items():
        for breakdown, name in compare_scenarios.BREAKDOWNS.items():
            rows = [row for row in comparison.of(unit, breakdown) if shows_all or row.differs]
            if rows and breakdown != compare_scenarios.TOTAL:
                cells = [scenario_files.format_cells(row) for row in rows]
                _print_table(console, f"{plural.capitalize()} by {name}", ("", *scenario_files.COLUMNS), cells)
    figures = scenario_files.format_headlines(comparison)
    if comparison.metrics is None:
        console.print(scenario_files.format_stale(comparison), markup=False)
    elif figures:
        _print_table(console, scenario_files.HEADLINES, ("", "before", "after", "change"), figures)
    else:
        console.print("Every statewide figure is the same under both laws.")
    if comparison.allowances:
        console.print(f"Overrides of the run: {comparison.allowances}.", markup=False)
    console.print(scenario_files.INTERNAL, markup=False)


def _print_table(console: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left", max_width=None if number else 68)
    for row in rows:
        table.add_row(*row)
    console.print(table)
