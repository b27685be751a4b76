"""The commands ``lookback research kit``, ``run`` and ``release``.

What belongs here: arguments, exit codes, what a person reads at the end. What does not: work.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from orchestration.cli.options import Exit, check_file, settings_of_command
from orchestration.files.disk_full import is_full

research_app = typer.Typer(no_args_is_help=True, help="Questions to the rows of people, answered in counts.")
ASK_INSTEAD = (
    "Whoever has both could subtract them, and be left with a few people. Ask by fewer or larger groups; if no few "
    "people are between them, say why with --although"
)
_STATE = Annotated[str, typer.Option("--state", help="Lower-case postal code.")]
_HOME = Annotated[Path | None, typer.Option("--home", help="Where everything lies. Default: data/.")]


@research_app.command()
def kit(
    out: Annotated[Path, typer.Option("--out", help="A new or empty folder.")],
    people: Annotated[int, typer.Option("--people", min=1, help="How many invented people.")] = 5_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same people.")] = 2026,
    state: _STATE = "ca",
) -> None:
    """Write the research schema filled with invented people, its dictionary and questions to begin with."""
    from orchestration.reporting.research.kit import write_kit

    settings_of_command(state=state)
    try:
        write_kit(out, state, people, seed)
    except FileExistsError as error:
        raise typer.BadParameter(f"--out must be new or empty: {error}") from None
    typer.echo(f"wrote {out}: {people:,} invented people, all of it synthetic")


@research_app.command()
def run(
    file: Annotated[Path, typer.Argument(help="A question: one select under a heading that names its columns.")],
    state: _STATE = "ca",
    home: _HOME = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.001, max=3600, help="It is interrupted then.")] = 60,
    memory: Annotated[str, typer.Option("--memory", help="Memory it may use.")] = "2GB",
) -> None:
    """Ask a question of the rows of people; the answer waits in the outbox, rounded to 5."""
    import duckdb

    from orchestration.reporting.research.database import database_of_the_run, research_folder
    from orchestration.reporting.research.outbox import keep
    from orchestration.reporting.research.parse_query import NotUnderstood, Understood, understand
    from orchestration.reporting.research.question import QuestionInvalid, read_question
    from orchestration.reporting.research.run_query import NotAnswered, ask, round_answer
    from orchestration.reporting.research.sandbox import megabytes_of
    from orchestration.warehouse.connection import open_warehouse
    from orchestration.warehouse.current_run import NoRunAtHand

    settings = settings_of_command(home=home, state=state)
    check_file(file, "FILE")
    try:
        question = read_question(file.read_text(encoding="utf-8"))
    except (QuestionInvalid, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file.name}: {error}") from None
    try:
        megabytes_of(memory)
    except ValueError as error:
        raise typer.BadParameter(f"--memory: {error}") from None
    understood: Understood | None = None
    why_not = ""
    try:
        understood = understand(question)
    except NotUnderstood as error:
        why_not = str(error)
    if not settings.warehouse.exists():
        _fail(f"no warehouse at {settings.warehouse}: run `lookback run` first")
    try:
        with open_warehouse(settings) as connection:
            path, run_id = database_of_the_run(connection, settings)
        frame = ask(path, question, settings.threads, seconds, memory, understood)
        answer = round_answer(question, frame, understood)
    except QuestionInvalid as error:
        raise typer.BadParameter(f"{file.name}: {error}") from None
    except (NotAnswered, NoRunAtHand) as error:
        _fail(str(error))
    except duckdb.IOException as error:
        if is_full(error, settings.root):
            raise
        _fail(f"{settings.warehouse} cannot be opened: a run or another program has it")
    answer_id = keep(research_folder(settings), question, answer, run_id, why_not)
    if why_not:
        typer.echo(
            f"What its columns count could not be read off the question: {why_not}.\n"
            "The rule for counts believes its heading; whoever lets it out vouches for that, with --although."
        )
    typer.echo(
        f"answer {answer_id}: {answer.shown.height:,} rows, {answer.withheld:,} of {answer.counts:,} counts withheld\n"
        f"It waits in {research_folder(settings) / 'outbox' / answer_id} for:\n"
        f"lookback research release {answer_id} --by NAME"
    )


@research_app.command()
def release(
    answer: Annotated[str, typer.Argument(help="Id of the answer.")],
    by: Annotated[str, typer.Option("--by", help="Who lets it out.")],
    although: Annotated[
        str | None, typer.Option("--although", help="Why it may go out though it is close to a released answer.")
    ] = None,
    state: _STATE = "ca",
    home: _HOME = None,
) -> None:
    """Let an answer out of the outbox in somebody's name, after comparing it with every released answer."""
    from orchestration.reporting.research.database import research_folder
    from orchestration.reporting.research.differencing import compare_people
    from orchestration.reporting.research.outbox import (
        DifferencingRiskError,
        UnknownAnswerError,
        UnreadQuestionError,
        let_out,
    )

    settings = settings_of_command(home=home, state=state)
    if not by.strip():
        raise typer.BadParameter("--by must name who lets it out")
    try:
        databases = sorted(research_folder(settings).glob("*.duckdb"))
        is_close = compare_people(databases[0] if databases else research_folder(settings), settings.threads)
        folder = let_out(research_folder(settings), answer, by.strip(), is_close, although)
    except UnknownAnswerError as error:
        raise typer.BadParameter(str(error.args[0])) from None
    except UnreadQuestionError as error:
        _fail(
            f"not released: what its columns count could not be read off the question ({error}). If they are counts of "
            "people, charges or arrests, and no group tells of a few, say so with --although",
            Exit.STOPPED_AT_A_GATE,
        )
    except DifferencingRiskError as error:
        _fail(f"not released: a few people are between it and answer {error}. {ASK_INSTEAD}", Exit.STOPPED_AT_A_GATE)
    typer.echo(f"released: {folder}")


def _fail(message: str, code: Exit = Exit.FAILED) -> NoReturn:
    typer.echo(f"lookback: {message}", err=True)
    raise typer.Exit(code)
