"""Scenarios that tests build beside the sample, and figures that no range can narrow.

What belongs here: these, for more than one file of tests. What does not: expectations.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from orchestration.reporting.disclosure.attack import known_from
from orchestration.reporting.disclosure.cells import CountTable, assemble
from orchestration.reporting.releases.ranges_beside_figures import BesideFigures

from orchestration.law.tables import read_table
from orchestration.settings import Settings

OWN, LATE = "its_own_values", "floor_2000"


def own_values(settings: Settings) -> str:
    """Every parameter of the law, given the value it has."""
    rows = {row["parameter"]: row for row in read_table(settings.models, settings.state, "parameters")}
    lines = [f"  {name}: {{ value: {row['value']}, reason: as it is }}" for name, row in rows.items()]
    return "\n".join([f"name: {OWN}", "reason: nothing is changed", "parameters:", *lines])


FLOOR = f"""\
name: {LATE}
reason: a floor that the sample feels
parameters:
  conviction_relief_floor_date: {{ value: 2000-01-01, reason: later }}
  arrest_relief_floor_date: {{ value: 2000-01-01, reason: later }}
"""


def nothing_withheld() -> BesideFigures:
    """Figures of a release that shows all it has, which is one: ``unit/publication`` has others."""
    frame = pl.DataFrame({"what": ["one"], "count": [100]})
    cells = assemble([CountTable(frame, ("what",), {"count": "counts"})])
    nothing = np.zeros(1, dtype=bool)
    return BesideFigures(known_from(cells, nothing), cells, nothing, [cells.values])
