"""Descriptions of each table and column of a release, for the dictionary, the data package and the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.reporting.disclosure.bounds import COUNTIES
from orchestration.reporting.disclosure.rule import FEWEST, SAYS, WITHHELD

TABLES = {
    "metrics": "One row per figure. Every table has a row for each group of a fixed list (places, race, sex, age, "
    f"years, offenses, laws), whether it counts anybody or not: {WITHHELD} is 0 to 12. What is on no list has no row.",
    "changes": "Changes of headlines since the release named in the facts: before, each cause, whether it counts "
    "anybody or not, and after.",
}
_EMPTY = f"Empty: {WITHHELD}, or about fewer than {FEWEST} people, or not applicable; see withheld."
COLUMNS: dict[str, tuple[str, str]] = {
    "figure_id": ("string", "Stable id of the figure; lookback figure verify takes it."),
    "metric": ("string", "Metric, described below."),
    "unit": ("string", "people, convictions, charges, arrests, determinations or lines."),
    "law": ("string", "A remedy, a policy, a scenario, or ALL."),
    "variant": (
        "string",
        "Further distinction within a metric: outcome, viewer, step, state; empty if there is none.",
    ),
    "place": ("string", "STATEWIDE, a county, ELSEWHERE (another state or federal) or UNKNOWN."),
    "group_by": ("string", "all, or the breakdown: race, sex, age, year and others."),
    "group_code": ("string", "all, or the group: a code as recorded, or a word for unknown."),
    "status": ("string", "living, deceased, or all."),
    "count": ("integer", f"Number, rounded to 5. {_EMPTY}"),
    "denominator_name": ("string", "Name of the denominator."),
    "denominator": ("integer", f"Number of the denominator, rounded to 5. {_EMPTY}"),
    "not_known": ("integer", f"Further unknown cases, rounded to 5; never added. {_EMPTY}"),
    "share": ("number", "Count over denominator, from shown numbers. Empty if either is."),
    "share_low": ("number", "Lower end of the 95 % interval of the share (Wilson), from shown numbers."),
    "share_high": ("number", "Upper end of the 95 % interval of the share."),
    "value": (
        "number",
        f"A median or mean over {FEWEST} people or more, rounded to 5. Never a minimum or maximum.",
    ),
    "value_unit": ("string", "Unit of the value."),
    "withheld": ("string", "Withheld columns of the row, separated by spaces."),
    "ledger_event": (
        "integer",
        "Last event of the ledger that was counted; its day is ledger_event_on in datapackage.json. Empty: no need.",
    ),
    "figure": ("string", "Id of the compared headline."),
    "says": ("string", "Description of the headline."),
    "step": ("string", "before, a cause, or after."),
    "gains": ("integer", "Counted only in the second run, rounded to 5. Empty: withheld, or before and after."),
    "losses": ("integer", "Counted only in the first run, rounded to 5. Empty: withheld, or before and after."),
}
COLUMNS_OF: Mapping[str, tuple[str, ...]] = {
    "metrics": (
        "figure_id", "metric", "unit", "law", "variant", "place", "group_by", "group_code", "status", "count",
        "denominator_name", "denominator", "not_known", "share", "share_low", "share_high", "value", "value_unit",
        "withheld", "ledger_event",
    ),
    "changes": ("figure_id", "figure", "says", "unit", "step", "gains", "losses", "count", "not_known"),
}  # fmt: skip


def write_dictionary(metrics: Mapping[str, Any]) -> str:
    """Write the data dictionary of a release: disclosure rule, tables, metrics."""
    parts = ["# Data dictionary of the release\n\n", SAYS, "\n"]
    for table, says in TABLES.items():
        parts.append(f"\n## {table}\n\n{says}\n\n| column | type | what it holds |\n|---|---|---|\n")
        parts += [f"| `{name}` | {COLUMNS[name][0]} | {COLUMNS[name][1]} |\n" for name in COLUMNS_OF[table]]
    parts.append("\n## Metrics\n\nIn the words below, `{unit}` is the column unit.\n")
    for name, metric in metrics.items():
        parts.append(f"\n### {name}: {metric['name']}\n\n{metric['definition']}\n\n")
        told = (("Counted", "numerator"), ("Among", "denominator"), ("It does not mean", "does_not_mean"))
        parts += [f"- {label}: {metric[word]}\n" for label, word in told if metric[word]]
    return "".join(parts)


def format_title(facts: Mapping[str, Any], state: str) -> str:
    """Format the title of the release."""
    synthetic = "SYNTHETIC " if facts["is_synthetic"] else ""
    return f"{synthetic}Records eligible for clearance, {state}, release {facts['release']}"


def format_left_out(facts: Mapping[str, Any]) -> list[str]:
    """Format each table that is left out: ``eligible (people) in all counties by race``."""
    return [_format_table(one) for one in facts["left_out"]]


def _format_table(table: Mapping[str, str]) -> str:
    if "place" in table:  # a release of an earlier version left out single places
        return f"{table['metric']} in {table['place']} by {table['group_by']}"
    where = "in all counties" if table["places"] == COUNTIES else "in the whole state"
    by = "" if table["group_by"] == "all" else f" by {table['group_by']}"
    return f"{table['metric']} ({table['unit']}) {where}{by}"
