"""What people decided about lines of a person, beside what the record tells: in the timeline, each at its day.

What belongs here: putting decisions into an explanation. What does not: the decisions (``ledger.told_twice``), which
still stand (``filing.told_twice``): whoever explains brings both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from orchestration.determinations.explanations.model import Explanation, Happening
from orchestration.filing.ledger.duplicate_decisions import EACH, Decision

KIND = "decision"


def with_decisions(
    explanation: Explanation, decisions: Iterable[Decision], still_valid: Collection[str]
) -> Explanation:
    """The explanation with the decisions about its charges in the timeline. ``still_valid``: ids of the collisions that
    are told as they were decided; another decision is shown as one that holds no longer."""
    charges = {id_ for happening in explanation.timeline for id_ in happening.charge_ids}
    timeline = list(explanation.timeline)
    about = (one for one in decisions if charges & set(one.charge_ids))
    for decision in sorted(about, key=lambda one: (one.decided_on, one.collision_id)):
        shown = _happening(decision, is_valid=decision.collision_id in still_valid)
        days = [one.date_earliest for one in timeline]
        place = sum(day is not None and day <= date.fromisoformat(decision.decided_on) for day in days)
        timeline.insert(place, shown)
    return explanation if len(timeline) == len(explanation.timeline) else replace(explanation, timeline=timeline)


def _happening(decision: Decision, *, is_valid: bool) -> Happening:
    day = date.fromisoformat(decision.decided_on)
    what = "several convictions, each filed"
    if decision.court != EACH:
        what = f"one conviction of two courts, filed as {decision.court} tells it"
    holds = "" if is_valid else "; NO LONGER VALID: it is told otherwise now"
    return Happening(
        kind=KIND,
        date_earliest=day,
        date_latest=day,
        date_precision="day",
        words=what,
        details=f"decided by {decision.decided_by}: {decision.reason}{holds}",
        county=decision.court or None,
        case_numbers=None,
        fact_id=decision.collision_id,
        charge_ids=list(decision.charge_ids),
        sources=[],
    )
