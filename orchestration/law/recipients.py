"""Whom a state's lists and orders go to: the law table ``recipients`` (``models/rules/<st>/law/<st>_recipients.csv``).

Relief by ``repository_list`` goes through its steps in the order of the table. Who receives, how often, within how many
days they answer, what silence means, what a line holds and what is asked is the state's law; each row is cited.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.law.relief_ways import read_relief_ways
from orchestration.law.tables import is_in_force, read_csv_table, read_parameters, read_table

TABLE = "recipients"
BY_LIST = "repository_list"
LIST, COPY, ORDER, OBJECTION, NOTICE = "list", "copy", "order", "objection", "notice"
STEPS = (LIST, COPY, ORDER, OBJECTION, NOTICE)
RIGHTS, LANGUAGES = "what_you_can_do", ("en", "es")
"""Topic of ``relief_words`` that tells the person what the step gives, and the languages of notices."""
PERSON = "person"
"""The recipient of a notice who is the person with the record: ``lookback file tell-people`` writes it."""
"""``list``: gets the lines and answers them; ``copy``: gets the same list to know; ``order``: a court that orders what
stayed on the list; ``objection``: who may object to a line on it; ``notice``: who is told once relief is given."""
STATE, COUNTY, COURT = "state", "county", "court"
REACHES = (STATE, COUNTY, COURT)
GOES_ON, WAITS = "goes_on", "waits"
SEPARATOR = " | "
LINE_COLUMNS = frozenset(
    {
        *("entry", "county", "agency_code", "agency_name", "court_code", "judicial_district", "case_numbers"),
        *("docket_number", "tracking_number", "count_number", "code_book", "section", "subdivision"),
        *("section_in_words", "charge", "level", "disposition", "disposition_date", "arrest_date"),
        *("name", "other_names", "date_of_birth", "state_ids", "is_deceased", "relief", "relief_in_words"),
        *("statutory_path", "reason", "citation", "verified", "data_as_of", "law_version"),
    }
)
"""What a line can hold beside ``line_id`` and ``batch_id`` (docs/reference/recipients.md)."""


class RecipientError(ValueError):
    """The table contradicts itself, or a remedy by list has no recipient. The message names file and row."""


@dataclass(frozen=True)
class Recipient:
    """One row. ``per``: one for the state, or one each county or court. ``every``: how often a list goes; empty if the
    law does not say. ``answer_days``: within which an answer or objection comes; None if the law sets no days.
    ``columns``: what a line holds."""

    step: str
    recipient: str
    name: str
    per: str
    every: str
    answer_days: int | None
    when_silent: str
    asks: tuple[str, ...]
    columns: tuple[str, ...]
    citation: str
    verified: str


def read_recipients(models: Path, state: str, remedy_id: str, day: str) -> tuple[Recipient, ...]:
    """Read the rows for a remedy that are in force on ``day``, in the order of the table.

    Raises:
        RecipientError: A remedy by list has no recipient of its list.
    """
    days = read_parameters(models, state, day)
    rows = read_csv_table(models, state, TABLE)
    found = tuple(_build(row, days) for row in rows if row["remedy_id"] in ("", remedy_id) and is_in_force(row, day))
    if not any(one.step == LIST for one in found):
        raise RecipientError(f"{state}_{TABLE}.csv: no list row for {remedy_id} is in force on {day}")
    return found


def select_step(recipients: Sequence[Recipient], step: str) -> list[Recipient]:
    """Return the rows of one step."""
    return [one for one in recipients if one.step == step]


def format_recipients(recipients: Sequence[Recipient]) -> str:
    """Format rows as JSON, as the ledger keeps them with a batch."""
    return json.dumps([asdict(one) for one in recipients], sort_keys=True, ensure_ascii=False)


def parse_recipients(text: str) -> tuple[Recipient, ...]:
    """Parse what ``format_recipients`` wrote."""
    rows = json.loads(text)
    return tuple(Recipient(**{**row, "asks": tuple(row["asks"]), "columns": tuple(row["columns"])}) for row in rows)


def check_recipients(models: Path, state: str) -> None:
    """Check the table, and that each remedy is given in a way of ``relief_ways``.

    Raises:
        RecipientError: It cannot be used.
    """
    remedies = read_table(models, state, "remedies")
    for row in remedies:
        if row["relief_by"] not in read_relief_ways():
            known = ", ".join(read_relief_ways())
            raise RecipientError(f"remedy {row['remedy_id']}: relief_by is {row['relief_by']!r}, expected {known}")
    by_list = {row["remedy_id"] for row in remedies if row["relief_by"] == BY_LIST}
    parameters = {row["parameter"]: row for row in read_table(models, state, "parameters")}
    rows = read_csv_table(models, state, TABLE)
    for number, row in enumerate(rows, 2):
        if fault := _find_fault(row, by_list, parameters):
            raise RecipientError(f"{state}_{TABLE}.csv, line {number}: {fault}")
    for remedy_id in sorted(by_list):
        its = [row for row in rows if row["remedy_id"] in ("", remedy_id)]
        if not any(row["step"] == LIST for row in its):
            raise RecipientError(f"{state}_{TABLE}.csv: {remedy_id} is given by list; no row says who gets the list")
    if any((row["step"], row["recipient"]) == (NOTICE, PERSON) for row in rows):
        has_words = {one["language"] for one in read_csv_table(models, state, "relief_words") if one["topic"] == RIGHTS}
        if lacking := [language for language in LANGUAGES if language not in has_words]:
            raise RecipientError(
                f"{state}_{TABLE}.csv: a notice goes to the person; relief_words has no {RIGHTS!r} in {lacking[0]!r}"
            )


def _find_fault(row: Mapping[str, str], by_list: Collection[str], parameters: Mapping[str, Mapping[str, str]]) -> str:
    for column, allowed in (("step", STEPS), ("per", REACHES), ("every", _TIMES), ("when_silent", _SILENCES)):
        if row[column] not in allowed:
            return f"{column} is {row[column]!r}, expected {', '.join(one or 'empty' for one in allowed)}"
    if row["remedy_id"] and row["remedy_id"] not in by_list:
        return f"{row['remedy_id']} is no remedy by list"
    if row["answer_days"] and not parameters.get(row["answer_days"], {}).get("value", "").isdigit():
        return f"answer_days names {row['answer_days']!r}, which is no parameter with a number of days"
    if unknown := sorted(set(row["columns"].split()) - LINE_COLUMNS):
        return f"columns names {', '.join(unknown)}, which no line has"
    if (row["step"] in (LIST, OBJECTION)) != bool(row["when_silent"]):
        return f"when_silent is for the steps {LIST} and {OBJECTION}, which need it"
    if row["step"] in (LIST, COPY, ORDER) and not row["columns"]:
        return f"the step {row['step']} needs columns"
    return ""


_TIMES = ("", "day", "week", "month", "year")
_SILENCES = ("", GOES_ON, WAITS)


def _build(row: Mapping[str, str], days: Mapping[str, str]) -> Recipient:
    return Recipient(
        row["step"],
        row["recipient"],
        row["recipient_name"],
        row["per"],
        row["every"],
        int(days[row["answer_days"]]) if days.get(row["answer_days"]) else None,
        row["when_silent"],
        tuple(part for part in row["asks"].split(SEPARATOR) if part),
        tuple(row["columns"].split()),
        row["citation"],
        row["verified"],
    )
