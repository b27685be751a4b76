"""Funnel: the steps of every conviction to relief, on a terminal, as JSON and CSV.

``metrics_funnel.sql`` counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table

from orchestration.files.tables import format_frame
from orchestration.law.relief_ways import read_relief_ways
from orchestration.reporting.disclosure.rule import BASE, FEWEST, WITHHELD, round_and_suppress
from orchestration.reporting.metrics.store import STATEWIDE, format_event, read_metrics

STEPS: Mapping[str, tuple[str, str]] = {
    "convicted": ("", "convicted"),
    "not_in_scope": ("convicted", "not in scope of the law"),
    "in_scope": ("convicted", "in scope"),
    "not_eligible": ("in_scope", "not eligible"),
    "relieved_before": ("in_scope", "relieved by others before"),
    "eligible_later": ("in_scope", "eligible later"),
    "missing_fact": ("in_scope", "waits for a missing fact"),
    "review": ("in_scope", "waits for review"),
    "eligible": ("in_scope", "eligible"),
    "not_proposed": ("eligible", "waits to be proposed"),
    "with_us": ("eligible", "waits for this office"),
    "prosecutor": ("eligible", "waits for the prosecutor"),
    "court": ("eligible", "waits for the court"),
    "state_record": ("eligible", "waits for the state's record"),
    "ended": ("eligible", "ended otherwise"),
    "recorded": ("eligible", "recorded"),
}
"""Each step with its parent and name, in the order shown. ``eligible``: now, or when the line was proposed. ``ended``:
denied, withdrawn, vacated, or relieved by others."""
LEAVES = tuple(step for step in STEPS if all(before != step for before, _ in STEPS.values()))
"""The last steps: every conviction is at one of them."""
INTERNAL = "Internal: small numbers are shown. Do not share it outside the office."
ROUNDED = f"Rounded to {BASE}; counts of 10 or less, and of fewer than {FEWEST} people, are withheld."
_LONGEST = 15


def read_funnel(connection: duckdb.DuckDBPyConnection, *, is_published: bool = False) -> pl.DataFrame:
    """Read one row per kind of relief, place and step, empty steps included: convictions, how many have a day, and
    median and longest days. ``is_published``: after disclosure control; null is withheld."""
    rows = read_metrics(connection, metric=["funnel", "funnel_median_days", "funnel_oldest_days"], status="all")
    whole = rows.filter(pl.col("metric") == "funnel").select("law", "place").unique()
    if is_published:
        rows = round_and_suppress(rows)
    steps = pl.DataFrame(
        [(number, step, before) for number, (step, (before, _)) in enumerate(STEPS.items())],
        schema=["step_order", "step", "comes_from"],
        orient="row",
    )
    funnel = whole.join(steps, how="cross")
    columns = {"funnel": ["count"], "funnel_median_days": ["count", "value"], "funnel_oldest_days": ["value"]}
    names = {"funnel": ["convictions"], "funnel_median_days": ["with_day", "median_days"],
             "funnel_oldest_days": ["oldest_days"]}  # fmt: skip
    for metric, of_metric in columns.items():
        told = rows.filter(pl.col("metric") == metric).select(
            "law", "place", pl.col("variant").alias("step"),
            *(pl.col(column).alias(name) for column, name in zip(of_metric, names[metric], strict=True)),
            pl.lit(value=True).alias(f"is_{metric}"),
        )  # fmt: skip
        funnel = funnel.join(told, on=["law", "place", "step"], how="left")
    nobody = pl.lit(None if is_published else 0, pl.Int64)
    return (
        funnel.with_columns(
            pl.when("is_funnel").then("convictions").otherwise(nobody).alias("convictions"),
            pl.when("is_funnel_median_days").then("with_day").otherwise(nobody).alias("with_day"),
        )
        .sort("law", pl.col("place") != STATEWIDE, "place", "step_order")
        .select(
            pl.col("law").alias("relief_by"), "place", "step", "comes_from", "convictions", "with_day", "median_days",
            "oldest_days",
        )
    )  # fmt: skip


def format_basis(facts: Mapping[str, Any]) -> str:
    """Format run, day and ledger event in one line."""
    no_ledger = "no ledger counted yet (lookback figures)"
    ledger = format_event(facts["event"], facts["event_on"]) if facts["event"] else no_ledger
    allowed = f"; overrides: {facts['allowances']}" if facts["allowances"] else ""
    return f"Run {facts['run_id']} of {facts['as_of_date']}, {ledger}{allowed}"


def print_funnel(
    console: Console, funnel: pl.DataFrame, facts: Mapping[str, Any], disclosure: str, county: str | None = None
) -> None:
    """Print the steps statewide or of one county; for the whole state also where convictions wait longest."""
    console.print(format_basis(facts), markup=False)
    for (way,), steps in funnel.filter(pl.col("place") == (county or STATEWIDE)).group_by(
        ["relief_by"], maintain_order=True
    ):
        words = read_relief_ways()[str(way)].words
        table = _build_table(f"From conviction to record, relief {words}: {county or 'statewide'}", "")
        for row in steps.iter_rows(named=True):
            table.add_row("  " * _find_depth(row["step"]) + STEPS[row["step"]][1], *_format_cells(row))
        console.print(table)
        waiting = _select_longest(funnel.filter(pl.col("relief_by") == way))
        if county is None and waiting.height:
            table = _build_table("Where it waits longest", "county", "step")
            for row in waiting.iter_rows(named=True):
                table.add_row(row["place"], STEPS[row["step"]][1], *_format_cells(row))
            console.print(table)
    console.print(
        "Each step counts the convictions of the steps indented below it. Median and oldest are days at the step, "
        "until the as-of date or the ledger's last later event. Every county: --format csv."
    )
    console.print(disclosure, markup=False)


def format_disclosure(*, is_published: bool) -> str:
    """Say whether it may leave the office."""
    return ROUNDED if is_published else INTERNAL


def format_json(funnel: pl.DataFrame, facts: Mapping[str, Any], disclosure: str) -> str:
    """Format everything, with the tree of the steps."""
    told = {
        "disclosure": disclosure,
        **facts,
        "steps": {step: {"comes_from": before, "says": says} for step, (before, says) in STEPS.items()},
        "counts": funnel.rows(named=True),
    }
    return json.dumps(told, indent=2, default=str) + "\n"


def format_csv(funnel: pl.DataFrame, facts: Mapping[str, Any], disclosure: str) -> str:
    """Format one row per kind of relief, place and step, each with its provenance."""
    about = {name: facts[name] for name in ("run_id", "as_of_date", "event", "event_on", "allowances")}
    columns = [pl.lit(value).alias(name) for name, value in {**about, "disclosure": disclosure}.items()]
    return format_frame(funnel.with_columns(columns))


def _select_longest(funnel: pl.DataFrame) -> pl.DataFrame:
    waits = [step for step, (_, says) in STEPS.items() if says.startswith("waits")]
    waiting = funnel.filter(
        pl.col("place") != STATEWIDE, pl.col("step").is_in(waits), pl.col("median_days").is_not_null()
    )
    return waiting.sort("oldest_days", "median_days", descending=True, maintain_order=True).head(_LONGEST)


def _build_table(title: str, *names: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in names:
        table.add_column(name, no_wrap=True)
    for heading in ("number", "with a day", "median", "oldest"):
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _format_cells(row: Mapping[str, Any]) -> list[str]:
    days = [_format_number(row[name]) if row["median_days"] is not None else "" for name in ("with_day", "median_days")]
    oldest = "" if row["oldest_days"] is None else f"{row['oldest_days']:,.0f}"
    return [_format_number(row["convictions"]), *days, oldest]


def _format_number(value: float | None) -> str:
    return WITHHELD if value is None else f"{value:,}"


def _find_depth(step: str) -> int:
    before, _ = STEPS[step]
    return 0 if not before else 1 + _find_depth(before)
