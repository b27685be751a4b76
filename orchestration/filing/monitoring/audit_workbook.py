"""The workbook of a blind sample, the record beside it, the key kept apart, and what the reader filled in.

The workbook shows the record and the law that is asked, never our outcome, race or name; the key shows our outcome and
must not lie where the reader looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from orchestration.files.tables import TableFileError, format_csv, read_table, write_new_file, write_workbook
from orchestration.filing.monitoring.audit_agreement import Reading
from orchestration.filing.monitoring.audit_sample import Drawn, draw
from orchestration.settings import Settings
from orchestration.warehouse.open_run import run_shown

READINGS: Mapping[str, str] = {
    "eligible": "eligible",
    "not_yet": "not_yet",
    "ineligible": "not_eligible",
    "already_relieved": "already_relieved",
    "review": "cannot_tell",
    "undeterminable": "cannot_tell",
}
"""Our outcomes as the words a reader chooses from."""

QUESTIONS = {
    "number": "number in the sample; the record is in the other workbook under the same number",
    "law": "which relief is asked about, and where the law gives it",
    "as_of": "the day it is asked for: nothing later counts",
    "county": "county of the conviction or arrest",
    "case_numbers": "case numbers as recorded",
    "day": "day of the conviction or arrest",
    "charge": "charge or charges as recorded",
    "level": "level on record",
    "reading": f"to fill in: {', '.join(dict.fromkeys(READINGS.values()))}",
    "read_by": "to fill in: who read it",
    "read_on": "to fill in: the day, like 2026-06-01",
    "why": "to fill in: why, in words",
}
RECORD = {
    "number": "number in the sample",
    "is_asked_about": "yes where the line is what is asked about",
    "day": "day as far as it is known",
    "kind": "what the record tells",
    "words": "as recorded",
    "details": "more of it as recorded",
    "county": "county",
    "case_numbers": "case numbers as recorded",
}
KEY = ("number", "unit", "unit_id", "person_id", "remedy_id", "race", "county", "outcome", "stratum_size")

_SUBJECTS = """
select unit, unit_id, remedy_id, law, as_of, county, case_numbers, day, charge, level from (
    select 'charge' as unit, charge_id as unit_id, person_id, remedy_id, cast(as_of_date as varchar) as as_of,
        county_name as county, case_numbers, cast(conviction_date_earliest as varchar) as day, charge_text as charge,
        cast(level as varchar) as level
    from marts.determinations
    union all
    select 'arrest', arrest_id, person_id, remedy_id, cast(as_of_date as varchar), county_name, null,
        cast(arrest_date_earliest as varchar), array_to_string(charge_texts, '; '), cast(level as varchar)
    from marts.arrest_determinations
) as subjects
inner join (
    select remedy_id as asked_remedy_id, remedy_name || ', ' || citation as law from rules.{state}_remedies
) as remedies on subjects.remedy_id = remedies.asked_remedy_id
where unit_id in (select unnest(?::varchar[]))
"""

# What we reckoned ourselves, and what we do where ids contradict each other, is no part of the record.
_RECORD = """
select person_id, fact_id, charge_ids, cast(date_earliest as varchar), date_precision, kind, words,
    case when kind = 'identity_conflict' then '' else details end, county_name, case_numbers
