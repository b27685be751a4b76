"""What a release of the sample has not, put into its files: a compared scenario, and changes since a release before.

What belongs here: these, in the form in which a release tells them. What does not: expectations of pages.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from orchestration.reporting.releases import ranges
from orchestration.reporting.releases.folders import outside
from orchestration.reporting.releases.ranged_tables import SCENARIOS_FILE
from orchestration.reporting.releases.registry import PACKAGE, read_release
from orchestration.reporting.releases.what_changed import NOTHING_BEFORE, SCHEMA
from orchestration.settings import Settings

SCENARIO = {
    "name": "felony_wait_two_years",
    "reason": "What if the wait after a felony sentence were two years?",
    "changes": ["parameter conviction_relief_felony_wait_years: 2 (the section says four years)"],
    "units": [
        {
            "unit": "conviction",
            "gains": {
                "count": [121, 130],
                "people": [111, 120],
                "by": {"place": [{"group": "ALAMEDA", "name": "ALAMEDA", "count": None}], "race_group": []},
            },
            "losses": {"count": [0, 0], "people": [0, 0], "by": {}},
        }
    ],
}
"""As ``scenarios.json`` tells one; that a release tells those that were compared: ``test_scenarios``."""
CHANGED: dict[str, Any] = {
    "release": 4,
    "from": {"as_of_date": "2026-05-01", "law_version": "ca 1", "software": "0.1", "allowances": ""},
    "to": {"as_of_date": "2026-06-01", "law_version": "ca 2", "software": "0.1", "allowances": "stale: KERN"},
    "left_out": ["people with an eligible conviction"],
    "nothing_because": "",
}
FIGURE = "convictions_eligible_any"
BRIDGE = [
    (f"changes/{FIGURE}/{step[0]}", FIGURE, "convictions eligible", "convictions", *step)
    for step in (
        ("before", None, None, 1200, 34),
        ("new_in_the_data", 131, 40, 91, None),
        ("law", None, 0, None, None),
        ("several_causes", 0, None, None, None),
        ("after", None, None, 1291, None),
    )
]
"""As a release tells what changed; that it does: ``unit/publication``, ``test_why_a_figure_changed``."""


def add_a_scenario_and_a_change(settings: Settings) -> None:
    """Into the first release, which says that it has neither."""
    told = outside(settings) / "1" / SCENARIOS_FILE
    assert json.loads(told.read_text(encoding="utf-8")) == [], "nobody compared one"
    told.write_text(json.dumps([SCENARIO]), encoding="utf-8")
    in_ranges = outside(settings) / "1" / "parquet" / f"{ranges.NAME}.parquet"
    rows = pl.DataFrame(list(ranges.of_scenario(SCENARIO)), schema=ranges.SCHEMA, orient="row")
    pl.concat([pl.read_parquet(in_ranges), rows]).write_parquet(in_ranges)
    first = read_release(settings, 1)
    assert first.facts["what_changed"]["nothing_because"] == NOTHING_BEFORE
    changes = first.folder / "parquet" / "changes.parquet"
    assert pl.read_parquet(changes).height == 0
    pl.DataFrame(BRIDGE, schema=SCHEMA, orient="row").write_parquet(changes)
    package = json.loads((first.folder / PACKAGE).read_text(encoding="utf-8"))
    package["lookback"]["what_changed"] = CHANGED
    (first.folder / PACKAGE).write_text(json.dumps(package), encoding="utf-8")
