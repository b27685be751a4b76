"""Accepted and rejected rows to Parquet: ``rows/person_bucket=NN/rows.parquet`` and ``rejects.parquet``.

What belongs here: the shape of these files, and how many rows wait in memory. What does not: parsing, receipts, and the
folder's way from temporary to final (``receipt``).
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.intake.buckets import BUCKETS, buckets_of
from orchestration.intake.fast_lane import table_schema
from orchestration.intake.layout import Layout

ROWS_FILE = "rows.parquet"
ROWS_PATTERN = f"rows/person_bucket=*/{ROWS_FILE}"
REJECTS_FILE = "rejects.parquet"

_REJECTS_SCHEMA = pa.schema(
    [("delivery_id", pa.string()), ("source_line", pa.int64()), ("reason", pa.string()), ("raw_text", pa.string())]
)
_REJECTS_PER_GROUP = 10_000


class RowsWriter:
    """Spreads tables over 64 files by person; within a file rows keep the order of the delivery.

    Columns: ``delivery_id``, ``source_line``, kept columns. Tables wait until about ``waiting_bytes`` of delivered
    bytes are there and then become one row group a file, so the files do not depend on the number of threads.
    ``row_count`` counts the rows that were handed to the files.
    """

    def __init__(self, folder: Path, delivery_id: str, layout: Layout, executor: Executor, waiting_bytes: int) -> None:
        self._folder = folder / "rows"
        self._delivery_id = delivery_id
        self._layout = layout
        self._executor = executor
        self._waiting_limit = waiting_bytes
        self._waiting: list[pa.Table] = []
        self._waiting_bytes = 0
        self._writers: dict[int, pq.ParquetWriter] = {}
        self._schema = table_schema(layout).insert(0, pa.field("delivery_id", pa.string()))
        self._key = tuple(column.lower() for column in layout.person_key)
        self.row_count = 0

    def add(self, table: pa.Table, delivered_bytes: int) -> None:
        """Takes the rows of one block, ``source_line`` already counted from the start of the file (from 1)."""
        self._waiting.append(table)
        self._waiting_bytes += delivered_bytes
        if self._waiting_bytes >= self._waiting_limit:
            self._flush()

    def close(self) -> None:
        """Writes what waits and closes all files. Without a single row there is one empty file, so that the folder can
        be read."""
        self._flush()
        if not self._writers:
            self._writer(0)
        for writer in self._writers.values():
            writer.close()

    def _flush(self) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting)
        self._waiting, self._waiting_bytes = [], 0
        if not table.num_rows:
            return
        buckets = buckets_of(table, self._key)
        order = pa.array(np.argsort(buckets, kind="stable"))
        sizes = np.bincount(buckets, minlength=BUCKETS)
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        names = table.column_names
        table = pa.table(list(self._executor.map(lambda name: table[name].take(order), names)), names=names)
        slices = [(bucket, table.slice(starts[bucket], sizes[bucket])) for bucket in np.flatnonzero(sizes).tolist()]
        self.row_count += sum(self._executor.map(lambda piece: self._write(*piece), slices))

    def _write(self, bucket: int, rows: pa.Table) -> int:
        delivery_id = pa.repeat(pa.scalar(self._delivery_id, pa.string()), rows.num_rows)
        self._writer(bucket).write_table(rows.add_column(0, "delivery_id", delivery_id), row_group_size=rows.num_rows)
        return int(rows.num_rows)

    def _writer(self, bucket: int) -> pq.ParquetWriter:
        if bucket not in self._writers:
            folder = self._folder / f"person_bucket={bucket:02d}"
            folder.mkdir(parents=True)
            self._writers[bucket] = pq.ParquetWriter(
                folder / ROWS_FILE,
                self._schema,
                compression="snappy",
                store_schema=False,
                write_statistics=["source_line"],
            )
        return self._writers[bucket]


class RejectsWriter:
    """Rejected lines with their raw text; the only place where that text goes."""

    def __init__(self, folder: Path, delivery_id: str) -> None:
        self._delivery_id = delivery_id
        self._writer = pq.ParquetWriter(folder / REJECTS_FILE, _REJECTS_SCHEMA, compression="zstd", store_schema=False)
        self._waiting: list[tuple[int, str, str]] = []

    def add(self, rejects: Iterable[tuple[int, str, str]]) -> None:
        """Takes rejects as (source line from 1, reason, raw text)."""
        self._waiting.extend(rejects)
        while len(self._waiting) >= _REJECTS_PER_GROUP:
            self._write(self._waiting[:_REJECTS_PER_GROUP])
            del self._waiting[:_REJECTS_PER_GROUP]

    def close(self) -> None:
        """Writes what waits and closes the file."""
        self._write(self._waiting)
        self._writer.close()

    def _write(self, rejects: list[tuple[int, str, str]]) -> None:
        lines, reasons, texts = zip(*rejects, strict=True) if rejects else ((), (), ())
        self._writer.write_table(
            pa.table([[self._delivery_id] * len(rejects), lines, reasons, texts], schema=_REJECTS_SCHEMA)
        )
