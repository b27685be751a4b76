"""A batch with its lines, as the file writers take it.

It holds no clock and no run, so the same lines give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.filing.ledger.batch import FILING, ORDERING, HandOver, Place, TemplatesOfBatch
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.law.demonstration import is_demonstration
from orchestration.law.recipients import COURT, LIST, ORDER, STATE, Recipient
from orchestration.law.relief_ways import read_relief_ways


@dataclass(frozen=True)
class BatchOfLines:
    """One batch: addressee, remedy and relief, and its lines by id, as frozen when it was started.

    Of relief by list, ``step`` says which hand-over it is (``list`` or ``order``) and ``recipients`` whom each step is
    for.

    ``templates`` and its place in the submission are None if the ledger has none. ``county_name`` and ``agency`` are
    empty for the state repository. ``proposed_by`` and ``approved_by`` list all names, separated by ``; ``.
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
    step: str = ""
    recipients: tuple[Recipient, ...] = ()

    @property
    def asks_a_court(self) -> bool:
        """Whether a court is asked for an order."""
        return read_relief_ways()[self.relief_by].asks_a_court or self.step == ORDER

    @property
    def addressee(self) -> Recipient | None:
        """Of relief by list, whom this hand-over is for."""
        return next((one for one in self.recipients if one.step == self.step), None)

    @property
    def is_demonstration(self) -> bool:
        """Whether an account of a demonstration proposed or approved a line of it."""
        return is_demonstration([*self.proposed_by.split(";"), *self.approved_by.split(";")])


def build_batch(
    batch_id: str,
    frozen: Sequence[FrozenLine],
    *,
    proposed_by: str = "",
    approved_by: str = "",
    templates: TemplatesOfBatch | None = None,
    place: Place | None = None,
    hand_over: HandOver = FILING,
    recipients: tuple[Recipient, ...] = (),
) -> BatchOfLines:
    """Build the batch of these lines, which share one remedy and relief."""
    first = frozen[0].line
    step = (ORDER if hand_over == ORDERING else LIST) if recipients else ""
    per = COURT if read_relief_ways()[first["relief_by"]].asks_a_court else STATE
    per = next((one.per for one in recipients if one.step == step), per)
    return BatchOfLines(
        batch_id=batch_id,
        state=frozen[0].state,
        relief_by=first["relief_by"],
        remedy_id=first["remedy_id"],
        relief=first["relief"],
        basis=first["basis"],
        county_name=first["county_name"] if per != STATE else "",
        agency=(first["agency_code"] or first["agency_name"] or first.get("court_code") or "") if per == COURT else "",
        law_version=max(line.law_version for line in frozen),
        as_of_date=max(str(line.line["as_of_date"]) for line in frozen),
        data_as_of=max(str(line.line["data_as_of"]) for line in frozen),
        proposed_by=proposed_by,
        approved_by=approved_by,
        note=frozen[0].note,
        lines=sorted(frozen, key=lambda line: line.line_id),
        templates=templates,
        place=place,
        step=step,
        recipients=recipients,
    )


def format_folder_name(name: str) -> str:
    """Format a folder name: ``SAN JOAQUIN`` → ``san_joaquin``."""
    return "_".join(name.lower().split())


def format_day(line: Mapping[str, Any]) -> str:
    """Format the date of the conviction or arrest; empty unless known to the day."""
    return str((line["arrest_date"] if line["unit"] == "arrest" else line["conviction_date"]) or "")


def format_birth_day(line: Mapping[str, Any]) -> str:
    """Format the date of birth; empty unless known to the day and without contradiction."""
    return str(line["birth_date_earliest"] or "") if line["birth_date_precision"] == "day" else ""


def format_yes_or_no(value: bool | None) -> str:
    """Format yes or no; empty if unknown."""
    return "" if value is None else "yes" if value else "no"


def format_text(value: object) -> str:
    """Format a value for a cell; several are separated by ``; ``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return format_yes_or_no(value)
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
