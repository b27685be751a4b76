"""What the commands about filing share: options, the lines they mean, errors in one line.

What belongs here: these. What does not: a command.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Exit, home_of_command
from orchestration.files.disk_full import is_full
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.filing.batches.candidates import Selection
    from orchestration.filing.ledger.holds import Hold

MOST_NAMED = 5
"""So many are named by id of those a person must look at, the rest is counted."""

State = Annotated[str, typer.Option("--state", help="Lower-case postal code.")]
Home = Annotated[Path | None, typer.Option("--home", help="Where everything is written. Default: data/.")]
By = Annotated[str, typer.Option("--by", help="Your name: who answers for it. It stands in the ledger for ever.")]
County = Annotated[str | None, typer.Option("--county", help="Only lines of this county.")]
Relief = Annotated[str | None, typer.Option("--relief", help="Only lines with this relief, like dismiss_and_seal.")]
Remedy = Annotated[str | None, typer.Option("--remedy", help="Only lines of this remedy, like prop64_statutory.")]


def selection_of(settings: Settings, county: str | None, relief: str | None, remedy: str | None) -> Selection:
    """The lines that are meant. A county, remedy or relief the state does not have is wrong use."""
    from orchestration.filing.batches.candidates import Selection
    from orchestration.ingestion.deliveries.layout import load_layout
    from orchestration.law.tables import read_table

    name = None if county is None else load_layout(settings.state).county_named(county)
    if county is not None and name is None:
        raise typer.BadParameter(f"--county must be a county of the state, found {county!r}")
    known = sorted(row["remedy_id"] for row in read_table(settings.models, settings.state, "remedies"))
    if remedy is not None and remedy not in known:
        raise typer.BadParameter(f"--remedy must be one of {', '.join(known)}, found {remedy!r}")
    reliefs = sorted({row["relief"] for row in read_table(settings.models, settings.state, "relief_viewers")})
    if relief is not None and relief not in reliefs:
        raise typer.BadParameter(f"--relief must be one of {', '.join(reliefs)}, found {relief!r}")
    return Selection(name, relief, remedy)


def in_a_name(selection: Selection) -> str:
    """What is meant, as the end of the name of a file: ``-san_joaquin-dismiss``; nothing where everything is."""
    chosen = [value for value in vars(selection).values() if value is not None]
    return "".join(f"-{'_'.join(value.lower().split())}" for value in chosen)


def named(by: str) -> str:
    """The name as it stands in the ledger for ever. No name is wrong use, and so is one that is no plain text."""
    from orchestration.filing.ledger.life_cycle import RequestError
    from orchestration.filing.ledger.life_cycle import check_name as as_it_stands

    try:
        return as_it_stands(by)
    except RequestError as error:
        raise typer.BadParameter(f"--by: {error}") from None


@contextmanager
def in_one_line() -> Iterator[None]:
    """What a user can mend becomes one line on stderr and an exit code; nothing names a person."""
    from orchestration.files.publish_dir import OutputConflictError
    from orchestration.filing.batches.submission_lock import SubmissionLockedError
    from orchestration.filing.documents.templates import TemplateError
    from orchestration.filing.ledger.life_cycle import RequestError, TransitionError
    from orchestration.filing.ledger.store import LedgerError
    from orchestration.filing.review.apply_decisions import SilenceError
    from orchestration.filing.review.decisions import WorkbookError
    from orchestration.law.signatures import SignaturesInvalid
    from orchestration.law.unsigned_lines import OtherLawNow
    from orchestration.warehouse.current_run import GatesNotPassed
    from orchestration.warehouse.run_errors import NotExplained, RunUnderWay

    try:
        yield
    except (WorkbookError, SignaturesInvalid, RequestError) as error:
        raise typer.BadParameter(str(error)) from None
    except (RunUnderWay, SubmissionLockedError) as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.ANOTHER_RUN) from None
    except GatesNotPassed as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.STOPPED_AT_A_GATE) from None
    except (
        *(NotExplained, LedgerError, TransitionError, OtherLawNow),
        *(OutputConflictError, SilenceError, TemplateError),
    ) as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.FAILED) from None
    except sqlite3.Error as error:
        if is_full(error, home_of_command()):
            raise
        typer.echo(f"lookback: the ledger could not be written: {error}; what stands in it stands", err=True)
        raise typer.Exit(Exit.FAILED) from None


def print_where_to_sign(reasons: Sequence[tuple[str, int]]) -> None:
    """Where counsel finds what is to be signed, if a line was left for that."""
    from orchestration.filing.ledger.approvals import UNSIGNED

    if any(why.startswith(UNSIGNED) for why, _ in reasons):
        typer.echo("what counsel has yet to sign, the most needed first: lookback law unsigned")


def print_holds(holds: Sequence[Hold]) -> None:
    """Every hold in force, a line each."""
    for hold in holds:
        what = hold.by_what if not hold.which else f"{hold.by_what.replace('_', ' ')} {hold.which}"
        typer.echo(f"ON HOLD  {hold.hold_id}  {what}: {hold.reason} (set by {hold.set_by})")


def holds_now(settings: Settings) -> Sequence[Hold]:
    """The holds in force; none where there is no ledger."""
    from orchestration.filing.batches.holds import holds_now as in_force

    return in_force(settings)
