"""The commands ``lookback research``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import CommandError, Exit, end_with
from orchestration.cli.options import (
    ByOption,
    HomeOption,
    SeedOption,
    StateOption,
    check_file,
    load_command_settings,
    parse_signatory,
)
from orchestration.cli.progress import show_steps
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.files.steps import report_step
from orchestration.reporting.research.database import find_research_folder, write_database
from orchestration.reporting.research.differencing import compare_people
from orchestration.reporting.research.kit import write_kit
from orchestration.reporting.research.outbox import DifferencingRiskError, UnreadQuestionError, keep, release_answer
from orchestration.reporting.research.parse_query import ParsedQuestion, QueryNotUnderstoodError, parse_question
from orchestration.reporting.research.question import QuestionFileError, read_question
from orchestration.reporting.research.run_query import ask, round_answer
from orchestration.reporting.research.sandbox import parse_memory

research_app = typer.Typer(no_args_is_help=True, help="Answer research questions with rounded counts.")
ASK_INSTEAD = (
    "Subtracting one answer from the other would reveal a few people. Use fewer or larger groups; if that "
    "cannot happen, say why with --although"
)


@research_app.command()
def kit(
    out: Annotated[Path, typer.Option("--out", help="New or empty folder to write to.")],
    people: Annotated[int, typer.Option("--people", min=1, help="Number of invented people.")] = 5_000,
    seed: SeedOption = 2026,
    state: StateOption = None,
) -> None:
    """Write the research schema filled with invented people, its dictionary, and questions to start from."""
    settings = load_command_settings(state=state)
    with end_with(Exit.WRONG_USE, FileExistsError, prefix="--out must be new or empty: "):
        write_kit(out, settings.state, people, seed)
    typer.echo(f"wrote {out}: {people:,} invented people, all of it synthetic")


@research_app.command()
def run(
    file: Annotated[Path, typer.Argument(help="Question: one select under a heading that names its columns.")],
    state: StateOption = None,
    home: HomeOption = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.001, max=3600, help="Time after which it is interrupted.")
    ] = 60,
    memory: Annotated[str, typer.Option("--memory", help="Memory that the question may use.")] = "2GB",
) -> None:
    """Run a question on rows of people; the rounded answer waits in the outbox."""
    settings = load_command_settings(home=home, state=state)
    check_file(file, "FILE")
    with end_with(Exit.WRONG_USE, QuestionFileError, UnicodeDecodeError, prefix=f"{file.name}: "):
        question = read_question(file.read_text(encoding="utf-8"))
    with end_with(Exit.WRONG_USE, ValueError, prefix="--memory: "):
        parse_memory(memory)
    understood: ParsedQuestion | None = None
    why_not = ""
    try:
        understood = parse_question(question)
    except QueryNotUnderstoodError as error:
        why_not = str(error)
    with open_warehouse_of_run(settings) as connection:
        path, run_id = write_database(connection, settings)
    with end_with(Exit.WRONG_USE, QuestionFileError, prefix=f"{file.name}: "):
        with show_steps(settings, "question"), report_step("question"):
            frame = ask(path, question, settings.threads, seconds, memory, understood)
        answer = round_answer(question, frame, understood)
    answer_id = keep(find_research_folder(settings), question, answer, run_id, why_not)
    if why_not:
        typer.echo(
            f"Lookback cannot judge what its columns count: {why_not}.\n"
            "The rounding relies on its heading; the person who releases it must vouch for that with --although."
        )
    typer.echo(
        f"answer {answer_id}: {answer.shown.height:,} rows, {answer.withheld:,} of {answer.counts:,} counts withheld\n"
        f"It waits for release in {find_research_folder(settings) / 'outbox' / answer_id}:\n"
        f"lookback research release {answer_id} {settings.options}"
    )


@research_app.command()
def release(
    answer: Annotated[str, typer.Argument(help="Id of the answer.")],
    by: ByOption = None,
    although: Annotated[
        str | None,
        typer.Option("--although", help="Why it may be released although it is close to a released answer."),
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Release an answer from the outbox, after comparing it with every released answer."""
    settings = load_command_settings(home=home, state=state)
    try:
        databases = sorted(find_research_folder(settings).glob("*.duckdb"))
        is_close = compare_people(databases[0] if databases else find_research_folder(settings), settings.threads)
        folder = release_answer(find_research_folder(settings), answer, parse_signatory(by), is_close, although)
    except UnreadQuestionError as error:
        raise CommandError(
            f"not released: Lookback cannot judge what its columns count ({error}). If they count "
            "people, charges or arrests, and no group is small, say so with --although",
            Exit.STOPPED_AT_A_GATE,
        ) from error
    except DifferencingRiskError as error:
        message = f"not released: it differs from answer {error} by a few people. {ASK_INSTEAD}"
        raise CommandError(message, Exit.STOPPED_AT_A_GATE) from error
    typer.echo(f"released: {folder}")
