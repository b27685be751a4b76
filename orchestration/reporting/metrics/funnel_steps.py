"""The steps of the funnel as a tree: every conviction stands at exactly one step that leads nowhere further.

What belongs here: the steps, their order, what each counts. What does not: counting (``counting``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CONVICTED = "convicted"


@dataclass(frozen=True)
class StepOfFunnel:
    """One step: where it comes from (empty: the first), and what it is called."""

    comes_from: str
    says: str


STEPS: Mapping[str, StepOfFunnel] = {
    CONVICTED: StepOfFunnel("", "convicted"),
    "not_in_scope": StepOfFunnel(CONVICTED, "not in scope of the law"),
    "in_scope": StepOfFunnel(CONVICTED, "in scope"),
    "not_eligible": StepOfFunnel("in_scope", "not eligible"),
    "relieved_before": StepOfFunnel("in_scope", "relieved before us"),
    "eligible_later": StepOfFunnel("in_scope", "eligible later"),
    "missing_fact": StepOfFunnel("in_scope", "waits for a missing fact"),
    "review": StepOfFunnel("in_scope", "waits for review"),
    "eligible": StepOfFunnel("in_scope", "eligible"),
    "not_proposed": StepOfFunnel("eligible", "waits to be proposed"),
    "with_us": StepOfFunnel("eligible", "waits for us"),
    "prosecutor": StepOfFunnel("eligible", "waits for the prosecutor"),
    "court": StepOfFunnel("eligible", "waits for the court"),
    "state_record": StepOfFunnel("eligible", "waits for the state's record"),
    "ended": StepOfFunnel("eligible", "ended otherwise"),
    "recorded": StepOfFunnel("eligible", "recorded"),
}
"""Steps in the order they are shown. ``eligible``: now, or when the line was proposed.
``ended``: denied, withdrawn, vacated, or relieved elsewhere."""

OF_OUTCOME: Mapping[str, str] = {
    "eligible": "not_proposed",
    "already_relieved": "relieved_before",
    "review": "review",
    "undeterminable": "missing_fact",
    "not_yet": "eligible_later",
    "ineligible": "not_eligible",
}
"""Where a conviction stands that the ledger knows no line of, by the best outcome of any remedy; best first."""

LEAVES = tuple(step for step in STEPS if all(other.comes_from != step for other in STEPS.values()))
"""The steps that lead nowhere further."""


def goes_to(step: str) -> list[str]:
    """The steps that come directly after one."""
    return [name for name, other in STEPS.items() if other.comes_from == step]


def depth(step: str) -> int:
    """How many steps lie before it."""
    return 0 if not STEPS[step].comes_from else 1 + depth(STEPS[step].comes_from)


def way_to(step: str) -> list[str]:
    """The step and every one before it."""
    return [step, *(way_to(STEPS[step].comes_from) if STEPS[step].comes_from else [])]
