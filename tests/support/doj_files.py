"""Tiny California history files, column by column. Everybody in them is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.deliveries.read_delivery import Receipt, locate_delivery_folder, read_delivery
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.ingestion.parsing.byte_stream import hash_file

LAYOUT = load_layout("ca")
HEADER = ",".join(LAYOUT.columns).encode()
SECRET = "ZZSECRETSON"
"""A name in every row: it must turn up in the Parquet files and nowhere else."""


def fields(number: int = 1, **columns: str) -> list[str]:
    """The 95 fields of a plausible row about person ``number``."""
    values = dict.fromkeys(LAYOUT.columns, "")
    values |= {
        "RECORD_ID": str(number),
        "SUBJECT_ID": f"{number:08d}",
        "REQ_SEG_SEP": "#",
        "PII_SEG_SEP": "#",
        "CII_NUMBER": f"A{number:09d}",
        "PRI_NAME": f'"{SECRET},ANNA {number}"',
        "PRI_DOB": "19700101",
        "STP_TYPE_DESCR": "COURT ACTION   ",
        "CNT_ORDER": "101001001000",
        "OFFENSE_DESCR": "11359 HS-POSSESS FOR SALE",
        "SENT_SEG_SEP": "#",
        "END_OF_REC": "#",
    } | columns
    return list(values.values())


def row(number: int = 1, **columns: str) -> bytes:
    """One line, without its line end, as Latin-1 bytes."""
    return ",".join(fields(number, **columns)).encode("latin-1")


def rows(count: int, first: int = 1) -> list[bytes]:
    return [row(number) for number in range(first, first + count)]


def file_of(*lines: bytes, header: bytes | None = HEADER, end: bytes = b"\n") -> bytes:
    """Lines with line ends, behind a header."""
    return b"".join(line + end for line in ([header] if header is not None else []) + list(lines))


def deliver(folder: Path, content: bytes, name: str = "alameda_20260101.csv") -> Delivery:
    """Writes a file and makes the delivery that ``find_deliveries`` would make of it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return Delivery(path, name, hash_file(path), "ALAMEDA", date(2026, 1, 1), len(content))


@dataclass(frozen=True)
class Outcome:
    """What reading gave: the receipt, rows by line (with their bucket), rejects by line."""

    receipt: Receipt
    rows: list[dict[str, Any]]
    rejects: list[dict[str, Any]]

    @property
    def lines(self) -> list[int]:
        return [row["source_line"] for row in self.rows]

    @property
    def reasons(self) -> dict[int, str]:
        return {reject["source_line"]: reject["reason"] for reject in self.rejects}

    def check_every_line_once(self) -> None:
        assert [reject["source_line"] for reject in self.rejects] == sorted(self.reasons)
        accounted = sorted(self.lines + list(self.reasons))
        assert len(accounted) == len(set(accounted))
        assert len(accounted) + self.receipt.header_lines == self.receipt.physical_lines
        assert self.receipt.accepted == len(self.rows)
        assert sum(self.receipt.rejected.values()) == len(self.rejects)


def read(
    delivery: Delivery, home: Path, force_exact: bool = False, threads: int = 2, memory_limit: str = "3GB"
) -> Outcome:
    receipt = read_delivery(delivery, LAYOUT, home, force_exact=force_exact, threads=threads, memory_limit=memory_limit)
    folder = locate_delivery_folder(home, LAYOUT, delivery.sha256)
    table: list[dict[str, Any]] = []
    for path in sorted((folder / "rows").rglob("*.parquet")):
        first, last = (int(part) for part in path.stem.split("-")[1:])
        rows = pq.ParquetFile(path).read().to_pylist()
        assert all(first <= row["person_bucket"] <= last for row in rows)
        table += rows
    rejects = pq.ParquetFile(folder / "rejects.parquet").read().to_pylist()
    outcome = Outcome(receipt, sorted(table, key=lambda one: one["source_line"]), rejects)
    outcome.check_every_line_once()
    return outcome


def read_both(folder: Path, content: bytes, name: str = "alameda_20260101.csv") -> Outcome:
    """Reads in both lanes, checks that they agree in everything but the lane, and gives the fast one's outcome."""
    delivery = deliver(folder / "in", content, name)
    fast = read(delivery, folder / "fast")
    exact = read(delivery, folder / "exact", force_exact=True)
    assert fast.rows == exact.rows
    assert fast.rejects == exact.rejects
    unequal = {"lane", "rows_glob"}
    assert fast.receipt.model_dump(exclude=unequal) == exact.receipt.model_dump(exclude=unequal)
    return fast
