"""Divide lines into workbooks: one if they fit, else one or more for each county.

A sheet ends after 1,048,576 rows, and later rows are lost without an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.filing.batches.files.batch_of_lines import format_folder_name
from orchestration.filing.review.defender_lists import read_eligible_later
from orchestration.filing.review.review_lines import ReviewLine, count_timeline_rows, read_timelines
from orchestration.filing.review.workbook import write_review_workbook

MOST_TIMELINE_ROWS = 1_000_000


@dataclass(frozen=True)
class Part:
    """One workbook: its path, and its lines in order."""

    path: Path
    lines: Sequence[ReviewLine]


def divide_lines(
    out: Path,
    lines: Sequence[ReviewLine],
    timeline_rows: Mapping[str, int],
    *,
    max_lines: int,
    max_rows: int = MOST_TIMELINE_ROWS,
) -> list[Part]:
    """Use ``out`` itself if everything fits; else ``<out>_<county>.xlsx``, ``<out>_<county>_2.xlsx`` and so on.

    Each line is in one workbook, in the order of ``lines``. All lines of a person in a county are in the same one,
    unless they are more than ``max_lines``. ``timeline_rows``: by person id.
    """
    if _fits(lines, timeline_rows, max_lines, max_rows):
        return [Part(out, lines)]
    of_county: dict[str, list[ReviewLine]] = defaultdict(list)
    for line in lines:
        of_county[line.cells["county"]].append(line)
    parts = []
    for county, its_lines in sorted(of_county.items()):
        name = f"{out.stem}_{format_folder_name(county)}"
        chunks = _divide_into_chunks(its_lines, timeline_rows, max_lines, max_rows)
        for number, chunk in enumerate(chunks, start=1):
            parts.append(Part(out.with_name(f"{name}{f'_{number}' if number > 1 else ''}{out.suffix}"), chunk))
    return parts


@contextmanager
def write_review_workbooks(
    connection: duckdb.DuckDBPyConnection,
    out: Path,
    lines: Sequence[ReviewLine],
    max_lines: int,
    county: str | None = None,
    *,
    is_synthetic: bool = False,
) -> Iterator[list[Part]]:
    """Write every workbook, or none if one cannot be written or the block fails.

    Each shows who becomes eligible later in its counties; a single workbook shows all, or the ``county`` requested.
    ``is_synthetic``: everybody in them is invented. Timelines are read for one workbook at a time.

    Raises:
        FileExistsError: A file exists; it may hold decisions.
    """
    people = [line.line.person_id for line in lines]
    parts = divide_lines(out, lines, count_timeline_rows(connection, people), max_lines=max_lines)
    for part in parts:
        if part.path.exists():
            raise FileExistsError(part.path)
    written: list[Path] = []
    later = read_eligible_later(connection)
    try:
        for part in parts:
            timelines = read_timelines(connection, [line.line.person_id for line in part.lines])
            counties = later.keys() if len(parts) == 1 else {line.cells["county"] for line in part.lines}
            its = {name: rows for name, rows in later.items() if name in counties and county in (None, name)}
            write_review_workbook(part.path, part.lines, timelines, its, is_synthetic=is_synthetic)
            written.append(part.path)
        yield parts
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)  # they name people, and the ledger does not record them
        raise


def _fits(lines: Iterable[ReviewLine], timeline_rows: Mapping[str, int], max_lines: int, max_rows: int) -> bool:
    counted = list(lines)
    people = {line.line.person_id for line in counted}
    return len(counted) <= max_lines and sum(_count_rows(person, timeline_rows) for person in people) <= max_rows


def _count_rows(person: str, timeline_rows: Mapping[str, int]) -> int:
    return timeline_rows.get(person, 0) + 2  # a heading above, an empty row below


def _divide_into_chunks(
    lines: Sequence[ReviewLine], timeline_rows: Mapping[str, int], max_lines: int, max_rows: int
) -> list[list[ReviewLine]]:
    """Divide persons, in the order of their first line, into chunks that fit; a chunk keeps the order of ``lines``."""
    of_person: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        of_person[line.line.person_id].append(place)
    chunks: list[list[int]] = [[]]
    rows = 0
    for person, places in of_person.items():
        its_rows = _count_rows(person, timeline_rows)
        for first in range(0, len(places), max_lines):
            some = places[first : first + max_lines]
            if chunks[-1] and (len(chunks[-1]) + len(some) > max_lines or rows + its_rows > max_rows):
                chunks.append([])
                rows = 0
            chunks[-1] += some
            rows += its_rows
    return [[lines[place] for place in sorted(chunk)] for chunk in chunks]
