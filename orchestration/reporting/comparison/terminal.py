"""What a person reads of a comparison on a terminal.

What belongs here: what is printed and how. What does not: the counts (``comparing``), files (``as_files``).
"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from orchestration.reporting.comparison import describe as in_words
from orchestration.reporting.comparison.causes import CAUSES, MEANS
from orchestration.reporting.comparison.compare_runs import Bridge, Comparison
from orchestration.reporting.metrics.store import STATEWIDE

COUNTED_ALONE = "people_filed"
"""A headline that is there where somebody counted levels of both runs."""


def print_comparison(console: Console, comparison: Comparison, figure: str | None = None) -> None:
    """The statewide bridges; of ``figure`` alone those of the counties too."""
    console.rule(in_words.title(comparison))
    for name, side in (("from", comparison.first), ("to", comparison.second)):
        console.print(f"{name:>4} {in_words.about(side)}", markup=False)
    console.print(in_words.what_differs(comparison.first, comparison.second))
    shown = [bridge for bridge in comparison.in_place() if figure in (None, bridge.headline.figure)]
    for bridge in shown:
        if figure is None and not bridge.is_changed:
            continue
        console.print(f"\n{bridge.headline.says} ({bridge.headline.figure})", markup=False)
        console.print(f"  {bridge.sentence}    ({in_words.not_known(bridge)})", markup=False)
        for step in bridge.steps:
            gains, losses = in_words.number(step.gains), in_words.number(step.losses)
            console.print(f"  {CAUSES[step.cause]:20} +{gains:>9}  -{losses:>9}", markup=False)
    if figure is None:
        _print_unchanged(console, shown)
    if figure is not None:
        console.print(_by_county(comparison.of(figure)))
    elif comparison.is_internal:
        console.print("\nBy county: --figure ID, or --format csv.")
    for cause in CAUSES:
        if any(step.cause == cause for bridge in shown for step in bridge.steps):
            console.print(f"{CAUSES[cause]}: {MEANS[cause]}.", markup=False)
    console.print(in_words.READ_SO)
    console.print(in_words.disclosure(comparison))


def _print_unchanged(console: Console, bridges: list[Bridge]) -> None:
    """A line for each headline that is as it was."""
    unchanged = [bridge for bridge in bridges if not bridge.is_changed]
    if unchanged:
        console.print("\nNot changed:")
    for bridge in unchanged:
        console.print(
            f"  {in_words.number(bridge.after):>10}  {bridge.headline.says} ({bridge.headline.figure})", markup=False
        )
    if not any(bridge.headline.figure == COUNTED_ALONE for bridge in bridges):
        console.print(f"\n{in_words.NOT_COUNTED}")


def _by_county(bridges: list[Bridge]) -> Table:
    """Counties in which the figure, or the number of what is not known, is another."""
    table = Table(title="By county, where anything changed", title_justify="left")
    table.add_column("county", max_width=24)
    table.add_column("as a sum")
    table.add_column("why")
    table.add_column("not known")
    for bridge in bridges:
        if bridge.place == STATEWIDE or not bridge.is_changed:
            continue
        unknown = f"{in_words.number(bridge.not_known_before)} → {in_words.number(bridge.not_known_after)}"
        table.add_row(bridge.place, bridge.sentence, in_words.why(bridge), unknown)
    return table