from marts.timelines
where person_id in (select unnest(?::varchar[])) and kind <> 'end_of_sentence_reckoned'
order by person_id, date_earliest nulls last, place, fact_id
"""


def write_sample(
    connection: duckdb.DuckDBPyConnection, state: str, drawn: Sequence[Drawn], out: Path, key: Path
) -> tuple[Path, Path]:
    """Write the two workbooks into the new folder ``out`` and the key to ``key``; the workbooks' paths.

    Raises ``FileExistsError``: what a reader filled in is never overwritten.
    """
    out.mkdir(parents=True, exist_ok=False)
    asked = {(row[0], row[1], row[2]): row[3:] for row in _rows(connection, _SUBJECTS, state, drawn, "unit_id")}
    questions = [[str(one.number), *asked[one.unit, one.unit_id, one.remedy_id], "", "", "", ""] for one in drawn]
    lines: dict[str, list[tuple[object, ...]]] = {}
    for row in _rows(connection, _RECORD, state, drawn, "person_id"):
        lines.setdefault(str(row[0]), []).append(row[1:])
    record = [
        [str(one.number), _asked_about(one, line), _day(line), *line[4:]]
        for one in drawn
        for line in lines.get(one.person_id, [])
    ]
    paths = (out / "sample.xlsx", out / "sample_records.xlsx")
    for path, rows, columns in zip(paths, (questions, record), (QUESTIONS, RECORD), strict=True):
        texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
        write_workbook(path, columns, texts, "Blind sample for a human reader")
    ours = ([vars(one)["county_name" if name == "county" else name] for name in KEY] for one in drawn)
    write_new_file(key, format_csv(KEY, ours))
    return paths


class SampleMisplaced(ValueError):
    """The sample cannot lie there: a reader may have written there, or would see what we decided. One line."""


def sample_for_a_reader(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    out: Path,
    key: Path,
    *,
    number: int,
    seed: int,
    county_name: str | None,
    remedy_id: str | None,
) -> tuple[int, Path, Path]:
    """Draw and write a sample; how many were drawn, and the paths of the two workbooks. Raises ``SampleMisplaced``."""
    check_places(out, key)
    run_shown(connection)
    drawn = draw(connection, number, seed, county_name, remedy_id)
    return len(drawn), *write_sample(connection, settings.state, drawn, out, key)


def check_places(out: Path, key: Path) -> None:
    """Raise ``SampleMisplaced`` unless both are new and the reader does not get the key."""
    if out.exists() or key.exists():
        raise SampleMisplaced("folder and key must be new: a reader may have written there")
    if key.absolute().is_relative_to(out.absolute()):
        raise SampleMisplaced("the key must not lie in the folder that the reader gets")


def read_readings(file: Path, key: Path) -> tuple[list[Reading], int, Mapping[str, str]]:
    """What was read, how many were not, and rows that cannot be counted by where they stand, each with why.

    Raises ``TableFileError``.
    """
    known = {row.values["number"]: row.values for row in read_table(key, KEY).rows}
    readings: list[Reading] = []
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    read: set[str] = set()
    for row in read_table(file, ("number", "reading", "read_by")).rows:
        number, word = row.values["number"], row.values["reading"].strip().lower().replace(" ", "_")
        if row.wrong or number not in known:
            wrong[row.where] = row.wrong or "no such number in the key"
        elif number in seen:
            wrong[row.where] = "the number stands there twice"
        elif word and word not in READINGS.values():
            wrong[row.where] = f"a reading is one of {', '.join(dict.fromkeys(READINGS.values()))}"
        elif word and not row.values["read_by"]:
            wrong[row.where] = "nobody answers for the reading"
        elif word:
            ours = known[number]
            readings.append(
                Reading(ours["remedy_id"], ours["race"], int(ours["stratum_size"]), READINGS[ours["outcome"]], word)
            )
            read.add(number)
        seen.add(number)
    if not known:
        raise TableFileError(f"{key.name}: the key is empty")
    return readings, len(known) - len(read), wrong


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, state: str, drawn: Sequence[Drawn], what: str
) -> Sequence[tuple[object, ...]]:
    asked = sorted({str(getattr(one, what)) for one in drawn})
    return connection.execute(query.replace("{state}", state), [asked]).fetchall()


def _asked_about(drawn: Drawn, line: tuple[object, ...]) -> str:
    fact_id, charge_ids = line[0], line[1]
    is_it = fact_id == drawn.unit_id or (isinstance(charge_ids, list) and drawn.unit_id in charge_ids)
    return "yes" if is_it else ""


def _day(line: tuple[object, ...]) -> str:
    """The day as far as it is known."""
    day, precision = str(line[2] or ""), line[3]
    return {"day": day, "month": day[:7], "year": day[:4]}.get(str(precision), "")
