"""Import a file of answers: valid ones in one transaction, the others written beside the file with the reason.

Reasons are on disk before the ledger refers to them; after a crash in between, the next import of the file finds them
there. An earlier file of rejected rows with other content is never overwritten, since a person may have edited it.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

from orchestration.files.days import READ_TWO_WAYS, UnreadDay, read_days
from orchestration.files.tables import Row, Table, TableFileError, format_csv, read_table, write_new_file
from orchestration.filing.ledger.answers import Answer, AnswersImported, GoesBack, record_answers
from orchestration.filing.ledger.evidence import hash_evidence, open_evidence, read_as_filed
from orchestration.filing.ledger.frozen_line import read_without_reasons
from orchestration.filing.ledger.further_courts import read_further_courts_notified
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.ledger.transfers import read_courts_in_other_counties
from orchestration.filing.responses.lost_line_ids import ANSWERING_COURT, LostLineIds


def find_decision_day(ledger: Ledger, evidence: Path, line_id: str) -> str:
    """Return the day of the conviction or arrest, before which there is no relief; empty unless known to the day."""
    with open_evidence(evidence) as opened:
        text, _ = read_as_filed(ledger, opened, line_id)
    line = read_without_reasons(text).line if text else {}
    return line.get("conviction_date") or line.get("arrest_date") or ""


def find_notified_courts(ledger: Ledger, evidence: Path, line_id: str) -> Mapping[str, str]:
    """Map the other courts notified by the filing, or by a later notice, to the day."""
    with open_evidence(evidence) as opened:
        text, event = read_as_filed(ledger, opened, line_id)
    if text is None or event is None:
        return {}
    filed_on = ledger.day_of(event).isoformat()
    then = {court.county: filed_on for court in read_courts_in_other_counties(read_without_reasons(text).line)}
    return read_further_courts_notified(ledger, line_id) | then


NEEDED = ("line_id", "batch_id", "answer", "answered_by", "answered_on", "reason")
"""Columns that an answer file needs; it may have others (docs/reference/answer_file.md)."""

ANSWER_OF_ANOTHER_COURT = "answer_of_another_court"
"""In that file it replaces ``answer``, so that a row without the court's name is never read as an answer of the line's
own court."""

NEEDED_OF_ANOTHER_COURT = (
    *(ANSWER_OF_ANOTHER_COURT if name == "answer" else name for name in NEEDED),
    ANSWERING_COURT,
)

LONGEST_NAME = 200
LONGEST_REASON = 4_000


@dataclass(frozen=True)
class AnswerFile:
    """``answers`` in order; ``reasons``: text kept as evidence, by place of the answer; ``unreadable``: places of rows
    that are no answer, each with the reason."""

    columns: Sequence[str]
    rows: Sequence[Row]
    answers: Sequence[Answer]
    reasons: Mapping[int, str]
    unreadable: Mapping[int, GoesBack]


def read_answers(
    path: Path,
    find_line_id: Callable[[Mapping[str, str]], str] = lambda values: values["line_id"].lower(),
    find_mismatch: Callable[[Mapping[str, str]], GoesBack | None] = lambda values: None,
) -> AnswerFile:
    """Read a file of answers, of the lines' courts or of other courts.

    Args:
        find_line_id: finds the line of a row.
        find_mismatch: finds whether a row says another case than its line.

    Raises:
        TableFileError: The file cannot be used.
    """
    table = _read_table(path)
    answers: list[Answer] = []
    reasons: dict[int, str] = {}
    unreadable: dict[int, GoesBack] = {}
    days = read_days((row.values["answered_on"] for row in table.rows), is_workbook=table.is_workbook)
    for row in table.rows:
        if wrong := _find_wrong_number_of_values(row) or _find_bad_text(row.values) or _find_missing_court(row.values):
            unreadable[row.place] = wrong
            continue
        answer = _build_answer(row, find_line_id(row.values), days)
        if answer.answer and isinstance(day := days[row.values["answered_on"]], UnreadDay):
            unreadable[row.place] = GoesBack(*day)
            continue
        if answer.answer and (wrong := find_mismatch(row.values)):
            unreadable[row.place] = wrong
            continue
        if answer.answer and (words := row.values["reason"]):
            reasons[row.place] = _format_reason(answer, words)
            answer = replace(answer, reason_hash=hash_evidence(reasons[row.place]))
        answers.append(answer)
    return AnswerFile(table.columns, table.rows, answers, reasons, unreadable)


def _read_table(path: Path) -> Table:
    """Read either kind of file with the answer under ``answer``; the columns stay as received."""
    of_other_courts = _read_columns_with(path, ANSWER_OF_ANOTHER_COURT)
    if "answer" in of_other_courts or {"answer", ANSWERING_COURT} <= _read_columns_with(path, ANSWERING_COURT):
        raise TableFileError(
            f"{path.name}: it mixes answers of two kinds; put answers of other courts into a "
            f"file of their own, in the column {ANSWER_OF_ANOTHER_COURT}"
        )
    if not of_other_courts:
        return read_table(path, NEEDED)
    table = read_table(path, NEEDED_OF_ANOTHER_COURT)
    rows = [
        replace(row, values={**row.values, "answer": row.values.get(ANSWER_OF_ANOTHER_COURT, "")}) for row in table.rows
    ]
    return replace(table, rows=rows)


def _read_columns_with(path: Path, column: str) -> frozenset[str]:
    """Return the file's columns if ``column`` is one; none if it is not, or the file cannot be read."""
    try:
        return frozenset(read_table(path, [column]).columns)
    except TableFileError:
        return frozenset()


