"""A state's own extract, read and written as files of the standard layout (``lookback layout map``).

The extract is read by the same intake as any delivery: damaged lines are rejected with a reason, and nothing is lost
without being counted. They are handed on as lines that the run cannot read either, so that it holds up whom they name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.deliveries.read_delivery import Receipt, read_delivery
from orchestration.ingestion.deliveries.recognize import recognize_file
from orchestration.ingestion.layouts.layout import Layout, list_standard_columns, load_layout
from orchestration.ingestion.layouts.mapping import (
    APART,
    MappingFile,
    Rows,
    Source,
    build_source_layout,
    load_mapping,
    quote,
)
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError, format_file_name
from orchestration.ingestion.parsing.byte_stream import hash_file
from orchestration.ingestion.parsing.strict import BLANK, REPEATED_HEADER
from orchestration.ingestion.parsing.writer import REJECTS_FILE

RECEIPT_FILE = "mapping.json"
_FILES = ("charges", "people", "sentences", "events", "obligations", "supervision")


class NoMappingError(LookupError):
    """The state has no mapping."""


@dataclass(frozen=True)
class MappedFile:
    """A file of the extract: its kind, lines and rejected lines by reason."""

    file_name: str
    kind: str
    lines: int
    accepted: int
    rejected: Mapping[str, int]


@dataclass(frozen=True)
class MappedExtract:
    """What a mapping made: rows by file of ours, people, people who are kept apart, and by value table how many values
    it lacks. ``person_key``: how sure the number of a person is, in words."""

    state: str
    data_as_of: str
    files: tuple[MappedFile, ...]
    rows: Mapping[str, int]
    people: int
    kept_apart: int
    unmapped: Mapping[str, int]
    person_key: str


def map_extract(
    paths: Sequence[Path], state: str, data_as_of: date, out: Path, is_synthetic: bool = False
) -> MappedExtract:
    """Write the files of an extract as files of the standard layout into the new or empty folder ``out``.

    Raises:
        NoMappingError: The state has no mapping.
        RefusedDeliveryError: A file is none of the extract.
        FileExistsError: The folder is not empty.
    """
    mapping, layout = load_mapping(state), load_layout(state)
    if mapping is None:
        raise NoMappingError(f"{state} has no mapping (layouts/{state}/mapping.yml): deliver in the standard layout")
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty: a mapping needs a new or empty folder")
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        files, rows_of, rejects = _read_files(paths, mapping, layout, data_as_of, Path(folder))
        unmapped: dict[str, int] = {}
        for source in mapping.sources:
            if source.file in rows_of:
                names = ", ".join(map(quote, rows_of[source.file]))
                rows = f"read_parquet([{names}], union_by_name = true)"
                connection.execute(
                    f"create table extract_{source.file} as {source.person.build_query(rows, mapping.tables)}"
                )
                _count_unmapped(connection, mapping, source, unmapped)
        _build_tables(connection, mapping, [source for source in mapping.sources if source.file in rows_of])
        out.mkdir(parents=True, exist_ok=True)
        written = {file: _write_file(connection, file, out, layout, data_as_of, is_synthetic) for file in _FILES}
        _hand_on(connection, rejects, _locate_file("charges", out, layout, data_as_of))
        people = "select count(distinct person_id), count(distinct person_id) filter (where starts_with(person_id, ?))"
        found = connection.execute(f"{people} from mapped_charges", [APART]).fetchone() or (0, 0)
    result = MappedExtract(
        state, data_as_of.isoformat(), files, {file: rows for file, rows in written.items() if rows},
        int(found[0]), int(found[1]), dict(sorted(unmapped.items())), mapping.person_key,
    )  # fmt: skip
    (out / RECEIPT_FILE).write_text(json.dumps(asdict(result), indent=2) + "\n", encoding="utf-8")
    return result


def _read_files(
    paths: Sequence[Path], mapping: MappingFile, layout: Layout, data_as_of: date, folder: Path
) -> tuple[tuple[MappedFile, ...], dict[str, list[str]], list[str]]:
    """Read the files by intake; return what became of their lines, the files of rows by kind, and those of rejects."""
    kinds = [build_source_layout(source, layout) for source in mapping.sources]
    files: list[MappedFile] = []
    rows_of: dict[str, list[str]] = {}
    rejects: list[str] = []
    for path in sorted(paths):
        receipt, kind = _read_file(path, kinds, data_as_of, folder)
        files.append(MappedFile(receipt.file_name, kind, receipt.physical_lines, receipt.accepted, receipt.rejected))
        rows_of.setdefault(kind, []).append(receipt.rows_glob)
        rejects.append(str(Path(receipt.rows_glob).parents[1] / REJECTS_FILE))
    return tuple(files), rows_of, rejects


def _read_file(path: Path, kinds: Sequence[Layout], data_as_of: date, folder: Path) -> tuple[Receipt, str]:
    """Read a file as the kind with whose columns its header agrees; each kind may have another delimiter."""
    errors: list[RefusedDeliveryError] = []
    for delimiter in dict.fromkeys(kind.delimiter for kind in kinds):
        first, *others = (kind for kind in kinds if kind.delimiter == delimiter)
        layout = replace(first, others=tuple(others))
        try:
            kind = recognize_file(path, layout).layout.kind
        except RefusedDeliveryError as error:
            errors.append(error)
            continue
        delivery = Delivery(
            path, format_file_name(path), hash_file(path), layout.whole_state, data_as_of, path.stat().st_size, kind
        )
        return read_delivery(delivery, layout, folder), kind
    raise errors[0]


def _build_tables(connection: duckdb.DuckDBPyConnection, mapping: MappingFile, sources: Sequence[Source]) -> None:
    """Build a table of each file of ours; charges first, since they say whom a case is of."""
    for file in _FILES:
        queries = []
        for place, source in enumerate(sources):
            for number, rows in enumerate(source.rows.get(file, ())):
                if file == "charges" or not source.person.of_case:
                    queries.append(_build_query(mapping, source, file, rows, (place, number)))
                else:
                    queries.append(_build_query_of_case(mapping, source, file, rows, (place, number)))
        columns = ", ".join(f"cast(null as varchar) as {_quote_name(name)}" for name in _list_columns(file))
        empty = f"select 0 as source_place, 0 as rows_place, 0 as source_line, '' as delivery_id, {columns} where false"
        union = " union all by name ".join([f"({empty})", *(f"({query})" for query in queries)])
        connection.execute(f"create table mapped_{file} as {union}")


def _build_query(mapping: MappingFile, source: Source, file: str, rows: Rows, places: tuple[int, int]) -> str:
    values = ", ".join(
        f"{value.build_sql(mapping.tables)} as {_quote_name(name)}" for name, value in rows.columns.items()
    )
    return (
        f"select {places[0]} as source_place, {places[1]} as rows_place, source_line, "
        f"cast(delivery_id as varchar) as delivery_id, mapped_person_id as person_id, {values} "
        f"from extract_{source.file} where {rows.build_condition()}"
    )


def _build_query_of_case(mapping: MappingFile, source: Source, file: str, rows: Rows, places: tuple[int, int]) -> str:
    """The person is whoever the charges name for the case, and nobody where they name several or none."""
    query = _build_query(mapping, source, file, rows, places)
    people = (
        "select case_number, case when count(distinct person_id) = 1 then min(person_id) end as person_id "
        "from mapped_charges group by case_number"
    )
    return (
        f"select rows.* replace (people.person_id as person_id) from ({query}) as rows "
        f"left join ({people}) as people on rows.case_number = people.case_number"
    )


def _count_unmapped(
    connection: duckdb.DuckDBPyConnection, mapping: MappingFile, source: Source, unmapped: dict[str, int]
) -> None:
    for file, several in source.rows.items():
        for rows in several:
            for name, value in rows.columns.items():
                if not value.table:
                    continue
                text = value.model_copy(update={"table": None}).build_sql(mapping.tables)
                known = ", ".join(quote(theirs.upper()) for theirs in mapping.tables[value.table])
                counted = connection.execute(
                    f"select count(*) from extract_{source.file} where {rows.build_condition()} "
                    f"and upper({text}) not in ({known})"
                ).fetchone()
                if counted and counted[0]:
                    unmapped[f"{source.file} {file}.{name}"] = int(counted[0])


def _write_file(
    connection: duckdb.DuckDBPyConnection, file: str, out: Path, layout: Layout, data_as_of: date, is_synthetic: bool
) -> int:
    """Write a file of ours, in the order of the extract; none without rows, but of charges. Return the rows."""
    columns = ", ".join(map(_quote_name, _list_columns(file)))
    if file == "people":  # (each person is described once for each way the extract does)
        query = f"select {columns} from mapped_people group by all order by all"
    else:
        query = f"select {columns} from mapped_{file} order by source_place, delivery_id, source_line, rows_place"
    counted = connection.execute(f"select count(*) from ({query})").fetchone()
    rows = int(counted[0]) if counted else 0
    if rows or file == "charges":
        path = _locate_file(file, out, layout, data_as_of)
        connection.execute(f"copy ({query}) to {quote(str(path))} (format csv, header true)")
        if is_synthetic:
            path.with_name(path.name + ".delivery.yml").write_text("synthetic: true\n", encoding="utf-8")
    return rows


def _locate_file(file: str, out: Path, layout: Layout, data_as_of: date) -> Path:
    return out / f"{layout.whole_state.lower()}_{file}_{data_as_of:%Y%m%d}.csv"


def _hand_on(connection: duckdb.DuckDBPyConnection, rejects: Sequence[str], charges: Path) -> None:
    """Add what was rejected to the file of charges, each line as a single field: no row of charges has only one."""
    lines = connection.execute(
        "select raw_text from read_parquet(?) where reason not in (?, ?) order by delivery_id, source_line",
        [list(rejects), BLANK, REPEATED_HEADER],
    ).fetchall()
    with charges.open("ab") as file:
        for (text,) in lines:
            bare = text.replace('"', "").strip("\r")
            file.write(f'"{bare}"\n'.encode("latin-1"))


def _list_columns(file: str) -> list[str]:
    return [row["column"] for row in list_standard_columns(file)]


def _quote_name(name: str) -> str:
    return f'"{name}"'
