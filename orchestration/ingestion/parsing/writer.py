"""Write accepted and rejected rows to Parquet: ``rows/buckets-FF-LL.parquet`` and ``rejects.parquet``."""

from __future__ import annotations

from concurrent.futures import Executor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.parsing.buckets import BUCKETS, compute_buckets
from orchestration.ingestion.parsing.vectorized import REJECTS_SCHEMA, build_table_schema

ROWS_PATTERN = "rows/buckets-*.parquet"
"""The file name has the first and the last bucket in the file."""
REJECTS_FILE = "rejects.parquet"

_REJECTS_SCHEMA = pa.schema([pa.field("delivery_id", pa.string()), *REJECTS_SCHEMA])
_REJECTS_PER_GROUP = 10_000
_BUCKETS_PER_FILE = 16
"""Few files, so that a scan of sixty deliveries does not open thousands; several, to cluster rows by person."""
_ROWS_OF_ONE_FILE = 10_000
"""Rows up to which a delivery is one file: for small deliveries a file costs more than its rows."""
_ROWS_PER_GROUP = 122_880
"""The row group that DuckDB gives one thread."""


class RowsWriter:
    """Spreads rows over four files by person, those of a small delivery over one, sorted by bucket and delivery order.

    Columns: ``delivery_id``, ``source_line``, kept columns, ``person_bucket`` (0 to 63). A row group is written after
    about ``waiting_bytes`` of delivered bytes, so the files do not depend on the number of threads. ``row_count``: rows
    written.
    """

    def __init__(self, folder: Path, delivery_id: str, layout: Layout, executor: Executor, waiting_bytes: int) -> None:
        self._folder = folder / "rows"
        self._delivery_id = delivery_id
        self._executor = executor
        self._waiting_limit = waiting_bytes
        self._waiting: list[pa.Table] = []
        self._waiting_bytes = 0
        self._writers: dict[int, pq.ParquetWriter] = {}
        rows = build_table_schema(layout)
        # The id is the same in every row; a dictionary of one value is written without reading each row.
        self._schema = pa.schema(
            [
                pa.field("delivery_id", pa.dictionary(pa.int32(), pa.string())),
                *rows,
                pa.field("person_bucket", pa.int32()),
            ]
        )
        self._repeated = [name for name in self._schema.names if name != "source_line"]
        self._key = tuple(column.lower() for column in layout.person_key)
        self.row_count = 0

    def add(self, table: pa.Table, delivered_bytes: int) -> None:
        """Add the rows of one block, in any order, with ``source_line`` counted from 1. Blocks come in file order."""
        self._waiting.append(table)
        self._waiting_bytes += delivered_bytes
        if self._waiting_bytes >= self._waiting_limit:
            self._flush()

    def close(self) -> None:
        """Write the remaining rows and close all files. A delivery without rows gets one empty file, so that it can be
        read."""
        waiting = sum(table.num_rows for table in self._waiting)
        self._flush(BUCKETS if not self._writers and waiting <= _ROWS_OF_ONE_FILE else _BUCKETS_PER_FILE)
        if not self._writers:
            self._writer(0, BUCKETS)
        for writer in self._writers.values():
            writer.close()

    def _flush(self, buckets_per_file: int = _BUCKETS_PER_FILE) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting)
        self._waiting, self._waiting_bytes = [], 0
        if not table.num_rows:
            return
        buckets = compute_buckets(table, self._key)
        by_line = np.argsort(table["source_line"].to_numpy(), kind="stable")
        order = by_line[np.argsort(buckets[by_line], kind="stable")]
        taken = pa.array(order)
        names = table.column_names
        columns = list(self._executor.map(lambda name: table[name].take(taken), names))
        told = pa.DictionaryArray.from_arrays(np.zeros(len(order), np.int32), [self._delivery_id])
        sorted_buckets = buckets[order].astype(np.int32)
        table = pa.table([told, *columns, pa.array(sorted_buckets)], schema=self._schema)
        bounds = np.searchsorted(sorted_buckets, np.arange(0, BUCKETS + 1, buckets_per_file)).tolist()
        slices = [
            (number * buckets_per_file, buckets_per_file, table.slice(start, end - start))
            for number, (start, end) in enumerate(pairwise(bounds))
            if end > start
        ]
        self.row_count += sum(self._executor.map(lambda piece: self._write(*piece), slices))

    def _write(self, first_bucket: int, buckets: int, rows: pa.Table) -> int:
        self._writer(first_bucket, buckets).write_table(rows, row_group_size=_ROWS_PER_GROUP)
        return int(rows.num_rows)

    def _writer(self, first_bucket: int, buckets: int) -> pq.ParquetWriter:
        if first_bucket not in self._writers:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._writers[first_bucket] = pq.ParquetWriter(
                self._folder / f"buckets-{first_bucket:02d}-{first_bucket + buckets - 1:02d}.parquet",
                self._schema,
                compression="snappy",
                store_schema=False,
                write_statistics=["source_line", "person_bucket"],
                use_dictionary=self._repeated,
                column_encoding={"source_line": "DELTA_BINARY_PACKED"},
            )
        return self._writers[first_bucket]


class RejectsWriter:
    """Writes rejected lines with their raw text, which is stored nowhere else."""

    def __init__(self, folder: Path, delivery_id: str) -> None:
        self._delivery_id = delivery_id
        self._writer = pq.ParquetWriter(folder / REJECTS_FILE, _REJECTS_SCHEMA, compression="zstd", store_schema=False)
        self._waiting: list[pa.Table] = []

    def add(self, rejects: pa.Table) -> None:
        """Add rejects of one block, with ``source_line`` counted from 1."""
        if len(rejects):
            self._waiting.append(rejects)
        if sum(map(len, self._waiting)) >= _REJECTS_PER_GROUP:
            self._write()

    def close(self) -> None:
        """Write the remaining rejects and close the file."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        rejects = pa.concat_tables([REJECTS_SCHEMA.empty_table(), *self._waiting])
        self._waiting = []
        ids = pa.repeat(pa.scalar(self._delivery_id), len(rejects))
        self._writer.write_table(rejects.add_column(0, "delivery_id", ids), row_group_size=_ROWS_PER_GROUP)
