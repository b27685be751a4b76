"""Format a comparison of two runs as JSON, CSV and HTML: every headline, place and cause."""

from __future__ import annotations

import json
from dataclasses import asdict

import polars as pl

from orchestration.files.tables import format_frame
from orchestration.reporting.comparison.causes import CAUSES, MEANS
from orchestration.reporting.comparison.chart import Bars, draw_bars
from orchestration.reporting.comparison.compare_runs import Bridge, Comparison, Side
from orchestration.reporting.comparison.disclose import build_rows
from orchestration.reporting.comparison.page import Page, Section, Table, render_page
from orchestration.reporting.disclosure.rule import SAYS, WITHHELD
from orchestration.reporting.metrics.store import STATEWIDE

INTERNAL = "Internal: small numbers are shown. Do not share it outside the office."
ROUNDED = f"{SAYS} A cause or headline that is not listed changed by fewer than that, or not at all."
READ_SO = (
    "Each conviction, arrest and person that only one of the runs counts has exactly one cause. If several "
    "things differ and any of them may be the cause, it is called several causes."
)


def format_json(comparison: Comparison) -> str:
    """Format everything with the meaning of the causes; a withheld count is null."""
    document = {
        "title": format_title(comparison),
        "disclosure": format_disclosure(comparison),
        "state": comparison.state,
        "first": asdict(comparison.first),
        "second": asdict(comparison.second),
        "causes": {cause: {"name": name, "means": MEANS[cause]} for cause, name in CAUSES.items()},
        "bridges": [
            {
                "figure": bridge.headline.figure,
                "figure_id": bridge.headline.figure_id,
                "says": bridge.headline.says,
                "unit": bridge.headline.unit,
                "place": bridge.place,
                "before": bridge.before.count,
                "after": bridge.after.count,
                "not_known_before": bridge.before.not_known,
                "not_known_after": bridge.after.not_known,
                "steps": [
                    {"cause": step.cause, "gains": step.gains, "losses": step.losses, "net": step.net}
                    for step in bridge.steps
                ],
            }
            for bridge in comparison.bridges
        ],
    }
    return json.dumps(document, indent=2, default=str) + "\n"


def format_csv(comparison: Comparison) -> str:
    """Format one row per headline, place and step.

    Unless rounded, the counts from ``before`` to the last cause add up to ``after``. Withheld counts are empty.
    """
    about = {
        "first_run": comparison.first.run_id,
        "second_run": comparison.second.run_id,
        "first_as_of_date": str(comparison.first.as_of_date),
        "second_as_of_date": str(comparison.second.as_of_date),
        "disclosure": format_disclosure(comparison),
    }
    rows = build_rows(comparison).drop("people", "gains_people", "losses_people")
    return format_frame(rows.with_columns(**{name: pl.lit(value) for name, value in about.items()}))


def format_html(comparison: Comparison) -> str:
    """Format one page: changed headlines, unchanged headlines, the meaning of the causes."""
    bridges = comparison.in_place()
    unchanged = [bridge for bridge in bridges if not _list_changed_places(comparison, bridge)]
    meanings = Table("Causes", ("cause", "meaning"), [(name, MEANS[cause]) for cause, name in CAUSES.items()], True)
    sections = [_build_section(comparison, bridge) for bridge in bridges if bridge not in unchanged]
    unnamed = "Headlines that did not change" if comparison.is_internal else "Headlines without a change to show"
    sections.append(Section(unnamed, tables=[_format_unchanged(unchanged)]))
    sections.append(Section("Meaning of the causes", tables=[meanings]))
    about = (
        f"From {describe_side(comparison.first)}",
        f"to {describe_side(comparison.second)}",
        describe_difference(comparison.first, comparison.second),
        READ_SO,
    )
    return render_page(Page(format_title(comparison), format_disclosure(comparison), about, sections))


def format_title(comparison: Comparison) -> str:
    """Format the two dates as a title."""
    return f"What changed from {comparison.first.as_of_date} to {comparison.second.as_of_date}"


def format_disclosure(comparison: Comparison) -> str:
    """Say whether it may leave the office."""
    return INTERNAL if comparison.is_internal else ROUNDED


def format_number(count: int | None) -> str:
    """Format a count, or the sign of a withheld count."""
    return WITHHELD if count is None else f"{count:,}"


def format_sum(bridge: Bridge) -> str:
    """Format the bridge as a sum: ``1,200 + 31 - 4 = 1,227``."""
    parts = [format_number(bridge.before.count)]
    for step in bridge.steps:
        parts += [f"{sign} {format_number(n)}" for n, sign in ((step.gains, "+"), (step.losses, "-")) if n != 0]
    return f"{' '.join(parts)} = {format_number(bridge.after.count)}"


def format_change(comparison: Comparison, bridge: Bridge) -> str:
    """Format the sum, or only both ends if counts are rounded, with the number of unknown cases."""
    ends = (bridge.before, bridge.after)
    rounded = " → ".join(format_number(end.count) for end in ends)
    not_known = " before, ".join(format_number(end.not_known) for end in ends)
    return f"{format_sum(bridge) if comparison.is_internal else rounded} (not known: {not_known} after)"


def format_causes(bridge: Bridge) -> str:
    """Format each cause with its gains and losses, in one line."""
    parts = []
    for step in bridge.steps:
        moves = [f"{sign}{format_number(n)}" for n, sign in ((step.gains, "+"), (step.losses, "-")) if n != 0]
        parts.append(f"{CAUSES[step.cause]} {' '.join(moves)}")
    return "; ".join(parts)


def describe_side(side: Side) -> str:
    """Describe a run in one line."""
    allowed = f"; overrides: {side.allowances}" if side.allowances else ""
    return f"run {side.run_id} of {side.as_of_date}, law {side.law_version}, Lookback {side.version}{allowed}"


def describe_difference(first: Side, second: Side) -> str:
    """Say how the two runs differ."""
    names = {"as_of_date": "as-of date", "law_version": "law or policy", "version": "version of Lookback"}
    differing = [name for field, name in names.items() if getattr(first, field) != getattr(second, field)]
    return f"The runs differ in {', '.join(differing)}." if differing else "As-of date, law and version are the same."


def _list_changed_places(comparison: Comparison, bridge: Bridge) -> list[Bridge]:
    return [one for one in comparison.of(bridge.headline.figure) if one.is_changed]


def _build_section(comparison: Comparison, bridge: Bridge) -> Section:
    lines = [Bars(CAUSES[step.cause], step.gains, step.losses) for step in bridge.steps]
    steps = [
        (CAUSES[step.cause], *(format_number(count) for count in (step.gains, step.losses, step.net)))
        for step in bridge.steps
    ]
    counties = [
        (one.place, format_sum(one), format_causes(one))
        for one in _list_changed_places(comparison, bridge)
        if one.place != STATEWIDE
    ]
    return Section(
        bridge.headline.says,
        format_change(comparison, bridge),
        draw_bars(lines, "adds", "takes away") if lines else "",
        [
            Table("Statewide, by cause", ("cause", "adds", "takes away", "amount"), steps),
            Table("By county", ("county", "as a sum", "why"), counties, is_text=True),
        ],
    )


def _format_unchanged(bridges: list[Bridge]) -> Table:
    rows = [(one.headline.says, format_number(one.after.count), format_number(one.after.not_known)) for one in bridges]
    return Table("Statewide", ("headline", "count", "not known"), rows)
