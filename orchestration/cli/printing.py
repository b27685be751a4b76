"""Closing lines shared by several commands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import typer

from orchestration.cli.options import add_home
from orchestration.filing.batches.candidates import Selection
from orchestration.filing.batches.holds import read_holds
from orchestration.filing.ledger.approvals import SIGNATURE_OVERTAKEN, UNSIGNED
from orchestration.filing.ledger.holds import Hold
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.ageing import find_next_steps
from orchestration.law.signatures import OVERTAKEN
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


def print_next_steps(settings: Settings, meant: Selection, commands: Collection[str]) -> None:
    """Print how many of the lines that are meant wait for something else, and for which of ``commands``."""
    with open_ledger(settings.ledger, create=False) as ledger:
        steps = find_next_steps(ledger, meant)
    for step in steps:
        if step.command in commands:
            typer.echo(add_home(step.format_line(), settings))
    if not steps:
        typer.echo(add_home("no such line waits for anything: lookback file propose", settings))


def print_refused(settings: Settings, refused: Mapping[str, str]) -> None:
    """Print how many lines were refused, by why; those that wait for counsel together, whatever rows they wait for."""
    lines: dict[str, list[str]] = {}
    for line_id, why in sorted(refused.items()):
        if why.startswith(UNSIGNED):
            why = SIGNATURE_OVERTAKEN if OVERTAKEN in why else UNSIGNED
        lines.setdefault(why, []).append(line_id)
    for why, ids in sorted(lines.items(), key=lambda item: (-len(item[1]), item[0])):
        typer.echo(f"{len(ids):,} not: {add_home(why, settings)} ({format_ids(ids)})")
    if {UNSIGNED, SIGNATURE_OVERTAKEN} & lines.keys():
        words = "what counsel has yet to sign, the most needed first: lookback law unsigned; then: lookback law sign"
        typer.echo(add_home(words, settings))


def format_ids(ids: Sequence[str]) -> str:
    """Format the first ids, and the number of further ones."""
    more = f" and {len(ids) - MOST_NAMED:,} more" if len(ids) > MOST_NAMED else ""
    return f"{', '.join(ids[:MOST_NAMED])}{more}"