def _build_answer(row: Row, line_id: str, days: Mapping[str, str | UnreadDay]) -> Answer:
    day = days[row.values["answered_on"]]
    return Answer(
        row.place,
        row.values["batch_id"].lower(),
        line_id,
        re.sub(r"[\s_-]+", "_", row.values["answer"].casefold()),
        row.values["answered_by"],
        day if isinstance(day, str) else "",
        court=" ".join(row.values.get(ANSWERING_COURT, "").upper().split()),
    )


def _find_wrong_number_of_values(row: Row) -> GoesBack | None:
    return GoesBack(row.wrong, "one value below each column, an empty one too") if row.wrong else None


def _find_missing_court(values: Mapping[str, str]) -> GoesBack | None:
    """Check the court's name: in the file of other courts, a blank would mean the line's own court."""
    if ANSWERING_COURT in values and not values[ANSWERING_COURT].strip():
        return GoesBack(f"{ANSWERING_COURT} must name a county", f"{ANSWERING_COURT}: the county of the court")
    return None


def _find_bad_text(values: Mapping[str, str]) -> GoesBack | None:
    for column in (*NEEDED, *({ANSWERING_COURT} & values.keys())):
        if any(unicodedata.category(sign).startswith("C") for sign in values[column]):  # control or reversing signs
            return GoesBack(f"{column} must be plain text on one line", f"{column}: the same again, on one line")
    for column, longest in (("answered_by", LONGEST_NAME), ("reason", LONGEST_REASON)):
        if len(values[column]) > longest:
            return GoesBack(f"{column} must have at most {longest} characters", f"{column}: shorter")
    return None


def _format_reason(answer: Answer, words: str) -> str:
    """Format a reason as kept: the words, and the answer they belong to."""
    kept = {"kind": "reason_of_answer", "batch_id": answer.batch_id, "answer": answer.answer, "reason": words}
    return json.dumps(kept | {"answered_on": answer.answered_on}, sort_keys=True, ensure_ascii=True)


ABOUT = ("where", "why", "what_to_type")
MARK = ".given_back"


