"""The command ``lookback``.

What belongs here: arguments, exit codes, what a person reads at the end. What does not: work. Imports of Dagster, dbt
and Great Expectations take seconds, so they happen inside the commands that need them. What a user can mend is said in
one line on stderr and never as a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from typer.exceptions import TyperException

from orchestration.cli.applicants import applicants_app
from orchestration.cli.compare import compare
from orchestration.cli.documents import notice, petition
from orchestration.cli.explain import explain
from orchestration.cli.figure import figure_app
from orchestration.cli.figures import figures
from orchestration.cli.file import file_app
from orchestration.cli.file_audit import sample_app
from orchestration.cli.file_monitoring import after_filing_app
from orchestration.cli.file_recheck import recheck_app
from orchestration.cli.funnel import funnel
from orchestration.cli.law import law_app
from orchestration.cli.ledger import ledger_app
from orchestration.cli.options import Exit, home_of_command, named_without_a_name
from orchestration.cli.options import settings_of_command as _settings
from orchestration.cli.policy import policy_app, policy_in
from orchestration.cli.publish import publish
from orchestration.cli.research import research_app
from orchestration.cli.respond import respond_app
from orchestration.cli.review import claims_app, review_app
from orchestration.cli.scenario import scenario_app
from orchestration.cli.scenario_figures import scenario_figures
from orchestration.cli.version import of_every_command
from orchestration.files.disk_full import in_words, is_full
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.damaged_file import WarehouseDamaged

if TYPE_CHECKING:
    import duckdb


REFERENCE = Path("docs") / "reference"

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Clears every eligible record in a state: from the state's raw history files to county filing batches.",
)
app.add_typer(policy_app, name="policy")
app.command(name="explain")(explain)
app.command(name="petition")(petition)
app.command(name="notice")(notice)
app.add_typer(law_app, name="law")
app.add_typer(review_app, name="review")
app.add_typer(claims_app, name="claims")
app.add_typer(file_app, name="file")
app.add_typer(ledger_app, name="ledger")
app.command(name="publish")(publish)
app.command(name="compare")(compare)
app.command(name="funnel")(funnel)
app.add_typer(figure_app, name="figure")
app.command(name="figures")(figures)
app.add_typer(research_app, name="research")
file_app.add_typer(after_filing_app)
file_app.add_typer(recheck_app)
file_app.add_typer(sample_app)
app.add_typer(respond_app, name="respond")
app.add_typer(applicants_app, name="applicants")
app.add_typer(scenario_app, name="scenario")
scenario_app.command(name="figures")(scenario_figures)
app.callback()(of_every_command)


def _date(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} must be a date like 2026-06-01, found {text!r}") from None


def _chosen_cuts(settings: Settings, words: list[str]) -> dict[str, str]:
    cuts: dict[str, str] = {}
    for word in words:
        county, equals, cut = word.partition("=")
        if not equals or not county.strip():
            raise typer.BadParameter(f"--cut must be COUNTY=DATE, found {word!r}")
        (name,) = _counties(settings, "--cut", [county])
        cuts[name] = str(_date(cut.strip(), "--cut"))
    return cuts


def _counties(settings: Settings, option: str, written: list[str], others: tuple[str, ...] = ()) -> list[str]:
    """The counties named with an option, as deliveries name them. What is allowed for a county that is none would stand
    on every figure and allow nothing: it is wrong use."""
    from orchestration.ingestion.deliveries.layout import load_layout

    layout = load_layout(settings.state)
    names = []
    for county in written:
        name = county.strip().upper() if county.strip().upper() in others else layout.county_named(county)
        if name is None:
            raise typer.BadParameter(f"{option} must be a county of the state, found {county!r}")
        names.append(name)
    return names


def _check_policy_of_run(settings: Settings, path: Path | None) -> None:
    """Nothing begins with a policy that cannot be used."""
    if path is not None or os.path.lexists(settings.policy):
        policy_in(path or settings.policy, settings.state)


def _check_what_people_said(settings: Settings) -> None:
    """Nothing begins with a file of decisions on identity, facts, claims or signatures that is wrong in one line."""
    from orchestration.ingestion.decisions.claims import ClaimsInvalid
    from orchestration.ingestion.decisions.facts import EstablishedFactsInvalid
    from orchestration.ingestion.decisions.identity import IdentityDecisionsInvalid
    from orchestration.ingestion.deliveries.layout import load_layout
    from orchestration.ingestion.load import said_by_people
    from orchestration.law.signatures import SignaturesInvalid

    try:
        said_by_people(settings, load_layout(settings.state), None)
    except (IdentityDecisionsInvalid, EstablishedFactsInvalid, ClaimsInvalid, SignaturesInvalid) as error:
        raise typer.BadParameter(str(error)) from None


@app.command()
def run(
    as_of: Annotated[str, typer.Option("--as-of", help="The day the run is made for, like 2026-06-01.")],
    more_deliveries: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Further files or folders.", show_default=False)
    ] = None,
    deliveries: Annotated[
        list[Path] | None, typer.Option("--deliveries", help="Files or folders. Default: <home>/deliveries/<state>.")
    ] = None,
    state: Annotated[str, typer.Option("--state", help="Lower-case postal code.")] = "ca",
    home: Annotated[Path | None, typer.Option("--home", help="Where everything is written. Default: data/.")] = None,
    data_as_of: Annotated[str | None, typer.Option("--data-as-of", help="Cut date of files that name none.")] = None,
    cut: Annotated[list[str] | None, typer.Option("--cut", help="COUNTY=DATE: this cut, not the newest.")] = None,
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
        list[str] | None, typer.Option("--leave-out", help="A county whose history is not read, for its file is bad.")
    ] = None,
    max_data_age_days: Annotated[
        int | None, typer.Option("--max-data-age-days", min=0, help="Older data stops the run. Default: 400.")
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", help="What counties chose. Default: <home>/policy/<state>.yaml, if there."),
    ] = None,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="Write each delivered file again with results beside its rows.")
    ] = False,
    pieces: Annotated[int | None, typer.Option("--pieces", min=1, max=64, help="Pieces people are built in.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show what Dagster says.")] = False,
) -> None:
    """Take in deliveries, build facts, apply the law, write county batches, determinations and figures."""
    from orchestration.defs.run import RunOutcome, run_clearance

    settings = _settings(home=home, state=state, pieces=pieces)
    _check_policy_of_run(settings, policy)
    _check_what_people_said(settings)
    for path in [*(deliveries or []), *(more_deliveries or [])]:
        if not os.path.lexists(path):
            raise typer.BadParameter(f"--deliveries must be files or folders, found nothing named {str(path)!r}")
    config: dict[str, object] = {
        "as_of_date": str(_date(as_of, "--as-of")),
        "deliveries": [str(path.absolute()) for path in [*(deliveries or []), *(more_deliveries or [])]],
        "chosen_cuts": _chosen_cuts(settings, cut or []),
        "allow_stale": _counties(settings, "--allow-stale", allow_stale or [], others=("ALL",)),
        "allow_missing": _counties(settings, "--allow-missing", allow_missing or []),
        "allow_changed": _counties(settings, "--allow-changed", allow_changed or [], others=("ALL",)),
        "leave_out": _counties(settings, "--leave-out", leave_out or []),
        "show_progress": True,
    }
    if data_as_of is not None:
        config["data_as_of"] = str(_date(data_as_of, "--data-as-of"))
    if policy is not None:
        config["policy"] = str(policy.absolute())
    if max_data_age_days is not None:
        config["max_data_age_days"] = max_data_age_days
    results = {"annotate": annotate, "deliveries": config["deliveries"], "show_progress": True}
    outcome = run_clearance(settings, {"take_in": config, "results": results}, verbose=verbose)
    console, errors = (Console(stderr=stderr, soft_wrap=True, highlight=False) for stderr in (False, True))
    for line in [*outcome.notices, *outcome.complaints]:
        errors.print(line, markup=False)
    if outcome.kind is RunOutcome.Kind.DONE:
        from orchestration.reporting.metrics.summary_display import print_summary

        print_summary(console, settings, outcome.as_of_date, refused=len(outcome.complaints))
    if outcome.kind is RunOutcome.Kind.STOPPED_AT_A_GATE:
        from orchestration.files.publish_dir import format_still_shown
        from orchestration.reporting.quality.write_page import write_quality_page
        from orchestration.warehouse.connection import open_warehouse

        with open_warehouse(settings) as connection:
            write_quality_page(connection, settings, settings.quality_page)
        shown = format_still_shown(settings.results, outcome.as_of_date)
        console.print(f"{shown}\nWhat passed and what failed: {settings.quality_page}", markup=False)
    raise typer.Exit(
        {
            RunOutcome.Kind.DONE: Exit.SOME_REFUSED if outcome.complaints else Exit.DONE,
            RunOutcome.Kind.STOPPED_AT_A_GATE: Exit.STOPPED_AT_A_GATE,
            RunOutcome.Kind.ANOTHER_RUN: Exit.ANOTHER_RUN,
            RunOutcome.Kind.FAILED: Exit.FAILED,
        }[outcome.kind]
    )


@app.command()
def sample(
    people: Annotated[int, typer.Option("--people", min=1, help="How many invented people.")],
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
    county: Annotated[list[str] | None, typer.Option("--county", help="Only these counties.")] = None,
    cut: Annotated[str, typer.Option("--cut", help="Cut date of the delivery.")] = "2026-03-01",
) -> None:
    """Write synthetic histories of invented people, one file per county, what comes in beside them, and the truth."""
    from orchestration.ingestion.synthetic.generate import write_sample

    started = datetime.now()
    try:
        summary = write_sample(
            people=people,
            seed=seed,
            out=out,
            counties=[name.upper() for name in county or []] or None,
            cut_date=_date(cut, "--cut"),
            with_others=True,
        )
    except (ValueError, FileExistsError) as error:
        raise typer.BadParameter(str(error)) from None
    seconds = max((datetime.now() - started).total_seconds(), 1e-9)
    Console(highlight=False).print(
        f"{summary.rows:,} rows of {people:,} invented people in {summary.files} files under {out} "
        f"({summary.rows / seconds:,.0f} rows/s). All of it is synthetic."
    )


@app.command()
def ui(
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 3000,
) -> None:
    """Serve the Dagster UI on this machine only (127.0.0.1), until it is interrupted or told to terminate."""
    from orchestration.defs.run import serve_ui
    from orchestration.defs.webserver import AnotherUi

    try:
        ended = serve_ui(_settings(home=home, state=state), port)
    except AnotherUi as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.ANOTHER_RUN) from None
    raise typer.Exit(Exit.FAILED if ended else Exit.DONE)


@app.command(name="hash")
def content_hash(
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
) -> None:
    """Print the content hash of every warehouse table: equal hashes, equal content."""
    from orchestration.warehouse.hashes import table_hashes

    with _warehouse_of_a_run(_settings(home=home, state=state)) as connection:
        hashes = table_hashes(connection)
    for table, value in hashes.items():
        typer.echo(f"{value}  {table}")


@app.command()
def quality(
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write. Default: <home>/quality/<state>/quality.html.")
    ] = None,
) -> None:
    """Write one page of what the gates found: what passed, what failed, what the data lacks, over the runs."""
    from orchestration.reporting.quality.write_page import NoRunYet, write_quality_page

    settings = _settings(home=home, state=state)
    path = out or settings.quality_page
    if path.is_dir():
        raise typer.BadParameter(f"--out must be a file, found the folder {path}")
    try:
        with _warehouse_of_a_run(settings) as connection:
            write_quality_page(connection, settings, path)
    except NoRunYet as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.FAILED) from None
    typer.echo(f"wrote {path}")


@contextmanager
def _warehouse_of_a_run(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse that a run left; where there is none, or another program has it, one line and exit 1."""
    import duckdb

    from orchestration.warehouse.connection import open_warehouse

    if not settings.warehouse.exists():
        typer.echo(f"lookback: no warehouse at {settings.warehouse}: run `lookback run` first", err=True)
        raise typer.Exit(Exit.FAILED)
    try:
        with open_warehouse(settings) as connection:
            yield connection
    except duckdb.IOException as error:
        if is_full(error, settings.root):
            raise
        is_denied = "permission denied" in str(error).lower()
        why = "permission denied" if is_denied else "a run or another program has it"
        typer.echo(f"lookback: {settings.warehouse} cannot be opened: {why}", err=True)
        raise typer.Exit(Exit.FAILED) from None


