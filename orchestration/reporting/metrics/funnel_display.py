"""The funnel as people read it: on a terminal, as JSON, CSV, Markdown and a chart.

What belongs here: form. What does not: counts (``counting``). Internal: small counts are shown, and it says so.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from orchestration.reporting.metrics.figures_chart import INK, in_ink
from orchestration.reporting.metrics.funnel_counts import Funnel, StepCount
from orchestration.reporting.metrics.funnel_steps import LEAVES, STEPS, depth, goes_to
from orchestration.reporting.metrics.policy_figures import STATEWIDE

INTERNAL = "Internal: small numbers are shown. Not to be published."
AFTER_THE_RULES = "Counts from 1 to 10 are withheld, and others that would give them away."
WITHHELD = "withheld"
WAYS = {"court_order": "by order of a court", "operation_of_law": "by operation of law"}
NO_DAY = "not known"
COLUMNS = (
    "relief_by", "place", "step", "comes_from", "convictions", "with_day", "median_days", "oldest_days", "run_id",
    "as_of_date", "days_until", "ledger_event", "disclosure", "allowances",
)  # fmt: skip


def title(relief_by: str) -> str:
    """What the funnel of one way of relief is called."""
    return f"From conviction to record, relief {WAYS.get(relief_by, relief_by)}"


def rests_on(funnel: Funnel) -> str:
    """Run, day and ledger in one line."""
    ledger = f"ledger event {funnel.ledger_event:,}" if funnel.ledger_event else "no ledger yet"
    told = f"; {funnel.no_longer_told:,} of them no delivery tells any more" if funnel.no_longer_told else ""
    allowed = f"; allowed for the run: {funnel.allowances}" if funnel.allowances else ""
    return f"Run {funnel.run_id} of {funnel.as_of_date}, {ledger}, days until {funnel.today}{told}{allowed}"


def disclosure(funnel: Funnel) -> str:
    """Whether it may leave the building."""
    return INTERNAL if funnel.is_internal else AFTER_THE_RULES


def print_funnel(console: Console, funnel: Funnel, county: str | None = None) -> None:
    """The steps statewide or of one county, and beside the whole state where most waits and longest."""
    console.print(rests_on(funnel), markup=False)
    for relief_by in funnel.ways():
        steps = funnel.of(relief_by, county or STATEWIDE)
        table = Table(title=f"{title(relief_by)}: {county or 'statewide'}", title_justify="left")
        table.add_column("", no_wrap=True)
        for heading in ("number", "with a day", "median", "oldest"):
            table.add_column(heading, justify="right", no_wrap=True)
        for count in steps:
            name = "  " * depth(count.step) + STEPS[count.step].says
            table.add_row(name, _number(count.convictions), *_days(count))
        console.print(table)
        if county is None and _longest(funnel.counts, relief_by):
            console.print(_by_county(funnel, relief_by))
    console.print(
        "Each step is the number of convictions in the steps indented below it; median and oldest are days since they "
        "came there. Every county: --format csv."
    )
    console.print(disclosure(funnel))


def as_json(funnel: Funnel) -> str:
    """Everything, with the tree of the steps."""
    told = {
        "disclosure": disclosure(funnel),
        **{name: value for name, value in asdict(funnel).items() if name != "counts"},
        "steps": {name: {"says": step.says, "goes_to": goes_to(name)} for name, step in STEPS.items()},
        "counts": [asdict(count) for count in funnel.counts],
    }
    return json.dumps(told, indent=2, default=str) + "\n"


def as_csv(funnel: Funnel) -> str:
    """One row per way of relief, place and step; what it rests on stands in each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    about = (
        funnel.run_id, funnel.as_of_date, funnel.today, funnel.ledger_event, disclosure(funnel), funnel.allowances
    )  # fmt: skip
    for count in funnel.counts:
        days: tuple[object, object] = (count.median_days, count.oldest_days)
        if not count.with_day:
            days = (NO_DAY, NO_DAY) if count.with_day == 0 else (WITHHELD, WITHHELD)
        key = (count.relief_by, count.place, count.step, STEPS[count.step].comes_from)
        writer.writerow([*key, *(_said(one) for one in (count.convictions, count.with_day)), *days, *about])
    return out.getvalue()


def as_markdown(funnel: Funnel, relief_by: str) -> str:
    """The steps of one way of relief statewide, as a table."""
    rows = [
        f"| {'&nbsp;&nbsp;' * depth(count.step)}{STEPS[count.step].says} | {_number(count.convictions)} | "
        f"{' | '.join(_days(count))} |"
        for count in funnel.of(relief_by)
    ]
    return "\n".join(["| step | convictions | with a day | median days | oldest |", "|---|---:|---:|---:|---:|", *rows])


def funnel_svg(funnel: Funnel, relief_by: str, place: str = STATEWIDE) -> str:
    """A bar for every step, in the colour of the text around it; the same funnel gives the same bytes."""
    import altair as alt

    counts = funnel.of(relief_by, place)
    bars = [
        {
            "step": STEPS[count.step].says,
            "convictions": count.convictions,
            "label": _number(count.convictions),
            "kind": "stands here" if count.step in LEAVES else "goes on",
        }
        for count in counts
    ]
    base = alt.Chart(alt.InlineData(values=bars)).encode(
        y=alt.Y("step:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
        x=alt.X(
            "convictions:Q",
            title="convictions",
            axis=alt.Axis(format=",d", tickMinStep=1, tickCount=6, gridOpacity=0.2),
        ),
    )
    drawn = base.mark_bar().encode(
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=["goes on", "stands here"], range=["#8fa3b3", "#2f81c4"]),
            legend=alt.Legend(orient="top"),
        )
    ) + base.mark_text(align="left", dx=4, color=INK).encode(text="label:N")
    return in_ink(drawn.properties(width=420, height=alt.Step(20)))


def _days(count: StepCount) -> tuple[str, str, str]:
    if count.median_days is None or count.oldest_days is None:
        return "", "", ""
    return _number(count.with_day), f"{count.median_days:,.1f}", f"{count.oldest_days:,}"


def _number(count: int | None) -> str:
    return WITHHELD if count is None else f"{count:,}"


def _said(count: int | None) -> object:
    return WITHHELD if count is None else count


def _by_county(funnel: Funnel, relief_by: str) -> Table:
    """Counties by step where something waits, longest first."""
    table = Table(title="Where it waits longest", title_justify="left")
    for heading in ("county", "step"):
        table.add_column(heading)
    for heading in ("convictions", "median days", "oldest"):
        table.add_column(heading, justify="right")
    for count in _longest(funnel.counts, relief_by)[:15]:
        _, middle, oldest = _days(count)
        table.add_row(count.place, STEPS[count.step].says, _number(count.convictions), middle, oldest)
    return table


def _longest(counts: Sequence[StepCount], relief_by: str) -> list[StepCount]:
    waiting = [
        count
        for count in counts
        if count.relief_by == relief_by
        and count.place != STATEWIDE
        and count.oldest_days is not None
        and STEPS[count.step].says.startswith("waits")
    ]
    return sorted(waiting, key=lambda one: (-(one.oldest_days or 0), one.place, one.step))
