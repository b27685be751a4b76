"""The commands ``lookback law``."""

from __future__ import annotations

from datetime import UTC, date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import CommandError, Exit, end_with
from orchestration.cli.options import (
    CsvOption,
    HomeOption,
    StateOption,
    YesOption,
    add_home,
    load_command_settings,
    parse_day,
    parse_reason,
    parse_signatory,
)
from orchestration.cli.progress import show_steps
from orchestration.cli.scenario import hold_run_lock
from orchestration.clock import compute_today
from orchestration.determinations.snapshots.changed_findings import (
    compare_findings,
    describe_changed_findings,
    find_run_of_this_law,
    find_run_of_verified_code,
)
from orchestration.files.tables import write_new_file
from orchestration.law import status as law_status
from orchestration.law import unsigned_rows as law_waiting
from orchestration.law.case_report import MAKE_CASES, CaseReportError, read_case_report
from orchestration.law.demonstration import COUNSEL, check_demonstration, is_demonstration
from orchestration.law.law_entries import LawNow, read_law_now
from orchestration.law.pack_files.checked import check_pack_files
from orchestration.law.pack_files.page import format_page_beside
from orchestration.law.packs import read_pack_status
from orchestration.law.questions.decisions import (
    DECIDED,
    TAKEN_BACK,
    CounselDecision,
    add_decision,
    hash_question,
    list_questions,
    read_decisions,
    select_standing,
)
from orchestration.law.questions.effects import measure_questions
from orchestration.law.questions.terminal import format_changes, format_findings, format_questions
from orchestration.law.questions.under_defaults import read_under_defaults
from orchestration.law.signatures import (
    CODE,
    PROVISIONS,
    REFUSED,
    SIGNED,
    Signature,
    is_code_verified,
    read_all_signatures,
    read_installation_signatures,
    select_changed,
    select_in_force,
    select_outdated,
    select_unsigned,
)
from orchestration.law.signing import add_parts_of_provisions, add_signatures, list_parts, list_signable
from orchestration.law.signing import choose as choose_signable
from orchestration.law.tables import read_packs
from orchestration.law.text_age import list_old_texts
from orchestration.law.time_zone import read_today
from orchestration.law.usage import read_usage_counts
from orchestration.law.version import compute_run_law
from orchestration.people import find_account, find_actor
from orchestration.settings import PROJECT_ROOT, Settings, find_people_file
from orchestration.warehouse.connection import open_warehouse

law_app = typer.Typer(
    no_args_is_help=True, help="Show which law is implemented, list what counsel has yet to sign, and sign it."
)


class StatusForm(StrEnum):
    """Output formats of the status."""

    TEXT = "text"
    JSON = "json"


class RowsForm(StrEnum):
    """Output formats of a list of rows."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@law_app.command()
def status(
    state: StateOption = None,
    home: HomeOption = None,
    form: Annotated[StatusForm, typer.Option("--format", help="text or json.")] = StatusForm.TEXT,
) -> None:
    """Show which provisions are complete, who signed them, and what changed since."""
    settings = load_command_settings(home=home, state=state)
    law, signatures = _read_law(settings)
    overtaken = select_outdated(law, signatures)
    found = law_status.LawStatus(
        law,
        read_pack_status(settings.models, settings.state, settings.signatures)["use"],
        select_unsigned(law.entries, signatures, law),
        overtaken,
        signatures,
        list_old_texts(settings.models, settings.state, read_today(settings)),
        select_changed(law, signatures),
        describe_changed_findings(settings, law, signatures) if overtaken else "",
    )
    text = add_home(law_status.format_text(found), settings)
    typer.echo(text if form is StatusForm.TEXT else law_status.format_json(found))


@law_app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A pack (.law), or a folder of them.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Day whose values parameters have, YYYY-MM-DD; by default today.")
    ] = None,
) -> None:
    """Validate a law pack, name subdivisions it leaves out, and print its page: statute and reading side by side."""
    day = parse_day(as_of, "--as-of") if as_of else compute_today(UTC)
    for file in check_pack_files(path, day):
        typer.echo(format_page_beside(file, PROJECT_ROOT / "models"))


@law_app.command()
def questions(
    csv_file: CsvOption = None,
    findings_file: Annotated[
        Path | None,
        typer.Option("--findings", help="Also write what each determination would be under every default, as CSV."),
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Show what the law leaves to counsel, by people who wait, and what each answer would change in the last run.

    The run is decided again under each option. What the defaults would make of each determination is kept for `lookback
    explain`, and nothing counts it. --csv writes the changes by county and race.
    """
    settings = load_command_settings(home=home, state=state)
    with hold_run_lock(settings), show_steps(settings, "questions"):
        found = measure_questions(settings)
        with open_warehouse(settings) as connection:
            findings = read_under_defaults(connection) if findings_file else []
    typer.echo(add_home(format_questions(found), settings))
    if csv_file is not None:
        write_new_file(csv_file, format_changes(found))
    if findings_file is not None:
        write_new_file(findings_file, format_findings(findings))


