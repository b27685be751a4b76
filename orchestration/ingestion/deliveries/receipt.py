"""What reading a delivery gave, in numbers; and the folder that a receipt makes valid.

What belongs here: the receipt, conservation of lines, the way from a temporary folder to a finished one. What does not:
reading and writing rows.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.files.atomic import sync_all_to_disk, sync_to_disk
from orchestration.ingestion.deliveries.column_map import ColumnMap
from orchestration.ingestion.layouts.layout import Layout

RECEIPT_FILE = "receipt.json"
READER_VERSION = 3
"""To be raised when the same bytes would give other rows or be refused; deliveries are then read again."""

_PARTIAL_ENDING = ".partial"

Lane = Literal["fast", "mixed", "exact"]


class ConservationError(Exception):
    """Lines got lost or were made up: physical lines differ from header + accepted + rejected."""


class BytesReceipt(BaseModel):
    """What follows from the bytes, their column map and the layout alone: ``receipt.json``. Holds no clock, no path, no
    file name.

    Lines and rows are counts. ``rejected`` counts rows by reason, ``repaired`` counts rows by kind (a row may have
    several). ``lane``: ``fast`` if every row came from the fast lane, ``mixed`` if some lines were judged alone,
    ``exact`` if all were. ``seems_cut_off``: the last line has no line end and too few columns, as where a transfer
    broke off; it is among the rejected ones, and what stands before it is read.
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
    column_map: ColumnMap | None = None

    def check_conservation(self) -> None:
        """Raises ConservationError unless physical lines = header + accepted + rejected."""
        rejected = sum(self.rejected.values())
        if self.physical_lines != self.header_lines + self.accepted + rejected:
            raise ConservationError(
                f"delivery {self.delivery_id}: {self.physical_lines} physical lines, but {self.header_lines} header + "
                f"{self.accepted} accepted + {rejected} rejected"
            )


class Receipt(BytesReceipt):
    """A delivery's receipt: what its bytes gave, and under which name, for which county and cut date they came.

    ``rows_glob`` is the absolute pattern of its Parquet files.
    """

    file_name: str
    county: str
    data_as_of: date
    rows_glob: str


def read_finished_receipt(folder: Path, layout: Layout) -> BytesReceipt | None:
    """The receipt in a finished folder, or None if there is none that this program version would have written."""
    try:
        receipt = BytesReceipt.model_validate_json((folder / RECEIPT_FILE).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None
    is_current = receipt.layout_version == layout.version and receipt.reader_version == READER_VERSION
    return receipt if is_current and receipt.sha256 == folder.name else None


def create_partial_folder(folder: Path) -> Path:
    """A new, empty temporary folder beside the final one; what a crashed run left there is removed."""
    partial = folder.with_name(folder.name + _PARTIAL_ENDING)
    with suppress(FileNotFoundError):
        shutil.rmtree(partial)
    partial.mkdir(parents=True)
    return partial


def remove_leftovers(state_folder: Path) -> None:
    """Removes the temporary folders of crashed runs under ``<intake_home>/<state>``. Only while no other run reads."""
    for leftover in sorted(state_folder.glob(f"*{_PARTIAL_ENDING}")):
        shutil.rmtree(leftover)


def finish(partial: Path, folder: Path, receipt: BytesReceipt) -> None:
    """Writes the receipt, forces all files to disk and gives the folder its final name: from then on it is finished."""
    told = receipt.model_dump_json(indent=2, exclude_none=True)
    (partial / RECEIPT_FILE).write_text(told + "\n", encoding="utf-8")
    sync_all_to_disk(partial)
    if folder.exists():
        shutil.rmtree(folder)
    partial.rename(folder)
    sync_to_disk(folder.parent)
