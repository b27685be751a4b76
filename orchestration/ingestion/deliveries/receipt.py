"""The receipt of a delivery: line counts, their conservation check, and finishing and checking its folder."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.files.atomic import sync_all_to_disk, sync_to_disk
from orchestration.files.publish_dir import hash_file
from orchestration.ingestion.deliveries.column_map import ColumnMap
from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.parsing.writer import ROWS_PATTERN

RECEIPT_FILE = "receipt.json"
READER_VERSION = 3
"""Raise it if the same bytes would give other rows or be refused; deliveries are then read again."""

_PARTIAL_ENDING = ".partial"

Lane = Literal["fast", "mixed", "exact"]


class ConservationError(Exception):
    """Lines were lost or invented: physical lines differ from header + accepted + rejected."""


class BytesReceipt(BaseModel):
    """The result of reading bytes with a layout and a column map, stored as ``receipt.json``. It has no time, path or
    file name.

    ``rejected`` counts rows by reason, ``repaired`` by kind of repair (a row can have several). ``lane``: ``fast`` if
    all rows were parsed vectorized, ``exact`` if all were parsed strictly, else ``mixed``. ``seems_cut_off``: the last
    line has no line end and too few columns, as after an aborted transfer; it is rejected and the lines before it are
    read. ``oddities``: what was left out of a file that is read all the same. ``files``: SHA-256 of each file beside
    the receipt; earlier versions wrote none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    delivery_id: str
    sha256: str
    layout_version: str
    reader_version: int
    physical_lines: int
    header_lines: int
    accepted: int
    rejected: dict[str, int]
    repaired: dict[str, int]
    lane: Lane
    seems_cut_off: bool = False
    oddities: tuple[str, ...] = ()
    column_map: ColumnMap | None = None
    files: dict[str, str] = {}

    def check_conservation(self) -> None:
        """Check that physical lines = header + accepted + rejected.

        Raises:
            ConservationError: They differ.
        """
        rejected = sum(self.rejected.values())
        if self.physical_lines != self.header_lines + self.accepted + rejected:
            raise ConservationError(
                f"delivery {self.delivery_id}: {self.physical_lines} physical lines, but {self.header_lines} header + "
                f"{self.accepted} accepted + {rejected} rejected"
            )


class Receipt(BytesReceipt):
    """A receipt with the file name, county and cut date of the delivery. ``rows_glob``: absolute pattern of its Parquet
    files. ``mended``: file of an earlier day that was damaged, so that the delivery was read again; else empty."""

    file_name: str
    county: str
    data_as_of: date
    rows_glob: str
    mended: str = ""


def read_finished_receipt(folder: Path, layout: Layout) -> BytesReceipt | None:
    """Read the receipt in a finished folder; None if this version of the software would not have written it."""
    try:
        receipt = BytesReceipt.model_validate_json((folder / RECEIPT_FILE).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None
    is_current = receipt.layout_version == layout.version and receipt.reader_version == READER_VERSION
    return receipt if is_current and receipt.sha256 == folder.name else None


def find_damaged_file(folder: Path, receipt: BytesReceipt) -> Path | None:
    """Find a file of a finished folder that is missing, added, or has other bytes than when it was written."""
    there = {path.relative_to(folder).as_posix() for path in folder.glob(ROWS_PATTERN)}
    for name in sorted(there | receipt.files.keys()):
        path = folder / name
        if not path.is_file() or hash_file(path) != receipt.files.get(name):
            return path
    return None


def create_partial_folder(folder: Path) -> Path:
    """Create an empty temporary folder beside the final one, replacing one left by a crashed run."""
    partial = folder.with_name(folder.name + _PARTIAL_ENDING)
    with suppress(FileNotFoundError):
        shutil.rmtree(partial)
    partial.mkdir(parents=True)
    return partial


def remove_leftovers(state_folder: Path) -> None:
    """Remove temporary folders of crashed runs under ``<intake_home>/<state>``. No other run may be reading."""
    for leftover in sorted(state_folder.glob(f"*{_PARTIAL_ENDING}")):
        shutil.rmtree(leftover)


def finish(partial: Path, folder: Path, receipt: BytesReceipt) -> BytesReceipt:
    """Write the receipt with the hashes of all files, sync them, and give the folder its final name."""
    names = sorted(path.relative_to(partial).as_posix() for path in partial.rglob("*") if path.is_file())
    receipt = receipt.model_copy(update={"files": {name: hash_file(partial / name) for name in names}})
    text = receipt.model_dump_json(indent=2, exclude_none=True)
    (partial / RECEIPT_FILE).write_text(text + "\n", encoding="utf-8")
    sync_all_to_disk(partial)
    if folder.exists():
        shutil.rmtree(folder)
    partial.rename(folder)
    sync_to_disk(folder.parent)
    return receipt