@law_app.command()
def decide(
    question: Annotated[str, typer.Argument(help="A question of `lookback law questions`.")],
    option: Annotated[str, typer.Argument(help="One of its options.")] = "",
    why: Annotated[str, typer.Option("--why", help="Why, in words.")] = "",
    by: Annotated[str | None, typer.Option("--by", help="Who decides: counsel. Default: your account's name.")] = None,
    bar_number: Annotated[str, typer.Option("--bar-number", help="Number at the state's bar.")] = "",
    on: Annotated[str | None, typer.Option("--on", help="Day of the decision. Default: today.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last as-of day that it holds on.")] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="Take back what was decided; the pack holds.")] = False,
    yes: YesOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Decide a question that the law leaves open, for this installation. The next run applies it.

    It lapses when the question's text changes. Who decides approves no line that rests on it.
    """
    settings = load_command_settings(home=home, state=state)
    name, reason = parse_signatory(by), parse_reason(why, "--why")
    if is_demonstration([name]):
        raise typer.BadParameter(f"{name} acts in demonstrations alone, which decide nothing of the law")
    find_actor(find_people_file()).check_role({"counsel"}, "deciding a question of the law")
    known = list_questions(read_packs(settings.models, settings.state))
    standing = select_standing(read_decisions(settings.counsel_decisions))
    if question not in known and not (take_back and question in standing):
        expected = ", ".join(known) or "none: the packs of this state ask nothing"
        raise typer.BadParameter(f"expected a question ({expected}), found {question!r}")
    if take_back:
        if question not in standing:
            raise typer.BadParameter(f"nothing was decided of {question}")
        option = standing[question].option
    elif option not in known[question].options:
        raise typer.BadParameter(f"expected one of {', '.join(known[question].options)}, found {option!r}")
    decision = CounselDecision(
        question,
        standing[question].question_hash if take_back else hash_question(known[question]),
        option,
        name,
        bar_number.strip(),
        str(_parse_signing_day(settings, on)),
        "" if until is None or take_back else str(parse_day(until, "--until")),
        reason,
        find_account(),
        TAKEN_BACK if take_back else DECIDED,
    )
    if question in known:
        typer.echo(f"{known[question].section}: “{known[question].words}”\n{known[question].asks}")
    if not take_back:
        chosen = known[question].options[option]
        typer.echo(f"{option}: {chosen.words} ({chosen.authority}; {chosen.mark})")
    typer.echo(f"{'taken back: ' if take_back else ''}{decision.describe()}")
    if not (yes or typer.confirm("Keep it, as it stands above?")):
        typer.echo("nothing was decided")
        raise typer.Exit(Exit.FAILED)
    add_decision(settings.counsel_decisions, decision)
    typer.echo(f"kept in {settings.counsel_decisions}; the next run applies it")
    typer.echo(add_home("Next: lookback run", settings))


@law_app.command(name="compile")
def compile_law(
    states: Annotated[
        list[str] | None, typer.Argument(metavar="[ST]...", help="States; by default those that have compiled models.")
    ] = None,
) -> None:
    """Write the SQL of a state's packs: the dbt models that decide, the facts they read, and their contracts.

    The models are committed beside the packs (models/rules/<st>/rule_<st>__<remedy>.sql) and read like the statute:
    what each charge is, what is counted, what each element says, what each path comes to. Write them again after a
    change of a pack: a run stops where they are of another one. A key that is not compiled is refused with its file and
    line.
    """
    from orchestration.law.compiler.files import list_compiled_states, write_state

    models = Settings().models
    for state in states or list_compiled_states(models):
        for name in write_state(models, state):
            typer.echo(f"models/rules/{state}/{name}")


@law_app.command(name="unsigned")
def unsigned_rows(
    state: StateOption = None,
    home: HomeOption = None,
    form: Annotated[RowsForm, typer.Option("--format", help="text, json or csv.")] = RowsForm.TEXT,
    shows_all: Annotated[bool, typer.Option("--all", help="Also show parts that decided nothing.")] = False,
    provision: Annotated[
        str | None, typer.Option("--provision", help="Only this provision: its name, or the beginning of it.")
    ] = None,
) -> None:
    """List the parts of the law that wait for counsel, those that decide most first."""
    settings = load_command_settings(home=home, state=state)
    law, signatures = _read_law(settings)
    waiting = select_unsigned(law.entries, signatures, law)
    if provision is not None:
        waiting = [one for one in waiting if any(name.startswith(provision) for name in one.provisions)]
        if not any(one.provision.startswith(provision) for one in law.pack.provisions):
            known = "; ".join(one.provision for one in law.pack.provisions)
            raise typer.BadParameter(f"--provision must be one of {known}, not {provision!r}")
    found = law_waiting.rank_unsigned(
        waiting,
        select_outdated(law, signatures),
        read_usage_counts(settings),
        compute_run_law(settings, None),
    )
    if form is RowsForm.TEXT:
        typer.echo(law_waiting.format_text(found, shows_all=shows_all))
    else:
        typer.echo(
            law_waiting.format_json(found) + "\n" if form is RowsForm.JSON else law_waiting.format_csv(found), nl=False
        )


@law_app.command()
def sign(
    by: Annotated[
        str | None, typer.Option("--by", help="Who signs: counsel, or the office. Default: the name of your account.")
    ] = None,
    because: Annotated[str, typer.Option("--because", help="Why it may be relied on, in words.")] = "",
    bar_number: Annotated[str, typer.Option("--bar-number", help="Number at the state's bar.")] = "",
    on: Annotated[str | None, typer.Option("--on", help="Day of the signature. Default: today.")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", help="Only this provision, this table, or 'TABLE KEY', as law unsigned shows them; repeatable."
        ),
    ] = None,
    refuse: Annotated[
        bool, typer.Option("--refuse", help="Refuse what --only names: nothing that rests on it is filed.")
    ] = False,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Take back what you signed or refused of what --only names.")
    ] = False,
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Sign for demonstration accounts alone; synthetic deliveries only.")
    ] = False,
    yes: YesOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Sign the law in this installation, as it stands now: provisions, entries, lists, definitions of facts."""
    settings = load_command_settings(home=home, state=state)
    path = settings.demonstration_signatures if demonstration else settings.signatures
    if (refuse and take_back) or ((refuse or take_back) and not only):
        raise typer.BadParameter("--refuse or --take-back needs --only, and only one of them can be said")
    if demonstration:
        check_demonstration(settings, [COUNSEL])
        by, because = COUNSEL, because or "demonstration"
    elif by is not None and is_demonstration([by]):
        raise typer.BadParameter(f"{by} signs for demonstrations alone: say --demonstration in place of --by")
    name, why = parse_signatory(by), parse_reason(because, "--because")
    if not demonstration:
        find_actor(find_people_file()).check_role({"counsel"}, "signing the law")
    day = _parse_signing_day(settings, on)
    law, signatures = _read_law(settings)
    if demonstration:
        signatures = [*signatures, *read_installation_signatures(path)]
    decision = REFUSED if refuse else TAKEN_BACK if take_back else SIGNED
    if decision == SIGNED:
        chosen = choose_signable(list_signable(law, signatures), only or ())
        chosen = add_parts_of_provisions(chosen, law, signatures)
    else:
        own = {one.name for one in select_in_force(signatures) if one.signed_by == name}
        parts = [one for one in list_parts(law) if decision == REFUSED or one.name in own]
        chosen = choose_signable(parts, only or ())
    is_code_open = demonstration and not is_code_verified(law, signatures)
    if not chosen and not is_code_open:
        typer.echo("nothing of the law waits for a signature")
        return
    for one in chosen:
        typer.echo(f"{one.name}: {one.words or 'see its table'} ({one.verified})")
    provisions = sum(one.law_table == PROVISIONS for one in chosen)
    done = {SIGNED: "signed", REFUSED: "refused", TAKEN_BACK: "taken back"}[decision]
    typer.echo(f"{len(chosen) - provisions:,} parts and {provisions:,} provisions; {done} by {name} on {day}: {why}")
    asked = {SIGNED: "Sign them", REFUSED: "Refuse them", TAKEN_BACK: "Take it back"}[decision]
    if not (yes or typer.confirm(f"{asked}, as they stand above?")):
        typer.echo("nothing was signed")
        raise typer.Exit(Exit.FAILED)
    signed = [
        Signature(one.law_table, one.row_key, one.row_hash, name, bar_number.strip(), str(day), why, decision)
        for one in chosen
    ]
    if is_code_open:
        signed.append(Signature(CODE, law.pack.state, law.code_hash, name, "", str(day), why))
    add_signatures(path, signed)
    typer.echo(f"{done}; kept in {path}")
    left = len(list_signable(law, [*signatures, *signed]))
    next_step = "Next: lookback file approve"
    if not is_code_verified(law, [*signatures, *signed]):
        next_step = "Next: lookback law verify-code"
    typer.echo(f"{left:,} wait for a signature" if left else add_home(next_step, settings))


