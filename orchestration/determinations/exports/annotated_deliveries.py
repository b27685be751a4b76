"""The delivered files again, every accepted row in its place with what was determined: ``<file>.results.csv``.

The columns of the state stand byte by byte as received, but for what intake repairs: control bytes and a trailing comma
are gone, a byte order mark and blank or broken lines too. So a name in Latin-1 stays Latin-1, in the same bytes as in
the delivery. What is added is written in the encoding of its row; a sign that Latin-1 lacks becomes ``?``. Lines end
with a line feed. Memory does not grow with the file, but for one byte a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from orchestration.determinations.exports.evidence import Evidence, OfCounts, format_csv_line, prepare_evidence
from orchestration.ingestion.deliveries.discovery import find_again
from orchestration.ingestion.deliveries.progress import Progress
from orchestration.ingestion.deliveries.read_delivery import locate_delivery_folder
from orchestration.ingestion.deliveries.receipt import read_finished_receipt
from orchestration.ingestion.deliveries.recognize import Recognised, recognize_file
from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError
from orchestration.ingestion.parsing.byte_stream import ByteStream
from orchestration.ingestion.parsing.screen import screen_block
from orchestration.ingestion.parsing.strict import CONTROL_BYTES, LATIN1, TRAILING_COMMA, parse_line
from orchestration.ingestion.parsing.writer import ROWS_PATTERN

ENDING = ".results.csv"
BLOCK_BYTES = 4 << 20
"""Plain bytes that are looked at together."""

_LONGEST_NAME = 200
_LAST_BYTES_TO_JUDGE = b',"'
"""A row that ends with neither has no empty field too many: what stands in it is all of the layout's columns."""


class RowMismatchError(RuntimeError):
    """What was written is not what intake accepted, or a count found no row. Nothing was handed out."""


@dataclass(frozen=True)
class AnnotatedFile:
    """One written file: its name, its rows, and the counts that stand beside some of them."""

    file_name: str
    rows: int
    counts: int


@dataclass(frozen=True)
class _Registered:
    """A delivery in force, as the warehouse knows it."""

    delivery_id: str
    sha256: str
    file_sha256: str
    file_name: str
    physical_lines: int
    accepted_rows: int


def annotate_deliveries(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    intake_home: Path,
    paths: Sequence[Path],
    folder: Path,
    progress: Progress,
) -> list[AnnotatedFile]:
    """Write the annotated file of each history in force into ``folder``; ``paths`` are where the files lie.

    Raises ``DeliveryGoneError`` where a delivered file is not found again, ``RefusedDeliveryError`` where it changed
    while it was
    read, ``RowMismatchError``.
    """
    registered = [
        _Registered(*row)
        for row in connection.execute(
            "select delivery_id, sha256, file_sha256, file_name, physical_lines, accepted_rows from intake.deliveries "
            "where delivery_kind = 'history' order by delivery_number"
        ).fetchall()
    ]
    where = find_again(paths, layout, {one.file_sha256: one.file_name for one in registered})
    names = list_annotated_names({one.delivery_id: one.file_name for one in registered})
    with prepare_evidence(connection, layout.state) as evidence:
        return [
            _annotate(
                where[one.file_sha256],
                one,
                layout,
                locate_delivery_folder(intake_home, layout, one.sha256),
                evidence,
                folder / names[one.delivery_id],
                progress,
            )
            for one in registered
        ]


def list_annotated_names(file_names: Mapping[str, str]) -> dict[str, str]:
    """Per delivery id the name of its annotated file: safe on every disk, with the id where two would be the same."""
    safe = {
        delivery_id: re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[:_LONGEST_NAME]
        for delivery_id, name in file_names.items()
    }
    taken = Counter(name.casefold() for name in safe.values())
    return {
        delivery_id: f"{name}.{delivery_id}{ENDING}" if taken[name.casefold()] > 1 else f"{name}{ENDING}"
        for delivery_id, name in safe.items()
    }


