"""The command ``lookback accept``."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import HomeOption, StateOption, load_command_settings, parse_reason, read_account_name
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.ingestion.decisions.accepted_gates import NO_FILE, AcceptedGate, accept_gate
from orchestration.law.time_zone import read_today
from orchestration.settings import Settings
from orchestration.warehouse.quality_gates.suites import BY_SOURCE, Expectation, load_suite
from orchestration.warehouse.run_history import STAGE_ORDER


def accept(
    gate: Annotated[str, typer.Argument(metavar="GATE", help="The id in brackets behind what stopped the run.")],
    delivery: Annotated[
        str,
        typer.Option(
            "--delivery", metavar="FILE", help="Name or path of the file it is about, or the name of what is missing."
        ),
    ],
    because: Annotated[
        str, typer.Option("--because", help="Why it is right. Published with every figure: name nobody.")
    ],
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Accept what a gate found in one delivery, under your account: the next run goes on, and every figure says so."""
    settings = load_command_settings(home=home, state=state, reads_stopped_run=True)
    why = parse_reason(because, "--because")
    is_by_source = _find_acceptable(settings, gate).accept_by == BY_SOURCE
    sha256, file_name = (_find_missing if is_by_source else _find_delivery)(settings, delivery)
    accepted = AcceptedGate(gate, sha256, file_name, read_account_name(), read_today(settings), why)
    if accept_gate(settings.accepted_gates, accepted):
        typer.echo(f"{accepted.format()}\nKept in {settings.accepted_gates}. Run again: it shows on every figure.")
    else:
        typer.echo(f"{gate} was accepted for {file_name} before: nothing was changed")


def _find_acceptable(settings: Settings, gate: str) -> Expectation:
    suites = (load_suite(settings.expectations, stage, settings.state) for stage in STAGE_ORDER)
    by_id = {one.id: one for suite in suites for table in suite.tables for one in table.expect}
    if gate not in by_id:
        raise typer.BadParameter(f"GATE must be the id in brackets behind what stopped the run, found {gate!r}")
    if not by_id[gate].accept_by:
        raise typer.BadParameter(f"{gate} can never be accepted: {by_id[gate].says}")
    return by_id[gate]


def _find_missing(settings: Settings, named: str) -> tuple[str, str]:
    """Find what the last run lacked by its name: the SHA-256 of no file, and the name."""
    with open_warehouse_of_run(settings) as connection:
        rows = connection.execute("select distinct source from intake.missing_sources order by source").fetchall()
    if (named,) not in rows:
        lacked = ", ".join(source for (source,) in rows) or "nothing"
        raise typer.BadParameter(f"--delivery must be what the last run lacked ({lacked}), found {named!r}")
    return NO_FILE, named


def _find_delivery(settings: Settings, named: str) -> tuple[str, str]:
    """Find a delivery of the last run, by path or by name: its SHA-256 and its name."""
    path = Path(named)
    with open_warehouse_of_run(settings) as connection:
        rows = connection.execute("select sha256, file_name, file_sha256 from intake.deliveries").fetchall()
    known = {sha256: file_name for sha256, file_name, _ in rows}
    if path.is_file():
        with path.open("rb") as file:
            of_bytes = hashlib.file_digest(file, "sha256").hexdigest()
        same = [(sha256, file_name) for sha256, file_name, file_sha256 in rows if file_sha256 == of_bytes]
        found = [sha256 for sha256, file_name in same if len(same) == 1 or file_name == path.name]
    else:
        found = [sha256 for sha256, file_name in known.items() if file_name == named]
    if len(found) != 1:
        raise typer.BadParameter(
            f"--delivery must be one file of the last run, found {len(found)} named {named!r}; they are "
            f"{', '.join(sorted(known.values()))}"
        )
    return found[0], known[found[0]]
