"""Closing lines shared by several commands."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from orchestration.filing.batches.holds import read_holds
from orchestration.filing.ledger.approvals import UNSIGNED
from orchestration.filing.ledger.holds import Hold
from orchestration.settings import Settings

MOST_NAMED = 5
"""Ids printed; the others are counted."""


def print_holds(holds: Sequence[Hold]) -> None:
    """Print each hold on a line."""
    for hold in holds:
        what = hold.by_what if not hold.which else f"{hold.by_what.replace('_', ' ')} {hold.which}"
        typer.echo(f"ON HOLD  {hold.hold_id}  {what}: {hold.reason} (set by {hold.set_by})")


def print_current_holds(settings: Settings) -> None:
    """Print each hold in force; nothing without a ledger."""
    print_holds(read_holds(settings))


def print_where_to_sign(reasons: Sequence[tuple[str, int]]) -> None:
    """Print where counsel finds rows to sign, if a line was refused for lack of a signature."""
    if any(why.startswith(UNSIGNED) for why, _ in reasons):
        typer.echo("rows that counsel has yet to sign, most needed first: lookback law unsigned")


def format_ids(ids: Sequence[str]) -> str:
    """Format the first ids, and the number of further ones."""
    more = f" and {len(ids) - MOST_NAMED:,} more" if len(ids) > MOST_NAMED else ""
    return f"{', '.join(ids[:MOST_NAMED])}{more}"
