"""The headlines that are compared: figures of the catalogue, each with the id of its bridge."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from orchestration.determinations.snapshots.countings import LEFT, VIEWER
from orchestration.reporting.metrics.catalogue import NONE, Entry, read_catalogue

STATEWIDE = "STATEWIDE"
OF_RUN, OF_LEDGER = ("eligible", "in_review"), ("filed", "granted")
_WORDS = {"in_review": "review"}


@dataclass(frozen=True)
class Headline:
    """A figure that is compared. ``figure`` is the id of its bridge, ``figure_id`` that of the figure statewide."""

    figure: str
    figure_id: str
    says: str
    metric: str
    unit: str
    variant: str = ""


def list_headlines(*, with_ledger: bool = True) -> list[Headline]:
    """List the headlines in the order of the catalogue; with those that need the ledger, or without."""
    return list(_headlines(OF_RUN + OF_LEDGER if with_ledger else OF_RUN, LEFT if with_ledger else ()))


def _headlines(of_counts: Collection[str], of_records: Collection[str]) -> Iterator[Headline]:
    catalogue = read_catalogue()
    for entry in catalogue.entries:
        if entry.basis == NONE and entry.measure in of_counts:
            says = f"{entry.name}: {entry.unit}"
            yield Headline(_bridge_id(entry), entry.figure_id, says, entry.measure, entry.unit)
        if entry.measure in of_records and (entry.unit, entry.viewer) == ("people", VIEWER):
            says = f"{entry.name}: {entry.unit}, counting {catalogue.bases[entry.basis]}"
            variant = f"{entry.basis}/{entry.viewer}"
            yield Headline(_bridge_id(entry), entry.figure_id, says, entry.measure, entry.unit, variant)


def _bridge_id(entry: Entry) -> str:
    """Ids as they were promised: ``people_eligible_whole``, ``convictions_granted``."""
    if entry.basis != NONE:
        return f"{entry.unit}_{entry.measure}_{entry.basis}_{entry.viewer}"
    if entry.measure in OF_LEDGER:
        return f"{entry.unit}_{entry.measure}"
    return f"{entry.unit}_{_WORDS.get(entry.measure, entry.measure)}_{'whole' if entry.unit == 'people' else 'any'}"
