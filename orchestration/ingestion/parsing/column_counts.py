"""Counts of filled and well-formed values per column, made while a delivery is read.

Values of several blocks are counted together, so each distinct text is checked once. Checking the written rows again
takes eight times as long (measured).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

COUNTS_FILE = "columns.json"

_COUNTED_TOGETHER = 16 << 20
"""Delivered bytes of the blocks counted together, because each count has an overhead of milliseconds."""

_FILES_AT_A_TIME = 16
"""Files read together, a quarter of a delivery's 64, to limit memory."""


@dataclass(frozen=True)
class ColumnsAsked:
    """The columns to count.

    ``patterns``: by column, the pattern of a whole well-formed text, or None. Blank characters and words count as
    empty. ``version`` changes if counts could differ.
    """

    version: str
    patterns: Mapping[str, str | None]
    blank_characters: str
    blank_words: tuple[str, ...]


class ColumnCounts(BaseModel):
    """Number of rows, and of filled and well-formed values by column."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    rows: int
    filled: dict[str, int]
    well_formed: dict[str, int]

    def added_to(self, other: ColumnCounts) -> ColumnCounts:
        """Return the sums of both counts."""
        return ColumnCounts(
            version=self.version,
            rows=self.rows + other.rows,
            filled={column: count + other.filled[column] for column, count in self.filled.items()},
            well_formed={column: count + other.well_formed[column] for column, count in self.well_formed.items()},
        )


def create_empty_counts(asked: ColumnsAsked) -> ColumnCounts:
    """Return the counts of no rows."""
    formed = [column for column, pattern in asked.patterns.items() if pattern is not None]
    return ColumnCounts(
        version=asked.version, rows=0, filled=dict.fromkeys(asked.patterns, 0), well_formed=dict.fromkeys(formed, 0)
    )


def count_columns(table: pa.Table, asked: ColumnsAsked) -> ColumnCounts:
    """Count the columns (lower case, text or null) of a table."""
    filled: dict[str, int] = {}
    well_formed: dict[str, int] = {}
    blank = pa.array(["", *asked.blank_words, None], pa.string())
    for column, pattern in asked.patterns.items():
        counted = pc.value_counts(table[column.lower()])
        texts = pc.utf8_trim(counted.field("values"), asked.blank_characters)
        counts = counted.field("counts").to_numpy()
        is_filled = ~_convert_flags(pc.is_in(texts, blank))
        filled[column] = int(counts[is_filled].sum())
        if pattern is not None:
            has_form = _convert_flags(pc.match_substring_regex(texts, rf"\A(?:{pattern})\z").fill_null(False))
            well_formed[column] = int(counts[is_filled & has_form].sum())
    return ColumnCounts(version=asked.version, rows=table.num_rows, filled=filled, well_formed=well_formed)


class Counting:
    """Counts the rows of several blocks at a time while others are read."""

    def __init__(self, asked: ColumnsAsked, executor: Executor) -> None:
        self._asked = asked
        self._executor = executor
        self._waiting: list[pa.Table] = []
        self._waiting_bytes = 0
        self._counted: list[Future[ColumnCounts]] = []

    def add(self, table: pa.Table, delivered_bytes: int) -> None:
        """Add the rows of one block."""
        self._waiting.append(table)
        self._waiting_bytes += delivered_bytes
        if self._waiting_bytes >= _COUNTED_TOGETHER:
            self._count()

    def close(self) -> ColumnCounts:
        """Return the counts of all rows."""
        self._count()
        return reduce(ColumnCounts.added_to, (one.result() for one in self._counted), create_empty_counts(self._asked))

    def _count(self) -> None:
        if self._waiting:
            self._counted.append(self._executor.submit(count_columns, pa.concat_tables(self._waiting), self._asked))
        self._waiting, self._waiting_bytes = [], 0


def keep_counts(folder: Path, counts: ColumnCounts) -> None:
    """Write the counts of a delivery into the folder of its rows."""
    (folder / COUNTS_FILE).write_text(counts.model_dump_json(indent=1) + "\n", encoding="utf-8")


def load_counts(folder: Path, rows_pattern: str, asked: ColumnsAsked) -> ColumnCounts:
    """Load the counts of a delivery; count the written rows if the stored counts are of another version."""
    try:
        kept = ColumnCounts.model_validate_json((folder / COUNTS_FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        kept = None
    if kept is not None and kept.version == asked.version:
        return kept
    counts = create_empty_counts(asked)
    columns = [column.lower() for column in asked.patterns]
    files = sorted(folder.glob(rows_pattern))
    for first in range(0, len(files), _FILES_AT_A_TIME):
        tables = [pq.ParquetFile(file).read(columns) for file in files[first : first + _FILES_AT_A_TIME]]
        counts = counts.added_to(count_columns(pa.concat_tables(tables), asked))
    return counts


def _convert_flags(flags: pa.BooleanArray) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = flags.to_numpy(zero_copy_only=False)
    return found
