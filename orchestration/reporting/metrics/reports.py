"""Reports the law asks for: relief granted and prohibited by county and year, and how far the counties are.

What belongs here: these tables from the ledger's lines, each total tied to the ledger as ``lookback file status`` reads
it. What does not: files. A line is counted where it was filed and when relief was given, whether or not the run still
tells its count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import polars as pl

from orchestration.reporting.metrics.headlines import in_figures
from orchestration.reporting.metrics.ledger_lines import LineToCount, stages

ALL = "ALL"
COURT_ORDER, OPERATION_OF_LAW = "court_order", "operation_of_law"
PROHIBITED_UNDER = "conviction_relief"
"""No delivery tells of a petition against relief of an arrest: there, prohibited is not known."""

STAGE_GROUPS: Mapping[str, str] = {
    "given": "processed",
    "refused": "processed",
    "undone": "processed",
    "appealed": "processed",
    "challenged": "challenged",
    "before_filing": "outstanding",
    "waiting_for_an_answer": "outstanding",
    "returned": "outstanding",
    "not_pursued": "not_pursued",
}
"""What each stage is to AB 1706. Challenged is a line that stands under an objection now; once that is withdrawn or
decided, the line counts by what it is then."""

PROGRESS = ("processed", "challenged", "outstanding", "not_pursued")
StatusCounts = Mapping[tuple[str, str, str, str], int]
"""Lines by county, remedy, relief and state."""


class NotTied(RuntimeError):
    """A total of a report is not that of the ledger: nothing is written."""


def granted_by_county_and_year(lines: Sequence[LineToCount], prohibited: pl.DataFrame) -> pl.DataFrame:
    """One row per law (by operation of law), county and year: granted by the ledger's lines, prohibited by courts."""
    granted: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        if line.relief_by == OPERATION_OF_LAW and line.is_given:
            year = line.given_on[:4] if line.given_on else "not known"
            granted[line.remedy_id, line.county_name.upper(), year] += 1
    refused = {
        (PROHIBITED_UNDER, str(county), str(year)): int(count)
        for county, year, count in prohibited["county", "year_of_decision", "prohibited"].iter_rows()
    }
    rows = [
        (law, county, year, granted[law, county, year], refused.get((law, county, year), 0) if _tells(law) else None)
        for law, county, year in sorted({*granted, *refused})
    ]
    schema = {"law": pl.String, "county": pl.String, "year": pl.String, "granted": pl.Int64, "prohibited": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _tells(law: str) -> bool:
    return law == PROHIBITED_UNDER


def progress_by_county(lines: Sequence[LineToCount], waiting: pl.DataFrame, relief_by: str) -> pl.DataFrame:
    """One row per law and county, and one for all counties: lines by how far they are, and what the run found eligible
    and nobody proposed yet (``waiting``, of these laws alone). The columns add up to ``identified``;
    ``ever_challenged`` is beside them: a line that was objected to at any time."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    challenged: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.relief_by == relief_by:
            for county in (line.county_name.upper(), ALL):
                counts[line.remedy_id, county][STAGE_GROUPS[line.stage]] += 1
                challenged[line.remedy_id, county] += line.is_challenged
    for law, county, count in waiting.iter_rows():
        for place in (county, ALL):
            counts[law, place]["not_in_the_ledger"] += int(count)
    columns = (*PROGRESS, "not_in_the_ledger")
    rows = []
    for (law, county), of in sorted(counts.items()):
        parts = [of[column] for column in columns]
        rows.append((law, county, *parts, sum(parts), in_figures(parts), challenged[law, county]))
    schema = {
        "law": pl.String, "county": pl.String, **dict.fromkeys(columns, pl.Int64), "identified": pl.Int64,
        "adds_up": pl.String, "ever_challenged": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def ledger_tie(lines: Sequence[LineToCount]) -> pl.DataFrame:
    """Every line of the ledger by state, and of how many the run tells the count: nothing of the ledger is left out."""
    told = Counter((line.state, line.stage) for line in lines if line.unit_id is not None)
    every = Counter((line.state, line.stage) for line in lines)
    rows = [
        (state, stage, count, told[state, stage], count - told[state, stage])
        for (state, stage), count in sorted(every.items())
    ]
    schema = {"state": pl.String, "stage": pl.String, "lines": pl.Int64, "told": pl.Int64, "not_told": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def check_tied(
    granted: pl.DataFrame, progress: Mapping[str, pl.DataFrame], tie: pl.DataFrame, status: StatusCounts
) -> None:
    """Raise ``NotTied`` where a total is not what the ledger itself says (``status``: counted from its events).
    ``progress``: by who grants the relief."""
    states: Counter[str] = Counter()
    given: Counter[str] = Counter()
    groups: Counter[tuple[str, str]] = Counter()
    for (_, remedy_id, _, state), count in status.items():
        states[state] += count
        groups[remedy_id, STAGE_GROUPS[stages()[state].stage]] += count
        if stages()[state].stage == "given":
            given[remedy_id] += count
    _same("lines by state", dict(tie["state", "lines"].iter_rows()), dict(states))
    found = dict(granted.group_by("law").agg(pl.col("granted").sum()).iter_rows())
    laws = {*found, *progress[OPERATION_OF_LAW]["law"]}
    _same("granted", {law: found.get(law, 0) for law in laws}, {law: given[law] for law in laws})
    lines = 0
    for frame in progress.values():
        whole = frame.filter(pl.col("county") == ALL)
        for row in whole.iter_rows(named=True):
            ours = {column: row[column] for column in PROGRESS}
            lines += sum(ours.values())
            of_the_ledger = {column: groups[row["law"], column] for column in PROGRESS}
            _same(f"progress under {row['law']}", ours, of_the_ledger)
        parts = frame.filter(pl.col("county") != ALL).group_by("law").agg(pl.col("identified").sum())
        _same("identified by county", dict(parts.iter_rows()), dict(whole["law", "identified"].iter_rows()))
    _same("all lines", {"lines": lines}, {"lines": states.total()})


def _same(what: str, ours: Mapping[str, int], of_the_ledger: Mapping[str, int]) -> None:
    if ours != of_the_ledger:
        different = sorted(key for key in {*ours, *of_the_ledger} if ours.get(key) != of_the_ledger.get(key))
        told = ", ".join(f"{key} {ours.get(key, 0):,} for {of_the_ledger.get(key, 0):,}" for key in different)
        raise NotTied(f"{what} is not what the ledger says: {told}")
