"""What a person reads of a comparison on a terminal.

What belongs here: which tables are printed and how. What does not: the counts (``comparing``), files
(``comparison_files``).
"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from orchestration.reporting.comparison import scenario_text as in_words
from orchestration.reporting.comparison.compare_scenarios import BREAKDOWNS, TOTAL, UNITS, Comparison, Row


def print_comparison(console: Console, comparison: Comparison, *, shows_all: bool = False) -> None:
    """Headlines, and for each breakdown the groups in which the laws differ (with ``shows_all`` every group)."""
    console.rule(f"What if: {in_words.title(comparison)}")
    for side in (comparison.first, comparison.second):
        console.print(f"{side.name}: {side.reason}", markup=False)
        for change in side.changes:
            console.print(f"  {change}", markup=False)
    units = [unit for unit in UNITS if comparison.of(unit, TOTAL)]
    for unit in units:
        console.print(in_words.headline(comparison.total(unit)), markup=False)
    _print_headlines(console, comparison, shows_all=shows_all)
    for unit in units:
        for breakdown, name in BREAKDOWNS.items():
            rows = [row for row in comparison.of(unit, breakdown) if shows_all or row.differs or any(row.people[1:4])]
            if breakdown != TOTAL and rows:
                console.print(_table(f"{in_words.PLURALS[unit].capitalize()} by {name}", rows))
    if not any(row.differs for row in comparison.rows):
        console.print("Nobody gains and nobody loses: the two laws give the same.")
    if not shows_all:
        console.print("Groups in which nothing differs are left out here; --all shows them, and the files have them.")
    console.print(in_words.READ_SO)
    if comparison.allowances:
        console.print(f"Allowed for the run: {comparison.allowances}.", markup=False)
    console.print(in_words.INTERNAL)


def _print_headlines(console: Console, comparison: Comparison, *, shows_all: bool) -> None:
    if comparison.not_counted:
        console.print(in_words.not_counted(comparison), markup=False)
        return
    table = Table(title=in_words.HEADLINES, title_justify="left")
    table.add_column("", max_width=68)
    for heading in ("before", "after", "change", "not known after", "among"):
        table.add_column(heading, justify="right")
    for one in comparison.figures:
        if one.is_whole and (shows_all or one.change):
            counts = (one.before.count, one.after.count)
            among = (one.after.not_known, one.after.denominator)
            table.add_row(one.says, *map(in_figures, counts), f"{one.change:+,}", *map(in_figures, among))
    console.print(table if table.row_count else in_words.AS_BEFORE)


def in_figures(count: int) -> str:
    """``1,234``."""
    return f"{count:,}"


def _table(title: str, rows: list[Row]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("", max_width=32)
    for heading in ("before", "gain", "lose", "other relief", "after", "people gain", "people lose"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        people = (row.people_of("gains"), row.people_of("losses"))
        table.add_row(row.group_name, *(f"{count:,}" for count in (*row.units, *people)))
    return table
