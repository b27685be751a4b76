"""Lines that several commands print at their end."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from orchestration.filing.batches.holds import holds_now
from orchestration.filing.ledger.approvals import UNSIGNED
from orchestration.filing.ledger.holds import Hold
from orchestration.settings import Settings

MOST_NAMED = 5
"""So many ids are printed; the rest is counted."""


def print_holds(holds: Sequence[Hold]) -> None:
    """Print each hold on a line."""
    for hold in holds:
        what = hold.by_what if not hold.which else f"{hold.by_what.replace('_', ' ')} {hold.which}"
        typer.echo(f"ON HOLD  {hold.hold_id}  {what}: {hold.reason} (set by {hold.set_by})")


def print_current_holds(settings: Settings) -> None:
    """Print each hold in force; nothing if there is no ledger."""
    print_holds(holds_now(settings))


def print_where_to_sign(reasons: Sequence[tuple[str, int]]) -> None:
    """Print where counsel finds what is to be signed, if a line was refused for that."""
    if any(why.startswith(UNSIGNED) for why, _ in reasons):
        typer.echo("what counsel has yet to sign, the most needed first: lookback law unsigned")


def format_ids(ids: Sequence[str]) -> str:
    """Format the first ids, and how many more there are."""
    more = f" and {len(ids) - MOST_NAMED:,} more" if len(ids) > MOST_NAMED else ""
    return f"{', '.join(ids[:MOST_NAMED])}{more}"