@app.command()
def docs(
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder of the reference pages.")] = PROJECT_ROOT / REFERENCE,
) -> None:
    """Write the data dictionary and the page of the state's law anew from models/."""
    from orchestration.filing.ledger.data_dictionary import format_ledger_page
    from orchestration.law.reference_page import law_page
    from orchestration.warehouse.dbt.data_dictionary import DICTIONARY_FILE, dictionary_page
    from orchestration.warehouse.dbt.manifest import load_manifest

    settings = _settings(home=home, state=state)
    pages = {
        out / DICTIONARY_FILE: dictionary_page(load_manifest(settings)) + format_ledger_page(),
        out / "law" / f"{state}.md": law_page(settings.models, state),
    }
    for path, page in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
        typer.echo(f"wrote {path}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: run the command and leave with its exit code; what a user can mend becomes one line.

    What is written names people: others than the user and the group get no right to it, whatever the machine's habit.
    """
    os.umask(os.umask(0o077) | 0o007)
    if nameless := named_without_a_name(sys.argv[1:] if arguments is None else arguments):
        typer.echo(
            f"lookback: {nameless} is empty: a variable that is not set? This folder is named with a dot", err=True
        )
        sys.exit(Exit.WRONG_USE)
    try:
        code = app(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except TyperException as error:  # wrong use; without any argument its message is the help page
        message = str(getattr(error, "format_message", error.__str__)())
        if not (sys.argv[1:] if arguments is None else arguments):
            typer.echo(message)
        else:
            typer.echo(f"lookback: {' '.join(message.split())}", err=True)
        sys.exit(Exit.WRONG_USE)
    except typer.Abort:
        sys.exit(Exit.FAILED)
    except WarehouseDamaged as error:
        typer.echo(f"lookback: {error}", err=True)
        sys.exit(Exit.FAILED)
    except Exception as error:
        if is_full(error, home_of_command()):
            typer.echo(f"lookback: {in_words(home_of_command(), error)}", err=True)
            sys.exit(Exit.FAILED)
        if not isinstance(error, OSError):
            raise
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"lookback: {where}{error.strerror or type(error).__name__}; nothing more was done", err=True)
        sys.exit(Exit.FAILED)
    sys.exit(code or Exit.DONE)
