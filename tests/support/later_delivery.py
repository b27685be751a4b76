"""The next delivery of the same state: what was delivered, some months later and told a little otherwise.

What belongs here: changing a folder of synthetic files. Every cycle has another number; of one person in a hundred
each, the case numbers are told otherwise, nothing is told any more, the birth date is another, what courts did in half
of the cases is gone, and the levels of convictions are corrected. What does not: what must follow from it.
"""

from __future__ import annotations

import csv
import io
import sys
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

FIRST_CUT = "20260301"
COLUMNS = ("CII_NUMBER", "CYC_ORDER", "OFN", "PRI_DOB", "STP_TYPE_DESCR", "CONV_STAT_DESCR")
CASE_OTHERWISE, TOLD_NO_MORE, BORN_OTHERWISE, CASES_GONE, LEVEL_CORRECTED = range(5)
"""Which of a hundred people: told by their number, so that every file tells the same of a person."""

CORRECTED = {"FELONY": "MISDEMEANOR", "MISDEMEANOR": "FELONY"}


def deliver_later(first: Path, later: Path, cut: date) -> None:
    """Write the files of ``first`` to ``later`` as they are delivered with a later cut, byte for byte where nothing is
    changed; the truth about them stays."""
    for path in sorted(path for path in first.rglob("*") if path.suffix in (".csv", ".dat")):
        inside = path.relative_to(first)
        if inside.parts[0] == "truth":
            continue
        to = later / inside.with_name(inside.name.replace(FIRST_CUT, f"{cut:%Y%m%d}"))
        to.parent.mkdir(parents=True, exist_ok=True)
        with path.open(encoding="latin-1", newline="") as rows, to.open("w", encoding="latin-1", newline="") as out:
            header = rows.readline()
            names = header.strip().split(",")
            out.write(header)
            out.writelines(_told_later(rows, names) if set(COLUMNS) <= set(names) else rows)


def _told_later(lines: Iterator[str], names: list[str]) -> Iterator[str]:
    """Lines that a reader cannot part stay as they are: they were broken on purpose. Some headers have a
    name more than there are values."""
    person, cycle, *told = (names.index(name) for name in COLUMNS)
    for line in lines:
        values = next(csv.reader([line]))
        if not len(names) - 1 <= len(values) <= len(names) or not values[cycle].isdigit():
            yield line
            continue
        values[cycle] = str(int(values[cycle]) + 1)
        if _still_told(values, zlib.crc32(values[person].encode()) % 100, *told):
            written = io.StringIO()
            csv.writer(written, lineterminator="\n").writerow(values)
            yield written.getvalue()


def _still_told(values: list[str], of_hundred: int, case: int, born: int, step: int, level: int) -> bool:
    """Tell the line otherwise, where it is of such a person; whether it is told at all."""
    if of_hundred == CASE_OTHERWISE and values[case]:
        values[case] += "9"
    if of_hundred == BORN_OTHERWISE and values[born].isdigit():
        values[born] = f"{int(values[born][:4]) + 1}{values[born][4:]}"
    if of_hundred == LEVEL_CORRECTED:
        values[level] = CORRECTED.get(values[level], values[level])
    is_gone = of_hundred == CASES_GONE and values[step] == "COURT ACTION" and zlib.crc32(values[case].encode()) % 2
    return of_hundred != TOLD_NO_MORE and not is_gone


if __name__ == "__main__":
    deliver_later(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))
