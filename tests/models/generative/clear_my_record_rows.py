"""How Clear My Record (Code for America's GoGen, archived, MIT) read a file and a row, read anew in plain Python.

What belongs here: the file line by line, what would have stopped the tool, and what it saw in the cells of one row.
What does not: people, checks of a policy (``clear_my_record``), and what a careful reader would have seen
(``clear_my_record_defects``). Facts come from codeforamerica/gogen, version 0.2.13; no code of it is used:
``data/doj_information.go`` (file), ``data/doj_row.go`` (columns, level, charge, dates), ``matchers/
code_section_matchers.go`` (sections). Where a row would have stopped the tool the reading goes on without that row,
and says so: a differing determination has to be looked at one by one, not a file at a time.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

WIDTH = 95
SHORTEST_FILE = 128  # bytes the tool looks ahead for a header; fewer are an error

ZERO = date.min
"""What the tool took for any date that it could not read: 1 January of the year 1."""

# A line as Go's encoding/csv takes it: no quote inside a value that does not begin with one.
VALUE = r'(?:"[^"]*(?:""[^"]*)*"|[^",]*)'
WELL_QUOTED = re.compile(f"{VALUE}(?:,{VALUE})*")

EIGHT_DIGITS = re.compile(r"[0-9]{8}")
MARIJUANA_NUMBER = re.compile("11357|11358|11359|11360")  # anywhere in the text, whatever stands around it
BLANKS = " \t\n\v\f\r"

POSITIONS = {
    "subject_id": 2,
    "cii": 11,
    "birth_date": 14,
    "cycle_date": 37,
    "event_date": 40,
    "step_type": 42,
    "agency": 46,
    "county": 48,
    "count_order": 50,
    "case_number": 52,
    "offense": 54,
    "offense_toc": 55,
    "disposed_offense": 58,
    "disposed_toc": 59,
    "convicted_offense": 63,
    "convicted_toc": 64,
    "disposition": 80,
    "level": 82,
    "comment": 93,
}


@dataclass(frozen=True)
class RawRow:
    """The cells of one line that matter here, as they stand in the file. ``line`` is physical and begins at 1."""

    line: int
    subject_id: str
    cii: str
    birth_date: str
    cycle_date: str
    event_date: str
    step_type: str
    agency: str
    county: str
    count_order: str
    case_number: str
    offense: str
    offense_toc: str
    disposed_offense: str
    disposed_toc: str
    convicted_offense: str
    convicted_toc: str
    disposition: str
    level: str
    comment: str

    @property
    def is_conviction(self) -> bool:
        """The tool's: the disposition begins with CONVICTED, to the letter."""
        return self.disposition.startswith("CONVICTED")

    @property
    def code_section(self) -> str:
        """The tool's charge: the text before the *first* hyphen; the comment's where the column is blank or says so.

        NULL or a hyphen written out is no blank, and what was disposed of or convicted of is never looked at.
        """
        is_in_comment = self.offense.strip(BLANKS) in ("", "SEE COMMENT FOR CHARGE")
        return (self.comment if is_in_comment else self.offense).split("-")[0]

    @property
    def is_prop64(self) -> bool:
        """The tool's: one of the four numbers stands somewhere in the charge."""
        return MARIJUANA_NUMBER.search(self.code_section) is not None

    @property
    def is_felony(self) -> bool:
        """The tool's: FELONY, or nothing at all in that column and F as the type of charge. All else is less."""
        return self.level == "FELONY" or (self.level == "" and self.offense_toc == "F")

    @property
    def event_day(self) -> date:
        """The tool's day of the conviction."""
        return day(self.event_date)

    @property
    def count_order_stops_the_tool(self) -> bool:
        """Whether the number is too short for what the tool cuts out of it while it reads the row."""
        cycle_is_cut = self.is_conviction or self.is_prop64
        step_is_cut = self.step_type == "COURT ACTION" and self.case_number != ""
        return (cycle_is_cut and len(self.count_order) < 3) or (step_is_cut and len(self.count_order) < 6)


@dataclass(frozen=True)
class Stop:
    """What would have ended the tool's work on a file, without any result for it."""

    line: int
    reason: str


@dataclass(frozen=True)
class RawFile:
    """One delivered file: the rows that can be read at all, and what would have stopped the tool before it read any."""

    rows: tuple[RawRow, ...]
    stops: tuple[Stop, ...]


def day(text: str) -> date:
    """YYYYMMDD, or ``ZERO`` for anything else: blanks, partial dates, dates that do not exist, padding."""
    if not EIGHT_DIGITS.fullmatch(text):
        return ZERO
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return ZERO


def read_file(path: Path) -> RawFile:
    """Read one file by position, a header being what begins with RECORD_ID to the letter (behind a BOM it is data).

    A line is a record: the format has no line breaks inside values. The bytes are taken for Latin-1.
    """
    content = path.read_bytes()
    stops = [Stop(1, "file_too_short")] if len(content) < SHORTEST_FILE else []
    rows: list[RawRow] = []
    for number, text in enumerate(content.decode("latin-1").split("\n"), 1):
        record = text.removesuffix("\r")
        if record == "" or (number == 1 and record.startswith("RECORD_ID")):
            continue
        if not WELL_QUOTED.fullmatch(record):
            stops.append(Stop(number, "stray_quote"))
            continue
        cells = next(csv.reader([record]))
        if len(cells) != WIDTH:
            stops.append(Stop(number, "field_count"))
        if len(cells) == WIDTH or (len(cells) == WIDTH + 1 and cells[-1] == ""):
            rows.append(raw_row(number, cells))
    return RawFile(tuple(rows), tuple(stops))


def raw_row(line: int, cells: list[str]) -> RawRow:
    """The row of one line, by position and never by the names in a header."""
    return RawRow(line, *(cells[POSITIONS[field.name]] for field in fields(RawRow)[1:]))
