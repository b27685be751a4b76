"""The headlines that are compared: figures of the catalogue, each with the id of its bridge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.reporting.metrics.catalogue import NONE, Entry, read_catalogue

OF_COUNTS = ("eligible", "in_review", "filed", "granted")
OF_RECORDS = ("felony_free", "conviction_free", "record_free", "recent_free")
"""Of people; for the viewer to whom what was dismissed or sealed counts as none."""
VIEWER = "after_dismissal_and_sealing"
_WORDS = {"in_review": "review"}


@dataclass(frozen=True)
class Headline:
    """A figure that is compared. ``figure`` is the id of its bridge, ``figure_id`` that of the figure statewide."""

    figure: str
    figure_id: str
    says: str
    metric: str
    unit: str
    variant: str


def list_headlines() -> list[Headline]:
    """List the headlines in the order of the catalogue."""
    return list(_headlines())


def _headlines() -> Iterator[Headline]:
    catalogue = read_catalogue()
    for entry in catalogue.entries:
        if entry.basis == NONE and entry.measure in OF_COUNTS:
            yield Headline(_bridge_id(entry), entry.figure_id, f"{entry.name}: {entry.unit}", entry.measure, entry.unit, "")
        if entry.measure in OF_RECORDS and (entry.unit, entry.viewer) == ("people", VIEWER):
            says = f"{entry.name}: {entry.unit}, counting {catalogue.bases[entry.basis]}"
            variant = f"{entry.basis}/{entry.viewer}"
            yield Headline(_bridge_id(entry), entry.figure_id, says, entry.measure, entry.unit, variant)


def _bridge_id(entry: Entry) -> str:
    """Ids as they were promised: ``people_eligible_whole``, ``convictions_granted``."""
    if entry.basis != NONE:
        return f"{entry.unit}_{entry.measure}_{entry.basis}_{entry.viewer}"
    if entry.measure in ("filed", "granted"):
        return f"{entry.unit}_{entry.measure}"
    return f"{entry.unit}_{_WORDS.get(entry.measure, entry.measure)}_{'whole' if entry.unit == 'people' else 'any'}"