def read_accepted_lines(folder: Path, physical_lines: int) -> npt.NDArray[np.bool_]:
    """Whether each physical line of a delivery, from the first, became a row of intake's ``folder``."""
    accepted = np.zeros(physical_lines, np.bool_)
    for path in sorted(folder.glob(ROWS_PATTERN)):
        with pq.ParquetFile(path) as rows:
            for batch in rows.iter_batches(columns=["source_line"]):
                accepted[batch.column(0).to_numpy() - 1] = True
    return accepted


def _annotate(
    path: Path,
    delivery: _Registered,
    layout: Layout,
    intake_folder: Path,
    evidence: Evidence,
    target: Path,
    progress: Progress,
) -> AnnotatedFile:
    of_counts = evidence.of_delivery(delivery.delivery_id)
    accepted = read_accepted_lines(intake_folder, delivery.physical_lines)
    receipt = read_finished_receipt(intake_folder, layout)
    beginning = recognize_file(path, layout, receipt.column_map if receipt else None)
    rows = 0
    shown = progress.start(delivery.file_name, path.stat().st_size)
    try:
        with ByteStream(path) as stream, target.open("wb", buffering=BLOCK_BYTES) as out:
            out.write(f"{format_csv_line(beginning.layout.header)},{format_csv_line(evidence.columns)}\n".encode())
            for lines, count in _annotated_blocks(stream, beginning, accepted, of_counts, len(evidence.columns)):
                out.write(lines)
                rows += count
                shown.advance(stream.bytes_read, rows)
            if stream.sha256 != delivery.file_sha256:
                raise RefusedDeliveryError(path, "expected the bytes that were taken in, the file changed since")
    finally:
        shown.finish()
    if rows != delivery.accepted_rows:
        raise RowMismatchError(f"{delivery.file_name}: {delivery.accepted_rows} rows were accepted and {rows} written")
    if of_counts.waiting is not None:
        raise RowMismatchError(
            f"{delivery.file_name}: a count in scope stands on line {of_counts.waiting}, which is no row"
        )
    return AnnotatedFile(target.name, rows, of_counts.given)


def _annotated_blocks(
    stream: ByteStream,
    beginning: Recognised,
    accepted: npt.NDArray[np.bool_],
    of_counts: OfCounts,
    added: int,
) -> Iterator[tuple[bytes, int]]:
    """The rows of each block with what is added to them, and their number."""
    nothing = b"," * added + b"\n"
    layout, mark_bytes = beginning.layout, beginning.mark_bytes
    number = 0
    for data in stream.blocks(BLOCK_BYTES):
        data = data[mark_bytes:]
        mark_bytes = 0
        screened = screen_block(data, layout)
        starts, ends, suspicious = screened.starts.tolist(), screened.ends.tolist(), screened.suspicious.tolist()
        out: list[bytes] = []
        for line in np.flatnonzero(accepted[number : number + len(starts)]).tolist():
            row = data[starts[line] : ends[line]].removesuffix(b"\r")
            encoding = "utf-8"
            if suspicious[line] or row[-1] in _LAST_BYTES_TO_JUDGE:
                row, encoding = as_accepted(row, layout)
            out.append(row)
            if number + line + 1 == of_counts.waiting:
                out.append(f",{of_counts.take()}\n".encode(encoding, "replace"))
            else:
                out.append(nothing)
        number += len(starts)
        yield b"".join(out), len(out) // 2


def as_accepted(row: bytes, layout: Layout) -> tuple[bytes, str]:
    """The bytes of one accepted line as intake understood them, and their encoding. Raises ``RowMismatchError``."""
    verdict = parse_line(row, layout)
    if isinstance(verdict, str):
        raise RowMismatchError(f"a line that intake accepted is none now: {verdict}")
    _, repairs = verdict
    kept = row.translate(None, CONTROL_BYTES)
    if TRAILING_COMMA in repairs:
        kept = kept.removesuffix(b'""').removesuffix(b",")
    return kept, "latin-1" if LATIN1 in repairs else "utf-8"
