"""The next delivery of the same state: what was delivered, some months later and told a little otherwise.

What belongs here: changing a folder of synthetic files, each person in every file alike. Every cycle has another
number. Of one person in a hundred each, the case numbers are told otherwise, the birth date is another, the levels of
convictions are corrected, and there is a new arrest; of one in five hundred each, nothing is told any more, and what
courts did in half of the cases is gone. The gates expect that of a month in which nothing went wrong: a state loses few
records. What does not: what must follow from it.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from orchestration.ingestion.deliveries.sidecar import SIDECAR_ENDING
from orchestration.ingestion.synthetic.ca.columns import COLUMNS

OF_THOUSAND = {
    "case otherwise": range(0, 10),
    "born otherwise": range(10, 20),
    "level corrected": range(20, 30),
    "arrested again": range(30, 40),
    "told no more": range(40, 42),
    "cases gone": range(42, 44),
}
"""Which of a thousand people: told by their number, so that every file tells the same of a person."""

CORRECTED = {"FELONY": "MISDEMEANOR", "MISDEMEANOR": "FELONY"}
FIRST_COUNT, LATER_CYCLE = "101001001000", "901"
"""The first count of a person's first cycle as files are generated, and a cycle that nobody has."""


def deliver_later(first: Path, later: Path, cut: date) -> None:
    """Write the files of ``first`` to ``later`` as they are delivered with a later cut; lists beside the histories are
    the same byte for byte, and the truth stays."""
    for path in sorted(path for path in first.rglob("*") if path.suffix in (".csv", ".dat")):
        inside = path.relative_to(first)
        if inside.parts[0] == "truth":
            continue
        to = later / inside.with_name(re.sub(r"_\d{8}\.", f"_{cut:%Y%m%d}.", inside.name))
        to.parent.mkdir(parents=True, exist_ok=True)
        with path.open(encoding="latin-1", newline="") as lines, to.open("w", encoding="latin-1", newline="") as out:
            out.writelines(_told_later(lines, cut))
        beside = path.with_name(path.name + SIDECAR_ENDING)
        if beside.exists():
            shutil.copyfile(beside, to.with_name(to.name + SIDECAR_ENDING))


def _told_later(lines: Iterator[str], cut: date) -> Iterator[str]:
    """A history has a header or none. Lines that a reader cannot part stay as they are: they were broken on purpose,
    and so does every line of another list."""
    begin = next(lines, "")
    if len(next(csv.reader([begin]), [])) < len(COLUMNS):
        yield from chain([begin], lines)
        return
    for line in chain([begin], lines):
        values = next(csv.reader([line]))
        is_whole = len(COLUMNS) <= len(values) <= len(COLUMNS) + 1 and values[_at("CYC_ORDER")].isdigit()
        for told in _told(values, cut) if is_whole else ():
            written = io.StringIO()
            csv.writer(written, lineterminator="\r\n" if line.endswith("\r\n") else "\n").writerow(told)
            yield written.getvalue()
        if not is_whole:
            yield line


def _at(column: str) -> int:
    return COLUMNS.index(column)


def _told(values: Sequence[str], cut: date) -> Iterator[Sequence[str]]:
    """What the later delivery tells in place of a line: nothing, the line told otherwise, or one more beside it."""
    number = zlib.crc32(re.sub(r"\D", "", values[_at("CII_NUMBER")]).lstrip("0").encode())
    is_now = {what: number % 1000 in whose for what, whose in OF_THOUSAND.items()}
    row = dict(zip(COLUMNS, values, strict=False))
    is_gone = is_now["cases gone"] and row["STP_TYPE_DESCR"] == "COURT ACTION" and zlib.crc32(row["OFN"].encode()) % 2
    if is_now["told no more"] or is_gone:
        return
    end = values[len(COLUMNS) :]
    is_first_arrest = row["CNT_ORDER"] == FIRST_COUNT and row["STP_TYPE_DESCR"].startswith("ARREST")
    if is_now["arrested again"] and is_first_arrest and not row["DISP_DESCR"].strip():
        day = f"{cut - timedelta(days=30 + number % 30):%Y%m%d}"
        again = {"CYC_ORDER": LATER_CYCLE, "CNT_ORDER": LATER_CYCLE + FIRST_COUNT[3:], "OFN": f"{number % 10_000_000}"}
        yield [*(row | again | {"CYC_DATE": day, "STP_EVENT_DATE": day}).values(), *end]
    row["CYC_ORDER"] = str(int(row["CYC_ORDER"]) + 1)
    if re.fullmatch(r"\d{12}", row["CNT_ORDER"]):
        row["CNT_ORDER"] = f"{int(row['CNT_ORDER'][:3]) + 1:03}{row['CNT_ORDER'][3:]}"
    if is_now["case otherwise"] and row["OFN"].strip():
        row["OFN"] += "9"
    if is_now["born otherwise"] and row["PRI_DOB"].isdigit():
        row["PRI_DOB"] = f"{int(row['PRI_DOB'][:4]) + 1}{row['PRI_DOB'][4:]}"
    if is_now["level corrected"]:
        row["CONV_STAT_DESCR"] = CORRECTED.get(row["CONV_STAT_DESCR"].strip(), row["CONV_STAT_DESCR"])
    yield [*row.values(), *end]


if __name__ == "__main__":
    deliver_later(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))
