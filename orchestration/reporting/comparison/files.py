"""A comparison as JSON and as CSV: every headline, place and cause.

What belongs here: form. What does not: counts (``comparing``). The same comparison gives the same bytes; what it rests
on, and whether it may leave the building, stands in it.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict

from orchestration.reporting.comparison import describe as in_words
from orchestration.reporting.comparison.causes import CAUSES, MEANS
from orchestration.reporting.comparison.compare_runs import Comparison

WITHHELD = "withheld"


def as_json(comparison: Comparison) -> str:
    """Everything, with what causes mean; a withheld count is null."""
    told = {
        "title": in_words.title(comparison),
        "disclosure": in_words.disclosure(comparison),
        "state": comparison.state,
        "first": asdict(comparison.first),
        "second": asdict(comparison.second),
        "causes": {cause: {"name": name, "means": MEANS[cause]} for cause, name in CAUSES.items()},
        "bridges": [
            {
                "figure": bridge.headline.figure,
                "says": bridge.headline.says,
                "unit": bridge.headline.unit,
                "place": bridge.place,
                "before": bridge.before,
                "after": bridge.after,
                "not_known_before": bridge.not_known_before,
                "not_known_after": bridge.not_known_after,
                "sum": bridge.sentence,
                "steps": [{**asdict(step), "net": step.net} for step in bridge.steps],
            }
            for bridge in comparison.bridges
        ],
    }
    return json.dumps(told, indent=2, default=str) + "\n"


def as_csv(comparison: Comparison) -> str:
    """One row per headline, place and step: before, each cause there is, after. The amounts of the rows from ``before``
    to the last cause add up to the row ``after``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            *("figure", "says", "place", "step", "gains", "losses", "amount", "not_known"),
            *("first_run", "second_run", "first_as_of_date", "second_as_of_date", "disclosure"),
        ]
    )
    ends = (comparison.first, comparison.second)
    rests_on = [*(side.run_id for side in ends), *(side.as_of_date for side in ends)]
    for bridge in comparison.bridges:
        rows: list[tuple[object, ...]] = [
            ("before", "", "", _said(bridge.before), _said(bridge.not_known_before)),
            *((step.cause, _said(step.gains), _said(step.losses), _said(step.net), "") for step in bridge.steps),
            ("after", "", "", _said(bridge.after), _said(bridge.not_known_after)),
        ]
        for row in rows:
            writer.writerow(
                [
                    *(bridge.headline.figure, bridge.headline.says, bridge.place, *row),
                    *(*rests_on, in_words.disclosure(comparison)),
                ]
            )
    return out.getvalue()


def _said(count: int | None) -> object:
    return WITHHELD if count is None else count
