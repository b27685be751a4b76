"""A batch with its lines, as everything that writes one of its files is given it.

What belongs here: this shape, and the texts that several files show alike. What does not: the files. It carries no
clock and no run: the same lines give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.filing.ledger.batch import Place, TemplatesOfBatch
from orchestration.filing.ledger.frozen_line import FrozenLine

COURT_ORDER = "court_order"


@dataclass(frozen=True)
class BatchOfLines:
    """One batch: whom it goes to, what it asks or gives, and its lines by id, as they were frozen when it was begun;
    with the templates it was begun with, and which batch of its submission it is; None where the ledger does not say.

    ``county_name`` and ``agency`` are empty where the batch is for the state repository. ``proposed_by`` and
    ``approved_by``: everybody who did, with ``; `` between.
    """

    batch_id: str
    state: str
    relief_by: str
    remedy_id: str
    relief: str
    basis: str
    county_name: str
    agency: str
    law_version: str
    as_of_date: str
    data_as_of: str
    proposed_by: str
    approved_by: str
    note: str
    lines: Sequence[FrozenLine]
    templates: TemplatesOfBatch | None = None
    place: Place | None = None


def day_of(line: Mapping[str, Any]) -> str:
    """Day of the conviction or of the arrest; empty where it is not known to the day."""
    return str((line["arrest_date"] if line["unit"] == "arrest" else line["conviction_date"]) or "")


def birth_day_of(line: Mapping[str, Any]) -> str:
    """The date of birth where it is known to the day and the record does not contradict itself; else empty."""
    return str(line["birth_date_earliest"] or "") if line["birth_date_precision"] == "day" else ""


def yes_or_no(value: bool | None) -> str:
    """The word of a fact; empty where it is not known."""
    return "" if value is None else "yes" if value else "no"


def text_of(value: object) -> str:
    """A value as a cell holds it; several with ``; `` between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
