"""Samples that several tests of the generator read, and how a test reads a raw file.

What belongs here: building a sample once and reading its bytes by rules of our own. What does not: assertions.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

SEVEN = ("ALAMEDA", "ALPINE", "FRESNO", "LOS ANGELES", "SACRAMENTO", "SAN FRANCISCO", "SAN JOAQUIN")


@dataclass(frozen=True)
class Sample:
    """A written sample folder."""

    folder: Path

    def truth(self, table: str) -> pl.DataFrame:
        """One truth table."""
        return pl.read_parquet(self.folder / "truth" / f"{table}.parquet")

    @cached_property
    def notes(self) -> dict[str, Any]:
        """truth.json."""
        notes: dict[str, Any] = json.loads((self.folder / "truth" / "truth.json").read_text(encoding="utf-8"))
        return notes

    @cached_property
    def files(self) -> list[dict[str, Any]]:
        """The rows of files.parquet."""
        return list(self.truth("files").iter_rows(named=True))

    @cached_property
    def parsed(self) -> list[tuple[dict[str, Any], int, str, list[str] | None]]:
        """What :meth:`lines` gives, with the fields of each line (None where its quotes do not pair up)."""
        return [(file, number, line, fields(line)) for file, number, line in self.lines()]

    def lines(self) -> Iterator[tuple[dict[str, Any], int, str]]:
        """(file, physical line number from 1, text without line end) of every line but headers."""
        for file in self.files:
            data = (self.folder / file["file"]).read_bytes().removeprefix(b"\xef\xbb\xbf")
            end = b"\r\n" if file["is_crlf"] else b"\n"
            for number, line in enumerate(data.removesuffix(end).split(end), 1):
                if number > file["header_lines"]:
                    yield file, number, line.decode("latin-1")

    def rows(self) -> Iterator[tuple[dict[str, Any], list[str]]]:
        """(file, 95 values) of every well-formed line."""
        for file, _, _, values in self.parsed:
            if values is not None and len(values) in (95, 96):
                yield file, values[:95]


def fields(line: str) -> list[str] | None:
    """The fields of one line parsed alone; None where its quotes do not pair up."""
    if line.count('"') % 2:
        return None
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return None


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder, by relative path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
