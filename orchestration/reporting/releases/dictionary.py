"""What each table, column and metric of a release holds: one text for the dictionary, the data package and the files.

What belongs here: words about tables and columns. What does not: words about metrics (``metrics/catalogue.yml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.reporting.disclosure.rule import FEWEST, SAYS, WITHHELD

TABLES = {
    "metrics": "Every figure, one a row. A row without any number that may be shown is left out, as is one that counts "
    "nothing: no row means fewer than 13, or none.",
    "changes": "What changed since the release that the facts name, for headlines: before, each cause of which "
    "something may be shown, after.",
}
_EMPTY = f"Empty: {WITHHELD}, or about fewer than {FEWEST} people, or not applicable; see withheld."
COLUMNS: dict[str, tuple[str, str]] = {
    "figure_id": ("string", "Stable id of the figure; lookback figure verify takes it."),
    "metric": ("string", "What is counted: a name of the list of metrics below."),
    "unit": ("string", "people, convictions, charges, arrests, determinations or lines."),
    "law": ("string", "A remedy, a policy, a scenario, or ALL."),
    "variant": (
        "string",
        "What else tells figures of one metric apart: outcome, viewer, step, state; empty if nothing.",
    ),
    "place": ("string", "STATEWIDE, a county, ELSEWHERE (another state or federal) or UNKNOWN."),
    "group_by": ("string", "all, or what it is broken down by: race, sex, age, year and others."),
    "group_code": ("string", "all, or the group: a code as recorded, or the word for what is not known."),
    "status": ("string", "living, deceased, or all."),
    "count": ("integer", f"How many, rounded to 5. {_EMPTY}"),
    "denominator_name": ("string", "What it is counted among."),
    "denominator": ("integer", f"How many that are, rounded to 5. {_EMPTY}"),
    "not_known": ("integer", f"Of how many more it is not known, rounded to 5; never added. {_EMPTY}"),
    "share": ("number", "Count over denominator, of the numbers as shown. Empty where either is."),
    "share_low": ("number", "Lower end of the 95 % interval of the share (Wilson), of the numbers as shown."),
    "share_high": ("number", "Upper end of the 95 % interval of the share."),
    "value": (
        "number",
        f"A median or mean over {FEWEST} people or more, rounded to 5. Never a least or greatest value.",
    ),
    "value_unit": ("string", "What the value is measured in."),
    "withheld": ("string", "The numbers of the row that are withheld, by column, between spaces."),
    "ledger_event": ("integer", "The last event of the ledger that was read. Empty: the figure needs none."),
    "figure": ("string", "The headline that is compared."),
    "says": ("string", "What it counts."),
    "step": ("string", "before, a cause, or after."),
    "gains": ("integer", "Counted in the second run alone, rounded to 5. Empty: withheld, or before and after."),
    "losses": ("integer", "Counted in the first run alone, rounded to 5. Empty: withheld, or before and after."),
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
    """The data dictionary of a release: the rule for counts, its tables, its metrics."""
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
    """What the release is called."""
    synthetic = "SYNTHETIC " if facts["is_synthetic"] else ""
    return f"{synthetic}Records eligible for clearance, {state}, release {facts['release']}"


def format_left_out(facts: Mapping[str, Any]) -> list[str]:
    """Each table that is left out: ``eligible in ALPINE by race``."""
    return [f"{one['metric']} in {one['place']} by {one['group_by']}" for one in facts["left_out"]]
