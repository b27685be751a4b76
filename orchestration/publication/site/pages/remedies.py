"""The remedies: what each answers, in people and determinations, and what policies would do beyond the statute.

What belongs here: remedies and policies side by side, for the whole state. What does not: the law behind them
(``law``). Who stands under two remedies stands in both: how many do is told only where the release counts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestration.impact.figures import DENOMINATORS, MEASURES
from orchestration.publication.site.contents import STATEWIDE, Contents, Remedy
from orchestration.publication.site.drawings import Bar, bars
from orchestration.publication.site.page import Page
from orchestration.publication.site.words import OUTCOMES, amount, percent

NAME = "Remedies"
PATH = "remedies.html"


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    values = {
        "remedies": [_remedy(site, one) for one in site.remedies],
        "policies": list(site.policies.items()),
        "measures": [_measure(site, unit, measure, says) for (unit, measure), says in _in_order(MEASURES)],
        "overlap": _at_most(site),
    }
    yield Page(PATH, "Remedies and how they overlap", "remedies.html", values)


def _in_order(measures: Mapping[tuple[str, str], str]) -> Sequence[tuple[tuple[str, str], str]]:
    return sorted(measures.items(), key=lambda one: one[0][0] != "people")


def _remedy(site: Contents, remedy: Remedy) -> dict[str, Any]:
    rows = []
    for outcome in OUTCOMES:
        people, units = (site.outcome(remedy.remedy_id, STATEWIDE, outcome, unit) for unit in _UNITS)
        if people["figure_id"] or units["figure_id"]:
            rows.append((outcome, people, units))
    drawn = [
        Bar(OUTCOMES[outcome][0], people["share"], percent(people["share"]) or "withheld")
        for outcome, people, _ in rows
    ]
    says = (
        "Living people by their best outcome, as a share of all the remedy is asked of; the same stands in the table."
    )
    whole = [site.outcome(remedy.remedy_id, STATEWIDE, "all", unit) for unit in _UNITS]
    return {
        "remedy": remedy,
        "rows": rows,
        "whole": whole,
        "drawing": bars(f"{remedy.name}: people by outcome", says, drawn),
    }


_UNITS = ("people", "determinations")


def _measure(site: Contents, unit: str, measure: str, says: str) -> dict[str, Any]:
    rows = [site.figure(policy, STATEWIDE, measure, unit) for policy in site.policies]
    among = next((DENOMINATORS[row["denominator_name"]] for row in rows if row["figure_id"]), "")
    return {"says": says, "rows": rows, "among": among, "unit": unit}


def _at_most(site: Contents) -> Mapping[str, str] | None:
    """Between what least and what most the people eligible under any remedy lie, from the remedies alone."""
    counts = [site.outcome(one.remedy_id, STATEWIDE, "eligible", "people")["count"] for one in site.remedies]
    if any(count is None for count in counts) or not any(counts):
        return None
    return {"least": amount(max(counts)), "most": amount(sum(counts)), "sum": " + ".join(map(amount, counts))}