@law_app.command(name="verify-code")
def verify_code(
    by: Annotated[
        str | None, typer.Option("--by", help="Who verifies: an engineer. Default: the name of your account.")
    ] = None,
    because: Annotated[str, typer.Option("--because", help="What was checked, in words.")] = "",
    cases: Annotated[
        Path | None, typer.Option("--cases", help="Report of every case, decided by this SQL: make cases writes it.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="Day of the signature. Default: today.")] = None,
    yes: YesOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Sign the SQL that decides, after its findings were compared with those of the SQL that was verified last, and
    with what the statute gives in each case.

    The last run must be one of this law and this SQL. Where no run of verified SQL is kept, or no report of cases is
    given, there is nothing to compare with, and the signature says so.
    """
    settings = load_command_settings(home=home, state=state)
    name, why = parse_signatory(by), parse_reason(because, "--because")
    find_actor(find_people_file()).check_role({"engineer"}, "verifying the SQL of the law")
    day = _parse_signing_day(settings, on)
    law, signatures = _read_law(settings)
    if is_code_verified(law, signatures):
        typer.echo("the SQL that decides is verified as it is now")
        return
    now = find_run_of_this_law(settings, law)
    if now is None:
        raise CommandError("no run is kept that this law and this SQL decided: lookback run, then again", Exit.FAILED)
    earlier = find_run_of_verified_code(settings, signatures, now.run_id)
    compared = "no run of SQL that was verified is kept to compare with"
    if earlier is not None:
        changed = compare_findings(earlier, now)
        compared = changed.sentence()
        for (remedy, before, after), number in sorted(changed.by_outcome.items()):
            typer.echo(f"{remedy}: {before} -> {after}: {number:,}")
    with end_with(Exit.WRONG_USE, CaseReportError):
        report = None if cases is None else read_case_report(cases, law.pack.state, law.code_hash)
    for name in report.differing if report else ():
        typer.echo(f"differs: {name}")
    of_cases = report.sentence() if report else "no cases were compared"
    compared = f"{compared}; {of_cases}"
    if report is None:
        typer.echo(f"{MAKE_CASES.format(state=law.pack.state)} compares every case: then --cases its report")
    typer.echo(f"SQL {law.code_hash} of {law.pack.state}, run {now.run_id}: {compared}")
    if not (yes or typer.confirm("Verify it, as it stands?")):
        typer.echo("nothing was signed")
        raise typer.Exit(Exit.FAILED)
    words = f"{why}; run {now.run_id}: {compared}"
    add_signatures(settings.signatures, [Signature(CODE, law.pack.state, law.code_hash, name, "", str(day), words)])
    typer.echo(f"verified; kept in {settings.signatures}")


def _parse_signing_day(settings: Settings, on: str | None) -> date:
    today = read_today(settings)
    day = today if on is None else parse_day(on, "--on")
    if day > today:
        raise typer.BadParameter(f"--on lies in the future: {day}")
    return day


def _read_law(settings: Settings) -> tuple[LawNow, list[Signature]]:
    with end_with(Exit.FAILED, LookupError):
        law = read_law_now(settings.models, settings.state)
        return law, read_all_signatures(settings.models, settings.state, settings.signatures)
