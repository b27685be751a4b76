"""Status of the ledger: lines by county, remedy, relief and state, holds in force, unfinished batches, and lines that
wait for a decision about the name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.filing.batches.candidates import Selection
from orchestration.filing.ledger.batch import find_started_batches
from orchestration.filing.ledger.holds import Hold, read_holds_in_force
from orchestration.filing.ledger.proposals import BEFORE_FILING
from orchestration.filing.ledger.returned_lines import find_undecided_names
from orchestration.filing.ledger.store import open_ledger
from orchestration.settings import Settings


@dataclass(frozen=True)
class Status:
    """``counts``: by (county, remedy, relief, state). ``events``: number of the last event included.
    ``undecided_names``: lines that came back because the name differs."""

    events: int
    counts: Mapping[tuple[str, str, str, str], int]
    holds: Sequence[Hold]
    begun: Sequence[str]
    undecided_names: Sequence[str]


def read_status(settings: Settings, selection: Selection) -> Status:
    """Read the status of the selected lines; empty without a ledger.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    if not settings.ledger.exists():
        return Status(0, {}, (), (), ())
    with open_ledger(settings.ledger, create=False) as ledger:
        states, undecided = ledger.states(), find_undecided_names(ledger)
        lines = [line for line in ledger.lines() if selection.means(line)]
        counts = Counter((line.county_name, line.remedy_id, line.relief, states[line.line_id]) for line in lines)
        return Status(
            ledger.last()[0],
            dict(sorted(counts.items())),
            read_holds_in_force(ledger),
            [batch.batch_id for batch in find_started_batches(ledger)],
            [line.line_id for line in lines if line.line_id in undecided and states[line.line_id] in BEFORE_FILING],
        )
