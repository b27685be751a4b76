"""The command ``lookback run``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from orchestration.cli.errors import Exit
from orchestration.cli.options import HomeOption, StateOption, add_home, load_command_settings, parse_county, parse_day
from orchestration.cli.progress import STEPS_OF_A_RUN, show_steps
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.defs.run import RunOutcome

TEXT_OF_A_COMPRESSED_BYTE = 14
"""Bytes of text in a byte of a zstd file (docs/reference/what_it_costs.md: a state's 41 GB are 2.9 GB)."""


def run(
    as_of: Annotated[str, typer.Option("--as-of", help="As-of date of the run, like 2026-06-01.")],
    more_deliveries: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Further files or folders.", show_default=False)
    ] = None,
    deliveries: Annotated[
        list[Path] | None, typer.Option("--deliveries", help="Files or folders. Default: <home>/deliveries/<state>.")
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
    data_as_of: Annotated[
        str | None, typer.Option("--data-as-of", help="Cut date of files whose names have none.")
    ] = None,
    cut: Annotated[
        list[str] | None, typer.Option("--cut", help="COUNTY=DATE: use this cut instead of the newest.")
    ] = None,
    allow_stale: Annotated[
        list[str] | None, typer.Option("--allow-stale", help="A county whose data may be old; ALL for any.")
    ] = None,
    allow_missing: Annotated[
        list[str] | None, typer.Option("--allow-missing", help="A county of the last run that may be absent.")
    ] = None,
    allow_changed: Annotated[
        list[str] | None, typer.Option("--allow-changed", help="A county whose history may have changed; ALL for any.")
    ] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option("--leave-out", help="A county whose history is not read, as its file is bad.")
    ] = None,
    max_data_age_days: Annotated[
        int | None, typer.Option("--max-data-age-days", min=0, help="Older data stops the run. Default: 400.")
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", help="Policies of county prosecutors. Default: <home>/policy/<state>.yaml, if any."),
    ] = None,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="Also write each delivered file with results beside its rows.")
    ] = False,
    shards: Annotated[
        int | None, typer.Option("--shards", min=1, max=1024, help="Number of shards that people are built in.")
    ] = None,
    on: Annotated[
        Literal["processes", "ray"] | None,
        typer.Option("--on", help="Where shards are built: on this machine, or on a Ray cluster."),
    ] = None,
    ray_address: Annotated[
        str | None, typer.Option("--ray-address", help="Address of the cluster. Default: a cluster on this machine.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show Dagster's log.")] = False,
) -> None:
    """Read deliveries, build facts, apply the law, and write county batches and figures."""
    settings = load_command_settings(
        home=home, state=state, shards=shards, on=on, ray_address=ray_address, reads_stopped_run=True
    )
    paths = [*(deliveries or []), *(more_deliveries or [])]
    _check_inputs(settings, paths, policy)
    config: dict[str, object] = {
        "as_of_date": str(parse_day(as_of, "--as-of")),
        "deliveries": [str(path.absolute()) for path in paths],
        "chosen_cuts": _parse_cuts(settings, cut or []),
        "allow_stale": _parse_counties(settings, "--allow-stale", allow_stale, or_all=True),
        "allow_missing": _parse_counties(settings, "--allow-missing", allow_missing),
        "allow_changed": _parse_counties(settings, "--allow-changed", allow_changed, or_all=True),
        "leave_out": _parse_counties(settings, "--leave-out", leave_out),
        "show_progress": True,
    }
    if data_as_of is not None:
        config["data_as_of"] = str(parse_day(data_as_of, "--data-as-of"))
    if policy is not None:
        config["policy"] = str(policy.absolute())
    if max_data_age_days is not None:
        config["max_data_age_days"] = max_data_age_days
    os.environ["LOOKBACK_STATE"] = settings.state  # Dagster's modules read it when they are imported
    from orchestration.defs.run import run_clearance  # importing Dagster takes seconds, so usage errors come first

    results = {"annotate": annotate, "deliveries": config["deliveries"], "show_progress": True}
    with show_steps(settings, *STEPS_OF_A_RUN, data_bytes=count_text_bytes(settings, paths)):
        outcome = run_clearance(settings, {"take_in": config, "results": results}, verbose=verbose)
    raise typer.Exit(_print_outcome(settings, outcome))


