"""What a person reads of a comparison of two runs on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from orchestration.reporting.comparison import files
from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.compare_runs import Comparison
from orchestration.reporting.comparison.headlines import STATEWIDE

NOT_COUNTED = "Filed, granted and left on record: `lookback figures` counts them; both runs must have been counted."


def print_comparison(console: Console, comparison: Comparison, figure: str | None = None) -> None:
    """Print the statewide bridges that changed; of ``figure`` alone every county too."""
    console.rule(files.format_title(comparison))
    for name, side in (("from", comparison.first), ("to", comparison.second)):
        console.print(f"{name:>4} {files.describe_side(side)}", markup=False)
    bridges = comparison.in_place()
    changed = [bridge for bridge in bridges if bridge.is_changed or figure is not None]
    for bridge in changed:
        unknown = " before, ".join(files.format_number(end.not_known) for end in (bridge.before, bridge.after))
        console.print(f"\n{bridge.headline.says} ({bridge.headline.figure})", markup=False)
        console.print(f"  {files.format_sum(bridge)}    (not known: {unknown} after)", markup=False)
        for step in bridge.steps:
            gains, losses = files.format_number(step.gains), files.format_number(step.losses)
            console.print(f"  {CAUSES[step.cause]:20} +{gains:>9}  -{losses:>9}", markup=False)
    if figure is not None:
        _print_counties(console, comparison, figure)
    else:
        console.print(f"\n{len(bridges) - len(changed)} of {len(bridges)} headlines did not change.")
        if not any(bridge.headline.metric == "filed" for bridge in bridges):
            console.print(NOT_COUNTED, markup=False)
        console.print("By county: --figure ID. What the causes mean: --format html.", markup=False)
    console.print(files.format_disclosure(comparison), markup=False)


def _print_counties(console: Console, comparison: Comparison, figure: str) -> None:
    table = Table(title="By county, where anything changed", title_justify="left")
    for name in ("county", "as a sum", "why"):
        table.add_column(name)
    for bridge in comparison.of(figure):
        if bridge.place != STATEWIDE and bridge.is_changed:
            table.add_row(bridge.place, files.format_sum(bridge), files.format_causes(bridge))
    console.print(table)
