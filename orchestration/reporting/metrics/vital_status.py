"""How many of what the reports and the funnel count are of people who live: what a release must know, and never shows.

What belongs here: these counts, by table, law or way of relief, place and column. What does not: the reports
(``reports``), the funnel (``funnel``), what becomes of it (``publication.living_and_dead``). Headlines are of the
living; the reports and the funnel hold the dead, and lines whose count the run does not tell. So the difference is a
count, and a release has to protect it. Restricted: small numbers are not suppressed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import duckdb
import polars as pl

from orchestration.filing.monitoring.ageing import step_of
from orchestration.reporting.metrics.funnel_counts import Funnel
from orchestration.reporting.metrics.ledger_lines import LineToCount
from orchestration.reporting.metrics.reports import OPERATION_OF_LAW, STAGE_GROUPS
from orchestration.reporting.releases.counted_files import STATEWIDE
from orchestration.reporting.releases.funnel_counts import NAME as FUNNEL
from orchestration.reporting.releases.reports import BY_YEAR, PROGRESS

SCHEMA = {
    "table": pl.String, "law": pl.String, "place": pl.String, "column": pl.String, "count_of_the_living": pl.Int64,
    "states": pl.String,
}  # fmt: skip
Row = tuple[str, str, str, str, int, str]


def of_the_living(connection: duckdb.DuckDBPyConnection, lines: Sequence[LineToCount], funnel: Funnel) -> pl.DataFrame:
    """One row per cell of both reports and of the funnel that counts somebody who lives, in a fixed order. ``column``:
    of the report by year the year. ``states``: those of a line that stands at the step of the funnel."""
    alive = connection.execute("select distinct unit_id from counted_units where vital_status = 'living'").fetchall()
    living = frozenset(str(unit_id) for (unit_id,) in alive)
    rows = [*_granted(lines, living), *_progress(connection, lines, living), *_steps(funnel)]
    return pl.DataFrame(sorted(rows), schema=SCHEMA, orient="row")


def _granted(lines: Sequence[LineToCount], living: frozenset[str]) -> Iterator[Row]:
    found: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        if line.relief_by == OPERATION_OF_LAW and line.is_given and line.unit_id in living:
            for place in (line.county_name.upper(), STATEWIDE):
                for year in (line.given_on[:4] if line.given_on else "not known", "ALL"):
                    found[line.remedy_id, place, year] += 1
    yield from ((BY_YEAR, *at, count, "") for at, count in found.items())


def _progress(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[LineToCount], living: frozenset[str]
) -> Iterator[Row]:
    found: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        if line.unit_id in living:
            for place in (line.county_name.upper(), STATEWIDE):
                found[line.remedy_id, place, STAGE_GROUPS[line.stage]] += 1
    waiting = connection.execute(
        "select remedy_id, county, count(distinct unit_id) from counted_units "
        "where outcome = 'eligible' and place = 0 and vital_status = 'living' group by all"
    ).fetchall()
    for law, county, count in waiting:
        for place in (str(county), STATEWIDE):
            found[str(law), place, "not_in_the_ledger"] += int(count)
    for (law, place, _), count in list(found.items()):
        found[law, place, "identified"] += count
    yield from ((PROGRESS, *at, count, "") for at, count in found.items())


def _steps(funnel: Funnel) -> Iterator[Row]:
    states = defaultdict(list)
    for (relief_by, state), step in sorted(step_of().items()):
        states[relief_by, step].append(state)
    for one in funnel.counts:
        if one.of_the_living:
            told = " ".join(states[one.relief_by, one.step])
            yield FUNNEL, one.relief_by, one.place, one.step, one.of_the_living, told