def _parse_cuts(settings: Settings, words: Sequence[str]) -> dict[str, str]:
    cuts: dict[str, str] = {}
    for word in words:
        county, equals, cut = word.partition("=")
        if not equals or not county.strip():
            raise typer.BadParameter(f"--cut must be COUNTY=DATE, found {word!r}")
        cuts[parse_county(settings, county, "--cut")] = str(parse_day(cut.strip(), "--cut"))
    return cuts


def _parse_counties(
    settings: Settings, option: str, written: Sequence[str] | None, *, or_all: bool = False
) -> list[str]:
    """Parse the counties of an option. A misspelt county would be shown as an override on every figure and override
    nothing."""
    return [
        "ALL" if or_all and county.strip().upper() == "ALL" else parse_county(settings, county, option)
        for county in written or ()
    ]


def _check_inputs(settings: Settings, paths: Sequence[Path], policy: Path | None) -> None:
    """Check the files that people write before a run starts: policy, identity decisions, facts, claims, signatures."""
    from orchestration.ingestion.layouts.layout import load_layout
    from orchestration.ingestion.load import load_run_policy, read_manual_inputs

    load_run_policy(settings, policy)
    read_manual_inputs(settings, load_layout(settings.state), None)
    for path in paths:
        if not os.path.lexists(path):
            raise typer.BadParameter(f"--deliveries must be files or folders, found nothing named {str(path)!r}")


def count_text_bytes(settings: Settings, paths: Sequence[Path]) -> int:
    """Count the bytes of deliveries as text, of older cuts too: only which are read would be known too late.

    The text of a compressed file is estimated by its size.
    """
    from orchestration.ingestion.deliveries.discovery import list_candidate_files
    from orchestration.ingestion.layouts.layout import load_layout

    files = list_candidate_files(paths or [settings.deliveries], load_layout(settings.state))
    sizes = ((file.stat().st_size, file.suffix.lower() in (".gz", ".zst")) for file in files if file.is_file())
    return sum(size * TEXT_OF_A_COMPRESSED_BYTE if is_compressed else size for size, is_compressed in sizes)


def _print_outcome(settings: Settings, outcome: RunOutcome) -> Exit:
    from orchestration.defs.run import RunOutcome
    from orchestration.files.publish_dir import format_still_shown
    from orchestration.reporting.metrics.run_screen import print_run
    from orchestration.reporting.quality.write_page import write_quality_page
    from orchestration.warehouse.connection import open_warehouse

    console, errors = (Console(stderr=stderr, soft_wrap=True, highlight=False) for stderr in (False, True))
    for line in [*outcome.notices, *outcome.complaints]:
        errors.print(add_home(line, settings), markup=False)
    if outcome.kind is RunOutcome.Kind.DONE:
        print_run(console, settings, len(outcome.complaints), lambda line: add_home(line, settings))
        return Exit.SOME_REFUSED if outcome.complaints else Exit.DONE
    if outcome.kind is RunOutcome.Kind.STOPPED_AT_A_GATE:
        with open_warehouse(settings) as connection:
            write_quality_page(connection, settings, settings.quality_page)
        shown = format_still_shown(settings.results, outcome.as_of_date)
        console.print(f"{shown}\nResults of the gates: {settings.quality_page}", markup=False)
        return Exit.STOPPED_AT_A_GATE
    return Exit.ANOTHER_RUN if outcome.kind is RunOutcome.Kind.ANOTHER_RUN else Exit.FAILED
