"""Delivered files annotated with determinations: every accepted row with added columns, as ``<file>.results.csv``.

The state's columns keep their bytes: a name in Latin-1 stays Latin-1, and what a spreadsheet would compute stays so, as
``WARNING_FILE`` beside the files says. Only repairs of intake are applied: control bytes, trailing commas, byte order
marks and blank or broken lines are removed. Added columns use the encoding of their row; a character that Latin-1 lacks
becomes ``?``. Lines end with LF. Memory grows by one byte per line.
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

from orchestration.determinations.exports.evidence import DeliveryEvidence, Evidence, prepare_evidence
from orchestration.files.tables import format_csv_line
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

RESULTS_SUFFIX = ".results.csv"
BLOCK_BYTES = 4 << 20
"""Bytes processed at once, unpacked."""

WARNING_FILE = "about_annotated_files.txt"
WARNING = """\
The columns of the state in *.results.csv have the bytes that were delivered: names and comments as others typed them.
A spreadsheet computes a cell that begins with = + - @ or a tab. Import these files with every column as text, and do
not open them by a double click. In the added columns, on the right, such a cell has an apostrophe in front.
"""

_MAX_NAME_CHARACTERS = 200
_LAST_BYTES_TO_PARSE = b',"'
"""Last bytes of a row that may have an extra empty field; any other row has exactly the layout's columns."""


class RowMismatchError(RuntimeError):
    """The written rows are not those that intake accepted, or a charge has no row. Nothing was published."""


@dataclass(frozen=True)
class AnnotatedFile:
    """A written file: its name, its rows, and the number of charges annotated."""

    file_name: str
    rows: int
    counts: int


@dataclass(frozen=True)
class _RegisteredDelivery:
    """A current delivery in the warehouse."""

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
    """Write the annotated file of each current history into ``folder``. ``paths``: where to look for the delivered
    files.

    Raises:
        DeliveryGoneError: A delivered file cannot be found.
        RefusedDeliveryError: A file changed while it was read.
        RowMismatchError: The rows are not those that intake accepted.
    """
    registered = [
        _RegisteredDelivery(*row)
        for row in connection.execute(
            "select delivery_id, sha256, file_sha256, file_name, physical_lines, accepted_rows from intake.deliveries "
            "where delivery_kind = 'history' order by delivery_number"
        ).fetchall()
    ]
    where = find_again(paths, layout, {one.file_sha256: one.file_name for one in registered})
    names = list_annotated_names({one.delivery_id: one.file_name for one in registered})
    (folder / WARNING_FILE).write_text(WARNING, encoding="utf-8")
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
    """Return the annotated file's name by delivery id: safe characters, with the id if two names would be equal."""
    safe = {
        delivery_id: re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[:_MAX_NAME_CHARACTERS]
        for delivery_id, name in file_names.items()
    }
    taken = Counter(name.casefold() for name in safe.values())
    return {
        delivery_id: f"{name}.{delivery_id}{RESULTS_SUFFIX}"
        if taken[name.casefold()] > 1
        else f"{name}{RESULTS_SUFFIX}"
        for delivery_id, name in safe.items()
    }


def read_accepted_lines(folder: Path, physical_lines: int) -> npt.NDArray[np.bool_]:
    """Return for each physical line of a delivery whether it became a row in intake's ``folder``."""
    accepted = np.zeros(physical_lines, np.bool_)
    for path in sorted(folder.glob(ROWS_PATTERN)):
        with pq.ParquetFile(path) as rows:
            for batch in rows.iter_batches(columns=["source_line"]):
                accepted[batch.column(0).to_numpy() - 1] = True
    return accepted


def _annotate(
    path: Path,
    delivery: _RegisteredDelivery,
    layout: Layout,
    intake_folder: Path,
    evidence: Evidence,
    target: Path,
    progress: Progress,
) -> AnnotatedFile:
    charges = evidence.read_delivery(delivery.delivery_id)
    accepted = read_accepted_lines(intake_folder, delivery.physical_lines)
    receipt = read_finished_receipt(intake_folder, layout)
    beginning = recognize_file(path, layout, receipt.column_map if receipt else None)
    rows = 0
    shown = progress.start(delivery.file_name, path.stat().st_size)
    try:
        with ByteStream(path) as stream, target.open("wb", buffering=BLOCK_BYTES) as out:
            header = [*beginning.layout.header, *evidence.columns]
            out.write(f"{format_csv_line(header)}\n".encode())
            for lines, count in _annotate_blocks(stream, beginning, accepted, charges, len(evidence.columns)):
                out.write(lines)
                rows += count
                shown.advance(stream.bytes_read, rows)
            if stream.sha256 != delivery.file_sha256:
                raise RefusedDeliveryError(path, "the file changed after it was loaded")
    finally:
        shown.finish()
    if rows != delivery.accepted_rows:
        raise RowMismatchError(
            f"{delivery.file_name}: intake accepted {delivery.accepted_rows} rows, but {rows} were written"
        )
    if charges.waiting is not None:
        raise RowMismatchError(
            f"{delivery.file_name}: a charge in scope is on line {charges.waiting}, which is no accepted row"
        )
    return AnnotatedFile(target.name, rows, charges.given)


def _annotate_blocks(
    stream: ByteStream,
    beginning: Recognised,
    accepted: npt.NDArray[np.bool_],
    charges: DeliveryEvidence,
    added: int,
) -> Iterator[tuple[bytes, int]]:
    """Yield the annotated rows of each block and their number."""
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
            if suspicious[line] or row[-1] in _LAST_BYTES_TO_PARSE:
                row, encoding = convert_accepted_row(row, layout)
            out.append(row)
            if number + line + 1 == charges.waiting:
                out.append(f",{charges.take()}\n".encode(encoding, "replace"))
            else:
                out.append(nothing)
        number += len(starts)
        yield b"".join(out), len(out) // 2


def convert_accepted_row(row: bytes, layout: Layout) -> tuple[bytes, str]:
    """Return the bytes of an accepted line after intake's repairs, and their encoding.

    Raises:
        RowMismatchError: Intake would not accept the line.
    """
    verdict = parse_line(row, layout)
    if isinstance(verdict, str):
        raise RowMismatchError(f"intake accepted a line that no longer parses: {verdict}")
    _, repairs = verdict
    kept = row.translate(None, CONTROL_BYTES)
    if TRAILING_COMMA in repairs:
        kept = kept.removesuffix(b'""').removesuffix(b",")
    return kept, "latin-1" if LATIN1 in repairs else "utf-8"