def write_rejected_rows(
    source: Path, columns: Sequence[str], rows: Sequence[Row], reasons: Mapping[int, GoesBack]
) -> Path | None:
    """Write the rows that ``reasons`` names by place; the file, or None where there is none. The same rows again are
    the same file. A day that can be read two ways is left out: if only the row that shows it were mended, the file
    would be read month first."""
    if not reasons:
        return None
    header = [column for column in columns if column and column not in ABOUT]
    two_ways = READ_TWO_WAYS.format(column="answered_on")
    content = format_csv(
        [*header, *ABOUT],
        (
            [*(values.get(column, "") for column in header), row.where, *reasons[row.place]]
            for row in rows
            if row.place in reasons
            for values in [{**row.values} | ({"answered_on": ""} if reasons[row.place].why == two_ways else {})]
        ),
    )
    stem = source.name.split(MARK)[0] if MARK in source.name else source.stem
    names = (f"{stem}{MARK}{'' if number == 1 else f'.{number}'}.csv" for number in count(1))
    paths = (source.parent / name for name in names)
    path = next(path for path in paths if not path.exists() or path.read_bytes() == content)
    write_new_file(path, content)
    return path


@dataclass(frozen=True)
class Imported:
    """How many answers were taken in (``days``: by the day of the answer), were known, were missing, went back (by
    why), and the file of those."""

    taken_in: int
    days: Mapping[date, int]
    known: int
    not_answered: int
    given_back: Mapping[str, int]
    file: Path | None


class _DryRunError(Exception):
    """Rolls the transaction of a dry run back."""


def import_answers(
    file: Path,
    *,
    ledger: Path,
    evidence: Path,
    by: str,
    today: date,
    dry_run: bool = False,
) -> Imported:
    """Import the answers of ``file``. ``by``: person who imports it.

    Raises:
        TableFileError: The file cannot be used; nothing was imported.
        LedgerError: The ledger cannot be used; nothing was imported.
    """
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    written: list[Path | None] = [None]
    planned: list[AnswersImported] = []

    def before_commit(done: AnswersImported) -> None:
        planned.append(done)
        if dry_run:
            raise _DryRunError
        written[0] = write_rejected_rows(file, read.columns, read.rows, _list_rejected(read, done))
        _keep_reasons(evidence, read, done, destroyed)

    with open_ledger(ledger, create=False) as opened:
        with open_evidence(evidence) as kept:
            lines = LostLineIds(opened, kept)
            read = read_answers(file, lines.find_line_id, lines.find_mismatch)
        destroyed = {event.line_id for event in opened.events(kinds=["evidence_destroyed"])}
        with suppress(_DryRunError):
            record_answers(
                opened,
                read.answers,
                by=by,
                source_hash=sha256,
                today=today,
                courts_told=partial(find_notified_courts, opened, evidence),
                decided_on=partial(find_decision_day, opened, evidence),
                before_commit=before_commit,
            )
    (done,) = planned
    reasons: dict[str, int] = {}
    for why, _ in _list_rejected(read, done).values():
        reasons[why] = reasons.get(why, 0) + 1
    days = Counter(date.fromisoformat(one.answered_on) for one in read.answers if one.place in done.new)
    return Imported(
        len(done.taken_in), dict(sorted(days.items())), len(done.known), done.not_answered, reasons, written[0]
    )


def _list_rejected(read: AnswerFile, done: AnswersImported) -> dict[int, GoesBack]:
    return dict(sorted({**read.unreadable, **done.given_back}.items()))


def _keep_reasons(evidence: Path, read: AnswerFile, done: AnswersImported, destroyed: Collection[str | None]) -> None:
    """Keep the reasons of recorded answers, except those that an order destroyed."""
    new, standing = set(done.taken_in), set(done.stands)
    answers = [
        answer
        for answer in read.answers
        if answer.place in standing
        and answer.reason_hash
        and (answer.line_id in new or answer.line_id not in destroyed)
    ]
    if answers:
        with open_evidence(evidence) as opened:
            for answer in answers:
                opened.keep(answer.line_id, read.reasons[answer.place])
