"""Exit codes, and the handler that ends a failed command with one line on stderr and no traceback.

``docs/reference/exit_codes.md`` lists each command's codes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

import typer
from typer.exceptions import TyperException

from orchestration.files.disk_full import format_disk_full, is_disk_full
from orchestration.warehouse.damaged_file import DamagedFileError, find_damaged_parquet


class Exit(IntEnum):
    """Exit codes, for scripts."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    SOME_REFUSED = 3
    STOPPED_AT_A_GATE = 4
    ANOTHER_RUN = 75


_ERRORS_BY_CODE = {
    Exit.FAILED: (
        "files.publish_dir.OutputConflictError",
        "filing.batches.encryption.ChangedBatchError",
        "filing.documents.templates.TemplateError",
        "filing.ledger.life_cycle.TransitionError",
        "filing.ledger.store.LedgerError",
        "filing.review.apply_decisions.SilenceError",
        "law.scenarios.registry.UnknownScenarioError",
        "law.scenarios.registry.OtherLawError",
        "law.scenarios.registry.StaleScenarioError",
        "law.loading.LawTableError",
        "law.unsigned_lines.OtherLawError",
        "reporting.metrics.external.ExternalFileError",
        "reporting.quality.write_page.NoRunError",
        "reporting.releases.verify.NotComputableError",
        "reporting.research.run_query.NotAnsweredError",
        "people.NotAllowedError",
        "people.SignatureError",
        "warehouse.connection.WarehouseInUseError",
        "warehouse.current_run.NoCurrentRunError",
        "warehouse.damaged_file.DamagedFileError",
        "warehouse.damaged_file.DamagedWarehouseError",
        "warehouse.dbt.manifest.ParseFailedError",
        "warehouse.dbt.runner.StageFailedError",
        "warehouse.errors.StepError",
        "warehouse.run_errors.ExplanationError",
    ),
    Exit.WRONG_USE: (
        "determinations.review_queue.answers.AnswerFileError",
        "determinations.snapshots.store.UnknownRunError",
        "files.tables.TableFileError",
        "filing.batches.encryption.WrongBatchError",
        "filing.documents.encryption.KeyFileError",
        "filing.ledger.life_cycle.RequestError",
        "filing.review.decisions.WorkbookError",
        "ingestion.decisions.accepted_gates.AcceptanceFileError",
        "ingestion.decisions.vocabulary.VocabularyFileError",
        "ingestion.decisions.claims.ClaimFileError",
        "ingestion.decisions.facts.FactFileError",
        "ingestion.decisions.identity.IdentityFileError",
        "law.demonstration.NotSyntheticError",
        "law.input_files.InputFileError",
        "law.questions.decisions.DecisionFileError",
        "law.signatures.SignatureFileError",
        "law.signing.UnknownRowError",
        "people.PeopleFileError",
        "reporting.metrics.residents.PopulationFileError",
        "reporting.releases.registry.EarlierRulesError",
        "reporting.releases.registry.UnknownReleaseError",
        "reporting.releases.registry.WithdrawnBeforeError",
        "reporting.research.outbox.UnknownAnswerError",
        "settings.HomeError",
        "settings.SettingsFileError",
        "warehouse.run_errors.WrongQuestionError",
    ),
    Exit.STOPPED_AT_A_GATE: (
        "law.scenarios.checks.ScenarioCheckError",
        "warehouse.current_run.GatesNotPassedError",
    ),
    Exit.ANOTHER_RUN: (
        "defs.webserver.AnotherUiError",
        "filing.batches.submission_lock.SubmissionLockedError",
        "warehouse.locks.AnotherRunError",
        "warehouse.run_errors.RunUnderWayError",
    ),
}
EXIT_CODES = {f"orchestration.{name}": code for code, names in _ERRORS_BY_CODE.items() for name in names}
"""Exit code of each error by the dotted name of its class: importing the classes would import every room. Other errors
use the code of their nearest listed base class."""


class CommandError(Exception):
    """Ends the command with ``code``. The message is one line."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def end_with(code: Exit, *kinds: type[Exception], prefix: str = "") -> Iterator[None]:
    """End the command with ``code`` if the block raises one of ``kinds``; ``prefix`` comes before the message."""
    try:
        yield
    except kinds as error:
        raise CommandError(f"{prefix}{error}", code) from error


def report_error(error: Exception, find_home: Callable[[], Path], complete: Callable[[str], str] = str) -> Exit:
    """Print on stderr, in one line, why the command ended, and return the exit code. ``complete``: completes the
    commands that the line names.

    Raises:
        Exception: ``error`` itself if it is unexpected.
    """
    if isinstance(error, typer.Abort):
        return Exit.FAILED
    message, code = _describe(error, find_home)
    if message:  # empty for a group without a command, which printed its help
        typer.echo(f"lookback: {complete(message)}", err=True)
    return code


def _describe(error: Exception, find_home: Callable[[], Path]) -> tuple[str, Exit]:
    if isinstance(error, TyperException):
        return " ".join(error.format_message().split()), Exit.WRONG_USE
    if is_disk_full(error, home := find_home()):
        return format_disk_full(home, error), Exit.FAILED
    if isinstance(error, FileExistsError):
        return f"Invalid value: {error.filename}: exists with other content", Exit.WRONG_USE
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or type(error).__name__}; the command stopped", Exit.FAILED
    if damaged := find_damaged_parquet(error):
        return str(DamagedFileError(home / damaged)), Exit.FAILED
    if isinstance(error, sqlite3.Error):
        return f"the ledger could not be written: {error}; earlier events are kept", Exit.FAILED
    code = error.code if isinstance(error, CommandError) else _find_exit_code(type(error))
    if code is None:
        raise error
    return (f"Invalid value: {error}" if code is Exit.WRONG_USE else str(error)), code


def _find_exit_code(kind: type[Exception]) -> Exit | None:
    names = (f"{base.__module__}.{base.__qualname__}" for base in kind.__mro__)
    return next((EXIT_CODES[name] for name in names if name in EXIT_CODES), None)
