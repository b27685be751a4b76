"""The quality page in short, as Markdown: what a browser shows inside the UI, which opens no file of this machine."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.reporting.quality.page import GATE_NAMES, TRENDS, format_share
from orchestration.reporting.quality.runs import Run
from orchestration.warehouse.quality_gates.wordings import UnknownWording, format_wordings


def format_overview(run: Run, unknown: Sequence[UnknownWording]) -> str:
    """Format how each gate ended, what is not as expected, shares of what is missing, and unknown wordings."""
    gates = [
        f"| {name} | {run.state_of(gate)} | {len(results)} | {sum(not one.is_met for one in results)} |"
        for gate, name in GATE_NAMES.items()
        for results in [run.results.get(gate, ())]
    ]
    shares = [
        f"| {name} | {format_share(*found)} {of_what} |"
        for _, measure, kind, name, of_what in TRENDS
        if (found := run.share(measure, kind)) is not None
    ]
    unmet = [f"- {result.sentence()}" for result in [*run.failed, *run.warnings]]
    return "\n".join(
        [
            "| gate | state | evaluated | not met |\n|---|---|---|---|",
            *gates,
            *(["\n**Not as expected**\n", *unmet] if unmet else []),
            "\n| over all counties | share |\n|---|---|",
            *shares,
            *(["\n**Wordings that the vocabulary lacks**\n", format_wordings(unknown)] if unknown else []),
        ]
    )
