"""What is missing or odd in files of the standard layout, column by column (``lookback layout check``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration.ingestion.decisions.vocabulary import SEEDS
from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.deliveries.read_delivery import Receipt, read_delivery
from orchestration.ingestion.deliveries.recognize import recognize_file
from orchestration.ingestion.layouts.layout import (
    HISTORY,
    Layout,
    list_standard_columns,
    load_layout,
    locate_vocabulary,
    read_table,
)
from orchestration.ingestion.layouts.mapping import quote
from orchestration.ingestion.layouts.needs import PathNeeds, list_columns_of, list_facts, list_needs
from orchestration.ingestion.layouts.refusal import Refusal, RefusedDeliveryError

_DAY = "(1[89]|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?"
_SHOWN_FROM = 3
"""A value is shown if so many people have it: in a shifted column a value can be a name."""
_SHOWN = 5
_FLAGS = "offense_flags"
_WORDS = {
    *{"place", "disposition", "level", "grade", "component", "event", "obligation", "supervisor", "supervision"},
    *{"inchoate", "yes_no", "end_basis"},
}


@dataclass(frozen=True)
class ColumnCheck:
    """One column of one file: rows, those that are filled, and findings in words. ``is_there``: the file has it."""

    file: str
    column: str
    is_required: bool
    is_there: bool
    rows: int
    filled: int
    findings: tuple[str, ...]


@dataclass(frozen=True)
class PathCheck:
    """Whether the files tell what a path of a remedy reads; ``lacks``: columns without which it stays unknown."""

    remedy: str
    path: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class LayoutCheck:
    """The check of all files: refusals, rejected lines by file and reason, columns, findings across files, paths."""

    refusals: tuple[Refusal, ...]
    rejected: Mapping[str, Mapping[str, int]]
    columns: tuple[ColumnCheck, ...]
    across_files: tuple[str, ...]
    paths: tuple[PathCheck, ...]


def check_files(paths: Sequence[Path], models: Path, state: str, data_as_of: date | None = None) -> LayoutCheck:
    """Check files of the standard layout of a state, read by the intake of a run. Nothing is kept."""
    layout = load_layout(state)
    deliveries, refusals = find_deliveries(paths, layout, data_as_of)
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        receipts: dict[str, list[Receipt]] = defaultdict(list)
        headers: dict[str, set[str]] = defaultdict(set)
        for delivery in deliveries:
            try:
                receipts[delivery.kind].append(read_delivery(delivery, layout, Path(folder)))
                recognised = recognize_file(delivery.path, layout, delivery.column_map)
                headers[delivery.kind] |= set(recognised.layout.columns[: recognised.layout.field_count])
            except RefusedDeliveryError as error:
                refusals.append(error.refusal)
        columns: list[ColumnCheck] = []
        facts = list_facts(models, state)
        for of_kind in (layout, *layout.others):
            if of_kind.kind in receipts:
                columns += _check_kind(connection, of_kind, receipts[of_kind.kind], headers[of_kind.kind], state, facts)
        across = _check_across(connection, set(receipts))
    there = {(one.file, one.column) for one in columns if one.filled}
    return LayoutCheck(
        tuple(refusals),
        {one.file_name: one.rejected for several in receipts.values() for one in several if one.rejected},
        tuple(columns),
        tuple(across),
        tuple(_check_path(needs, there) for needs in list_needs(models, state)),
    )


def _check_kind(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    receipts: Sequence[Receipt],
    header: set[str],
    state: str,
    facts: Sequence[str],
) -> list[ColumnCheck]:
    file = layout.name_words
    files = ", ".join(quote(receipt.rows_glob) for receipt in receipts)
    texts = ", ".join(
        f"nullif(upper(trim(regexp_replace({_name(column)}, '\\s+', ' ', 'g'))), '') as {_name(column)}"
        for column in layout.kept_columns
    )
    connection.execute(f"create table {file} as select {texts} from read_parquet([{files}])")
    rows = _ask(connection, f"select count(*) from {file}")
    checks = []
    for row in list_standard_columns(file):
        column = _name(row["column"])
        filled = _ask(connection, f"select count({column}) from {file}")
        findings = _find_odd(connection, file, row, state, layout) if filled else []
        if filled and row["column"] == _FLAGS:
            findings += _find_flags_not_asked(connection, file, facts)
        is_required = row["is_required"] == "true"
        if is_required and filled < rows:
            findings.insert(0, f"blank in {rows - filled:,} of {rows:,} rows")
        checks.append(
            ColumnCheck(
                file, row["column"], is_required, row["column"].upper() in header, rows, filled, tuple(findings)
            )
        )
    return checks


def _find_odd(
    connection: duckdb.DuckDBPyConnection, file: str, row: Mapping[str, str], state: str, layout: Layout
) -> list[str]:
    column, form = _name(row["column"]), row["form"]
    if form == "date":
        day = f"case length({column}) when 4 then {column} || '-01-01' when 7 then {column} || '-01' else {column} end"
        impossible = (
            f"{column} is not null and (not regexp_full_match({column}, '{_DAY}') or try_cast({day} as date) is null)"
        )
        count = _ask(connection, f"select count(*) from {file} where {impossible}")
        partial = _ask(connection, f"select count(*) from {file} where not ({impossible}) and length({column}) < 10")
        return [f"{count:,} impossible dates (expected 2026-03-01)"] * (count > 0) + [
            f"{partial:,} without the day"
        ] * (partial > 0)
    if form in ("number", "amount"):
        pattern = "[0-9]{1,6}" if form == "number" else "[$]?[0-9,]*[.]?[0-9]*"
        count = _ask(connection, f"select count(*) from {file} where not regexp_full_match({column}, '{pattern}')")
        return [f"{count:,} that are no {form}"] * (count > 0)
    if form in _WORDS:
        known = ", ".join(map(quote, sorted(_list_words(form, state, layout)))) or "''"
        found = connection.execute(
            f"select {column}, count(*), count(distinct person_id) from {file} where {column} not in ({known}) "
            "group by all order by count(*) desc, 1"
        ).fetchall()
        count = sum(rows for _, rows, _ in found)
        people = _ask(connection, f"select count(distinct person_id) from {file} where {column} not in ({known})")
        shown = [f"{value} ({rows:,})" for value, rows, people in found if people >= _SHOWN_FROM][:_SHOWN]
        unmapped = [
            f"{count:,} rows of {people:,} people with {len(found):,} values that are not mapped"
            f"{': ' * bool(shown)}{', '.join(shown)}"
        ] * (count > 0)
        return unmapped + (_find_grades_of_other_levels(connection, state) if form == "grade" else [])
    return []


def _find_flags_not_asked(connection: duckdb.DuckDBPyConnection, file: str, facts: Sequence[str]) -> list[str]:
    """Count flags of offenses that no pack of the state asks for."""
    each = f"unnest(string_split({_name(_FLAGS)}, ';'))"
    flags = f"select person_id, lower(trim(split_part({each}, '=', 1))) as flag from {file}"
    asked = ", ".join(map(quote, facts)) or "''"
    found = f"from ({flags}) as flags where flag <> '' and flag not in ({asked})"
    count, people = (_ask(connection, f"select count({what}) {found}") for what in ("*", "distinct person_id"))
    return [f"{count:,} flags of {people:,} people that no pack asks for"] * (count > 0)


def _find_grades_of_other_levels(connection: duckdb.DuckDBPyConnection, state: str) -> list[str]:
    """Count grades that the level beside them does not have: both are unknown then, where nothing was amended."""
    grades = [(row["grade_text"], row["level"]) for row in read_table(locate_vocabulary(state) / f"{state}_grades.csv")]
    levels = list(_list_meanings("level", state).items())
    count = 0
    if grades and levels:
        texts = ", ".join(quote(text) for text, _ in grades)
        count = _ask(
            connection,
            f"select count(*) from charges inner join (values {_format_pairs(levels)}) as levels (wording, meaning) "
            f"on charges.level = levels.wording where charges.grade in ({texts}) "
            f"and (charges.grade, levels.meaning) not in (values {_format_pairs(grades)})",
        )
    return [f"{count:,} grades of another level"] * (count > 0)


def _format_pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"({quote(one)}, {quote(other)})" for one, other in pairs)


def _list_words(form: str, state: str, layout: Layout) -> set[str]:
    """List the wordings that staging knows, upper case."""
    if form == "place":
        return {*layout.counties, "ELSEWHERE"}
    return set(_list_meanings(form, state))


def _list_meanings(form: str, state: str) -> dict[str, str]:
    """List the wordings that staging knows, upper case, with what they mean."""
    folder = locate_vocabulary(state)
    meanings = {
        row["wording"].upper(): row["meaning"]
        for row in read_table(folder.parents[1] / "standard/vocabulary/standard_words.csv")
        if row["field"] == form
    }
    for field, (table, wording, meaning) in SEEDS.items():
        if field == form:
            rows = read_table(folder / f"{state}_{table}.csv")
            meanings |= {row[wording].upper(): row[meaning] for row in rows}
    return meanings


def _check_across(connection: duckdb.DuckDBPyConnection, kinds: set[str]) -> list[str]:
    """Count duplicate keys, and rows of the other files that are of nobody or of no case in the charges."""
    if HISTORY not in kinds:
        return []
    connection.execute(
        "create table people_charged as select distinct person_id from charges where person_id is not null"
    )
    found = []
    twice = _ask(
        connection,
        "select coalesce(sum(rows), 0) from (select count(*) as rows from charges where count_number is not null "
        "group by person_id, place, case_number, count_number having count(*) > 1)",
    )
    if twice:
        found.append(f"charges: {twice:,} rows share person, place, case and count with another (duplicate_key)")
    for kind in sorted(kinds - {HISTORY}):
        orphans = _ask(
            connection,
            f"select count(*) from {kind} where person_id not in (select person_id from people_charged)",
        )
        if orphans:
            found.append(f"{kind}: {orphans:,} rows of people who are in no charge (orphan_row)")
        if kind in ("sentences", "obligations"):
            unplaced = _ask(
                connection,
                f"select count(*) from {kind} as rows where person_id in (select person_id from people_charged) "
                "and not exists (select 1 from charges where charges.person_id = rows.person_id "
                "and charges.case_number = rows.case_number)",
            )
            if unplaced:
                found.append(f"{kind}: {unplaced:,} rows of a case that the person has no charge in (orphan_row)")
    return found


def _check_path(needs: PathNeeds, there: set[tuple[str, str]]) -> PathCheck:
    lacks = []
    for reads in sorted(needs.reads):
        columns = list_columns_of(reads)
        if columns and not there.intersection(columns):
            lacks.append(" or ".join(f"{file}.{column}" for file, column in columns))
    return PathCheck(needs.remedy, needs.path, tuple(lacks))


def _ask(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0


def _name(column: str) -> str:
    return f'"{column}"'
