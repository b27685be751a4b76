"""Read one delivery, block by block, to Parquet rows, rejects and a receipt."""

from __future__ import annotations

import shutil
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.deliveries.profile import list_columns_to_count
from orchestration.ingestion.deliveries.progress import NoProgress, Progress
from orchestration.ingestion.deliveries.receipt import (
    READER_VERSION,
    BytesReceipt,
    ConservationError,
    Lane,
    Receipt,
    create_partial_folder,
    find_damaged_file,
    finish,
    read_finished_receipt,
)
from orchestration.ingestion.deliveries.recognize import Recognised, recognize_stream
from orchestration.ingestion.layouts.layout import HISTORY, Layout
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError
from orchestration.ingestion.parsing.byte_stream import ByteStream
from orchestration.ingestion.parsing.column_counts import Counting, keep_counts
from orchestration.ingestion.parsing.detect_concatenation import OwnBeginning
from orchestration.ingestion.parsing.strict import FIELD_COUNT, OPEN_QUOTE, split_strictly
from orchestration.ingestion.parsing.vectorized import BlockRows, read_block
from orchestration.ingestion.parsing.writer import ROWS_PATTERN, RejectsWriter, RowsWriter
from orchestration.settings import parse_memory_limit

__all__ = ["ConservationError", "Receipt", "RefusedDeliveryError", "locate_delivery_folder", "read_delivery"]

BLOCK_BYTES = 2 << 20
"""Unpacked bytes of a block, few enough for the processor's cache. The size does not change any row."""

_SHARE_OF_MEMORY_THAT_WAITS = 1 / 8
_MOST_THAT_WAITS = 1 << 30
"""A column of waiting text must stay below the 2 GiB that Arrow can address."""


def locate_delivery_folder(intake_home: Path, layout: Layout, sha256: str) -> Path:
    """Return the folder of a delivery's rows, rejects and receipt."""
    return intake_home / layout.state / sha256


def read_delivery(
    delivery: Delivery,
    layout: Layout,
    intake_home: Path,
    *,
    threads: int = 2,
    memory_limit: str = "3GB",
    progress: Progress | None = None,
    force_exact: bool = False,
    reading: AbstractContextManager[object] | None = None,
) -> Receipt:
    """Read a delivery into ``<intake_home>/<state>/<sha256>/``, unless a finished receipt is there and every file is as
    it says.

    ``layout`` is the state's, for any kind of delivery. Rows and rejects depend on the bytes, their column map and the
    layout only, not on ``threads``. ``memory_limit`` ("3GB", "512MB") limits the rows waiting to be written.
    ``force_exact`` reads again and parses every line strictly: the same rows, much slower. ``reading`` is held while
    bytes are read and rows wait in memory, not while files are synced. After an error nothing is left behind.

    Raises:
        RefusedDeliveryError: The file is missing, of another kind, truncated, concatenated with itself, or changed.
        ConservationError: Lines read and lines written differ.
    """
    pa.set_memory_pool(pa.system_memory_pool())  # a tenth less time and a fifth less memory than Arrow's (measured)
    layout = layout.of_kind(delivery.kind)
    folder = locate_delivery_folder(intake_home, layout, delivery.sha256)
    receipt, mended = None if force_exact else read_finished_receipt(folder, layout), ""
    damaged = find_damaged_file(folder, receipt) if receipt is not None else None
    if receipt is None or damaged is not None:
        mended = str(damaged) if receipt is not None and receipt.files else ""
        partial = create_partial_folder(folder)
        try:
            with reading or nullcontext():
                receipt = _read(
                    delivery,
                    layout,
                    partial,
                    threads,
                    parse_memory_limit(memory_limit),
                    progress or NoProgress(),
                    force_exact,
                )
            receipt.check_conservation()
            receipt = finish(partial, folder, receipt)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    return Receipt(
        **receipt.model_dump(),
        file_name=delivery.file_name,
        county=delivery.county,
        data_as_of=delivery.data_as_of,
        rows_glob=str(folder.absolute() / ROWS_PATTERN),
        mended=mended,
    )


@dataclass
class _Tally:
    """Totals over the blocks of one delivery."""

    lines: int = 0
    rows: int = 0
    header_lines: int = 0
    exact_lines: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    last_reject: tuple[int, str, str] = (0, "", "")

    def lane(self) -> Lane:
        judged = self.lines - self.header_lines
        return "fast" if not self.exact_lines else "exact" if self.exact_lines == judged else "mixed"

    def ends_within_a_row(self, layout: Layout) -> bool:
        """Return whether the last line was rejected because it stops before its last column."""
        line, reason, text = self.last_reject
        if line != self.lines or reason not in (OPEN_QUOTE, FIELD_COUNT):
            return False
        fields = split_strictly(text, layout.delimiter, layout.quote)
        return fields is None or len(fields) < layout.field_count


