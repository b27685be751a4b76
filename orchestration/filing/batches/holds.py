"""Set and release holds.

A hold needs no warehouse and waits for no run, so it takes effect at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestration.filing.ledger.holds import (
    LIFTED,
    Hold,
    KnownLaw,
    build_hold_event,
    build_lift_event,
    read_holds_in_force,
)
from orchestration.filing.ledger.life_cycle import RequestError, check_name
from orchestration.filing.ledger.provenance import NONE
from orchestration.filing.ledger.store import open_ledger
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.law.tables import read_table
from orchestration.law.unsigned_lines import CurrentLaw, load_law
from orchestration.law.version import compute_run_law
from orchestration.settings import Settings


def set_hold(settings: Settings, by_what: str, which: str, *, reason: str, by: str) -> tuple[str, bool]:
    """Set a hold and return its id, and False if it was in force before.

    Raises:
        RequestError: The state has nothing that the hold names: it would stop nothing.
    """
    which = _check_known(settings, by_what, " ".join(which.split()))
    event = build_hold_event(by_what, which, " ".join(reason.split()), check_name(by), _read_law_version(settings))
    hold_id = str(event.details["hold_id"])
    with open_ledger(settings.ledger) as ledger, ledger.writing() as writing:
        is_new = hold_id not in {hold.hold_id for hold in read_holds_in_force(ledger)}
        if is_new:
            writing.append([event])
    return hold_id, is_new


def release_hold(settings: Settings, hold_id: str, *, reason: str, by: str) -> bool:
    """Release a hold; False if it was released before with the same reason and name.

    Raises:
        RequestError: The hold is not in force, or the reason is missing.
    """
    why, hold_id = " ".join(reason.split()), hold_id.strip().lower()
    if not why:
        raise RequestError("releasing a hold needs a reason (--reason)")
    event = build_lift_event(hold_id, why, check_name(by), _read_law_version(settings))
    with open_ledger(settings.ledger, create=False) as ledger, ledger.writing() as writing:
        if hold_id not in {hold.hold_id for hold in read_holds_in_force(ledger)}:
            told = (one.source_hash for one in ledger.events(kinds=[LIFTED], of_no_line=True))
            if event.source_hash in told:
                return False
            raise RequestError(f"no hold {hold_id!r} is in force")
        writing.append([event])
    return True


def read_holds(settings: Settings) -> Sequence[Hold]:
    """Read the holds in force; none without a ledger."""
    if not settings.ledger.exists():
        return ()
    with open_ledger(settings.ledger, create=False) as ledger:
        return read_holds_in_force(ledger)


def read_known_law(law: CurrentLaw) -> KnownLaw:
    """Read what holds on rows of the law are matched with: the rows of this law, and the provision of each remedy."""
    remedies = [*law.provision_of]
    return KnownLaw(
        frozenset(law.rows),
        {one: frozenset(law.provision_of[one].remedies) for one in remedies},
    )


def _check_known(settings: Settings, by_what: str, which: str) -> str:
    if by_what == "county":
        county = load_layout(settings.state).match_county(which)
        if county is None:
            raise RequestError(f"a hold by county must name a county of the state, not {which!r}")
        return county
    if by_what == "remedy":
        known = sorted(row["remedy_id"] for row in read_table(settings.models, settings.state, "remedies"))
        if which not in known:
            raise RequestError(f"a hold by remedy must name one of {', '.join(known)}, not {which!r}")
    if by_what == "law_row" and which not in load_law(settings).rows:
        raise RequestError(
            f"a hold by law row must name a table and the key of a row (`lookback law unsigned --all`), not {which!r}"
        )
    if by_what == "person":
        which = which.lower()
        if re.fullmatch("[0-9a-f]{16}", which) is None:
            raise RequestError("a hold by person must name the person's id: 16 hex digits")
    if by_what == "all" and which:
        raise RequestError("a hold on everything takes no further name")
    return which


def _read_law_version(settings: Settings) -> str:
    try:
        return compute_run_law(settings, None)
    except (LookupError, OSError, ValueError):
        return NONE  # a hold works even while the law tables are broken
