"""The remedies: what each answers, in people and determinations, and what policies would do beyond the statute.

What belongs here: remedies and policies side by side, for the whole state. What does not: the law behind them
(``law``). Who stands under two remedies stands in both: how many do is told only where the release counts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.reporting.metrics.policy_figures import DENOMINATORS, MEASURES
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import STATEWIDE, Contents, Remedy, Row
from orchestration.reporting.site.figures import Figure, figures
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.sums import LEVELS, WHAT
from orchestration.reporting.site.words import OUTCOMES, amount, law_name, share_or_count

NAME = "Remedies"
PATH = "remedies.html"


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    values = {
        "remedies": [_remedy(site, one) for one in site.remedies],
        "policies": list(site.policies.items()),
        "measures": [_measure(site, unit, measure, says) for (unit, measure), says in _in_order(MEASURES)],
        "overlap": _at_most(site),
        "effects": list(_effects(site)),
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
    drawn = [Bar(OUTCOMES[outcome][0], people["share"], share_or_count(people)) for outcome, people, _ in rows]
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


@dataclass(frozen=True)
class Effect:
    """One headline: what each law gives to it, all of them together, and what they share (empty: not told)."""

    figure: Figure
    together: Row
    laws: Sequence[tuple[str, Row]]
    shared: str


EFFECTS = "law_effects"


def _effects(site: Contents) -> Iterator[Effect]:
    """Of the headlines that some law moves, in the order of the catalogue of the site."""
    for figure in figures(site):
        what = {name: figure.where.get(name) for name in WHAT}
        laws = [
            (law_name(site, row["law"]), row)
            for row in site.tables.get(EFFECTS, ())
            if figure.table == LEVELS and all(row[name] == is_ for name, is_ in what.items())
        ]
        some = [(name, row) for name, row in laws if (row["alone"], row["after_the_others"]) != (0, 0)]
        if some:
            together = site.by_id[figure.figure_id]
            yield Effect(figure, together, some, _shared([row["alone"] for _, row in some], together["count"]))


def _shared(alone: Sequence[int | None], together: int | None) -> str:
    """``12 + 30 - 40 = 2`` are counted by more than one law; below nothing, only several together leave people free."""
    if together is None or None in alone:
        return ""
    added = " + ".join(amount(count) for count in alone if count)
    return f"{added} − {amount(together)} = {sum(filter(None, alone)) - together:,}"
