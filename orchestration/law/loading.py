"""The law of a state as tables of the warehouse: schema ``law``, loaded when a run is registered.

Tables come from the CSV files of ``models/rules/<st>/law`` and from the packs beside them. They are no dbt seeds: dbt
reads them as source ``law``, and does not parse again when only the law changed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.files.yaml import read_yaml
from orchestration.law.pack_files.columns import PACK_TABLES, PEOPLE_TABLES, make_row_key
from orchestration.law.pack_files.compilation import compile_files
from orchestration.law.pack_files.lines import list_lines, read_lines_beside
from orchestration.law.pack_files.loading import load_law_tables
from orchestration.law.questions.decisions import CounselDecision, apply_decisions, list_questions
from orchestration.law.recipients import check_recipients
from orchestration.law.register import read_registered_row_keys, read_row_keys
from orchestration.law.tables import make_key, read_csv_table, read_law_rows, read_packs

ROW_KEY = "row_key"
LAW_ROWS = "law_rows"
"""The table of every line of the law under the table and key that counts and signatures name it by."""
_OF_A_ROW = ("law_table", ROW_KEY, "citation", "verified")


class LawTableError(ValueError):
    """The columns of a CSV law table are not those that its description (``_*.yml``) states."""


def load_law(
    connection: duckdb.DuckDBPyConnection,
    models: Path,
    state: str,
    as_of: date,
    decisions: Mapping[str, CounselDecision] | None = None,
) -> dict[str, int]:
    """Load every law table of a state as it is on a day, and return their numbers of rows.

    ``decisions``: what counsel decided of questions that the packs leave open, by question.

    Raises:
        PackError: A pack is invalid.
        LawTableError: A CSV file has other columns than its description.
        RecipientError: The table of recipients cannot be used.
    """
    folder = models / "rules" / state
    types = read_column_types(models, state)
    check_recipients(models, state)
    keys = read_row_keys(models, state)
    tables = {
        table: [_add_key(line, keys.get(table)) for line in read_csv_table(models, state, table)] for table in types
    }
    files = read_packs(models, state)
    beside = read_lines_beside(folder, state)
    cited: dict[str, str] = {}
    if decisions:
        plain = list_lines(files, beside)["parameters"]
        beside["parameters"] = apply_decisions(plain, list_questions(files), decisions, as_of)
        pairs = zip(plain, beside["parameters"], strict=True)
        cited = {make_row_key("parameters", new): new["citation"] for old, new in pairs if old is not new}
    compiled = compile_files(files, beside, as_of)
    people = {table: {**own, "row_key": "varchar"} for table, own in PEOPLE_TABLES.items()}
    columns = {**people, **PACK_TABLES, **types, LAW_ROWS: dict.fromkeys(_OF_A_ROW, "varchar")}
    of_packs = {table: read_csv_table(models, state, table) for table in PACK_TABLES if table not in types}
    lines = {table: [_add_key(line, keys.get(table)) for line in read] for table, read in of_packs.items()}
    rows: dict[str, Sequence[Mapping[str, Any]]] = {
        **tables,
        **{table: put_beside(lines.get(table, ()), found) for table, found in compiled.items()},
        LAW_ROWS: _list_law_rows(models, state, cited),
    }
    load_law_tables(connection, rows, columns)
    return {table: len(rows[table]) for table in columns}


def read_column_types(models: Path, state: str) -> dict[str, Mapping[str, str]]:
    """Read the DuckDB types of the state's CSV law tables, in the order of their columns; one without a file too.

    Raises:
        LawTableError: A CSV file has other columns than its description.
    """
    rules = models / "rules"
    folder = rules / state / "law"
    found: dict[str, Mapping[str, str]] = {}
    for description in (*rules.glob("_law.yml"), *sorted(folder.glob("_*.yml"))):
        (source,) = read_yaml(description.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]:
            if table["name"] in PACK_TABLES:
                continue
            types = {column["name"]: column["data_type"] for column in table["columns"]}
            path = folder / f"{state}_{table['name']}.csv"
            if path.is_file():
                found[table["name"]] = _order_types(path, types)
            elif table["name"] not in {*PEOPLE_TABLES, LAW_ROWS}:
                found[table["name"]] = types  # no rows
    return found


def _order_types(path: Path, types: Mapping[str, str]) -> Mapping[str, str]:
    """Order the types of a table as the columns of its file are."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    in_file = [column for column in types if column != ROW_KEY or column in header]
    if set(header) != set(in_file):
        expected = ", ".join(in_file)
        raise LawTableError(f"{path.name}: expected the columns {expected}, found {', '.join(header)}")
    return {column: types[column] for column in dict.fromkeys([*header, *types])}


def _list_law_rows(models: Path, state: str, cited: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    """List every line of the law. ``cited``: citation of each parameter that counsel decided, by key."""
    rows = read_law_rows(models, state, read_registered_row_keys(models, state))
    return [
        {
            **{"law_table": row.law_table, **line, ROW_KEY: row.row_key},
            **({"citation": cited[row.row_key]} if row.law_table == "parameters" and row.row_key in cited else {}),
        }
        for row in rows
        for line in row.lines
    ]


def put_beside(
    lines: Sequence[Mapping[str, Any]], compiled: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Put rows of packs beside the lines of a CSV file, which go before rows of the same key."""
    keys = {line[ROW_KEY] for line in lines}
    return [*lines, *(row for row in compiled if row.get(ROW_KEY) not in keys)]


def _add_key(line: Mapping[str, str], columns: Sequence[str] | None) -> Mapping[str, str]:
    """Add the key of a row; a table of signatures has the keys of what was signed."""
    return {**line, ROW_KEY: make_key(columns, line)} if columns else line
