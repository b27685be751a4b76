"""Parse a block of lines to a table with Arrow; suspicious lines are parsed strictly, one at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.parsing.byte_positions import Flags, Positions
from orchestration.ingestion.parsing.byte_stream import LONGEST_LINE
from orchestration.ingestion.parsing.screen import DEL as _DEL
from orchestration.ingestion.parsing.screen import SPACE as _SPACE
from orchestration.ingestion.parsing.screen import Screened, find_line_bounds, screen_block
from orchestration.ingestion.parsing.strict import BLANK, TRAILING_COMMA, ExactRows

_WORTH_A_SECOND_PASS = 200
"""Number of refused rows from which a second Arrow pass, one field wider, is faster than strict parsing."""

_WORTH_A_LOOK_FOR_BLANKS = 200
"""Number of suspicious lines from which a search of the block for blank ones is faster than parsing each."""

REJECTS_SCHEMA = pa.schema([("source_line", pa.int64()), ("reason", pa.string()), ("raw_text", pa.string())])


@dataclass(frozen=True)
class BlockRows:
    """The result of one block.

    ``table``: ``source_line`` (int64, from 0 within the block) and the kept columns (text, null if empty); vectorized
    rows precede strictly parsed ones, each ascending by line. ``rejects``: ``source_line`` likewise, reason and Latin-1
    text, ascending by line.
    """

    table: pa.Table
    rejects: pa.Table
    repaired: Counter[str]
    line_count: int
    header_lines: int
    exact_lines: int


def read_block(data: bytes, layout: Layout, header_line: int | None = None, force_exact: bool = False) -> BlockRows:
    """Parse one block that begins at a line start and ends at a line end or the end of the file.

    ``header_line`` (from 0) is skipped. ``force_exact`` parses every line strictly: the same result, slower.
    """
    if force_exact:
        starts, ends = find_line_bounds(data)
        screened = Screened(starts, ends, np.ones(len(starts), np.bool_))
    else:
        screened = screen_block(data, layout)
    to_judge = screened.suspicious.copy()
    is_header = np.zeros(len(to_judge), np.bool_)
    if header_line is not None:
        is_header[header_line] = True
        to_judge[header_line] = False
    repaired: Counter[str] = Counter()
    tables: list[pa.Table] = []
    plain = np.flatnonzero(~to_judge & ~is_header)
    of_file = layout.columns[: layout.field_count]
    fast = _parse(_extract_lines(data, screened, plain), plain, of_file, layout)
    if fast is None:
        to_judge[plain] = True
    else:
        table, refused = fast
        tables.append(table)
        if layout.may_have_trailing_comma and len(refused) >= _WORTH_A_SECOND_PASS:
            wider = _parse(_extract_lines(data, screened, refused), refused, (*of_file, ""), layout)
            if wider is not None:
                table, refused = wider
                tables.append(table)
                repaired[TRAILING_COMMA] += table.num_rows
        to_judge[refused] = True
    blank = np.flatnonzero(to_judge)[:0] if force_exact else _find_blank_lines(data, screened, to_judge)
    to_judge[blank] = False
    exact = ExactRows()
    judged = np.flatnonzero(to_judge)
    for line in judged.tolist():
        exact.read(line, data[screened.starts[line] : screened.ends[line]], layout)
    if exact.lines or not tables:
        tables.append(_build_exact_table(exact, layout))
    filled = [table for table in tables if table.num_rows] or tables[:1]
    return BlockRows(
        table=pa.concat_tables(filled),
        rejects=_build_rejects(exact, blank, data, screened),
        repaired=repaired + exact.repaired,
        line_count=len(is_header),
        header_lines=int(is_header.sum()),
        exact_lines=len(judged),
    )


def _find_blank_lines(data: bytes, screened: Screened, to_judge: Flags) -> Positions:
    """Find the blank lines among those to be judged; none where there are too few to search for."""
    if np.count_nonzero(to_judge) < _WORTH_A_LOOK_FOR_BLANKS:
        return np.flatnonzero(to_judge)[:0]
    array = np.frombuffer(data, np.uint8)
    is_filled = np.logical_or.reduceat((array > _SPACE) & (array != _DEL), screened.starts)
    return np.flatnonzero(to_judge & ~is_filled & (screened.ends - screened.starts <= LONGEST_LINE))


def _build_rejects(exact: ExactRows, blank: Positions, data: bytes, screened: Screened) -> pa.Table:
    lines, reasons, texts = zip(*exact.rejects, strict=True) if exact.rejects else ((), (), ())
    rejects = pa.table([lines, reasons, texts], schema=REJECTS_SCHEMA)
    if not len(blank):
        return rejects
    blank_texts = _extract_lines(data, screened, blank).decode("latin-1").split("\n")[: len(blank)]
    blanks = pa.table([blank, pa.repeat(pa.scalar(BLANK), len(blank)), blank_texts], schema=REJECTS_SCHEMA)
    return pa.concat_tables([rejects, blanks]).sort_by("source_line") if len(rejects) else blanks


def build_table_schema(layout: Layout) -> pa.Schema:
    """Build the schema of ``source_line`` and the kept columns as text."""
    return pa.schema([("source_line", pa.int64()), *((column, pa.string()) for column in layout.kept_columns)])


def _build_exact_table(exact: ExactRows, layout: Layout) -> pa.Table:
    schema = build_table_schema(layout)
    columns = list(zip(*exact.values, strict=True)) or [()] * len(layout.kept_columns)
    arrays = [pa.array(column, pa.string()) for column in columns]
    return pa.Table.from_arrays([pa.array(exact.lines, pa.int64()), *arrays], schema=schema)


def _extract_lines(data: bytes, screened: Screened, lines: Positions) -> bytes:
    """Return the bytes of some lines, in order, with line feeds; the block itself if they are all of it."""
    if len(lines) == len(screened.starts):
        return data
    if not len(lines):
        return b""
    breaks = np.flatnonzero(np.diff(lines) != 1)
    first = lines[np.concatenate(([0], breaks + 1))]
    last = lines[np.concatenate((breaks, [len(lines) - 1]))]
    runs = zip(screened.starts[first].tolist(), (screened.ends[last] + 1).tolist(), strict=True)
    return b"".join([data[start:end] for start, end in runs])


def _parse(
    data: bytes, lines: Positions, columns: tuple[str, ...], layout: Layout
) -> tuple[pa.Table, Positions] | None:
    """Return the table of the lines with as many fields as ``columns``, and the other lines; None: parse each strictly.

    A column with an empty name must be empty: lines where it is not are refused.
    """
    if not data:
        return _build_exact_table(ExactRows(), layout), lines[:0]
    refused: list[int] = []

    def skip(row: pa.csv.InvalidRow) -> str:
        refused.append(row.number - 1)
        return "skip"

    names = [column.lower() for column in columns]
    kept = list(layout.kept_columns) + names[layout.field_count :]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            pa.csv.ReadOptions(use_threads=False, column_names=names, block_size=len(data) + 1),
            pa.csv.ParseOptions(
                delimiter=layout.delimiter,
                quote_char=layout.quote,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in kept},
                include_columns=kept,
                include_missing_columns=True,
                strings_can_be_null=True,
                check_utf8=False,  # lines that are not UTF-8 are parsed strictly
                null_values=[""],
            ),
        )
    except pa.ArrowException:  # its message quotes the row and must not be passed on
        return None
    if table.num_rows + len(refused) != len(lines):
        return None
    is_refused: Flags = np.zeros(len(lines), np.bool_)
    is_refused[refused] = True
    is_row = ~_may_be_header(table, layout)
    if len(kept) > len(layout.kept_columns):
        is_row &= table.column(len(kept) - 1).is_null().to_numpy()
        table = table.remove_column(len(kept) - 1)
    if not is_row.all():
        table = table.filter(pa.array(is_row))
        is_refused[np.flatnonzero(~is_refused)[~is_row]] = True
    return table.add_column(0, "source_line", pa.array(lines[~is_refused])), lines[is_refused]


def _may_be_header(table: pa.Table, layout: Layout) -> Flags:
    """Return the rows that have the first kept column's own name in that column."""
    name = layout.header[layout.kept_positions[0]]
    found = pc.match_substring(table.column(0), name, ignore_case=True)
    flags: Flags = pc.fill_null(found, False).to_numpy()
    return flags