def _read(
    delivery: Delivery,
    layout: Layout,
    partial: Path,
    threads: int,
    memory_bytes: int,
    progress: Progress,
    force_exact: bool,
) -> BytesReceipt:
    tally = _Tally()
    waiting_bytes = min(int(memory_bytes * _SHARE_OF_MEMORY_THAT_WAITS), _MOST_THAT_WAITS)
    shown = progress.start(delivery.file_name, delivery.size_bytes)
    try:
        with ByteStream(delivery.path) as stream, ThreadPoolExecutor(max(threads, 1)) as executor:
            beginning = recognize_stream(stream, layout, BLOCK_BYTES, delivery.column_map)
            rows = RowsWriter(partial, delivery.delivery_id, layout, executor, waiting_bytes)
            rejects = RejectsWriter(partial, delivery.delivery_id)
            counting = Counting(list_columns_to_count(layout), executor)
            for size, block in _read_blocks(stream, delivery, beginning, executor, max(threads, 1), force_exact):
                first_line = tally.lines + 1
                lines = pc.add(block.table["source_line"], pa.scalar(first_line, pa.int64()))
                rows.add(block.table.set_column(0, "source_line", lines), size)
                rejected = block.rejects
                rejected = rejected.set_column(0, "source_line", pc.add(rejected["source_line"], first_line))
                rejects.add(rejected)
                for last in rejected.slice(max(len(rejected) - 1, 0)).to_pylist():
                    tally.last_reject = (last["source_line"], last["reason"], last["raw_text"])
                tally.lines += block.line_count
                tally.rows += block.table.num_rows
                tally.header_lines += block.header_lines
                tally.exact_lines += block.exact_lines
                for counted in rejected["reason"].value_counts().to_pylist():
                    tally.rejected[counted["values"]] += counted["counts"]
                tally.repaired.update(block.repaired)
                counting.add(block.table, size)
                shown.advance(stream.bytes_read, tally.rows)
            counts = counting.close()
            rows.close()
            rejects.close()
            if stream.sha256 != delivery.file_sha256:
                raise RefusedDeliveryError(
                    delivery.path, "expected the bytes that were found first, the file changed since"
                )
    finally:
        shown.finish()
    keep_counts(partial, counts)
    padding = f"has {stream.padding_bytes:,} NUL bytes beside its packed content, which were skipped"
    padding = padding if stream.padding_bytes else ""
    return BytesReceipt(
        delivery_id=delivery.delivery_id,
        sha256=delivery.sha256,
        layout_version=layout.version,
        reader_version=READER_VERSION,
        physical_lines=stream.physical_lines,
        header_lines=tally.header_lines,
        accepted=rows.row_count,
        rejected=dict(sorted(tally.rejected.items())),
        repaired=dict(sorted(tally.repaired.items())),
        lane=tally.lane(),
        seems_cut_off=stream.physical_lines > stream.line_ends and tally.ends_within_a_row(beginning.layout),
        oddities=tuple(filter(None, [beginning.oddity, padding])),
        column_map=delivery.column_map,
    )


def _read_blocks(
    stream: ByteStream,
    delivery: Delivery,
    beginning: Recognised,
    executor: ThreadPoolExecutor,
    threads: int,
    force_exact: bool,
) -> Iterator[tuple[int, BlockRows]]:
    """Yield parsed blocks with their size in file order; a few are parsed ahead."""
    under_way: deque[tuple[int, Future[BlockRows]]] = deque()
    layout, mark_bytes, header_line = beginning.layout, beginning.mark_bytes, beginning.header_line
    own_beginning = OwnBeginning(layout)
    for data in stream.blocks(BLOCK_BYTES):
        data = data[mark_bytes:]
        if layout.kind == HISTORY:
            since = own_beginning.count_line_ends_since(data, 0 if header_line is None else header_line + 1)
            if since is not None:
                raise RefusedDeliveryError(
                    delivery.path,
                    "expected a county's history once, found its first rows again on line "
                    f"{stream.line_ends - since + 1:,}: it was joined with itself or with another cut of the county",
                )
        under_way.append((len(data), executor.submit(read_block, data, layout, header_line, force_exact)))
        mark_bytes, header_line = 0, None
        if len(under_way) > threads + 1:
            size, block = under_way.popleft()
            yield size, block.result()
    for size, block in under_way:
        yield size, block.result()
