"""Headlines whose changes are explained: those of the catalogue, each with the id of its bridge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.determinations.snapshots.countings import VIEWER
from orchestration.reporting.metrics.store import describe, list_viewers, read_catalogue
from orchestration.warehouse.dbt.measures import read_measures

RECORD_METRICS = tuple(read_measures()["records"])
"""Metrics of what is left on people's records."""
OF_RUN, OF_LEDGER = ("eligible", "in_review"), ("filed", "granted", *RECORD_METRICS)
VARIANTS = {"given": "granted or recorded", "if_all_granted": "if all that is eligible were granted"}
_WORDS = {"in_review": "review"}


@dataclass(frozen=True)
class Headline:
    """A compared figure. ``figure`` is the id of its bridge, ``figure_id`` that of the statewide figure."""

    figure: str
    figure_id: str
    says: str
    metric: str
    unit: str
    variant: str = ""


def list_headlines(*, with_ledger: bool = True) -> list[Headline]:
    """List the headlines in catalogue order, with or without those that need the ledger."""
    wanted = OF_RUN + OF_LEDGER if with_ledger else OF_RUN
    return [one for metric in read_catalogue() if metric in wanted for one in _build_headlines(metric)]


def _build_headlines(metric: str) -> Iterator[Headline]:
    catalogue = read_catalogue()
    if metric in RECORD_METRICS:
        name = describe(metric, "people", catalogue)["name"]
        if list_viewers(metric):  # (others see other records than this viewer)
            name = f"{name} {catalogue[metric]['variants'][f'given/{VIEWER}'].partition(', counting ')[0]}"
        for basis, words in VARIANTS.items():
            figure = f"people_{metric}_{basis}_{VIEWER}"
            figure_id = f"levels/{metric}/people/{basis}/{VIEWER}"
            yield Headline(figure, figure_id, f"{name}: people, {words}", metric, "people", f"{basis}/{VIEWER}")
        return
    for unit in catalogue[metric]["units"]:
        name = describe(metric, unit, catalogue)["name"]
        yield Headline(_make_bridge_id(metric, unit), f"levels/{metric}/{unit}", f"{name}: {unit}", metric, unit)


def _make_bridge_id(metric: str, unit: str) -> str:
    """Build a promised id: ``people_eligible_whole``, ``convictions_granted``."""
    if metric in OF_LEDGER:
        return f"{unit}_{metric}"
    return f"{unit}_{_WORDS.get(metric, metric)}_{'whole' if unit == 'people' else 'any'}"
